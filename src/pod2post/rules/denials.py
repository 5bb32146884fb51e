"""The negations of two texts, each beside what the other says of the same. Pure.

What a negation bears on is looked up on the other side by linked words: in a clause that denies
as well, in one that holds a softer word (hardly, refuse, 缺, 難), or in one that asserts. What
follows from it is decided in `denied`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pod2post.ports import Aligner
from pod2post.rules.links import Linked, links, strengths
from pod2post.rules.negations import ENDS_EN, UNTIL_ZH, Half, english, han, inside
from pod2post.rules.negators import EMPTY, STRONG_EN
from pod2post.rules.numerals_en import TENS, UNITS
from pod2post.stems import stem
from pod2post.values import value

SCOPE = 4  # words after a negation that it may bear on
NEARER = 0.85  # what each of them counts beside the one before it
LINKED = 0.2  # strength from which a word has a counterpart
SHORT = 12  # characters of a sentence that may well be said twice
MET = 0.3  # the same of the negating words of an elided clause: they answer for it
COUNTING = frozenset((*UNITS, *TENS, "hundred", "thousand", "million", "billion", "trillion"))
# A clause that is told by its auxiliary alone: they could have sued us, and they didn't.
ELIDED = re.compile(
    r"(?:not|never|\w+n't)(?: (?:really|always|usually|yet|either|anymore|at all|no))?"
    r"\s*(?:[,.;!?—]|$)"
)
COMPARED = re.compile(r"\b(?:what|than|like|as)\b[^,.;?!]*$")  # do what you can't

Table = Sequence[Sequence[float]]


@value
class Denial:
    """A negation of one side. Strengths of links run from 0 to 1.

    `asserted`, `denied`, `softened`: of the word it bears on that is linked most firmly with a
    clause of that sort, one that stands farther off counting less; `told`: of all these words on
    the average; `met`: of the negating word and the one that is its counterpart. `crossed`: how
    firmly both of these two bear on what the other side asserts, as where a not changed places.
    """

    english: bool
    prose: bool
    shown: str
    at: int  # where it stands in its own text, and where the other tells it, in characters
    place: int
    asserted: float
    denied: float
    softened: float
    met: float
    crossed: float
    told: float
    whole: float  # of both texts, on the average
    surplus: bool  # has its side more of them than the other?

    def row(self) -> tuple[float, ...]:
        """What the weights are for, in their order; the last is always one."""
        clauses = (self.asserted, self.denied, self.softened)
        words = (self.met, self.crossed, self.told, self.whole)
        more = self.surplus and not self.prose
        return (*clauses, *words, *map(float, (more, self.english, self.prose)), 1.0)

    @property
    def firmest(self) -> float:
        """How firmly the other side tells what is denied here, in whatever way."""
        return max(self.asserted, self.denied, self.softened)


@value
class Spot:
    """One negation: where it stands, its word, and the words that it bears on."""

    start: int
    word: int | None
    bears: tuple[int, ...]
    elided: bool


@value
class Side:
    """One of both halves with its negations.

    `shares`: how firmly each of its words is linked to each of the other's; `whole`: both texts,
    on the average; `prose`: the Chinese is not a rendering, but tells of the source.
    """

    half: Half
    shares: Table
    spots: tuple[Spot, ...]
    whole: float
    prose: bool


@lru_cache(maxsize=128)
def denials(
    aligner: Aligner, source: str, chinese: str, *, prose: bool = False
) -> tuple[Denial, ...]:
    """Every negation of a source and of its rendering, or of one sentence of `prose` about it."""
    made = links(aligner, chinese, source)
    if not made.chinese or not made.english:
        return ()
    said = english(source, made.english, until=bool(UNTIL_ZH.search(chinese)), prose=prose)
    shown = han(chinese, made.chinese, questions="?" in source)
    twice = _repeated(source, made.english) if prose else frozenset[int]()
    up = strengths(made.shares, twice)
    down = [list(column) for column in zip(*up, strict=True)]
    here = Side(
        half=said, shares=down, spots=tuple(_spots(said, twice)), whole=made.both, prose=prose
    )
    there = Side(
        half=shown, shares=up, spots=tuple(_spots(shown, frozenset())), whole=made.both, prose=prose
    )
    met = _pairs(here, there)
    back = {other: (own, firm) for own, (other, firm) in met.items()}
    one = [_told(spot, here, shown) for spot in here.spots]
    two = [_told(spot, there, said) for spot in there.spots]
    return (*_rows(here, one, two, met), *_rows(there, two, one, back))


def _repeated(source: str, row: Sequence[Linked]) -> frozenset[int]:
    """The words of sentences that stand in the source before: a quotation beside its own cue."""
    cuts = [0, *(found.end() for found in ENDS_EN.finditer(source)), len(source)]
    spans = [
        (a, b)
        for a, b in pairwise(cuts)
        if b - a > SHORT and source[a:b].strip().lower() in source[:a].lower()
    ]
    return frozenset(n for n, one in enumerate(row) if inside(one.start, tuple(spans)))


def _spots(half: Half, twice: frozenset[int]) -> Iterator[Spot]:
    for start, end in half.strong:
        word = next((n for n, one in enumerate(half.row) if one.start <= start < one.end), None)
        if word not in twice:
            bears, elided = _scope(half, start, end)
            yield Spot(start=start, word=word, bears=tuple(bears), elided=elided)


def _scope(half: Half, start: int, end: int) -> tuple[list[int], bool]:
    """The words that a negation bears on; are they those of a clause before it?"""
    row, clause = half.row, half.clause(start)
    says = [n for n, one in enumerate(row) if half.text[one.start] != " " and _says(one.text)]
    for at, first, last in half.answers:
        if at == start:
            return [n for n in says if first <= row[n].start < last], True
    if half.english and half.text[:start].endswith(", ") and ELIDED.match(half.text, start):
        return [], True  # they said, don't, nobody will notice
    if half.english and ELIDED.match(half.text, start):
        before = [span for span in half.clauses if span[1] <= start] + [(clause[0], start)]
        for a, b in reversed(before):
            found = [n for n in says if a <= row[n].start < b and row[n].end <= start]
            if found:
                compared = COMPARED.search(half.text, clause[0], start)
                return ([] if compared else found), True
    scope = [n for n, one in enumerate(row) if end <= one.end and one.start < clause[1]]
    after = [n for n in scope if row[n].start >= end] or scope
    bears = [n for n in after if n in says][:SCOPE]
    return bears or [n for n in after if not row[n].text.isdigit()][:SCOPE], False


def _says(word: str) -> bool:
    """Is it a word that says something, neither a number nor one of those that only join?"""
    low = word.lower()
    return low not in EMPTY and not any(c.isdigit() for c in low) and not _counts(low)


def _counts(word: str) -> bool:
    """Is it a number in words, or a measure of one? Two-million-pound."""
    return any(part in COUNTING for part in word.split("-"))


def _pairs(here: Side, there: Side) -> dict[int, tuple[int, float]]:
    """Which negation of the one side is which of the other, one to one, and how firmly.

    Two that bear on the same are each other's, however alike the words are that negate.
    """
    every = list[tuple[float, float, int, int]]()
    for n, a in enumerate(here.spots):
        for m, b in enumerate(there.spots):
            met = 0.0
            if a.word is not None and b.word is not None:
                met = here.shares[a.word][b.word]
            about = _into(a, here, b, there) + _into(b, there, a, here)
            every.append((met + about, met, n, m))
    pairs, taken = dict[int, tuple[int, float]](), set[int]()
    for score, met, n, m in sorted(every, reverse=True):
        if n not in pairs and m not in taken and score >= LINKED:
            pairs[n] = (m, met)
            taken.add(m)
    return pairs


def _into(spot: Spot, own: Side, its: Spot, other: Side) -> float:
    """How firmly what a negation bears on is linked into the clause of another."""
    a, b = other.half.clause(its.start)
    within = [n for n, one in enumerate(other.half.row) if a <= one.start < b]
    return max((own.shares[n][m] for n in spot.bears for m in within), default=0.0)


@value
class Told:
    """How the other side tells what a negation bears on; as in `Denial`."""

    asserted: float
    denied: float
    softened: float
    told: float
    place: int


def _told(spot: Spot, side: Side, other: Half) -> Told:
    own, shares = side.half, side.shares
    best = {n: max(range(len(shares[n])), key=shares[n].__getitem__) for n in spot.bears}
    itself = any(own.row[n].start <= a < own.row[n].end for n in best for a, _ in own.soft)
    soft = () if itself else tuple(start for start, _ in other.soft)  # not to refuse is none
    most = {"asserted": 0.0, "denied": 0.0, "softened": 0.0}
    place, firmest = 0, -1.0
    for far, (n, at) in enumerate(best.items()):
        start, share = other.row[at].start, shares[n][at] * NEARER**far
        if side.prose and own.english and _said_plainly(n, own):
            share /= 2
        a, b = other.clause(start)
        if any(a <= one < b for one, _ in other.strong):
            sort = "denied"
        elif inside(start, other.asked) or any(a <= one < b for one in (*soft, *other.idle)):
            sort = "softened"
        else:
            sort = "asserted"
        most[sort] = max(most[sort], share)
        if share > firmest:
            place, firmest = start, share
    told = sum(shares[n][at] for n, at in best.items()) / max(1, len(best))
    return Told(**most, told=told, place=place)


def _said_plainly(at: int, half: Half) -> bool:
    """Is the word told elsewhere too, where nothing is denied? "He called, I didn't"."""
    again = stem(half.row[at].text.lower())
    starts = [
        one.start for n, one in enumerate(half.row) if n != at and stem(one.text.lower()) == again
    ]
    spans = {half.clause(start) for start in starts}
    return any(not STRONG_EN.search(half.text[a:b]) for a, b in spans)


def _rows(
    side: Side,
    told: Sequence[Told],
    theirs: Sequence[Told],
    met: dict[int, tuple[int, float]],
) -> Iterator[Denial]:
    for n, (spot, one) in enumerate(zip(side.spots, told, strict=True)):
        partner, firm = met.get(n, (None, 0.0))
        if spot.elided and firm >= MET:
            continue
        its = theirs[partner] if partner is not None else None
        both = min(one.asserted - one.denied, its.asserted - its.denied) if its else 0.0
        yield Denial(
            english=side.half.english,
            prose=side.prose,
            shown=_shown(side.half, spot),
            at=spot.start,
            place=one.place,
            asserted=one.asserted,
            denied=one.denied,
            softened=one.softened,
            met=firm,
            crossed=max(0.0, both),
            told=one.told,
            whole=side.whole,
            surplus=len(told) > len(theirs),
        )


def _shown(half: Half, spot: Spot) -> str:
    """The negation and what follows it in its clause, as it was said."""
    first, last = half.clause(spot.start)
    answer = any(at == spot.start for at, _, _ in half.answers)
    start = first if spot.elided and not answer else spot.start
    near = [one.end for one in half.row if start <= one.start < last][: SCOPE + 1]
    return half.said[start : max(near, default=last)].strip()
