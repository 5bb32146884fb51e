"""What pod2post itself costs: the wait for `--help`, and an hour-long episode's own work.

    python -m benchmarks.overhead --json

`help_ratio` is the median time of `pod2post --help` over that of `python -c pass`, measured
in turns. `overhead_s` are the seconds of a whole run that are not spent in recognising words and
voices or in the writer, all of which answer from memory; `stages_s` says where they go, and
`again_s` is the same run once more, when everything is in the store. On a busy machine compare
`cpu_s`. What it takes to tell voices apart by sound is measured by `benchmarks.speakers`.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pod2post import pipeline
from pod2post.backends.extract import Extract
from pod2post.hearing.turns import Turns
from pod2post.ports import Reply, Request, Shelf, Talk, Tell
from pod2post.runs import Report
from pod2post.scene import Options
from pod2post.settings import Settings
from pod2post.values import Hotwords, Piece, Span, Windows
from pod2post.world import World
from pod2post.writing.asking import Pen
from tests.fakes_ear import FakeEar

ROOT = Path(__file__).resolve().parent.parent
HOUR_MS = 3_600_000
PAIRS = 15


class Quiet:
    """A `ports.Tell` that shows nothing."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


class Stopwatch:
    """Seconds during which at least one call was inside; calls may overlap."""

    def __init__(self) -> None:
        self.spent = 0.0
        self._inside = 0
        self._since = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._since = time.perf_counter()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self.spent += time.perf_counter() - self._since


class TimedEar(FakeEar):
    """The tests' recogniser; what it takes goes to the stopwatch."""

    watch = Stopwatch()

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        with self.watch:
            return super().windows(media, tell=tell)

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        with self.watch:
            pieces = list(super().hear(media, spans, words))
        yield from pieces


class CannedWriter:
    """Gives the replies that it gave before, from memory; the first time it makes them."""

    identity = "canned"
    label = "canned replies"
    composes = False

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.watch = Stopwatch()
        self._source = Extract()

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        with self.watch:
            if request.identity not in self.replies:
                self.replies[request.identity] = self._source.reply(request, shelf=shelf)
            return self.replies[request.identity]


class TwoVoices:
    """Two people in turn, from memory."""

    identity = "two voices"

    def turns(self, talk: Talk, /, **_room: Shelf | Tell) -> Turns:
        count = len(talk.spans)
        return Turns(voices=tuple(n % 2 for n in range(count)), margins=(50,) * count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory(World):
    """A world whose recogniser, voices and writer are given."""

    given_ear: TimedEar
    given_writer: CannedWriter

    def ear(self, _pinned: str | None, /) -> TimedEar:
        return self.given_ear

    def voices(self) -> TwoVoices:
        return TwoVoices()

    def pen(self) -> Pen:
        return Pen(writer=self.given_writer, spare=Extract(), max_tokens=8000)


def an_hour() -> list[tuple[int, int, str]]:
    """About 9,000 words as sentences with times: those of the sample, in ever new orders."""
    truth = json.loads((ROOT / "samples" / "interview.truth.json").read_text(encoding="utf-8"))
    said = [line["text"] for turn in truth["turns"] for line in turn["sentences"]]
    shuffled, rows, at = random.Random(1), [], 1_000
    while at < HOUR_MS - 15_000:
        words = " ".join(shuffled.sample(said, 2)).split()
        cut = shuffled.randrange(4, max(5, min(len(words), 28)))
        length = cut * 370
        rows.append((at, at + length, " ".join(words[:cut]).rstrip(".,?!") + "."))
        at += length + 250
    return rows


def silent_hour(path: Path) -> None:
    """A real file of the right length, 8 kHz, so that fetching and probing are real too."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        for _ in range(3600):
            file.writeframes(b"\x80" * 8000)


def replay() -> dict[str, Any]:
    """One run to collect the replies, one with them in an empty store, one on a full store."""
    lines = an_hour()
    writer = CannedWriter()
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder) / "an-hour.wav"
        silent_hour(media)
        one_run(media, Path(folder) / "first", lines, writer)
        cpu = time.process_time()
        stages = one_run(media, Path(folder) / "second", lines, writer)
        cpu = time.process_time() - cpu
        again = one_run(media, Path(folder) / "second", lines, writer)
    return {
        "overhead_s": round(sum(stages.values()), 3),
        "cpu_s": round(cpu, 3),
        "again_s": round(sum(again.values()), 3),
        "stages_s": {name: round(spent, 3) for name, spent in stages.items()},
        "cues": len(lines),
        "words": sum(len(text.split()) for *_, text in lines),
        "replies": len(writer.replies),
    }


def one_run(
    media: Path, workspace: Path, lines: list[tuple[int, int, str]], writer: CannedWriter
) -> dict[str, float]:
    """Seconds outside recogniser and writer, by the stage that they led up to."""
    ear, tell, settings = TimedEar(lines, duration_ms=HOUR_MS), Quiet(), Settings()
    world = Memory(settings=settings, tell=tell, given_ear=ear, given_writer=writer)
    options = Options(source=str(media), workspace=str(workspace))
    stages: dict[str, float] = {}
    at, inside, last = time.perf_counter(), ear.watch.spent + writer.watch.spent, None
    for last in pipeline.episode(options, settings, tell=tell, world=world):
        now, spent = time.perf_counter(), ear.watch.spent + writer.watch.spent
        stages[last.stage] = now - at - (spent - inside)
        at, inside = now, spent
    if last is None or not isinstance(last.value, Report):
        raise SystemExit("the run ended without a post")
    return stages


def helping(pairs: int = PAIRS) -> dict[str, Any]:
    """Medians of paired runs, so that a busy machine slows both alike."""
    script = Path(sys.executable).with_name("pod2post")
    ours = [str(script)] if script.exists() else [sys.executable, "-m", "pod2post"]
    both = [[*ours, "--help"], [sys.executable, "-c", "pass"]]
    rows = [[seconds(command) for command in both] for _ in range(pairs)]
    ours_s, bare_s = (statistics.median(column) for column in zip(*rows, strict=True))
    return {
        "help_ratio": round(ours_s / bare_s, 2),
        "help_s": round(ours_s, 4),
        "bare_s": round(bare_s, 4),
        "pairs": pairs,
    }


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    args = parser.parse_args(argv)
    measured: dict[str, Any] = {**helping(), **replay()}
    if args.json:
        print(json.dumps(measured))
    else:
        for name, number in measured.items():
            print(f"{name:12} {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
