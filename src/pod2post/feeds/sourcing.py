"""What a feed says of an episode, kept as the observation that its run begins with.

A feed knows more than the tags of its audio: the title that readers know, the day, the show
notes, who speaks. Kept in the store before the run, it is found there by the stage `resolve`.
"""

from dataclasses import dataclass

from pod2post import describe
from pod2post.errors import BadInput
from pod2post.feeds.entry import Entry
from pod2post.feeds.identity import episode_key
from pod2post.locate import locate
from pod2post.ports import Shelf, Tell
from pod2post.stages.resolve import resolve
from pod2post.store import now
from pod2post.values import Audio, Locator, Source


def source_of(entry: Entry, show: str, locator: Locator) -> Source:
    """The episode as its feed describes it. `show`: the title of the feed."""
    text, title = entry.description, describe.short_title(entry.title)
    return Source(
        locator=locator,
        slug=describe.slug(title, episode_key(entry)),
        title=title,
        show=show,
        published=(entry.local or entry.published or "")[:10] or None,
        duration_ms=entry.duration_ms,
        description=text,
        chapters=describe.chapters(text, entry.duration_ms),
        people=entry.people or describe.people(title, text, None, show),
        links=describe.links(text),
        captions=(),
        language=None,  # hosts write "en-us" into feeds of any language
        seen_at=now(),
    )


def observe(entry: Entry, show: str, *, shelf: Shelf) -> None:
    """Keep what the feed says of an episode with audio; a video is described by its own page.

    Without a title there is nothing worth keeping: the tags of the audio are read then.
    """
    if not entry.enclosure or not entry.title:
        return
    try:
        locator = locate(entry.source)
    except BadInput:
        return  # its run will say so
    if locator.kind == "enclosure":
        told = _Told(entry=entry, show=show)
        resolve(locator, library=told, shelf=shelf, tell=_Silent(), fresh=True)


class _Silent:
    """A `ports.Tell`: nothing is asked of anybody here."""

    def say(self, text: str, /) -> None: ...
    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A feed as the `Library` of one of its episodes."""

    entry: Entry
    show: str

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:  # noqa: ARG002
        return source_of(self.entry, self.show, locator)

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:  # noqa: ARG002
        raise BadInput(f"{locator.address} is fetched from its host", "Run the episode.")
