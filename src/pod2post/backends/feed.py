"""The episodes of a show's feed and a channel's newest uploads, as listings."""

import re

from pod2post.backends import listings, pinned
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput
from pod2post.feeds import reading
from pod2post.feeds.document import MOST_FEED, Unreadable
from pod2post.feeds.entry import Entry
from pod2post.linking.matching import Listing
from pod2post.locate import address

PATIENCE = pinned.Patience(connect_s=5.0, read_s=6.0, whole_s=30.0)
UPLOADS = "https://www.youtube.com/feeds/videos.xml"
SHORTS = "/shorts/"


def episodes_of(feed: str, *, limits: Limits) -> Listing:
    """The episodes of a show's feed that have audio; ids are their guids.

    Raises:
        TryLater: no answer, or no feed.
        BadInput: the feed's address is none.
        Refused: an address that must not be asked.
    """
    try:
        with pinned.pool(limits) as connections:
            data = pinned.read(connections, address(feed), PATIENCE, MOST_FEED)
        entries = reading.read(data, feed).entries
    except (pinned.Broken, Unreadable) as error:
        raise listings.unusable("the show's feed", error) from error
    return Listing(listed=tuple(entry.listed for entry in entries if entry.enclosure))


def uploads_of(channel: str, *, base_url: str = UPLOADS, limits: Limits) -> Listing:
    """The newest 15 videos of a YouTube channel, Shorts aside. Their lengths are not told.

    Raises:
        BadInput: the channel's id is of another form.
        TryLater: no answer, or no list.
    """
    if not re.fullmatch(r"UC[A-Za-z0-9_-]{22}", channel):
        raise BadInput(
            f"{channel[:40]!r} is no channel id of YouTube",
            "The list of uploads needs youtube_channel = the id that begins with UC.",
        )
    videos = uploads(f"{base_url}?channel_id={channel}", limits=limits)
    return Listing(listed=tuple(entry.listed for entry in videos))


def uploads(url: str, *, limits: Limits) -> tuple[Entry, ...]:
    """The videos of YouTube's small feed of a channel or playlist, Shorts aside.

    Raises:
        TryLater: no answer, or no list.
        Refused: an address that must not be asked.
    """
    try:
        with pinned.pool(limits) as connections:
            data = pinned.read(connections, url, listings.PATIENCE, listings.MOST_BYTES)
        entries = reading.read(data, url).entries
    except (pinned.Broken, Unreadable) as error:
        raise listings.unusable("YouTube's list of uploads", error) from error
    videos = (entry for entry in entries if entry.youtube)
    return tuple(entry for entry in videos if SHORTS not in (entry.link or ""))
