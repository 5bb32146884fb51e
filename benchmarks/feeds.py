"""What it takes to read a long feed, beside the general parser alone in the same run.

    python -m benchmarks.feeds --json

`ratio` is the median processor time of our reading (both readings, every field) over that of
feedparser with its own defaults, measured in turns. `damaged_ratio` is the same where each item
has a tag that is not closed; `poll_ratio` adds the comparison with 2,000 remembered entries.
"""

import argparse
import io
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import feedparser

from pod2post.feeds import identity, reading, selecting
from pod2post.feeds.entry import Memory
from pod2post.feeds.shows import Followed
from tests.feed_shelf import PLACE, long

ITEMS = 2000
ROUNDS = 5
NOW = datetime(2026, 2, 1, tzinfo=UTC)
SHOW = Followed(
    key="harbour",
    title="Harbour Lights",
    kind="feed",
    address=PLACE,
    followed="2026-01-20T00:00:00+00:00",
)


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def polled(data: bytes, memory: Memory) -> Memory:
    """A feed read, held against what is remembered, and decided on."""
    entries = reading.read(data, PLACE, show=SHOW.key).entries
    laid = selecting.met(memory, entries, SHOW, NOW)
    selecting.decided(laid.seen, SHOW, identity.known((), ()), NOW)
    return laid


def measured(items: int, rounds: int) -> dict[str, float]:
    """The figures; times are medians of `rounds`, taken in turns."""
    data = long(items)
    damaged = data.replace(b"<p>", b"]]><p><br><![CDATA[")
    memory = polled(data, Memory())
    works: dict[str, Callable[[], object]] = {
        "feedparser": lambda: feedparser.parse(io.BytesIO(data)),
        "ours": lambda: reading.read(data, PLACE),
        "damaged": lambda: reading.read(damaged, PLACE),
        "poll": lambda: polled(data, memory),
    }
    took: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            took[name].append(seconds(work))
    middle = {name: statistics.median(row) for name, row in took.items()}
    plain = middle["feedparser"]
    return {
        "items": items,
        "megabytes": round(len(data) / 1e6, 2),
        "ours_s": round(middle["ours"], 3),
        "feedparser_s": round(plain, 3),
        "ratio": round(middle["ours"] / plain, 2),
        "damaged_ratio": round(middle["damaged"] / plain, 2),
        "damaged_read": len(reading.read(damaged, PLACE).entries),
        "poll_ratio": round(middle["poll"] / plain, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    made = measured(args.items, args.rounds)
    if args.json:
        print(json.dumps(made))
    else:
        print(*(f"{name}: {figure}" for name, figure in made.items()), sep="\n")


if __name__ == "__main__":
    main()
