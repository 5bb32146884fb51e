"""The numbers in English speech, in digits or in words. Pure.

The reading is generous: what may mean two numbers gives both, for a source is only asked
whether it carries a number, never whether a number of it is missing elsewhere.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import prod

from pod2post.rules import units
from pod2post.rules.numerals_en import (
    FIXED,
    LETTERS,
    MANY,
    ORDINAL,
    PARTS,
    REPEATED,
    SCALES,
    SMALL,
    TENS,
)
from pod2post.rules.quantity import LARGEST, Interval, Quantity, between, digits, point
from pod2post.rules.signs import spoken

_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+|[%,.;:?!]")
_DECADE = re.compile(r"(?<![\d])'?(\d{2}|\d{4})'?s\b")
_SHORT_YEAR = re.compile(r"(?<!\w)'(\d{2})\b(?!')")
_YEARS = range(1100, 2200)
_ARTICLES = frozenset(
    "a an one each every per this last next that single another the first whole".split()
)
_TIMES = units.after(["times"], 0)

_COMPOUND = ("time", "length", "mass", "usd")
_ENDED = frozenset(
    "% percent , . ; : ? ! and or to in by at from now then versus this last is was are".split()
)

Reading = tuple[Fraction, int]  # a number and the index of the token after it


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of an English text; the order is that of the kinds, then of the text."""
    low = spoken(text)
    tokens = _TOKEN.findall(low)
    every = (*_spelled(tokens), *_words(tokens), *_many(tokens), *_decades(low))
    return (*every, *_summed(low, every))


def _summed(low: str, every: tuple[Quantity, ...]) -> Iterator[Quantity]:
    """A measure in two units: an hour and twenty minutes, two years, three months."""
    plain = low.replace("-", " ")
    for one, other in pairwise(q for q in every if q.units):
        sizes = [units.UNITS[q.units[0]] for q in (one, other)]
        larger = sizes[0].size > sizes[1].size and sizes[0].dimension == sizes[1].dimension
        joined = rf"\b{re.escape(one.text)} [a-z]+,?(?: and)? {re.escape(other.text)}\b"
        if larger and sizes[0].dimension in _COMPOUND and re.search(joined, plain):
            total = one.choices[0][0] * sizes[0].size / sizes[1].size + other.choices[0][0]
            text = f"{one.text} and {other.text}"
            yield Quantity(text=text, choices=(point(total),), units=other.units)


def _spelled(tokens: list[str]) -> Iterator[Quantity]:
    at = 0
    before: tuple[Fraction, int] | None = None
    while at < len(tokens):
        read = _number(tokens, at)
        if read is None:
            at += 1
            continue
        number, end = min(read[0], LARGEST), read[1]
        said = " ".join(tokens[at:end])
        if at and tokens[at - 1] in ("half", "couple", "few", "several"):
            before, at = None, end  # half a million is read as one, elsewhere
            continue
        yield Quantity(
            text=said,
            choices=tuple(_readings(tokens, number, end)),
            units=_unit(tokens, end),
        )
        if before is not None:
            yield from _joined(tokens, before, number, at, end)
        before, at = (number, end), end


def _readings(tokens: list[str], number: Fraction, end: int) -> Iterator[Interval]:
    """What the number may mean, given the words after it."""
    following = tokens[end] if end < len(tokens) else ""
    if following in ("%", "percent", "percentage"):
        yield point(number / 100)
        return
    yield point(number)
    # "from sixteen percent to five": the sign is said once
    if number <= 100 and (not following or following in _ENDED) and _shares(tokens[:end]):
        yield point(number / 100)
    if number.denominator == 1 and following in PARTS and PARTS[following] > 2:
        yield point(number / PARTS[following])
    if following == "something":
        yield between(number, number + 9)


def _shares(before: list[str]) -> bool:
    return any(token in ("%", "percent", "percentage") for token in before)


def _unit(tokens: list[str], end: int) -> tuple[int, ...]:
    """The unit of a number that ends before `end`; a decade is ten years."""
    last = tokens[end - 1]
    if tokens[end : end + 1] in (["a"], ["an"], ["per"], ["each"], ["every"]):
        return ()  # "two hundred a month" counts no months
    if tokens[end : end + 1] == ["the"]:
        return ()  # nor does "twenty-nine million the year before" count years
    if last in ("decade", "decades", "century", "centuries"):
        return units.after(["years"], 0)
    return units.after(tokens, end) if last not in ("%", "percent") else ()


