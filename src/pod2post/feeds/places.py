"""What a person gave to be followed: a feed, a channel, a show's page, a list of feeds.

What cannot be followed is named for what it is, with what to give instead.
"""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pod2post.errors import BadInput
from pod2post.feeds import document, opml, polling, reading, webpage
from pod2post.feeds.document import Unreadable
from pod2post.feeds.entry import Memory
from pod2post.feeds.masking import masked
from pod2post.feeds.polling import Desk, Look
from pod2post.locate import address
from pod2post.ports import Tell
from pod2post.value import value

WHAT = (
    "Give the address of a podcast feed, a YouTube channel or playlist, a show on Apple "
    "Podcasts, or an OPML list."
)
ONE_EPISODE = "`pod2post run {}` makes a post of it. To follow its show, give {}."
_APPLE = re.compile(r"/(?:[a-z]{2}/)?podcast/(?:[^/]{1,300}/)?id(\d{1,15})/?")
_LIST = re.compile(r"[A-Za-z0-9_-]{10,60}")
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HANDLE = re.compile(r"@[^\s/?#]{1,100}")


@value
class Place:
    """Where a show is published. `title`: as a list of feeds calls it, or ""."""

    kind: Literal["feed", "youtube"]
    address: str
    title: str = ""


def places(text: str, desk: Desk) -> tuple[Place, ...]:
    """The places behind what a person typed; several where it is a list.

    A feed is loaded, to know that it is one; a channel is not.

    Raises:
        BadInput: nothing there can be followed.
        TryLater, Refused: it cannot be asked now, or not at all.
    """
    said = text.strip()
    if "://" not in said:
        return _in_file(said)
    url = address(said)
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "youtu.be" or re.fullmatch(r"(.+\.)?youtube(-nocookie)?\.com", host):
        return (Place(kind="youtube", address=_youtube(url)),)
    if host in ("podcasts.apple.com", "itunes.apple.com"):
        return (Place(kind="feed", address=_by_apple(url, desk)),)
    if host in ("open.spotify.com", "spotify.link"):
        raise BadInput(
            "Spotify hands out no feeds, so a show there cannot be followed",
            "Give the show's address on Apple Podcasts or YouTube, or its feed, which most shows "
            "have: its own site names it.",
        )
    return _on_the_web(url, desk)


def look(place: Place, desk: Desk, *, tell: Tell) -> Look:
    """What is listed there now.

    Raises:
        BadInput, Refused, TryLater: as `polling.poll`.
    """
    start = Memory(address=place.address, asked=place.address)
    if place.kind == "youtube":
        days = polling.newest(place.address, desk)
        made = desk.doors.videos(place.address, polling.LEAST_VIDEOS, desk.settings, tell=tell)
        return polling.of_channel(start, days, *made)
    try:
        return polling.read_feed(start, desk)
    except Unreadable as error:
        raise _unfit(error, place.address) from error


def _in_file(text: str) -> tuple[Place, ...]:
    path = Path(text)
    try:
        if not path.is_file():
            hint = "If it is an address, begin with https://. " if "." in text else ""
            raise BadInput(f"there is no file {text[:120]!r}", hint + WHAT)
        if path.stat().st_size > opml.MOST_BYTES:
            raise BadInput(f"{text} is too large for a list of feeds", WHAT)
        return _outlines(path.read_bytes(), text)
    except (OSError, ValueError) as error:
        raise BadInput(f"{text[:120]!r} cannot be read", WHAT) from error


def _outlines(data: bytes, name: str) -> tuple[Place, ...]:
    try:
        rows = opml.read(data)
    except Unreadable as error:
        raise BadInput(f"{name} is no list of feeds (OPML): {error}", WHAT) from error
    if not rows:
        raise BadInput(f"{name} lists no feed with an address", WHAT)
    return tuple(Place(kind="feed", address=row.address, title=row.title) for row in rows)


