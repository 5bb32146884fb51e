"""The values that a run is made of, in the order in which they are made.

All are frozen, keyword-only and made of tuples; times are whole milliseconds of the
audio whose digest stands in `Audio`, confidence is per cent (no float gets into a
digest); digests are tagged strings, `sha256:<hex>`.
A part refers to its whole by id. What is well formed is said in `__post_init__`,
which raises `ValueError`.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """A frozen, slotted, keyword-only dataclass whose decoder refuses unknown keys."""
    rules = {"extra": "forbid", "strict": True, "allow_inf_nan": False}
    cls.__pydantic_config__ = rules  # type: ignore[attr-defined]
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def require(fact: bool, complaint: str) -> None:
    """Raise `ValueError(complaint)` unless `fact` holds."""
    if not fact:
        raise ValueError(complaint)


# --- what is to be turned into a post -------------------------------------------------


@value
class Locator:
    """All that fetching needs: the kind, the address in normal form, a local file's digest."""

    kind: Literal["youtube", "enclosure", "file"]
    address: str
    digest: str | None = None


@value
class Chapter:
    start_ms: int
    title: str


@value
class Person:
    name: str
    role: Literal["host", "guest", "other"]


@value
class Track:
    """A caption track on offer. `automatic` ones are recognised by the platform."""

    language: str
    kind: Literal["human", "automatic"]


@value
class Links:
    """Where listeners find the episode: ids as the site's shortcodes take them, or None."""

    youtube: str | None = None
    spotify: str | None = None
    apple: str | None = None


@value
class Source:
    """What was seen about the episode, and when. `published` is YYYY-MM-DD or None."""

    locator: Locator
    slug: str
    title: str
    show: str
    published: str | None
    duration_ms: int | None
    description: str
    chapters: tuple[Chapter, ...]
    people: tuple[Person, ...]
    links: Links
    captions: tuple[Track, ...]
    language: str | None
    seen_at: str


# --- what was heard -------------------------------------------------------------------


@value
class Audio:
    """The media. `origin` is a local file's path, or None when the bytes lie in the store."""

    digest: str
    size: int
    duration_ms: int
    codec: str
    channels: int
    origin: str | None

    @property
    def identity(self) -> str:
        """A file that was moved is still the same audio."""
        return self.digest

    @property
    def blobs(self) -> tuple[str, ...]:
        return () if self.origin else (self.digest,)


@value
class Hotwords:
    """Names that the recogniser is told beforehand, in order of weight."""

    words: tuple[str, ...]
    language: str | None


@value
class Span:
    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        require(0 <= self.start_ms <= self.end_ms, f"span {self.start_ms}-{self.end_ms}")


@value
class Windows:
    """The plan of recognition: speech in windows of at most 30 s, in order."""

    spans: tuple[Span, ...]
    duration_ms: int
    speech_ms: int

    def __post_init__(self) -> None:
        require(all(a.end_ms <= b.start_ms for a, b in pairwise(self.spans)), "windows overlap")


@value
class Word:
    start_ms: int
    end_ms: int
    text: str
    confidence: int


@value
class Piece:
    """What was recognised in one window. `failed` names why, when nothing could be."""

    span: Span
    language: str
    words: tuple[Word, ...]
    failed: str | None = None

    @property
    def holes(self) -> tuple[str, ...]:
        return (self.failed,) if self.failed else ()


@value
class Cue:
    """One spoken sentence. `speaker` is None where nobody could tell; confidence is 0..100."""

    id: str
    start_ms: int
    end_ms: int
    speaker: str | None
    text: str
    confidence: int


@value
class Coverage:
    """Milliseconds of audio by what became of them; `failed` are windows without a result."""

    duration_ms: int
    speech_ms: int
    recognised_ms: int
    failed: tuple[Span, ...]


@value
class Transcript:
    language: str
    cues: tuple[Cue, ...]
    made_by: str
    coverage: Coverage

    def __post_init__(self) -> None:
        require(len({cue.id for cue in self.cues}) == len(self.cues), "a cue id stands twice")
        ordered = all(a.start_ms <= b.start_ms for a, b in pairwise(self.cues))
        require(ordered, "cues are not in the order of time")

    @property
    def holes(self) -> tuple[str, ...]:
        return tuple(f"window at {span.start_ms} ms" for span in self.coverage.failed)


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
    """Cues from `first` to `last`, both included; `gist` are its weightiest sentences."""

    id: str
    first: str
    last: str
    title: str
    gist: tuple[str, ...]
    kind: Literal["talk", "advertisement", "intro", "small talk"]


@value
class Segments:
    segments: tuple[Segment, ...]
    method: Literal["chapters", "divisive"]


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
    """What show and site bring to the post. `notice` is a line that every reader must see."""

    source_name: str
    category: str
    tags: tuple[str, ...]
    host: str | None
    notice: str | None
    timezone: str


@value
class Subject:
    """A draft with all that it can be checked against and rendered from."""

    source: Source
    transcript: Transcript
    names: Names
    quotes: tuple[Quotes, ...]
    draft: Draft
    house: House


@value
class Finding:
    """What a rule found. `where` is a section id or a part of the head, `excerpt` the place."""

    rule: str
    severity: Literal["error", "warning", "note"]
    where: str
    what: str
    mend: str
    excerpt: str = ""


@value
class Checked:
    draft: Draft
    findings: tuple[Finding, ...]


@value
class Edit:
    """An editor's new text for one section, made against the section with digest `base`."""

    section: str
    base: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@value
class Edits:
    schema: Literal[1] = 1
    edits: tuple[Edit, ...] = ()


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
