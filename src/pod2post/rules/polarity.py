"""Was a negation lost or added in a rendering? Pure, and careful: languages negate differently.

What negates nothing (can't wait, not only, 不過, 特別) is taken out first. A word that may stand
for a negation (hardly, refuse, 缺乏, 難道) excuses the other side. Where both sides negate, only
their numbers could differ, and that tells too little.
"""

import re

from pod2post.rules.negators import (
    A_NOT_A,
    ASKED_EN,
    ASKED_ZH,
    IDLE_EN,
    IDLE_ZH,
    SOFT_EN,
    SOFT_ZH,
    STRONG_EN,
    STRONG_ZH,
)
from pod2post.values import value

_MARKS_EN, _MARKS_ZH = re.compile(r"[,;:.?!]\s+"), re.compile("[，；：。？！]")
_ENDS_EN, _ENDS_ZH = re.compile(r"(?<=[.?!;])\s+"), re.compile("(?<=[。？！；])")
_CLAUSE_EN = re.compile(r"[,;:.?!—]|\b(?:but|because|although|though|whereas|so that|and)\b")
_CLAUSE_ZH = re.compile("[，；：。？！、]|(?:但是?|因為|而是|雖然|卻)")


# Not until she came: 她來了才.
_UNTIL = re.compile(
    r"(?:\bnot|\bnever|\bnobody|\bno one|n['’]t)\b([^.?!;]{0,60}\buntil)\b", re.IGNORECASE
)
_UNTIL_ZH = re.compile("才|直到|等到")


@value
class Polarity:
    """Clauses of a sentence that negate, and those in which something may stand for it."""

    negated: int
    open: int


def flipped(source: str, chinese: str) -> str | None:
    """What happened to a negation, in words; None where nothing is to be said.

    Only English sources are read. Sentences are compared one by one where there are as
    many of them on both sides.
    """
    if _UNTIL_ZH.search(chinese):
        source = _UNTIL.sub(r" \1", source)
    for one, other in _pairs(source.strip(), chinese.strip()):
        first, second = english(one), han(other)
        if first.negated > second.negated + second.open:
            return f"the source negates what the rendering does not: {other.strip()}"
        if second.negated > first.negated + first.open:
            return f"the rendering negates what the source does not: {other.strip()}"
    return None


def _pairs(source: str, chinese: str) -> list[tuple[str, str]]:
    """What is compared with what: clause by clause, else by sentence, else as a whole.

    Clauses may change places, so they are compared only where their sums differ, too.
    """
    whole = english(source), han(chinese)
    for left, right in ((_MARKS_EN, _MARKS_ZH), (_ENDS_EN, _ENDS_ZH)):
        said = [part for part in left.split(source) if part.strip()]
        shown = [part for part in right.split(chinese) if part.strip()]
        moved = left is _MARKS_EN and whole[0].negated == whole[1].negated
        if len(said) == len(shown) > 1 and not moved:
            return list(zip(said, shown, strict=True))
    return [] if whole[0].negated and whole[1].negated else [(source, chinese)]


def english(text: str) -> Polarity:
    """The polarity of an English text, clause by clause."""
    low = " ".join(text.lower().replace("’", "'").split())
    asked = bool(ASKED_EN.search(low))
    plain = IDLE_EN.sub(" \ufffc ", low)
    return _polarity(_CLAUSE_EN.split(plain), STRONG_EN, SOFT_EN, asked)


def han(text: str) -> Polarity:
    """The polarity of a Chinese text, clause by clause."""
    asked = bool(ASKED_ZH.search(text))
    plain = IDLE_ZH.sub("\ufffc", A_NOT_A.sub("", text))
    return _polarity(_CLAUSE_ZH.split(plain), STRONG_ZH, SOFT_ZH, asked)


def _polarity(
    clauses: list[str], strong: re.Pattern[str], soft: re.Pattern[str], asked: bool
) -> Polarity:
    """`asked`: in a rhetorical question a negation may stand for its opposite."""
    negated = sum(bool(strong.search(clause)) for clause in clauses)
    mild = [clause for clause in clauses if "\ufffc" in clause or soft.search(clause)]
    rest = sum(not strong.search(clause) for clause in mild)
    return Polarity(negated=0 if asked else negated, open=rest + (negated + 1 if asked else 0))
