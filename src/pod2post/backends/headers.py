"""What an answer of an audio host says: is it audio, may it be continued, when to come back."""

import contextlib
import email.utils
import time
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pod2post.backends import pinned
from pod2post.errors import BadInput, Refused

OTHER_MEDIA = {
    "text/": "a page of text",
    "application/xhtml": "a web page",
    "application/rss": "a feed",
    "application/atom": "a feed",
    "application/xml": "a feed or a page",
    "application/json": "JSON",
    "application/pdf": "a PDF",
    "image/": "an image",
    "application/vnd.apple.mpegurl": "a playlist",
    "application/x-mpegurl": "a playlist",
    "audio/mpegurl": "a playlist",
    "audio/x-mpegurl": "a playlist",
}
MOST_ASKED_S = 7 * 24 * 3600.0
OWN_DOWNLOAD = "Download the file with a browser and give its path."
NOT_AUDIO = "Give the address of the audio itself, as the show's feed names it (enclosure url)."


class Again(pinned.Broken):
    """What is on disk cannot be continued: drop it, ask for everything."""


def check_status(answer: pinned.Answer) -> None:
    """Raise unless there is a file in this answer: Broken where waiting can help."""
    status, name = answer.status, host(answer.url)
    if status in (200, 206):
        return
    if status in (408, 425, 429) or status >= 500:
        raise pinned.Broken(f"{name} answered {status}", asked(answer.headers.get("retry-after")))
    if status in (401, 402, 403, 451):
        raise Refused(f"{name} refuses to hand out the file (HTTP {status})", OWN_DOWNLOAD)
    if status in (404, 410):
        raise Refused(f"{name} has no such file any more (HTTP {status})", NOT_AUDIO)
    raise BadInput(f"{name} answered HTTP {status} and no file", NOT_AUDIO)


def check_kind(answer: pinned.Answer) -> None:
    """Raise `BadInput` where the headers announce something that is no audio, or packed."""
    packed = answer.headers.get("content-encoding", "identity").lower()
    if packed not in ("", "identity"):
        raise BadInput(f"{host(answer.url)} sent the file packed as {packed[:20]}", OWN_DOWNLOAD)
    kind = answer.headers.get("content-type", "").lower()
    for start, what in OTHER_MEDIA.items():
        if kind.startswith(start):
            raise BadInput(f"{host(answer.url)} sent {what} instead of audio", NOT_AUDIO)


def check_start(block: bytes) -> None:
    """Pages that call themselves audio: log-ins of hotel networks, error pages."""
    begin = block.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith((b"<", b"{", b"#EXTM3U", b"%PDF")):
        raise BadInput("the host sent a page or a document instead of audio", NOT_AUDIO)


def continued(answer: pinned.Answer, have: int, etag: str, total: int | None) -> int:
    """Where the body of a 206 begins. Raises `Again` unless it continues what is there."""
    begin, _, whole = answer.headers.get("content-range", "").partition("/")
    same = answer.headers.get("etag", etag) == etag and whole in ("*", str(total))
    if not have or not begin.startswith(f"bytes {have}-") or not same:
        raise Again("the server continued another file")
    return have


def asked(header: str | None) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date; a week at most."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return min(float(header), MOST_ASKED_S)
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        left = email.utils.parsedate_to_datetime(header).timestamp() - time.time()
        return min(max(0.0, left), MOST_ASKED_S)
    return None


def host(url: str) -> str:
    """Host and port of an address, for messages."""
    return urlsplit(url).netloc


def file_name(answer: pinned.Answer, url: str) -> str:
    """The file's name without its ending, as the server or the address gives it."""
    said = Message()
    said["content-disposition"] = answer.headers.get("content-disposition", "")
    last = said.get_filename() or unquote(urlsplit(url).path)
    stem = Path(last.replace("\\", "/")).stem
    return stem.replace("_", " ").replace("-", " ").strip() or host(url)
