"""Does a rendering say what its source says, all of it, and nothing else? By linked words. Pure.

Its clauses are judged one by one in `rendered`. The bounds of the whole were set on seven of the
books of planted faults and true renderings (docs/quality.md): a free or condensed rendering is
linked as weakly as a subtle fault, so most are warnings.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pod2post import zh
from pod2post.ports import Aligner, Glossary
from pod2post.rules import gloss, rendered
from pod2post.rules.links import links
from pod2post.rules.overlap import Fault

ANOTHER = 0.21  # both sides' mean below which a rendering is of something else: an error
UNLIKE = 0.3  # the same: a warning
ENOUGH = 6  # words and pieces below which only what shares next to nothing is named
_ENDS = re.compile("(?<=[。？！])")


@lru_cache(maxsize=512)
def faults(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> tuple[Fault, ...]:
    """What of a rendering has nothing to do with its source, and what of the source is missing."""
    return tuple(_faults(aligner, glossary, chinese, source))


def _faults(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    made = links(aligner, chinese, source)
    least = min(len(made.chinese), len(made.english))
    few = made.both >= ANOTHER and least < ENOUGH
    few = few and gloss.senses(glossary, chinese).met(source).chinese > 0
    if least > 2 and made.both < UNLIKE and not few:
        yield Fault(
            severity="error" if least >= ENOUGH and made.both < ANOTHER else "warning",
            what="the rendering shares hardly a word with its source",
        )
        return
    if strange := rendered.added(aligner, glossary, chinese, source):
        yield Fault(severity="warning", what=f"words that the source does not carry: {strange}")
    if missing := rendered.lost(aligner, glossary, chinese, source):
        yield Fault(severity="warning", what=f"words without a counterpart: {missing}")


def sentences(aligner: Aligner, text: str, source: str) -> Iterator[tuple[str, float]]:
    """Each sentence of some length, and how firmly the source holds it."""
    for part in _ENDS.split(text):
        if zh.count(part) >= ENOUGH:
            yield part.strip(), held(aligner, part.strip(), source)


@lru_cache(maxsize=512)
def held(aligner: Aligner, chinese: str, source: str) -> float:
    """How firmly a source holds a text, 0 to 1."""
    return links(aligner, chinese, source).mean("chinese")


@lru_cache(maxsize=512)
def alike(aligner: Aligner, chinese: str, source: str) -> float:
    """How firmly both hold each other, 0 to 1."""
    return links(aligner, chinese, source).both
