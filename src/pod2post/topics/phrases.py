"""What a sentence says for or against an aside: phrases.toml, read. Pure."""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from pod2post.topics.parts import Kind

AD: Kind = "advertisement"
SMALL: Kind = "small talk"
INTRO: Kind = "intro"

# What an editor is told of each sign.
WORDS = {
    "sponsor": "贊助用語",
    "listed": "節目說明裡的贊助者",
    "address": "念出網址",
    "brand": "網址裡的名字",
    "code": "優惠碼",
    "offer": "優惠",
    "price": "價錢",
    "terms": "條款",
    "call": "請聽眾去做一件事",
    "own": "節目自己的商品或會員",
    "promo": "別的節目的預告",
    "break": "宣布休息",
    "return": "回到節目",
    "stranger": "另一個聲音",
    "alone": "來賓不在場",
    "again": "重複的話",
    "elsewhere": "別集也有的話",
    "chapter": "章節名稱",
    "goods": "商品用語",
    "register": "廣告口吻",
    "wording": "整段聽起來像廣告",
    "care": "請聽眾訂閱或評分",
    "credits": "片尾名單",
    "welcome": "開場白",
}
MOST = 6.0  # points of one sign in one sentence
WELCOME = 4.0  # points of a welcome that cannot be mistaken
MOST_EACH = 1.4  # of words that count one by one
MORE = 0.5  # the share that a second phrase of the same sign adds

_PART = re.compile(r"<(\w+)>")
_HAN = re.compile(r"[一-鿿]")


class _Phrase(NamedTuple):
    kind: Kind | None
    sign: str
    points: float
    pattern: re.Pattern[str]
    each: bool


def said(text: str) -> dict[tuple[Kind | None, str], float]:
    """Points by kind, None: of talk, and sign."""
    return dict(_told(text))


@lru_cache(maxsize=4096)  # asked for by the rules and by the witness
def _told(text: str) -> tuple[tuple[tuple[Kind | None, str], float], ...]:
    found: dict[tuple[Kind | None, str], float] = {}
    for phrase in _phrases(chinese=_HAN.search(text) is not None):
        key = phrase.kind, phrase.sign
        if phrase.each:
            count = len({hit.lower() for hit in phrase.pattern.findall(text)})
            if count:
                found[key] = min(MOST_EACH, found.get(key, 0.0) + count * phrase.points)
        elif phrase.pattern.search(text):
            before = found.get(key, 0.0)
            more = max(phrase.points, before) + MORE * min(phrase.points, before)
            found[key] = min(MOST, more if before else phrase.points)
    return tuple(found.items())


def welcomes(text: str) -> bool:
    """Is it a welcome, in so many words?"""
    return said(text).get((INTRO, "welcome"), 0.0) >= WELCOME


@cache
def _phrases(*, chinese: bool) -> tuple[_Phrase, ...]:
    """All; without `chinese` those that a sentence without a Chinese character can hold."""
    file = resources.files("pod2post.topics").joinpath("phrases.toml")
    read: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    made = (_phrase(row, read["part"], chinese=chinese) for row in read["phrase"])
    return tuple(one for one in made if one is not None)


def _phrase(row: dict[str, Any], parts: dict[str, str], *, chinese: bool) -> _Phrase | None:
    filled = [_PART.sub(lambda found: parts.get(found[1], found[0]), p) for p in row["patterns"]]
    kept = [one for one in filled if chinese or not _HAN.search(one)]
    flags = (0 if chinese else re.ASCII) | (0 if row.get("exact") else re.IGNORECASE)
    if not kept:
        return None
    return _Phrase(
        kind=row.get("kind"),
        sign=row["sign"],
        points=float(row["points"]),
        pattern=re.compile("|".join(f"(?:{one})" for one in kept), flags),
        each=bool(row.get("each")),
    )
