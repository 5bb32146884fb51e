"""Shows and entries as they are shown, to people and to programs. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pod2post import codec
from pod2post.feeds.entry import Entry, Memory, Skipped
from pod2post.feeds.identity import episode_key
from pod2post.feeds.masking import masked
from pod2post.feeds.shows import Followed
from pod2post.writing.tasks import clock

MOST_REASONS = 6


def facts(show: Followed) -> dict[str, Any]:
    """A show for programs; its address as others may see it."""
    made: dict[str, Any] = codec.plain(show)
    return {**made, "address": masked(show.address)}


def remembered(memory: Memory) -> dict[str, Any]:
    """What polls made of a show so far."""
    taken = sum(1 for one in memory.seen if one.taken)
    return {"polled": memory.polled or None, "seen": len(memory.seen), "taken": taken}


def episode(entry: Entry) -> dict[str, Any]:
    """An entry for programs."""
    return {
        "episode": episode_key(entry),
        "title": entry.title,
        "published": entry.published,
        "duration_ms": entry.duration_ms,
    }


def line(entry: Entry) -> str:
    """An entry for people: day, title, length."""
    length = f" ({clock(entry.duration_ms)})" if entry.duration_ms else ""
    return f"{(entry.published or 'no date')[:10]:10}  {entry.title or 'untitled'}{length}"


def reasons(skipped: Iterable[Skipped]) -> list[tuple[str, int]]:
    """Why entries are not taken, the most frequent reason first; what differs in numbers is one."""
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for one in skipped:
        mark = re.sub(r"'[^']*'|\d+", "", one.why)
        shown.setdefault(mark, one.why)
        counts[mark] += 1
    return [(shown[mark], count) for mark, count in counts.most_common(MOST_REASONS)]
