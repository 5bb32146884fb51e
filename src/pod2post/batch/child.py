"""A process that does stages, one after the other: `python -m pod2post.batch.child`.

Works come as JSON, a line each, on stdin; events go out as JSON lines on stdout:

    {"event": "say", "text": T}            a line for the person
    {"event": "step", "task": T, ...}      progress
    {"event": "done", "done": {...}}       a work has ended, see `engine.Done`

When stdin closes it ends at once, with whatever it started: so it does however the parent died.
"""

import faulthandler
import json
import os
import queue
import signal
import threading
from collections.abc import Callable
from typing import Any, TextIO

from pod2post import codec
from pod2post.batch.engine import Done, Work

Perform = Callable[[Work], Done]


class Events:
    """A `ports.Tell` that writes events. Several threads may use it."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.lock = out, threading.Lock()

    def emit(self, event: str, **facts: Any) -> None:
        line = json.dumps({"event": event, **facts}, ensure_ascii=False) + "\n"
        with self.lock:
            self.out.write(line)
            self.out.flush()

    def say(self, text: str, /) -> None:
        self.emit("say", text=text)

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        self.emit("step", task=task, done=done, total=total, unit=unit)


def serve(perform: Callable[[Events], Perform]) -> None:
    """Do what comes on stdin until it closes. `perform` is asked once for what does a work."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not get between the events
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)  # what a stage starts ends with us
    faulthandler.enable()
    works: queue.SimpleQueue[Work] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(works,), daemon=True).start()
    events = Events(out)
    does = perform(events)
    while True:
        events.emit("done", done=codec.plain(does(works.get())))


def _read(works: "queue.SimpleQueue[Work]") -> None:
    # Not sys.stdin: its lock would abort an exit of our own.
    with os.fdopen(os.dup(0), "rb") as lines:
        for line in lines:
            works.put(codec.decode(Work, line))
    os.killpg(os.getpid(), signal.SIGKILL)


def main() -> None:
    from pod2post.batch.stagework import Worker

    serve(lambda events: Worker(events).perform)


if __name__ == "__main__":
    main()
