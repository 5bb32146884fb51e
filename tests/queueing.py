"""Orders for a ledger, and a clock that a test moves."""

from pathlib import Path
from typing import Any

from pod2post.batch import lanes
from pod2post.batch.bounds import Batch
from pod2post.batch.ledger import Ledger
from pod2post.batch.orders import Claim, Order

START = 1_795_000_000_000  # ms since 1970, in November 2026
LIMITS = lanes.limits(Batch())
HOST = "feed:pod.example"
LANES = (HOST, "recognition:auto", "model:openai")


def order(number: int, **facts: Any) -> Order:
    """The n-th episode of a show that nobody makes; a later one is newer."""
    plain: dict[str, Any] = {
        "id": f"harbour-lights-{number:03}",
        "keys": (f"guid:harbour-lights:{number}", f"audio:pod.example/{number}.mp3"),
        "source": f"https://pod.example/{number}.mp3",
        "show": "harbour-lights",
        "title": f"Episode {number}: the tide tables",
        "lanes": LANES,
        "published": START - (1000 - number) * 86_400_000,
    }
    return Order(**{**plain, **facts})


def ledger(folder: Path, **more: Any) -> Ledger:
    """The real ledger, that waits for no disk: no test here cuts the power."""
    book = Ledger(folder / "ledger.sqlite", LIMITS, **more)
    book.db.execute("PRAGMA synchronous = OFF")
    return book


def claimed(book: Ledger, now: int = START, worker: str = "w1", **more: Any) -> Claim:
    claim = book.claim(None, worker, now, **more)
    assert claim is not None
    return claim
