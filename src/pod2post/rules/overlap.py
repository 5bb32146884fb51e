"""Does the Chinese speak of what the source speaks of? By a dictionary, word by word. Pure.

The shares below were set on true renderings and on the same renderings exchanged
(tests/renderings.py): idiom scores as low as invention, so only an overlap of nearly
nothing in a long sentence is an error. Where there is an aligner, `carried` judges instead.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pod2post import zh
from pod2post.ports import Glossary
from pod2post.rules import gloss
from pod2post.rules.rendering import ratio
from pod2post.values import value

NOTHING = 0.08  # both shares' mean: an error in a rendering of some length
LITTLE, LITTLE_SHORT = 0.28, 0.2  # the same: a warning; in a rendering below ENOUGH
SENTENCE = 0.2  # share of the Chinese words of one sentence that the source must carry
COUNTERPART = 0.15  # share of the stems of one source sentence that the Chinese must carry
ENOUGH = 5  # stems and words from which a verdict may be an error
LEAST = 3  # stems and words below which there is none
BRIEF, AMPLE = 1.2, 1.6  # characters a word below and above which clauses are looked at
_ENDS = re.compile(r"(?<=[。？！；])")
_CLAUSE = re.compile(
    r"[,;:.?!]\s+|\s(?:but|and|because|so|when|which|until|than|if|while|though)\s"
)
_SOURCE_ENDS = re.compile(r"(?<=[.?!;])\s+")


@value
class Fault:
    severity: Literal["error", "warning"]
    what: str


def comparable(source: str) -> bool:
    """Only English sources can be looked up: a dictionary of Chinese to English reads no other."""
    return bool(gloss.content(source)) and not zh.count(source)


def faults(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """What of a rendering has nothing to do with its source, and what of the source is missing."""
    whole = gloss.senses(glossary, chinese).met(source)
    if min(whole.words, whole.stems) < LEAST:
        if whole.stems and whole.words >= LEAST and not whole.both:
            yield Fault(severity="warning", what="the rendering shares no word with its source")
        return
    if whole.both < NOTHING and min(whole.words, whole.stems) >= ENOUGH:
        yield Fault(severity="error", what="the rendering shares no word with its source")
        return
    least = min(whole.words, whole.stems)
    if whole.both < (LITTLE if least >= ENOUGH else LITTLE_SHORT):
        yield Fault(severity="warning", what="the rendering shares hardly a word with its source")
        return
    found = tuple(_sentences(glossary, chinese, source))
    yield from found or _clauses(glossary, chinese, source)


def _sentences(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """Sentence by sentence, where there are several: one that was added, one that was left out."""
    parts = [part for part in _ENDS.split(chinese) if part.strip()]
    for part in parts if len(parts) > 1 else ():
        met = gloss.senses(glossary, part).met(source)
        if met.words >= LEAST and met.chinese < SENTENCE:
            sure = met.chinese == 0 and met.words >= ENOUGH
            what = f"a sentence that the source does not carry: {part.strip()}"
            yield Fault(severity="error" if sure else "warning", what=what)
    spoken = [part for part in _SOURCE_ENDS.split(source) if part.strip()]
    shown = gloss.senses(glossary, chinese)
    for part in spoken if len(spoken) > 1 else ():
        met = shown.met(part)
        if met.stems >= LEAST and met.english < COUNTERPART:
            yield Fault(severity="warning", what=f"a sentence without a counterpart: {part}")


def _clauses(glossary: Glossary, chinese: str, source: str) -> Iterator[Fault]:
    """In a rendering of unusual length: the clause that was left out, or the one added."""
    size, shown = ratio(source, chinese), gloss.senses(glossary, chinese)
    said = [part for part in _CLAUSE.split(source) if part.strip()]
    for part in said if len(said) > 1 and size < BRIEF else ():
        met = shown.met(part)
        if met.stems > 1 and met.english == 0:
            yield Fault(severity="warning", what=f"words without a counterpart: {part.strip()}")
            return
    parts = [part for part in re.split("[，；：。？！]", chinese) if part.strip()]
    for part in parts if len(parts) > 1 and size > AMPLE else ():
        met = gloss.senses(glossary, part).met(source)
        if met.words > LEAST and met.chinese <= NOTHING:
            yield Fault(severity="warning", what=f"words that the source does not carry: {part}")
            return
