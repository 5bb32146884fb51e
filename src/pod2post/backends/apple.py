"""The feed of a show by its number on Apple Podcasts: one keyless look-up."""

import json

from pod2post.backends import pinned
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, TryLater
from pod2post.locate import address

MOST_BYTES = 1_000_000
PATIENCE = pinned.Patience(connect_s=10.0, read_s=15.0)


def feed_of(
    apple_id: str, *, base_url: str = "https://itunes.apple.com", limits: Limits
) -> str | None:
    """The http(s) address of the show's feed, in normal form; None when none is listed.

    Source: the iTunes Search API, `/lookup?id=…&entity=podcast`, asked once.

    Raises:
        BadInput: the id is no number.
        TryLater: no usable answer.
    """
    if not (apple_id.isascii() and apple_id.isdigit() and len(apple_id) <= 15):
        raise BadInput(
            f"{apple_id[:40]!r} is no show id of Apple Podcasts",
            "apple_id is the number after `id` in the show's address there.",
        )
    url = f"{base_url}/lookup?id={apple_id}&entity=podcast"
    try:
        with pinned.pool(limits) as connections:
            reply = json.loads(pinned.read(connections, url, PATIENCE, MOST_BYTES))
    except (pinned.Broken, ValueError, RecursionError) as error:
        raise TryLater(
            f"Apple's directory gave no usable answer about show {apple_id}: {error}",
            "Try later, or put the feed's address into the show's profile: feed = URL.",
        ) from error
    rows = reply.get("results") if isinstance(reply, dict) else None
    for row in rows if isinstance(rows, list) else ():
        feed = row.get("feedUrl") if isinstance(row, dict) else None
        if isinstance(feed, str) and str(row.get("collectionId")) == apple_id:
            try:
                return address(feed)
            except BadInput:
                return None
    return None