def _joined(
    tokens: list[str], before: Reading, number: Fraction, at: int, end: int
) -> Iterator[Quantity]:
    """Two numbers together: a year said in pairs, a range with one unit."""
    first, first_end = before
    between_them = tokens[first_end:at]
    said = " ".join([*tokens[max(0, first_end - 1) : end]])
    year = first * 100 + number
    pair = between_them in ([], ["oh"], ["o"]) and (number >= 10 or between_them)
    if pair and 11 <= first <= 21 and number < 100 and year in _YEARS:
        yield Quantity(text=said, choices=(point(year),))
    if pair and first < 10 and 10 <= number < 100 and number.denominator == 1:
        yield Quantity(text=said, choices=(point(year),), units=_unit(tokens, end))  # one ninety
    among = len(between_them) <= 4 and between_them[-1:] == ["in"] and first <= 10
    if (among or between_them[-2:] == ["out", "of"]) and first < number:
        yield Quantity(text=said, choices=(point(first / number),))
    if between_them in (["to"], ["or"], ["and"]) and first < number:
        scale = next((s for s in (10**12, 10**9, 10**6, 10**3, 100) if number >= s > first), 1)
        part = Fraction(1, 100) if tokens[end : end + 1] in (["%"], ["percent"]) else Fraction(1)
        low = first * (scale if first * scale < number else 1) * part
        unit = _unit(tokens, end)
        yield Quantity(text=said, choices=(point(low),), units=unit)
        if between_them != ["and"]:
            yield Quantity(text=said, choices=(between(low, number * part),), units=unit)


def _number(tokens: list[str], at: int) -> Reading | None:
    """The longest number that begins at `at`."""
    total, ceiling = Fraction(0), Fraction(10**15)
    start = at
    while (read := _group(tokens, at)) is not None:
        value, end = read
        scale = _scale(tokens, end)
        if scale == 1:
            if start == at or ceiling > value:
                total, at = total + value, end
            break
        if scale >= ceiling:
            break
        while _scale(tokens, end) > 1:
            value, end = value * _scale(tokens, end), end + 1
        total, at, ceiling = total + value, end, Fraction(scale)
        if tokens[at : at + 3] == ["and", "a", "half"]:
            return total + Fraction(scale, 2), at + 3
        at += _goes_on(tokens, at)
    at -= at > start and tokens[at - 1] == "and"
    return (total, at) if at > start else None


def _goes_on(tokens: list[str], at: int) -> bool:
    """Is the token an "and" within one number, as in two thousand and seven?"""
    spelled = at + 1 < len(tokens) and tokens[at + 1] in SMALL
    return tokens[at] == "and" if spelled else False


def _scale(tokens: list[str], at: int) -> int:
    if at >= len(tokens):
        return 1
    word = tokens[at]
    if word in LETTERS and re.fullmatch(r"[\d.,]+", tokens[at - 1]):
        return LETTERS[word]
    return SCALES.get(word, 1) if word != "hundred" else 1


def _group(tokens: list[str], at: int) -> Reading | None:
    """A number up to 999, with decimals or a half; or a bare scale, which means one of it."""
    if tokens[at : at + 1] == ["point"] and at + 1 < len(tokens) and tokens[at + 1] in SMALL:
        return _decimals(tokens, Fraction(0), at + 1)
    read = _below_hundred(tokens, at) or _one_of(tokens, at)
    if read is None:
        return None
    value, end = read
    if tokens[end : end + 1] == ["hundred"]:
        value, end = value * 100, end + 1
        skip = tokens[end : end + 1] == ["and"]
        rest = _below_hundred(tokens, end + skip)
        if rest is not None and rest[0] < 100:
            value, end = value + rest[0], rest[1]
    if tokens[end : end + 1] == ["point"]:
        return _decimals(tokens, value, end + 1)
    part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(
        "".join(tokens[end + 2 : end + 3])
    )
    if part and tokens[end : end + 2] == ["and", "a"]:
        return value + part, end + 3
    return value, end


def _one_of(tokens: list[str], at: int) -> Reading | None:
    """The one in "a million", and in "million" alone."""
    article = tokens[at : at + 1] in (["a"], ["an"])
    unit = tokens[at + article : at + article + 1]
    return (Fraction(1), at + article) if unit and unit[0] in SCALES else None


