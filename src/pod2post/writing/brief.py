"""What the stages that write are told: views of the values, made by code."""

from collections.abc import Sequence

from pod2post.extras import Series
from pod2post.values import (
    Cue,
    House,
    Names,
    Outline,
    Plan,
    Quote,
    Section,
    Segment,
    Segments,
    Source,
    Transcript,
    value,
)
from pod2post.writing.tasks import Episode, Line, NameLine, SectionText, WrittenParagraph, clock

MOST_DESCRIPTION = 1500
MOST_NAMES = 40
ROLES = {"host": "主持人", "guest": "來賓"}
KINDS = {
    "person": "人名",
    "company": "公司",
    "product": "產品",
    "place": "地名",
    "show": "節目",
    "term": "",
}


@value
class Brief:
    """One section's task: its outline, its cues, the episode."""

    outline: Outline
    cues: tuple[Cue, ...]
    episode: Episode


@value
class Story:
    """The whole around one section."""

    thesis: str
    headings: tuple[str, ...]


@value
class Whole:
    """The finished sections, for what is written from all of them."""

    episode: Episode
    thesis: str
    titles: tuple[str, ...]
    sections: tuple[SectionText, ...]

    @property
    def cues(self) -> set[str]:
        """The ids of the cues that the sections cite."""
        return {id_ for part in self.sections for row in part.paragraphs for id_ in row.cues}


def episode(source: Source, names: Names, house: House, series: Series | None = None) -> Episode:
    """What every task is told about the episode."""
    return Episode(
        show=house.source_name,
        title=source.title,
        description=source.description[:MOST_DESCRIPTION],
        names=name_lines(names),
        part=(series.number, len(series.titles)) if series else None,
    )


def name_lines(names: Names) -> tuple[NameLine, ...]:
    """The glossary: the first names of the sheet, each with who or what it is."""
    rows = []
    for name in names.entries[:MOST_NAMES]:
        note = ROLES.get(name.role or "", "") or KINDS[name.kind]
        note = f"{note}，中文作「{name.chinese}」" if name.chinese else note
        rows.append(
            NameLine(canonical=name.canonical, note=note, kind=name.kind, chinese=name.chinese)
        )
    return tuple(rows)


def glossary(rows: Sequence[NameLine]) -> tuple[str, ...]:
    """The same as lines of text, for tasks that are told of names and of nothing else."""
    return tuple(f"{row.canonical}（{row.note}）" if row.note else row.canonical for row in rows)


def cues_of(segment: Segment, transcript: Transcript) -> tuple[Cue, ...]:
    """The cues of a segment, first and last included."""
    ids = [cue.id for cue in transcript.cues]
    return transcript.cues[ids.index(segment.first) : ids.index(segment.last) + 1]


def cues_for(outline: Outline, segments: Segments, transcript: Transcript) -> tuple[Cue, ...]:
    """The cues of a planned section, in the order of time."""
    chosen = [s for s in segments.segments if s.id in outline.segments]
    return tuple(cue for segment in chosen for cue in cues_of(segment, transcript))


def briefs(
    plan: Plan, segments: Segments, transcript: Transcript, about: Episode
) -> tuple[Brief, ...]:
    return tuple(
        Brief(outline=outline, cues=cues_for(outline, segments, transcript), episode=about)
        for outline in plan.sections
    )


def left_out(plan: Plan, segments: Segments, transcript: Transcript) -> tuple[str, ...]:
    """One line per segment that the article passes over: when, what, why."""
    reasons = {row.segment: row.why for row in plan.left_out}
    lines = []
    for segment in segments.segments:
        if segment.id in reasons:
            spoken = cues_of(segment, transcript)
            when = f"{clock(spoken[0].start_ms)} to {clock(spoken[-1].end_ms)}"
            lines.append(f"left out: {when} {segment.title} ({reasons[segment.id]})")
    return tuple(lines)


def story(plan: Plan) -> Story:
    return Story(thesis=plan.thesis, headings=tuple(s.heading for s in plan.sections))


def lines(cues: Sequence[Cue]) -> tuple[Line, ...]:
    return tuple(Line(id=c.id, at=clock(c.start_ms), speaker=c.speaker, text=c.text) for c in cues)


def section_text(section: Section, quotes: Sequence[Quote]) -> SectionText:
    """A finished section as later tasks read it: quotations in their Chinese."""
    chinese = {f"⟦q:{q.id}⟧": f"「{q.chinese or q.source}」" for q in quotes}
    rows = []
    for paragraph in section.paragraphs:
        text = paragraph.text
        for mark, words in chinese.items():
            text = text.replace(mark, words)
        rows.append(WrittenParagraph(text=text, cues=paragraph.cues))
    return SectionText(heading=section.heading, paragraphs=tuple(rows))
