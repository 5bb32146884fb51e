"""Chapters as podcasts publish them beside their audio: the JSON of Podcasting 2.0. Pure.

Written by strangers: what is no chapter is left out. https://podcastindex.org/namespace/1.0
"""

import json
import math
from typing import Any

from pod2post import describe
from pod2post.values import Chapter

MOST_BYTES = 2_000_000
MOST = 500
MOST_S = 100 * 3600


class Unreadable(ValueError):
    """These bytes are no chapters; the text says why."""


def read(data: bytes) -> tuple[Chapter, ...]:
    """Chapters with a title that a list may show, in the order of time, one at each time.

    Raises:
        Unreadable: no JSON, or of another kind.
    """
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("they are no valid JSON") from error
    rows = told.get("chapters") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise Unreadable("they are JSON of another kind")
    found: dict[int, str] = {}
    for row in rows[:MOST]:
        start, title = _start(row), _title(row)
        if start is not None and title:
            found.setdefault(start, title)
    return tuple(Chapter(start_ms=at, title=found[at]) for at in sorted(found))


def _start(row: Any) -> int | None:
    """Milliseconds; None where it names no time, or no list is to show it."""
    seconds = (
        row.get("startTime") if isinstance(row, dict) and row.get("toc") is not False else None
    )
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    fits = math.isfinite(seconds) and 0 <= seconds <= MOST_S
    return round(seconds * 1000) if fits else None


def _title(row: Any) -> str:
    title = row.get("title") if isinstance(row, dict) else None
    if not isinstance(title, str) or not any(letter.isalnum() for letter in title):
        return ""
    return describe.short_title(title)
