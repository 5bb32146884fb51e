"""Is each clause of a source rendered, and was each clause of a rendering said? By fitted weights.

A clause that was left out is linked with nothing, and little of the other side answers it; so is a
free rendering, but less. The weights are of two logistic regressions over the books of planted
faults (`python -m benchmarks.faults.fit_quotes`; docs/quality.md says how they do on a book that
was left out). Pure.
"""

import math
import re
from collections.abc import Callable, Sequence

from pod2post import zh
from pod2post.ports import Aligner, Glossary
from pod2post.rules import gloss
from pod2post.rules.links import Linked, links
from pod2post.rules.rendering import ratio
from pod2post.values import value

LOST, ADDED = -1.0, -1.3  # the log odds from which a person is asked to look
PARTS = 2  # clauses of a source from which one of them may be left out
FEW = 6  # words below which a clause that says nothing by itself goes with its neighbour
NARROW = 3  # the same in characters of a rendering
SELDOM_EN, SELDOM_ZH = 0.3, 0.1  # added to what answers a word, a character: none has a logarithm
BRIEF = 0.1  # the least ratio: a rendering may be empty of Han
_ENGLISH = re.compile(
    r"[,;:.?!—…]+(?:\s+|$)|\s+(?=(?:but|and|because|so|when|which|until|if|while|though"
    r"|although|unless|except|before|after|where|who)\s)",
    re.IGNORECASE,
)
_CHINESE = re.compile("[，；：。？！—…]+")
# What is said for its own sake, and may be left out or put in.
_ASIDE_EN = re.compile(
    r"(?:(?:and|but|so|now|well|oh|um|uh|hmm|mm|yeah|yes|no|look|listen|see|right|okay|ok|like|honestly"
    r"|frankly|actually|basically|really|anyway|you know|you see|i mean|i guess|i think|i suppose"
    r"|of course|by the way|to be honest|let's say|sort of|kind of|believe me|in fact)\b[\s,]*)+",
    re.IGNORECASE,
)
_ASIDE_ZH = re.compile(
    "(?:老實說|說實話|說真的|說來|坦白說|坦白講|講真的|順帶一提|順便一提|順便說|對了|你知道|你看|我是說|當然|總之|其實|真的|是啊|沒錯)+"
)


@value
class Clause:
    """A clause of one text beside the whole of the other. Strengths and shares run from 0 to 1.

    `linked`, `best`: how firmly its words are linked, in the mean and the firmest; `shared`: how
    many of them the dictionary finds on the other side; `answered`: how much of the other side it
    is that holds most firmly, per word or character of its own; `across`: how firmly the other side
    is held as a whole; `ratio`: characters of the rendering per word of the source; `size`: words
    or characters; `share`: of its text; `clauses`: of its text, this one among them.
    """

    text: str
    linked: float
    best: float
    shared: float
    answered: float
    across: float
    ratio: float
    size: int
    share: float
    last: bool
    clauses: int

    def row(self) -> tuple[float, ...]:
        """What the weights are for, in their order; the last is always one."""
        strengths = (self.linked, self.best, self.shared, math.log(self.answered), self.across)
        sizes = (math.log(self.ratio), math.log(self.size), self.share)
        return (*strengths, *sizes, float(self.last), math.log(self.clauses), 1.0)


# linked, best, shared, log answered, across, log ratio, log size, share, last, log clauses, 1
LOST_WEIGHTS = (-3.969, -4.221, -0.578, -1.944, 4.549, -3.379, 0.393, 2.192, 1.476, -1.142, -0.783)
ADDED_WEIGHTS = (-5.114, -3.942, -1.606, -1.707, 0.92, 3.888, 1.359, -1.73, 1.985, 1.461, -7.555)


