"""The audio of a show's feed in place of a video that YouTube does not give.

Only where the feed surely has the same episode, by the rules by which links are found: two
episodes mixed up would make a post of the wrong one.
"""

from dataclasses import dataclass, replace

from pod2post import codec, describe
from pod2post.errors import Pod2postError, Refused, TryLater
from pod2post.linking.deadline import FEED_S, LISTING_S, answer
from pod2post.linking.links import names
from pod2post.linking.matching import Listed, Method, Wanted, matched
from pod2post.ports import Shelf, Tell
from pod2post.settings import Show
from pod2post.stages.resolve import resolve
from pod2post.store import Store, now
from pod2post.values import Audio, Locator, Source, value
from pod2post.world import World

KIND = "feed-audio"


@value
class Stand:
    """The feed's item that stands for a video, how it was found, and why it had to be."""

    episode: Listed
    method: Method
    score: int
    why: str
    seen_at: str

    @property
    def locator(self) -> Locator:
        return Locator(kind="enclosure", address=self.episode.enclosure or "")

    @property
    def line(self) -> str:
        return (
            f"{self.why}: heard instead is the audio of the same episode in the show's feed, "
            f"by {self.method} ({self.score} of 100): {self.episode.title}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A video that YouTube refuses, and what may know of its episode."""

    locator: Locator
    error: Refused | TryLater
    show: Show | None
    world: World
    shelf: Store
    tell: Tell

    @property
    def video(self) -> str:
        return self.locator.address.rpartition("=")[2]

    # as a `Library` for `resolve`, which keeps what it is given

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:  # noqa: ARG002
        raise self.error

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:  # noqa: ARG002
        """The episode as the show's feed has it.

        Raises:
            Refused, TryLater: the refusal itself, its remedy completed by what the feed has.
        """
        page = _page(self)
        show = self.show or (self.world.settings.show_for(page.show) if page else None)
        if show is None:
            raise self.error
        known = replace(self, show=show)
        if page is None:
            raise _pointed(known, None)
        wanted = Wanted(title=page.title, shows=names(show, page.show), published=page.published)
        found = stand(known, wanted)
        episode = found.episode
        title = describe.short_title(episode.title)
        links = replace(describe.links(episode.description), youtube=self.video)
        return Source(
            locator=locator,
            slug=describe.slug(title, f"youtube-{self.video}"),
            title=title,
            show=show.source_name,
            published=(episode.published or "")[:10] or None,
            duration_ms=episode.duration_ms,
            description=episode.description,
            chapters=(),
            people=(),
            links=links,
            captions=(),
            language=None,
            seen_at=found.seen_at,
        )


def sighted(closed: Closed) -> Source:
    """The episode as the show's feed has it, kept as if YouTube had told it.

    Raises:
        Refused, TryLater: as `Closed.resolve`.
    """
    return resolve(closed.locator, library=closed, shelf=closed.shelf, tell=closed.tell, fresh=True)


def stand(closed: Closed, wanted: Wanted) -> Stand:
    """The feed's item, kept for later runs of this video.

    Raises:
        Refused, TryLater: the refusal itself: the feed surely has no such episode.
    """
    show = closed.show
    if show is None:
        raise closed.error
    listing = answer(FEED_S, lambda: closed.world.in_feed(show, closed.shelf))
    if isinstance(listing, Pod2postError):
        raise _pointed(closed, None) from listing
    verdict = matched(wanted, listing.listed)
    if verdict.found is None:
        raise _pointed(closed, verdict.near[0].listed if verdict.near else None)
    hit = verdict.found
    made = Stand(
        episode=hit.listed,
        method=hit.method,
        score=hit.score,
        why=closed.error.cause,
        seen_at=now(),
    )
    closed.shelf.keep(KIND, _key(closed.locator), made)
    return made


def kept(locator: Locator, shelf: Store) -> Stand | None:
    """What stood for this video before."""
    return shelf.recall(KIND, _key(locator), Stand)


def forget(locator: Locator, shelf: Store) -> None:
    """Take the video itself from now on: YouTube gives it again."""
    if kept(locator, shelf):
        shelf.keep(KIND, _key(locator), None)


def _key(locator: Locator) -> str:
    return codec.digest([KIND, locator])


@value
class _Seen:
    """What others than the video's own page tell of it."""

    title: str
    show: str
    published: str | None = None


def _page(closed: Closed) -> _Seen | None:
    """From the channel's list of uploads, which knows the day; else by oEmbed."""
    show, world = closed.show, closed.world
    if show and (uploads := world.directories(show).get("youtube")):
        listing = answer(LISTING_S, uploads)
        for row in () if isinstance(listing, Pod2postError) else listing.listed:
            if row.id == closed.video:
                return _Seen(title=row.title, show=show.source_name, published=row.published)
    page = answer(LISTING_S, lambda: world.page_of("youtube", closed.locator.address))
    if page is None or isinstance(page, Pod2postError):
        return None
    return _Seen(title=page.title, show=page.author)


def _pointed(closed: Closed, near: Listed | None) -> Refused | TryLater:
    """The refusal, with where else the episode may be had."""
    error, show = closed.error, closed.show
    if near:
        error.remedy += (
            f" The show's feed has {near.title!r}; it is not sure that it is the same. If it is: "
            f"pod2post run {near.enclosure}"
        )
        return error
    feed = answer(LISTING_S, lambda: closed.world.feed(show, closed.shelf)) if show else None
    if show and isinstance(feed, str):
        error.remedy += (
            f" The feed of {show.source_name} is {feed}: "
            "the audio address of an episode in it can be given to pod2post run."
        )
    return error
