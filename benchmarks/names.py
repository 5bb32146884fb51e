"""Names of a recording: how often each is right, with the name sheet and without.

    python -m benchmarks.names --json [--audio FILE --reference FILE --names NAME ...]
        [--model base]

The sheet's names are told to the recogniser as hotwords and mended afterwards in the overlay, as
in a run; `without` is the same recogniser with no sheet. A mention counts as right when the name
stands in the text as often as in the reference, letter for letter. `invented`: mentions more than
the reference has. The last line is one JSON object.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.recognition import DATA, ROOT, Quiet
from pod2post import media
from pod2post.backends.whisper import Whisper
from pod2post.naming.names import overlaid
from pod2post.stages.transcribe import transcribe
from pod2post.store import Store
from pod2post.values import Audio, Hotwords, Name, Names, Transcript

INTERVIEW = (  # of the synthetic interview, all fictional
    *("Maya Okafor", "Daniel Whitfield", "Ines Carvalho"),
    *("Small Machines", "Harbor Notes", "Tin Roof Trio"),
)


def heard(sound: Path, weights: Path, words: Sequence[str]) -> Transcript:
    seen = media.probe(sound)
    audio = Audio(
        digest="sha256:" + "0" * 64,
        size=sound.stat().st_size,
        duration_ms=seen.duration_ms,
        codec=seen.codec,
        channels=seen.channels,
        origin=str(sound),
    )
    told = Hotwords(words=tuple(words), language="en")
    with tempfile.TemporaryDirectory() as folder:
        store, ear = Store(Path(folder)), Whisper(weights.name, weights)
        return transcribe(audio, told, ear, media=sound, shelf=store, tell=Quiet())


def counted(transcript: Transcript, reference: str, names: Sequence[str]) -> dict[str, Any]:
    """Mentions that are right, of how many, and which are not."""
    text = " ".join(cue.text for cue in transcript.cues)
    rows = {name: (_mentions(name, text), _mentions(name, reference)) for name in names}
    due = sum(said for _, said in rows.values())
    right = sum(min(row) for row in rows.values())
    return {
        "mentions": due,
        "right": right,
        "share": round(right / due, 3) if due else None,
        "invented": sum(max(0, got - said) for got, said in rows.values()),
        "wrong": [name for name, (got, said) in rows.items() if got != said],
    }


def _mentions(name: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(name)}\b", text))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--audio", type=Path, default=DATA / "synth_interview.mp3")
    parser.add_argument("--reference", type=Path, help="what is said in it, as text")
    parser.add_argument("--names", nargs="+", default=INTERVIEW, help="the sheet")
    parser.add_argument("--model", default="base")
    args = parser.parse_args(argv)
    said = args.reference or args.audio.with_suffix(".txt")
    if missing := [str(file) for file in (args.audio, said) if not file.is_file()]:
        parser.error(f"not on this machine: {', '.join(missing)}")
    weights = Path(os.environ.get("POD2POST_MODELS") or ROOT / ".cache" / "models") / args.model
    reference = said.read_text("utf-8")
    sheet = Names(entries=tuple(Name(canonical=name, kind="term") for name in args.names))
    plain = heard(args.audio, weights, ())
    told, _ = overlaid(heard(args.audio, weights, args.names), sheet, ())
    mended, _ = overlaid(plain, sheet, ())
    made = {
        "with_sheet": counted(told, reference, args.names),
        "overlay_only": counted(mended, reference, args.names),
        "without": counted(plain, reference, args.names),
    }
    print(json.dumps(made) if args.json else json.dumps(made, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
