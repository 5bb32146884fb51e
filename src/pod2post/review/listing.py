"""The list of runs as the page shows it: read from records, no value is opened."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pod2post import codec, underway
from pod2post.errors import BadInput
from pod2post.publishing import record
from pod2post.review.room import Room
from pod2post.revision import editing
from pod2post.runs import FILES, Record, Run, find_run, finished
from pod2post.underway import Underway
from pod2post.value import value
from pod2post.values import Finding, Source

State = Literal["running", "failed", "unfinished", "review", "approved", "published"]
STATES: dict[State, str] = {
    "running": "處理中",
    "review": "待校閱",
    "approved": "已核准",
    "published": "已發布",
    "failed": "失敗",
    "unfinished": "未完成",
}


@value
class Row:
    """One run. `length_ms` and `usd` are None where nobody knows; `why`: what went wrong.

    `title` is the episode's, `headline` the post's own, "" while there is none.
    """

    name: str
    state: State
    title: str
    show: str
    day: str
    headline: str = ""
    length_ms: int | None = None
    errors: int = 0
    warnings: int = 0
    usd: float | None = None
    underway: Underway | None = None
    why: str = ""

    @property
    def has_draft(self) -> bool:
        return self.state in ("review", "approved", "published")


def row(folder: Path, room: Room) -> Row:
    """One run of the list. A file that cannot be read is a state, and stops no list."""
    try:
        return _row(find_run(folder.parent, str(folder)), room)
    except BadInput as error:
        name = folder.name
        return Row(name=name, state="failed", title=name, show="", day=name[:10], why=error.cause)


def _row(run: Run, room: Room) -> Row:
    kept = finished(run, Record, "run.json")
    now = underway.read(run)
    source = (
        finished(run, Source, FILES["resolve"]) if run.path(FILES["resolve"]).is_file() else None
    )
    errors, warnings = room.counted(run) or _open(run, kept.findings)
    name = run.folder.name
    return Row(
        name=name,
        state=_state(run, now, room),
        title=source.title if source else name,
        headline=_headline(run),
        show=source.show if source else "",
        day=(source.published if source else None) or name[:10],
        length_ms=source.duration_ms if source else None,
        errors=errors,
        warnings=warnings,
        usd=kept.ledger.usd,
        underway=now if now and now.state == "running" else None,
        why=now.why if now and now.state != "running" else "",
    )


def _state(run: Run, now: Underway | None, room: Room) -> State:
    if now and now.state == "running":
        return "running"
    if not run.path(FILES["write"]).is_file():
        return "failed" if now else "unfinished"
    published = record.read(run)
    if published and published.last:
        return "published"
    return "approved" if room.is_approved(run) else "review"


def _headline(run: Run) -> str:
    """The title of the post as the editor left it; only this much of the draft is looked at."""
    if not run.path(FILES["write"]).is_file():
        return ""
    if changed := run.edits().head:
        return changed.title
    try:
        return str(json.loads(run.path(FILES["write"]).read_bytes())["head"]["title"])
    except (ValueError, KeyError, TypeError):
        return ""


def _open(run: Run, found: Sequence[Finding]) -> tuple[int, int]:
    """Errors and warnings that the record holds and nobody waived since."""
    waived = run.edits().waived if found else ()
    rows = [one for one in found if not any(editing.waives(by, one) for by in waived)]
    count = [one.severity for one in rows]
    return count.count("error"), count.count("warning")


# --- what is shown of it --------------------------------------------------------------


@value
class Tab:
    """A state and how many runs are in it; "" is all."""

    state: str
    label: str
    count: int


def tabs(rows: Sequence[Row]) -> tuple[Tab, ...]:
    """All runs, then each state that there is."""
    counts = {state: sum(1 for one in rows if one.state == state) for state in STATES}
    every = Tab(state="", label="全部", count=len(rows))
    some = (Tab(state=s, label=STATES[s], count=n) for s, n in counts.items() if n)
    return (every, *some)


def chosen(rows: Iterable[Row], state: str, text: str) -> Iterator[Row]:
    """Those in the state, if one is named, in whose title, show or name all the words stand."""
    words = text.casefold().split()
    for one in rows:
        told = f"{one.headline} {one.title} {one.show} {one.name} {one.day}".casefold()
        if state in ("", one.state) and all(word in told for word in words):
            yield one


def clock(length_ms: int | None) -> str:
    """`1:03:20` or `12:05`."""
    if length_ms is None:
        return "—"
    minutes, seconds = divmod(length_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def money(usd: float | None) -> str:
    return "—" if usd is None else f"US${usd:.2f}"


def digest(rows: Sequence[Row]) -> str:
    """What changes with anything that is shown."""
    return codec.digest([codec.plain(one) for one in rows])
