"""One run as the page shows it: the article as readers will see it, each part with its evidence.

Pure: out of a run that was read back, and what the rules found, into values that a template
only has to write down. Offsets of findings are laid into the text here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pod2post import zh
from pod2post.page import hugo
from pod2post.page.quoting import shown
from pod2post.review.basis import basis, parts_of, section_of
from pod2post.review.blocks import Block, Desk, blocks, spots_of, whole_of
from pod2post.revision import editing
from pod2post.revision.editing import HEAD
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules.passages import placed
from pod2post.showing import saying, words
from pod2post.showing.marking import Bit, Spot, bits
from pod2post.showing.panel import Listed, Panel, panel
from pod2post.stages.render import header
from pod2post.values import Dropped, Section, Subject, value
from pod2post.writing.tasks import clock

UNNAMED = "（未命名）"


@value
class Part:
    """A section, or what stands above them (`id` is then "head"), with what became of it.

    `mark`: by what a browser says later that it shows the part as it is here.
    """

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
    mark: str = ""


@value
class Unheard:
    """A quotation to be listened to, and the name of the part that it stands in."""

    part: str
    id: str
    clock: str
    chinese: str

    @property
    def line(self) -> str:
        """The id of its line in the list of findings."""
        return f"listen-{self.id}"


@value
class Top:
    """What only the head has."""

    title: tuple[Bit, ...]
    description: tuple[Bit, ...]
    tags: tuple[tuple[Bit, ...], ...]
    attribution: str
    notices: tuple[str, ...]


class DraftPage:
    """The whole page; each part of it is laid out when it is asked for, and once."""

    def __init__(self, run: str, now: Opened, rows: Sequence[Numbered]) -> None:
        source, heard = now.shown.source, now.shown.transcript
        self.run = run
        self.title = now.shown.draft.head.title
        self.show, self.episode = source.show, source.title
        self.published = source.published or ""
        self.length = clock(heard.coverage.duration_ms)
        self.language = heard.language
        self.panel: Panel = panel(now.shown, rows)
        self._desk = Desk(now, self.panel)
        self._parts: dict[str, Part] = {}

    @cached_property
    def top(self) -> Top:
        return _top(self._desk)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The head, the sections, 我的觀察."""
        return tuple(filter(None, map(self.part, parts_of(self._desk.subject))))

    def part(self, name: str) -> Part | None:
        """The part of this id; None where the post has none."""
        if name not in self._parts and name in parts_of(self._desk.subject):
            made = _part(self._desk, name)
            top = self.top if name == HEAD else None
            self._parts[name] = replace(made, mark=_mark(name, made, top))
        return self._parts.get(name)

    @cached_property
    def mark(self) -> str:
        """The same of the list of findings."""
        return _mark("findings", self.panel, self.unheard)

    @cached_property
    def marks(self) -> tuple[tuple[str, str, int], ...]:
        """How many placed quotations are verified, doubtful, wrong, not checked; in words."""
        once = {quote.id: self._desk.state(quote) for _, quote in placed(self._desk.subject)}
        count = Counter[str](once.values())
        return tuple((name, words.STATES[name], count[name]) for name in words.STATES)

    @cached_property
    def unheard(self) -> tuple[Unheard, ...]:
        """The quotations that nothing proved and no finding names."""
        once = {quote.id: (where, quote) for where, quote in placed(self._desk.subject)}
        names = _names(self._desk.subject)
        return tuple(
            Unheard(
                part=names.get(where, words.PLACES[HEAD]),
                id=quote.id,
                clock=words.span(quote.start_ms, quote.end_ms),
                chinese=shown(quote) or "",
            )
            for where, quote in once.values()
            if self._desk.state(quote) == "unchecked"
        )


# --- the parts ------------------------------------------------------------------------


def _mark(name: str, *shown: object) -> str:
    """Good for as long as this process lives, which is as long as a page can be asked again."""
    return f"{name}:{hash(shown) & 0xFFFF_FFFF_FFFF_FFFF:x}"


def _names(subject: Subject) -> dict[str, str]:
    """What each section is called above its heading."""
    rows = enumerate(subject.draft.sections, start=1)
    names = {section.id: f"第 {number} 節" for number, section in rows}
    own = subject.draft.observation
    return names | ({own.id: zh.OBSERVATION} if own else {})


def _part(desk: Desk, name: str) -> Part:
    section = section_of(desk.subject, name)
    return _section(desk, _names(desk.subject)[name], section) if section else _head(desk)


def _head(desk: Desk) -> Part:
    edits = desk.now.edits
    top = desk.subject.draft.head
    return Part(
        id=HEAD,
        name=words.PLACES[HEAD],
        base=basis(desk.subject, HEAD),
        heading=(),
        blocks=tuple(blocks(desk, HEAD, top.lead, own=False)),
        keys=tuple(row.key for row in desk.at(HEAD, "part")),
        locked=HEAD in editing.locks(edits),
        edited=edits.head is not None,
        own=False,
        holes=top.holes,
        dropped=(),
    )


def _section(desk: Desk, name: str, section: Section) -> Part:
    edits = desk.now.edits
    own = section is desk.subject.draft.observation
    title = zh.OBSERVATION if own else (section.heading.strip() or UNNAMED)
    rows = desk.at(section.id, "heading")
    found = [row for row in desk.subject.quotes if row.section == section.id]
    return Part(
        id=section.id,
        name=name,
        base=basis(desk.subject, section.id),
        heading=bits(title, [*spots_of(rows), *_over(title, whole_of(rows))]),
        blocks=tuple(blocks(desk, section.id, section.paragraphs, own=own)),
        keys=tuple(row.key for row in desk.at(section.id, "part")),
        locked=section.id in editing.locks(edits),
        edited=any(row.section == section.id for row in edits.edits),
        own=own,
        holes=section.holes,
        dropped=tuple(saying.why(row) for every in found for row in every.dropped),
    )


def _over(text: str, rows: Sequence[Listed]) -> list[Spot]:
    """Spots over the whole of a text."""
    return [Spot(key=row.key, severity=row.severity, start=0, end=len(text)) for row in rows]


def _top(desk: Desk) -> Top:
    top = desk.subject.draft.head
    parts = header(desk.subject)

    def cut(slot: str, text: str, number: int = 0) -> tuple[Bit, ...]:
        rows = desk.at(HEAD, slot, number)
        return bits(text, [*spots_of(rows), *_over(text, whole_of(rows))])

    return Top(
        title=cut("title", top.title or UNNAMED),
        description=cut("description", top.description),
        tags=tuple(cut("tags", tag, number) for number, tag in enumerate(top.tags)),
        attribution=hugo.attribution(parts, parts.source_name),
        notices=parts.notices,
    )
