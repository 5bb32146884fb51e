"""The cut: of all ways to divide an episode, the one whose boundaries and parts fit best.

A boundary counts by its score (`scores`), a part by how much it is about one thing, less for a
length far from the mean. The best sum for each number of parts is found exactly, by dynamic
programming, over the places with the highest scores. How many parts follows from the episode's
length and turns, and within a range around that from what another boundary would gain.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pod2post.topics import features, fitted, lexical, spoken
from pod2post.topics.count import expected
from pod2post.topics.fitted import Fit
from pod2post.values import Cue

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]

PLACES = 200  # the best so many are tried
SHORT = 5  # no part is shorter than its equal share divided by this
LEAST_WORDS = 40  # nor than these, where the episode has as many for two such parts each
MOST = 24
IMPOSSIBLE, TOO_LONG = -1e12, 1e6
LEAST_CHANCE = 1e-12  # of any place


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An episode as the cut sees it: n cues, n - 1 places.

    `scores`: of a boundary before each cue but the first, as the logarithm of its chance among
    all of the episode, with what those close by lend it; `shares`: what each feature adds to it,
    (n - 1, `names`); `words`: words up to each place; `sums`, `mass`: of the weighed vectors and of
    their squared weights, up to each; `even`: what a part loses that is longer or shorter than the
    mean; `about`: how many parts an episode of its length has; `worth`: what another boundary is
    worth beside its score.
    """

    cues: tuple[Cue, ...]
    scores: Row
    shares: Matrix
    names: tuple[str, ...]
    words: Row
    sums: Matrix
    mass: Row
    even: float
    about: float
    worth: float


def evidence(cues: Sequence[Cue], vectors: Matrix | None, by: Fit | None = None) -> Evidence:
    """Read an episode. `vectors`: one row per cue; None where there is no embedding.

    `by`: other numbers than those that were fitted for such cues.
    """
    sizes = np.array(spoken.words(cues))
    fit = by or fitted.fit(embedded=vectors is not None, turns=spoken.whole_turns(cues))
    names = features.names(embedded=vectors is not None)
    weights = np.array([fit.weights.get(name, 0) for name in names])
    shares = features.table(cues, vectors, fit.words) * weights
    raw = shares.sum(axis=1)
    meant = vectors if vectors is not None else lexical.vectors([cue.text for cue in cues])
    rows = features.weighed(meant, sizes) if len(cues) else np.zeros((0, 1))
    return Evidence(
        cues=tuple(cues),
        scores=np.round(_lent(raw, fit.lent), 6),  # so that no last bit decides
        shares=shares,
        names=names,
        words=np.concatenate([[0.0], np.cumsum(sizes)]),
        sums=np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)]),
        mass=np.concatenate([[0.0], np.cumsum(features.weights(sizes) ** 2)]),
        even=fit.even,
        about=expected(cues, fit.law) if len(cues) else 1.0,
        worth=fit.worth,
    )


def _lent(raw: Row, lent: float) -> Row:
    """The logarithms of the chances, each spread over the places near it."""
    own = raw - _log_sum(raw)
    if not lent or len(raw) < 2:
        return own
    spread = lent ** np.abs(np.arange(-fitted.NEAR, fitted.NEAR + 1.0))
    padded = np.pad(np.exp(own), fitted.NEAR)
    made = np.log(np.convolve(padded, spread / spread.sum(), "valid") + LEAST_CHANCE)
    return made - _log_sum(made)


def _log_sum(raw: Row) -> float:
    return float(raw.max() + np.log(np.exp(raw - raw.max()).sum())) if len(raw) else 0.0


def cut(cues: Sequence[Cue], vectors: Matrix | None, count: int | None = None) -> tuple[int, ...]:
    """The index of the first cue of each part, 0 first; nothing for no cues.

    `count`: how many parts, fewer where the cues do not give as many; None: as many as fit.
    """
    if not cues:
        return ()
    return divided(evidence(cues, vectors), count)


def divided(known: Evidence, count: int | None = None, longest: float = 1.0) -> tuple[int, ...]:
    """As `cut`, of an episode that was read before; it has at least one cue.

    `longest`: the share of the words that no part may exceed, where that can be.
    """
    if count is not None:
        return _best(known, min(count, len(known.cues)), longest)
    about = known.about
    high = min(math.ceil(1.6 * about), MOST, len(known.cues))
    low = min(max(1, math.floor(0.6 * about)), high)
    counts = range(low, high + 1)
    ways = {number: _best(known, number, longest) for number in counts}

    def fit(number: int) -> tuple[float, int]:
        starts = ways[number]
        gain = sum(float(known.scores[at - 1]) + known.worth for at in starts[1:])
        return round(gain - (math.log(number / about) / fitted.SPREAD) ** 2 / 2, 6), -number

    return ways[max(counts, key=fit)]


def _best(known: Evidence, count: int, longest: float) -> tuple[int, ...]:
    """The best `count` parts, fewer where shorter ones than allowed would be needed."""
    total = float(known.words[-1])
    for parts in range(count, 1, -1):
        least = max(total / (SHORT * parts), min(LEAST_WORDS, total / (2 * parts)))
        inner = known.words[1:-1]
        free = (inner >= least) & (total - inner >= least)
        scores = np.where(free, known.scores, IMPOSSIBLE)
        order = np.argsort(-scores, kind="stable")[: max(PLACES, 4 * parts)]
        places = np.sort(order[scores[order] > IMPOSSIBLE]) + 1
        edges = np.concatenate([[0], places, [len(known.cues)]])
        found = _path(_worth(known, edges, parts, least, longest), known, edges, parts)
        if found is not None:
            return found
    return (0,)


def _path(
    worth: Matrix, known: Evidence, edges: NDArray[np.int_], parts: int
) -> tuple[int, ...] | None:
    """Of so many parts between these edges, the starts of the best; None: they do not fit."""
    ends = np.concatenate([[0.0], known.scores[edges[1:-1] - 1], [0.0]])
    best, back = np.full(len(edges), IMPOSSIBLE), []
    best[0] = 0.0
    for _ in range(parts):
        ways = best[:, None] + worth
        back.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + ends
    if best[-1] <= IMPOSSIBLE / 2:
        return None
    at, starts = len(edges) - 1, []
    for before in reversed(back):
        at = int(before[at])
        starts.append(int(edges[at]))
    return tuple(reversed(starts))


def _worth(
    known: Evidence, edges: NDArray[np.int_], parts: int, least: float, longest: float
) -> Matrix:
    """(edges, edges): of a part from one edge to another; impossible where it is too short."""
    words, sums, mass = known.words[edges], known.sums[edges], known.mass[edges]
    inner = sums @ sums.T
    own = np.diag(inner)
    squared = np.maximum(own[:, None] + own[None, :] - 2 * inner, 0)
    held = squared / np.maximum(mass[None, :] - mass[:, None], 1) / known.mass[-1]
    long = words[None, :] - words[:, None]
    uneven = np.log(np.maximum(long, 1) * parts / words[-1]) ** 2
    value = fitted.UNITY * held - known.even * uneven
    value -= TOO_LONG * (long > longest * words[-1])
    allowed = (edges[None, :] > edges[:, None]) & (long >= least)
    made: Matrix = np.where(allowed, value, IMPOSSIBLE)
    return made
