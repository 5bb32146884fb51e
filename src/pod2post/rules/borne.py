"""Is a sentence of prose borne by the words that it cites? Clause by clause, by fitted weights.

What a clause adds out of nothing is linked with nothing in the source and shares no dictionary
sense with it; so is a free paraphrase, but less. The end of a sentence is where most is added. The
weights are of a logistic regression over the books of planted faults
(`python -m benchmarks.faults.fit`; docs/quality.md says how it does on a book that was left out).
Pure.
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
DOUBTED = -0.1  # the log odds from which a person is asked to look
_ENDS = re.compile(r"(?<=[。？！；])")
_MARKS = re.compile("[，；：。？！]|$")


@value
class Measures:
    """A clause beside its source. Strengths and shares run from 0 to 1.

    `linked`, `near`: how firmly its pieces are linked, and how near each comes to the word that is
    most like it; `shared`: how many of its words have a sense that stands in the source; `across`:
    how firmly its sentence holds as many words of the source, those that it holds best.
    """

    sentence: str
    clause: str
    linked: float
    near: float
    shared: float
    across: float
    source_words: int
    senses: int
    last: bool

    def row(self) -> tuple[float, ...]:
        """What the weights are for, in their order; the last is always one."""
        strengths = (self.linked, self.near, self.shared, self.across)
        sizes = (1 + self.source_words, 1 + self.senses)
        return (*strengths, *(math.log(size) for size in sizes), float(self.last), 1.0)


# linked, near, shared, across, log words of the source, log senses, last, 1
WEIGHTS = (-8.944, -10.384, -2.437, -9.567, -0.976, 1.926, 1.921, 8.903)


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
    firmest = sorted((one.strength for one in made.english), reverse=True)[: len(made.chinese)]
    spans = _spans(sentence)
    for start, end in spans:
        part = sentence[start:end]
        inside = [n for n, one in enumerate(made.chinese) if start <= one.start < end]
        if zh.count(part) < CLAUSE or len(inside) < PIECES:
            continue
        met = gloss.senses(glossary, part).met(source)
        whole = met if met.words else gloss.senses(glossary, sentence).met(source)
        yield Measures(
            sentence=sentence,
            clause=part,
            linked=sum(made.chinese[n].strength for n in inside) / len(inside),
            near=sum(max(made.shares[n]) for n in inside) / len(inside),
            shared=whole.chinese,
            across=sum(firmest) / len(firmest),
            source_words=len(made.english),
            senses=met.words,
            last=(start, end) == spans[-1] and len(spans) > 1,
        )


def _spans(sentence: str) -> list[tuple[int, int]]:
    """Where each clause begins and ends."""
    ends = [found.span() for found in _MARKS.finditer(sentence)]
    starts = [0, *(end for _, end in ends)]
    return [(a, z) for a, (z, _) in zip(starts, ends, strict=False) if sentence[a:z].strip()]
