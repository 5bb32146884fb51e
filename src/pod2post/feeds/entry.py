"""What a feed or a channel lists, and what a poll makes of it."""

from datetime import datetime
from typing import Literal

from pod2post.linking.matching import Listed
from pod2post.value import require, value
from pod2post.values import Person


@value
class Enclosure:
    """The audio of an item. `kind`: its MIME type, "" where the feed gives none; `length`: bytes.

    Both are what the feed says, which is often wrong.
    """

    url: str
    kind: str = ""
    length: int | None = None


@value
class Offered:
    """A transcript on offer. `kind`: its MIME type in lower case, without parameters."""

    url: str
    kind: str
    language: str | None = None


@value
class Entry:
    """One episode as a feed or a channel lists it.

    `show`: the key of the followed show, "" where nobody follows it. `published`: ISO 8601 in
    UTC with seconds, None where there is no date that can be read; `local`: the same in the zone
    that the feed names, whose day its readers see. `kind`: full, trailer, bonus
    or "". `preview`: why this is a part of a paid episode, or "". `pending`: why it cannot be
    had yet (live, upcoming), or "".
    """

    show: str
    title: str
    guid: str | None = None
    published: str | None = None
    local: str | None = None
    duration_ms: int | None = None
    enclosure: Enclosure | None = None
    youtube: str | None = None
    link: str | None = None
    season: int | None = None
    number: int | None = None
    kind: str = ""
    language: str | None = None
    transcripts: tuple[Offered, ...] = ()
    chapters: str | None = None
    people: tuple[Person, ...] = ()
    preview: str = ""
    pending: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        require(bool(self.enclosure or self.youtube), "an entry has audio or a video")
        require(self.published is None or self.when is not None, "published is a date in UTC")

    @property
    def source(self) -> str:
        """What `pod2post run` takes."""
        if self.enclosure:
            return self.enclosure.url
        return f"https://www.youtube.com/watch?v={self.youtube}"

    @property
    def when(self) -> datetime | None:
        """`published` as a time that knows its zone."""
        return datetime.fromisoformat(self.published) if self.published else None

    @property
    def listed(self) -> Listed:
        """The same, for the rules by which episodes are told apart."""
        return Listed(
            id=self.youtube or self.guid or self.source,
            title=self.title,
            published=self.local or self.published,
            duration_ms=self.duration_ms,
            guid=self.guid,
            enclosure=self.enclosure.url if self.enclosure else None,
            kind=self.kind,
            description=self.description,
        )


@value
class Feed:
    """A feed that was read. `moved`: where the feed says that it lives now. `guid`: of the show."""

    title: str
    entries: tuple[Entry, ...]
    link: str | None = None
    language: str | None = None
    moved: str | None = None
    guid: str | None = None
    notes: tuple[str, ...] = ()


@value
class Seen:
    """An entry that a poll met. `first`: when, ISO 8601 in UTC; `early`: at the first poll.

    `taken`: it was handed over to be worked on; `why`: the reason where it was not.
    """

    entry: Entry
    first: str
    early: bool = False
    taken: bool = False
    why: str = ""


@value
class Memory:
    """What is remembered of a show's polls. `etag`, `modified`: for the next conditional request.

    `asked`: the address in the list of shows from which it moved to `address`.
    """

    schema: Literal[1] = 1
    polled: str = ""
    asked: str = ""
    address: str = ""
    etag: str | None = None
    modified: str | None = None
    seen: tuple[Seen, ...] = ()


@value
class Skipped:
    """An entry that is not taken, and why. `fresh`: it was not there at an earlier poll."""

    entry: Entry
    why: str
    fresh: bool


@value
class Polled:
    """What a poll found: new entries, oldest first, and why others are not taken.

    `changed`: what was taken before and lies at another address now. `unchanged`: the other side
    had nothing new to say. `memory` is what `remember` keeps.
    """

    show: str
    title: str
    new: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    unchanged: bool
    memory: Memory
    changed: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
