"""`pod2post retry`: an episode once more, or a parked lane at once."""

import argparse
import sys
from pathlib import Path

from pod2post import progress, settings
from pod2post.batch import ledger_desk, office
from pod2post.errors import DONE


def main(args: argparse.Namespace) -> int:
    """Queue it again with all its attempts; the next sync works on it.

    Raises:
        BadInput: no such episode or lane, or it is at work, or drafted.
    """
    known = settings.load(Path(args.config) if args.config else None)
    with office.existing(Path(args.workspace), known) as ledger:
        if ledger_desk.reopen(ledger, args.episode):
            told = f"the lane {args.episode} is open again"
            name, stage = args.episode, None
        else:
            one = ledger_desk.find(ledger, args.episode)
            name, stage = one.id, ledger_desk.retry(ledger, one, args.stage)
            told = f"{one.id} is queued from {stage}: {one.order.title}"
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, name=name, stage=stage)
    else:
        print(f"{told}; `pod2post sync` works on it")
    return DONE
