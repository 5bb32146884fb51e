"""The event log: one line of JSON for each thing that happened, kept for good.

`workspace/batch.jsonl`. The ledger is an index and can be made anew; what was queued and what a
person decided stands here.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pod2post.store import appended, lines_of, now

FILE = "batch.jsonl"
Row = dict[str, Any]
UNTOLD = ("at", "event", "episode", "order", "due", "until")  # times of the ledger are in ms


class Events:
    """The log of one workspace; many processes may write to it."""

    def __init__(self, workspace: Path) -> None:
        self.path = workspace / FILE

    def note(self, event: str, /, **facts: Any) -> None:
        """Append one event; it is on disk when this returns.

        Raises:
            LimitReached, BadInput: the disk is full, or the folder cannot be written.
        """
        appended(self.path, {"at": now(), "event": event, **facts}, mode=0o600)

    def rows(self) -> list[Row]:
        """Everything, oldest first; a line that a kill cut off is left out."""
        return lines_of(self.path)


def of_episode(rows: Iterable[Row], episode: str) -> Iterator[Row]:
    """What happened to one episode."""
    return (row for row in rows if row.get("episode") == episode)


def line(row: Row) -> str:
    """One event as a person reads it."""
    told = {name: value for name, value in row.items() if name not in UNTOLD}
    shown = (f"{name} {value}" for name, value in told.items() if value not in (None, "", False))
    return ", ".join([f"{row.get('at', '')}  {row.get('event', '')}", *shown])
