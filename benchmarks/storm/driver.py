"""The driver of the storm: the night's own loop over the storm's episodes, in quick time.

    python -m benchmarks.storm.driver FOLDER

FOLDER/job.json says what; a driver that was killed is started again with the same.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.recognition import Quiet
from pod2post import codec, settings
from pod2post.batch.children import Children
from pod2post.batch.engine import Done, Engine, Work
from pod2post.batch.events import Events
from pod2post.batch.ledger import Ledger
from pod2post.batch.night import Night
from pod2post.batch.orders import Order
from pod2post.batch.purse import Purse
from pod2post.scene import Options
from pod2post.store import Store
from pod2post.value import value

FOREVER = 10**12


@value
class Job:
    """`begun`: when the storm began, in seconds since 1970; `scheduler`: of a Dask cluster."""

    orders: tuple[Order, ...]
    workspace: str
    begun: float
    speed: int
    attempts: int
    workers: int
    scheduler: str | None = None


class Hasty:
    """An engine in whose world time runs so many times as fast."""

    def __init__(self, inner: Engine, speed: int) -> None:
        self.inner, self.speed = inner, speed

    def submit(self, work: Work, /) -> None:
        self.inner.submit(work)

    def completed(self, wait_s: float, /) -> Iterator[Done]:
        yield from self.inner.completed(wait_s / self.speed)

    def close(self) -> None:
        self.inner.close()


def engine(job: Job, folder: Path) -> Engine:
    """Children of this process, or a cluster."""
    if job.scheduler is None:
        command = (sys.executable, "-m", "benchmarks.storm.worker", str(folder))
        return Children(Quiet(), command)
    from benchmarks.storm.clustered import clustered

    return clustered(job.scheduler, folder)


def main(folder: Path) -> None:
    job: Job = codec.decode(Job, (folder / "job.json").read_bytes())
    place = Path(job.workspace)
    known = settings.load(None)
    limits = {"feed": 1, "recognition": 1, "model": 2}

    def clock() -> int:
        return int(job.begun * 1000 + (time.time() - job.begun) * 1000 * job.speed)

    note = Events(place).note
    with Ledger(
        place / "ledger.sqlite", limits, ahead=999, attempts=job.attempts, note=note
    ) as book:
        book.reclaim(clock())
        book.enqueue(job.orders, clock())
        night = Night(
            ledger=book,
            engine=Hasty(engine(job, folder), job.speed),
            clock=clock,
            tell=Quiet(),
            purse=Purse(store=Store(place / "store"), settings=known, budget=None),
            options=Options(source="", workspace=job.workspace),
            config=None,
            worker=f"storm-{os.getpid()}",
            wait=FOREVER,
        )
        night.work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (folder / "driver.json").write_text(json.dumps({"rss": peak}), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
