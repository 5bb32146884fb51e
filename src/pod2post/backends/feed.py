"""A show's feed and a channel's list of uploads, both XML: read without entities."""

import email.utils
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from pod2post.backends import listings, pinned
from pod2post.costs.limits import Limits
from pod2post.describe import clean
from pod2post.errors import BadInput
from pod2post.linking.matching import Listed, Listing
from pod2post.locate import address

PATIENCE = pinned.Patience(connect_s=5.0, read_s=6.0, whole_s=30.0)
MOST_FEED = 30_000_000  # a daily show's feed of many years has some 15 MB
UPLOADS = "https://www.youtube.com/feeds/videos.xml"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
ATOM, YT = "{http://www.w3.org/2005/Atom}", "{http://www.youtube.com/xml/schemas/2015}"
TEXT_MAX = 20_000
_TAG = re.compile(r"<[^<>]{0,1000}>")


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
        return Listing(listed=tuple(filter(None, (_item(row) for row, _ in items(data)))))
    except pinned.Broken as error:
        raise listings.unusable("the show's feed", error) from error


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
    try:
        with pinned.pool(limits) as connections:
            url = f"{base_url}?channel_id={channel}"
            root = tree(pinned.read(connections, url, listings.PATIENCE, listings.MOST_BYTES))
    except pinned.Broken as error:
        raise listings.unusable("YouTube's list of uploads", error) from error
    return Listing(listed=tuple(filter(None, map(_video, root.iter(f"{ATOM}entry")))))


def items(feed: bytes) -> Iterator[tuple[Any, str | None]]:
    """Each item of a feed, with the feed's language.

    Raises:
        Broken: as `tree`.
    """
    for channel in tree(feed).iter("channel"):
        language = (channel.findtext("language") or "").strip() or None
        for item in channel.iter("item"):
            yield item, language


def tree(data: bytes) -> Any:
    """The root element.

    Raises:
        Broken: it is no XML, or declares entities.
    """
    # Entities are how XML grows without end; no feed needs any of its own.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
        raise pinned.Broken("it declares entities")
    try:
        return ET.fromstring(data)  # noqa: S314 - without entities it is as large as it looks
    except (ET.ParseError, ValueError, LookupError) as error:
        raise pinned.Broken(f"it is no valid XML ({error})") from error


def _item(item: Any) -> Listed | None:
    urls = [one.get("url", "") for one in item.iter("enclosure")]
    try:
        audio = address(urls[0]) if urls else None
    except BadInput:
        audio = None
    if audio is None:
        return None
    guid = (item.findtext("guid") or "").strip()
    text = item.findtext("description") or item.findtext(f"{ITUNES}summary") or ""
    return Listed(
        id=guid or audio,
        title=listings.title(item.findtext("title") or ""),
        published=_day(item.findtext("pubDate") or ""),
        duration_ms=_length(item.findtext(f"{ITUNES}duration") or ""),
        guid=guid or None,
        enclosure=audio,
        kind=(item.findtext(f"{ITUNES}episodeType") or "").strip().lower()[:20],
        description=clean(_TAG.sub(" ", text))[:TEXT_MAX],
    )


def _video(entry: Any) -> Listed | None:
    video = (entry.findtext(f"{YT}videoId") or "").strip()
    pages = [link.get("href", "") for link in entry.iter(f"{ATOM}link")]
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", video) or any("/shorts/" in page for page in pages):
        return None
    return Listed(
        id=video,
        title=listings.title(entry.findtext(f"{ATOM}title") or ""),
        published=(entry.findtext(f"{ATOM}published") or "").strip() or None,
    )


def _day(text: str) -> str | None:
    """`Mon, 26 Jan 2026 09:00:00 GMT` in ISO 8601."""
    try:
        return email.utils.parsedate_to_datetime(text).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _length(text: str) -> int | None:
    """Milliseconds of `3725`, `62:05` or `1:02:05`."""
    parts = text.strip().split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part[:9])
    return seconds * 1000 or None
