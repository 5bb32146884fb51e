"""The engine of one machine: child processes, each of which does one kind of stage.

Processes, not threads: what crashes in one (a decoder, short memory) ends that one alone, and a
thread that recognises held the others up by 0.4 s at the worst (benchmarks.batch --gil), a child
by 0.1 s. A child stays for the next work of its kind, so that a recogniser loads once a night.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import IO, Any, cast

from pod2post import codec
from pod2post.batch import verdicts
from pod2post.batch.engine import Done, Work
from pod2post.ports import Tell

CHILD = (sys.executable, "-P", "-m", "pod2post.batch.child")
MOST_S = 12 * 3600  # of one stage: what takes longer hangs
END_S = 10


class Child:
    """One process. Its thread hands on what it says, and how it ended."""

    def __init__(
        self, command: Sequence[str], stage: str, ended: "queue.SimpleQueue[Done]", tell: Tell
    ) -> None:
        self.stage, self.ended, self.tell = stage, ended, tell
        self.works: list[Work] = []  # at most one; a list, because it comes and goes
        self.turn, self.over = threading.Lock(), threading.Event()
        self.began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C reaches us alone, and we end it
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @property
    def busy(self) -> bool:
        return bool(self.works)

    @property
    def gone(self) -> bool:
        return not self.reader.is_alive()

    def give(self, work: Work) -> None:
        """Let it begin. A child that has just died says so as of one that dies at work."""
        self.began = time.monotonic()
        with self.turn:
            self.works.append(work)
            if self.over.is_set():
                self._lost()
        with contextlib.suppress(BrokenPipeError):
            stdin = cast("IO[bytes]", self.process.stdin).fileno()
            os.write(stdin, codec.encode(work) + b"\n")

    def _read(self) -> None:
        for line in cast("IO[bytes]", self.process.stdout):
            if line.endswith(b"\n"):  # a kill may cut a line
                self._heard(json.loads(line))
        self.process.wait()
        with self.turn:
            self.over.set()
            self._lost()

    def _lost(self) -> None:
        for work in self.works[:]:
            self._end(lost(work, self.process.returncode, time.monotonic() - self.began))

    def _heard(self, event: dict[str, Any]) -> None:
        match event.pop("event"):
            case "done":
                self._end(codec.build(Done, event["done"]))
            case "say":
                about = self.works[0].episode if self.works else self.stage
                self.tell.say(f"{about}: {event['text']}")
            case "step":
                about = self.works[0].episode if self.works else self.stage
                task = f"{about}: {event['task']}"
                self.tell.step(task, event["done"], event["total"], event["unit"])

    def _end(self, done: Done) -> None:
        self.works.clear()
        self.ended.put(done)

    def kill(self) -> None:
        """With all that it started. Its number is its own until `wait` has run."""
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Closing its stdin ends it at once; where it does not, it is killed."""
        with contextlib.suppress(OSError):
            cast("IO[bytes]", self.process.stdin).close()
        self.reader.join(END_S)
        if self.reader.is_alive():
            self.kill()
            self.reader.join(END_S)
        cast("IO[bytes]", self.process.stdout).close()


def lost(work: Work, status: int, seconds: float) -> Done:
    """A work whose process ended before it did; `status` as `Popen.returncode`."""
    how = f"was ended by signal {-status}" if status < 0 else f"ended with {status}"
    return Done(
        episode=work.episode,
        stage=work.stage,
        fence=work.fence,
        key=None,
        seconds=round(seconds, 3),
        outcome=verdicts.killed(how),
    )


class Children:
    """An `engine.Engine` on this machine."""

    def __init__(self, tell: Tell, command: Sequence[str] = CHILD, most_s: float = MOST_S) -> None:
        self.tell, self.command, self.most_s = tell, tuple(command), most_s
        self.ended: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self.children: list[Child] = []

    def submit(self, work: Work, /) -> None:
        """To an idle child of this stage, else to a new one."""
        for child in [child for child in self.children if child.gone]:
            child.close()
            self.children.remove(child)
        mine = (child for child in self.children if child.stage == work.stage and not child.busy)
        child = next(mine, None) or self._born(work.stage)
        child.give(work)

    def _born(self, stage: str) -> Child:
        child = Child(self.command, stage, self.ended, self.tell)
        self.children.append(child)
        return child

    def completed(self, wait_s: float, /) -> Iterator[Done]:
        """What has ended; a stage that takes longer than `most_s` is ended here."""
        for child in self.children:
            if child.busy and time.monotonic() - child.began > self.most_s:
                child.kill()
        with contextlib.suppress(queue.Empty):
            yield self.ended.get(timeout=max(wait_s, 0.001))
            while True:
                yield self.ended.get_nowait()

    def close(self) -> None:
        """End all children, whatever they do."""
        for child in self.children:
            child.close()
        self.children.clear()
