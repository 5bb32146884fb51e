"""`pod2post clip`: one quotation's sound as a file."""

import argparse
import sys
from pathlib import Path

from pod2post import codec, progress, runs
from pod2post.errors import DONE
from pod2post.hearing import clips
from pod2post.writing.tasks import clock


def main(args: argparse.Namespace) -> int:
    """Cut the quotation out of the run's audio; returns the exit code.

    Raises:
        BadInput: as `runs.find_run` and `clips.cut`.
    """
    run = runs.find_run(Path(args.workspace), args.run)
    made = clips.cut(run, args.quote, Path(args.output) if args.output else None)
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, **codec.plain(made))
    else:
        print(f"{made.path} ({clock(made.start_ms)} to {clock(made.end_ms)})")
    return DONE
