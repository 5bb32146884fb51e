"""`pod2post follow`: put a show on the list of those that are looked at for new episodes."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pod2post import progress, settings
from pod2post.errors import DONE, OPEN_ERRORS, BadInput
from pod2post.feeds import following, listing
from pod2post.feeds.following import Outcome, Wishes
from pod2post.feeds.masking import masked
from pod2post.feeds.polling import Desk

SHOWN = 5


def main(args: argparse.Namespace) -> int:
    """Follow an address, and say what a sync would take; returns the exit code.

    Raises:
        Pod2postError: as `following.follow`.
    """
    desk = opened(args)
    with progress.display(args.json) as display:
        found = following.follow(
            args.address, wished(args), desk, keep=not args.dry_run, tell=display
        )
        made = list(found)
    good = sum(1 for one in made if one.show)
    code = DONE if good == len(made) else OPEN_ERRORS if good else made[0].code
    if args.json:
        progress.emit(sys.stdout, "done", code=code, shows=[facts(one) for one in made])
        return code
    for one in made:
        print(*lines(one, kept=not args.dry_run), sep="\n")
    if len(made) > 1:
        print(f"{good} of {len(made)} shows are followed")
    return code


def opened(args: argparse.Namespace) -> Desk:
    """The desk of a command: its workspace, its settings, the clock."""
    known = settings.load(Path(args.config) if args.config else None)
    return Desk(workspace=Path(args.workspace), settings=known, now=lambda: datetime.now(UTC))


def wished(args: argparse.Namespace) -> Wishes:
    """What was named of a show's fields.

    Raises:
        BadInput: `--back` is neither a number nor `all`.
    """
    said: dict[str, Any] = {
        "profile": args.show,
        "writer": args.writer,
        "budget_usd": args.budget,
        "title": args.title,
        "least_minutes": args.least_minutes,
        "since": args.since,
    }
    made = {name: one for name, one in said.items() if one is not None}
    if args.back is not None:
        if args.back != "all" and not (args.back.isascii() and args.back.isdigit()):
            raise BadInput(f"--back {args.back[:40]!r} is no number", "Write --back 3, or all.")
        made["back"] = None if args.back == "all" else int(args.back[:6])
    return made


def facts(one: Outcome) -> dict[str, Any]:
    """An outcome for programs."""
    if one.show is None or one.polled is None:
        error = {"error": one.cause, "remedy": one.remedy, "code": one.code}
        return {"address": masked(one.place.address), **error}
    return {
        **listing.facts(one.show),
        "before": one.before,
        "would_take": [listing.episode(entry) for entry in one.polled.new],
        "skipped": len(one.polled.skipped),
        "notes": list(one.polled.notes),
    }


def lines(one: Outcome, *, kept: bool) -> Iterator[str]:
    """An outcome for people."""
    if one.show is None or one.polled is None:
        yield f"not followed: {masked(one.place.address)}: {one.cause}"
        yield f"  {one.remedy}"
        return
    show, polled = one.show, one.polled
    verb = "followed before" if one.before else "followed" if kept else "would be followed"
    yield f"{verb}: {show.title} ({show.key}), {masked(show.address)}"
    total = len(polled.new) + len(polled.skipped)
    yield f"  {len(polled.new)} of {total} listed episodes would be taken by the next sync"
    for entry in polled.new[-SHOWN:]:
        yield f"    {listing.line(entry)}"
    if len(polled.new) > SHOWN:
        yield f"    and {len(polled.new) - SHOWN} older ones"
    for why, count in listing.reasons(polled.skipped):
        yield f"  {count} not: {why}"
    for note in polled.notes:
        yield f"  note: {note}"
