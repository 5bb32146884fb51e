"""Questions to several places at once, none of which may hold up a run."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from pod2post.errors import Pod2postError, TryLater

K = TypeVar("K")
T = TypeVar("T")
LATE = "no answer within {:.0f} s"
LISTING_S, FEED_S, VIDEO_S = 15.0, 40.0, 40.0


def within(seconds: float, asked: Mapping[K, Callable[[], T]]) -> dict[K, T | Pod2postError]:
    """All answers, or the errors in their place; who is late is left behind."""
    pool = ThreadPoolExecutor(max_workers=max(len(asked), 1))
    begun: dict[K, Future[T]] = {name: pool.submit(ask) for name, ask in asked.items()}
    wait(begun.values(), timeout=seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    made: dict[K, T | Pod2postError] = {}
    for name, future in begun.items():
        error = future.exception() if future.done() else TryLater(LATE.format(seconds))
        made[name] = error if isinstance(error, Pod2postError) else future.result()
    return made


def answer(seconds: float, ask: Callable[[], T]) -> T | Pod2postError:
    """The one answer, or the error in its place."""
    return within(seconds, {"": ask})[""]
