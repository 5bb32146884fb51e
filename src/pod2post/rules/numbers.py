"""Numbers in the Chinese that the source does not carry. Pure.

400 billion is 4,000 億: values are compared, not digits. A number of the source that
the Chinese leaves out is no disagreement; one that the Chinese adds or changes is.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from pod2post import zh
from pod2post.rules import numbers_en, numbers_zh, units
from pod2post.rules.quantity import Interval, Quantity, plainly, point
from pod2post.rules.signs import taken_back

ABOUT = Fraction(1, 10)  # how far 約 reaches
YEARS = (1000, 2200)  # whole numbers in which the last digit matters
CORRECTED = re.compile(
    r"[\d一二三四五六七八九十百千萬億%月年個天][^。，]{0,3}[，、—…]+ ?(?:喔|哦|啊)?"
    r"(?:不對|不是|不|抱歉|更正|應該說|應該是|改口|說錯|口誤)"
)
_LIKELY = re.compile(r"\b(?:probably|likely|must be|must have|i bet|i guess|i suppose)\b")
SMALL = 10
SCALES = (1000, 10**6, 10**9)
COUNTED = ("people", "house", "occasion")  # what is counted, not measured
MONEY_SLACK = Fraction(1, 4)  # how far a rate of exchange may lie from the table's
SLIP = 10_000  # 億 for 兆: the greatest slip of a unit that is named as one

Reading = tuple[Interval, tuple[int, ...]]


def disagreements(source: str, chinese: str) -> tuple[str, ...]:
    """What is wrong with the numbers in `chinese`, one sentence each; empty when all agree.

    `source` may be English or Chinese. Bare 一 and 兩, ordinals to ten, and numerals inside
    words (萬一, 十分, GPT-4) are no numbers.
    """
    return unsaid((source,), chinese)


@lru_cache(maxsize=64)
def quantities(source: str) -> tuple[Quantity, ...]:
    """Every number of a source in either language; digits in an English one are read once."""
    chinese = numbers_zh.quantities(source) if zh.count(source) else ()
    return (*numbers_en.quantities(source), *chinese)


def unsaid(sources: Iterable[str], chinese: str, own_counts: bool = False) -> tuple[str, ...]:
    """Like `disagreements`, over several sources.

    `own_counts`: a count to ten in Han (三個理由) is the writer's own and not asked for,
    unless it measures something (三個月).
    """
    wrong, said = _wrong(sources, chinese, own_counts)
    return tuple(_complaint(q, said) for q in wrong)


def carried_nowhere(sources: Iterable[str], chinese: str) -> frozenset[str]:
    """The numbers, as they stand there, of which `unsaid` would speak with `own_counts`."""
    wrong, _ = _wrong(sources, chinese, own_counts=True)
    return frozenset(q.text for q in wrong)


def _wrong(
    sources: Iterable[str], chinese: str, own_counts: bool
) -> tuple[list[Quantity], tuple[Quantity, ...]]:
    """The quantities that no source carries, and all that were said."""
    sources = tuple(sources)
    every = numbers_zh.quantities(chinese)
    if any(_LIKELY.search(source.lower()) for source in sources):
        every = tuple(q for q in every if q.text != "八成")  # no share, but "most likely"
    asked = [q for q in every if not (q.bare or (own_counts and own_count(q)))]
    bare = [q for q in every if q.bare and (_measured(q) or not own_counts)]
    if not asked and not bare:
        return [], ()
    corrected = bool(CORRECTED.search(chinese))
    said = tuple(q for source in sources for q in _meant(source, corrected))
    readings = _readings(said)
    wrong = [q for q in asked if not _agrees(q, readings)]
    wrong += [q for q in bare if _exchanged(q, said, every)]
    summed = (
        [row for row in compounds(every, chinese) if _agrees(row[2], readings)] if wrong else []
    )
    wrong = [q for q in wrong if not any(q is part for row in summed for part in row[:2])]
    return [q for q in wrong if not _unscaled(q, said)], said


def compounds(
    every: tuple[Quantity, ...], chinese: str
) -> list[tuple[Quantity, Quantity, Quantity]]:
    """Measures in two units, 一年又兩個月: both parts, and their sum in the smaller unit.

    Likewise 每十個走四個, both parts and the share.
    """
    found = []
    for one, other in pairwise(every):
        whole, part = one.choices[0][0], other.choices[0][0]
        if whole in (10, 100) and 0 < part < whole and _share(one, other, chinese):
            found.append((one, other, replace(other, choices=(point(part / whole),), units=())))
        if not one.units or not other.units:
            continue
        large, small = units.UNITS[one.units[0]], units.UNITS[other.units[0]]
        joined = rf"{re.escape(one.text)} ?[^\W\d]{{1,3}}[又零，、]? ?{re.escape(other.text)}"
        alike = large.dimension == small.dimension and large.size > small.size
        if alike and re.search(joined, chinese):
            low = one.choices[0][0] * large.size / small.size + other.choices[0][0]
            span = (low, low + other.choices[0][1] - other.choices[0][0])
            found.append((one, other, replace(other, choices=(span,), bare=False)))
    return found


def _share(whole: Quantity, part: Quantity, chinese: str) -> bool:
    one, other = re.escape(whole.text), re.escape(part.text)
    between_them = (
        r"[^，。；\d一二三四五六七八九十]{1,8}[裡中當]?，?[^，。；\d一二三四五六七八九十]{0,4}"
    )
    return bool(re.search(rf"每 ?{one} ?{between_them}{other}", chinese))


@lru_cache(maxsize=64)
def _meant(source: str, corrected: bool) -> tuple[Quantity, ...]:
    """The numbers of a source; those that a speaker took back only where that is told, too."""
    plain, gone = taken_back(source)
    return (*quantities(plain), *(quantities(gone) if corrected else ()))


def converted(sources: Iterable[str], chinese: str) -> tuple[str, ...]:
    """Sums of money in another currency than the source's, one sentence each: a rate decides."""
    said = [q for source in sources for q in quantities(source)]
    return tuple(
        f"{q.text} is converted from {other.text} {units.named(other.units)}, the rate is unchecked"
        for q in numbers_zh.quantities(chinese)
        for other in said
        if units.rate(q.units, other.units) and _meets(q, other.choices[0], other.units)
    )


