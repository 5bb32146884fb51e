"""`pod2post drop`: an episode that nobody is to work on."""

import argparse
import sys
from pathlib import Path

from pod2post import progress, settings
from pod2post.batch import ledger_desk, office
from pod2post.errors import DONE


def main(args: argparse.Namespace) -> int:
    """Leave it out from now on; files that it has stay.

    Raises:
        BadInput: no such episode, or several.
    """
    known = settings.load(Path(args.config) if args.config else None)
    with office.existing(Path(args.workspace), known) as ledger:
        one = ledger_desk.find(ledger, args.episode)
        ledger_desk.drop(ledger, one, args.reason)
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, name=one.id)
    else:
        print(f"{one.id} is dropped: {one.order.title}; `pod2post retry {one.id}` takes it back")
    return DONE
