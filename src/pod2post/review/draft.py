"""One run as the page shows it: the article as readers will see it, each part with its evidence.

Pure: out of a run that was read back, and what the rules found, into values that a template
only has to write down. Offsets of findings are laid into the text here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from pod2post import zh
from pod2post.page import hugo
from pod2post.review.basis import basis
from pod2post.review.blocks import Block, Desk, blocks, spots_of, whole_of
from pod2post.review.sound import Sound
from pod2post.revision import editing
from pod2post.revision.editing import HEAD
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.showing import words
from pod2post.showing.evidence import Said
from pod2post.showing.marking import Bit, Spot, bits
from pod2post.showing.panel import Listed, Panel, panel
from pod2post.stages.render import header
from pod2post.values import Dropped, Section, Subject, value
from pod2post.writing.tasks import clock

UNNAMED = "（未命名）"


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
    """The whole page. `marks`: how many placed quotations have each mark, in words.

    `unheard`: the quotations that nothing proved and no finding names, each with its part's name.
    """

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
    unheard: tuple[tuple[str, Said], ...]
    sound: Sound

    def part(self, name: str) -> Part | None:
        """The part of this id; None where the post has none."""
        return next((row for row in self.parts if row.id == name), None)


def page(name: str, now: Opened, rows: Sequence[Numbered], sound: Sound) -> DraftPage:
    """The run of folder `name`, as it is with its edits. `rows`: all findings, waived or not."""
    subject = now.shown
    listed = panel(subject, rows)
    desk = Desk(now, listed)
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
        unheard=tuple(_unheard(parts)),
        sound=sound,
    )


# --- the parts ------------------------------------------------------------------------


def _sections(subject: Subject) -> Iterator[tuple[str, Section]]:
    for number, section in enumerate(subject.draft.sections, start=1):
        yield f"第 {number} 節", section
    if subject.draft.observation:
        yield zh.OBSERVATION, subject.draft.observation


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


def _section(desk: Desk, named: tuple[str, Section]) -> Part:
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
        heading=bits(title, [*spots_of(rows), *_over(title, whole_of(rows))]),
        blocks=tuple(blocks(desk, section.id, section.paragraphs, own=own)),
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


def _marks(parts: Sequence[Part]) -> tuple[tuple[str, str, int], ...]:
    """How many placed quotations are verified, doubtful, wrong, not checked."""
    rows: dict[str, str] = {one.id: one.state for _, one in _said(parts)}
    count: Counter[str] = Counter(rows.values())
    return tuple((name, words.STATES[name], count[name]) for name in words.STATES)


def _unheard(parts: Sequence[Part]) -> Iterator[tuple[str, Said]]:
    once = {one.id: (name, one) for name, one in _said(parts) if one.state == "unchecked"}
    yield from once.values()


def _said(parts: Sequence[Part]) -> Iterator[tuple[str, Said]]:
    """The placed quotations in the order of the page, each with its part's name."""
    for part in parts:
        for block in part.blocks:
            for one in block.said:
                yield part.name, one
