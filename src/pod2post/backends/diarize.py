"""From voices as vectors to who speaks: groups of alike windows, a voice for each span.

Vectors have unit length, so alike means a large scalar product; a zero vector is nobody's.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

IDENTITY = "groups 3"
TRIES, ROUNDS = 10, 30
MOST_SEEN = 2_500  # windows from which the groups are made, evenly over the whole
LEAST_SHARE, LEAST_WINDOWS = 0.03, 4  # a smaller group is laughter, music or two at once
CHANGE = 0.6  # of likeness, summed over steps: what one that is passed over would have won


def grouped(vectors: Vectors, least: int, most: int, apart: float) -> Vectors:
    """One unit vector for each of `least` voices, and for more as long as all of them differ.

    Centres that are more alike than `apart` are one voice. The one heard first comes first.
    """
    if not len(vectors):
        return np.zeros((0, vectors.shape[1]), np.float32)
    heard = vectors.any(axis=1)
    spoken = np.flatnonzero(heard)
    if not len(spoken):
        return vectors[:1]
    seen = vectors[spoken[:: -(-len(spoken) // MOST_SEEN)]]
    made = _centres(seen, min(least, len(seen)))
    for more in range(least + 1, min(most, len(seen)) + 1):
        finer = _centres(seen, more)
        if not _differ(finer, seen, apart):
            break
        made = finer
    own = np.where(heard, _own(vectors, made), -1)
    first = [np.flatnonzero(own == at) for at in range(len(made))]
    order = sorted(range(len(made)), key=lambda at: first[at][0] if len(first[at]) else len(own))
    return made[order]


def told(
    vectors: Vectors, owners: Sequence[int], spans: int, centres: Vectors
) -> list[tuple[int, int | None]]:
    """For each span its voice and by how many points of likeness (0..100) it leads.

    `owners` names the span of each window. With one voice there is nothing to lead.
    """
    total = np.zeros((spans, len(centres)))
    np.add.at(total, np.asarray(owners, int), vectors @ centres.T)
    spoken = np.bincount(owners, weights=vectors.any(axis=1), minlength=spans)
    likeness = total / np.maximum(1, spoken)[:, None]
    if len(centres) < 2:
        return [(0, None)] * spans
    order = np.sort(likeness, axis=1)
    lead = np.clip(np.rint(100 * (order[:, -1] - order[:, -2])), 0, 100)
    return [(int(v), int(m)) for v, m in zip(likeness.argmax(axis=1), lead, strict=True)]


def unit(rows: Vectors) -> Vectors:
    """The rows, each brought to length 1."""
    made: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return made


def _own(vectors: Vectors, centres: Vectors) -> NDArray[np.int64]:
    mine: NDArray[np.int64] = (vectors @ centres.T).argmax(axis=1)
    return mine


def alike(centres: Vectors) -> float:
    """How alike the two nearest of these are; -1 where there are no two."""
    return float((centres @ centres.T - 2 * np.eye(len(centres))).max(initial=-1))


def _differ(centres: Vectors, vectors: Vectors, apart: float) -> bool:
    sizes = np.bincount(_own(vectors, centres), minlength=len(centres))
    least = max(LEAST_WINDOWS, LEAST_SHARE * len(vectors))
    return bool(alike(centres) < apart and sizes.min() >= least)


def _centres(vectors: Vectors, count: int) -> Vectors:
    """Spherical k-means from several sets of far-apart seeds; the tightest result."""
    draw = np.random.default_rng(0)
    best, score = unit(vectors[:count]), -1.0
    for _ in range(TRIES if count > 1 else 1):
        middle = _settled(vectors, _seeds(vectors, count, draw))
        near = vectors @ middle.T
        tight = float(near.max(axis=1).mean())
        if len(np.unique(near.argmax(axis=1))) == count and tight > score:
            best, score = middle, tight
    return best


def _seeds(vectors: Vectors, count: int, draw: np.random.Generator) -> Vectors:
    chosen = [int(draw.integers(len(vectors)))]
    while len(chosen) < count:
        far = np.maximum(0, 1 - (vectors @ vectors[chosen].T).max(axis=1)) ** 2
        weight = far / far.sum() if far.sum() > 0 else None
        chosen.append(int(draw.choice(len(vectors), p=weight)))
    return vectors[chosen]


def _settled(vectors: Vectors, middle: Vectors) -> Vectors:
    for _ in range(ROUNDS):
        own = _own(vectors, middle)
        if len(np.unique(own)) < len(middle):
            break
        fresh = unit(np.stack([vectors[own == at].mean(axis=0) for at in range(len(middle))]))
        if np.allclose(fresh, middle, atol=1e-4):
            break
        middle = fresh
    return middle


# --- where in a span the voice changes -------------------------------------------------------


def path(likeness: NDArray[np.float64]) -> list[int]:
    """The voice of each step of time: the likest, but a change must be worth `CHANGE`."""
    score = likeness[0].copy()
    came = np.zeros(likeness.shape, int)
    for at in range(1, len(likeness)):
        before = int(score.argmax())
        jumps = score < score[before] - CHANGE
        came[at] = np.where(jumps, before, np.arange(len(score)))
        score = np.where(jumps, score[before] - CHANGE, score) + likeness[at]
    found = [int(score.argmax())]
    for at in range(len(likeness) - 1, 0, -1):
        found.append(int(came[at, found[-1]]))
    return found[::-1]
