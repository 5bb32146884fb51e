"""Does a rendering, or prose, deny what the speaker denied, and nothing else? Pure.

Each negation of both sides is weighed by itself: how firmly what it bears on is linked with a
clause that asserts, with one that denies, and whether it has a counterpart. The weights are of a
logistic regression over the books of planted faults (`python -m benchmarks.faults.fit_denied`;
docs/quality.md says how it does on a book that was left out).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules.denials import Denial, denials
from pod2post.values import value

SENTENCE = 3  # Han of a sentence of prose, or more
DOUBTED, DOUBTED_PROSE = -0.15, -0.7  # the log odds from which a person is asked to look
# asserted, denied, softened, met, crossed, told, whole, more in a rendering, English, prose, 1
WEIGHTS = (5.562, -3.051, -3.872, -3.117, 25.949, 3.424, 1.96, 2.083, 1.678, 1.008, -6.777)
_ENDS = re.compile("(?<=[。？！；])")
_MARKS = re.compile("[，；：。？！]")


@value
class Weighed:
    """A negation, the text or the sentence of prose that was held against the source, its odds."""

    denial: Denial
    chinese: str
    odds: float


def odds(denial: Denial) -> float:
    """The log odds that a negation was lost, or put in."""
    return sum(weight * one for weight, one in zip(WEIGHTS, denial.row(), strict=True))


def flipped(aligner: Aligner, source: str, chinese: str) -> str | None:
    """What happened to a negation of a quotation, in words; None where nothing is to be said."""
    rows = (_weighed(one, chinese) for one in denials(aligner, source, chinese))
    worst = max(rows, key=lambda row: row.odds, default=None)
    if worst is None or worst.odds < DOUBTED:
        return None
    if worst.denial.english:
        return f"the source negates what the rendering does not: “{worst.denial.shown}”"
    return f"the rendering negates what the source does not: {worst.denial.shown}"


@lru_cache(maxsize=128)
def turned(aligner: Aligner, source: str, prose: str) -> tuple[str, str] | None:
    """What happened to a negation that prose tells, in words, and the clause of the prose."""
    rows = told(aligner, source, prose)
    worst = max(rows, key=lambda row: row.odds, default=None)
    if worst is None or worst.odds < DOUBTED_PROSE:
        return None
    one = worst.denial
    if one.english:
        what = f"the source negates what the text does not: “{one.shown}”"
        return what, _clause(worst.chinese, one.place)
    what = f"the text negates what the source does not: {one.shown}"
    return what, _clause(worst.chinese, one.at)


def told(aligner: Aligner, source: str, prose: str) -> tuple[Weighed, ...]:
    """The negations of prose, and each of its source beside the sentence that tells it."""
    own, best = list[Weighed](), dict[int, Weighed]()
    for sentence in sentences(prose):
        for one in denials(aligner, source, sentence, prose=True):
            if not one.english:
                own.append(_weighed(one, sentence))
            elif one.at not in best or one.firmest > best[one.at].denial.firmest:
                best[one.at] = _weighed(one, sentence)
    return (*own, *best.values())


def sentences(prose: str) -> Iterator[str]:
    """The sentences of prose that are long enough to deny anything."""
    parts = (part.strip() for part in _ENDS.split(prose))
    return (part for part in parts if zh.count(part) >= SENTENCE)


def _weighed(denial: Denial, chinese: str) -> Weighed:
    return Weighed(denial=denial, chinese=chinese, odds=odds(denial))


def _clause(text: str, at: int) -> str:
    start = max((found.end() for found in _MARKS.finditer(text, 0, at)), default=0)
    end = _MARKS.search(text, at)
    return text[start : end.start() if end else len(text)].strip()
