"""Bounds that were turned round: no fewer than three as 不到三個. Pure."""

import re
from collections.abc import Iterator

from pod2post.rules import numbers_en, numbers_zh
from pod2post.rules.quantity import Quantity
from pod2post.rules.signs import spoken

REACH = 34  # characters before an English number in which its bound may stand
_LEAST_EN = re.compile(
    r"\b(?:no fewer than|no less than|not fewer than|not less than|at least|a minimum of"
    r"|upwards? of|more than|over|above|exceed\w*|beyond|north of|well past)$"
)
_MOST_EN = re.compile(
    r"(?<!no )(?<!not )\b(?:fewer than|less than|under|below|short of)$"
    r"|\b(?:no more than|not more than|at most|up to|a maximum of|within|nearly|almost)$"
)
_DENIED_EN = re.compile(r"\b(?:no|not|never|nobody|none|neither|\w+n't)\b[^,.;:?!]*$")
_LEAST_ZH = re.compile(r"(?:至少|起碼|最少|不少於|不下於?|不止|超過|多於|高於|逾|突破|高達)$")
_MOST_ZH = re.compile(
    r"(?:不到|未滿|不足|(?<!不)少於|(?<!不)低於|不滿|頂多|最多|至多|不超過|不多於|小於)$"
)
_LEAST_AFTER = re.compile(r"\s?[^，。；0-9一二三四五六七八九十]{0,4}?(?:以上|出頭|起跳)")
_MOST_AFTER = re.compile(r"\s?[^，。；0-9一二三四五六七八九十]{0,4}?(?:以下|以內|不到)")
_IDLE = frozenset("a an the about around some just only exactly roughly page".split())


def turned(source: str, chinese: str) -> tuple[str, ...]:
    """One sentence for each number that is a lower bound on one side and an upper on the other.

    A number that stands with no bound on either side is no bound that was turned.
    """
    plain = spoken(source).replace("-", " ")
    said = [(q, way) for q in numbers_en.quantities(source) if (way := _english(q, plain))]
    return tuple(_complaints(chinese, said)) if said else ()


def _complaints(chinese: str, said: list[tuple[Quantity, str]]) -> Iterator[str]:
    for shown in numbers_zh.quantities(chinese):
        way = _han(shown, chinese)
        same = {other for q, other in said if set(q.choices) & set(shown.choices)}
        if way and same and way not in same:
            (other,) = same
            yield f"{shown.text} is {way}, and the source says {other}"


def _english(quantity: Quantity, plain: str) -> str | None:
    """The bound of a number in a source, where each place of it has the same one."""
    ways = set()
    for found in re.finditer(rf"(?<!\w){re.escape(quantity.text)}(?!\w)", plain):
        words = plain[max(0, found.start() - REACH) : found.start()].split()
        while words and words[-1] in _IDLE:
            words.pop()
        before = " ".join(words)
        # the longer words first: "no fewer than" holds "fewer than"
        least, most = _LEAST_EN.search(before), _MOST_EN.search(before)
        if least and re.search(r"\b(?:no|not) (?:more|over)(?: than)?$", before):
            least = None
        elif least and _DENIED_EN.search(before, 0, least.start()):
            least, most = None, least  # "no customer will be above fifteen"
        ways.add("at least" if least else "at most" if most else "")
    return ways.pop() or None if len(ways) == 1 else None


def _han(quantity: Quantity, chinese: str) -> str | None:
    at = chinese.find(quantity.text)
    if at < 0 or chinese.count(quantity.text) > 1:
        return None
    before, end = chinese[max(0, at - 5) : at].rstrip(), at + len(quantity.text)
    before = (
        re.sub(r"(?:大約|約|有|了|是|過)$", "", before) if not before.endswith("超過") else before
    )
    before = re.sub(r"(?:[得有是要花拿只賺跑][了到過]?)$", "", before)
    # 不超過 and 不少於 hold their opposites
    if _MOST_ZH.search(before) or re.search(r"(?:不|未|沒有?)[能得可會應宜]?(?:超過|逾)$", before):
        return "at most"
    if _LEAST_ZH.search(before):
        return "at least"
    if _LEAST_AFTER.match(chinese, end):
        return "at least"
    return "at most" if _MOST_AFTER.match(chinese, end) else None
