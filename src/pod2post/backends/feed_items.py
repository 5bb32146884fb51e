"""What a show's feed says of one episode: of that whose audio address stands in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pod2post.backends import pinned
from pod2post.costs.limits import Limits
from pod2post.feeds import reading
from pod2post.feeds.document import MOST_FEED, Unreadable
from pod2post.feeds.entry import Entry, Feed

PATIENCE = pinned.Patience(connect_s=10.0, read_s=20.0)


class ShowFeed:
    """A feed, and the connections through which it and what it names are read."""

    def __init__(
        self, feed: str, limits: Limits, names: pinned.Names = pinned.system_names
    ) -> None:
        self.feed = feed
        self.limits = limits
        self.names = names

    @contextmanager
    def opened(self) -> Iterator[tuple[bytes, pinned.Pool]]:
        """The feed's bytes, and the connections for what it names.

        Raises:
            Broken: no answer, or not in time.
            Refused: an address that must not be asked.
        """
        with pinned.pool(self.limits, self.names) as pool:
            yield pinned.read(pool, self.feed, PATIENCE, MOST_FEED), pool


def items(feed: bytes, audio: str, place: str) -> tuple[Feed, list[Entry]]:
    """The feed, and its items whose enclosure is `audio`, a query in it aside.

    `place`: the feed's address, against which others are resolved.

    Raises:
        Broken: it is no feed.
    """
    try:
        found = reading.read(feed, place)
    except Unreadable as error:
        raise pinned.Broken(str(error)) from error
    wanted = audio.partition("?")[0]
    return found, [
        entry
        for entry in found.entries
        if entry.enclosure and entry.enclosure.url.partition("?")[0] == wanted
    ]
