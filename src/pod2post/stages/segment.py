"""Cut a transcript by topic: the source's chapters, else a divisive cut of our own.

Segments cover every cue, in order, without overlap. The divisive cut splits, again and
again, the segment whose best cut lowers the squared distance to its centroids most
(TreeSeg, Gklezakos et al. 2024), over TF-IDF vectors of blocks of cues.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pod2post.ports import Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Chapter, Cue, Segment, Segments, Transcript

LEAST_CHAPTERS, MOST_CHAPTERS = 4, 20
MS_PER_SEGMENT = 6 * 60_000
LEAST_SEGMENTS, MOST_SEGMENTS = 3, 14
SNAP_MS = 1500  # a chapter mark may stand a little after the sentence it means
BLOCK = 3  # cues on either side that are read together
GIST = 4

WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
STOP = frozenset(
    "the and that this with for you was were are have has had not but they them their there what "
    "when where which who how why would could should can will just like about from into out then "
    "than because been being its it's i'm you're we're don't didn't that's there's he's she's i've "
    "one two very really think know going get got want kind sort mean yeah right okay well some "
    "all any our your his her him she more most much many lot thing things people say said make "
    "made even also only over after before still back way now".split()
)
KINDS: tuple[tuple[str, str], ...] = (
    ("advertisement", r"\b(?:sponsors?|ads?|advert\w*|promo)\b|廣告|贊助"),
    ("small talk", r"\b(?:outro|credits|housekeeping|goodbye|closing|wrap[- ]?up|thanks)\b|片尾"),
    ("intro", r"\b(?:intro|introduction|welcome|opening|cold open|trailer)\b|開場|片頭"),
)

Matrix = NDArray[np.float64]


@stage("segments", 1)
def segment(
    transcript: Transcript, chapters: tuple[Chapter, ...], /, *, shelf: Shelf, tell: Tell
) -> Segments:
    """Segments of a transcript that has at least one cue."""
    cues = transcript.cues
    starts = _from_chapters(cues, chapters)
    if starts is not None:
        titles = [title for _, title in starts]
        return _build(cues, [start for start, _ in starts], titles, "chapters")
    vectors = _vectors([cue.text for cue in cues])
    return _build(cues, _divide(vectors, _count(cues)), None, "divisive")


def _from_chapters(
    cues: Sequence[Cue], chapters: Sequence[Chapter]
) -> list[tuple[int, str]] | None:
    """(index of the first cue, title) per chapter; None when chapters are no use."""
    if not LEAST_CHAPTERS <= len(chapters) <= MOST_CHAPTERS:
        return None
    starts: list[tuple[int, str]] = []
    for chapter in chapters:
        due = chapter.start_ms - SNAP_MS
        index = next((i for i, cue in enumerate(cues) if cue.start_ms >= due), len(cues))
        if index == len(cues) or (starts and index <= starts[-1][0]):
            continue  # a chapter in which nobody speaks
        starts.append((index, chapter.title))
    if len(starts) < LEAST_CHAPTERS:
        return None
    return [(0, starts[0][1]), *starts[1:]]


def _count(cues: Sequence[Cue]) -> int:
    length = cues[-1].end_ms - cues[0].start_ms
    wanted = round(length / MS_PER_SEGMENT)
    return max(1, min(max(LEAST_SEGMENTS, wanted), MOST_SEGMENTS, len(cues) // 4))


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text.lower()) if word not in STOP]


def _vectors(texts: Sequence[str]) -> Matrix:
    """One unit row per text: TF-IDF of the words, every text counted as a document."""
    bags = [Counter(_words(text)) for text in texts]
    spread = Counter(word for bag in bags for word in bag)
    column = {word: i for i, word in enumerate(sorted(w for w, n in spread.items() if n > 1))}
    matrix = np.zeros((len(texts), max(1, len(column))))
    for row, bag in enumerate(bags):
        for word, times in bag.items():
            if word in column:
                matrix[row, column[word]] = times * np.log(len(texts) / spread[word])
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: Matrix = matrix / np.where(lengths > 0, lengths, 1)
    return unit


def _divide(vectors: Matrix, count: int) -> list[int]:
    """The first index of each of `count` parts, fewer where none can be cut any more."""
    size = len(vectors)
    blocks = np.stack(
        [vectors[max(0, i - BLOCK) : i + BLOCK + 1].mean(axis=0) for i in range(size)]
    )
    least = max(2, size // (4 * count))
    sums = np.vstack([np.zeros(blocks.shape[1]), np.cumsum(blocks, axis=0)])
    bounds = [0, size]
    while len(bounds) - 1 < count:
        options = [
            best
            for low, high in pairwise(bounds)
            if (best := _best_cut(sums, low, high, least)) is not None
        ]
        if not options:
            break
        bounds = sorted([*bounds, max(options)[1]])
    return bounds[:-1]


def _best_cut(sums: Matrix, low: int, high: int, least: int) -> tuple[float, int] | None:
    """(gain, index) of the best cut of rows low..high, None when they are too few."""
    cuts = np.arange(low + least, high - least + 1)
    if not len(cuts):
        return None

    def weight(total: Matrix, rows: NDArray[np.int_]) -> Matrix:
        weights: Matrix = (total**2).sum(axis=1) / rows
        return weights

    left = weight(sums[cuts] - sums[low], cuts - low)
    right = weight(sums[high] - sums[cuts], high - cuts)
    whole = float(((sums[high] - sums[low]) ** 2).sum() / (high - low))
    gains = left + right - whole
    at = int(np.argmax(gains))
    return float(gains[at]), int(cuts[at])


def _build(
    cues: Sequence[Cue], starts: list[int], titles: list[str] | None, method: str
) -> Segments:
    ends = [*starts[1:], len(cues)]
    segments = []
    for number, (low, high) in enumerate(zip(starts, ends, strict=True), start=1):
        texts = [cue.text for cue in cues[low:high]]
        title = titles[number - 1] if titles else _key_words(texts)
        segments.append(
            Segment(
                id=f"g{number}",
                first=cues[low].id,
                last=cues[high - 1].id,
                title=title,
                gist=_gist(texts),
                kind=_kind(title) if titles else "talk",  # type: ignore[arg-type]
            )
        )
    return Segments(segments=tuple(segments), method=method)  # type: ignore[arg-type]


def _kind(title: str) -> str:
    hits = (kind for kind, pattern in KINDS if re.search(pattern, title, re.IGNORECASE))
    return next(hits, "talk")


def _key_words(texts: Sequence[str]) -> str:
    counted = Counter(word for text in texts for word in _words(text))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(word for word, _ in ordered[:4])


def _gist(texts: Sequence[str]) -> tuple[str, ...]:
    """The sentences nearest to the segment's centroid, in their own order."""
    vectors = _vectors(texts)
    likeness = vectors @ vectors.mean(axis=0)
    fair = [i for i, text in enumerate(texts) if len(text.split()) >= 5] or list(range(len(texts)))
    best = sorted(fair, key=lambda i: (-round(float(likeness[i]), 9), i))[:GIST]
    return tuple(texts[i] for i in sorted(best))
