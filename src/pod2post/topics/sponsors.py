"""Who pays for an episode, as its own description says: names and codes. Pure."""

import re

from pod2post.topics.addresses import folded
from pod2post.value import value

_SAYS = re.compile(
    r"\b(?:sponsor\w*|support(?:ed|s)? (?:by|from|for (?:this|the) (?:show|podcast|episode))"
    r"|brought to you|made possible|thanks to|promo|discount|coupon|code|percent off|free trial"
    r"|partners?|patreon|merch\w*|tickets|on tour|first \w+ (?:\w+ )?free|try \w+ free)\b"
    r"|% ?off|free for \d+|贊助|業配|(?:感謝|謝謝|由).{2,40}支持|折扣|優惠|折.{1,4}元|合作播出",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+)(?:\.[\w-]+)+(?:/[\w-]+)*")
_CODE = re.compile(r"(?i:code|碼)[\s:：「\"'“]*([A-Z][A-Z0-9]{2,})\b")
_CODE_HAN = re.compile(r"輸入「([^」]{1,12})」")
_NAME = re.compile(r"[A-Z][\w'’]+(?:(?: (?:&|and|of|the))* [A-Z][\w'’]+)*")
_JOINED = re.compile(r" and ")
_HAN = re.compile(
    r"(?:由|感謝|謝謝)([一-鿿「」、]{2,40}?)(?:獨家|全額)?(?:贊助|支持|合作)|「([^」]{2,16})」"
)
_HAN_JOINED = re.compile(r"[「」、]|(?<=[一-鿿]{2})[和與及跟](?=[一-鿿]{2})")
_PARTS = re.compile(r"(?:[.!?](?=\s|$)|[。！？；;\n]|<[^>]*>)+")
_PLAIN = frozenset(
    "sponsor sponsors sponsored thanks thank this the our get try use go support supported today"
    " code patreon everything show podcast episode you your we it with for and all free discount"
    " join tickets http https www brought fiction also see live bonus new first".split()
)


@value
class Sponsors:
    """`names`: folded, as `addresses.folded` does; `codes`: in lower case."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def sponsors(description: str, known: tuple[str, ...] = ()) -> Sponsors:
    """What those lines of a description name that speak of money.

    `known`: the show and its people, who are no sponsors.
    """
    names: list[str] = []
    codes: list[str] = []
    for line in _PARTS.split(description):
        if _SAYS.search(line):
            names += _named(line)
            codes += _CODE.findall(line) + _CODE_HAN.findall(line)
    own = frozenset(folded(one) for one in known)
    out = own | _PLAIN | {folded(word) for one in known for word in one.split()}
    told = dict.fromkeys(map(folded, names))
    return Sponsors(
        names=tuple(one for one in told if len(one) > 1 and one not in out and not _of(one, own)),
        codes=tuple(dict.fromkeys(code.lower() for code in codes)),
    )


def _named(line: str) -> list[str]:
    bare = _HOST.sub(" ", line)
    rows = [found[0] for found in _NAME.finditer(bare)]
    parts = [part for row in rows for part in _JOINED.split(row)]
    told = _HAN.findall(_CODE_HAN.sub(" ", bare))
    quoted = [one for row, two in told for one in (*_HAN_JOINED.split(row), two) if one]
    return [*(found[1] for found in _HOST.finditer(line)), *rows, *parts, *quoted]


def _of(name: str, own: frozenset[str]) -> bool:
    """Is it a piece of the show's own name, or an address made of it?"""
    return any(name in one or one in name for one in own if len(one) > 3)
