"""Episodes that lie on this machine. A file is referenced where it is, never copied."""

import re
from datetime import date
from pathlib import Path

from pod2post import describe, media
from pod2post.errors import BadInput
from pod2post.locate import digest_of
from pod2post.ports import Shelf, Tell
from pod2post.store import now
from pod2post.values import Audio, Locator, Person, Source


class Files:
    """The `Library` of local files: what can be known stands in the file's tags."""

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:  # noqa: ARG002
        """The tags' title, show, date and description; the file's name when it has no title.

        Raises:
            BadInput: the file is no media, or holds no sound.
        """
        path = Path(locator.address)
        seen = media.probe(path)
        digest = (locator.digest or "").removeprefix("sha256:")
        return from_tags(
            locator, seen, duration_ms=seen.duration_ms, name=path.stem, id_=f"file-{digest[:8]}"
        )

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:  # noqa: ARG002
        """The file where it lies; `origin` is its path.

        Raises:
            BadInput: it is no media, cannot be read, or was changed since it was located.
        """
        path = Path(locator.address)
        seen = media.probe(path)
        digest = digest_of(path)
        if locator.digest not in (None, digest):
            raise BadInput(f"{path} was changed while it was being read", "Run it again.")
        return Audio(
            digest=digest,
            size=path.stat().st_size,
            duration_ms=seen.duration_ms,
            codec=seen.codec,
            channels=seen.channels,
            origin=str(path),
        )


def from_tags(
    locator: Locator, seen: media.Probe | None, *, duration_ms: int | None, name: str, id_: str
) -> Source:
    """A source as its tags tell it; `name` is the title without one, `id_` the slug then."""
    tag = seen.tag if seen else lambda *_: ""
    title = describe.short_title(tag("title") or name)
    show = tag("show", "podcast", "album")
    show = describe.short_title(show) if show else ""
    description = tag("description", "synopsis", "tdes", "comment")
    chapters = (seen.chapters if seen else ()) or describe.chapters(description, duration_ms)
    people = describe.people(title, description, None, show)
    artist = describe.short_title(tag("artist", "album_artist"))
    if describe.is_name(artist) and artist not in {show, *(person.name for person in people)}:
        people = (Person(name=artist, role="other"), *people)
    return Source(
        locator=locator,
        slug=describe.slug(title, id_),
        title=title,
        show=show,
        published=day(tag("date", "release_date", "year")),
        duration_ms=duration_ms,
        description=description,
        chapters=chapters,
        people=people,
        links=describe.links(description),
        captions=(),
        language=None,
        seen_at=now(),
    )


def day(text: str) -> str | None:
    """The whole day that a date tag names, as YYYY-MM-DD; a year or a month alone is none."""
    match = re.match(r"\s*(\d{4})([-/.]?)(\d\d)\2(\d\d)(?!\d)", text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[3]), int(match[4])).isoformat()
    except ValueError:
        return None
