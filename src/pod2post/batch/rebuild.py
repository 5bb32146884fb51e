"""The ledger made anew: from the event log, what polls remember, the runs.

Each of them says a part. The log: what was queued, what a person dropped. The polls: what was
taken of shows, though the log be lost. The runs: how far each episode came. What they miss costs
nothing: the store has what was made, so doing it again is looking it up.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pod2post import codec
from pod2post.batch import ledger_desk
from pod2post.batch.events import Row
from pod2post.batch.gather import ordered
from pod2post.batch.ledger import Ledger
from pod2post.batch.orders import STAGES, Episode, Order
from pod2post.errors import BadInput
from pod2post.feeds import memory, shows
from pod2post.locate import locate
from pod2post.runs import Record
from pod2post.settings import Settings
from pod2post.value import value

PINNED = {"fetch": "fetch", "hear": "attribute"}


@value
class Rebuilt:
    """`episodes`: all there are; `drafted`, `dropped` of them."""

    episodes: int
    drafted: int
    dropped: int


def put_aside(path: Path) -> None:
    """The old ledger stays beside the new one, as `ledger.sqlite.old`; its logs go with it."""
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path.replace(path.with_name(path.name + ".old"))


def rebuild(
    ledger: Ledger, workspace: Path, known: Settings, rows: Iterable[Row], now: int
) -> Rebuilt:
    """Fill an empty ledger; filling it twice changes nothing.

    `rows` are those of the event log. Nobody may work with the ledger meanwhile.

    Raises:
        BadInput: the list of shows cannot be read.
    """
    rows = list(rows)
    listed = tuple(_remembered(workspace, known))
    ledger.enqueue([*_logged(rows), *listed], now)
    ledger_desk.readdress(ledger, listed)  # the log knows where they lay at first
    every = ledger_desk.episodes(ledger)
    ledger_desk.restore(ledger, dict(_made(every, workspace)))
    gone = _dropped(rows)
    for episode in every:
        if episode.id in gone and episode.dropped is None:
            ledger_desk.drop(ledger, episode, gone[episode.id])
    counted = ledger_desk.counts(ledger_desk.episodes(ledger))
    return Rebuilt(
        episodes=len(every),
        drafted=counted.get("drafted", 0),
        dropped=counted.get("dropped", 0),
    )


def _logged(rows: Iterable[Row]) -> Iterator[Order]:
    for row in rows:
        if row.get("event") == "enqueued":
            with contextlib.suppress(codec.Undecodable):
                yield codec.build(Order, row.get("order"))


def _remembered(workspace: Path, known: Settings) -> Iterator[Order]:
    for show in shows.read(workspace):
        for seen in memory.read(workspace, show.key).seen:
            if seen.taken:
                yield ordered(seen.entry, show, known)


def _dropped(rows: Iterable[Row]) -> dict[str, str]:
    """Episodes that a person dropped and has not taken back, with the reason."""
    gone: dict[str, str] = {}
    for row in rows:
        name = str(row.get("episode"))
        if row.get("event") == "dropped":
            gone[name] = str(row.get("reason", ""))
        elif row.get("event") == "retried":
            gone.pop(name, None)
    return gone


def _made(
    every: Iterable[Episode], workspace: Path
) -> Iterator[tuple[str, tuple[int, str | None]]]:
    """How many stages of each episode are done, by the pins of its run, and the run's name."""
    there = _runs(workspace)
    for episode in every:
        with contextlib.suppress(BadInput):
            found = there.get(locate(episode.order.source).address)
            if found:
                name, record = found
                yield episode.id, (_stages(record), name)


def _runs(workspace: Path) -> Mapping[str, tuple[str, Record]]:
    found = {}
    for path in sorted(workspace.glob("runs/*/run.json")):
        with contextlib.suppress(OSError, codec.Undecodable):
            record = codec.decode(Record, path.read_bytes())
            found[record.locator.address] = (path.parent.name, record)
    return found


def _stages(record: Record) -> int:
    pins = {pin.stage for pin in record.pins}
    if record.finished:
        return len(STAGES)
    return next((n for n, stage in enumerate(STAGES) if PINNED.get(stage) not in pins), 0)
