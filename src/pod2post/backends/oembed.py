"""What a page is called, by oEmbed: the keyless way in which platforms tell a title."""

from urllib.parse import quote

from pod2post.backends import listings, pinned
from pod2post.costs.limits import Limits
from pod2post.linking.matching import Page

PLACES = {
    "spotify": "https://open.spotify.com/oembed?url=",
    "youtube": "https://www.youtube.com/oembed?format=json&url=",
}
MOST_BYTES = 100_000


def page_of(platform: str, url: str, *, place: str | None = None, limits: Limits) -> Page | None:
    """Title and author of a page; None where the platform knows no such public page.

    Raises:
        TryLater: no usable answer.
    """
    where = (place or PLACES[platform]) + quote(url, safe="")
    try:
        with (
            pinned.pool(limits) as connections,
            pinned.ask(connections, where, listings.PATIENCE) as answer,
        ):
            if answer.status in (400, 401, 403, 404):
                return None
            reply = listings.parsed(pinned.body(answer, MOST_BYTES))
    except pinned.Broken as error:
        raise listings.unusable(platform.capitalize(), error) from error
    title = listings.title(listings.text(reply, "title"))
    author = listings.title(listings.text(reply, "author_name"))
    return Page(title=title, author=author) if title else None
