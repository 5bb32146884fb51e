"""The chapters that a show publishes beside its feed (the Podcasting 2.0 tag), for one episode."""

from pod2post.backends import pinned
from pod2post.backends.feed_items import PATIENCE, ShowFeed, items
from pod2post.errors import TryLater
from pod2post.feeds import chapterjson
from pod2post.ports import Tell
from pod2post.values import Chapter, Locator

WITHOUT = "The program divides the talk by itself."


class FeedChapters(ShowFeed):
    """A `Chapterer` of episodes whose audio address stands in a feed."""

    def chapters(self, locator: Locator, /, *, tell: Tell) -> tuple[Chapter, ...]:  # noqa: ARG002
        """Those of the item whose enclosure is this address, a query in it aside.

        Raises:
            TryLater: no answer, no feed, or no chapters where they should be.
            Refused: an address that must not be asked.
        """
        try:
            with self.opened() as (text, pool):
                _, found = items(text, locator.address, self.feed)
                place = next((entry.chapters for entry in found if entry.chapters), None)
                if place is None:
                    return ()
                return chapterjson.read(pinned.read(pool, place, PATIENCE, chapterjson.MOST_BYTES))
        except (pinned.Broken, chapterjson.Unreadable) as error:
            cause = f"the chapters in the show's feed cannot be read: {error}"
            raise TryLater(cause, WITHOUT) from error
