"""Text cut where findings begin and end, so that a template marks exactly their words. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from pod2post.page.quoting import Laid
from pod2post.value import value

WORST = ("error", "warning", "note")


@value
class Spot:
    """Characters of a text that a finding is about. `key` names the finding."""

    key: str
    severity: str
    start: int
    end: int


@value
class Bit:
    """Characters that one set of findings is about; `keys` is empty where nothing is wrong."""

    text: str
    keys: tuple[str, ...] = ()
    severity: str = ""


def bits(text: str, spots: Sequence[Spot], begin: int = 0) -> tuple[Bit, ...]:
    """The text in pieces; offsets of the spots count from `begin` characters before it.

    A spot without length marks the character after it, or the last one.
    """
    if not text:
        return ()
    placed = [kept for spot in spots if (kept := _within(spot, begin, len(text)))]
    edges = sorted({0, len(text)} | {edge for row in placed for edge in (row.start, row.end)})
    made = []
    for first, last in pairwise(edges):
        here = [row for row in placed if row.start <= first and last <= row.end]
        made.append(_bit(text[first:last], here))
    return tuple(made)


def _within(spot: Spot, begin: int, length: int) -> Spot | None:
    """The spot as it lies in the text; None where it lies outside."""
    start, end = spot.start - begin, spot.end - begin
    if start == end:
        start, end = (start, start + 1) if start < length else (length - 1, length)
    start, end = max(0, start), min(length, end)
    return Spot(key=spot.key, severity=spot.severity, start=start, end=end) if start < end else None


def _bit(text: str, spots: Sequence[Spot]) -> Bit:
    if not spots:
        return Bit(text=text)
    worst = min((row.severity for row in spots), key=WORST.index)
    return Bit(text=text, keys=tuple(dict.fromkeys(row.key for row in spots)), severity=worst)


def within_quote(piece: Laid, chinese: str, spots: Sequence[Spot]) -> tuple[Bit, ...]:
    """A placed quotation cut by spots of its own Chinese.

    Where the page shows other characters than the quotation holds, the whole is marked.
    """
    at = piece.text.find(chinese) if chinese else -1
    if at >= 0:
        return bits(piece.text, spots, -at)
    whole = [
        Spot(key=row.key, severity=row.severity, start=0, end=len(piece.text)) for row in spots
    ]
    return bits(piece.text, whole)


def trimmed(row: Sequence[Bit], mark: str) -> tuple[Bit, ...]:
    """Without the mark at both ends, which the page shows otherwise (bold)."""
    made = list(row)
    if made and made[0].text.startswith(mark):
        made[0] = _cut(made[0], made[0].text.removeprefix(mark))
    if made and made[-1].text.endswith(mark):
        made[-1] = _cut(made[-1], made[-1].text.removesuffix(mark))
    return tuple(bit for bit in made if bit.text)


def _cut(bit: Bit, text: str) -> Bit:
    return Bit(text=text, keys=bit.keys, severity=bit.severity)