def lost(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> str | None:
    """The clause of the source that is rendered least, where that is too little."""
    return _most(said(aligner, glossary, chinese, source), LOST_WEIGHTS, LOST)


def added(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> str | None:
    """The clause of the rendering that the source bears least, where that is too little."""
    return _most(shown(aligner, glossary, chinese, source), ADDED_WEIGHTS, ADDED)


def odds(clause: Clause, weights: Sequence[float]) -> float:
    """The log odds that a clause has no counterpart."""
    return sum(weight * one for weight, one in zip(weights, clause.row(), strict=True))


def _most(clauses: Sequence[Clause], weights: Sequence[float], bound: float) -> str | None:
    worst = max(((odds(one, weights), one.text) for one in clauses), default=None)
    return worst[1] if worst and worst[0] > bound else None


def said(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> tuple[Clause, ...]:
    """The clauses of an English source; none where there is but one: it is no part of the whole."""
    made, senses = links(aligner, chinese, source), gloss.senses(glossary, chinese)
    parts = _grouped(source, made.english, _ENGLISH, _idle) if made.chinese else []
    if len(parts) < PARTS:
        return ()
    found = []
    for at, (text, row) in enumerate(parts):
        first = made.english.index(row[0])
        held = [one for one in made.chinese if first <= one.to < first + len(row)]
        met = senses.met(text)
        found.append(
            Clause(
                text=text,
                linked=sum(one.strength for one in row) / len(row),
                best=max(one.strength for one in row),
                shared=met.english if met.stems else senses.met(source).english,
                answered=SELDOM_EN + sum(zh.width(one.text) for one in held) / len(row),
                across=made.mean("chinese"),
                ratio=max(BRIEF, ratio(source, chinese)),
                size=len(row),
                share=len(row) / len(made.english),
                last=at + 1 == len(parts),
                clauses=len(parts),
            )
        )
    return tuple(found)


def shown(aligner: Aligner, glossary: Glossary, chinese: str, source: str) -> tuple[Clause, ...]:
    """The clauses of a rendering."""
    made = links(aligner, chinese, source)
    parts = _grouped(chinese, made.chinese, _CHINESE, _narrow) if made.english else []
    found = []
    for at, (text, row) in enumerate(parts):
        if _twice(text, chinese):
            continue
        first, size = made.chinese.index(row[0]), max(1, zh.width(text))
        held = sum(first <= one.to < first + len(row) for one in made.english)
        met = gloss.senses(glossary, text).met(source)
        found.append(
            Clause(
                text=text,
                linked=sum(one.strength for one in row) / len(row),
                best=max(one.strength for one in row),
                shared=met.chinese
                if met.words
                else gloss.senses(glossary, chinese).met(source).chinese,
                answered=SELDOM_ZH + held / size,
                across=made.mean("english"),
                ratio=max(BRIEF, ratio(source, chinese)),
                size=size,
                share=size / max(1, zh.width(chinese)),
                last=at + 1 == len(parts),
                clauses=len(parts),
            )
        )
    return tuple(found)


def _twice(text: str, chinese: str) -> bool:
    """Does a clause say once more what its rendering says elsewhere?"""
    return set(text) <= set(chinese.replace(text, "", 1))


Row = tuple[Linked, ...]


def _grouped(
    text: str, row: Row, marks: re.Pattern[str], thin: Callable[[str, Row], bool]
) -> list[tuple[str, Row]]:
    """The clauses of a text with their words, in order.

    One that is begun anew is left out; a thin one goes with the one before it, or behind.
    """
    raw, start = list[tuple[int, int]](), 0
    for end, following in [*(found.span() for found in marks.finditer(text)), (len(text),) * 2]:
        if _within(row, start, end):
            raw.append((start, end))
        start = following
    spans, begun = list[tuple[int, int]](), -1
    for at, (start, end) in enumerate(raw):
        inside = _within(row, start, end)
        if at + 1 < len(raw) and _anew(inside, _within(row, *raw[at + 1])):
            continue
        slight = thin(text[start:end], inside)
        if slight and spans:
            spans[-1] = (spans[-1][0], end)
        elif slight and at + 1 < len(raw):
            begun = start if begun < 0 else begun
        else:
            spans.append((start if begun < 0 else begun, end))
            begun = -1
    return [(text[a:z].strip(), _within(row, a, z)) for a, z in spans]


def _anew(row: Row, after: Row) -> bool:
    """Does what follows begin with the same words?"""
    return [one.text.lower() for one in row] == [one.text.lower() for one in after[: len(row)]]


def _within(row: Row, start: int, end: int) -> Row:
    return tuple(one for one in row if start <= one.start < end)


def _idle(text: str, row: Row) -> bool:
    """Does an English clause say nothing by itself?"""
    return len(row) < FEW and (not gloss.content(text) or bool(_ASIDE_EN.fullmatch(text.strip())))


def _narrow(text: str, _: Row) -> bool:
    return zh.width(text) < NARROW or bool(_ASIDE_ZH.fullmatch(text.strip()))
