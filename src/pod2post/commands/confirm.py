"""`pod2post confirm`: 我的觀察 as it stands, and the person whose opinion it is."""

import argparse
import sys
from pathlib import Path

from pod2post import codec, progress, runs, settings, store, zh
from pod2post.errors import DONE
from pod2post.publishing import gate
from pod2post.revision import editing, reopening
from pod2post.stages.amend import OBSERVATION
from pod2post.stages.render import printed
from pod2post.values import Subject


def main(args: argparse.Namespace) -> int:
    """Show the text, and note who stands by it; returns the exit code.

    Raises:
        BadInput: no such run, or a post without 我的觀察.
    """
    known = settings.load(Path(args.config) if args.config else None)
    run = runs.find_run(Path(args.workspace), args.run)
    now = reopening.opened(run, known)
    editor = args.editor.strip()
    with run.alone():
        if args.off:
            run.keep_edits(editing.unconfirmed(run.edits(), OBSERVATION))
        elif editor:
            run.keep_edits(gate.confirmed(run.edits(), now, editor, store.now()))
    held = gate.confirmation(reopening.opened(run, known))
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, confirmed=codec.plain(held))
    elif text := _text(now.shown):
        print(*text, "", sep="\n\n", end="")
        who = f"confirmed by {held.editor}, {held.at}" if held else "confirmed by nobody"
        print(f"{who}; any change of this text undoes it")
    else:
        print(f"the post has no {zh.OBSERVATION}")
    return DONE


def _text(shown: Subject) -> tuple[str, ...]:
    """The section's paragraphs as they are printed."""
    parts = (rows for where, _, rows in printed(shown) if where == OBSERVATION)
    return tuple(block for rows in parts for _, block in rows)
