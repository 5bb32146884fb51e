"""What the words around a boundary weigh, learned from all talks that are there, by words alone.

A conditional logit as in `fit`, over the columns of the cut without meaning and the shapes of
`pod2post.topics.heads` at once, so that a word is learned beside what is known without it; by
gradients (L-BFGS, Nocedal 1980), since there are thousands of shapes. Only what is left of words
goes into `heads.toml`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.segmentation.corpora import Document
from pod2post.topics import features, heads

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]

MOST = 80  # talks of one collection
EACH = 300.0  # boundaries as which a collection counts at most
LEAST, LEAST_PAIR, SPREAD = 60, 150, 6  # uses of a word, of a pair; collections it stands in
RIDGE, RIDGE_WORDS = 3.0, 30.0
WEIGHTY = 0.03  # a shape that weighs less is left out
STEPS, MEMORY, GAIN = 40, 12, 1e-4


@dataclass(frozen=True, slots=True)
class _Read:
    """A talk of one collection: its table (n, columns), and which shape stands at which place."""

    collection: str
    table: Matrix
    at: NDArray[np.int64]
    shape: NDArray[np.int64]
    bounds: NDArray[np.int64]


class Heads:
    """The talks of each collection, read once; fitted as often as asked, without some of them."""

    def __init__(self, collections: Mapping[str, Sequence[Document]]) -> None:
        known = {name: rows[:MOST] for name, rows in collections.items()}
        self.names = _shapes(known)
        self._made = dict[frozenset[str], dict[str, float]]()
        columns = _columns()
        number = {name: at for at, name in enumerate(self.names)}
        self._read = [
            _read(name, one, number, columns) for name, rows in known.items() for one in rows
        ]

    def fitted(self, without: Iterable[str] = ()) -> dict[str, float]:
        """What each shape weighs, by name."""
        left = frozenset(without) & {one.collection for one in self._read}
        if left not in self._made:
            self._made[left] = self._without(left)
        return self._made[left]

    def _without(self, left: frozenset[str]) -> dict[str, float]:
        rows = [one for one in self._read if one.collection not in left]
        made = _least(_loss(rows, len(self.names)), rows[0].table.shape[1] + len(self.names))
        words = made[rows[0].table.shape[1] :]
        return {
            name: round(float(weight), 3)
            for name, weight in zip(self.names, words, strict=True)
            if abs(weight) > WEIGHTY
        }


def _columns() -> list[int]:
    every = features.names(embedded=False)
    taken = features.taken(embedded=False, turns=False)
    return [every.index(name) for name in taken if name != "sounds"]


def _shapes(collections: Mapping[str, Sequence[Document]]) -> list[str]:
    """Those that are said often, and in many collections."""
    uses, where = Counter[str](), dict[str, set[str]]()
    for name, rows in collections.items():
        for one in rows:
            for row in heads.shapes([cue.text for cue in one.cues]):
                uses.update(row)
                for shape in row:
                    where.setdefault(shape, set()).add(name)
    spread = min(SPREAD, len(collections))
    return sorted(
        shape
        for shape, count in uses.items()
        if len(where[shape]) >= spread
        and count >= (LEAST_PAIR if shape.count(" ") > 1 else LEAST)
        and all(len(word) > 1 or word in "ai" for word in shape.split()[1:])
    )


def _read(name: str, one: Document, number: Mapping[str, int], columns: Sequence[int]) -> _Read:
    at, shape = list[int](), list[int]()
    for place, row in enumerate(heads.shapes([cue.text for cue in one.cues])):
        for found in sorted(number[word] for word in row if word in number):
            at.append(place)
            shape.append(found)
    table = features.table(one.cues, None, {})[:, columns]
    bounds = np.array(one.bounds) - 1
    return _Read(name, table, np.array(at, np.int64), np.array(shape, np.int64), bounds)


def _loss(rows: Sequence[_Read], shapes: int) -> Callable[[Row], tuple[float, Row]]:
    """Minus the logarithm of the boundaries' chances, with a ridge, and its slope."""
    starts = np.cumsum([0, *(len(one.table) for one in rows)])
    table = np.vstack([one.table for one in rows])
    at = np.concatenate([one.at + low for one, low in zip(rows, starts, strict=False)])
    shape = np.concatenate([one.shape for one in rows])
    document = np.repeat(np.arange(len(rows)), np.diff(starts))
    total = Counter[str]()
    for one in rows:
        total[one.collection] += len(one.bounds)
    each = np.array([min(EACH / total[one.collection], 1.0) for one in rows])
    mass = each * np.array([len(one.bounds) for one in rows])
    true = np.zeros(len(table))
    for one, low, weight in zip(rows, starts, each, strict=False):
        true[one.bounds + low] = weight
    columns = table.shape[1]
    ridge = np.concatenate([np.full(columns, RIDGE), np.full(shapes, RIDGE_WORDS)])

    def loss(made: Row) -> tuple[float, Row]:
        score = table @ made[:columns] + np.bincount(at, made[columns:][shape], len(table))
        score -= np.maximum.reduceat(score, starts[:-1])[document]
        log = score - np.log(np.add.reduceat(np.exp(score), starts[:-1]))[document]
        slope = mass[document] * np.exp(log) - true
        words = np.bincount(shape, slope[at], shapes)
        back = np.concatenate([table.T @ slope, words]) + 2 * ridge * made
        return float(-(true @ log) + ridge @ made**2), back

    return loss


def _least(loss: Callable[[Row], tuple[float, Row]], size: int) -> Row:
    """Where a smooth convex loss is least, nearly."""
    at = np.zeros(size)
    value, slope = loss(at)
    moved = list[tuple[Row, Row]]()
    for _ in range(STEPS):
        way = -_bent(slope, moved)
        length, fall = 1.0, float(slope @ way)
        found, steep = loss(at + way)
        while found > value + 1e-4 * length * fall and length > 1e-6:
            length /= 2
            found, steep = loss(at + length * way)
        if found > value:
            break
        step, turn = length * way, steep - slope
        if float(turn @ step) > 1e-10:
            moved = [*moved[1 - MEMORY :], (step, turn)]
        gained, at, value, slope = value - found, at + step, found, steep
        if gained < GAIN * max(1.0, abs(value)):
            break
    return at


def _bent(slope: Row, moved: Sequence[tuple[Row, Row]]) -> Row:
    """The slope by the inverse of the curvature, as the latest steps tell it."""
    made, kept = slope.copy(), list[float]()
    for step, turn in reversed(moved):
        kept.append(float(step @ made) / float(turn @ step))
        made -= kept[-1] * turn
    if moved:
        step, turn = moved[-1]
        made *= float(step @ turn) / float(turn @ turn)
    else:
        made /= max(1.0, float(np.linalg.norm(slope)))
    for (step, turn), share in zip(moved, reversed(kept), strict=True):
        made += step * (share - float(turn @ made) / float(turn @ step))
    return made
