"""Which lane the stages of an episode belong to, and how many may work in each. Pure."""

from typing import Literal
from urllib.parse import urlsplit

from pod2post.batch.bounds import Batch
from pod2post.settings import Settings

YOUTUBE, FEED, FILE, RECOGNITION, MODEL = "youtube", "feed", "file", "recognition", "model"
PAID = f"{MODEL}:openai"
YOUTUBE_HOSTS = ("youtube.com", "youtu.be", "youtube-nocookie.com")
Kind = Literal["openai", "local", "extract"]


def of(source: str, settings: Settings, writer: Kind | None = None) -> tuple[str, str, str]:
    """The lanes of fetch, hear and write for what `pod2post run` would be given."""
    kind = writer or settings.writer.kind or "openai"
    device = settings.recognizer.device
    return fetching(source), f"{RECOGNITION}:{device}", f"{MODEL}:{kind}"


def fetching(source: str) -> str:
    """`youtube`, `feed:HOST`, or `file` for what lies on this machine."""
    parts = urlsplit(source)
    if parts.scheme not in ("http", "https"):
        return FILE
    host = (parts.hostname or "").removeprefix("www.")
    if any(host == known or host.endswith(f".{known}") for known in YOUTUBE_HOSTS):
        return YOUTUBE
    return f"{FEED}:{parts.hostname}"


def limits(batch: Batch) -> dict[str, int]:
    """How many may work at once: in a lane, or in each lane of a kind.

    YouTube and a model on this machine take one at a time, whatever is set.
    """
    return {
        YOUTUBE: 1,
        FEED: batch.per_host,
        FILE: 2,
        RECOGNITION: batch.recognitions,
        MODEL: batch.writing,
        f"{MODEL}:local": 1,
    }
