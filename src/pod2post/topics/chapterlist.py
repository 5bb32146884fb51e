"""Chapters as other programs take them: Podcasting 2.0 JSON, and lines for a description. Pure.

The JSON follows version 1.2.0 of the podcast namespace: an advertisement is there with
`"toc": false`, so that players show it in no list. YouTube's lines know no such mark: there an
advertisement belongs to the chapter before it.
"""

import json
from collections.abc import Collection, Sequence
from itertools import pairwise

from pod2post.topics import titles
from pod2post.value import value
from pod2post.values import Segments, Transcript
from pod2post.writing.tasks import clock

JSON, LINES = "chapters.json", "chapters.txt"
VERSION = "1.2.0"
LEAST = 3  # lines with which YouTube makes chapters of them
SHORTEST_S = 10
LONGEST_TITLE = 100
FEW = (
    f"{LINES} is not written: YouTube makes chapters of {LEAST} lines at least, each of "
    f"{SHORTEST_S} s or more"
)


@value
class Mark:
    """Where a chapter begins; `listed`: may a list show it?"""

    start_ms: int
    title: str
    listed: bool = True


def marks(
    segments: Segments, transcript: Transcript, used: Collection[str] = ()
) -> tuple[Mark, ...]:
    """One for each segment, the first at 0. `used`: segments of which the post tells.

    An advertisement that the post tells of is listed like what else was said.
    """
    begins = {cue.id: cue.start_ms for cue in transcript.cues}
    rows = list[Mark]()
    for number, segment in enumerate(segments.segments, start=1):
        title = titles.plain(segment.title, LONGEST_TITLE) or f"第 {number} 段"
        listed = segment.kind != "advertisement" or segment.id in used
        start = begins[segment.first] if rows else 0
        rows.append(Mark(start_ms=start, title=title, listed=listed))
    return tuple(rows)


def as_json(rows: Sequence[Mark]) -> str:
    """`chapters.json`, times in seconds."""
    chapters = [
        {"startTime": row.start_ms / 1000, "title": row.title}
        | ({} if row.listed else {"toc": False})
        for row in rows
    ]
    made = {"version": VERSION, "chapters": chapters}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def as_lines(rows: Sequence[Mark], end_ms: int) -> str | None:
    """`chapters.txt`, the first line at 0:00; None where YouTube would take no such list.

    What is no longer than ten seconds goes with what follows it, the last with what is before.
    """
    kept: list[tuple[int, str]] = []
    for row in rows:
        start = row.start_ms // 1000 if kept else 0
        if not row.listed or (kept and row.title == kept[-1][1]):
            continue
        if kept and start - kept[-1][0] < SHORTEST_S:
            start, _ = kept.pop()
        kept.append((start, row.title))
    if len(kept) > 1 and end_ms // 1000 - kept[-1][0] < SHORTEST_S:
        kept.pop()
    if len(kept) < LEAST or any(one >= other for (one, _), (other, _) in pairwise(kept)):
        return None
    return "".join(f"{clock(1000 * start)} {title}\n" for start, title in kept)
