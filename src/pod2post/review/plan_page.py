"""The plan as the page shows it: the angle, the sections, every segment, the quotations. Pure."""

from collections.abc import Mapping, Sequence

from pod2post import codec
from pod2post.review import planned
from pod2post.review.transcript import KINDS
from pod2post.revision import choosing, editing
from pod2post.revision.edits import Edits
from pod2post.showing.words import span
from pod2post.value import value
from pod2post.values import Cue, Dropped, Plan, Quote, Quotes, Segments, Transcript
from pod2post.writing.tasks import clock


@value
class Planned:
    """A section of the plan; `new`: the empty one at the end."""

    id: str
    number: int
    heading: str
    angle: str
    length: str
    locked: bool
    new: bool = False


@value
class Stretch:
    """A segment: where it goes (a section's id, "" for nowhere), and why it is left out."""

    id: str
    title: str
    kind: str
    span: str
    start_ms: int
    gist: tuple[str, ...]
    where: str
    why: str


@value
class Candidate:
    """A quotation that may be written about."""

    key: str
    section: str
    chinese: str
    source: str
    about: str
    wanted: bool


@value
class PlanPage:
    """`base`: what a change is made against. `written`: there is prose already.

    `edited`: the plan is an editor's. `stale`: it was changed since the prose was written.
    """

    run: str
    title: str
    base: str
    thesis: str
    titles: str
    sections: tuple[Planned, ...]
    segments: tuple[Stretch, ...]
    candidates: tuple[Candidate, ...]
    language: str
    written: bool
    edited: bool
    locked: bool


@value
class Material:
    """What the page is made from. `quotes`: () before they are chosen."""

    run: str
    title: str
    plan: Plan
    segments: Segments
    transcript: Transcript
    quotes: tuple[Quotes, ...]
    edits: Edits
    unwanted: frozenset[str]
    written: bool
    edited: bool


def base(plan: Plan, unwanted: frozenset[str]) -> str:
    """The digest of what the form shows."""
    return codec.digest([plan, tuple(sorted(unwanted))])


def held(edits: Edits) -> frozenset[str]:
    """The ids of locked sections."""
    return frozenset(editing.locks(edits)) - {editing.HEAD}


def page(stuff: Material, sent: Plan | None = None) -> PlanPage:
    """The page; `sent` is the plan as an editor has it in her form, where it was not kept."""
    shown, locks = sent or stuff.plan, held(stuff.edits)
    spans = {row.id: row for row in _stretches(stuff, shown)}
    rows = [
        Planned(
            id=row.id,
            number=number,
            heading=row.heading,
            angle=row.angle,
            length=clock(_length(stuff, row.segments)),
            locked=row.id in locks,
        )
        for number, row in enumerate(shown.sections, start=1)
    ]
    if len(rows) < planned.MOST_SECTIONS:
        name = planned.fresh(shown)
        rows.append(
            Planned(
                id=name,
                number=len(rows) + 1,
                heading="",
                angle="",
                length="",
                locked=False,
                new=True,
            )
        )
    return PlanPage(
        run=stuff.run,
        title=stuff.title,
        base=base(stuff.plan, stuff.unwanted),
        thesis=shown.thesis,
        titles="\n".join(shown.titles),
        sections=tuple(rows),
        segments=tuple(spans.values()),
        candidates=_candidates(stuff),
        language=stuff.transcript.language,
        written=stuff.written,
        edited=stuff.edited,
        locked=bool(editing.locks(stuff.edits)),
    )


def _stretches(stuff: Material, plan: Plan) -> Sequence[Stretch]:
    cues = {cue.id: cue for cue in stuff.transcript.cues}
    homes = {name: row.id for row in plan.sections for name in row.segments}
    whys = {row.segment: row.why for row in plan.left_out}
    made = []
    for segment in stuff.segments.segments:
        first, last = cues.get(segment.first), cues.get(segment.last)
        made.append(
            Stretch(
                id=segment.id,
                title=segment.title,
                kind=KINDS[segment.kind] if KINDS[segment.kind] != segment.title else "",
                span=span(first.start_ms, last.end_ms) if first and last else "",
                start_ms=first.start_ms if first else 0,
                gist=segment.gist,
                where=homes.get(segment.id, planned.OUT),
                why=whys.get(segment.id, ""),
            )
        )
    return made


def _length(stuff: Material, segments: Sequence[str]) -> int:
    """Milliseconds of these segments."""
    cues: Mapping[str, Cue] = {cue.id: cue for cue in stuff.transcript.cues}
    rows = [row for row in stuff.segments.segments if row.id in segments]
    ends = ((cues.get(row.first), cues.get(row.last)) for row in rows)
    return sum(last.end_ms - first.start_ms for first, last in ends if first and last)


def _candidates(stuff: Material) -> tuple[Candidate, ...]:
    """The quotations of each section, and those that she left out before."""
    rows: list[Quote | Dropped] = []
    for some in stuff.quotes:
        rows += some.quotes
        rows += (row for row in some.dropped if row.rule == choosing.RULE)
    return tuple(_candidate(row, stuff.unwanted) for row in rows)


def _candidate(row: Quote | Dropped, unwanted: frozenset[str]) -> Candidate:
    quoted = isinstance(row, Quote)
    about = f"{clock(row.start_ms)} {row.speaker or ''}" if isinstance(row, Quote) else ""
    name = choosing.key(row)
    return Candidate(
        key=name,
        section=row.section,
        chinese=row.chinese or "",
        source=row.source,
        about=about.strip(),
        wanted=quoted and name not in unwanted,
    )
