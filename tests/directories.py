"""Apple, Spotify, YouTube's lists and a feed on loopback, with answers of our own writing.

    with Directories(shows) as host:
        apple.episodes_of("900000001", base_url=host.base, limits=HOME)

They say what the real ones are documented to say, and nothing about what those do today.
"""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlsplit
from xml.sax.saxutils import escape

from fakes_world import Hearing
from pod2post.backends import apple, feed, oembed, spotify
from pod2post.linking.keys import Keys
from pod2post.linking.links import Platform
from pod2post.linking.matching import Listing, Page
from pod2post.ports import Library, Shelf
from pod2post.settings import Limits, Show
from pod2post.values import Locator

HOME = Limits(private_addresses=True)
KEYS = Keys("an0id", "an0secret")
Json = dict[str, Any]


def spotify_id(short: str) -> str:
    """22 letters and digits out of a few."""
    return short.ljust(22, "0")


def shows_of(path: Path) -> tuple[Json, list[Json]]:
    """The shows and the labelled episodes of a file of them."""
    read = json.loads(path.read_text(encoding="utf-8"))
    return read["shows"], read["episodes"]


class Directories:
    """The places; `store` is the storefront that has the shows, `broken` paths answer 503."""

    def __init__(self, shows: Json, *, store: str = "tw") -> None:
        self.shows = shows
        self.store = store
        self.pages: dict[str, Json] = {}
        self.documents: dict[str, bytes] = {}
        self.raw: dict[str, bytes] = {}  # comes before all else
        self.broken: set[str] = set()
        self.stalled: set[str] = set()
        self.moved: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []  # path with query, Authorization
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Asked)
        self._server.daemon_threads = True
        self._server.places = self  # type: ignore[attr-defined]
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        return [path.partition("?")[0] for path, _ in self.asked]

    # what the places say

    def lookup(self, query: dict[str, str]) -> Json:
        rows: list[Json] = []
        for name, show in self.shows.items():
            if str(show["apple_id"]) == query["id"] and query.get("country") == self.store:
                rows = [
                    {"wrapperType": "track", "kind": "podcast", "collectionId": int(query["id"])}
                ]
                rows += [_on_apple(name, show, row, self.store) for row in show["apple"]]
        return {"resultCount": len(rows), "results": rows[: 1 + int(query["limit"])]}

    def episodes(self, show_id: str, query: dict[str, str]) -> Json:
        begin, limit = int(query["offset"]), int(query["limit"])
        rows: list[Json | None] = [None]  # the real one sends such holes
        for show in self.shows.values():
            if spotify_id(show["spotify_id"]) == show_id:
                rows += [_on_spotify(row) for row in show["spotify"]]
        more = f"{self.base}/next" if begin + limit < len(rows) else None
        return {"items": rows[begin : begin + limit], "next": more, "total": len(rows)}


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(body)

    def do_GET(self) -> None:
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        places: Directories = self.server.places  # type: ignore[attr-defined]
        url = urlsplit(self.path)
        asked = {name: texts[0] for name, texts in parse_qs(url.query).items()}
        secret = self.headers.get("Authorization", "")
        places.asked.append((self.path, secret))
        if url.path in places.stalled:
            places.closing.wait(5)
        if url.path in places.broken:
            self._say(503, b"")
        elif target := places.moved.get(url.path):
            self._say(302, b"", Location=target)
        elif url.path in places.raw:
            self._say(200, places.raw[url.path])
        elif url.path == "/lookup":
            self._say(200, _json(places.lookup(asked)))
        elif url.path == "/api/token":
            pair = base64.b64encode(f"{KEYS.id}:{KEYS.secret}".encode()).decode()
            known = secret == f"Basic {pair}" and body == b"grant_type=client_credentials"
            self._say(200 if known else 400, _json({"access_token": "a-token"} if known else {}))
        elif url.path.startswith("/v1/shows/"):
            known = secret == "Bearer a-token"
            found = places.episodes(url.path.split("/")[3], asked) if known else {}
            self._say(200 if known else 401, _json(found))
        elif url.path == "/oembed":
            page = places.pages.get(asked["url"])
            self._say(200 if page else 404, _json(page or {}))
        else:
            found_ = places.documents.get(url.path)
            self._say(404 if found_ is None else 200, found_ or b"")

    def _say(self, code: int, body: bytes, **fields: str) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        for name, text in fields.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


