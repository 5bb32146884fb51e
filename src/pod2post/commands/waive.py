"""`pod2post waive`: a post's findings by number, and those that an editor lets stand."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pod2post import codec, glossary, progress, runs, settings, store
from pod2post.errors import DONE
from pod2post.reporting import report as reporting
from pod2post.revision import reopening, waiving
from pod2post.revision.waiving import Numbered
from pod2post.settings import weights_folder


def main(args: argparse.Namespace) -> int:
    """List the findings, or let one stand, or take that back; returns the exit code.

    Raises:
        BadInput: no such run or finding, a run without a draft, no reason or no name.
    """
    known = settings.load(Path(args.config) if args.config else None)
    run = runs.find_run(Path(args.workspace), args.run)
    now = reopening.opened(run, known)
    words = glossary.present(weights_folder(known.weights))
    rows = waiving.numbered(now, words)
    if args.finding is not None:
        some = waiving.chosen(rows, args.finding)
        with run.alone():
            if args.off:
                edits = waiving.reopened(run.edits(), some)
            else:
                edits = waiving.waived(run.edits(), some, args.reason, args.editor, store.now())
            run.keep_edits(edits)
        numbers = {row.number for row in some}
        now = reopening.opened(run, known)
        after = waiving.numbered(now, words)
        reporting.keep(run, now, after)
        rows = tuple(row for row in after if row.number in numbers)
    if args.json:
        progress.emit(sys.stdout, "done", code=DONE, findings=codec.plain(rows))
    else:
        print(*summary(rows), sep="\n")
    return DONE


def summary(rows: Sequence[Numbered]) -> Iterator[str]:
    """What a person reads: number, severity, rule and place of each, and who let it stand."""
    for row in rows:
        found, waiver = row.finding, row.waiver
        place = f"{found.where}: {found.excerpt}" if found.excerpt else found.where
        severity = "waived" if waiver else found.severity
        yield f"{row.number:>4}  {severity:<8} {found.rule}: {place} ({found.what})"
        if waiver:
            yield f"{'':15}{waiver.editor or 'nobody named'}: {waiver.reason}"
        elif found.mend:
            yield f"{'':15}{found.mend}"
    if not rows:
        yield "      nothing was found"
