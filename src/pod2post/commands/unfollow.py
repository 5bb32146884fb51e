"""`pod2post unfollow`: take a show off the list."""

import argparse
import sys

from pod2post import progress
from pod2post.commands.follow import opened
from pod2post.errors import DONE
from pod2post.feeds import following, listing


def main(args: argparse.Namespace) -> int:
    """Follow a show no longer; returns the exit code.

    Raises:
        BadInput: no such show, or a list that cannot be read.
    """
    show = following.unfollow(args.show, opened(args))
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, **listing.facts(show))
    else:
        print(f"no longer followed: {show.title} ({show.key}); its runs and its queue stay")
    return DONE
