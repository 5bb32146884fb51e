"""`pod2post adopt`: a post that was edited by hand, read back into its run."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from pod2post import codec, progress, runs, settings, store
from pod2post.errors import DONE
from pod2post.publishing import gate
from pod2post.revision import adopting, reopening
from pod2post.revision.adopting import Adopted


def main(args: argparse.Namespace) -> int:
    """Take the file's changes over; returns the exit code.

    Raises:
        BadInput: as `adopting.adopt` and `adopting.run_of`; --editor for a post without 我的觀察.
    """
    known = settings.load(Path(args.config) if args.config else None)
    file, workspace = Path(args.file), Path(args.workspace)
    run = runs.find_run(workspace, args.run) if args.run else adopting.run_of(file, workspace)
    with run.alone():
        made = adopting.adopt(run, file, known, lock=args.lock)
        if editor := (args.editor or "").strip():
            now = reopening.opened(run, known)
            run.keep_edits(gate.confirmed(run.edits(), now, editor, store.now()))
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, **codec.plain(made))
    else:
        print(*summary(made), sep="\n")
    return DONE


def summary(made: Adopted) -> Iterator[str]:
    """What a person reads: what was taken over, what lost its evidence, what was not."""
    for line in made.changes:
        yield f"taken     {line}"
    for row in made.unproved:
        yield f"unproved  {row.where}: {row.text} ({row.why})"
    for line in made.left:
        yield f"left      {line}"
    if made.edits:
        yield f"edits     {made.edits}"
        yield "          Run the episode again to check and print the post with them."
    elif not made.changes:
        yield f"same      {made.file} says what the run's post says"