def _unscaled(quantity: Quantity, said: tuple[Quantity, ...]) -> bool:
    """Was the scale left to be understood? "They asked for eleven" after "six million dollars"."""
    if not quantity.scaled and quantity.choices[0][0] < SCALES[0]:
        return False
    told = {scale for other in said for scale in SCALES if other.choices[0][0] >= scale}
    for other in said:
        low, high = other.choices[0]
        short = low == high and 0 < low < SCALES[0] and not other.units
        understood = told if low.denominator == 1 else SCALES
        if short and any(
            _reaches(quantity, (low * s, low * s), Fraction(1), Fraction(0)) for s in understood
        ):
            return True
    return False


def _readings(said: Iterable[Quantity]) -> dict[Reading, None]:
    return dict.fromkeys((choice, q.units) for q in said for choice in q.choices)


def _exchanged(quantity: Quantity, said: tuple[Quantity, ...], every: Iterable[Quantity]) -> bool:
    """Does 一 or 兩 stand where the source counts the same with another number?

    An article may be 一; so only what is measured in the same unit, or a 兩 where a small
    number of the source is left out, is a disagreement.
    """
    if _agrees(quantity, _readings(said)):
        return False
    low = quantity.choices[0][0]
    if quantity.units:
        kind = units.UNITS[quantity.units[0]].dimension
        if low < 2 and kind in COUNTED:
            return False
        same = [q for q in said if q.units and units.ratio(quantity.units, q.units)]
        return bool(same) and low > 0
    shown = [q for q in every if not q.bare]
    left_out = [
        q for q in said if _cardinal(q) and not any(_agrees(s, _readings([q])) for s in shown)
    ]
    return low == 2 and bool(left_out) and quantity.counted


def _cardinal(quantity: Quantity) -> bool:
    """A plain number from three to ten."""
    low, high = quantity.choices[0]
    return low == high and low.denominator == 1 and 3 <= low <= SMALL and len(quantity.choices) == 1


def own_count(quantity: Quantity) -> bool:
    """A count up to ten in Han, as an editor writes who counts reasons, not as a speaker's fact."""
    worded = not any(c.isdigit() and c.isascii() for c in quantity.text)
    few = all(high <= SMALL and low.denominator == 1 for low, high in quantity.choices)
    return worded and few and not (quantity.strict or _measured(quantity))


def _measured(quantity: Quantity) -> bool:
    """Has it a unit of measure, rather than people or houses that an editor may count?"""
    return any(units.UNITS[one].dimension not in COUNTED for one in quantity.units)


