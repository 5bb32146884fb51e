"""`progress.json` in a run's folder: what is being done there now, for whoever looks on.

It is touched while the process lives, so that a killed run is told from a busy one by its
age, on whatever machine it was. It is gone when the run came to its end, and stays with the
cause where it failed.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pod2post import codec
from pod2post.errors import Pod2postError
from pod2post.progress import Display
from pod2post.runs import Run
from pod2post.store import now, write_atomically
from pod2post.value import value

FILE = "progress.json"
EVERY_S = 0.5  # at most twice a second
TOUCHED_S = 5.0
DEAD_S = 30.0  # a run that was not heard of for so long is no more


@value
class Underway:
    """The task at hand, `done` of `total` of it in thousandths of `unit`s; `said`: its last line.

    `state`: failed and stopped runs leave `why`. Times are ISO 8601.
    """

    schema: Literal[1] = 1
    state: Literal["running", "failed", "stopped"] = "running"
    began: str
    after: str = ""
    task: str = ""
    done: int = 0
    total: int | None = None
    unit: str = ""
    said: str = ""
    why: str = ""

    @property
    def percent(self) -> int | None:
        return min(100, 100 * self.done // self.total) if self.total else None


def read(run: Run) -> Underway | None:
    """What is being done in the run's folder, or how the last attempt ended without a post.

    None where nothing is, or the file cannot be read. A run that was killed is "stopped".
    """
    path = run.path(FILE)
    try:
        age = time.time() - path.stat().st_mtime
        found = codec.decode(Underway, path.read_bytes())
    except (OSError, codec.Undecodable):
        return None
    if found.state == "running" and age > DEAD_S:
        return replace(found, state="stopped")
    return found


@contextlib.contextmanager
def told(display: Display, clock: Callable[[], float] = time.monotonic) -> Iterator[Display]:
    """The display, which also writes `progress.json` from the first value on.

    Failing to write it stops nothing: a run is worth more than news of it.
    """
    teller = _Teller(display, clock)
    beat = threading.Thread(target=teller.beat, daemon=True)
    beat.start()
    try:
        yield teller
    except BaseException as error:
        teller.close(error)
        raise
    else:
        teller.end()
    finally:
        teller.over.set()
        beat.join()


@dataclass
class _Here:
    """What is known so far, and when it was last written."""

    folder: Path | None = None
    at: Underway = field(default_factory=lambda: Underway(began=now()))
    written: float = float("-inf")


@dataclass(frozen=True)
class _Teller:
    display: Display
    clock: Callable[[], float]
    here: _Here = field(default_factory=_Here)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def say(self, text: str, /) -> None:
        self.display.say(text)
        with self.lock:
            self.here.at = replace(self.here.at, said=text)
            self._write()

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        self.display.step(task, done, total, unit)
        whole = None if total is None else round(1000 * total)
        with self.lock:
            other = task != self.here.at.task
            self.here.at = replace(
                self.here.at, task=task, done=round(1000 * done), total=whole, unit=unit
            )
            self._write(at_once=other)

    def made(self, stage: str, path: Path | None, /) -> None:
        self.display.made(stage, path)
        with self.lock:
            if path and path.parent != self.here.folder:  # a part of a series has its own folder
                self._remove()
                self.here.folder = path.parent
            self.here.at = Underway(began=self.here.at.began, after=stage, said=self.here.at.said)
            self._write(at_once=True)

    def end(self) -> None:
        with self.lock:
            self._remove()
            self.here.folder = None

    def close(self, error: BaseException) -> None:
        """Leave word of why there is no post; who stopped it needs no reason."""
        why = error.cause if isinstance(error, Pod2postError) else type(error).__name__
        with self.lock:
            if isinstance(error, Exception):
                self.here.at = replace(self.here.at, state="failed", why=why)
            else:
                self.here.at = replace(self.here.at, state="stopped")
            self._write(at_once=True)
            self.here.folder = None

    def beat(self) -> None:
        """Touch the file as long as this process lives."""
        while not self.over.wait(TOUCHED_S):
            with self.lock, contextlib.suppress(OSError):
                if self.here.folder:
                    os.utime(self.here.folder / FILE)

    def _remove(self) -> None:
        if self.here.folder:
            with contextlib.suppress(OSError):
                (self.here.folder / FILE).unlink(missing_ok=True)

    def _write(self, *, at_once: bool = False) -> None:
        moment = self.clock()
        if self.here.folder is None or (not at_once and moment - self.here.written < EVERY_S):
            return
        with contextlib.suppress(OSError, Pod2postError):
            write_atomically(self.here.folder / FILE, codec.encode(self.here.at))
            self.here.written = moment
