"""Work dealt to a few threads, and results given out the moment they are made."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar, cast

Job = TypeVar("Job")
Made = TypeVar("Made")

Work = Callable[[Job], tuple[list[Made], list[Job]]]


def dealt(count: int, most: int, hands: int) -> list[int]:
    """Sizes of the batches for `count` windows: at most `most` each, as even as can be.

    There are as many as the hands can share, so that none works while the others wait.
    """
    if count == 0:
        return []
    batches = -(-count // most)
    batches = min(count, -(-batches // hands) * hands)
    return [count // batches + (at < count % batches) for at in range(batches)]


def ahead(items: Iterable[Job]) -> Iterator[Job]:
    """The items, each made in another thread while the one before it is used."""
    coming = iter(items)
    end = object()
    with ThreadPoolExecutor(1) as pool:
        item = pool.submit(next, coming, end)
        while (made := item.result()) is not end:
            item = pool.submit(next, coming, end)
            yield cast("Job", made)


def side_by_side(
    jobs: Iterable[Job], work: "Work[Job, Made]", hands: int, *, reach: int = 1
) -> Iterator[Made]:
    """What `work` makes of each job, in the order in which it is done.

    `work` gives what is done and what jobs came of it; those go first. Of `jobs`, only
    `reach` more than there are hands are taken before they are needed.
    """
    coming = iter(jobs)
    waiting: deque[Job] = deque()
    busy: set[Future[tuple[list[Made], list[Job]]]] = set()
    pool = ThreadPoolExecutor(hands)
    try:
        while True:
            while len(busy) < hands + reach:
                job = waiting.popleft() if waiting else next(coming, None)
                if job is None:
                    break
                busy.add(pool.submit(work, job))
            if not busy:
                return
            done, busy = wait(busy, return_when=FIRST_COMPLETED)
            for future in done:
                made, more = future.result()
                waiting.extend(more)
                yield from made
    finally:
        pool.shutdown(cancel_futures=True)
