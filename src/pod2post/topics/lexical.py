"""Texts as bags of words: what the cut goes by where there is no embedding, and beside one."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pod2post.stems import stem

Matrix = NDArray[np.float64]

MOST_TERMS = 800  # those that most texts share: more cost time and tell nothing new
CHARS_PER_WORD = 1.5  # of Chinese and Japanese
_WORD = re.compile(r"[a-z][a-z'’]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]+")
TALK = frozenset(  # words of any talk: they carry no subject
    "the and that this with for you was were are have has had not but they them their there what "
    "when where which who how why would could should can will just like about from into out then "
    "than because been being its it's i'm you're we're don't didn't that's there's he's she's i've "
    "one two very really think know going get got want kind sort mean yeah right okay well some "
    "all any our your his her him she more most much many lot thing things people say said make "
    "made even also only over after before still back way now let let's gonna actually maybe "
    "something anything everything someone yes too here these those other such does did doing "
    "done come came look see uhm".split()
)


def length(text: str) -> float:
    """How many words a text has, at least 1; 1.5 Chinese characters count as one."""
    han = sum(map(len, _HAN.findall(text)))
    return max(1.0, len(_HAN.sub(" ", text).split()) + han / CHARS_PER_WORD)


def terms(text: str) -> list[str]:
    """Stems of English words that carry a subject; pairs of Chinese characters."""
    said = [stem(word) for word in _WORD.findall(text.lower()) if word not in TALK]
    pairs = (run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1))
    return [*said, *pairs]


def vectors(texts: Sequence[str]) -> Matrix:
    """One unit row per text, or a row of zeros: TF-IDF, every text counted as a document."""
    bags = [Counter(terms(text)) for text in texts]
    spread = Counter(term for bag in bags for term in bag)
    shared = sorted((-count, term) for term, count in spread.items() if count > 1)
    column = {term: at for at, (_, term) in enumerate(shared[:MOST_TERMS])}
    made = np.zeros((len(texts), max(1, len(column))))
    for row, bag in enumerate(bags):
        for term, times in bag.items():
            if term in column:
                weight = np.log((1 + len(texts)) / spread[term])
                made[row, column[term]] = (1 + np.log(times)) * weight
    return unit(made)


def firsts(texts: Sequence[str]) -> NDArray[np.float64]:
    """For each text the number of its terms that no earlier text has and some later one has."""
    bags = [set(terms(text)) for text in texts]
    spread, seen = Counter(term for bag in bags for term in bag), set[str]()
    made = []
    for bag in bags:
        fresh = {term for term in bag - seen if spread[term] > 1}
        made.append(float(len(fresh)))
        seen |= fresh
    return np.array(made)


def lasts(texts: Sequence[str]) -> NDArray[np.float64]:
    """As `firsts`, of terms that no later text has and some earlier one has."""
    return firsts(texts[::-1])[::-1]


def unit(rows: Matrix) -> Matrix:
    """Each row to length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Matrix = rows / np.where(lengths > 1e-9, lengths, 1)
    return made