# --- platforms ------------------------------------------------------------------------


def _youtube(url: str) -> str:
    """The channel's or playlist's address in normal form."""
    parts = urlsplit(url)
    asked = {name: rows[0] for name, rows in parse_qs(parts.query).items()}
    steps = [step for step in parts.path.split("/") if step] or [""]
    site = "https://www.youtube.com"
    found = _playlist(steps, asked) or _owner(steps, asked)
    if found:
        return f"{site}/{found}"
    if parts.hostname == "youtu.be" or steps[0] in ("watch", "shorts", "live", "embed", "v"):
        show = "its channel's address (the name under the video) or a playlist's"
        raise BadInput("this is one video, not a channel", ONE_EPISODE.format("URL", show))
    raise BadInput(
        "this YouTube address is neither a channel nor a playlist",
        "A channel's address looks like https://www.youtube.com/@name, a playlist's like "
        "https://www.youtube.com/playlist?list=…",
    )


def _playlist(steps: list[str], asked: dict[str, str]) -> str | None:
    name = asked.get("list") if steps[0] == "playlist" else asked.get("playlist_id")
    return f"playlist?list={name}" if name and _LIST.fullmatch(name) else None


def _owner(steps: list[str], asked: dict[str, str]) -> str | None:
    named = steps[1] if steps[0] == "channel" and len(steps) > 1 else asked.get("channel_id", "")
    if _CHANNEL.fullmatch(named):
        return f"channel/{named}"
    if _HANDLE.fullmatch(steps[0]):
        return steps[0]
    if steps[0] in ("c", "user") and len(steps) > 1:
        return f"{steps[0]}/{steps[1]}"
    return None


def _by_apple(url: str, desk: Desk) -> str:
    parts = urlsplit(url)
    found = _APPLE.fullmatch(parts.path)
    if found is None:
        raise BadInput("this address of Apple Podcasts names no show", WHAT)
    if "i" in parse_qs(parts.query):
        show = url.partition("?")[0]
        raise BadInput(
            "this is one episode on Apple Podcasts, not a show", f"Give the show: {show}"
        )
    feed = desk.doors.feed_of(found[1], limits=desk.settings.limits)
    if feed is None:
        raise BadInput(
            f"Apple's directory names no feed for show {found[1]}",
            "Some shows there are open to subscribers only. Give the show's own feed.",
        )
    return feed


# --- anything else --------------------------------------------------------------------


def _on_the_web(url: str, desk: Desk) -> tuple[Place, ...]:
    try:
        found = desk.doors.feed(url, limits=desk.settings.limits)
        data, charset = found.data or b"", found.charset
        reading.read(data, found.url, charset=charset)
    except Unreadable as error:
        if error.kind == "opml":
            return _outlines(data, masked(url))
        if error.kind == "page":
            return (Place(kind="feed", address=_named_by(data, charset, found.url)),)
        raise _unfit(error, url) from error
    return (Place(kind="feed", address=url),)


def _named_by(data: bytes, charset: str | None, url: str) -> str:
    found = webpage.feeds(document.decoded(data, charset), url)
    if len(found) == 1:
        return found[0].address
    if not found:
        raise BadInput(f"{masked(url)} is a web page, and it names no feed", WHAT)
    rows = "; ".join(f"{masked(one.address)} ({one.title or 'no title'})" for one in found[:8])
    raise BadInput(f"{masked(url)} is a web page that names several feeds", f"Give one: {rows}")


def _unfit(error: Unreadable, url: str) -> BadInput:
    shown = masked(url)
    if error.kind == "audio":
        show = "the show's feed"
        return BadInput(
            f"{shown} is an audio file: one episode, not a show", ONE_EPISODE.format("URL", show)
        )
    if error.kind == "json":
        return BadInput(f"{shown}: {error}, which is not read", "Give the show's RSS or Atom feed.")
    return BadInput(f"{shown} is no feed: {error}", WHAT)
