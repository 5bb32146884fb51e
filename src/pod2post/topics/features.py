"""What is known of each place where a transcript could be cut, as numbers.

Contrasts of meaning, of words and of speakers are taken at several widths and compared within the
episode, so that no threshold hangs on a show's way of talking. Meaning is an embedding of each
cue, less the episode's mean, a cue counting by its words.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pod2post.topics import heads, lexical, spoken
from pod2post.topics.windows import Sums, standard
from pod2post.values import Cue

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]

WIDTHS = (60, 200, 600)  # words
WIDE = 6  # of so many parts of an episode one is the widest window
FRESH = (80, 250)
SPLIT, PARTS = 400, 4  # words beside a split, and no more than one of so many parts
NEAR, FAR = 120, 800  # of words alone: between the widths, and words beside a split
MOST_WORDS = 60  # a longer turn counts no more
EDGE, END = 0.05, 0.08  # shares of an episode: near its ends few subjects change

_MEANING = tuple(f"meaning {width}" for width in (*WIDTHS, "wide", "split"))
_OTHERS = (
    *(f"words {width}" for width in (*WIDTHS, "wide", "split", NEAR, "far split")),
    "spent words",
    *(f"fresh words {width}" for width in FRESH),
    *(f"speakers {width}" for width in WIDTHS),
    *("another speaker", "host", "host opens", "turn"),
    *("opener", "step", "marker", "opener and marker", "goes on"),
    *("plans after", "wraps"),
    *("closed", "closed before", "asks", "asked", "length", "length before"),
    *("pause", "long pause", "edge", "beginning", "end"),
    "sounds",
)
# What is taken where each cue is a whole turn, and where cues are sentences: these were fitted on
# fewer recordings, and fewer columns told more of those that were left out.
_SENTENCES_ONLY = (
    *("meaning split", "words split", f"words {NEAR}", "words far split"),
    *("spent words", "turn", "plans after", "wraps", "sounds"),
)
_SENTENCES = (
    *("meaning 60", "meaning split", "words 60", "words split", f"words {NEAR}", "words far split"),
    *("fresh words 80", "spent words", "speakers 200", "another speaker", "host opens", "turn"),
    *("opener", "step", "marker", "opener and marker", "goes on", "plans after", "wraps"),
    *("asks", "asked", "pause", "edge", "sounds"),
)
_LEXICAL_ONLY = ("words 60", "words split")  # where no meaning is known


def names(*, embedded: bool) -> tuple[str, ...]:
    """The columns of `table`."""
    return (*_MEANING, *_OTHERS) if embedded else _OTHERS


def taken(*, embedded: bool, turns: bool) -> tuple[str, ...]:
    """Those that have a weight. `turns`: each cue is a whole turn (`spoken.whole_turns`)."""
    every = names(embedded=embedded)
    if turns:
        return tuple(name for name in every if name not in _SENTENCES_ONLY)
    known = set(_SENTENCES) - set(_LEXICAL_ONLY if embedded else ())
    return tuple(name for name in every if name in known)


def table(
    cues: Sequence[Cue], vectors: Matrix | None, words: Mapping[str, float] | None = None
) -> Matrix:
    """(len(cues) - 1, columns): row i tells of a boundary before cue i + 1. All are finite.

    `vectors`: one row per cue, of any length; None where there is no embedding. `words`: other
    weights than those of `heads.learned`.
    """
    if len(cues) < 2:
        return np.zeros((0, len(names(embedded=vectors is not None))))
    sizes = np.array(spoken.words(cues))
    texts = [cue.text for cue in cues]
    said = lexical.vectors(texts)
    columns = [*_contrasts(said, sizes), *_far(said, sizes), *_fresh(texts, sizes)]
    if vectors is not None:
        columns = [*_contrasts(vectors, sizes), *columns]
    columns += [*_speakers(cues, sizes), *_phrases(texts, sizes), *_places(cues, sizes)]
    columns.append(np.array(heads.sounds(texts, heads.learned() if words is None else words)))
    made: Matrix = np.stack(columns, axis=1)
    return made


def weighed(vectors: Matrix, sizes: Row) -> Matrix:
    """Rows less their mean, of length 1, then by the root of their words."""
    rows = _finite(vectors)
    made: Matrix = lexical.unit(rows - rows.mean(axis=0)) * weights(sizes)[:, None]
    return made


def _finite(vectors: Matrix) -> Matrix:
    return np.nan_to_num(vectors.astype(np.float64), posinf=0, neginf=0)


def weights(sizes: Row) -> Row:
    made: Row = np.sqrt(np.minimum(sizes, MOST_WORDS))
    return made


def _contrasts(vectors: Matrix, sizes: Row) -> list[Row]:
    sums = Sums.of(weighed(vectors, sizes), sizes)
    total = float(sizes.sum())
    split = sums.gained(min(SPLIT, total / PARTS), weights(sizes) ** 2)
    turned = (sums.turned(width) for width in (*WIDTHS, total / WIDE))
    return [standard(row[1:-1]) for row in (*turned, split)]


def _far(vectors: Matrix, sizes: Row) -> list[Row]:
    sums = Sums.of(weighed(vectors, sizes), sizes)
    split = sums.gained(min(FAR, float(sizes.sum()) / PARTS), weights(sizes) ** 2)
    return [standard(row[1:-1]) for row in (sums.turned(NEAR), split)]


def _fresh(texts: Sequence[str], sizes: Row) -> list[Row]:
    spent = Sums.of(lexical.lasts(texts)[:, None], sizes).density(FRESH[0])
    sums = Sums.of(lexical.firsts(texts)[:, None], sizes)
    rows = (-spent, *(sums.density(width) for width in FRESH))
    return [standard(row[1:-1]) for row in rows]


def _speakers(cues: Sequence[Cue], sizes: Row) -> list[Row]:
    who = [cue.speaker or "" for cue in cues]
    people = {name: at for at, name in enumerate(sorted(set(who)))}
    rows = np.zeros((len(cues), len(people)))
    rows[np.arange(len(cues)), [people[name] for name in who]] = sizes
    sums = Sums.of(rows, sizes)
    turned = np.array([float(one != other) for one, other in pairwise(who)])
    host = spoken.host(cues)
    begins = turned * np.array([float(name == host) for name in who[1:]])
    opened = [spoken.opens(cue.text) for cue in cues[1:]]
    marked = np.array([float(opener or step) for opener, step, _, _ in opened])
    return [
        *(standard(sums.shifted(width)[1:-1]) for width in WIDTHS),
        *(turned, begins, begins * marked, _turns(cues)),
    ]


def _turns(cues: Sequence[Cue]) -> Row:
    """How long the turn is that begins at each place, among all turns; 0 within one."""
    words = np.array(spoken.turns(cues))[1:]
    made = np.zeros(len(words))
    made[words > 0] = standard(np.log1p(words[words > 0])) if (words > 0).any() else 0
    return made


def _phrases(texts: Sequence[str], sizes: Row) -> list[Row]:
    opener, step, marker, on = np.array([spoken.opens(text) for text in texts], float).T
    close = np.array([spoken.closes(text) for text in texts], float)
    close_before = np.concatenate([[0.0], close[:-1]])
    plans = np.array([*(spoken.plans(text) for text in texts), False], float)
    wraps = np.array([False, *(spoken.wraps(text) for text in texts)], float)
    asks = np.array([spoken.asks(text) for text in texts], float)
    long = standard(np.log1p(sizes))
    return [
        *(opener[1:], step[1:], marker[1:], (opener * marker)[1:], on[1:]),
        *(plans[2:], np.maximum(wraps[1:-1], wraps[:-2])),
        *(close[:-1], np.maximum(close, close_before)[:-1]),
        *(asks[1:], asks[:-1], long[1:], long[:-1]),
    ]


def _places(cues: Sequence[Cue], sizes: Row) -> list[Row]:
    pause = np.log1p(np.array(spoken.pauses(cues)) / 1000)
    passed = np.cumsum(sizes)[:-1] / sizes.sum()
    near = [np.minimum(passed, 1 - passed) / EDGE, passed / END, (1 - passed) / END]
    return [pause, standard(pause), *(np.maximum(0, 1 - one) for one in near)]
