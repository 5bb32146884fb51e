"""Progress as a person or a machine reads it: bars, plain lines, or JSON lines.

All three are a `Display`: a `ports.Tell` that also takes a made value. `step` may be called
from several threads at once. rich is imported here and nowhere else.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TextIO

from pod2post.ports import Tell

ABBREVIATED = ("B", "MB", "min", "s", "")


class Display(Tell, Protocol):
    def made(self, stage: str, path: Path | None, /) -> None:
        """A stage's value is there; `path` is its file in the run's folder."""


@contextlib.contextmanager
def display(as_json: bool) -> Iterator[Display]:
    """What suits the place: JSON lines on stdout, bars on a terminal, else plain lines.

    Bars and plain lines go to stderr; stdout is left for the result.
    """
    if as_json:
        yield jsonl(sys.stdout)
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with terminal(sys.stderr) as bars:
            yield bars
    else:
        yield lines(sys.stderr)


# --- for machines -----------------------------------------------------------------------


def emit(stream: TextIO, event: str, **facts: Any) -> None:
    """Write one event as one line of JSON, at once."""
    stream.write(json.dumps({"event": event, **facts}, ensure_ascii=False) + "\n")
    stream.flush()


def jsonl(stream: TextIO, clock: Callable[[], float] = time.monotonic) -> Display:
    """One object per line; at most two `step` lines per second and task, the last one always."""
    return _Json(stream, _Pace(clock, every_s=0.5, at_least_s=0.5))


# --- for logs and pipes -----------------------------------------------------------------


def lines(stream: TextIO, clock: Callable[[], float] = time.monotonic) -> Display:
    """Plain lines: per task the first, one per 10 % but 3 s apart, one per 30 s, the last."""
    return _Lines(stream, _Pace(clock, every_s=30, at_least_s=3))


@dataclass
class _Seen:
    """What a task has shown: when it began, and when and how far it was at its last line."""

    began: float
    at: float
    done: float


@dataclass(frozen=True)
class _Pace:
    """Which steps are worth a line."""

    clock: Callable[[], float]
    every_s: float
    at_least_s: float
    seen: dict[str, _Seen] = field(default_factory=dict)

    def due(self, task: str, done: float, total: float | None) -> bool:
        now, seen = self.clock(), self.seen.get(task)
        if seen is None:
            self.seen[task] = _Seen(now, now, done)
            return True
        waited = now - seen.at
        last = total is not None and done >= total > seen.done
        tenth = total and done - seen.done >= total / 10
        if not (last or waited >= self.every_s or (tenth and waited >= self.at_least_s)):
            return False
        seen.at, seen.done = now, done
        return True

    def left_s(self, task: str, done: float, total: float | None) -> float | None:
        """Seconds that remain at the pace so far; None while nobody can say."""
        spent = self.clock() - self.seen[task].began
        if not total or not 0 < done < total or spent < 1:
            return None
        return spent * (total - done) / done


@dataclass(frozen=True)
class _Json:
    stream: TextIO
    pace: _Pace
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, text: str, /) -> None:
        with self.lock:
            emit(self.stream, "say", text=text)

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        with self.lock:
            if self.pace.due(task, done, total):
                emit(self.stream, "step", task=task, done=done, total=total, unit=unit)

    def made(self, stage: str, path: Path | None, /) -> None:
        with self.lock:
            emit(self.stream, "made", stage=stage, path=str(path) if path else None)


@dataclass(frozen=True)
class _Lines:
    stream: TextIO
    pace: _Pace
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, text: str, /) -> None:
        with self.lock:
            self._write(text)

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        with self.lock:
            if not self.pace.due(task, done, total):
                return
            left = self.pace.left_s(task, done, total)
            about = f", about {span(left)} left" if left is not None else ""
            self._write(f"{task}: {amount(done, total, unit)}{about}")

    def made(self, stage: str, path: Path | None, /) -> None:
        with self.lock:
            self._write(f"{stage}: done" + (f" ({path})" if path else ""))

    def _write(self, line: str) -> None:
        self.stream.write(line + "\n")
        self.stream.flush()


def amount(done: float, total: float | None, unit: str) -> str:
    """`3 of 12 windows (25 %)`; bytes in MB; without a total only what is done.

    `unit` is a noun in the singular, or an abbreviation.
    """
    digits = 0
    if unit == "B":
        done, total, unit, digits = done / 1e6, total and total / 1e6, "MB", 1
    if unit not in ABBREVIATED and (total or done) != 1:
        unit += "s"
    if not total:
        return f"{done:.{digits}f} {unit}".rstrip()
    percent = 100 * min(done / total, 1)
    return f"{done:.{digits}f} of {total:.{digits}f} {unit}".rstrip() + f" ({percent:.0f} %)"


def span(seconds: float) -> str:
    """A length of time in the two largest units that matter: `2 h 05 min`, `3 min`, `40 s`."""
    whole = max(round(seconds), 0)
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


# --- for a terminal ---------------------------------------------------------------------


@contextlib.contextmanager
def terminal(stream: TextIO) -> Iterator[Display]:
    """One bar per task with what is done and the time that remains; lines go above them."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[amount]}", markup=False),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=Console(file=stream),
        redirect_stdout=False,
        redirect_stderr=False,
    )
    tasks: dict[str, Any] = {}
    lock = threading.Lock()

    class Bars:
        def say(self, text: str, /) -> None:
            bars.console.print(Text(text), soft_wrap=True)

        def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
            shown = amount(done, total, unit)
            with lock:
                if task not in tasks:
                    tasks[task] = bars.add_task(task, total=total, amount=shown)
            bars.update(tasks[task], completed=done, total=total, amount=shown)

        def made(self, stage: str, path: Path | None, /) -> None:
            self.say(f"✓ {stage}" + (f"  {path}" if path else ""))

    with bars:
        yield Bars()
