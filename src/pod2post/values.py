"""The values that a run is made of, in the order in which they are made.

All are frozen, keyword-only and made of tuples; times are whole milliseconds of the
audio whose digest stands in `Audio`, confidence is per cent (no float gets into a
digest); digests are tagged strings, `sha256:<hex>`.
The first half, from `Locator` to `Transcript`, stands in `heard.py`.
A part refers to its whole by id. What is well formed is said in `__post_init__`,
which raises `ValueError`.
"""

from typing import Literal

from pod2post.extras import Front
from pod2post.heard import (
    Audio,
    Caption,
    Captions,
    Chapter,
    Coverage,
    Cue,
    Heard,
    Hotwords,
    Links,
    Locator,
    Mended,
    Person,
    Piece,
    Relistened,
    Source,
    Span,
    Stretch,
    Track,
    Transcript,
    Windows,
    Word,
)
from pod2post.value import require, value

# What is passed on; what is defined below needs no mention here.
__all__ = [
    "Audio",
    "Caption",
    "Captions",
    "Chapter",
    "Coverage",
    "Cue",
    "Heard",
    "Hotwords",
    "Links",
    "Locator",
    "Mended",
    "Person",
    "Piece",
    "Relistened",
    "Source",
    "Span",
    "Stretch",
    "Track",
    "Transcript",
    "Windows",
    "Word",
    "require",
    "value",
]

# --- what it is about -----------------------------------------------------------------


@value
class Name:
    """One entry of the name sheet. `heard` are known mis-hearings."""

    canonical: str
    kind: Literal["person", "company", "product", "place", "show", "term"]
    role: Literal["host", "guest", "other"] | None = None
    heard: tuple[str, ...] = ()
    chinese: str | None = None


@value
class Names:
    entries: tuple[Name, ...]


@value
class Segment:
    """Cues `first` to `last`; `gist`: its weightiest sentences; `why`: what says it is no talk."""

    id: str
    first: str
    last: str
    title: str
    gist: tuple[str, ...]
    kind: Literal["talk", "advertisement", "intro", "small talk"]
    why: tuple[str, ...] = ()


@value
class Segments:
    segments: tuple[Segment, ...]
    method: Literal["chapters", "divisive", "chosen"]
    holes: tuple[str, ...] = ()


# --- what will be written -------------------------------------------------------------


@value
class Outline:
    """A planned section of the post: what it claims, from which segments."""

    id: str
    heading: str
    angle: str
    segments: tuple[str, ...]


@value
class LeftOut:
    segment: str
    why: str


@value
class Plan:
    """The post's angle. `writer` names what made it."""

    thesis: str
    titles: tuple[str, ...]
    sections: tuple[Outline, ...]
    left_out: tuple[LeftOut, ...]
    writer: str
    holes: tuple[str, ...] = ()


Grade = Literal["exact", "light", "stitched", "not found"]
Verdict = Literal["ok", "failed", "not checked"]


@value
class CheckResult:
    """The outcome of one check on a quote."""

    name: str
    verdict: Verdict
    note: str = ""


@value
class Quote:
    """Words of a speaker: `source` verbatim from the cues, `chinese` its rendering or None."""

    id: str
    section: str
    cues: tuple[str, ...]
    source: str
    chinese: str | None
    speaker: str | None
    start_ms: int
    end_ms: int
    grade: Grade
    tests: tuple[CheckResult, ...]


@value
class Dropped:
    """A proposed quote that did not hold, and why."""

    section: str
    source: str
    chinese: str | None
    rule: str
    why: str


@value
class Quotes:
    section: str
    quotes: tuple[Quote, ...]
    dropped: tuple[Dropped, ...]
    holes: tuple[str, ...] = ()


@value
class Confirmed:
    """What a recogniser heard where quotations from automatic captions stand, in their order."""

    heard: tuple[Heard, ...]
    holes: tuple[str, ...] = ()


@value
class Paragraph:
    """Text with ⟦q:ID⟧ where a quote stands, and the cues on which it rests."""

    text: str
    cues: tuple[str, ...]


@value
class Section:
    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    holes: tuple[str, ...] = ()


@value
class Head:
    """What stands above the sections."""

    title: str
    description: str
    tags: tuple[str, ...]
    lead: tuple[Paragraph, ...]
    holes: tuple[str, ...] = ()


@value
class Draft:
    head: Head
    sections: tuple[Section, ...]
    observation: Section | None
    writer: str


@value
class House:
    """What show and site bring to the post. `notice` is a line that every reader must see.

    `tai`: the form that the site writes.
    """

    source_name: str
    category: str
    tags: tuple[str, ...]
    host: str | None
    notice: str | None
    timezone: str
    tai: Literal["台", "臺"] = "台"


@value
class Subject:
    """A draft with all that it can be checked against and rendered from.

    `audio`: the digest of the audio to which all times belong. `notes`: the editor's own, or "".
    `verbatim`: texts of paragraphs that an editor wrote as Markdown, printed as they are.
    `partial`: why the audio may be a part of the episode only, or "".
    `front`: what decides the front matter beside the draft.
    """

    source: Source
    audio: str
    transcript: Transcript
    names: Names
    quotes: tuple[Quotes, ...]
    draft: Draft
    house: House
    notes: str = ""
    verbatim: tuple[str, ...] = ()
    partial: str = ""
    front: Front = Front()


@value
class Finding:
    """What a rule found. `where` is a section id or a part of the head, `excerpt` the place.

    `start`, `end`: the characters of the passage's text that are at fault, where a rule can
    name them. `fix`: what may stand in their place without anybody looking, None: nothing.
    """

    rule: str
    severity: Literal["error", "warning", "note"]
    where: str
    what: str
    mend: str
    excerpt: str = ""
    start: int | None = None
    end: int | None = None
    fix: str | None = None


@value
class Checked:
    draft: Draft
    findings: tuple[Finding, ...]


@value
class Evidence:
    """One line of the grounding record: a quote or a cited paragraph, and what it rests on."""

    where: str
    kind: Literal["quote", "paragraph"]
    quote: str | None
    text: str
    cues: tuple[str, ...]
    start_ms: int
    end_ms: int
    source: str
    speaker: str | None
    tests: tuple[CheckResult, ...]


@value
class Grounding:
    audio: str
    transcript: str
    evidence: tuple[Evidence, ...]
    schema: Literal[1] = 1


@value
class Post:
    slug: str
    markdown: str
    grounding: Grounding
