"""How a verified quotation looks on the page. Pure; the only place that writes 「…」."""

import re
from collections.abc import Mapping

from pod2post import zh
from pod2post.values import Quote, value

REMOVED = "〔此處的引文未通過查證，已移除〕"
SHOWN_GRADES = ("exact", "light", "stitched")  # the check names a stitched one as an error

_MARKED = re.compile(rf"(?:(?<!\s)\s+)?{zh.MARK.pattern}\s*([。，、；：？！,.;]?)")
_FINAL = re.compile(r"[。？！.?!…]$")


@value
class Laid:
    """A piece of a paragraph as readers see it; `start`, `end`: its place in the draft's text.

    `quote`: the id of the quotation that it shows; `text` is then 「…」 with the mark that follows,
    or the notice where nothing could be shown.
    """

    text: str
    start: int
    end: int
    quote: str | None = None


def with_quotes(text: str, known: Mapping[str, Quote]) -> str:
    """The text with 「…」 in place of each ⟦q:ID⟧, the final mark inside.

    An id that is unknown, or whose words were not found, gives way to a visible notice.
    """
    return "".join(piece.text for piece in laid(text, known))


def laid(text: str, known: Mapping[str, Quote]) -> tuple[Laid, ...]:
    """What `with_quotes` gives, piece by piece, each with its place in `text`; none is empty."""
    pieces: list[Laid] = []
    at = 0
    for found in _MARKED.finditer(text):
        quote = known.get(found[1])
        words = shown(quote) if quote else None
        last = found.end() == len(text)
        put = REMOVED + found[2] if words is None else _closed(words, found[2], last)
        if found.start() > at:
            pieces.append(Laid(text=text[at : found.start()], start=at, end=found.start()))
        pieces.append(Laid(text=put, start=found.start(), end=found.end(), quote=found[1]))
        at = found.end()
    if at < len(text):
        pieces.append(Laid(text=text[at:], start=at, end=len(text)))
    return tuple(pieces)


def shown(quote: Quote) -> str | None:
    """The words that the page shows: the Chinese, else the source; None when not to be shown."""
    if quote.grade not in SHOWN_GRADES or not quote.source.strip():
        return None
    words = quote.chinese if quote.chinese is not None else quote.source
    words = " ".join(words.replace("⟦", "").replace("⟧", "").split())
    words = _unwrapped(words).replace("「", "『").replace("」", "』")
    return words or None


def _unwrapped(words: str) -> str:
    """Without the 「」 that a writer put around the whole."""
    bare = words[1:-1]
    whole = words[:1] == "「" and words[-1:] == "」" and "「" not in bare and "」" not in bare
    return bare if whole else words


def _closed(words: str, after: str, last: bool) -> str:
    """「words」 with the mark that follows, the final one inside and never doubled."""
    words = words.rstrip("，、；：,;:")
    if _FINAL.search(words):
        return f"「{words}」" + (after if after in "；：" else "")
    if after in ("。", "？", "！"):
        return f"「{words}{after}」"
    if last and not after:
        return f"「{words}。」" if zh.count(words) else f"「{words}」"
    return f"「{words}」{after}"
