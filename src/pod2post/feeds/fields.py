"""Single fields of a feed, each in whatever form hosts write it. Pure."""

import html
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pod2post.backends import listings
from pod2post.describe import clean
from pod2post.errors import BadInput
from pod2post.locate import address

TEXT_MAX = 20_000
LONGEST_MS = 48 * 3_600_000
YEARS = range(1995, 2200)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|br|code|div|em|font|h[1-6]|i|p|s|small|span|strong|sub|sup|u)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"P(?:T)?(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})(?:\.\d+)?S)?", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?:(\d{1,3})\s*(?:h|hrs?|hours?)\W*)?(?:(\d{1,4})\s*(?:m|mins?|minutes?)\W*)?"
    r"(?:(\d{1,6})\s*(?:s|secs?|seconds?)\W*)?",
    re.IGNORECASE | re.ASCII,
)
_PART = re.compile(r"\d{1,9}(?:\.\d*)?", re.ASCII)


def title(text: object) -> str:
    """A title as one line without markup; "" where there is none. Escaped twice is read twice."""
    said = _MARKUP.sub(" ", str(text or "")[:4000])
    return listings.title(_MARKUP.sub(" ", html.unescape(said)))


def text(said: object) -> str:
    """A description without markup, at most 20,000 characters."""
    return clean(html.unescape(_TAG.sub(" ", str(said or "")[: 4 * TEXT_MAX])))[:TEXT_MAX]


def moment(parsed: time.struct_time | None) -> str | None:
    """A time in UTC as ISO 8601; None where no such day exists or no podcast did."""
    if parsed is None or parsed[0] not in YEARS:
        return None
    try:
        made = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return made.isoformat()


def local(said: object, published: str | None) -> str | None:
    """The same moment in the zone that the feed writes; None where it is told in UTC or not."""
    words = str(said or "").strip()[:60]
    try:
        made = parsedate_to_datetime(words)
    except (TypeError, ValueError, IndexError, OverflowError):
        try:
            made = datetime.fromisoformat(words)
        except ValueError:
            return None
    if made.tzinfo is None or published is None or not made.utcoffset():
        return None
    same = made.astimezone(UTC).isoformat(timespec="seconds") == published
    return made.isoformat(timespec="seconds") if same else None


def length_ms(said: object) -> int | None:
    """Milliseconds of `3725`, `3725.5`, `62:05`, `1:02:05`, `PT1H2M5S`, `1 h 2 min`.

    None for 0 and for more than two days, which are no lengths.
    """
    words = str(said or "").strip()[:40]
    parts = words.split(":")
    if len(parts) <= 3 and all(
        re.fullmatch(r"\d{1,9}(?:\.\d*)?", part, re.ASCII) for part in parts
    ):
        seconds = 0
        for part in parts:
            seconds = 60 * seconds + int(part.partition(".")[0])
    else:
        found = _PERIOD.fullmatch(words) or _WORDS.fullmatch(words)
        if found is None:
            return None
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        seconds = 3600 * hours + 60 * minutes + rest
    return seconds * 1000 if 0 < seconds * 1000 <= LONGEST_MS else None


def number(said: object) -> int | None:
    """A season's or an episode's number."""
    words = str(said or "").strip()
    return int(words) if re.fullmatch(r"\d{1,5}", words, re.ASCII) else None


def size(said: object) -> int | None:
    """Bytes of an enclosure; None for 0, which many hosts write."""
    words = str(said or "").strip()
    return int(words) or None if re.fullmatch(r"\d{1,12}", words, re.ASCII) else None


def web(url: object) -> str | None:
    """An http(s) address in normal form, or None."""
    try:
        return address(str(url or "").strip())
    except BadInput:
        return None
