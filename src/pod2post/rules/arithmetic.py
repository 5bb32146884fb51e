"""Numbers that an editor may work out from two that were said. Pure."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

from pod2post.rules import numbers_en, numbers_zh
from pod2post.rules.numbers import SCALES, YEARS, about
from pod2post.rules.quantity import Quantity
from pod2post.values import value

MOST = 8  # numbers of a source from which a derived one is looked for
EXACT, ROUGH = Fraction(1, 100), Fraction(1, 10)
PLAIN = 5  # a result up to this follows from nearly anything
MONTHS = 12
BEYOND = Fraction(1, 5)  # how far 超過 and 以上 reach upwards, 將近 and 不到 downwards half of it
_RATE = re.compile(r"\b(?:each|apiece|per|every|a (?:piece|head|day|week|month|year|pair|ton))\b")
_STOPS = re.compile("[，。；：！？]")
# Words of a clause that name the operation.
_LESS = re.compile(
    "[少多差降減省剩漲增升](?:了|去|掉|出|走|額|距|少|加|低|幅|[^，。]{0,2}了)?|其餘|其他|扣掉|相差"
    "|比[^，。]{1,12}?[窄寬長短高低快慢早晚輕重大小貴]了?|[窄寬長短高低快慢早晚輕重]了"
    "|年[前來後]"
    "|[沒未]有?(?:動用|用掉|花掉)|還有|留下"
)
_REST = re.compile("剩|只有|還有|留下|打[^，。]{0,3}折")
_FELL = re.compile(
    r"\b(?:down|fell|fallen|drop\w*|lost|lose|losing|cut|declin\w+|shr[aiu]nk|less|off|reduc\w+)\b"
)
_EACH = re.compile("平均|一半|半數")
_SUM = re.compile("一共|總共|合計|加起來|總計|全部|共計|[^，。]?共(?!同)")
_YEARLY = re.compile("[一每]年|全年|年(?:營收|薪|租|費)")
_MORE = re.compile(r"(?:超過|逾|多於|高於|不止|以上|出頭)")
_NEARLY = re.compile(r"(?:將近|接近|近|不到|不足|未滿|差一點|快要?)")

Operation = tuple[str, Fraction]


@value
class Derived:
    """`of`: the two numbers, in the words in which they were said.

    `exact`: right to one percent, or as near as the text's own 將近 or 超過 says. `told`: the
    text names the operation (差, 一共, 倍, 一半), so that it is no chance.
    """

    of: str
    exact: bool
    told: bool = False


def derived(text: str, sources: Iterable[str], number: str | None = None) -> Derived | None:
    """How a number of a Chinese text follows from two that were said; None if not.

    `number` as it stands in the text; without it the first one. Sums, differences, shares,
    products, and a year's from a month's. A result that no word of the text names is called
    exact only if it is no small whole number and right to one percent: others may be chance.
    """
    asked = [q for q in numbers_zh.quantities(text) if number is None or q.text == number]
    if not asked:
        return None
    said = " ".join(sources).casefold()
    quantity = asked[0]
    return _named(quantity, text, said) or _left(quantity, text, said) or _unnamed(quantity, said)


def _named(quantity: Quantity, text: str, said: str) -> Derived | None:
    """By an operation that the clause names, from what was said or what the text says itself."""
    clause = _clause(text, quantity.text)
    points = _points(said, scaled=True)
    if any(quantity.choices[0] == (number, number) for _, number in _points(said)):
        return None  # it was said, of something else or in another unit
    beside = _told_beside(quantity, text)
    for one, whole in beside if quantity.loose else ():  # 600 人的七成，大約 430 人
        for two, share in points:
            if share < 1 < whole and _fits(quantity, clause, share * whole):
                return Derived(of=f"{one} and {two}", exact=True, told=True)
    points += beside
    for (one, a), (two, b) in combinations(points, 2):
        if one == two:
            continue
        small, large = sorted((a, b))
        for result in _told(quantity, clause, small, large, bool(_RATE.search(said))):
            if _fits(quantity, clause, result):
                return Derived(of=f"{one} and {two}", exact=True, told=True)
    if "month" in said and _YEARLY.search(text):
        for one, number in points:
            if _fits(quantity, clause, number * MONTHS):
                return Derived(of=one, exact=True, told=True)
    return None


def _told_beside(quantity: Quantity, text: str) -> list[tuple[str, Fraction]]:
    """The other numbers of the same sentence, which are held against the source themselves."""
    at = max(text.find(quantity.text), 0)
    end = text.find("。", at)
    sentence = text[text.rfind("。", 0, at) + 1 : end if end >= 0 else len(text)]
    return [
        (q.text, q.choices[0][0])
        for q in numbers_zh.quantities(sentence)
        if q.text != quantity.text and q.choices[0][0] and not q.bare
    ][:MOST]


def _left(quantity: Quantity, text: str, said: str) -> Derived | None:
    """What is left of the whole: 只剩四成 where sixty percent were lost."""
    low, high = quantity.choices[0]
    if high >= 1 or not _FELL.search(said) or not _REST.search(_clause(text, quantity.text)):
        return None
    for one, number in _points(said):
        if number < 1 and low <= 1 - number <= high:
            return Derived(of=one, exact=True, told=True)
    return None


def _told(
    quantity: Quantity, clause: str, small: Fraction, large: Fraction, rate: bool
) -> Iterator[Fraction]:
    share = quantity.choices[0][1] < 1
    if _LESS.search(clause):
        yield (large - small) / large if share else large - small
    if share:
        yield small / large
    if share and "百分點" in clause:
        yield large - small
    more = re.match(
        r"[^，。]?倍(?:多|以上|有餘)", clause[clause.find(quantity.text) + len(quantity.text) :]
    )
    if more and 0 < large / small - quantity.choices[0][0] < 1:
        yield quantity.choices[0][0]
    if _EACH.search(clause):
        yield large / small
    if re.match(r"[^，。]?倍", clause[clause.find(quantity.text) + len(quantity.text) :]):
        yield large / small
    if _SUM.search(clause) and not share:
        yield large + small
        if rate and small > 1:
            yield large * small


def _unnamed(quantity: Quantity, said: str) -> Derived | None:
    known = _points(said)
    if any(_slip(quantity, number) for _, number in known):
        return None
    best = None
    for (one, a), (two, b) in combinations(known, 2):
        for result in _results(a, b, bool(_RATE.search(said))) if one != two else ():
            off = _off(quantity, result)
            if off <= EXACT and not _plain(quantity, result):
                return Derived(of=f"{one} and {two}", exact=True)
            if off <= ROUGH and best is None:
                best = Derived(of=f"{one} and {two}", exact=False)
    return best


def _clause(text: str, number: str) -> str:
    at = text.find(number)
    start = max((found.end() for found in _STOPS.finditer(text, 0, max(at, 0))), default=0)
    end = _STOPS.search(text, at + len(number))
    return text[start : end.start() if end else len(text)]


def _points(said: str, *, scaled: bool = False) -> list[tuple[str, Fraction]]:
    """Numbers of a source, each with its words; `scaled`: also "two point nine" as millions."""
    plain = [
        (q.text, low)
        for q in numbers_en.quantities(said)
        if not q.bare
        for low, high in q.choices
        if low == high and low
    ]
    plain = list(dict.fromkeys(plain))[: 2 * MOST]
    told = [s for s in SCALES if any(number >= s for _, number in plain)] if scaled else []
    short = [(one, number * s) for one, number in plain if 1 < number < SCALES[0] for s in told]
    return [*plain, *short]


def _fits(quantity: Quantity, clause: str, result: Fraction) -> bool:
    """Is it the result, as near as the clause says?"""
    low, high = quantity.choices[0]
    if _off(quantity, result) <= (about(low) if quantity.loose else EXACT):
        return True
    if _MORE.search(clause) and high <= result <= high * (1 + BEYOND):
        return True
    return bool(_NEARLY.search(clause)) and low * (1 - BEYOND / 2) <= result <= low


def _slip(quantity: Quantity, number: Fraction) -> bool:
    """Is it a number that was said, perhaps of another thing, or wrong by powers of ten?"""
    low, high = quantity.choices[0]
    return low == high and any(
        low in (number * 10**power, number / 10**power) for power in range(7)
    )


def _results(a: Fraction, b: Fraction, rate: bool) -> Iterator[Fraction]:
    small, large = sorted((a, b))
    yield from (large / small, large - small, large + small)
    if min(a, b) > PLAIN:  # (3 - 1) / 3 follows from nearly anything
        yield (large - small) / large
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
