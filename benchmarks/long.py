"""Five hours of talk, 60,000 words: is all of it read, at what cost, and how long does it take?

    python -m benchmarks.long --json

Transcript and model are made up (tests/long_talk.py); the model answers over HTTP on this
machine, each call after a scripted delay, and each section has a quotation that must be asked
for again. `cues_unaccounted`: sentences that reached no prompt and stand in no segment that the
plan lists as left out. `tokens_ratio`: all that is sent, schemas and examples apart, over the
transcript as prompts show it; `tokens_ratio_whole` counts those, too, `tokens_ratio_told`
neither them nor the other words that never change. Tokens are estimated (`pod2post.costs.sizes`).
`prefix_bytes`: how many bytes all prompts begin with alike; `seen_before`: the share of all
bytes that an earlier request began with, too.
`slowest_chain_s`: the delays of the choice of topics, of the plan, of the slowest section's calls
one after another, and of the slower of the last two; `sum_s`: all delays; `wall_s`: from the first
request to the last reply, the program's own work included.
`divided` holds what needs no clock, where a model holds `--context` tokens.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from dataclasses import replace
from os.path import commonprefix
from pathlib import Path
from typing import Any

from pod2post import assets, codec, pipeline
from pod2post.costs import sizes
from pod2post.runs import Record
from pod2post.scene import Made, Options, opening
from pod2post.settings import Settings, Weights, WriterSettings
from pod2post.stages.fetch import fetch
from pod2post.values import Plan, Segments, Transcript
from pod2post.writing import portions

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]  # its files name each other as the tests do

from long_talk import Asked, Model, transcript  # noqa: E402
from scripted_openai import ScriptedOpenAI  # noqa: E402

DELAYS = {
    "topics": 1.0,
    "plan": 2.0,
    "quotes": 3.0,
    "again": 1.0,
    "section": 4.0,
    "observation": 2.0,
    "head": 1.6,
}
TAGS = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


class Quiet:
    """A `ports.Tell` that shows nothing."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


def run(talk: Transcript, model: Model, folder: Path, **writer: Any) -> dict[str, Made]:
    """The later half of the chain on a transcript; what each stage made."""
    with ScriptedOpenAI(model) as server:
        wish = WriterSettings(kind="openai", base_url=server.base_url, model="scripted", **writer)
        bare = Weights(folder=str(folder / "weights"), wheels=False)
        options = Options(source=str(ROOT / "samples" / "interview.mp3"), workspace=str(folder))
        scene = opening(options, Settings(writer=wish, weights=bare), tell=Quiet())
        # The file is the sample's, for its sound is not heard; its chapters are not of this talk.
        scene = replace(scene, source=replace(scene.source, chapters=(), description=""))
        library = scene.world.library(scene.source.locator)
        audio = scene(fetch, scene.source.locator, library=library)
        return {made.stage: made for made in pipeline.from_transcript(scene, audio, talk)}


def measure(context: int | None = None) -> dict[str, Any]:
    """All figures of one run; with another context than the settings' own, at once."""
    talk, model = transcript(), Model(delays={} if context else DELAYS)
    began, ends = list[float](), list[float]()

    def timed(body: dict[str, Any]) -> Any:
        answer = model(body)
        now = time.perf_counter()
        began.append(now)
        ends.append(now + answer.delay_s)
        return answer

    more = {} if context is None else {"context_tokens": context}
    with tempfile.TemporaryDirectory() as folder:
        made = run(talk, timed, Path(folder), **more)  # type: ignore[arg-type]
        record = codec.decode(Record, (Path(made["render"].value.run) / "run.json").read_bytes())
    shown = portions.tokens(talk.cues)
    figures = {
        "cues": len(talk.cues),
        "words": sum(len(cue.text.split()) for cue in talk.cues),
        "cues_unaccounted": len(unaccounted(talk, model.asked, made)),
        "calls": record.ledger.sent,
        "transcript_tokens": shown,
        "tokens_ratio": round(sum(map(worded, model.asked)) / shown, 3),
        "tokens_ratio_whole": round(sum(map(sent, model.asked)) / shown, 3),
        "tokens_ratio_told": round(sum(map(told, model.asked)) / shown, 3),
        "prefix_bytes": len(alike([said(row) for row in model.asked])),
        "seen_before": round(seen_before(model.asked), 3),
    }
    if context:
        return figures
    wall, chain = max(ends) - min(began), slowest(model)
    return figures | {
        "wall_s": round(wall, 2),
        "slowest_chain_s": round(chain, 2),
        "sum_s": round(sum(row.delay_s for row in model.asked), 2),
        "wall_over_chain": round(wall / chain, 3),
    }


def unaccounted(talk: Transcript, asked: list[Asked], made: dict[str, Made]) -> set[str]:
    """Cues that no prompt held and that are in no segment which the plan leaves out."""
    seen = {id_ for row in asked for id_ in row.cues}
    plan, segments = made["plan"].value, made["segment"].value
    assert isinstance(plan, Plan)
    assert isinstance(segments, Segments)
    out = {row.segment for row in plan.left_out}
    ids = [cue.id for cue in talk.cues]
    for part in segments.segments:
        if part.id in out:
            seen.update(ids[ids.index(part.first) : ids.index(part.last) + 1])
    return set(ids) - seen


def sent(row: Asked) -> int:
    return sizes.tokens(row.system) + sizes.tokens(row.user) + sizes.tokens(row.schema)


def worded(row: Asked) -> int:
    """What a request sends but for its schema and the examples, which are set off by `>`."""
    lines = f"{row.system}\n{row.user}".splitlines(keepends=True)
    return sizes.tokens("".join(line for line in lines if not line.startswith(">")))


def told(row: Asked) -> int:
    """What a request tells, without what every such request says."""
    fixed = TAGS.sub("", assets.text("prompts", f"{row.task}.md.j2"))
    return max(0, sizes.tokens(row.user) - sizes.tokens(fixed))


def said(row: Asked) -> bytes:
    return f"{row.system}\n{row.user}".encode()


def alike(texts: list[bytes]) -> bytes:
    """What all of them begin with."""
    return bytes(commonprefix(texts))  # noqa: RUF071 - bytes it shall compare


def seen_before(asked: list[Asked]) -> float:
    """The share of all bytes sent that stood at the beginning of an earlier request."""
    texts = [said(row) for row in asked]
    known = (
        max((len(alike([text, old])) for old in texts[:at]), default=0)
        for at, text in enumerate(texts)
    )
    return sum(known) / sum(map(len, texts))


def slowest(model: Model) -> float:
    """Seconds that the calls take which cannot but follow each other."""

    def longest(section: str) -> float:
        rows = [row for row in model.asked if row.section == section]
        steps = (("quotes", False), ("quotes", True), ("section", False))
        return sum(
            max((row.delay_s for row in rows if (row.task, row.again) == step), default=0.0)
            for step in steps
        )

    ends = (row.delay_s for row in model.asked if row.task in ("head", "observation"))
    sections = {row.section for row in model.asked if row.section}
    first = sum(row.delay_s for row in model.asked if row.task in ("topics", "plan"))
    return first + max(map(longest, sections)) + max(ends)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--context", type=int, default=20_000, help="of the smaller model")
    args = parser.parse_args(argv)
    figures = measure() | {"divided": measure(args.context)}
    if args.json:
        print(json.dumps(figures))
    else:
        for name, number in figures.items():
            print(f"{name:20} {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
