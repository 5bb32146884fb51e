"""Where a text denies, in either language, clause by clause. Pure.

What only looks like a negation (can't wait, not only, 不過, 特別) is taken out first, and so is
what stands in a question; a double one (not … without) denies nothing.
"""

import re
from itertools import pairwise

from pod2post.rules.links import Linked
from pod2post.rules.negators import (
    A_NOT_A,
    ASKED_EN,
    ASKED_ZH,
    CLAUSE_EN,
    CLAUSE_ZH,
    IDLE_EN,
    IDLE_ZH,
    NEUTRAL,
    SOFT_EN,
    SOFT_ZH,
    STRONG_EN,
    STRONG_ZH,
)
from pod2post.values import value

BLANK = "\ufffc"
UNTIL = re.compile(
    r"\b(?:not|never|nobody|no one|\w+n't)\b[^.?!;]{0,60}\buntil\b|\bnot? (?:\w+ ){0,3}until\b"
)
UNTIL_ZH = re.compile("(?:^|[，。；])(?:(?!只有|唯有)[^，。；])*才|直到|等到")
# What stands between two commas within a clause: nobody, including me, can hold more.
ASIDE = re.compile(
    r", (?:uh|um|er|you know|i mean|honestly|frankly|of course|let's say|somehow|well|like"
    r"|by the way|including \w+(?: \w+)?),"
)
WITHOUT = re.compile(r"\b(?:not|never|nobody|\w+n't)\b[^.,;?!]{1,40},?[ \ufffc]*\bwithout\b")
STUTTER = re.compile(  # I wouldn't, I wouldn't ever
    r"\b(\w+n't|not|never|nobody|without|no)\b(?=[,—-]* (?:uh, |um, )?(?:\w+ )?\1\b)"
)
ANSWER = re.compile(  # after a question, and perhaps the name of who answers
    r"\?\s+(?:[A-Z][\w.'-]+ ){0,3}(?:(?:Oh|Well|Um|Uh),? )?"
    r"(?P<no>No|no|Nope|Never|Not (?:really|at all|yet))(?=[,.;!]|$)"
)
# A question where none was put asks nothing.
RHETORIC = re.compile(f"{ASKED_ZH.pattern}|？")
ENDS_EN, ENDS_ZH = re.compile(r"[.?!]\s"), re.compile("[。？！；]")
ASKED_SENTENCE = re.compile(r"(?:(?<=[.?!] )|^)[^.?!]*\?")

Spans = tuple[tuple[int, int], ...]


@value
class Half:
    """One of two texts: what was `said`, and `text`, the same as its patterns read it.

    `strong`: what negates; `soft`: what may stand for a negation; `idle`: the places of what only
    seems one; `asked`: sentences in which nothing is denied; `answers`: of each "No" to a question
    where it stands, and from where to where the question.
    """

    english: bool
    said: str
    text: str
    row: tuple[Linked, ...]
    clauses: Spans
    strong: Spans
    soft: Spans
    idle: tuple[int, ...]
    asked: Spans
    answers: tuple[tuple[int, int, int], ...]

    def clause(self, at: int) -> tuple[int, int]:
        """The clause in which a place lies; an empty one where a mark stands there."""
        return next((span for span in self.clauses if span[0] <= at < span[1]), (at, at))


def english(source: str, row: tuple[Linked, ...], *, until: bool, prose: bool) -> Half:
    """A source. `until`: the other side says 才 or 直到, for which not … until stands; of what
    prose tells, questions are no part.
    """
    low = _plainly(source)
    asked = _sentences(ASKED_EN, low, ENDS_EN)
    low = _blanked(STUTTER, low)
    plain = _blanked(IDLE_EN, _blanked(WITHOUT, _blanked(UNTIL, low) if until else low))
    answers = tuple(
        (found.start("no"), _begin(low, found.start()), found.start())
        for found in ANSWER.finditer(source)
    )
    if prose:
        asked += tuple(found.span() for found in ASKED_SENTENCE.finditer(low))
    return Half(
        english=True,
        said=source,
        text=low,
        row=row,
        clauses=_clauses(CLAUSE_EN, low),
        strong=_free(STRONG_EN, plain, asked),
        soft=tuple(found.span() for found in SOFT_EN.finditer(plain)),
        idle=_idle(low, plain),
        asked=asked,
        answers=answers,
    )


def han(chinese: str, row: tuple[Linked, ...], *, questions: bool) -> Half:
    """A rendering; where the source has no `questions`, one of its own asks nothing."""
    asked = _sentences(ASKED_ZH if questions else RHETORIC, chinese, ENDS_ZH)
    rest = _blanked(NEUTRAL, chinese)
    plain = _blanked(IDLE_ZH, _blanked(A_NOT_A, rest))
    return Half(
        english=False,
        said=chinese,
        text=chinese,
        row=row,
        clauses=_clauses(CLAUSE_ZH, chinese),
        strong=_free(STRONG_ZH, plain, asked),
        soft=tuple(found.span() for found in SOFT_ZH.finditer(plain)),
        idle=_idle(rest, plain),
        asked=asked,
        answers=(),
    )


def _begin(text: str, end: int) -> int:
    """Where the sentence begins that ends there."""
    return max(text.rfind(mark, 0, end) for mark in ".?!") + 1


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: BLANK * len(found[0]), text)


def _idle(text: str, plain: str) -> tuple[int, ...]:
    pairs = enumerate(zip(text, plain, strict=True))
    return tuple(n for n, (a, b) in pairs if b == BLANK != a)


def _free(pattern: re.Pattern[str], text: str, asked: Spans) -> Spans:
    spans = (found.span() for found in pattern.finditer(text))
    return tuple(span for span in spans if not inside(span[0], asked))


def inside(at: int, spans: Spans) -> bool:
    """Does a place lie in one of them?"""
    return any(start <= at < end for start, end in spans)


def _clauses(pattern: re.Pattern[str], text: str) -> Spans:
    """Where each clause of a text begins and ends."""
    cuts = [found.span() for found in pattern.finditer(text)]
    starts, ends = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)]
    return tuple((a, b) for a, b in zip(starts, ends, strict=True) if a < b)


def _sentences(pattern: re.Pattern[str], text: str, ends: re.Pattern[str]) -> Spans:
    """The sentences in which a pattern is found."""
    cuts = [0, *(found.end() for found in ends.finditer(text)), len(text)]
    spans = list(pairwise(cuts))
    found = [one.span() for one in pattern.finditer(text)]
    return tuple((a, b) for a, b in spans if any(x < b and a < y for x, y in found))


def _plainly(source: str) -> str:
    """The source in small letters, without the asides that part a clause; as long as it was."""
    low = source.lower().replace("’", "'")
    return ASIDE.sub(lambda found: " " * len(found[0]), low)
