"""The chapters that a show publishes beside its feed (the Podcasting 2.0 tag), for one episode."""

from pod2post.backends import pinned
from pod2post.backends.feed_transcripts import PATIENCE
from pod2post.costs.limits import Limits
from pod2post.errors import TryLater
from pod2post.feeds import chapterjson, reading
from pod2post.feeds.document import MOST_FEED, Unreadable
from pod2post.ports import Tell
from pod2post.values import Chapter, Locator

WITHOUT = "The program divides the talk by itself."


class FeedChapters:
    """A `Chapterer` of episodes whose audio address stands in a feed."""

    def __init__(
        self, feed: str, limits: Limits, names: pinned.Names = pinned.system_names
    ) -> None:
        self.feed = feed
        self.limits = limits
        self.names = names

    def chapters(self, locator: Locator, /, *, tell: Tell) -> tuple[Chapter, ...]:  # noqa: ARG002
        """Those of the item whose enclosure is this address, a query in it aside.

        Raises:
            TryLater: no answer, no feed, or no chapters where they should be.
            Refused: an address that must not be asked.
        """
        try:
            with pinned.pool(self.limits, self.names) as pool:
                text = pinned.read(pool, self.feed, PATIENCE, MOST_FEED)
                place = _offered(text, locator.address, self.feed)
                if place is None:
                    return ()
                return chapterjson.read(pinned.read(pool, place, PATIENCE, chapterjson.MOST_BYTES))
        except (pinned.Broken, Unreadable, chapterjson.Unreadable) as error:
            cause = f"the chapters in the show's feed cannot be read: {error}"
            raise TryLater(cause, WITHOUT) from error


def _offered(feed: bytes, audio: str, place: str) -> str | None:
    wanted = audio.partition("?")[0]
    rows = (
        entry.chapters
        for entry in reading.read(feed, place).entries
        if entry.enclosure and entry.enclosure.url.partition("?")[0] == wanted
    )
    return next(filter(None, rows), None)
