"""Does a rendering say what its source says, all of it, and nothing else? By linked words. Pure.

The bounds were set on seven books of planted faults and true renderings (docs/quality.md): a
free or condensed rendering is linked as weakly as a subtle fault, so most are warnings.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules.links import Linked, links, weakest
from pod2post.rules.overlap import Fault

ANOTHER = 0.21  # both sides' mean below which a rendering is of something else: an error
UNLIKE = 0.3  # the same: a warning
ADDED, ADDED_PIECES = 0.09, 5  # strength and number of neighbours that nothing in the source holds
CUT, CUT_WORDS = 0.12, 4  # the same for words of the source
PROSE = 0.2  # mean of a sentence of prose against the cues that it cites
ENOUGH = 6  # words and pieces below which nothing is said
_ENDS = re.compile("(?<=[。？！])")


@lru_cache(maxsize=4096)
def faults(aligner: Aligner, chinese: str, source: str) -> tuple[Fault, ...]:
    """What of a rendering has nothing to do with its source, and what of the source is missing."""
    return tuple(_faults(aligner, chinese, source))


def _faults(aligner: Aligner, chinese: str, source: str) -> Iterator[Fault]:
    made = links(aligner, chinese, source)
    least = min(len(made.chinese), len(made.english))
    if least >= ENOUGH and made.both < UNLIKE:
        yield Fault(
            severity="error" if made.both < ANOTHER else "warning",
            what="the rendering shares hardly a word with its source",
        )
        return
    strength, first, last = weakest(made.chinese, ADDED_PIECES)
    if strength < ADDED and last - first + 1 == ADDED_PIECES:
        added = _stretch(made.chinese, first, last, chinese)
        yield Fault(severity="warning", what=f"words that the source does not carry: {added}")
    strength, first, last = weakest(made.english, CUT_WORDS)
    if strength < CUT and last - first + 1 == CUT_WORDS:
        cut = _stretch(made.english, first, last, source)
        yield Fault(severity="warning", what=f"words without a counterpart: {cut}")


def _stretch(row: tuple[Linked, ...], first: int, last: int, text: str) -> str:
    return text[row[first].start : row[last].end]


def apart(aligner: Aligner, text: str, source: str) -> str | None:
    """The sentence of prose that its cues hold least, where they hardly hold it."""
    rows = [(strength, part) for part, strength in sentences(aligner, text, source)]
    least, part = min(rows, default=(1.0, ""))
    return part if least < PROSE else None


def sentences(aligner: Aligner, text: str, source: str) -> Iterator[tuple[str, float]]:
    """Each sentence of some length, and how firmly the source holds it."""
    for part in _ENDS.split(text):
        if zh.count(part) >= ENOUGH:
            yield part.strip(), held(aligner, part.strip(), source)


@lru_cache(maxsize=8192)
def held(aligner: Aligner, chinese: str, source: str) -> float:
    """How firmly a source holds a text, 0 to 1."""
    return links(aligner, chinese, source).mean("chinese")
