"""Prose: sections around verified quotations, the head, and 我的觀察.

A section is written from its own cues and quotes alone, so one changed section asks for
one new reply. The writer places quotes as ⟦q:ID⟧ and cites cues by id; ids that were
not in its material are refused here.
"""

import re

from pod2post.ports import Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Head, Paragraph, Quotes, Section
from pod2post.writing import brief as views
from pod2post.writing.asking import Pen, ask
from pod2post.writing.brief import Brief, Story, Whole
from pod2post.writing.tasks import (
    HeadMaterial,
    HeadReply,
    ObservationMaterial,
    ObservationReply,
    QuoteBrief,
    SectionMaterial,
    SectionReply,
    WrittenParagraph,
    clock,
)

MARK = re.compile(r"⟦q:([^⟧]*)⟧")
OBSERVATION = "observation"
OBSERVATION_HEADING = "我的觀察"
MOST_TAGS = 8


@stage("section", 1)
def write(
    brief: Brief, story: Story, quotes: Quotes, pen: Pen, /, *, shelf: Shelf, tell: Tell
) -> Section:
    """One section of prose. A hole when the spare writer had to write it."""
    material = SectionMaterial(
        episode=brief.episode,
        thesis=story.thesis,
        headings=story.headings,
        section=brief.outline.id,
        heading=brief.outline.heading,
        angle=brief.outline.angle,
        lines=views.lines(brief.cues),
        quotes=tuple(
            QuoteBrief(
                id=q.id,
                at=clock(q.start_ms),
                speaker=q.speaker,
                source=q.source,
                chinese=q.chinese,
            )
            for q in quotes.quotes
        ),
    )
    known = {cue.id for cue in brief.cues}
    offered = {q.id: set(q.cues) for q in quotes.quotes}

    def judge(reply: SectionReply) -> str | None:
        return _fault(reply.paragraphs, known, set(offered))

    answer = ask("section", material, judge, pen, shelf=shelf, tell=tell)
    reply: SectionReply = answer.reply
    return Section(
        id=brief.outline.id,
        heading=reply.heading.strip() or brief.outline.heading,
        paragraphs=tuple(_paragraph(row, offered) for row in reply.paragraphs),
        holes=(answer.hole,) if answer.hole else (),
    )


def _fault(
    paragraphs: tuple[WrittenParagraph, ...], cues: set[str], quotes: set[str]
) -> str | None:
    """Ids that were never offered, a quote used twice, nothing written."""
    used = [id_ for row in paragraphs for id_ in MARK.findall(row.text)]
    cited = {id_ for row in paragraphs for id_ in row.cues}
    if not any(row.text.strip() for row in paragraphs):
        return "no paragraph was written"
    if strange := sorted(set(used) - quotes):
        return f"there is no quotation {', '.join(strange)}"
    if len(used) != len(set(used)):
        return "a quotation stands in two places"
    if strange := sorted(cited - cues):
        return f"there is no cue {', '.join(strange[:5])}"
    return None


def _paragraph(row: WrittenParagraph, quotes: dict[str, set[str]]) -> Paragraph:
    """The paragraph, resting on the cues it cites and on those of its quotations."""
    cues = dict.fromkeys(row.cues)
    for id_ in MARK.findall(row.text):
        cues |= dict.fromkeys(sorted(quotes.get(id_, ())))
    return Paragraph(text=row.text.strip(), cues=tuple(cues))


@stage("head", 1)
def head(whole: Whole, pen: Pen, /, *, shelf: Shelf, tell: Tell) -> Head:
    """Title, description, tags and lead, from the finished sections."""
    material = HeadMaterial(
        episode=whole.episode, thesis=whole.thesis, titles=whole.titles, sections=whole.sections
    )

    def judge(reply: HeadReply) -> str | None:
        empty = None if reply.title.strip() else "the title is empty"
        return empty or _fault(reply.lead, whole.cues, set())

    answer = ask("head", material, judge, pen, shelf=shelf, tell=tell)
    reply: HeadReply = answer.reply
    tags = {tag.strip().casefold(): tag.strip() for tag in reversed(reply.tags) if tag.strip()}
    return Head(
        title=reply.title.strip(),
        description=reply.description.strip(),
        tags=tuple(reversed(tags.values()))[:MOST_TAGS],
        lead=tuple(_paragraph(row, {}) for row in reply.lead if row.text.strip()),
        holes=(answer.hole,) if answer.hole else (),
    )


@stage("observation", 1)
def observe(whole: Whole, notes: str, pen: Pen, /, *, shelf: Shelf, tell: Tell) -> Section:
    """A draft of 我的觀察 from the editor's notes; a section without paragraphs is left out."""
    material = ObservationMaterial(
        episode=whole.episode, thesis=whole.thesis, sections=whole.sections, notes=notes
    )

    def judge(reply: ObservationReply) -> str | None:
        return _fault(reply.paragraphs, whole.cues, set()) if reply.paragraphs else None

    answer = ask("observation", material, judge, pen, shelf=shelf, tell=tell)
    reply: ObservationReply = answer.reply
    return Section(
        id=OBSERVATION,
        heading=OBSERVATION_HEADING,
        paragraphs=tuple(_paragraph(row, {}) for row in reply.paragraphs if row.text.strip()),
        holes=(answer.hole,) if answer.hole else (),
    )
