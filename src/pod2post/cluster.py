"""The engine of many machines: Dask's workers do stages, this process hands them out.

What decides stays here: leases, limits, attempts and waits are the ledger's, so the scheduler is
told to retry nothing. A task is one stage of one episode in JSON, without a secret: keys come
from a worker's own environment. What is made lies in the store, on a file system that all of them
share, and a worker looks there first; what comes back is how it ended. So it does no harm that
Dask does finished work again when the worker that holds its result dies.

Workers are started with the resources that they offer: NET downloads, GPU recognises, LLM writes.
The only file that imports distributed.
"""

import json
import logging
import queue
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import distributed

from pod2post import codec, progress
from pod2post.batch import verdicts
from pod2post.batch.engine import Done, Work
from pod2post.batch.likeness import Likeness, likeness, look, refuse
from pod2post.batch.stagework import Worker
from pod2post.errors import BadInput, TryLater
from pod2post.store import write_atomically

TAGS = {"fetch": "NET", "hear": "GPU", "write": "LLM"}
NAME = "pod2post"
WORKERS_S = 60  # until the first worker is there
MOST_S = 12 * 3600  # of one stage: what takes longer hangs
CONNECT_S = 20
CALL_S = 60
LOG = logging.getLogger("distributed.pod2post")  # the worker's own log


# --- on a worker ----------------------------------------------------------------------


class Models(distributed.WorkerPlugin):
    """Stays with a worker, and the recognisers that it has loaded with it."""

    name = NAME

    def __init__(self, agreed: bytes, config: str | None, token: str) -> None:
        self.agreed, self.config, self.token = agreed, config, token

    def perform(self, work: Work) -> Done:
        """The stage, by the one `Worker` of this process; refused where anything differs."""
        compared(self.agreed, self.config, self.token)
        kind: Any = type(self)
        LOG.info("%s: %s begins", work.episode, work.stage)
        done = own(kind, self.token).perform(work)
        how = done.outcome.cause if done.outcome else f"done in {done.seconds:.0f} s"
        LOG.info("%s: %s: %s", work.episode, work.stage, how)
        return done

    @staticmethod
    def worker(token: str) -> Worker:  # noqa: ARG004 - those of tests want to know the place
        """What does the stages; its progress goes to the worker's own log."""
        return Worker(progress.lines(sys.stderr))


@cache
def own(kind: Any, token: str) -> Worker:
    """One for each process: what it has loaded stays when another night's driver comes."""
    made: Worker = kind.worker(token)
    return made


@cache
def compared(agreed: bytes, config: str | None, token: str) -> None:
    """Once for each driver: a worker that came later was not asked at its start.

    Raises:
        BadInput: as `refuse`.
    """
    refuse(codec.decode(Likeness, agreed), {"a worker": look(config, token)})


def task(work: bytes) -> dict[str, Any]:
    """What Dask runs on a worker."""
    plugin: Any = distributed.get_worker().plugins[NAME]
    done: Done = plugin.perform(codec.decode(Work, work))
    plain: dict[str, Any] = codec.plain(done)
    return plain


# --- on the driver --------------------------------------------------------------------


