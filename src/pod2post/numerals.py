"""English numerals in one form: "twenty-five percent" and "25%" are the same words. Pure."""

import re
from fractions import Fraction

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_SMALL = {word: number for number, word in enumerate(_ONES)}
_SMALL |= {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SIGNS = (
    (
        re.compile(r"\$ ?(\d[\d,.]*\d|\d)( (?:thousand|million|billion|trillion)\b)?"),
        r"\1\2 dollars",
    ),
    (re.compile(r"(?<=\d) ?%"), " percent"),
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"\bdollar\b"), "dollars"),
    (re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])-(?=[a-z])"), " "),
)


def signs_spoken(text: str) -> str:
    """The text in small letters with $ and % as words, where they are spoken."""
    low = text.lower()
    for pattern, plain in _SIGNS:
        low = pattern.sub(plain, low)
    return low


def folded(words: list[str]) -> list[str]:
    """The words, each numeral as one word in digits: "two hundred and five" is "205"."""
    made: list[str] = []
    at = 0
    while at < len(words):
        value, end = _numeral(words, at)
        if value is None:
            made.append(words[at])
            at += 1
            continue
        later, after = _pair(words, end)
        if later is not None and 11 <= value <= 21 and 10 <= later < 100:
            value, end = value * 100 + later, after  # nineteen ninety-six
        plain = value.numerator if value.denominator == 1 else float(value)
        made.append(str(plain))
        at = end
    return made


def _numeral(words: list[str], at: int) -> tuple[Fraction | None, int]:
    """The number that begins here and the place after it."""
    total, start = Fraction(0), at
    ceiling = 10**15
    while at < len(words):
        value, end = _below_thousand(words, at)
        if value is None:
            break
        scale = _SCALES.get(words[end], 1) if end < len(words) else 1
        if scale >= ceiling or (scale == 1 and ceiling == 1):
            break
        total, at, ceiling = total + value * scale, end + (scale > 1), scale
        if scale == 1:
            break
        skip = at < len(words) - 1 and words[at] == "and"
        if skip and _below_thousand(words, at + 1)[0] is None:
            break
        at += skip
    return (total, at) if at > start else (None, start)


def _below_thousand(words: list[str], at: int) -> tuple[Fraction | None, int]:
    word = words[at] if at < len(words) else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    if word == "a" and (following == "hundred" or following in _SCALES):
        value, end = Fraction(1), at + 1
    elif re.fullmatch(r"\d+(?:\.\d+)?", word):
        value, end = Fraction(word), at + 1
    else:
        pair, end = _pair(words, at)
        if pair is None:
            return None, at
        value = Fraction(pair)
    if words[end : end + 1] == ["point"]:
        return _decimals(words, value, end)
    if words[end : end + 1] == ["hundred"]:
        value, end = value * 100, end + 1
        skip = words[end : end + 1] == ["and"]
        rest, after = _pair(words, end + skip)
        if rest is not None:
            value, end = value + rest, after
    return value, end


def _decimals(words: list[str], value: Fraction, point: int) -> tuple[Fraction, int]:
    """Three point five; `point` is where that word stands."""
    end, place = point + 1, Fraction(1, 10)
    while end < len(words) and _SMALL.get(words[end], 10) < 10:
        value, place, end = value + place * _SMALL[words[end]], place / 10, end + 1
    return value, end if end > point + 1 else point


def _pair(words: list[str], at: int) -> tuple[int | None, int]:
    """A spelled number below a hundred."""
    if at >= len(words) or words[at] not in _SMALL:
        return None, at
    number = _SMALL[words[at]]
    unit = _SMALL.get(words[at + 1], 0) if at + 1 < len(words) else 0
    if number >= 20 and 1 <= unit <= 9:
        return number + unit, at + 2
    return number, at + 1
