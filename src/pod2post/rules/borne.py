"""Is a sentence of prose borne by the words that it cites? Clause by clause, by fitted weights.

What a clause adds out of nothing is linked with nothing in the source and shares no dictionary
sense with it; so is a free paraphrase, but less. The weights are of a logistic regression over the
books of planted faults (`python -m benchmarks.faults.fit`; docs/quality.md says how it does on a
book that was left out). Pure.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from pod2post import zh
from pod2post.ports import Aligner, Glossary
from pod2post.rules import gloss
from pod2post.rules.links import links
from pod2post.values import value

SENTENCE, CLAUSE, PIECES = 6, 4, 3  # Han of a sentence and of a clause, pieces of a clause, or more
DOUBTED = -0.3  # the log odds from which a person is asked to look
_ENDS = re.compile(r"(?<=[。？！；])")
_MARKS = re.compile("[，；：。？！]|$")


@value
class Measures:
    """A clause beside its source. Strengths and shares run from 0 to 1.

    `linked`, `shared`: how firmly its pieces are linked, and how many of its words have a sense
    that stands in the source; `all_linked`, `all_shared`: the same of its whole sentence.
    """

    sentence: str
    clause: str
    linked: float
    shared: float
    all_linked: float
    all_shared: float
    pieces: int
    source_words: int
    senses: int

    def row(self) -> tuple[float, ...]:
        """What the weights are for, in their order; the last is always one."""
        shares = (self.linked, self.shared, self.all_linked, self.all_shared)
        sizes = (self.pieces, 1 + self.source_words, 1 + self.senses)
        return (*shares, *(math.log(size) for size in sizes), 1.0)


# linked, shared, all_linked, all_shared, log pieces, log words of the source, log senses, 1
WEIGHTS = (-8.196, -1.705, -12.658, -2.126, -0.145, -0.791, 1.275, 6.23)


def least(
    aligner: Aligner, glossary: Glossary, text: str, source: str
) -> tuple[float, Measures] | None:
    """The clause of a text that is borne least, with the log odds that it is made up."""
    rows = [(odds(one), one) for one in measured(aligner, glossary, text, source)]
    return max(rows, key=lambda row: row[0], default=None)


def odds(measures: Measures) -> float:
    """The log odds that a clause says what its source does not."""
    return sum(weight * one for weight, one in zip(WEIGHTS, measures.row(), strict=True))


@lru_cache(maxsize=128)
def measured(aligner: Aligner, glossary: Glossary, text: str, source: str) -> tuple[Measures, ...]:
    """Every clause of some length, in the order of the text."""
    sentences = [part.strip() for part in _ENDS.split(text)]
    return tuple(
        one
        for part in sentences
        if zh.count(part) >= SENTENCE
        for one in _clauses(aligner, glossary, part, source)
    )


def _clauses(
    aligner: Aligner, glossary: Glossary, sentence: str, source: str
) -> Iterator[Measures]:
    made = links(aligner, sentence, source)
    if not made.chinese or not made.english:
        return
    whole = gloss.senses(glossary, sentence).met(source).chinese
    start = 0
    for found in _MARKS.finditer(sentence):
        part, first, start = sentence[start : found.start()], start, found.end()
        inside = [one for one in made.chinese if first <= one.start < found.start()]
        if zh.count(part) < CLAUSE or len(inside) < PIECES:
            continue
        met = gloss.senses(glossary, part).met(source)
        yield Measures(
            sentence=sentence,
            clause=part,
            linked=sum(one.strength for one in inside) / len(inside),
            shared=met.chinese,
            all_linked=made.mean("chinese"),
            all_shared=whole,
            pieces=len(inside),
            source_words=len(made.english),
            senses=met.words,
        )
