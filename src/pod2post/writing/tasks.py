"""What the writer is asked, and what it may answer: one material and one reply per task.

    topics       places where the subject may change in; those where it does, with titles, out
    plan         segments in, the post's angle out
    quotes       a planned section's cues in, proposed quotations out
    section      cues and verified quotes in, a heading and paragraphs out
    head         the finished sections in; title, description, tags and lead out
    observation  the editor's notes and the sections in, 我的觀察 out

The tasks of `proofing` check and write no prose.

A reply names cues, segments and quotes by ids that stood in its material; the stage
that asked checks each of them. Times are shown as h:mm:ss and never asked for.
"""

from typing import Any, Literal

from pod2post import codec
from pod2post.values import value
from pod2post.writing.proofing import (
    BacktranslationMaterial,
    BacktranslationReply,
    ComparisonMaterial,
    ComparisonReply,
    NamesMaterial,
    NamesReply,
)
from pod2post.writing.schemas import lean


@value
class Line:
    """A cue as the writer sees it."""

    id: str
    at: str
    speaker: str | None
    text: str


@value
class NameLine:
    """A row of the glossary. `note` says who or what it is, in Chinese; the rest is for code."""

    canonical: str
    note: str
    kind: Literal["person", "company", "product", "place", "show", "term"] = "term"
    chinese: str | None = None


@value
class Episode:
    """What every task is told about the episode. `part`: of how many posts this is which."""

    show: str
    title: str
    description: str
    names: tuple[NameLine, ...]
    part: tuple[int, int] | None = None


# --- topics ---------------------------------------------------------------------------


@value
class Place:
    """A place before which the subject may change, with what is said before and after it.

    `ours`: the program's own cut has it. The first place is the beginning of the talk.
    """

    id: str
    at: str
    ours: bool
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@value
class TopicsMaterial:
    """`end`: of the talk; `least`, `most`: how many parts; `longest`: of one, in per cent."""

    episode: Episode
    places: tuple[Place, ...]
    end: str
    least: int
    most: int
    longest: int


@value
class ChosenPart:
    """`start`: the id of the place where the part begins."""

    start: str
    title: str
    kind: Literal["talk", "advertisement", "intro", "small talk"]


@value
class TopicsReply:
    parts: tuple[ChosenPart, ...]


# --- plan -----------------------------------------------------------------------------


@value
class SegmentBrief:
    """A segment with its weightiest sentences. `words` counts the spoken words."""

    id: str
    at: str
    until: str
    title: str
    kind: str
    words: int
    gist: tuple[str, ...]


@value
class PlanMaterial:
    episode: Episode
    segments: tuple[SegmentBrief, ...]
    least: int
    most: int


@value
class PlannedSection:
    heading: str
    angle: str
    segments: tuple[str, ...]


@value
class PlannedOmission:
    segment: str
    why: str


@value
class PlanReply:
    thesis: str
    titles: tuple[str, ...]
    sections: tuple[PlannedSection, ...]
    left_out: tuple[PlannedOmission, ...]


# --- quotes ---------------------------------------------------------------------------


@value
class Rejected:
    """A proposal of the round before that did not hold, and why."""

    source: str
    why: str


@value
class QuotesMaterial:
    """`wanted`: about how many quotations. `rejected` is filled in the repair round only."""

    episode: Episode
    section: str
    heading: str
    angle: str
    lines: tuple[Line, ...]
    wanted: int
    rejected: tuple[Rejected, ...] = ()


@value
class ProposedQuote:
    """`source` copies the spoken words; `chinese` renders them, None when nobody translates."""

    cues: tuple[str, ...]
    source: str
    chinese: str | None
    speaker: str


@value
class QuotesReply:
    quotes: tuple[ProposedQuote, ...]


# --- section --------------------------------------------------------------------------


@value
class QuoteBrief:
    """A verified quotation, to be placed as ⟦q:id⟧."""

    id: str
    at: str
    speaker: str | None
    source: str
    chinese: str | None


@value
class SectionMaterial:
    """`headings`: those of all sections in order, so that none repeats another's story."""

    episode: Episode
    thesis: str
    headings: tuple[str, ...]
    section: str
    heading: str
    angle: str
    lines: tuple[Line, ...]
    quotes: tuple[QuoteBrief, ...]


@value
class WrittenParagraph:
    """`text` with ⟦q:id⟧ where a quotation stands; `cues` are those that it rests on."""

    text: str
    cues: tuple[str, ...]


@value
class SectionReply:
    heading: str
    paragraphs: tuple[WrittenParagraph, ...]


# --- head and observation -------------------------------------------------------------


@value
class SectionText:
    """A finished section; quotations stand in their Chinese."""

    heading: str
    paragraphs: tuple[WrittenParagraph, ...]


@value
class HeadMaterial:
    episode: Episode
    thesis: str
    titles: tuple[str, ...]
    sections: tuple[SectionText, ...]


@value
class HeadReply:
    title: str
    description: str
    tags: tuple[str, ...]
    lead: tuple[WrittenParagraph, ...]


@value
class ObservationMaterial:
    """`notes` are the editor's own words: points, facts, links."""

    episode: Episode
    thesis: str
    sections: tuple[SectionText, ...]
    notes: str


@value
class ObservationReply:
    paragraphs: tuple[WrittenParagraph, ...]


MATERIALS: dict[str, type] = {
    "topics": TopicsMaterial,
    "plan": PlanMaterial,
    "quotes": QuotesMaterial,
    "section": SectionMaterial,
    "head": HeadMaterial,
    "observation": ObservationMaterial,
    "names": NamesMaterial,
    "backtranslation": BacktranslationMaterial,
    "comparison": ComparisonMaterial,
}
REPLIES: dict[str, type] = {
    "topics": TopicsReply,
    "plan": PlanReply,
    "quotes": QuotesReply,
    "section": SectionReply,
    "head": HeadReply,
    "observation": ObservationReply,
    "names": NamesReply,
    "backtranslation": BacktranslationReply,
    "comparison": ComparisonReply,
}


def schema(task: str) -> dict[str, Any]:
    """The reply's JSON schema, without the parts that not every server understands."""
    made: dict[str, Any] = lean(codec.schema(REPLIES[task]))
    return made


def clock(ms: int) -> str:
    """Milliseconds as m:ss, or h:mm:ss from an hour on."""
    seconds = ms // 1000
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"
