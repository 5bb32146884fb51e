"""A paragraph beside what it rests on: its text in pieces, findings laid into it. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from pod2post import zh
from pod2post.page.quoting import Laid, laid
from pod2post.revision.reopening import Opened
from pod2post.rules.passages import quotes
from pod2post.showing.evidence import Heard, Line, Said, said, state
from pod2post.showing.marking import Bit, Spot, bits, trimmed, within_quote
from pod2post.showing.panel import Listed, Panel, weights
from pod2post.showing.words import State, span
from pod2post.values import Paragraph, Quote, value

OPINION = "編輯的意見，不引錄音"
BARE = "這一段沒有對應的錄音"
BOLD = "**"


@value
class Piece:
    """Running text, or a quotation with its evidence; `gone` where none can be shown."""

    bits: tuple[Bit, ...]
    said: Said | None = None
    gone: bool = False


@value
class Block:
    """A paragraph beside what it rests on. `bare`: why nothing stands beside it, "" where it does.

    `kind`: "prose", "point" (a bold line), or "markdown" (an editor's own, printed as it is).
    `keys`: findings about the whole of it.
    """

    part: str
    number: int
    kind: str
    pieces: tuple[Piece, ...]
    said: tuple[Said, ...]
    lines: tuple[Line, ...]
    clock: str
    bare: str
    keys: tuple[str, ...]
    severity: str


class Desk:
    """What each part is laid out with."""

    def __init__(self, now: Opened, listed: Panel) -> None:
        self.now = now
        self.subject = now.shown
        self.known = quotes(now.shown)
        self.heard = Heard(now.shown.transcript)
        self.own = frozenset(now.shown.verbatim)
        self.placed: Mapping[tuple[str, str, int], list[Listed]] = _placed(listed)
        self.about: Mapping[str, list[str]] = weights(listed)

    def at(self, part: str, slot: str, number: int = 0) -> list[Listed]:
        """The open findings of one passage."""
        return self.placed.get((part, slot, number), [])

    def state(self, quote: Quote) -> State:
        """The mark of a quotation, by its tests and the open findings about it."""
        return state(quote, self.about.get(quote.id, ()))

    def said(self, identity: str) -> Said:
        return said(self.known[identity], self.heard, self.about.get(identity, ()))


def _placed(listed: Panel) -> dict[tuple[str, str, int], list[Listed]]:
    made: dict[tuple[str, str, int], list[Listed]] = {}
    for row in listed.open:
        if row.place:
            key = (row.place.part, row.place.slot, row.place.number)
            made.setdefault(key, []).append(row)
    return made


def spots_of(rows: Sequence[Listed], quote: str | None = None) -> list[Spot]:
    made = []
    for row in rows:
        spot = row.place
        if spot and spot.start is not None and spot.end is not None and spot.quote == quote:
            made.append(Spot(key=row.key, severity=row.severity, start=spot.start, end=spot.end))
    return made


def whole_of(rows: Sequence[Listed], quote: str | None = None) -> tuple[Listed, ...]:
    """The findings that mean the whole of a passage, or of a quotation in it."""
    return tuple(
        row for row in rows if row.place and row.place.start is None and row.place.quote == quote
    )


def blocks(desk: Desk, part: str, rows: Sequence[Paragraph], *, own: bool) -> Iterator[Block]:
    for number, row in enumerate(rows):
        found = [*desk.at(part, "paragraph", number)]
        marks = [mark for mark in zh.marks(row.text) if mark in desk.known]
        lines = desk.heard.lines(row.cues)
        whole = whole_of(found)
        yield Block(
            part=part,
            number=number,
            kind=_kind(desk, row.text),
            pieces=tuple(_pieces(desk, part, number, row.text)),
            said=tuple(desk.said(mark) for mark in dict.fromkeys(marks)),
            lines=lines,
            clock=span(lines[0].start_ms, lines[-1].end_ms) if lines else "",
            bare="" if lines or marks else OPINION if own else BARE,
            keys=tuple(one.key for one in whole),
            severity=whole[0].severity if whole else "",
        )


def _kind(desk: Desk, text: str) -> str:
    if text in desk.own:
        return "markdown"
    bold = text.startswith(BOLD) and text.endswith(BOLD) and len(text) > 2 * len(BOLD)
    return "point" if bold else "prose"


def _pieces(desk: Desk, part: str, number: int, text: str) -> Iterator[Piece]:
    spots = spots_of(desk.at(part, "paragraph", number))
    about = desk.at(part, "quote", number)
    point = _kind(desk, text) == "point"
    for piece in laid(text, desk.known):
        if piece.quote is None:
            cut = bits(piece.text, spots, piece.start)
            yield Piece(bits=trimmed(cut, BOLD) if point else cut)
        elif piece.quote not in desk.known or "「" not in piece.text:
            yield Piece(bits=bits(piece.text, ()), gone=True)
        else:
            yield from _quoted(desk, piece, spots, [*spots_of(about, piece.quote)])


def _quoted(
    desk: Desk, piece: Laid, outer: Sequence[Spot], inner: Sequence[Spot]
) -> Iterator[Piece]:
    """「…」, and what follows its mark as running text."""
    identity = piece.quote or ""
    end = piece.text.rfind("」") + 1
    bare = Laid(text=piece.text[:end], start=piece.start, end=piece.end, quote=identity)
    over = [row for row in outer if row.start < piece.end and piece.start < row.end]
    whole = [Spot(key=row.key, severity=row.severity, start=0, end=end) for row in over]
    cut = bits(bare.text, whole) if whole and not inner else ()
    quote = desk.known[identity]
    yield Piece(
        bits=cut or within_quote(bare, quote.chinese or "", inner), said=desk.said(identity)
    )
    if piece.text[end:]:
        yield Piece(bits=bits(piece.text[end:], ()))
