"""Who pays for an episode, as its own description says: names, addresses and codes."""

import re

from pod2post.value import value

_SAYS = re.compile(
    r"\b(?:sponsor\w*|supported by|support(?:s|ing)? (?:for )?(?:this|the) (?:show|podcast|episode)"
    r"|brought to you by|promo|discount|coupon|code|percent off|free trial|% ?off|partners?|patreon"
    r"|merch\w*|tickets|on tour|try)\b|% off|free for \d+|贊助|業配|折扣|優惠|合作|會員|周邊",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+)(?:\.[\w-]+)+(?:/([\w-]+))?")
_CODE = re.compile(r"(?i:code|折扣碼|優惠碼|碼)[\s:：「\"']*([A-Z][A-Z0-9]{2,})\b")
_NAME = re.compile(r"[A-Z][\w'’]+(?:(?: (?:&|and|of|the))* [A-Z][\w'’]+)*")
_QUOTED = re.compile(r"「([^」]{2,16})」")
_PARTS = re.compile(r"(?:[.!?。！？](?=\s|$)|[\n;；]|<[^>]*>)+")
_PLAIN = frozenset(
    "sponsor sponsors sponsored thanks thank this the our get try use go support today code patreon"
    " everything show podcast episode you your we it with for and all free discount join tickets"
    " http https www".split()
)


@value
class Sponsors:
    """`names`: as `folded` gives them; `codes`: in lower case. All of lines that speak of money."""

    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Letters and digits alone, in lower case, `&` as a word."""
    return re.sub(r"[\W_]+", "", text.lower().replace("&", "and"))


def sponsors(description: str, known: tuple[str, ...] = ()) -> Sponsors:
    """What the lines about sponsors name. `known`: the show, its people: never a sponsor."""
    own = frozenset(folded(one) for one in known)
    words = frozenset(folded(word) for one in known for word in one.split())
    names: list[str] = []
    codes: list[str] = []
    for line in _PARTS.split(description):
        if not _SAYS.search(line):
            continue
        hosts = [found[1] for found in _HOST.finditer(line)]
        bare = _HOST.sub(" ", line)
        names += [*hosts, *(hit[0] for hit in _NAME.finditer(bare)), *_QUOTED.findall(bare)]
        codes += [hit[1].lower() for hit in _CODE.finditer(bare)]
    told = dict.fromkeys(map(folded, names))
    return Sponsors(
        names=tuple(
            one
            for one in told
            if one not in own | words | _PLAIN and not _of(one, own) and len(one) > 1
        ),
        codes=tuple(dict.fromkeys(codes)),
    )


def _of(name: str, own: frozenset[str]) -> bool:
    """Is it a piece of the show's own name, or an address made of it?"""
    return any(name in one or one in name for one in own if len(one) > 3)
