"""An engine that works by a script, on a clock of its own: no process, no waiting."""

from collections.abc import Iterator
from typing import Any

from pod2post.batch.engine import Done, Work
from pod2post.batch.orders import SECOND, Failure
from queueing import START

Script = dict[tuple[str, str], list[Failure | None]]


class Clock:
    """Ms since 1970, moved by whoever waits."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class Scripted:
    """An `engine.Engine`: each stage takes so many seconds, and ends as the script says.

    `script` holds the outcomes of an episode's stage in turn; what it does not name ends well.
    `spans` are begin and end of all stages, `most` how many of each stage ran at once.
    """

    def __init__(
        self, clock: Clock, script: Script | None = None, seconds: dict[str, int] | None = None
    ) -> None:
        self.clock, self.script = clock, {key: list(row) for key, row in (script or {}).items()}
        self.seconds = seconds or {"fetch": 60, "hear": 600, "write": 120}
        self.running: list[tuple[int, int, Work]] = []
        self.done: list[tuple[str, str, int, int]] = []
        self.asked: list[Work] = []
        self.most: dict[str, int] = {}
        self.closed = False

    def submit(self, work: Work, /) -> None:
        assert not self.closed
        self.asked.append(work)
        begun = self.clock()
        self.running.append((begun + self.seconds[work.stage] * SECOND, begun, work))
        for stage in self.seconds:
            now = sum(one.stage == stage for _, _, one in self.running)
            self.most[stage] = max(self.most.get(stage, 0), now)

    def completed(self, wait_s: float, /) -> Iterator[Done]:
        until = self.clock.now + max(1, round(wait_s * SECOND))
        ended = sorted((row for row in self.running if row[0] <= until), key=lambda row: row[0])
        if not ended:
            self.clock.now = until
            return
        first = ended[0][0]
        self.clock.now = max(self.clock.now, first)
        for row in [row for row in ended if row[0] <= self.clock.now]:
            self.running.remove(row)
            yield self._done(*row)

    def _done(self, end: int, begun: int, work: Work) -> Done:
        rows = self.script.get((work.episode, work.stage), [])
        outcome = rows.pop(0) if rows else None
        self.done.append((work.episode, work.stage, begun, end))
        facts: dict[str, Any] = {"episode": work.episode, "stage": work.stage}
        key = f"2026-11-22-{work.episode}"
        seconds = (end - begun) / SECOND
        return Done(**facts, fence=work.fence, key=key, seconds=seconds, outcome=outcome)

    def close(self) -> None:
        self.closed = True
