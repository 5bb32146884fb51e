"""What a person typed, as a `Locator`: a YouTube video, an audio address, or a local file."""

import hashlib
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, quote, urlsplit, urlunsplit

from pod2post.errors import BadInput
from pod2post.values import Locator

LONGEST = 2_000
SOURCES = "Give the URL of a YouTube video, the URL of an audio file, or a file on this machine."
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:.]+\]")
_VIDEO_FOLDERS = {"shorts", "live", "embed", "v", "e"}
_LISTS = {"playlist", "channel", "c", "user", "feed", "results", "hashtag"}
_PORTS = {"http": 80, "https": 443}


def locate(text: str) -> Locator:
    """The locator of a URL or a path.

    A local file is read once for its digest, and its address is its real path. Nothing
    is asked of the network.

    Raises:
        BadInput: what was given is no such thing; the text says what it is instead.
    """
    if not text.strip():
        raise BadInput("no source was given", SOURCES)
    if any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in text):
        raise BadInput(f"control characters stand in {text[:80]!r}", "Copy the source again.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadInput(f"{text[:80]!r} is not valid UTF-8", "Rename the file, then try again.")
    if len(text) > LONGEST:
        raise BadInput(
            f"the source is {len(text)} characters long, {text[:60]}…",
            f"At most {LONGEST} are taken. Shorten the address, or download the file first.",
        )
    if text.startswith("-"):
        raise BadInput(
            f"{text} looks like an option, not like a source",
            f"See `pod2post run --help`; for a file of that name write ./{text}.",
        )
    if "://" in text:
        return _web(address(text.strip()))
    return _file(text)


def address(url: str) -> str:
    """An http(s) URL in normal form: ASCII, host in lower case, no default port, no fragment.

    Raises:
        BadInput: another scheme, no host, a user name or password, or no URL at all.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise BadInput(f"{_brief(url)} is no valid URL: {error}", SOURCES) from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise BadInput(f"{_brief(url)}: addresses with {scheme}:// are not read", _other(scheme))
    if "@" in parts.netloc:
        raise BadInput(
            "the URL holds a user name or a password",
            "Download the file yourself and give its path: secrets in a URL end up in records.",
        )
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host):
        raise BadInput(f"{_brief(url)} names no valid host", "Check the part after //.")
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*")
    query = quote(parts.query, safe="/%:=&~+!$,;'@()*?[]")
    return urlunsplit(SplitResult(scheme, netloc, path, query, ""))


def _web(url: str) -> Locator:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == "youtu.be" or re.fullmatch(r"(.+\.)?youtube(-nocookie)?\.com", host):
        watch = f"https://www.youtube.com/watch?v={_video(parts)}"
        return Locator(kind="youtube", address=watch)
    for name, hosts in (
        ("Spotify", {"open.spotify.com", "spotify.link"}),
        ("Apple Podcasts", {"podcasts.apple.com", "itunes.apple.com"}),
    ):
        if host in hosts:
            raise BadInput(
                f"{url} is a page of {name}, and no audio can be taken from there",
                "Give the episode's YouTube URL, or the audio address from the show's feed, "
                "or a file.",
            )
    return Locator(kind="enclosure", address=url)


def _video(parts: SplitResult) -> str:
    steps = [step for step in parts.path.split("/") if step]
    first = steps[0] if steps else ""
    if parts.hostname == "youtu.be":
        found = first
    elif first == "watch":
        found = parse_qs(parts.query).get("v", [""])[0]
    elif first in _VIDEO_FOLDERS and len(steps) > 1:
        found = steps[1]
    elif first in _LISTS or first.startswith("@"):
        raise BadInput(
            "this YouTube address is a playlist, a channel or a search, not one video",
            "Open the episode there and give its own address: https://www.youtube.com/watch?v=…",
        )
    else:
        found = ""
    if not _VIDEO.fullmatch(found):
        raise BadInput(
            "this YouTube address names no video",
            "A video's address looks like https://www.youtube.com/watch?v= and 11 characters.",
        )
    return found


def _file(text: str) -> Locator:
    path = Path(text)
    try:
        real = path.resolve(strict=True)
        if real.is_dir():
            raise BadInput(f"{text} is a folder", "Name one audio or video file in it.")
        if not real.is_file():
            raise BadInput(f"{text} is no ordinary file", "Copy its content to a file first.")
        if real.stat().st_size == 0:
            raise BadInput(f"{text} is empty", "Download or record it again.")
        return Locator(kind="file", address=str(real), digest=digest_of(real))
    except FileNotFoundError as error:
        raise _missing(text) from error
    except (OSError, RuntimeError) as error:  # RuntimeError: links that go in a circle
        cause = getattr(error, "strerror", None) or "its links go in a circle"
        raise BadInput(f"{text[:80]} cannot be read: {cause}", "Check the path.") from error


def digest_of(path: Path) -> str:
    """The tagged SHA-256 of a file's bytes, read in pieces. Raises OSError."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def _missing(text: str) -> BadInput:
    """Why `text`, which is no file, might have been given."""
    if scheme := _SCHEME.match(text):
        return BadInput(f"{_brief(text)}: {scheme[0]} is not read", _other(scheme[0].rstrip(":")))
    if _VIDEO.fullmatch(text):
        return BadInput(
            f"there is no file {text}",
            f"If it is a YouTube id, write https://www.youtube.com/watch?v={text}.",
        )
    if re.match(r"(?:[\w-]+\.)+[A-Za-z]{2,}/", text):
        return BadInput(f"there is no file {_brief(text)}", "If it is a URL, begin with https://.")
    return BadInput(f"there is no file {text}", SOURCES)


def _other(scheme: str) -> str:
    if scheme.lower() == "file":
        return "Give the path of the file itself, without file://."
    if scheme.lower().startswith("ytsearch"):
        return "Search on YouTube, then give the address of the one video."
    return SOURCES


def _brief(text: str) -> str:
    """For messages: not too long, and without what stands before an @ in an address."""
    text = re.sub(r"//[^/]*@", "//…@", text)
    return text if len(text) <= 120 else text[:119] + "…"
