"""JSON of platforms that list episodes: read defensively, whatever a field turns out to hold."""

import json
from collections.abc import Iterator
from typing import Any

from pod2post.backends import pinned
from pod2post.describe import short_title
from pod2post.errors import TryLater

PATIENCE = pinned.Patience(connect_s=5.0, read_s=6.0, whole_s=10.0)
MOST_BYTES = 8_000_000
LATER = "The next run asks again; or paste the link: pod2post links RUN."


def parsed(data: bytes) -> dict[str, Any]:
    """The object in an answer.

    Raises:
        Broken: it is none.
    """
    try:
        made = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise pinned.Broken("the answer is no JSON") from error
    if not isinstance(made, dict):
        raise pinned.Broken("the answer is no object")
    return made


def rows(answer: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """The objects in a list; what else stands there is passed over."""
    found = answer.get(name)
    for row in found if isinstance(found, list) else ():
        if isinstance(row, dict):
            yield row


def text(row: dict[str, Any], name: str) -> str:
    """A field as text, "" where there is none."""
    found = row.get(name)
    return found[:2000] if isinstance(found, str) else ""


def title(text: str) -> str:
    """A title as one clean line of at most 300 characters; "" where nothing is left."""
    line = short_title(text[:2000])
    return "" if line == short_title("") else line


def whole(row: dict[str, Any], name: str) -> int | None:
    """A field as a positive whole number."""
    found = row.get(name)
    usable = isinstance(found, int) and not isinstance(found, bool) and found > 0
    return found if usable else None


def unusable(platform: str, error: Exception) -> TryLater:
    """The error to raise where a platform gave nothing that can be used."""
    return TryLater(f"{platform} gave no usable answer: {error}", LATER)
