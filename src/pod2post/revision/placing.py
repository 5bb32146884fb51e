"""Quotations in a block that a person changed, bound again to what was verified. Pure.

「…」 whose words are a known quotation's is that quotation, whatever marks stand around it.
One that is only like a known quotation is the same with another rendering. What may be either
of two, or is like none, stays text, and the rules call it what it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pod2post.page.quoting import shown
from pod2post.revision.aligning import key
from pod2post.revision.handmade import plain
from pod2post.values import Quote

PAIRS = re.compile('「([^「」]*)」|“([^“”]*)”|｢([^｢｣]*)｣|"([^"]*)"|『([^『』]*)』')
FINAL = "。？！.?!…"
LIKE = 0.6  # how much of a reworded quotation is still the old one
LEAD = 0.1  # by how much it must be more like one than like the next
LEAST = 7  # characters: what is shorter is a term and no quotation that was reworded


@dataclass(slots=True)
class _Found:
    reworded: dict[str, str] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """`text` with ⟦q:ID⟧ again. `reworded`: by id, the Chinese that stands there now.

    `bare`: what stands in quotation marks and is no known quotation.
    """

    text: str
    used: tuple[str, ...]
    reworded: dict[str, str]
    doubtful: tuple[str, ...]
    bare: tuple[str, ...]


def placed(
    block: str, known: Mapping[str, Quote], here: Sequence[str], kept: Mapping[str, int]
) -> Placed:
    """The block with its quotations by id.

    `here` are the ids in the paragraphs that it was made from, `kept` how often the words
    (as `key` gives them) still stand somewhere on the page: such a quotation was not reworded.
    """
    found = _Found()

    def swapped(match: re.Match[str]) -> str:
        inner = next(part for part in match.groups() if part is not None)
        name = _exact(inner, known, here, found) or _near(inner, known, here, kept, found)
        if name is None:
            return match[0]
        found.used.append(name)
        return _mark(name, plain(inner).strip(), known[name], found)

    text = PAIRS.sub(swapped, block)
    return Placed(
        text=text,
        used=tuple(found.used),
        reworded=found.reworded,
        doubtful=tuple(found.doubtful),
        bare=tuple(found.bare),
    )


def _exact(
    inner: str, known: Mapping[str, Quote], here: Sequence[str], found: _Found
) -> str | None:
    wanted = key(inner)
    equal = [
        name
        for name, quote in known.items()
        if wanted and key(shown(quote) or "") == wanted and name not in found.used
    ]
    for pool in ([name for name in equal if name in here], equal):
        if len(pool) == 1:
            return pool[0]
    if equal:
        found.doubtful.append(inner)
    return None


def _near(
    inner: str,
    known: Mapping[str, Quote],
    here: Sequence[str],
    kept: Mapping[str, int],
    found: _Found,
) -> str | None:
    """The one quotation that this was before it was reworded."""
    wanted = key(inner)
    if len(wanted) < LEAST or inner in found.doubtful:
        return None
    likeness = {}
    for name, quote in known.items():
        words = key(shown(quote) or "")
        if name in found.used or not words or words in kept:
            continue
        at_home = LEAD if name in here else 0.0
        likeness[name] = SequenceMatcher(None, wanted, words, autojunk=False).ratio() + at_home
    best = sorted(likeness, key=lambda name: -likeness[name])[:2]
    if not best or likeness[best[0]] < LIKE:
        found.bare.append(inner)
        return None
    if len(best) == 2 and likeness[best[0]] - likeness[best[1]] < LEAD:
        found.doubtful.append(inner)
        return None
    return best[0]


def _mark(name: str, inner: str, quote: Quote, found: _Found) -> str:
    """The quotation's mark, so that what is printed for it is what stands there.

    A final mark inside was either the quotation's own or taken in from behind it.
    """
    words = (shown(quote) or "").rstrip("，、；：,;:")
    mark = f"⟦q:{name}⟧"
    if inner == words:
        return mark
    if inner[-1:] in ("。", "？", "！") and inner[:-1] == words and words[-1:] not in FINAL:
        return mark + inner[-1:]
    found.reworded[name] = inner
    return mark