def _decimals(tokens: list[str], value: Fraction, at: int) -> Reading:
    place = Fraction(1, 10)
    while at < len(tokens) and SMALL.get(tokens[at].replace("oh", "zero"), 10) < 10:
        value, place = value + place * SMALL[tokens[at].replace("oh", "zero")], place / 10
        at += 1
    return value, at


def _below_hundred(tokens: list[str], at: int) -> Reading | None:
    if at >= len(tokens):
        return None
    word = tokens[at]
    if word[0].isdigit():
        return digits(word), at + 1
    if word in ORDINAL:
        return Fraction(ORDINAL[word]), at + 1
    if word not in SMALL:
        return None
    number = SMALL[word]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    unit = SMALL.get(following, ORDINAL.get(following, 0))
    if number >= 20 and 1 <= unit <= 9:
        return Fraction(number + unit), at + 2
    return Fraction(number), at + 1


def _words(tokens: list[str]) -> Iterator[Quantity]:
    """Words that are numbers by themselves, and the vague ones before a scale."""
    for at, word in enumerate(tokens):
        if word in FIXED:
            often = _TIMES if word in REPEATED else units.after(tokens, at + 1)
            yield Quantity(text=word, choices=FIXED[word], units=often)
        if word in _ARTICLES and (unit := units.after(tokens[: at + 3], at + 1)):
            yield Quantity(text=word, choices=(point(1),), units=unit, bare=True)
        if word in ORDINAL and ORDINAL[word] > 2:
            yield Quantity(text=word, choices=(point(Fraction(1, ORDINAL[word])),))
        if word.endswith("fold") and word[:-4] in SMALL:
            yield Quantity(text=word, choices=(point(SMALL[word[:-4]]),), units=_TIMES)
        part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(word)
        if part and tokens[max(0, at - 2) : at] == ["and", "a"] and at >= 4:
            whole = _below_hundred(tokens, at - 4)  # a year and a half
            number = whole[0] if whole else Fraction(tokens[at - 4] in ("a", "an"))
            unit = units.after(tokens, at - 3)
            yield Quantity(text=f"and a {word}", choices=(point(number + part),), units=unit)
        if word in ("half", "quarter", "couple", "few", "several"):
            after = at + 1
            while after < len(tokens) and tokens[after] in ("of", "a", "an"):
                after += 1
            scale = SCALES.get(tokens[after], 1) if after < len(tokens) else 1
            if after + 1 < len(tokens) and scale == 100:
                scale *= SCALES.get(tokens[after + 1], 1)
            for low, high in FIXED[word] if scale > 1 else ():
                choice = between(low * scale, high * scale)
                yield Quantity(text=" ".join(tokens[at : after + 1]), choices=(choice,))


def _many(tokens: list[str]) -> Iterator[Quantity]:
    """Hundreds, tens of thousands, hundreds of billions."""
    at = 0
    while at < len(tokens):
        row = []
        start = at
        while at < len(tokens) and _plural(tokens, at) in MANY:
            row.append(MANY[_plural(tokens, at)])
            at += 2 if tokens[at + 1 : at + 2] == ["of"] else 1
        if row:
            scale = prod(row[1:4])
            high = {10: 99, 12: 99, 100: 999}.get(row[0], 999 * row[0])
            said = " ".join(tokens[start:at]).removesuffix(" of")
            yield Quantity(text=said, choices=(between(row[0] * scale, high * scale),))
        at = max(at, start + 1)


def _plural(tokens: list[str], at: int) -> str:
    """The word here; after "multi" a scale means many of it, as its plural does."""
    return tokens[at] + ("s" if at and tokens[at - 1] == "multi" else "")


def _decades(low: str) -> Iterator[Quantity]:
    """The nineties, the 1990s, '96."""
    for found in _DECADE.finditer(low):
        start = int(found[1])
        spans = [between(start, start + 9)]
        if start < 100:
            spans.append(between(1900 + start, 1909 + start))
        yield Quantity(text=found[0], choices=tuple(spans))
    for found in _SHORT_YEAR.finditer(low):
        years = (point(1900 + int(found[1])), point(2000 + int(found[1])))
        yield Quantity(text=found[0], choices=years)
    for number, word in enumerate(TENS, 2):
        if re.search(rf"\b{word[:-1]}ies\b", low):
            tens = number * 10
            spans = [between(tens, tens + 9), between(1900 + tens, 1909 + tens)]
            yield Quantity(text=f"{word[:-1]}ies", choices=tuple(spans))