def _complaint(quantity: Quantity, said: tuple[Quantity, ...]) -> str:
    """What is wrong with one number, in words."""
    low, high = quantity.choices[0]
    shown = quantity.text if quantity.text == plainly(low) else f"{quantity.text} ({plainly(low)})"
    if low != high:
        shown = f"{quantity.text} ({plainly(low)} to {plainly(high)})"
    for other in said:
        for first, last in other.choices:
            same = units.ratio(other.units, quantity.units) == 1
            factor = _power_of_ten(low, first) if same and first == last else None
            if factor is not None:
                way = "large" if factor > 1 else "small"
                times = plainly(factor if factor > 1 else 1 / factor)
                return (
                    f"{shown} is {times} times too {way}: "
                    f"the source says {other.text} ({plainly(first)})"
                )
    like = next((q for q in said if q.units and _same(quantity, q)), None)
    if like and quantity.units:
        unit = f"{like.text} {units.named(like.units)}"
        return f"{shown} is in another unit: the source says {unit}"
    return f"{shown} is not in the source"


def _same(quantity: Quantity, other: Quantity) -> bool:
    """The same number, whatever it counts."""
    return any(_reaches(quantity, choice, Fraction(1), Fraction(0)) for choice in other.choices)


def _agrees(quantity: Quantity, said: Iterable[Reading]) -> bool:
    return any(_meets(quantity, span, measured) for span, measured in said)


def _meets(quantity: Quantity, said: Interval, measured: tuple[int, ...]) -> bool:
    """Does one of the readings fall on a number of the source, given the units of both?"""
    if quantity.grown and _reaches(quantity, said, Fraction(1), Fraction(1)):
        return True
    factor = units.ratio(measured, quantity.units)
    if factor is not None:
        return _reaches(quantity, said, factor, Fraction(0), units.near(measured, quantity.units))
    rate = units.rate(measured, quantity.units)
    return rate is not None and _reaches(quantity, said, rate, Fraction(0), MONEY_SLACK)


def _reaches(
    quantity: Quantity,
    said: Interval,
    factor: Fraction,
    less: Fraction,
    most: Fraction = units.NEAR,
) -> bool:
    first, last = said[0] * factor - less, said[1] * factor - less
    for low, high in quantity.choices:
        slack = max(about(low) if quantity.loose else 0, most if factor != 1 else 0)
        if low * (1 - slack) <= last and first <= high * (1 + slack):
            return True
        if low == high and first == last and _rounded(first, low, quantity.scaled):
            return True
    return False


def about(number: Fraction) -> Fraction:
    """How far 約 before a number reaches, as its share: to where one would round to it.

    約 1,400 萬 is no 15 million; a number that ends in 5 or 0 is rounder. At most a tenth.
    """
    if not number:
        return ABOUT
    size = Fraction(10) ** (_magnitude(number) - figures(number) + 1)
    fives = 5 if number / size % 5 == 0 else 1
    return min(ABOUT, fives * size / 2 / number)


def _rounded(exact: Fraction, short: Fraction, scaled: bool) -> bool:
    """1,234,567 may be written 123 萬; no year and no single figure is rounded."""
    if short.denominator == 1 and YEARS[0] <= short < YEARS[1] and not scaled:
        return False
    if abs(exact - short) * ABOUT.denominator > exact:
        return False
    count = figures(short)
    if count < 2 or count >= figures(exact) or not exact:
        return False
    size = Fraction(10) ** (_magnitude(short) - count + 1)
    return abs(exact - short) <= size / 2


def figures(number: Fraction) -> int:
    """Significant figures of a decimal number."""
    text = f"{float(number):.12g}"
    mantissa = f"{float(text):.12e}".split("e")[0].replace(".", "").rstrip("0")
    return len(mantissa)


def _magnitude(number: Fraction) -> int:
    return int(f"{float(number):.12e}".split("e")[1])


def _power_of_ten(number: Fraction, other: Fraction) -> Fraction | None:
    """The factor between two numbers when it is a power of ten other than one."""
    if not number or not other or max(number, other) < SMALL:
        return None
    ratio = number / other
    factor = Fraction(10) ** (_magnitude(number) - _magnitude(other))
    near = Fraction(1, SLIP) <= factor <= SLIP
    return ratio if near and ratio == factor != 1 else None
