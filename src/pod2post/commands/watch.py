"""`pod2post watch`: sync again and again, until it is stopped."""

import argparse

from pod2post import progress
from pod2post.batch import syncing
from pod2post.commands.sync import announce, opened, show
from pod2post.errors import DONE, BadInput


def main(args: argparse.Namespace) -> int:
    """Until a signal comes; what is under way is then stopped and goes on the next time.

    Raises:
        Pod2postError: as `syncing.watch`.
    """
    with progress.display(args.json) as display:
        sync = opened(args, display)
        every = sync.known.batch.every_minutes if args.every is None else args.every
        if every < 1:
            raise BadInput(f"--every {every} is no number of minutes", "Name at least 1.")
        for made in syncing.watch(sync, every, syncing.pause):
            announce(made, sync)
            show(made, args.json)
    return DONE
