"""Lists of feeds, as podcast programs export them (OPML). Pure."""

import xml.etree.ElementTree as ET

from pod2post.feeds import document, fields
from pod2post.feeds.document import Unreadable
from pod2post.value import value

MOST_BYTES = 5_000_000


@value
class Outline:
    address: str
    title: str = ""


def read(data: bytes, charset: str | None = None) -> tuple[Outline, ...]:
    """The feeds that are listed, each once, in their order.

    Raises:
        Unreadable: it is no OPML.
    """
    text = document.text_of(data, charset)
    if document.root(text) != "opml":
        raise Unreadable("other", "it is no list of feeds (OPML)")
    try:
        top = ET.fromstring(document.mended(text))  # noqa: S314 - it declares no entities
    except (ET.ParseError, ValueError) as error:
        raise Unreadable("broken", f"it is no valid XML ({error})") from error
    found: dict[str, Outline] = {}
    for one in top.iter("outline"):
        facts = {name.lower(): text for name, text in one.attrib.items()}
        if address := fields.web(facts.get("xmlurl")):
            title = fields.title(facts.get("title") or facts.get("text"))
            found.setdefault(address, Outline(address=address, title=title))
    return tuple(found.values())
