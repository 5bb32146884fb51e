"""The bytes of a feed as text that a parser may be given, or what they are instead. Pure.

What a server or a declaration says of the encoding is often wrong: bytes that are valid UTF-8
are UTF-8. Entities are how XML grows without end and reads files; no feed needs its own.
"""

import codecs
import html
import re
import zlib
from typing import Literal

Kind = Literal["page", "json", "audio", "opml", "empty", "packed", "entities", "other", "broken"]

MOST_FEED = 30_000_000  # bytes; a daily show's feed of many years has some 15 MB
GZIP_OR_ZLIB = 47
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{2,40})[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,500}\?>")
_KNOWN = re.compile(
    r"(utf-?(8|16|32)(-?[lb]e)?|(us-)?ascii|latin-?\d|iso-?8859-?\d+|windows-?\d+|cp\d+|big5.*"
    r"|gb(k|\d+).*|euc-?\w+|shift.?jis|sjis|koi8-?\w|iso-?2022-?\w+|tis-?620|mac-?roman|macintosh)$",
    re.IGNORECASE,
)
_SEVEN_BIT = re.compile(r"iso-?2022", re.IGNORECASE)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BARE = re.compile(
    r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)(?:(\w{2,31});)?"
)
_SUBSET = re.compile(r"<!DOCTYPE[^\[>]{0,2000}(\[[^\]]{0,20000}\]\s*)?>", re.IGNORECASE)
_AUDIO = (b"ID3", b"OggS", b"fLaC", b"RIFF", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1")
_BEGINNING = re.compile(r"<\?xml\b|<(?:rss|feed|rdf:RDF|opml)\b")
_ROOT = re.compile(r"<([A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")


class Unreadable(Exception):
    """No feed is in these bytes. `kind` says what is there instead."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind: Kind = kind


def unpacked(data: bytes, most: int = MOST_FEED) -> bytes:
    """The bytes inflated, where they are gzip; never more than `most` of them.

    Raises:
        Unreadable: damaged, or larger than that.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    inflate = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        made = inflate.decompress(data, most + 1)
    except zlib.error as error:
        raise Unreadable("packed", "it is compressed, and damaged") from error
    if len(made) > most:
        raise Unreadable("packed", f"unpacked it is larger than {most // 1_000_000} MB")
    return made


def text_of(data: bytes, charset: str | None = None) -> str:
    """The XML as text without a declaration and a document type.

    `charset`: what the server said.

    Raises:
        Unreadable: it is something else than XML, or declares entities.
    """
    data = unpacked(data)
    if data.startswith(_AUDIO) or data[4:8] == b"ftyp":
        raise Unreadable("audio", "it is an audio file")
    text = decoded(data, charset)
    start = text[:1000].lstrip()
    if not start:
        raise Unreadable("empty", "it is empty")
    if not start.startswith("<"):
        text = _without_noise(text)
    head, rest = _without_prolog(text)
    if re.search(r"<!ENTITY", head, re.IGNORECASE):
        raise Unreadable("entities", "it declares entities of its own, which no feed needs")
    root = _ROOT.match(rest)
    name = root[2].lower() if root else ""
    if name == "html" or re.search(r"<!DOCTYPE\s+html", head, re.IGNORECASE):
        raise Unreadable("page", "it is a web page")
    if name not in ("rss", "feed", "rdf", "channel", "opml"):
        raise Unreadable("other", f"it is <{name[:40]}>, and no feed" if name else "it is no XML")
    return rest


def root(text: str) -> str:
    """The name of the outermost element of what `text_of` gave, in lower case."""
    found = _ROOT.match(text)
    return found[2].lower() if found else ""


def mended(text: str) -> str:
    """Names of HTML such as `&nbsp;` as their letters, a bare `&` escaped; CDATA stays."""
    made, place = [], 0
    while place < len(text):
        start = text.find("<![CDATA[", place)
        end = text.find("]]>", start) if start >= 0 else -1
        cut = len(text) if end < 0 else start
        made.append(_BARE.sub(_letter, text[place:cut]))
        place = cut if end < 0 else end + 3
        made.append(text[cut:place])
    return "".join(made)


def _letter(found: re.Match[str]) -> str:
    named = found[1] and html.unescape(found[0])
    if named and named != found[0]:
        return str(named)
    return f"&amp;{found[0][1:]}"


def decoded(data: bytes, charset: str | None = None) -> str:
    """Bytes as text without anything that XML forbids.

    Raises:
        Unreadable: as `unpacked`.
    """
    data = unpacked(data)
    text = data.decode(_encoding(data, charset), "replace")
    return _UNFIT.sub("", text).removeprefix("\ufeff")


def _encoding(data: bytes, charset: str | None) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    found = _DECLARED.match(data[:400])
    said = [name for name in (found and found[1].decode(), charset) if name and _known(name)]
    if said and _SEVEN_BIT.match(said[0]):
        return said[0]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        others = [name for name in said if codecs.lookup(name).name not in ("utf-8", "ascii")]
        return others[0] if others else _nearest(data)
    return "utf-8"


def _known(name: str) -> bool:
    try:
        return bool(_KNOWN.match(name)) and codecs.lookup(name) is not None
    except LookupError:
        return False


def _nearest(data: bytes) -> str:
    """UTF-8 with a few broken letters, or the western letters of Windows."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return "utf-8" if 10 * broken < whole else "cp1252"


def _without_prolog(text: str) -> tuple[str, str]:
    """What stands before the outermost element, and the rest from there on."""
    at = _DECLARATION.match(text)
    head, place = "", at.end() if at else 0
    while found := re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL).match(text, place):
        place = found.end()
    if text[place : place + 9].upper() == "<!DOCTYPE":
        kind = _SUBSET.match(text, place)
        if kind is None:
            raise Unreadable("entities", "its document type is longer than any feed needs")
        head, place = kind[0], kind.end()
    while found := re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL).match(text, place):
        place = found.end()
    return head, text[place:]


def _without_noise(text: str) -> str:
    """From the feed on: warnings of the program that made it may stand before it."""
    start = text[:4000].lstrip()
    if start.startswith(("{", "[")):
        feed = "jsonfeed.org" in start
        raise Unreadable("json", "it is a JSON feed" if feed else "it is JSON, and no feed")
    begun = _BEGINNING.search(text[:4000])
    if begun is None:
        raise Unreadable("other", "it is neither a feed nor a web page")
    return text[begun.start() :]
