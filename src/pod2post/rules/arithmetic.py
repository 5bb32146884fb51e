"""Numbers that an editor may work out from two that were said. Pure."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from pod2post.rules import numbers_en, numbers_zh
from pod2post.rules.numbers import YEARS
from pod2post.rules.quantity import Quantity
from pod2post.values import value

MOST = 8  # numbers of a source from which a derived one is looked for
EXACT, ROUGH, LOOSELY = Fraction(1, 100), Fraction(1, 10), Fraction(1, 5)
_RATE = re.compile(r"\b(?:each|apiece|per|every|a (?:piece|head|day|week|month|year|pair|ton))\b")
PLAIN = 5  # a result up to this follows from nearly anything
MONTHS = 12


@value
class Derived:
    """`of`: the two numbers, in the words in which they were said; `exact`: to one percent."""

    of: str
    exact: bool


def derived(text: str, sources: Iterable[str]) -> Derived | None:
    """How the number that `text` begins with follows from two that were said; None if not.

    Sums, differences, shares, products, and a year's from a month's. Only a result that is
    no small whole number and right to one percent is called exact: others may be chance.
    """
    asked, told = numbers_zh.quantities(text), " ".join(sources).casefold()
    points = [pair for q in numbers_en.quantities(told) if not q.bare for pair in _points(q)]
    known = list(dict.fromkeys(points))[: 2 * MOST]
    best = None
    for quantity in asked[:1]:
        if any(_slip(quantity, number) for _, number in known):
            return None
        for (one, a), (two, b) in combinations(known, 2):
            for result in _results(a, b, bool(_RATE.search(told))) if one != two else ():
                off = _off(quantity, result)
                sure = off <= (LOOSELY if quantity.loose else EXACT)
                if sure and not _plain(quantity, result):
                    return Derived(of=f"{one} and {two}", exact=True)
                if off <= ROUGH and best is None:
                    best = Derived(of=f"{one} and {two}", exact=False)
        for name, number in known if "month" in told else ():
            if _off(quantity, number * MONTHS) <= EXACT and not _plain(quantity, number):
                return Derived(of=name, exact=True)
    return best


def _points(quantity: Quantity) -> Iterator[tuple[str, Fraction]]:
    for low, high in quantity.choices:
        if low == high and low:
            yield quantity.text, low


def _slip(quantity: Quantity, number: Fraction) -> bool:
    """Is it a number that was said, perhaps of another thing, or wrong by powers of ten?"""
    low, high = quantity.choices[0]
    return low == high and any(
        low in (number * 10**power, number / 10**power) for power in range(7)
    )


def _results(a: Fraction, b: Fraction, rate: bool) -> Iterator[Fraction]:
    small, large = sorted((a, b))
    yield from (large / small, large - small, large + small, (large - small) / large)
    if rate and 1 not in (a, b):
        yield a * b


def _off(quantity: Quantity, result: Fraction) -> Fraction:
    """How far a result lies from what is written, as a share of it."""
    low, high = quantity.choices[0]
    if low <= result <= high:
        return Fraction(0)
    near = low if result < low else high
    return abs(result - near) / near if near else Fraction(1)


def _plain(quantity: Quantity, result: Fraction) -> bool:
    """A small whole number, or a year that is not the very one: it may be chance."""
    if result.denominator == 1 and result <= PLAIN and not quantity.scaled:
        return True
    low = quantity.choices[0][0]
    return (
        YEARS[0] <= low < YEARS[1] and not quantity.scaled and not quantity.loose and low != result
    )
