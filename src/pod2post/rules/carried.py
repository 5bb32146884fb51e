"""Does a rendering say what its source says, all of it, and nothing else? By linked words. Pure.

The bounds were set on seven of the books of planted faults and true renderings (docs/quality.md): a
free or condensed rendering is linked as weakly as a subtle fault, so most are warnings.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pod2post import zh
from pod2post.ports import Aligner, Glossary
from pod2post.rules import gloss
from pod2post.rules.links import Linked, Links, links, weakest
from pod2post.rules.overlap import Fault

ANOTHER = 0.21  # both sides' mean below which a rendering is of something else: an error
UNLIKE = 0.3  # the same: a warning
ADDED, ADDED_PIECES = 0.09, 5  # strength and number of neighbours that nothing in the source holds
CUT, CUT_WORDS = 0.12, 4  # the same for words of the source
LIKELY = 0.03  # how much stronger it may be where the dictionary finds nothing either
SHARED = 0.5  # share of a stretch's words in the dictionary from which it is held after all
ENOUGH = 6  # words and pieces below which only what shares nothing at all is named
_ENDS = re.compile("(?<=[。？！])")


@lru_cache(maxsize=512)
def faults(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> tuple[Fault, ...]:
    """What of a rendering has nothing to do with its source, and what of the source is missing."""
    return tuple(_faults(links(aligner, chinese, source), glossary, chinese, source))


def _faults(made: Links, glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    least = min(len(made.chinese), len(made.english))
    few = least < ENOUGH and gloss.senses(glossary, chinese).met(source).chinese > 0
    if least > 2 and made.both < UNLIKE and not few:
        yield Fault(
            severity="error" if least >= ENOUGH and made.both < ANOTHER else "warning",
            what="the rendering shares hardly a word with its source",
        )
        return
    if len(made.chinese) > ADDED_PIECES:
        strength, first, last = weakest(made.chinese, ADDED_PIECES)
        added = _stretch(made.chinese, first, last, chinese)
        known = gloss.senses(glossary, added).met(source)
        if _loose(strength, ADDED, known.chinese, known.words):
            yield Fault(severity="warning", what=f"words that the source does not carry: {added}")
    if len(made.english) > CUT_WORDS:
        strength, first, last = weakest(made.english, CUT_WORDS)
        cut = _stretch(made.english, first, last, source)
        known = gloss.senses(glossary, chinese).met(cut)
        if known.stems and _loose(strength, CUT, known.english, known.stems):
            yield Fault(severity="warning", what=f"words without a counterpart: {cut}")


def _loose(strength: float, bound: float, shared: float, words: int) -> bool:
    """Is a stretch held by nothing? The dictionary is the second witness where it knows words."""
    if words < 2:
        return strength < bound
    return strength < bound + (LIKELY if not shared else 0.0) and shared < SHARED


def _stretch(row: tuple[Linked, ...], first: int, last: int, text: str) -> str:
    return text[row[first].start : row[last].end]


def sentences(aligner: Aligner, text: str, source: str) -> Iterator[tuple[str, float]]:
    """Each sentence of some length, and how firmly the source holds it."""
    for part in _ENDS.split(text):
        if zh.count(part) >= ENOUGH:
            yield part.strip(), held(aligner, part.strip(), source)


@lru_cache(maxsize=512)
def held(aligner: Aligner, chinese: str, source: str) -> float:
    """How firmly a source holds a text, 0 to 1."""
    return links(aligner, chinese, source).mean("chinese")
