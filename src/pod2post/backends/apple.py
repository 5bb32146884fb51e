"""A show by its number on Apple Podcasts: its feed and its episodes, by keyless look-ups."""

import json
import re
from typing import Any
from urllib.parse import quote

from pod2post.backends import listings, pinned
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, TryLater
from pod2post.linking.matching import Listed, Listing
from pod2post.locate import address

DIRECTORY = "https://itunes.apple.com"
STOREFRONTS = ("tw", "us")
MOST_BYTES = 1_000_000
PATIENCE = pinned.Patience(connect_s=10.0, read_s=15.0)
_PAGE = re.compile(r"https://podcasts\.apple\.com/([a-z]{2})/podcast/(?:([^/?#]{1,200})/)?id\d+")
_SLUG = re.compile(r"[A-Za-z0-9%_-]+")


def feed_of(apple_id: str, *, base_url: str = DIRECTORY, limits: Limits) -> str | None:
    """The http(s) address of the show's feed, in normal form; None when none is listed.

    Source: the iTunes Search API, `/lookup?id=…&entity=podcast`, asked once.

    Raises:
        BadInput: the id is no number.
        TryLater: no usable answer.
    """
    _refuse_no_number(apple_id)
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


def episodes_of(apple_id: str, *, base_url: str = DIRECTORY, limits: Limits) -> Listing:
    """The newest 200 episodes in Taiwan's storefront; where the show is not in it, the American.

    Source: as above, `entity=podcastEpisode`, asked once for each storefront.

    Raises:
        BadInput: the id is no number.
        TryLater: no usable answer.
    """
    _refuse_no_number(apple_id)
    try:
        with pinned.pool(limits) as connections:
            for country in STOREFRONTS:
                url = f"{base_url}/lookup?id={apple_id}&entity=podcastEpisode&limit=200"
                data = pinned.read(
                    connections, f"{url}&country={country}", listings.PATIENCE, listings.MOST_BYTES
                )
                rows = listings.rows(listings.parsed(data), "results")
                found = tuple(filter(None, (_listed(row, apple_id, country) for row in rows)))
                if found:
                    break
    except pinned.Broken as error:
        raise listings.unusable("Apple's directory", error) from error
    away = found and country != STOREFRONTS[0]
    note = "the show is not in Taiwan's storefront of Apple; the link is to the American one"
    return Listing(listed=found, note=note if away else "")


def _listed(row: dict[str, Any], show: str, country: str) -> Listed | None:
    number = listings.whole(row, "trackId")
    if number is None or str(row.get("collectionId")) != show or str(number) == show:
        return None
    page = _PAGE.match(listings.text(row, "trackViewUrl"))
    slug = quote(page[2], safe="%") if page and page[2] else ""
    slug = f"{slug}/" if _SLUG.fullmatch(slug) else ""  # players take the number without it
    return Listed(
        id=f"{page[1] if page else country}/podcast/{slug}id{show}?i={number}",
        title=listings.title(listings.text(row, "trackName")),
        published=listings.text(row, "releaseDate") or None,
        duration_ms=listings.whole(row, "trackTimeMillis"),
        guid=listings.text(row, "episodeGuid").strip() or None,
        enclosure=listings.text(row, "episodeUrl") or None,
    )


def _refuse_no_number(apple_id: str) -> None:
    if not (apple_id.isascii() and apple_id.isdigit() and len(apple_id) <= 15):
        raise BadInput(
            f"{apple_id[:40]!r} is no show id of Apple Podcasts",
            "apple_id is the number after `id` in the show's address there.",
        )
