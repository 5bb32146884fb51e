"""Pages of a channel and of a playlist, in the shapes that YouTube sent when this was written."""

import json
from typing import Any

from fakeyt_answers import CHANNEL

VIDEOS = (
    ("AbCdEfGhI01", "Fog and tides", "1:02:03", ""),
    ("AbCdEfGhI02", "A talk to come", "Upcoming", ""),
    ("AbCdEfGhI03", "For members", "20:00", "BADGE_MEMBERS_ONLY"),
    ("AbCdEfGhI04", "Rain", "40:00", ""),
)


def channel() -> bytes:
    """The tab of videos of an invented channel."""
    rows = [{"richItemRenderer": {"content": {"lockupViewModel": _lockup(*row)}}} for row in VIDEOS]
    tab = {
        "selected": True,
        "title": "Videos",
        "endpoint": {"commandMetadata": {"webCommandMetadata": {"url": "/@invented/videos"}}},
        "content": {"richGridRenderer": {"contents": rows}},
    }
    facts = {"title": "Invented Podcast", "externalId": CHANNEL}
    return _page(tab, {"channelMetadataRenderer": facts})


def playlist() -> bytes:
    """A playlist with the first and the last of the videos."""
    rows = [
        {
            "playlistVideoRenderer": {
                "videoId": name,
                "title": {"runs": [{"text": title}]},
                "lengthText": {"simpleText": length},
                "lengthSeconds": "60",
                "shortBylineText": {"runs": [{"text": "Invented Podcast"}]},
            }
        }
        for name, title, length, _ in (VIDEOS[3], VIDEOS[0])
    ]
    section = {
        "itemSectionRenderer": {"contents": [{"playlistVideoListRenderer": {"contents": rows}}]}
    }
    tab = {"selected": True, "content": {"sectionListRenderer": {"contents": [section]}}}
    return _page(tab, {"playlistMetadataRenderer": {"title": "Season one"}})


def _lockup(name: str, title: str, length: str, badge: str) -> dict[str, Any]:
    badges = [{"badgeViewModel": {"badgeStyle": badge}}] if badge else []
    told = {"thumbnailBadgeViewModel": {"text": length}}
    image = {"overlays": [{"thumbnailBottomOverlayViewModel": {"badges": [told]}}]}
    rows = {"metadataRows": [{"badges": badges}]}
    about = {"title": {"content": title}, "metadata": {"contentMetadataViewModel": rows}}
    return {
        "contentId": name,
        "contentType": "LOCKUP_CONTENT_TYPE_VIDEO",
        "contentImage": {"thumbnailViewModel": image},
        "metadata": {"lockupMetadataViewModel": about},
    }


def _page(tab: dict[str, Any], metadata: dict[str, Any]) -> bytes:
    columns = {"twoColumnBrowseResultsRenderer": {"tabs": [{"tabRenderer": tab}]}}
    data = json.dumps({"contents": columns, "metadata": metadata})
    config = json.dumps({"INNERTUBE_API_KEY": "x", "INNERTUBE_CONTEXT_CLIENT_NAME": 1})
    scripts = f"<script>ytcfg.set({config});</script><script>var ytInitialData = {data};</script>"
    return f"<!doctype html><html><head>{scripts}</head><body></body></html>".encode()
