"""Does a rendering deny what the speaker denied? By linked words. Pure.

What a negation bears on is looked up on the other side: the clause in which its words stand
there must negate as well, or hold a softer word (hardly, refuse, 缺, 難) that may stand for it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pod2post.ports import Aligner
from pod2post.rules.links import Linked, links
from pod2post.rules.negators import (
    A_NOT_A,
    ASKED_EN,
    ASKED_ZH,
    CLAUSE_EN,
    CLAUSE_ZH,
    IDLE_EN,
    IDLE_ZH,
    SOFT_EN,
    SOFT_ZH,
    STRONG_EN,
    STRONG_ZH,
)
from pod2post.stems import stem
from pod2post.values import value

ALIKE = 0.55  # the cosine from which a word is taken for the other's counterpart
FIRM = 0.65  # the same where each is the other's best: these decide by themselves
SURE, SURER = 0.7, 0.8  # of the negating words themselves: where nothing firm speaks; against it
# What a negation bears on is a word that says something.
EMPTY = frozenset(
    """i you he she it we they me him her us them this that there one do did does have has had be
    is are was were been any what who whom which how why when where whether if as than since
    until once ever yet even still just quite very myself yourself himself herself ourselves
    themselves itself think thought believe guess suppose mean whole""".split()
)
SCOPE = 4  # words after a negation that it may bear on
UNTIL = re.compile(
    r"\b(?:not|never|nobody|no one|\w+n't)\b[^.?!;]{0,60}\buntil\b|\bnot? (?:\w+ ){0,3}until\b"
)
# Idle as well, and never a negation's counterpart.
NEUTRAL = re.compile(
    "非常|特別|(?<![信受熬撐看說瞞逃躲比敵贏打跑鬥忍])不過|分別|別人|個別|不久|不少|不只|不僅|不但|不斷|不停|無論|不管|不論|未來|是否|能否"
)
UNTIL_ZH = re.compile("(?:^|[，。；])(?:(?!只有|唯有)[^，。；])*才|直到|等到")
# What stands between two commas within a clause: nobody, including me, can hold more.
ASIDE = re.compile(
    r", (?:uh|um|er|you know|i mean|honestly|frankly|of course|let's say|somehow|well|like"
    r"|by the way|including \w+(?: \w+)?),"
)
MARKS_ZH = re.compile("[，；：。？！]")
ASKED_SENTENCE = re.compile(r"(?:(?<=[.?!] )|^)[^.?!]*\?")


@value
class Side:
    """One language's way to negate; `idle` are phrases that only look as if they did."""

    strong: re.Pattern[str]
    soft: re.Pattern[str]
    idle: tuple[re.Pattern[str], ...]
    clause: re.Pattern[str]

    def plain(self, text: str) -> str:
        """The text with idle phrases blanked, of the same length."""
        for pattern in self.idle:
            text = pattern.sub(lambda found: "\ufffc" * len(found[0]), text)
        return text

    def clauses(self, text: str) -> list[tuple[int, int]]:
        """Where each clause of a text begins and ends."""
        cuts = [found.span() for found in self.clause.finditer(text)]
        starts, ends = [0, *(b for _, b in cuts)], [*(a for a, _ in cuts), len(text)]
        return [(a, b) for a, b in zip(starts, ends, strict=True) if a < b]


@value
class Half:
    """One of two texts, with its words. `retold`: prose may tell its words once for twice said."""

    side: Side
    text: str
    row: tuple[Linked, ...]
    retold: bool = False


ENGLISH = Side(strong=STRONG_EN, soft=SOFT_EN, idle=(IDLE_EN,), clause=CLAUSE_EN)
CHINESE = Side(strong=STRONG_ZH, soft=SOFT_ZH, idle=(A_NOT_A, IDLE_ZH), clause=CLAUSE_ZH)
# Of prose the whole clause between marks: 沒有人因為淹水而死 denies the death.
PROSE = Side(strong=STRONG_ZH, soft=SOFT_ZH, idle=(A_NOT_A, IDLE_ZH), clause=MARKS_ZH)


@lru_cache(maxsize=512)
def flipped(aligner: Aligner, source: str, chinese: str, *, prose: bool = False) -> str | None:
    """What happened to a negation, in words; None where nothing is to be said."""
    low = _plain(source)
    if ASKED_EN.search(low) or ASKED_ZH.search(chinese):
        return None
    if UNTIL_ZH.search(chinese):
        low = UNTIL.sub(lambda found: "\ufffc" * len(found[0]), low)
    made = links(aligner, chinese, source)
    if not made.chinese or not made.english:
        return None
    said = Half(side=ENGLISH, text=low, row=made.english, retold=prose)
    shown = Half(side=CHINESE, text=chinese, row=made.chinese)
    down = [list(column) for column in zip(*made.shares, strict=True)]
    gone, new = list(_lost(said, down, shown)), list(_lost(shown, made.shares, said))
    # As many on both sides: it may only have moved. Turned round, both sides miss theirs.
    if not prose and _count(said) == _count(shown) and not (gone and new):
        return None
    if gone:
        what = _shown(gone[0], made.english, source)
        return f"the source negates what the rendering does not: “{what}”"
    if new:
        what = _shown(new[0], made.chinese, chinese)
        return f"the rendering negates what the source does not: {what}"
    return None


