"""What can be saved of a feed that is no valid XML: its items, written anew. Pure.

A lenient parser would read such feeds, too, but takes hours for a few megabytes of some
damage. Here every item is taken by itself: the whole ones stay as they are, of the others the
known fields are taken one by one, and an item that was cut off is left out.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from pod2post.feeds.document import Unreadable

LONGEST_ITEM = 400_000  # characters; show notes that hold a transcript have some 200,000
SPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
}
FIELDS = (
    *("title", "guid", "id", "pubDate", "published", "updated", "dc:date", "link", "enclosure"),
    *("description", "summary", "itunes:duration", "itunes:episodeType", "itunes:season"),
    *("itunes:episode", "podcast:transcript", "podcast:chapters", "podcast:person"),
)
MOST_OF_ONE, MOST_ITEMS = 30, 20_000
_DECLARED = re.compile(r"xmlns:([\w.-]{1,60})\s*=\s*(\"[^\"<]{0,300}\"|'[^'<]{0,300}')")
_ATTRIBUTE = re.compile(
    r"([A-Za-z_][\w.:-]{0,60})\s*=\s*(?:\"([^\"<]{0,4000})\"|'([^'<]{0,4000})')"
)
_ITEM = re.compile(r"<(item|entry)(?=[\s>])")
ATOM = ' xmlns="http://www.w3.org/2005/Atom"'


def whole(text: str) -> tuple[str, int]:
    """The feed with the items that could be saved, well-formed; and how many were left out.

    Raises:
        Unreadable: none could be.
    """
    begun = list(islice(_ITEM.finditer(text), MOST_ITEMS))
    if not begun:
        raise Unreadable("broken", "it is no valid XML, and no item in it can be told")
    head = text[: begun[0].start()]
    spaces = _spaces(head[:20_000])
    opening, closing = _frame(begun[0][1], spaces)
    title = _field("title", head[:100_000], opening, closing)
    items = list(_items(text, begun, opening, closing))
    saved = [item for item in items if item]
    if not saved:
        raise Unreadable("broken", "it is no valid XML, and no item in it can be saved")
    return "".join([opening, title, *saved, closing]), len(items) - len(saved)


def _spaces(head: str) -> str:
    """The namespaces that are declared, and the usual ones that feeds forget to declare."""
    named = {name: quoteattr(url[1:-1]) for name, url in _DECLARED.findall(head) if name != "xml"}
    for name, url in SPACES.items():
        named.setdefault(name, quoteattr(url))
    return "".join(f" xmlns:{name}={url}" for name, url in list(named.items())[:50])


def _frame(item: str, spaces: str) -> tuple[str, str]:
    if item == "entry":
        return f"<feed{ATOM}{spaces}>", "</feed>"
    return f'<rss version="2.0"{spaces}><channel>', "</channel></rss>"


def _items(text: str, begun: list[re.Match[str]], opening: str, closing: str) -> Iterator[str]:
    """Each item as XML that is well-formed within the frame; "" where it cannot be saved."""
    for number, start in enumerate(begun):
        name = start[1]
        after = begun[number + 1].start() if number + 1 < len(begun) else len(text)
        end = text.find(f"</{name}>", start.end(), after)
        if end < 0 and after == len(text):
            after = text.find("</channel", start.end())
        if end < 0 and after < 0:
            yield ""  # cut off: what is missing of it cannot be known
            continue
        inner = text[start.end() : end if end >= 0 else after]
        item = f"<{name}{inner}</{name}>"
        yield item if _sound(item, opening, closing) else _rebuilt(name, inner, opening, closing)


def _sound(part: str, opening: str, closing: str) -> bool:
    if len(part) > LONGEST_ITEM:
        return False
    try:
        ET.fromstring(f"{opening}{part}{closing}")  # noqa: S314 - no entities, see `document`
    except (ET.ParseError, ValueError):
        return False
    return True


def _rebuilt(name: str, inner: str, opening: str, closing: str) -> str:
    fields = "".join(_field(field, inner[:LONGEST_ITEM], opening, closing) for field in FIELDS)
    return f"<{name}>{fields}</{name}>" if "<enclosure" in fields or "<link" in fields else ""


def _field(name: str, inner: str, opening: str, closing: str) -> str:
    """Every element of this name, as it stands or, where that is broken, written anew."""
    made, place = [], 0
    for _ in range(MOST_OF_ONE):
        start = inner.find(f"<{name}", place)
        if start < 0:
            break
        head_end = inner.find(">", start)
        if head_end < 0:
            break
        place = head_end + 1
        head = inner[start + len(name) + 1 : head_end]
        if head[:1].strip(" \t\r\n/"):
            continue  # a longer name
        end = -1 if head.endswith("/") else inner.find(f"</{name}", place)
        content = inner[place:end] if end >= 0 else ""
        part = f"<{name}{head.rstrip('/')}>{content}</{name}>"
        made.append(part if _sound(part, opening, closing) else _anew(name, head, content))
    return "".join(made)


def _anew(name: str, head: str, content: str) -> str:
    pairs = {key: one or other for key, one, other in _ATTRIBUTE.findall(head) if ":" not in key}
    said = "".join(f" {key}={quoteattr(text.replace('&amp;', '&'))}" for key, text in pairs.items())
    text = content.replace("<![CDATA[", "").replace("]]>", "")
    return f"<{name}{said}>{escape(text)}</{name}>"
