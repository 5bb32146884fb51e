"""What is taken of yt-dlp's answer about a video: facts and captions, nothing signed."""

from collections.abc import Callable, Mapping
from typing import Any

TEXT_MAX = 20_000
TITLE_MAX = 500
CAPTIONS_MAX = 16_000_000


def seen(info: Mapping[str, Any]) -> dict[str, Any]:
    """The chosen fields: nothing signed, no headers, no cookies, nothing endless."""
    automatic = list(info.get("automatic_captions") or {})
    spoken = [key for key in automatic if key.endswith("-orig")]
    if not spoken and len(automatic) == 1:
        spoken = automatic  # not translated: it can only be what is spoken
    chapters = [
        {"start": row.get("start_time") or 0, "title": str(row.get("title") or "")[:500]}
        for row in (info.get("chapters") or [])[:500]
    ]
    return {
        "id": info["id"],
        "title": str(info.get("title") or "")[:TEXT_MAX],
        "channel": str(info.get("channel") or info.get("uploader") or "")[:TEXT_MAX],
        "published": info.get("release_date") or info.get("upload_date"),
        "duration": info.get("duration"),
        "description": str(info.get("description") or "")[:TEXT_MAX],
        "chapters": chapters,
        "language": info.get("language"),
        "human": sorted(set(info.get("subtitles") or {}) - {"live_chat"}),
        "automatic": [key.removesuffix("-orig") for key in spoken],
    }


def captions(
    opened: Callable[[str], Any], info: Mapping[str, Any], language: str, *, automatic: bool
) -> Mapping[str, Any]:
    """The event with one track in its own language: never one that YouTube translated."""
    key = "automatic_captions" if automatic else "subtitles"
    tracks = info.get(key) or {}
    rows = tracks.get(f"{language}-orig") or tracks.get(language) or ()
    # Where `tlang` stands, YouTube translates what it gives.
    by_kind = {row["ext"]: row["url"] for row in rows if "tlang=" not in row["url"]}
    url = by_kind.get("json3") or by_kind.get("vtt")
    if url is None:
        return {"event": "failure", "kind": "no captions"}
    with opened(url) as answer:
        data = answer.read(CAPTIONS_MAX + 1)
    if len(data) > CAPTIONS_MAX:
        return {"event": "failure", "kind": "no captions", "detail": "the track is too large"}
    return {"event": "captions", "text": data.decode("utf-8", "replace")}


def listed(info: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The event with a channel's or a playlist's videos, newest or first ones first."""
    rows = [row for row in info.get("entries") or () if row and row.get("id")]
    return {
        "event": "listed",
        "title": str(info.get("channel") or info.get("title") or "")[:TITLE_MAX],
        "list": str(info.get("title") or "")[:TITLE_MAX],
        "channel": info.get("channel_id"),
        "videos": [
            {
                "id": str(row["id"])[:20],
                "title": str(row.get("title") or "")[:TITLE_MAX],
                "seconds": row.get("duration"),
                "state": row.get("live_status"),
                "who": row.get("availability"),
            }
            for row in rows[:most]
        ],
    }
