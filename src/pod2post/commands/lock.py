"""`pod2post lock`: parts of a post that later runs leave as they are."""

import argparse
import sys
from pathlib import Path

from pod2post import progress, runs, settings
from pod2post.errors import DONE, BadInput
from pod2post.revision import editing, reopening
from pod2post.revision.edits import Edits
from pod2post.runs import Run
from pod2post.settings import Settings


def main(args: argparse.Namespace) -> int:
    """Lock parts of a run's post as they stand, or unlock them; returns the exit code.

    Raises:
        BadInput: no such run or part, or a run without a draft.
    """
    known = settings.load(Path(args.config) if args.config else None)
    run = runs.find_run(Path(args.workspace), args.run)
    with run.alone():
        edits = _changed(run, known, args.parts, off=args.off)
    locks = editing.locks(edits)
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, locked=list(locks))
    else:
        print("locked    " + (", ".join(locks) or "nothing"))
    return DONE


def _changed(run: Run, known: Settings, parts: list[str], *, off: bool) -> Edits:
    now = reopening.opened(run, known)
    if off:
        if strange := sorted(set(parts) - set(editing.locks(run.edits()))):
            locked = ", ".join(editing.locks(run.edits())) or "nothing"
            raise BadInput(f"{', '.join(strange)} is not locked", f"Locked: {locked}.")
        edits = editing.unlocked(run.edits(), parts)
    else:
        edits = editing.locked(run.edits(), parts, now.written, now.shown)
    run.keep_edits(reopening.rooted(run, now, edits))
    return edits
