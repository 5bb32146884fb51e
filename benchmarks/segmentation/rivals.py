"""The methods beside ours. Each takes a document and, where it is given one, a count.

TextTiling: Hearst 1997, as in nltk with its defaults in sentences; depth: the same valleys over
vectors; divisive: TreeSeg (Gklezakos et al. 2024), the split that lowers the squared distance to
the centroids most, over vectors averaged with the four before.
"""

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.segmentation import splits
from benchmarks.segmentation.corpora import Document
from pod2post.topics import lexical

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]
Embed = Callable[[Document], Matrix]
AUTO_WIDTH, AUTO_APART = 30, 10  # sentences a side, and between two, where no count is given
TILE, BLOCK = 20, 10  # TextTiling's words in a pseudosentence, pseudosentences in a block


def equidistant(document: Document, count: int) -> list[int]:
    size = len(document.cues)
    return sorted({max(1, round(size * (at + 1) / (count + 1))) for at in range(count)})


def at_random(document: Document, count: int) -> list[int]:
    draw = random.Random(document.name)
    places = range(1, len(document.cues))
    return sorted(draw.sample(places, min(count, len(places))))


def tfidf(document: Document) -> Matrix:
    return lexical.vectors([cue.text for cue in document.cues])


def depth(document: Document, embed: Embed, count: int | None) -> list[int]:
    """The deepest valleys; without a count those over mean + half a deviation."""
    size = len(document.cues)
    if count is None:
        scores = _depths(embed(document), AUTO_WIDTH)
        found = scores[scores > 0]
        limit = found.mean() + 0.5 * found.std() if len(found) else 1.0
        return _deepest(np.where(scores >= limit, scores, 0), size, AUTO_APART)
    scores = _depths(embed(document), max(5, size // (2 * (count + 1))))
    return _deepest(scores, count, max(3, size // (4 * (count + 1))))


def texttiling(document: Document) -> list[int]:
    """Valleys of shared words between blocks of pseudosentences, at the next start of a unit."""
    words, starts = list[str](), list[int]()
    for cue in document.cues:
        starts.append(len(words))
        words += cue.text.lower().split()
    tiles = [" ".join(words[at : at + TILE]) for at in range(0, len(words), TILE)]
    if len(tiles) < 2 * 2:
        return []
    scores = _depths(_counts(tiles), BLOCK)
    inner = scores[1:-1]
    limit = inner.mean() - inner.std() / 2  # the liberal cutoff of the paper
    valleys = _deepest(np.where(scores > limit, scores, 0), len(tiles), 4)
    nearest = (min(starts[1:], key=lambda at: abs(at - TILE * tile)) for tile in valleys)
    return sorted({starts.index(at) for at in nearest} - {0})


def _counts(tiles: list[str]) -> Matrix:
    bags = [lexical.terms(tile) for tile in tiles]
    column = {term: at for at, term in enumerate(sorted({term for bag in bags for term in bag}))}
    made = np.zeros((len(tiles), max(1, len(column))))
    for row, bag in enumerate(bags):
        for term in bag:
            made[row, column[term]] += 1
    return made


def _depths(vectors: Matrix, width: int, rounds: int = 2) -> Row:
    """How deep the likeness of neighbouring blocks falls at each place, 0 at the ends."""
    size = len(vectors)
    total = np.vstack([np.zeros(vectors.shape[1]), np.cumsum(vectors, axis=0)])
    like = np.ones(size + 1)
    for at in range(1, size):
        left, right = total[at] - total[max(0, at - width)], total[min(size, at + width)]
        right = right - total[at]
        like[at] = left @ right / (np.linalg.norm(left) * np.linalg.norm(right) + 1e-9)
    for _ in range(rounds):
        like = np.convolve(np.pad(like, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    made = np.zeros(size + 1)
    for at in range(1, size):
        low = high = at
        while low > 0 and like[low - 1] >= like[low]:
            low -= 1
        while high < size and like[high + 1] >= like[high]:
            high += 1
        made[at] = like[low] + like[high] - 2 * like[at]
    return made


def _deepest(scores: Row, count: int, apart: int) -> list[int]:
    made = list[int]()
    for at in map(int, np.argsort(-scores, kind="stable")):
        inside = 0 < at < len(scores) - 1 and scores[at] > 0
        if inside and len(made) < count and all(abs(at - one) >= apart for one in made):
            made.append(at)
    return sorted(made)


def divisive(document: Document, embed: Embed, count: int) -> list[int]:
    """TreeSeg's `count` boundaries, fewer where parts would get too short."""
    return sorted(splits.splits(embed(document), count))
