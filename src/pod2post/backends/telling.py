"""Which sentences tell most: those nearest to the centroid of the TF-IDF vectors. Pure.

The centroid alone also likes questions, greetings and advertisements; these weigh less.
(Measured on toy topics: good picks in five of five, "how was that?" among them.)
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations, pairwise

Vector = dict[str, float]

WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?|\d[\d,.]*\d|\d")
STOP = frozenset(
    "the and that this with for you your was were are not but they them there their what when "
    "where which who how why would could should can will just like about from into out then than "
    "have has had his her she him its our any all some very more most much many one two because "
    "been being really think know going get got mean yeah right okay well thing things don't "
    "it's that's i'm we're you're they're didn't there's here".split()
)
ASIDES = re.compile(
    r"\b(sponsor\w*|promo code|subscribe|newsletter|brought to you|free trial|sign up|"
    r"welcome (back )?to|thanks? (you )?(so much )?for (listening|coming|having|joining|being)|"
    r"thank you|let me ask|next question|after the break|leave (us )?a review|my guest)\b"
    r"|\b\w+ dot (com|io|org)\b",
    re.IGNORECASE,
)
FEW, SHORT, LONG = 5, 8, 45  # words
ALIKE = 0.6  # how much of a sentence's weight its likeness to a chosen one may take


def telling(texts: Sequence[str], most: int, lighter: Collection[int] = ()) -> tuple[int, ...]:
    """Indexes of up to `most` sentences, ascending. Those in `lighter` weigh less.

    Sentences of fewer than five words count only where there are no others.
    """
    vectors = _vectors(texts)
    middle = _centroid(vectors)
    fair = [n for n, text in enumerate(texts) if len(text.split()) >= FEW]
    left = {
        n: _dot(vectors[n], middle) * _weight(texts[n]) * (0.6 if n in lighter else 1)
        for n in fair or range(len(texts))
        if texts[n].strip()
    }
    chosen: list[int] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda n: (round(left[n], 9), -n))
        del left[best]
        chosen.append(best)
        for n in left:
            left[n] *= 1 - ALIKE * _dot(vectors[n], vectors[best])
    return tuple(sorted(chosen))


def _weight(text: str) -> float:
    words = len(text.split())
    weight = 0.3 if text.rstrip(" \"'”’").endswith(("?", "？")) else 1.0
    weight *= 0.1 if ASIDES.search(text) else 1.0
    return weight * (0.5 if words < SHORT or words > LONG else 1.0)


def _vectors(texts: Sequence[str]) -> list[Vector]:
    """A unit vector per text, by word."""
    bags = [Counter(w for w in WORD.findall(text.casefold()) if w not in STOP) for text in texts]
    spread = Counter(word for bag in bags for word in bag)
    rows = []
    for bag in bags:
        row = {w: n * math.log((len(texts) + 1) / spread[w]) for w, n in bag.items()}
        length = math.sqrt(sum(x * x for x in row.values())) or 1.0
        rows.append({word: x / length for word, x in row.items()})
    return rows


def _centroid(vectors: Sequence[Vector]) -> Vector:
    middle: Counter[str] = Counter()
    for vector in vectors:
        for word, x in vector.items():
            middle[word] += x  # type: ignore[assignment]
    return dict(middle)


def _dot(one: Vector, other: Vector) -> float:
    return sum(x * other.get(word, 0.0) for word, x in one.items())


def evenly(weights: Sequence[int], parts: int) -> tuple[range, ...]:
    """Neighbours in `parts` groups whose weights differ least; fewer when there are too few.

    Every way to cut is tried: 20 chapters in 6 groups are 11,628.
    """
    size, parts = len(weights), min(parts, len(weights))
    if parts == 0:
        return ()

    def unevenness(cuts: tuple[int, ...]) -> int:
        return sum(sum(weights[a:b]) ** 2 for a, b in pairwise((0, *cuts, size)))

    best = min(combinations(range(1, size), parts - 1), key=unevenness)
    return tuple(range(a, b) for a, b in pairwise((0, *best, size)))
