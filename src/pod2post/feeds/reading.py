"""From the bytes of a feed to its entries. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from pod2post.feeds import document, fields, parser, podcasting, salvage
from pod2post.feeds.document import Unreadable
from pod2post.feeds.entry import Enclosure, Entry, Feed, Offered
from pod2post.feeds.podcasting import Channel, Told
from pod2post.linking import previews

SOUND = ("audio/", "video/", "application/ogg", "application/octet-stream", "binary/")
AUDIO = (".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wav", ".flac")
VIDEO = (".mp4", ".m4v", ".mov", ".webm")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
MOST_RATE = 250  # bytes in a millisecond: more than audio without compression
NO_TAGS = "transcripts and chapters that it may offer were not read: its items are nested oddly"


def read(data: bytes, place: str, *, show: str = "", charset: str | None = None) -> Feed:
    """The feed in these bytes. `place`: its address, against which others are resolved.

    An item without audio is left out. A guid that stands at several items with different audio
    names none of them.

    Raises:
        Unreadable: there is no feed in them.
    """
    text = document.text_of(data, charset)
    if document.root(text) == "opml":
        raise Unreadable("opml", "it is a list of feeds (OPML)")
    text, channel, notes = _sound(text)
    found = parser.rows(text)
    same = len(channel.items) == len(found.items)
    told = channel.items if same else (Told(),) * len(found.items)
    shared = _shared(found.items, told)
    # In RSS it takes what stands in a live item for the channel's own.
    general = found.channel if document.root(text) == "feed" else {}
    rows = zip(found.items, told, strict=True)
    entries = [_entry(row, tags, place, show, shared) for row, tags in rows]
    language = channel.language[:35] or str(general.get("language") or "")[:35] or None
    return Feed(
        title=fields.title(channel.title or general.get("title")),
        entries=tuple(_each_once(replace(entry, language=language) for entry in entries if entry)),
        link=_web(place, channel.link or general.get("link")),
        language=language,
        moved=_web(place, channel.moved),
        guid=channel.guid[:200] or None,
        notes=notes if same else (*notes, NO_TAGS),
    )


def _sound(text: str) -> tuple[str, Channel, tuple[str, ...]]:
    """The feed as XML that is well-formed, its own tags, and what a person should know.

    Raises:
        Unreadable: nothing in it can be saved.
    """
    for made in (text, document.mended(text)):
        if channel := podcasting.read(made):
            return made, channel, ()
    made, lost = salvage.whole(document.mended(text))
    channel = podcasting.read(made)
    if channel is None:
        raise Unreadable("broken", "it is no valid XML")
    note = f"it is no valid XML: {len(channel.items)} items could be saved, {lost} could not"
    return made, channel, (note,)


def _guid(row: parser.Row, tags: Told) -> str:
    # As it stands there: resolved against an address it would change when the feed moves.
    return (tags.guid or str(row.get("id") or "")).strip()[:500]


def _shared(items: tuple[parser.Row, ...], told: tuple[Told, ...]) -> frozenset[str]:
    """The guids that stand at items with different audio."""
    pairs = {(_guid(row, tags), _first_link(row)) for row, tags in zip(items, told, strict=True)}
    counts = Counter(guid for guid, _ in pairs)
    return frozenset(guid for guid, count in counts.items() if count > 1)


def _first_link(row: parser.Row) -> str:
    return next((str(one.get("href") or "") for one in _links(row, "enclosure")), "")


def _links(row: parser.Row, kind: str) -> Iterator[Any]:
    return (one for one in row.get("links") or () if one.get("rel") == kind)


def _entry(
    row: parser.Row, tags: Told, place: str, show: str, shared: frozenset[str]
) -> Entry | None:
    base = joined(place, (row.get("title_detail") or {}).get("base") or "")
    audio, video = _enclosure(row, base), str(row.get("yt_videoid") or "")
    youtube = video if _VIDEO.fullmatch(video) else ""
    if audio is None and not youtube:
        return None
    guid = _guid(row, tags)
    title, text = fields.title(row.get("title")), _text(row)
    published = fields.moment(row.get("published_parsed") or row.get("updated_parsed"))
    return Entry(
        show=show,
        title=title,
        guid=guid if guid and guid not in shared else None,
        published=published,
        local=fields.local(row.get("published") or row.get("updated"), published),
        duration_ms=_length(row, audio),
        enclosure=audio,
        youtube=youtube or None,
        link=_web(base, row.get("link")),
        season=tags.season or fields.number(row.get("itunes_season")),
        number=tags.number or fields.number(row.get("itunes_episode")),
        kind=str(row.get("itunes_episodetype") or "").strip().lower()[:20],
        transcripts=tuple(_offered(base, tags)),
        chapters=_web(base, tags.chapters),
        people=tags.people,
        preview=previews.announced(title, text),
        description=text,
    )


def _text(row: parser.Row) -> str:
    whole = next((one.get("value") for one in row.get("content") or ()), None)
    return fields.text(row.get("summary") or whole)


def _length(row: parser.Row, audio: Enclosure | None) -> int | None:
    """The length; None where the file is far too large for it, as where minutes are written."""
    media = [one.get("duration") for one in row.get("media_content") or ()]
    said = (row.get("itunes_duration"), *media[:1])
    length = next(filter(None, map(fields.length_ms, said)), None)
    size = audio.length if audio and not audio.kind.startswith("video/") else None
    return None if length and size and size > MOST_RATE * length else length


def _enclosure(row: parser.Row, base: str) -> Enclosure | None:
    """The first that is audio by its type or ending, else the first that is video, or unknown."""
    found = []
    for one in _links(row, "enclosure"):
        url, kind = _web(base, one.get("href")), str(one.get("type") or "").strip().lower()[:100]
        if url is None:
            continue
        file = url.partition("?")[0].lower()
        if not kind or file.endswith(AUDIO + VIDEO) or kind.startswith(SOUND):
            audio = kind.startswith("audio/") or (not kind and file.endswith(AUDIO))
            made = Enclosure(url=url, kind=kind, length=fields.size(one.get("length")))
            found.append((0 if audio else 1, made))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _offered(base: str, tags: Told) -> Iterator[Offered]:
    for url, kind, language in tags.transcripts:
        if place := _web(base, url):
            plain = kind.partition(";")[0].strip().lower()[:60]
            yield Offered(url=place, kind=plain, language=language.strip()[:35] or None)


def _web(base: str, url: Any) -> str | None:
    said = str(url or "").strip()
    return fields.web(joined(base, said)) if said else None


def joined(base: str, url: str) -> str:
    """`url` resolved against `base`; as it is where it is no address at all."""
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _each_once(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Items that stand twice in a feed stand there once."""
    seen: set[tuple[str | None, str]] = set()
    for entry in entries:
        mark = (entry.guid, entry.source)
        if mark not in seen:
            seen.add(mark)
            yield entry
