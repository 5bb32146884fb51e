"""Work in chains that run side by side: a chain waits for its own steps, never for another's."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

P = TypeVar("P")
Q = TypeVar("Q")
R = TypeVar("R")

Step = Literal["choose", "join", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains(Generic[P, Q, R]):
    """What is done for each chain, by its number.

    `choose` for each of its parts, `join` once all of them are there, then `write`, if given.
    `done` is called after each `choose` and `write`.
    """

    choose: Callable[[P], Q]
    join: Callable[[int, Sequence[Q]], Q]
    write: Callable[[int, Q], R] | None
    done: Callable[[], None]

    def run(self, parts: Sequence[Sequence[P]], workers: int) -> Iterator[tuple[Any, ...]]:
        """What was joined, as soon as the last chain has come so far; then what was written.

        Both in the order of the chains. The first failure ends it: what has not begun is
        given up, what is under way comes to its end.
        """
        work = _Work(chosen=[{} for _ in parts], sizes=[len(row) for row in parts])
        told = False
        with ThreadPoolExecutor(max_workers=workers) as pool:
            for chain, row in enumerate(parts):
                for number, part in enumerate(row):
                    work.open[pool.submit(self.choose, part)] = ("choose", chain, number)
            try:
                while work.open:
                    for future in wait(work.open, return_when=FIRST_COMPLETED).done:
                        self._next(pool, work, future)
                    if not told and len(work.joined) == len(parts):
                        told = True
                        yield _in_order(work.joined)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        yield _in_order(work.made)

    def _next(self, pool: ThreadPoolExecutor, work: "_Work", future: Future[Any]) -> None:
        """Take a result in, and begin what waited for it."""
        step, chain, number = work.open.pop(future)
        result = future.result()
        if step == "choose":
            work.chosen[chain][number] = result
            if len(work.chosen[chain]) == work.sizes[chain]:
                rows = _in_order(work.chosen[chain])
                work.open[pool.submit(self.join, chain, rows)] = ("join", chain, 0)
        elif step == "join":
            work.joined[chain] = result
            if self.write:
                work.open[pool.submit(self.write, chain, result)] = ("write", chain, 0)
        else:
            work.made[chain] = result
        if step != "join":
            self.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    chosen: list[dict[int, Any]]
    sizes: list[int]
    open: dict[Future[Any], tuple[Step, int, int]] = field(default_factory=dict)
    joined: dict[int, Any] = field(default_factory=dict)
    made: dict[int, Any] = field(default_factory=dict)


def _in_order(rows: dict[int, Any]) -> tuple[Any, ...]:
    return tuple(rows[number] for number in sorted(rows))


def both(first: Callable[[], Q], second: Callable[[], R], workers: int) -> tuple[Q, R]:
    """Two things that do not need each other, side by side where two may be."""
    with ThreadPoolExecutor(max_workers=min(2, workers)) as pool:
        one, other = pool.submit(first), pool.submit(second)
        return one.result(), other.result()