class Cluster:
    """A `batch.engine.Engine` on the workers of a Dask scheduler."""

    def __init__(
        self, scheduler: str, workspace: Path, config: str | None, plugin: type[Models] = Models
    ) -> None:
        """Connect, and see that every worker may be trusted with the work.

        Raises:
            BadInput: the address is none; a worker differs; nobody offers a resource.
            TryLater: no scheduler or no worker answers.
        """
        self.workspace = workspace.absolute()
        self.config = str(Path(config).absolute()) if config else None
        self.ended: queue.SimpleQueue[tuple[Work, Any]] = queue.SimpleQueue()
        self.under_way: dict[str, tuple[Work, Any, float]] = {}
        self.client: Any = connected(scheduler)
        try:
            self._prepare(plugin)
        except BaseException:
            self.client.close()
            raise

    def _prepare(self, plugin: type[Models]) -> None:
        token = self.workspace / ".cluster"
        write_atomically(token, f"{time.time_ns()}\n".encode())
        agreed = likeness(self.config, str(token))
        try:
            self.client.wait_for_workers(1, timeout=WORKERS_S)
        except TimeoutError as error:
            raise TryLater(f"no worker came within {WORKERS_S} s", "Start workers.") from error
        refuse(agreed, self.client.run(look, self.config, str(token)))
        self._tags()
        self.client.register_plugin(plugin(codec.encode(agreed), self.config, str(token)))
        self.client.run_on_scheduler(retry_nothing)

    def _tags(self) -> None:
        every = self.client.scheduler_info(n_workers=-1)["workers"].values()
        offered = {tag for worker in every for tag in worker.get("resources", {})}
        for stage, tag in TAGS.items():
            if tag not in offered:
                raise BadInput(
                    f"no worker offers {tag}, without which nothing can {stage}",
                    f'Start one with --resources "{tag}=1".',
                )

    def submit(self, work: Work, /) -> None:
        """Hand it to the scheduler.

        Raises:
            TryLater: the scheduler is gone.
        """
        self._alive()
        options = replace(work.options, workspace=str(self.workspace))
        there = replace(work, options=options, config=self.config)
        key = f"{work.stage}-{work.episode}-{work.fence}"
        tag = {TAGS[work.stage]: 1}
        future = self.client.submit(
            task, codec.encode(there), key=key, resources=tag, retries=0, pure=False
        )
        self.under_way[key] = (work, future, time.monotonic())
        future.add_done_callback(lambda ended: self.ended.put((work, ended)))

    def _alive(self) -> None:
        if self.client.status != "running":
            raise TryLater(
                "the scheduler is gone", "Start it and its workers, then sync again: it goes on."
            )

    def completed(self, wait_s: float, /) -> Iterator[Done]:
        """What has ended; a stage that takes longer than 12 hours is given up here.

        Raises:
            TryLater: the scheduler is gone.
            BadInput: a worker that came later differs.
        """
        for key, (work, future, began) in list(self.under_way.items()):
            if time.monotonic() - began > MOST_S:
                del self.under_way[key]
                future.cancel()
                yield _lost(work, "took too long")
        try:
            work, future = self.ended.get(timeout=max(wait_s, 0.001))
            while True:
                if self.under_way.pop(future.key, None):
                    yield self._heard(work, future)
                work, future = self.ended.get_nowait()
        except queue.Empty:
            self._alive()

    def _heard(self, work: Work, future: Any) -> Done:
        if future.status == "finished":
            made = future.result(timeout=CALL_S)
            return codec.decode(Done, json.dumps(made))
        self._alive()
        error = future.exception(timeout=CALL_S) if future.status == "error" else None
        if isinstance(error, BadInput):
            raise error
        return _lost(work, f"is gone ({type(error).__name__})")

    def close(self) -> None:
        """Begin nothing more; what a worker is at goes on there, and its result is in the store."""
        if self.client.status == "running":
            self.client.cancel([future for _, future, _ in self.under_way.values()])
        self.under_way.clear()
        self.client.close(timeout=CALL_S)


def connected(scheduler: str) -> Any:
    """A connection; TLS is as Dask's own settings say.

    Raises:
        BadInput: no such address.
        TryLater: nobody answers.
    """
    try:
        client: Any = distributed.Client
        return client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise TryLater(
            f"no Dask scheduler answers at {scheduler}", "Start it: docs/scale.md."
        ) from error
    except (ValueError, TypeError) as error:
        raise BadInput(
            f"{scheduler} is no address of a scheduler: {error}", "Write it like tcp://host:8786."
        ) from error


def retry_nothing(dask_scheduler: Any) -> None:
    """A worker's death ends its tasks: the ledger decides what is tried again, and when."""
    dask_scheduler.allowed_failures = 0


def _lost(work: Work, how: str) -> Done:
    return Done(
        episode=work.episode,
        stage=work.stage,
        fence=work.fence,
        key=None,
        seconds=0.0,
        outcome=verdicts.killed(how),
    )
