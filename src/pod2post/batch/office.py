"""What every command of batch work opens: the ledger of a workspace, its event log, the clock."""

import time
from pathlib import Path

from pod2post.batch import lanes
from pod2post.batch.events import Events
from pod2post.batch.ledger import Ledger
from pod2post.batch.orders import SECOND, Note
from pod2post.errors import BadInput
from pod2post.settings import Settings

FILE = "ledger.sqlite"


def clock() -> int:
    """Now, in ms since 1970."""
    return round(time.time() * SECOND)


def place(workspace: Path, known: Settings) -> Path:
    """Where the ledger lies."""
    return Path(known.batch.ledger) if known.batch.ledger else workspace / FILE


def ledger(workspace: Path, known: Settings, note: Note | None = None) -> Ledger:
    """The ledger of a workspace, to be closed; made when it is new.

    `note`: where its events go, None: to the event log.

    Raises:
        BadInput, TryLater: as `ledger_file.opened`.
    """
    batch = known.batch
    return Ledger(
        place(workspace, known),
        lanes.limits(batch),
        ahead=batch.ahead,
        attempts=batch.attempts,
        note=note or Events(workspace).note,
    )


def existing(workspace: Path, known: Settings) -> Ledger:
    """The ledger of a workspace where something was queued before.

    Raises:
        BadInput: there is none.
    """
    if not place(workspace, known).is_file():
        raise BadInput(
            f"nothing was ever queued in {workspace}",
            "`pod2post follow URL`, then `pod2post sync`; --workspace names another folder.",
        )
    return ledger(workspace, known)
