"""A number as it was said: one or more intervals, since "a few hundred" is no point. Pure."""

from fractions import Fraction

from pod2post.values import value

Interval = tuple[Fraction, Fraction]
LARGEST = Fraction(10**24)  # whatever is longer is no number that anybody said
LONGEST = 40  # characters of one


@value
class Quantity:
    """`choices` are the readings, each from low to high; `text` is how it stood there.

    `loose` means that the speaker said about; `scaled` that a unit such as 億 stood by it;
    `units` are places in `units.UNITS`; `bare` is 一 or 兩, which often counts nothing;
    `counted` says that a measure word follows; `grown` that it is a growth by so many times;
    `strict` that nobody counts so for himself: an hour of the clock, 第五代.
    """

    text: str
    choices: tuple[Interval, ...]
    loose: bool = False
    scaled: bool = False
    units: tuple[int, ...] = ()
    bare: bool = False
    counted: bool = False
    grown: bool = False
    strict: bool = False


def point(number: Fraction | int) -> Interval:
    return (Fraction(number), Fraction(number))


def between(low: Fraction | int, high: Fraction | int) -> Interval:
    return (Fraction(low), Fraction(high))


def digits(text: str) -> Fraction:
    """The value of "4,000" or "3.14"; at most `LARGEST`."""
    return Fraction(text.replace(",", "")) if len(text) <= LONGEST else LARGEST


def plainly(number: Fraction) -> str:
    """The number in Arabic digits with separators, at most four decimals."""
    if number.denominator == 1:
        return f"{number.numerator:,}"
    return f"{float(number):,.4f}".rstrip("0")
