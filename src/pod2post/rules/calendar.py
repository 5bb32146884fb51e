"""Months, days and seasons that were told as others. Pure.

A writer may leave a date out or say it another way; one that names another month than all that
were spoken of is a slip.
"""

import re
from collections.abc import Iterator
from itertools import chain

from pod2post.rules import numbers_en, numbers_zh
from pod2post.rules.numerals_en import MONTHS
from pod2post.rules.signs import spoken

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
SEASONS = {"spring": "春", "summer": "夏", "autumn": "秋", "fall": "秋", "winter": "冬"}
_MONTH = f"({'|'.join(MONTHS)})"
_DAY = r"((?:the )?(?:\d{1,2}(?:st|nd|rd|th)?|[a-z]+-?(?:first|second|third|[a-z]+th)))"
_DATE_EN = re.compile(
    rf"\b{_MONTH} {_DAY}\b|\b(\d{{1,2}}(?:st|nd|rd|th)|[a-z]*-?(?:first|second|third|[a-z]+th))"
    rf" (?:of )?{_MONTH}\b"
)
# May and March are words too: only with their capital, and not at the head of a sentence.
_MONTH_EN = re.compile(rf"(?<![.?!] )\b({'|'.join(one.title() for one in MONTHS)})\b")
_WEEKDAY_EN = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b")
_SEASON_EN = re.compile(rf"\b({'|'.join(SEASONS)})s?\b")
_NUMERAL = r"([\d〇一二三四五六七八九十廿卅]+)"
_DATE_ZH = re.compile(rf"{_NUMERAL} ?月 ?{_NUMERAL} ?[日號]")
_MONTH_ZH = re.compile(rf"(?<![個\d]){_NUMERAL} ?月(?![亮球薪刊租費票餅子圓光])")
_WEEKDAY_ZH = re.compile(
    "(?<![每兩三四五六七八九十])(?:星期|禮拜|週)([一二三四五六日天])(?![十百千年個邊次])"
)
_SEASON_ZH = re.compile("([春夏秋冬])(?:天|季|日|末|初|夜|(?=[，。、；]))")


def doubts(source: str, chinese: str) -> Iterator[str]:
    """One sentence for each date of a Chinese text that is another than the source's."""
    days = list(_dates(source, chinese))
    yield from days
    if not days:
        yield from chain(_months(source, chinese), _weekdays(source, chinese))
    yield from _seasons(source, chinese)


def _dates(source: str, chinese: str) -> Iterator[str]:
    """Another day of a month that was spoken of."""
    said: dict[int, set[int]] = {}
    for found in _DATE_EN.finditer(spoken(source)):
        for day in numbers_en.quantities(found[2] or found[3]):
            low, high = day.choices[0]
            if low == high and low.denominator == 1:
                month = MONTHS.index(found[1] or found[4]) + 1
                said.setdefault(month, set()).add(int(low))
    for found in _DATE_ZH.finditer(chinese):
        shown, number = numbers_zh.whole(found[1]), numbers_zh.whole(found[2])
        if shown in said and number not in said[shown]:
            days = ", ".join(map(str, sorted(said[shown])))
            yield f"{found[0]} is another day than the source's ({days})"


def _months(source: str, chinese: str) -> Iterator[str]:
    said = {MONTHS.index(name.lower()) + 1 for name in _MONTH_EN.findall(source)}
    said |= {numbers_zh.whole(found[1]) for found in _MONTH_ZH.finditer(source)}
    for found in _MONTH_ZH.finditer(chinese) if said else ():
        if (shown := numbers_zh.whole(found[1])) not in said and 1 <= shown <= len(MONTHS):
            months = ", ".join(MONTHS[one - 1].title() for one in sorted(said))
            yield f"{found[0]} is another month than the source's ({months})"


def _weekdays(source: str, chinese: str) -> Iterator[str]:
    said = {WEEKDAYS.index(name) for name in _WEEKDAY_EN.findall(source.lower())}
    for found in _WEEKDAY_ZH.finditer(chinese) if said else ():
        if "一二三四五六日".find(found[1].replace("天", "日")) not in said:
            days = ", ".join(WEEKDAYS[one].title() for one in sorted(said))
            yield f"{found[0]} is another weekday than the source's ({days})"


def _seasons(source: str, chinese: str) -> Iterator[str]:
    names = _SEASON_EN.findall(source.lower())
    said = {SEASONS[name] for name in names}
    dated = _MONTH_EN.search(source)  # "in May" may well be told as 春天
    for found in _SEASON_ZH.finditer(chinese) if said and not dated else ():
        if found[1] not in said:
            yield f"{found[0]} is another season than the source's ({', '.join(sorted(names))})"
