"""Channels and playlists of YouTube as lists of entries.

The page of the list tells lengths and what is live or for members, without days; a small feed
tells the days of the newest 15. Each alone is enough to go on with.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pod2post.backends import feed
from pod2post.backends.youtube import YouTube
from pod2post.backends.youtube_errors import FEED
from pod2post.errors import Pod2postError, Refused
from pod2post.feeds import fields
from pod2post.feeds.entry import Entry, Feed
from pod2post.ports import Tell
from pod2post.settings import Settings

CHANNEL = re.compile(r"https://www\.youtube\.com/channel/(UC[A-Za-z0-9_-]{22})")
PLAYLIST = re.compile(r"https://www\.youtube\.com/playlist\?list=([A-Za-z0-9_-]{10,60})")
LIVE = {
    "is_upcoming": "it is not out yet",
    "is_live": "it is live now",
    "post_live": "YouTube is still working on its recording",
}
CLOSED = {
    "private": "it is private",
    "subscriber_only": "it is for the channel's members only",
    "premium_only": "YouTube asks payment for it",
    "needs_auth": "YouTube shows it to people who have signed in only",
}


def newest(
    address: str, settings: Settings, *, base_url: str = feed.UPLOADS
) -> tuple[Entry, ...] | None:
    """The newest 15, with days and without lengths; None where the address names no feed of them.

    Raises:
        TryLater, Refused: as `feed.uploads`.
    """
    channel, playlist = CHANNEL.fullmatch(address), PLAYLIST.fullmatch(address)
    if channel:
        query = f"channel_id={channel[1]}"
    elif playlist:
        query = f"playlist_id={playlist[1]}"
    else:
        return None
    return feed.uploads(f"{base_url}?{query}", limits=settings.limits)


def videos(address: str, most: int, settings: Settings, *, tell: Tell) -> tuple[Feed, str]:
    """Up to `most` videos with their lengths, and the list's address with the channel's id.

    Raises:
        BadInput, Refused, TryLater: as `YouTube.listing`; Refused also where there is no such list.
    """
    cookies = settings.youtube.cookies
    site = YouTube(Path(cookies).expanduser() if cookies else None, settings.limits)
    return asked(site, address, most, tell=tell)


def asked(site: YouTube, address: str, most: int, *, tell: Tell) -> tuple[Feed, str]:
    """The same of a given `site`; a refusal says what helps where a list was wanted."""
    place = address if PLAYLIST.fullmatch(address) else f"{address}/videos"
    try:
        return listed(address, site.listing(place, most, tell=tell))
    except Pod2postError as error:
        if re.search("HTTP Error 404|does not exist", error.cause):
            raise Refused(
                "there is no such channel or playlist on YouTube",
                "Open the address in a browser: it may be misspelt, private or deleted.",
            ) from error
        error.remedy = error.remedy.replace(FEED, "follow the show's podcast feed instead")
        raise


def listed(address: str, found: Mapping[str, Any]) -> tuple[Feed, str]:
    """The event of the child as a feed, and the address by which the list is known for good."""
    channel, playlist = found.get("channel"), PLAYLIST.fullmatch(address)
    title = found["list"] if playlist else found["title"]
    entries = tuple(map(_entry, found["videos"]))
    lasting = address
    if not playlist and CHANNEL.fullmatch(f"https://www.youtube.com/channel/{channel}"):
        lasting = f"https://www.youtube.com/channel/{channel}"
    return Feed(title=fields.title(title), entries=entries, link=address), lasting


def _entry(row: Mapping[str, Any]) -> Entry:
    seconds = row["seconds"]
    state = LIVE.get(str(row["state"])) or CLOSED.get(str(row["who"])) or ""
    return Entry(
        show="",
        title=fields.title(row["title"]),
        duration_ms=round(seconds * 1000) if seconds else None,
        youtube=row["id"],
        link=f"https://www.youtube.com/watch?v={row['id']}",
        pending=state,
    )


def joined(days: tuple[Entry, ...], lengths: Feed) -> Feed:
    """Both lists as one: days from the one, lengths and states from the other, newest first."""
    more = {entry.youtube: entry for entry in lengths.entries}
    both = [_both(entry, more.pop(entry.youtube, None)) for entry in days]
    return replace(lengths, entries=(*both, *more.values()))


def _both(entry: Entry, other: Entry | None) -> Entry:
    if other is None:
        return entry
    return replace(entry, duration_ms=other.duration_ms, pending=other.pending)
