"""Who speaks when, before anybody has a name: voices, and what is known of them."""

from pod2post.heard import Cue
from pod2post.value import require, value

MOST_VOICES = 6
LEAST_MARGIN = 10  # points; below that it is not sure who speaks


def doubtful(cue: Cue) -> bool:
    """Is it unknown, or not sure, who speaks this sentence?"""
    return cue.speaker is None or (cue.margin is not None and cue.margin < LEAST_MARGIN)


@value
class People:
    """How many voices to tell apart; `least` and `most` are equal where somebody said it."""

    least: int = 1
    most: int = MOST_VOICES

    def __post_init__(self) -> None:
        require(1 <= self.least <= self.most, f"{self.least} to {self.most} voices")


@value
class Part:
    """Within the span with this number another voice speaks from one time to the other."""

    span: int
    start_ms: int
    end_ms: int
    voice: int
    margin: int | None

    def __post_init__(self) -> None:
        require(0 <= self.start_ms <= self.end_ms, f"part {self.start_ms}-{self.end_ms}")


@value
class Turns:
    """For each span its voice, numbered from 0, and by how many of 100 points it leads.

    `parts` cover, in order, the spans in which the voice changes, and no others.
    `prints`: a vector for each voice, in whole numbers of any length; none from channels.
    `how` says in one line by what they were told apart; `missing` what it lacked.
    """

    voices: tuple[int | None, ...]
    margins: tuple[int | None, ...]
    parts: tuple[Part, ...] = ()
    prints: tuple[tuple[int, ...], ...] = ()
    how: str = ""
    missing: str = ""

    def __post_init__(self) -> None:
        require(len(self.voices) == len(self.margins), "a margin for each voice")

    @property
    def holes(self) -> tuple[str, ...]:
        return (self.missing,) if self.missing else ()


@value
class Vectors:
    """The windows' vectors of one recording: `rows` of signed bytes, in the store."""

    digest: str
    rows: int

    @property
    def blobs(self) -> tuple[str, ...]:
        return (self.digest,)


@value
class Anchor:
    """A person's word for who speaks at a time."""

    at_ms: int
    name: str


@value
class Voiceprint:
    """A named person's voice as it was in the audio with this digest."""

    name: str
    audio: str
    vector: tuple[int, ...]


@value
class Hints:
    """What is known of the voices beside their words."""

    anchors: tuple[Anchor, ...] = ()
    remembered: tuple[Voiceprint, ...] = ()
