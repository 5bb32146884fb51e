"""The general reader of RSS and Atom, as plain dictionaries. The only file that imports it.

It is given a stream of UTF-8 and nothing else: of text it would try whether it is an address
or the name of a file.
"""

import io
from typing import Any

from pod2post.feeds.document import Unreadable
from pod2post.value import value

HEADERS = {"content-type": "application/xml; charset=utf-8"}
# What the reader itself stumbles over on bytes that nobody wrote as a feed.
STUMBLES = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(AssertionError, OverflowError, RecursionError),
)

Row = dict[str, Any]


@value
class Rows:
    """The channel's fields, and those of its items in the order of the document."""

    channel: Row
    items: tuple[Row, ...]


def rows(text: str) -> Rows:
    """What the reader finds in well-formed XML. (It would read other XML, too, but may take hours.)

    Raises:
        Unreadable: it found nothing that it could read.
    """
    import feedparser

    stream = io.BytesIO(text.encode())
    try:
        made = feedparser.parse(
            stream, response_headers=HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except STUMBLES as error:
        raise Unreadable("broken", "it is damaged beyond reading") from error
    return Rows(channel=dict(made["feed"]), items=tuple(map(_row, made["entries"])))


def _row(entry: Any) -> Row:
    # Its own look-up stands in for missing fields, and warns that it does.
    return {name: dict.get(entry, name) for name in dict.keys(entry)}
