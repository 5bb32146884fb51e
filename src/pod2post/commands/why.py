"""`pod2post why`: where an episode stands, and how it got there."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pod2post import progress, settings
from pod2post.batch import events, ledger_desk, office
from pod2post.batch.digest import clock
from pod2post.batch.orders import Episode
from pod2post.commands.status import facts
from pod2post.errors import DONE
from pod2post.feeds.masking import masked, masked_text


def main(args: argparse.Namespace) -> int:
    """Print one episode with its stages and its history.

    Raises:
        BadInput: no such episode, or several.
    """
    known = settings.load(Path(args.config) if args.config else None)
    workspace = Path(args.workspace)
    with office.existing(workspace, known) as ledger:
        one = ledger_desk.find(ledger, args.episode)
    rows = list(events.of_episode(events.Events(workspace).rows(), one.id))
    history = [masked_text(events.line(row)) for row in rows]
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, history=history, **facts(one))
    else:
        print(*summary(one, history), sep="\n")
    return DONE


def summary(one: Episode, history: Sequence[str]) -> Iterator[str]:
    """For people: what it is, its stages, what happened."""
    yield f"{one.id}: {one.order.title}"
    yield f"show      {one.order.show}"
    yield f"source    {masked(one.order.source)}"
    if one.run:
        yield f"run       {one.run}"
    standing = ledger_desk.standing(one)
    reason = f" ({one.dropped})" if one.dropped else ""
    yield f"stands    {standing}{reason}"
    for job in one.jobs:
        tried = f", attempt {job.attempts}" if job.attempts else ""
        yield f"{job.stage:9} {job.state}, lane {job.lane}{tried}"
        if job.state == "running" and job.until:
            yield f"          by {job.worker}, lease until {clock(job.until)}"
        for text in (masked_text(job.cause), job.remedy):
            if text:
                yield f"          {text}"
    yield from (f"  {line}" for line in history)