def _json(body: Json) -> bytes:
    return json.dumps(body).encode()


def _on_apple(name: str, show: Json, row: list[Any], store: str) -> Json:
    number, title, released, seconds, guid, url = row
    slug = quote(title.lower().replace(" ", "-").replace("?", "").replace("#", ""), safe="")
    page = f"https://podcasts.apple.com/{store}/podcast/{slug}/id{show['apple_id']}?i={number}&uo=4"
    return {
        "wrapperType": "podcastEpisode",
        "kind": "podcast-episode",
        "collectionId": int(show["apple_id"]),
        "collectionName": name,
        "trackId": number,
        "trackName": title,
        "releaseDate": released,
        "trackTimeMillis": seconds * 1000,
        "episodeGuid": guid,
        "episodeUrl": url,
        "trackViewUrl": page,
    }


def _on_spotify(row: list[Any]) -> Json:
    short, title, day, seconds = row
    return {
        "id": spotify_id(short),
        "name": title,
        "release_date": day,
        "duration_ms": seconds * 1000,
    }


# --- documents ------------------------------------------------------------------------


def rss(*rows: Json) -> bytes:
    """A feed; a row has title, url, and perhaps guid, day (RFC 2822), length, kind, text."""

    def tags(row: Json) -> Iterator[str]:
        yield f"<title>{escape(row['title'])}</title>"
        yield f'<enclosure url="{escape(row["url"])}" type="audio/mpeg" length="1"/>'
        for name, tag in (
            ("guid", "guid"),
            ("day", "pubDate"),
            ("length", "itunes:duration"),
            ("kind", "itunes:episodeType"),
            ("text", "description"),
        ):
            if name in row:
                yield f"<{tag}>{escape(row[name])}</{tag}>"

    items = "".join(f"<item>{''.join(tags(row))}</item>" for row in rows)
    space = "http://www.itunes.com/dtds/podcast-1.0.dtd"
    channel = f"<channel><title>T</title>{items}</channel>"
    return f'<rss version="2.0" xmlns:itunes="{space}">{channel}</rss>'.encode()


def uploads(*rows: tuple[str, str, str, str]) -> bytes:
    """A channel's list: id, title, published, "watch" or "shorts"."""
    entries = "".join(
        f"<entry><yt:videoId>{video}</yt:videoId><title>{escape(title)}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/{kind}/{video}"/>'
        f"<published>{published}</published></entry>"
        for video, title, published, kind in rows
    )
    spaces = (
        'xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015"'
    )
    return f"<feed {spaces}>{entries}</feed>".encode()


# --- a world that asks these places ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(Hearing):
    """The real clients, sent to loopback; `lengths` of videos in place of yt-dlp's."""

    host: Directories
    lengths: dict[str, int | None]
    closed: Library | None = None

    def library(self, locator: Locator) -> Library:
        if locator.kind == "youtube" and self.closed:
            return self.closed
        return Hearing.library(self, locator)

    def directories(self, show: Show) -> dict[Platform, Callable[[], Listing]]:
        base, made = self.host.base, dict[Platform, Callable[[], Listing]]()
        if name := show.apple_id:
            made["apple"] = lambda: apple.episodes_of(name, base_url=base, limits=HOME)
        if place := show.spotify_id:
            made["spotify"] = lambda: spotify.episodes_of(
                place, KEYS, accounts=base, api=base, limits=HOME
            )
        if channel := show.youtube_channel:
            made["youtube"] = lambda: feed.uploads_of(
                channel, base_url=f"{base}/uploads.xml", limits=HOME
            )
        return made

    def in_feed(self, show: Show, shelf: Shelf) -> Listing:
        return feed.episodes_of(show.feed, limits=HOME) if show.feed else Listing(listed=())

    def page_of(self, platform: Platform, url: str) -> Page | None:
        return oembed.page_of(platform, url, place=f"{self.host.base}/oembed?url=", limits=HOME)

    def length_of(self, video: str) -> int | None:
        return self.lengths.get(video)
