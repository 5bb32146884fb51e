"""The first half of the values: what was found about the episode, and what was heard in it.

Import them from `pod2post.values`, where the conventions stand that hold for all.
"""

from itertools import pairwise
from typing import Literal

from pod2post.value import require, value

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
    """The plan of recognition: speech in windows of at most 30 s, in order.

    `speech`: where in them somebody speaks. `audible`: what sounds outside all windows, in
    parts of at most 30 s: music, noise, or speech that the detector took for either.
    """

    spans: tuple[Span, ...]
    duration_ms: int
    speech_ms: int
    speech: tuple[Span, ...] = ()
    audible: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        require(all(a.end_ms <= b.start_ms for a, b in pairwise(self.spans)), "windows overlap")


@value
class Word:
    start_ms: int
    end_ms: int
    text: str
    confidence: int


@value
class Stretch:
    """A part of the audio by what became of it, and why where it was not recognised."""

    start_ms: int
    end_ms: int
    kind: Literal["speech", "lost", "sound", "silence"]
    why: str = ""

    def __post_init__(self) -> None:
        require(0 <= self.start_ms <= self.end_ms, f"stretch {self.start_ms}-{self.end_ms}")


@value
class Piece:
    """What was recognised in one window. `failed` names why, when nothing could be.

    `lost`: speech in it for which no decoding found words. `doubt`: why it was decoded
    again. `sampled`: by chance, as the last resort; another run may hear it otherwise.
    """

    span: Span
    language: str
    words: tuple[Word, ...]
    failed: str | None = None
    lost: tuple[Stretch, ...] = ()
    doubt: str = ""
    sampled: bool = False

    @property
    def holes(self) -> tuple[str, ...]:
        return (self.failed,) if self.failed else ()


@value
class Cue:
    """One spoken sentence. `speaker` is None where nobody could tell; confidence is 0..100.

    `margin`: by how many of 100 points the speaker's voice leads before the next one;
    None where nothing was compared.
    """

    id: str
    start_ms: int
    end_ms: int
    speaker: str | None
    text: str
    confidence: int
    margin: int | None = None


@value
class Coverage:
    """Milliseconds of audio by what became of them; `failed` are windows without a result.

    `stretches` cover the audio from end to end, or that part of it of which a transcript is.
    `sound` is audible without words.
    """

    duration_ms: int
    speech_ms: int
    recognised_ms: int
    failed: tuple[Span, ...]
    stretches: tuple[Stretch, ...] = ()

    def total(self, kind: str) -> int:
        """Milliseconds of one kind of stretch."""
        return sum(row.end_ms - row.start_ms for row in self.stretches if row.kind == kind)


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
    def automatic(self) -> bool:
        """Are these captions that a platform recognised? Then a quotation must be heard first."""
        return self.made_by.startswith("captions ") and "(automatic, " in self.made_by

    @property
    def holes(self) -> tuple[str, ...]:
        return tuple(f"window at {span.start_ms} ms" for span in self.coverage.failed)


@value
class Caption:
    """A line of a caption file. `words` stand where the file gives each its own time."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None
    words: tuple[Word, ...] = ()

    def __post_init__(self) -> None:
        require(0 <= self.start_ms <= self.end_ms, f"caption {self.start_ms}-{self.end_ms}")


@value
class Captions:
    """What somebody wrote down, or a platform recognised, in the order of time.

    `given`: a transcript in the show's feed or beside the file; who or what wrote it is not told.
    """

    language: str | None
    kind: Literal["human", "given", "automatic"]
    origin: str
    lines: tuple[Caption, ...]

    @property
    def label(self) -> str:
        return f"captions {self.language or 'und'} ({self.kind}, {self.origin})"


@value
class Heard:
    """Words listened to again for a few cues: separate evidence; the transcript stands.

    `span` is the stretch of audio that was heard, `by` the recogniser's label.
    """

    cues: tuple[str, ...]
    span: Span
    text: str
    by: str


@value
class Mended:
    """A name spelt anew in the overlay on one cue: what was heard, what is shown, and why."""

    cue: str
    heard: str
    shown: str
    why: Literal["listed", "division", "sound", "heard again"]


@value
class Relistened:
    """What was heard in some windows the second time, with other hotwords."""

    heard: tuple[Heard, ...]
    holes: tuple[str, ...] = ()
