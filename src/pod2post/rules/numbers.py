"""Numbers in the Chinese that the source does not carry. Pure.

400 billion is 4,000 億: values are compared, not digits. A number of the source that
the Chinese leaves out is no disagreement; one that the Chinese adds or changes is.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from pod2post.rules import numbers_en, numbers_zh
from pod2post.rules.quantity import Interval, Quantity, plainly

ABOUT = Fraction(1, 10)  # how far 約 reaches
YEARS = (1000, 2200)  # whole numbers in which the last digit matters
SMALL = 10
SLIP = 10_000  # 億 for 兆: the greatest slip of a unit that is named as one


def disagreements(source: str, chinese: str) -> tuple[str, ...]:
    """What is wrong with the numbers in `chinese`, one sentence each; empty when all agree.

    `source` may be English or Chinese. Bare 一 and 兩, ordinals to ten, and numerals inside
    words (萬一, 十分, GPT-4) are no numbers.
    """
    return unsaid((source,), chinese)


@lru_cache(maxsize=64)
def quantities(source: str) -> tuple[Quantity, ...]:
    """Every number of a source in either language."""
    return (*numbers_en.quantities(source), *numbers_zh.quantities(source))


def unsaid(sources: Iterable[str], chinese: str, own_counts: bool = False) -> tuple[str, ...]:
    """Like `disagreements`, over several sources.

    `own_counts`: a count to ten in Han (三個理由) is the writer's own and not asked for.
    """
    asked = [q for q in numbers_zh.quantities(chinese) if not (own_counts and _small(q))]
    if not asked:
        return ()
    said = tuple(quantity for source in sources for quantity in quantities(source))
    readings = dict.fromkeys(choice for quantity in said for choice in quantity.choices)
    return tuple(_complaint(q, said) for q in asked if not _agrees(q, readings))


def _small(quantity: Quantity) -> bool:
    """A count up to ten in Han, as an editor writes who counts reasons, not as a speaker's fact."""
    worded = not any(c.isdigit() and c.isascii() for c in quantity.text)
    return worded and all(high <= SMALL and low.denominator == 1 for low, high in quantity.choices)


def _complaint(quantity: Quantity, said: tuple[Quantity, ...]) -> str:
    """What is wrong with one number, in words."""
    low, high = quantity.choices[0]
    shown = quantity.text if quantity.text == plainly(low) else f"{quantity.text} ({plainly(low)})"
    if low != high:
        shown = f"{quantity.text} ({plainly(low)} to {plainly(high)})"
    for other in said:
        for first, last in other.choices:
            factor = _power_of_ten(low, first) if first == last else None
            if factor is not None:
                way = "large" if factor > 1 else "small"
                times = plainly(factor if factor > 1 else 1 / factor)
                return (
                    f"{shown} is {times} times too {way}: "
                    f"the source says {other.text} ({plainly(first)})"
                )
    return f"{shown} is not in the source"


def _agrees(quantity: Quantity, said: Iterable[Interval]) -> bool:
    return any(
        _meets(low, high, first, last, quantity)
        for low, high in quantity.choices
        for first, last in said
    )


def _meets(
    low: Fraction, high: Fraction, first: Fraction, last: Fraction, quantity: Quantity
) -> bool:
    slack = ABOUT if quantity.loose else Fraction(0)
    if low * (1 - slack) <= last and first <= high * (1 + slack):
        return True
    return low == high and first == last and _rounded(first, low, quantity.scaled)


def _rounded(exact: Fraction, short: Fraction, scaled: bool) -> bool:
    """1,234,567 may be written 123 萬; no year and no single figure is rounded."""
    if short.denominator == 1 and YEARS[0] <= short < YEARS[1] and not scaled:
        return False
    if abs(exact - short) * ABOUT.denominator > exact:
        return False
    figures = _figures(short)
    if figures < 2 or figures >= _figures(exact) or not exact:
        return False
    size = Fraction(10) ** (_magnitude(short) - figures + 1)
    return abs(exact - short) <= size / 2


def _figures(number: Fraction) -> int:
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
