"""What a small local model writes, and what is caught of it: the sample through `--writer local`.

    python -m benchmarks.small_model --json [--gguf FILE|NAME] [--workspace DIR]

It needs `pip install 'pod2post[local]'` and `pod2post models pull qwen2.5-coder-1.5b`, and takes
minutes. The transcript is the committed one, so nothing is recognised; the post stays in
the workspace, to be read. A run that was stopped goes on with the same `--workspace`.

`missed` are faults that `benchmarks.second_look` found and no rule had flagged. Wrong meaning
neither sees: read the post.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.second_look import flagged, look
from pod2post import codec, pipeline, runs, settings
from pod2post.progress import display
from pod2post.scene import Options, Scene, house, opening
from pod2post.settings import WriterSettings
from pod2post.stages.fetch import fetch
from pod2post.values import Checked, Grounding, Quotes, Subject, Transcript

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
MODEL = "qwen2.5-coder-1.5b"
PATIENCE_S = 14_400  # one call; the machine may be busy with other things

Row = dict[str, Any]


# --- the run --------------------------------------------------------------------------


def measure(gguf: str, workspace: Path, threads: int | None = None) -> Row:
    """Write the sample's post in `workspace`; every count, and where the post lies."""
    known = settings.load(SAMPLES / "pod2post.toml")
    writer = replace(
        known.writer, kind="local", gguf=gguf, parallel=1, timeout_s=PATIENCE_S, threads=threads
    )
    # The profile's notice says that people wrote the sample's post; here a model does.
    shows = {name: replace(show, notice=None) for name, show in known.shows.items()}
    known = replace(known, shows=shows)
    transcript = codec.decode(Transcript, (SAMPLES / "transcript.json").read_bytes())
    options = Options(
        source=str(SAMPLES / "interview.mp3"),
        workspace=str(workspace),
        notes=str(SAMPLES / "notes.md"),
    )
    began = time.monotonic()
    with display(as_json=False) as tell:
        scene = opening(options, replace(known, writer=writer), tell=tell)
        scene.run.note(recognizer=transcript.made_by)
        library = scene.world.library(scene.source.locator)
        audio = scene(fetch, scene.source.locator, library=library)
        made = {
            step.stage: step.value for step in pipeline.from_transcript(scene, audio, transcript)
        }
    report: runs.Report = made["render"]
    holes = sorted(_holes(made))
    return {
        **_who(scene, writer),
        "seconds": round(time.monotonic() - began),
        "post": report.post,
        **_calls(scene, holes),
        **_quotes(made["quote"]),
        "holes": holes,
        "errors": report.errors,
        "warnings": report.warnings,
        "findings": _by_rule(made["check"]),
        **_second_look(scene, made, Path(report.post).read_text(encoding="utf-8")),
    }


def _who(scene: Scene, writer: WriterSettings) -> Row:
    record = scene.run.record()
    return {"writer": record.writer, "context_tokens": writer.context}


def _calls(scene: Scene, holes: list[str]) -> Row:
    """What passed on the wire. `repaired`: refused first, then answered well."""
    rows = scene.shelf.calls()
    by_event = Counter(row["event"] for row in rows)
    got = [row for row in rows if row["event"] == "got"]
    return {
        "calls": by_event["sent"],
        "got": by_event["got"],
        "failed": by_event["failed"],
        "rejected": by_event["rejected"],
        "rejected_by_task": Counter(row["task"] for row in rows if row["event"] == "rejected"),
        "repaired": _repaired(rows, holes),
        "asking_seconds": round(_asking(rows)),
        "prompt_tokens": sum(row.get("prompt") or 0 for row in got),
        "completion_tokens": sum(row.get("completion") or 0 for row in got),
    }


def _repaired(rows: list[Row], holes: list[str]) -> int:
    """Kept replies after refused ones of the same task, unless those had ended in a hole."""
    repaired, open_ = 0, set[str]()
    for row in rows:
        task = str(row.get("task"))
        if row["event"] == "rejected":
            gone = any(row["why"] in hole for hole in holes)
            open_ = open_ - {task} if gone else open_ | {task}
        elif row["event"] == "kept" and task in open_:
            repaired, open_ = repaired + 1, open_ - {task}
    return repaired


def _asking(rows: list[Row]) -> float:
    """Seconds in which a call was under way, over all starts of the run; they never overlap."""
    total, since = 0.0, None
    for row in rows:
        at = datetime.fromisoformat(row["at"])
        if row["event"] == "sent":
            since = at
        elif since and row["event"] in ("got", "failed"):
            total, since = total + (at - since).total_seconds(), None
    return total


def _quotes(found: tuple[Quotes, ...]) -> Row:
    verified = [quote for row in found for quote in row.quotes]
    dropped = [one for row in found for one in row.dropped]
    return {
        "quotes_proposed": len(verified) + len(dropped),
        "quotes_verified": len(verified),
        "quotes_dropped": Counter(one.rule for one in dropped),
    }


def _holes(made: dict[str, Any]) -> Iterator[str]:
    draft = made["write"]
    parts = (made["plan"], *made["quote"], draft.head, *draft.sections, draft.observation)
    for part in parts:
        yield from part.holes if part else ()


def _by_rule(checked: Checked) -> Row:
    return Counter(f"{finding.severity} {finding.rule}" for finding in checked.findings)


def _second_look(scene: Scene, made: dict[str, Any], page: str) -> Row:
    """`seen`: faults by kind; `missed`: those that no rule had flagged."""
    checked: Checked = made["check"]
    subject = Subject(
        source=scene.source,
        audio="",
        transcript=codec.decode(Transcript, (SAMPLES / "transcript.json").read_bytes()),
        names=scene.names,
        quotes=made["quote"],
        draft=checked.draft,
        house=house(scene),
    )
    record = codec.decode(Grounding, scene.run.path("post.grounding.json").read_bytes())
    found = tuple(look(subject, record, page))
    missed = [fault for fault in found if not flagged(fault, checked)]
    return {
        "seen": Counter(fault.kind for fault in found),
        "missed": [f"{fault.kind}: {fault.where}: {fault.what}" for fault in missed],
    }


# --- the command ----------------------------------------------------------------------


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.small_model", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add = parser.add_argument
    add("--gguf", default=MODEL, help=f"a GGUF file or a name (default: {MODEL})")
    parser.add_argument(
        "--workspace", type=Path, help="where the run stays (default: a new folder)"
    )
    parser.add_argument("--threads", type=int, help="CPUs (default: all)")
    args = parser.parse_args(argv)
    workspace = args.workspace or Path(tempfile.mkdtemp(prefix="small-model-"))
    measured = measure(args.gguf, workspace, args.threads)
    if args.json:
        print(json.dumps(measured, ensure_ascii=False))
    else:
        for name, number in measured.items():
            print(f"{name:18} {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
