"""`pod2post status`: what is queued, at work, parked and given up."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pod2post import codec, progress, settings
from pod2post.batch import ledger_desk, office
from pod2post.batch.digest import clock
from pod2post.batch.orders import Episode, Park
from pod2post.errors import DONE
from pod2post.feeds.masking import masked, masked_text

MOST_SHOWN = 20


def main(args: argparse.Namespace) -> int:
    """Print counts, lanes that are closed, and each episode that is not drafted.

    Raises:
        BadInput: the ledger cannot be read.
    """
    known = settings.load(Path(args.config) if args.config else None)
    workspace, now = Path(args.workspace), office.clock()
    every, parked = tuple[Episode, ...](), tuple[Park, ...]()
    if office.place(workspace, known).is_file():
        with office.ledger(workspace, known) as ledger:
            every, parked = ledger_desk.episodes(ledger), ledger_desk.parks(ledger, now)
    if args.json:
        told = {
            "counts": ledger_desk.counts(every),
            "parked": [{**codec.plain(p), "why": masked_text(p.why)} for p in parked],
            "episodes": [facts(one) for one in every],
        }
        progress.emit(sys.stdout, "done", code=DONE, **told)
    else:
        print(*summary(every, parked, now), sep="\n")
    return DONE


def facts(one: Episode) -> dict[str, Any]:
    """An episode for programs, without what a private feed's address holds."""
    plain: dict[str, Any] = codec.plain(one)
    for job in plain["jobs"]:
        job["cause"] = masked_text(job["cause"])
    order = plain.pop("order")
    shown = ("show", "title", "published", "profile", "writer", "budget_usd")
    told = {name: order[name] for name in shown} | {"source": masked(order["source"])}
    return {**plain, **told, "standing": ledger_desk.standing(one)}


def summary(every: Sequence[Episode], parked: Sequence[Park], now: int) -> Iterator[str]:
    """For people: what needs them first."""
    open_ = [one for one in every if ledger_desk.standing(one) not in ("drafted", "dropped")]
    ordered = sorted(open_, key=lambda one: one.job.state != "dead")
    for park in parked:
        yield f"parked    {park.lane} until {clock(park.until)}: {masked_text(park.why)}"
        if park.remedy:
            yield f"          {park.remedy}"
    for one in ordered[:MOST_SHOWN]:
        yield f"{ledger_desk.standing(one):16}  {one.id}  {one.order.title}"
        if one.job.cause:
            yield f"{'':18}{masked_text(one.job.cause)}{_when(one, now)}"
    if len(ordered) > MOST_SHOWN:
        yield f"and {len(ordered) - MOST_SHOWN} more: `pod2post status --json`"
    counts = ledger_desk.counts(every)
    yield ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing is queued"


def _when(one: Episode, now: int) -> str:
    due = one.job.state == "ready" and one.job.not_before > now
    return f" (again at {clock(one.job.not_before)})" if due else ""
