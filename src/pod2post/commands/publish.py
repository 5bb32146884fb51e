"""`pod2post publish`: a checked post onto the site."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pod2post import codec, glossary, progress, runs, settings
from pod2post.backends import git, hugo_site
from pod2post.errors import DONE, OPEN_ERRORS, BadInput
from pod2post.publishing import delivering, issuing
from pod2post.publishing.case import Wish
from pod2post.publishing.issuing import Outcome, Refusal
from pod2post.settings import weights_folder

DID = {
    "published": "published",
    "changed": "published anew",
    "unchanged": "unchanged: nothing was written",
    "restored": "unchanged, and was gone: written once more",
}


def main(args: argparse.Namespace) -> int:
    """Publish the run's post; returns the exit code, 1 where something stands against it.

    Raises:
        BadInput: what no waiver helps against, such as a date to come; git that refuses.
        LimitReached, TryLater: a full disk; git or Hugo that does not answer.
    """
    known = settings.load(Path(args.config) if args.config else None)
    run = runs.find_run(Path(args.workspace), args.run)
    if args.branch and not args.git:
        raise BadInput("--branch without --git", "Add --git to have the page committed.")
    wish = Wish(
        editor=_text(args.editor),
        folder=args.to,
        date=args.date,
        correction=_text(args.correction),
        uncorrected=_text(args.uncorrected),
        permission=_text(args.permission),
    )
    # Whatever may refuse does so before anything is written.
    site = hugo_site.opened(issuing.target(run, known, wish)) if args.verify else None
    words = glossary.present(weights_folder(known.weights))
    branch = (args.branch or "") if args.git else None
    now = datetime.now(UTC)
    given = delivering.deliver(run, known, wish, at=now, glossary=words, branch=branch)
    if isinstance(given, Refusal):
        return _refused(given, args.json)
    made, repository = given.outcome, given.repository
    doubt = site.doubt(Path(made.issue.file)) if site else None
    code = OPEN_ERRORS if doubt else DONE
    if args.json:
        progress.emit(sys.stdout, "done", code=code, doubt=doubt, **codec.plain(made))
    else:
        doubts = (f"doubt     {doubt}",) if doubt else ()
        print(*summary(made), *_standing(made, repository), *doubts, sep="\n")
    return code


def _text(typed: str | None) -> str | None:
    """What was typed; None where it is nothing but blanks."""
    return (typed or "").strip() or None


def _refused(made: Refusal, as_json: bool) -> int:
    if as_json:
        progress.emit(sys.stdout, "refused", code=OPEN_ERRORS, **codec.plain(made))
    else:
        for reason in made.reasons:
            print(f"not yet   {reason.what}", f"          {reason.next}", sep="\n")
        for line in made.unchecked:
            print(f"unchecked {line}")
        print("          Nothing was written.")
    return OPEN_ERRORS


def summary(made: Outcome) -> Iterator[str]:
    """What a person reads: where the page lies, in whose name, what nobody could check."""
    issue = made.issue
    yield f"{'unchanged' if made.did == 'unchanged' else 'page':<9} {issue.file}"
    yield f"          {DID[made.did]}"
    changed = issue.publication.lastmod
    when = issue.publication.date + (f", changed {changed}" if changed else "")
    yield f"date      {when}"
    yield f"editor    {issue.publication.editor}"
    yield f"speech    {issue.share.percent} % of the prose stands in quotation marks"
    for row in issue.waived:
        yield f"waived    {row.rule}: {row.where}: {row.what} ({row.editor}: {row.reason})"
    if made.warnings:
        yield f"open      warnings: {made.warnings} (`pod2post waive RUN` lists them)"
    for line in issue.unchecked:
        yield f"unchecked {line}"
    if issue.correction:
        yield f"told      {issue.correction.text}"
    if made.elsewhere:
        yield f"left      {made.elsewhere} still lies there, as it was"


def _standing(made: Outcome, repository: git.Repository | None) -> Iterator[str]:
    if repository and made.issue.commit:
        yield f"commit    {made.issue.commit.name[:12]} on the branch {repository.branch}"
        yield f"          {repository.on}, the index and all other files are as they were. The"
        yield "          page lies in the folder, too: before a merge take it out,"
        yield f"          rm {repository.path} && git merge {repository.branch}"
