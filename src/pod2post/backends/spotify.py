"""A show's episodes on Spotify, with the keys of an app of your own. No key is ever stored."""

import base64
from typing import Any
from urllib.parse import urlencode

from pod2post.backends import listings, pinned
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, TryLater
from pod2post.linking.keys import Keys
from pod2post.linking.matching import Listed, Listing

ACCOUNTS, API = "https://accounts.spotify.com", "https://api.spotify.com"
PAGE, MOST_PAGES = 50, 10
MARKET = "TW"


def episodes_of(
    show: str,
    keys: Keys,
    *,
    accounts: str = ACCOUNTS,
    api: str = API,
    limits: Limits,
) -> Listing:
    """The newest 500 episodes that listeners in Taiwan see.

    Source: the Web API, client credentials, `GET /v1/shows/{id}/episodes`. Neither guid nor
    address of the audio is told.

    Raises:
        BadInput: the id is of another form, or Spotify does not take the keys.
        TryLater: no usable answer.
    """
    if not (show.isascii() and show.isalnum() and len(show) == 22):
        raise BadInput(
            f"{show[:40]!r} is no show id of Spotify",
            "spotify_id is the 22 letters and digits after /show/ in the show's address there.",
        )
    try:
        with pinned.pool(limits) as connections:
            bearer = ("Authorization", f"Bearer {_token(connections, accounts, keys)}")
            found: list[Listed] = []
            for page in range(MOST_PAGES):
                query = urlencode({"market": MARKET, "limit": PAGE, "offset": page * PAGE})
                url = f"{api}/v1/shows/{show}/episodes?{query}"
                with pinned.ask_once(connections, url, listings.PATIENCE, (bearer,)) as answer:
                    _refuse_keys(answer.status)
                    reply = listings.parsed(pinned.body(answer, listings.MOST_BYTES))
                found += filter(None, map(_listed, listings.rows(reply, "items")))
                if not reply.get("next"):
                    break
    except pinned.Broken as error:
        raise listings.unusable("Spotify", error) from error
    return Listing(listed=tuple(found))


def _token(connections: pinned.Pool, accounts: str, keys: Keys) -> str:
    pair = base64.b64encode(f"{keys.id}:{keys.secret}".encode()).decode()
    secret = (("Authorization", f"Basic {pair}"),)
    form = b"grant_type=client_credentials"
    url = f"{accounts}/api/token"
    with pinned.ask_once(connections, url, listings.PATIENCE, secret, form) as answer:
        _refuse_keys(answer.status)
        token = listings.parsed(pinned.body(answer, listings.MOST_BYTES)).get("access_token")
    if not (isinstance(token, str) and token.isascii() and token.isprintable() and token):
        raise pinned.Broken("no token came")
    return token


def _refuse_keys(status: int) -> None:
    if status in (400, 401, 403):
        raise BadInput(
            f"Spotify does not take the keys (HTTP {status})",
            "Check POD2POST_SPOTIFY_ID and POD2POST_SPOTIFY_SECRET, or paste the link: "
            "pod2post links RUN --spotify URL.",
        )
    if status == 429:
        raise TryLater("Spotify limits how much these keys may ask", listings.LATER)


def _listed(row: dict[str, Any]) -> Listed | None:
    name = listings.text(row, "id")
    if not (name.isascii() and name.isalnum() and len(name) == 22):
        return None
    return Listed(
        id=f"episode/{name}",
        title=listings.title(listings.text(row, "name")),
        published=listings.text(row, "release_date") or None,
        duration_ms=listings.whole(row, "duration_ms"),
    )
