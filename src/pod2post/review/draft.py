"""One run as the page shows it: the article as readers will see it, each part with its evidence.

Pure: out of a run that was read back, and what the rules found, into values that a template
only has to write down. Offsets of findings are laid into the text here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pod2post import zh
from pod2post.page import hugo
from pod2post.page.quoting import Laid, laid
from pod2post.review import words
from pod2post.review.basis import basis
from pod2post.review.evidence import Heard, Line, Said, said
from pod2post.review.marking import Bit, Spot, bits, trimmed, within_quote
from pod2post.review.panel import Listed, Panel, panel
from pod2post.review.sound import Sound
from pod2post.revision import editing
from pod2post.revision.editing import HEAD
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules.passages import quotes
from pod2post.stages.render import header
from pod2post.values import Dropped, Paragraph, Section, Subject, value
from pod2post.writing.tasks import clock

UNNAMED = "（未命名）"
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


@value
class Part:
    """A section, or what stands above them (`id` is then "head"), with what became of it."""

    id: str
    name: str
    base: str
    heading: tuple[Bit, ...]
    blocks: tuple[Block, ...]
    keys: tuple[str, ...]
    locked: bool
    edited: bool
    own: bool
    holes: tuple[str, ...]
    dropped: tuple[Dropped, ...]


@value
class Top:
    """What only the head has."""

    title: tuple[Bit, ...]
    description: tuple[Bit, ...]
    tags: tuple[tuple[Bit, ...], ...]
    attribution: str
    notices: tuple[str, ...]


@value
class DraftPage:
    """The whole page. `marks`: how many placed quotations have each mark, in words."""

    run: str
    title: str
    show: str
    episode: str
    published: str
    length: str
    language: str
    top: Top
    parts: tuple[Part, ...]
    panel: Panel
    marks: tuple[tuple[str, str, int], ...]
    sound: Sound

    def part(self, name: str) -> Part | None:
        """The part of this id; None where the post has none."""
        return next((row for row in self.parts if row.id == name), None)


def page(name: str, now: Opened, rows: Sequence[Numbered], sound: Sound) -> DraftPage:
    """The run of folder `name`, as it is with its edits. `rows`: all findings, waived or not."""
    subject = now.shown
    listed = panel(subject, rows)
    desk = _Desk(now, listed)
    parts = (_head(desk), *(_section(desk, row) for row in _sections(subject)))
    source = subject.source
    return DraftPage(
        run=name,
        title=subject.draft.head.title,
        show=source.show,
        episode=source.title,
        published=source.published or "",
        length=clock(subject.transcript.coverage.duration_ms),
        language=subject.transcript.language,
        top=_top(desk),
        parts=parts,
        panel=listed,
        marks=_marks(parts),
        sound=sound,
    )


class _Desk:
    """What each part is laid out with."""

    def __init__(self, now: Opened, listed: Panel) -> None:
        self.now = now
        self.subject = now.shown
        self.known = quotes(now.shown)
        self.heard = Heard(now.shown.transcript)
        self.own = frozenset(now.shown.verbatim)
        self.placed: Mapping[tuple[str, str, int], list[Listed]] = _placed(listed)
        self.about: Mapping[str, list[str]] = _about(listed)

    def at(self, part: str, slot: str, number: int = 0) -> list[Listed]:
        """The open findings of one passage."""
        return self.placed.get((part, slot, number), [])

    def said(self, identity: str) -> Said:
        return said(self.known[identity], self.heard, self.about.get(identity, ()))


def _placed(listed: Panel) -> dict[tuple[str, str, int], list[Listed]]:
    made: dict[tuple[str, str, int], list[Listed]] = {}
    for row in listed.open:
        if row.place:
            key = (row.place.part, row.place.slot, row.place.number)
            made.setdefault(key, []).append(row)
    return made


def _about(listed: Panel) -> dict[str, list[str]]:
    """By quotation: how grave the open findings are that are about it."""
    made: dict[str, list[str]] = {}
    for row in listed.open:
        if row.place and row.place.quote:
            made.setdefault(row.place.quote, []).append(row.severity)
    return made


def _spots(rows: Sequence[Listed], quote: str | None = None) -> list[Spot]:
    made = []
    for row in rows:
        spot = row.place
        if spot and spot.start is not None and spot.end is not None and spot.quote == quote:
            made.append(Spot(key=row.key, severity=row.severity, start=spot.start, end=spot.end))
    return made


def _whole(rows: Sequence[Listed], quote: str | None = None) -> tuple[Listed, ...]:
    """The findings that mean the whole of a passage, or of a quotation in it."""
    return tuple(
        row for row in rows if row.place and row.place.start is None and row.place.quote == quote
    )


# --- the parts ------------------------------------------------------------------------


def _sections(subject: Subject) -> Iterator[tuple[str, Section]]:
    for number, section in enumerate(subject.draft.sections, start=1):
        yield f"第 {number} 節", section
    if subject.draft.observation:
        yield zh.OBSERVATION, subject.draft.observation


def _head(desk: _Desk) -> Part:
    edits = desk.now.edits
    top = desk.subject.draft.head
    return Part(
        id=HEAD,
        name=words.PLACES[HEAD],
        base=basis(desk.subject, HEAD),
        heading=(),
        blocks=tuple(_blocks(desk, HEAD, top.lead, own=False)),
        keys=tuple(row.key for row in desk.at(HEAD, "part")),
        locked=HEAD in editing.locks(edits),
        edited=edits.head is not None,
        own=False,
        holes=top.holes,
        dropped=(),
    )


def _section(desk: _Desk, named: tuple[str, Section]) -> Part:
    name, section = named
    edits = desk.now.edits
    own = section is desk.subject.draft.observation
    title = zh.OBSERVATION if own else (section.heading.strip() or UNNAMED)
    rows = desk.at(section.id, "heading")
    dropped = [
        row for found in desk.subject.quotes if found.section == section.id for row in found.dropped
    ]
    return Part(
        id=section.id,
        name=name,
        base=basis(desk.subject, section.id),
        heading=bits(title, [*_spots(rows), *_over(title, _whole(rows))]),
        blocks=tuple(_blocks(desk, section.id, section.paragraphs, own=own)),
        keys=tuple(row.key for row in desk.at(section.id, "part")),
        locked=section.id in editing.locks(edits),
        edited=any(row.section == section.id for row in edits.edits),
        own=own,
        holes=section.holes,
        dropped=tuple(dropped),
    )


def _over(text: str, rows: Sequence[Listed]) -> list[Spot]:
    """Spots over the whole of a text."""
    return [Spot(key=row.key, severity=row.severity, start=0, end=len(text)) for row in rows]


def _top(desk: _Desk) -> Top:
    top = desk.subject.draft.head
    parts = header(desk.subject)

    def cut(slot: str, text: str, number: int = 0) -> tuple[Bit, ...]:
        rows = desk.at(HEAD, slot, number)
        return bits(text, [*_spots(rows), *_over(text, _whole(rows))])

    return Top(
        title=cut("title", top.title or UNNAMED),
        description=cut("description", top.description),
        tags=tuple(cut("tags", tag, number) for number, tag in enumerate(top.tags)),
        attribution=hugo.attribution(parts, parts.source_name),
        notices=parts.notices,
    )


# --- paragraphs -----------------------------------------------------------------------


def _blocks(desk: _Desk, part: str, rows: Sequence[Paragraph], *, own: bool) -> Iterator[Block]:
    for number, row in enumerate(rows):
        found = [*desk.at(part, "paragraph", number)]
        marks = [mark for mark in zh.marks(row.text) if mark in desk.known]
        lines = desk.heard.lines(row.cues)
        whole = _whole(found)
        yield Block(
            part=part,
            number=number,
            kind=_kind(desk, row.text),
            pieces=tuple(_pieces(desk, part, number, row.text)),
            said=tuple(desk.said(mark) for mark in dict.fromkeys(marks)),
            lines=lines,
            clock=words.span(lines[0].start_ms, lines[-1].end_ms) if lines else "",
            bare="" if lines or marks else OPINION if own else BARE,
            keys=tuple(one.key for one in whole),
            severity=whole[0].severity if whole else "",
        )


def _kind(desk: _Desk, text: str) -> str:
    if text in desk.own:
        return "markdown"
    bold = text.startswith(BOLD) and text.endswith(BOLD) and len(text) > 2 * len(BOLD)
    return "point" if bold else "prose"


def _pieces(desk: _Desk, part: str, number: int, text: str) -> Iterator[Piece]:
    spots = _spots(desk.at(part, "paragraph", number))
    about = desk.at(part, "quote", number)
    point = _kind(desk, text) == "point"
    for piece in laid(text, desk.known):
        if piece.quote is None:
            cut = bits(piece.text, spots, piece.start)
            yield Piece(bits=trimmed(cut, BOLD) if point else cut)
        elif piece.quote not in desk.known or "「" not in piece.text:
            yield Piece(bits=bits(piece.text, ()), gone=True)
        else:
            yield from _quoted(desk, piece, spots, [*_spots(about, piece.quote)])


def _quoted(
    desk: _Desk, piece: Laid, outer: Sequence[Spot], inner: Sequence[Spot]
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


def _marks(parts: Sequence[Part]) -> tuple[tuple[str, str, int], ...]:
    """How many placed quotations are verified, doubtful, wrong, not checked."""
    rows = {one.id: one.state for part in parts for block in part.blocks for one in block.said}
    count = Counter(rows.values())
    return tuple((name, words.STATES[name], count[name]) for name in words.STATES)  # type: ignore[index]
