"""What about numbers is likely wrong though each of them was said. Pure.

Two numbers that changed places, a price for another measure, a unit for things that were
only counted. Each is a warning: a translator may have had a reason.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from pod2post.rules import arithmetic, calendar, numbers_en, numbers_zh, units
from pod2post.rules.numbers import CORRECTED, own_count
from pod2post.rules.quantity import Quantity
from pod2post.rules.signs import spoken, taken_back

LARGEST_COUNT = 12  # a greater number is not taken for a count up to ten
_MEASURES = ("time", "length", "mass", "volume", "area", "energy")
_EACH_EN = re.compile(
    r"\b(?:per|an?|each|every|the)\s+([a-z]+)|\b(hourly|daily|weekly|monthly|yearly|annual(?:ly)?)\b"
)
_A_ZH = re.compile(
    "(?<![第十百千萬零○〇一二兩三四五六七八九每這那同某前後上下有唯])一個?(?=[年月天週星小分])[年月天週星小分]"
    "(?=[^，。；後前內裡之]{0,5}?[0-9二三四五六七八九十百千萬億])"
)
_PIECE_ZH = re.compile(
    "每[^，。；、每 0-9]{0,4}?一?[片件個顆隻塊張台部輛箱瓶份批套盒]"
    "(?=[^，。；]{1,12}?[0-9一二三四五六七八九十百千萬])"
)
_OF_THOSE_EN = re.compile(
    r"\b(?:one|two|three|four) of (?:the|those|these) (?:two|three|four|five|six)\b"
)
_SHARE_ZH = re.compile(
    r"(?<![\d一二三四五六七八九十百])([\d一二兩三四五六七八九十]+) ?([^\W\d])"
    r"[^，。；、\d一二兩三四五六七八九十]{0,5}?([\d一二兩三四五六七八九]+) ?\2"
)
_ADVERBS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month",
    "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
_ALL_ZH = re.compile(
    "全部|全數|(?P<who>全都|無一例外|所有[^，。]{0,6}都|每一?個[^，。]{0,4}都|人人)"
)
_ALL_EN = re.compile(
    r"\b(?:all|every\w*|each|both|entire\w*|whole|any\w*|no|none|nobody|nothing|never|always|total\w*)\b"
)
_NOT_WHO_EN = re.compile(
    r"\b(?:(?:from|to|with|by|for|at|of) (?:every\w+|all|each|both)|entire\w*|whole|total\w*)\b"
)
_SOME_EN = re.compile(r"\b(?:some of|a few of|many of|most of|several of|half of|part of)\b")
_MOST_ZH = re.compile(
    "(?:全球|全國|世界|業界|史上|有史以來|全台)[^，。]{0,6}(?:最[^後近初終早]|第一|唯一|首)|第一[家間款座支檔](?!的)"
    "|首[家間款座](?=[^，。])|唯一[一]?[家間款座個位]"
)
_MOST_EN = re.compile(
    r"\b(?:first|most|best|worst|only|ever|unique|record|before|top|number one|nobody else|no other"
    r"|(?!interest|request|forest|harvest|honest|modest|protest|suggest|invest|arrest|guest|rest)\w{3,}est)\b"
)
_RATE_ZH = re.compile(
    "(?<![0-9一二三四五六七八九十個本上下每去今明])([年月週日])(?:離職率|流失率|成長率|增率|利率|薪|租|費|產量)"
)
_RANK_EN = re.compile(r"(?:first|second|third|th|\d(?:st|nd|rd))$")
_OWN_ZH = re.compile(
    "[個種類項點條步樁層面句段則大](?:[^，。]{0,6}(?:理由|原因|問題|條件|做法|方法|建議|選擇|階段|步驟|層面|特點|重點|關鍵|教訓|"
    "事|好處|壞處|方向|可能|結果|變化|數字|說法|例子))"
)
_OF_ZH = re.compile(r"每 ?一?[十百千][^，。]{0,6}[^。]{0,6}$")
_PEOPLE_ZH = re.compile("個?[人位名]")
_NOUN = re.compile(r"^(?:[a-z]+)$")
_FUNCTION = frozenset(
    "in of on at to from by for with and or but is was are were be as that this it we i you they "
    "he she who which when where while if than then so because until before after about over under "
    "up out off more less years months days point percent times".split()
)


def doubts(source: str, chinese: str) -> tuple[str, ...]:
    """One sentence for each doubt about the numbers of a rendering; `source` is English."""
    asked = [q for q in numbers_zh.quantities(chinese) if not q.bare]
    said = numbers_en.quantities(source)
    rates = (*_per(source, chinese), *_shared(source, chinese))
    told = (*_taken_back(source, chinese), *_some(source, chinese), *_most(source, chinese))
    told = (*told, *_miscounted(asked, source, chinese))
    return (*told, *calendar.doubts(source, chinese), *rates, *_measured(asked, source, said))


def _taken_back(source: str, chinese: str) -> Iterator[str]:
    """A number that a speaker corrected, where the right one is not told."""
    plain, gone = taken_back(source)
    told = {value for q in numbers_zh.quantities(chinese) if (value := _point(q)) is not None}
    corrected = CORRECTED.search(chinese)  # the slip itself is told
    for number in numbers_en.quantities(gone) if gone and not corrected else ():
        every = numbers_en.quantities(plain)
        right = {_point(q) for q in every if not _RANK_EN.search(q.text)}
        if _point(number) in told - right:
            yield f"{number.text} was said and then taken back"


def _miscounted(asked: list[Quantity], source: str, chinese: str) -> Iterator[str]:
    """A small count that nobody gave, where a small number that was said is left out.

    An editor counts reasons for himself; then no number of the source is missing.
    """
    plain, _ = taken_back(source)
    said = {v for q in numbers_en.quantities(plain) for v, high in q.choices if v == high}
    told = {value for q in numbers_zh.quantities(chinese) if (value := _point(q)) is not None}
    left_out = {v for v in said - told if v.denominator == 1 and 2 <= v <= LARGEST_COUNT}
    for quantity in asked:
        low, high = quantity.choices[0]
        if not (left_out and own_count(quantity) and 2 < low == high and low not in said):
            continue
        at = chinese.find(quantity.text)
        end = at + len(quantity.text)
        if _PEOPLE_ZH.match(chinese, end) and {low - 1, low + 1} & said:
            continue  # with or without the one who speaks
        if _OWN_ZH.match(chinese, end) or _OF_ZH.search(chinese, 0, at):
            continue
        follows = arithmetic.derived(chinese, [source], quantity.text)
        if follows and follows.told:
            continue
        yield f"{quantity.text} was not said, and {min(left_out)} was"


def _some(source: str, chinese: str) -> Iterator[str]:
    """All of them, where some were spoken of."""
    low = source.lower()
    found = _ALL_ZH.search(chinese)
    if found and found["who"]:
        low = _NOT_WHO_EN.sub("", low)  # who does something is not to whom it is done
    if found and _SOME_EN.search(low) and not _ALL_EN.search(low):
        yield f"{found[0]} where the source speaks of some"


def _most(source: str, chinese: str) -> Iterator[str]:
    """The first or the greatest of its kind, where nobody said so."""
    found = _MOST_ZH.search(chinese)
    if found and source.strip() and not _MOST_EN.search(source.lower()):
        yield f"{found[0]}: nobody said that it is the first or the greatest"


def swapped(source: str, chinese: str) -> str | None:
    """Two numbers of one kind in the other order than they were spoken; for renderings."""
    asked = [q for q in numbers_zh.quantities(chinese) if not q.bare]
    return next(_swapped(asked, source, numbers_en.quantities(source)), None)


def _swapped(asked: list[Quantity], source: str, said: tuple[Quantity, ...]) -> Iterator[str]:
    places = {}
    for quantity in said:
        value = _point(quantity)
        if value is not None and value not in places:
            places[value] = _place(quantity, source)
    shown = [(q, value) for q in asked if (value := _point(q)) is not None and value in places]
    values = [value for _, value in shown]
    if len(shown) != 2 or len(set(values)) != 2:
        return
    (first, one), (second, two) = shown
    alike = first.units == second.units and first.scaled == second.scaled
    alike = alike and (one < 1) == (two < 1)
    plain = spoken(source).replace("-", " ")
    share = re.search(r"\bof\b|\bin $", plain[max(places[two], 0) : max(places[one], 0)])
    if alike and not share and -1 < places[two] < places[one]:
        yield f"{first.text} and {second.text} stand in the other order than they were spoken"


def _point(quantity: Quantity) -> Fraction | None:
    low, high = quantity.choices[0]
    return low if low == high else None


def _place(quantity: Quantity, source: str) -> int:
    return spoken(source).replace("-", " ").find(quantity.text)


def _per(source: str, chinese: str) -> Iterator[str]:
    """A rate for another measure: 每公斤 where "a ton" was said."""
    said = {
        unit
        for found in _EACH_EN.finditer(spoken(source))
        for unit in units.after([_ADVERBS.get(found[2] or "", found[1] or "")], 0)
    }
    yield from _by_piece(chinese, said)
    for found in _A_ZH.finditer(chinese):
        (unit,) = units.behind(chinese, found.start() + 1) or (None,)
        if unit is None or units.UNITS[unit].dimension != "time" or not said:
            continue
        times = {one for one in said if units.UNITS[one].dimension == "time"}
        if times and unit not in times and not _tells(_sentence(chinese, found), times):
            other = units.named(tuple(times))
            yield f"{found[0]} where the source says by the {other}"
    times = {one for one in said if units.UNITS[one].dimension == "time"}
    for found in _RATE_ZH.finditer(chinese) if times else ():
        (told,) = units.behind("個月" if found[1] == "月" else found[1].replace("日", "天"), 0)
        clause = re.split("[，；]", chinese[found.start() :])[0]
        if told not in times and not _tells(clause, times):
            yield f"{found[0]} where the source says by the {units.named(tuple(times))}"
    for found in re.finditer("每", chinese):
        at = found.end() + (chinese[found.end() : found.end() + 1] in "一個")
        for unit in units.behind(chinese, at) or units.behind(chinese, found.end()):
            kind = units.UNITS[unit].dimension
            same = {one for one in said if units.UNITS[one].dimension == kind}
            if kind in _MEASURES and same and unit not in same:
                other = units.named(tuple(same))
                yield f"每{units.UNITS[unit].chinese[0]} where the source says by the {other}"


def _by_piece(chinese: str, said: set[int]) -> Iterator[str]:
    """So much a piece, where the source says by a measure: 每片磁磚 for every square meter."""
    kinds = {units.UNITS[one].dimension for one in said} & {*_MEASURES} - {"time"}
    names = [w for one in units.UNITS if one.dimension in kinds for w in one.chinese]
    found = _PIECE_ZH.search(chinese) if kinds else None
    if found and not any(word in chinese for word in names):
        measured = [one for one in said if units.UNITS[one].dimension in kinds]
        yield f"{found[0]} where the source says by the {units.named(tuple(measured))}"


def _sentence(chinese: str, found: re.Match[str]) -> str:
    end = chinese.find("。", found.end())
    return chinese[chinese.rfind("。", 0, found.start()) + 1 : end if end >= 0 else None]


def _tells(chinese: str, times: set[int]) -> bool:
    """Is one of these measures of time told in the sentence, too?"""
    return any(word in chinese for one in times for word in units.UNITS[one].chinese)


def _shared(source: str, chinese: str) -> Iterator[str]:
    """Another share: 五袋丟一袋 where one in four was said."""
    if _OF_THOSE_EN.search(source.lower()):
        return  # one of those two: 兩個裡有一個
    said = {
        choice[0]
        for q in numbers_en.quantities(source)
        if " in " in q.text or " of " in q.text or q.choices[0][0] < 1
        for choice in q.choices
        if 0 < choice[0] == choice[1] < 1
    }
    for found in _SHARE_ZH.finditer(chinese) if said else ():
        whole, part = numbers_zh.whole(found[1]), numbers_zh.whole(found[3])
        if whole > part == 1 and not any(
            abs(share - Fraction(part, whole)) < Fraction(1, 50) for share in said
        ):
            yield f"{found[0]} is another share than the source's"


def _measured(asked: list[Quantity], source: str, said: tuple[Quantity, ...]) -> Iterator[str]:
    """A unit of measure behind a number that counted something else in the source."""
    words = set(spoken(source).replace("-", " ").split())
    for quantity in asked:
        if not quantity.units or units.UNITS[quantity.units[0]].dimension not in _MEASURES:
            continue
        kind = units.UNITS[quantity.units[0]].dimension
        if any(units.UNITS[one].dimension == kind for q in said for one in q.units):
            continue
        if any(_names(word, kind) for word in words):
            continue
        for other in said:
            if other.units or _point(other) != _point(quantity):
                continue
            if noun := _noun(other, source):
                yield f"{quantity.text} measures what the source counts: {other.text} {noun}"
                break


def _names(word: str, kind: str) -> bool:
    return any(units.UNITS[one].dimension == kind for one in units.after([word.strip(",.?!;:")], 0))


def _noun(quantity: Quantity, source: str) -> str | None:
    """The word right after a number in the source, when it may be what is counted."""
    plain = spoken(source).replace("-", " ")
    at = plain.find(quantity.text)
    rest = plain[at + len(quantity.text) :].split(" ") if at >= 0 else []
    word = rest[1].rstrip(",.?!;:") if len(rest) > 1 and not rest[0] else ""
    return word if _NOUN.match(word) and word not in _FUNCTION and word.endswith("s") else None