@lru_cache(maxsize=128)
def dropped(aligner: Aligner, source: str, prose: str) -> tuple[str, str] | None:
    """A negation of the source that prose does not carry where it tells the same.

    In words, and the clause of the prose.

    Prose leaves out much and adds its own, so only what is firmly linked is looked at: a word
    that the negation bears on, whose counterpart stands in a clause that denies nothing.
    """
    made = links(aligner, prose, source)
    if not made.chinese or not made.english:
        return None
    low = _plain(source)
    if UNTIL_ZH.search(prose):
        low = UNTIL.sub(lambda found: "\ufffc" * len(found[0]), low)
    low = ASKED_SENTENCE.sub(lambda found: "\ufffc" * len(found[0]), low)
    said = Half(side=ENGLISH, text=low, row=made.english, retold=True)
    shown = Half(side=PROSE, text=prose, row=made.chinese)
    down = [list(column) for column in zip(*made.shares, strict=True)]
    for spot in _lost(said, down, shown, only_firm=True):
        at = made.chinese[down[spot].index(max(down[spot]))].start
        clause = next(prose[a:b] for a, b in PROSE.clauses(prose) if a <= at < b)
        what = _shown(spot, made.english, source)
        return f"the source negates what the text does not: “{what}”", clause
    return None


def _count(half: Half) -> int:
    return len(half.side.strong.findall(half.side.plain(half.text)))


def _plain(source: str) -> str:
    """The source in small letters, without the asides that part a clause; as long as it was."""
    low = source.lower().replace("’", "'")
    return ASIDE.sub(lambda found: " " * len(found[0]), low)


def _lost(
    own: Half, shares: Sequence[Sequence[float]], other: Half, *, only_firm: bool = False
) -> Iterator[int]:
    """The words of a half at which a negation stands that the other half does not know."""
    row = own.row
    clauses = own.side.clauses(own.text)
    for found in own.side.strong.finditer(own.side.plain(own.text)):
        end = next(b for a, b in clauses if a <= found.start() < b or b == len(own.text))
        word = next((n for n, one in enumerate(row) if one.start <= found.start() < one.end), None)
        scope = [n for n, one in enumerate(row) if found.end() <= one.end and one.start < end]
        after = [n for n in scope if row[n].start >= found.end()] or scope
        bears = [n for n in after if own.text[row[n].start] != " " and _says(row[n].text)][:SCOPE]
        bears = [n for n in bears if max(shares[n], default=0) >= ALIKE]
        if own.retold:
            bears = [n for n in bears if not _said_plainly(n, own, clauses)]
        firm = [n for n in bears if _mutual(n, shares)]
        if word is not None and _answered(word, shares, other, SURER if firm else SURE):
            continue
        bears = firm if firm or only_firm else bears
        taken = [other.row[shares[n].index(max(shares[n]))] for n in bears]
        beside = {
            span
            for span in other.side.clauses(other.text)
            for one in taken
            if span[0] <= one.start < span[1]
        }
        if taken and not any(_negates(other, span, taken) for span in beside):
            yield bears[0]


def _said_plainly(at: int, half: Half, clauses: Sequence[tuple[int, int]]) -> bool:
    """Is the word told elsewhere too, where nothing is denied? "He called, I didn't"."""
    again = stem(half.row[at].text.lower())
    starts = [
        one.start for n, one in enumerate(half.row) if n != at and stem(one.text.lower()) == again
    ]
    spans = [(a, b) for a, b in clauses if any(a <= start < b for start in starts)]
    return any(not half.side.strong.search(half.text[a:b]) for a, b in spans)


def _says(word: str) -> bool:
    """Is it a word that says something, neither a number nor one of those that only join?"""
    return word.lower() not in EMPTY and not word.isdigit()


def _mutual(word: int, shares: Sequence[Sequence[float]]) -> bool:
    """Is its counterpart a firm one, each the other's best?"""
    best = shares[word].index(max(shares[word]))
    most = shares[word][best]
    return most >= FIRM and all(row[best] <= most for row in shares)


def _answered(word: int, shares: Sequence[Sequence[float]], other: Half, least: float) -> bool:
    """Has a negating word its counterpart, each the other's best?"""
    best = shares[word].index(max(shares[word]))
    if shares[word][best] < least or any(row[best] > shares[word][best] for row in shares):
        return False
    return bool(other.side.strong.search(other.row[best].text.lower()))


def _negates(half: Half, span: tuple[int, int], taken: Sequence[Linked]) -> bool:
    """Does a clause negate, or hold what may stand for a negation?"""
    part, side = half.text[span[0] : span[1]], half.side
    if side is ENGLISH:  # "isn't it", "unnecessary": the Chinese may well say 不
        return bool(side.strong.search(part) or side.soft.search(part))
    rest = side.plain(NEUTRAL.sub("\ufffc\ufffc", part))
    idle = len(rest.replace("\ufffc", "")) < len(NEUTRAL.sub("", part))
    soft = (found.start() + span[0] for found in side.soft.finditer(rest))
    free = any(not any(one.start <= at < one.end for one in taken) for at in soft)
    return idle or free or bool(side.strong.search(rest))


def _shown(at: int, row: Sequence[Linked], text: str) -> str:
    near = row[max(0, at - 1) : at + SCOPE]
    return text[near[0].start : near[-1].end]
