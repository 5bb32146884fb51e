"""Runs that were started from the page: one at a time for each run, in a process of its own.

The process outlives the page: what it asked a model for is paid, and nothing of it is thrown away.
"""

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pod2post import underway
from pod2post.runs import Run
from pod2post.underway import Underway
from pod2post.value import value

LOG = "again.log"
TAIL = 2000  # characters of what the process said last


@value
class State:
    """`at` tells how far it is; `code` its exit code once it has ended; `said` its last words."""

    kind: Literal["idle", "working", "done", "failed"]
    at: Underway | None = None
    code: int | None = None
    said: str = ""


@dataclass(frozen=True)
class Works:
    """The processes of this start, by the run's folder name."""

    started: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, run: Run, arguments: Sequence[str]) -> bool:
        """Start `pod2post ARGUMENTS` for the run; False where one is at work already."""
        with self.lock:
            if self.state(run).kind == "working":
                return False
            with run.path(LOG).open("wb") as log:
                self.started[run.folder.name] = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-m", "pod2post", *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                )
            return True

    def state(self, run: Run) -> State:
        """What is being done to the run, by us or by anybody, or how ours ended."""
        at, ours = underway.read(run), self.started.get(run.folder.name)
        code = ours.poll() if ours else None
        if (ours and code is None) or (at and at.state == "running"):
            return State(kind="working", at=at)
        if ours is None:
            return State(kind="idle", at=at)
        fine = code in (0, 1)  # done, or done with open errors
        return State(
            kind="done" if fine else "failed", at=at, code=code, said="" if fine else _said(run)
        )

    def seen(self, run: Run) -> None:
        """How it ended was told."""
        with self.lock:
            ours = self.started.get(run.folder.name)
            if ours and ours.poll() is not None:
                del self.started[run.folder.name]


def _said(run: Run) -> str:
    try:
        return run.path(LOG).read_bytes().decode(errors="replace")[-TAIL:].strip()
    except OSError:
        return ""
