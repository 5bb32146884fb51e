"""Killed in the middle and gone on with: is the transcript the same, is any window heard twice?

    python -m benchmarks.kills --json [--minutes 60] [--model tiny.en] [--kills 5] [--seed 1]

A file of so many minutes, the interview over and over, is recognised by the program (up to
`transcribe`) in a process of its own: once in peace, and once more in another workspace, where
the process is ended with SIGKILL at random moments (after a drawn number of windows, and up to
1.5 s more) and started again. The last line is one JSON object: `same_bytes` of
3-transcript.json; `sampled`, windows in which chance decided, and `differ`, others that were
heard otherwise; `windows` of the run in peace, glances outside speech among them; `heard_twice`,
results that were made although they lay in the store; `in_flight_again`, results that a kill took
before they were kept, made once more (what a kill interrupts inside the recogniser leaves no
result and is not seen); `lost`, windows that the killed run has not; `wall_s` in peace, and
`wall_s_killed` of all its processes together.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.recognition import DATA, ROOT, Quiet, lengthened
from pod2post import codec, pipeline, settings
from pod2post.ports import Recognizer, Tell
from pod2post.scene import Options
from pod2post.store import Store
from pod2post.values import Hotwords, Piece, Span, Windows
from pod2post.world import World

MOST_LATE_S = 1.5
KINDS = ("piece", "glance")
Window = tuple[str, int]  # its kind, its begin in ms


class Logging:
    """A `ports.Recognizer` that writes a line for each result before it hands it on."""

    def __init__(self, ear: Recognizer, log: Path) -> None:
        self.ear, self.log = ear, log
        self.identity, self.label, self.model = ear.identity, ear.label, ear.model

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        return self.ear.windows(media, tell=tell)

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        yield from self._noted("piece", self.ear.hear(media, spans, words))

    def glance(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        yield from self._noted("glance", self.ear.glance(media, spans, words))

    def _noted(self, kind: str, pieces: Iterator[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"{kind} {piece.span.start_ms}\n")
            yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(World):
    """The real world, and a log of what its ear has heard."""

    log: Path

    def ear(self, pinned: str | None, /) -> Recognizer:
        return Logging(World.ear(self, pinned), self.log)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of the program; the same job again goes on with it."""

    media: Path
    workspace: Path
    log: Path
    model: str

    def start(self) -> subprocess.Popen[bytes]:
        """In a process group of its own, so that a kill takes all of it."""
        command = [sys.executable, "-m", "benchmarks.kills", "--worker"]
        command += [str(self.media), str(self.workspace), str(self.log), "--model", self.model]
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def work(self) -> None:
        """The run itself, in this process."""
        models = os.environ.get("POD2POST_MODELS") or str(ROOT / ".cache" / "models")
        known = settings.load(None)
        known = replace(
            known,
            weights=replace(known.weights, folder=models, wheels=False),
            recognizer=replace(known.recognizer, model=self.model, captions="never"),
        )
        options = Options(source=str(self.media), until="transcribe", workspace=str(self.workspace))
        world = Logged(settings=known, tell=Quiet(), log=self.log)
        for _ in pipeline.episode(options, known, tell=Quiet(), world=world):
            pass

    def heard(self) -> list[Window]:
        """Every result so far, in the order in which they were made."""
        try:
            lines = self.log.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        rows = (line.split() for line in lines)
        return [(kind, int(start)) for kind, start in rows]

    def kept(self) -> dict[Window, Piece]:
        """What lies in the store."""
        store, found = Store(self.workspace / "store"), dict[Window, Piece]()
        for kind in KINDS:
            for recipe in (store.root / "recipes" / kind).glob("*.json"):
                digest = json.loads(recipe.read_bytes())["digest"]
                piece = codec.decode(Piece, store.get(digest))
                found[kind, piece.span.start_ms] = piece
        return found

    def transcript(self) -> bytes:
        (file,) = self.workspace.glob("runs/*/3-transcript.json")
        return file.read_bytes()


def finished(job: Job) -> float:
    """The run to its end; the seconds that it took.

    Raises:
        RuntimeError: it did not end well.
    """
    began = time.perf_counter()
    code = job.start().wait()
    if code:
        raise RuntimeError(f"the run ended with {code}: its own words are above")
    return time.perf_counter() - began


def killed(job: Job, after: int, late_s: float) -> tuple[bool, float]:
    """Started, and killed once so many windows are heard and some time more; was it in time?"""
    began, child = time.perf_counter(), job.start()
    due: float | None = None
    while child.poll() is None:
        now = time.perf_counter()
        due = now + late_s if due is None and len(job.heard()) >= after else due
        if due is not None and now >= due:
            os.killpg(child.pid, signal.SIGKILL)
            break
        time.sleep(0.02)
    code = child.wait()
    return code == -signal.SIGKILL, time.perf_counter() - began


def compared(peace: Job, job: Job, moments: Sequence[tuple[int, float]]) -> dict[str, Any]:
    """The run in peace beside the one that is killed at these moments."""
    wall = finished(peace)
    windows = peace.kept()
    twice = again = kills = 0
    spent = 0.0
    for moment in [*moments, None]:
        kept, before = set(job.kept()), job.heard()
        if moment is None:
            spent += finished(job)
        else:
            hit, seconds = killed(job, *moment)
            kills, spent = kills + hit, spent + seconds
        for window in job.heard()[len(before) :]:
            twice += window in kept
            again += window in before and window not in kept
    result = job.kept()
    sampled = {at for at, piece in (*windows.items(), *result.items()) if piece.sampled}
    differ = [at for at in windows if at in result and windows[at] != result[at]]
    return {
        "same_bytes": peace.transcript() == job.transcript(),
        "windows": len(windows),
        "heard_twice": twice,
        "in_flight_again": again,
        "lost": len(windows.keys() - result.keys()),
        "sampled": len(sampled),
        "differ": len([at for at in differ if at not in sampled]),
        "kills": kills,
        "wall_s": round(wall, 1),
        "wall_s_killed": round(spent, 1),
    }


def drawn(windows: int, kills: int, seed: int) -> list[tuple[int, float]]:
    """When to kill: after how many results, and how much later; the same for the same seed."""
    draw = random.Random(seed)
    after = sorted(draw.randrange(max(1, windows)) for _ in range(kills))
    return [(count, draw.uniform(0, MOST_LATE_S)) for count in after]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the test recordings")
    parser.add_argument("--worker", nargs=3, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.worker:
        media, workspace, log = asked.worker
        Job(media=media, workspace=workspace, log=log, model=asked.model).work()
        return 0
    source = asked.data / "synth_interview.mp3"
    if not source.is_file():
        print(json.dumps({"skipped": f"{source.name}: not on this machine"}))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder) / "long.wav"
        lengthened(source, asked.minutes, media)
        peace, job = (
            Job(
                media=media,
                workspace=Path(folder) / name,
                log=Path(folder) / f"{name}.log",
                model=asked.model,
            )
            for name in ("peace", "killed")
        )
        expected = round(asked.minutes * 60 / 29)
        made = compared(peace, job, drawn(expected, asked.kills, asked.seed))
    made |= {"minutes": asked.minutes, "model": asked.model, "seed": asked.seed}
    print(json.dumps(made) if asked.json else json.dumps(made, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
