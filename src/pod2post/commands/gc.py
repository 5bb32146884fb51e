"""`pod2post gc`: what may go, listed with its size, then removed."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pod2post import codec, progress, settings
from pod2post.errors import DONE, BadInput, LimitReached
from pod2post.keeping import plan, tidying
from pod2post.keeping.plan import Plan, Step, told
from pod2post.keeping.sweeping import Done

ALIKE = ("leftover", "value", "transcript")


def main(args: argparse.Namespace) -> int:
    """List, then remove; returns 6 where the quota cannot be kept, else 0.

    Raises:
        BadInput: no workspace there, or SIZE is no size.
        LimitReached: no room for a listening copy.
    """
    known, workspace = settings.load(Path(args.config) if args.config else None), args.workspace
    place = Path(workspace)
    if not (place / "store").is_dir():
        raise BadInput(f"there is no workspace in {place}", "Name one with --workspace.")
    now = time.time_ns() // 1_000_000
    made = tidying.looked(place, _quota(args.quota, known.limits.quota_gb), now)
    if not args.json:
        print(*listed(made, place), sep="\n", flush=True)
    done = () if args.dry_run else tuple(tidying.done(place, made, now))
    above = made.over if args.dry_run else tidying.over(made, done)
    code = LimitReached.code if above else DONE
    if args.json:
        rows = {"plan": codec.plain(made), "done": codec.plain(done), "over": above}
        progress.emit(sys.stdout, "done", code=code, dry_run=args.dry_run, **rows)
    else:
        for line in summary(done, above):
            print(line)
    return code


def _quota(text: str | None, gigabytes: float | None) -> int | None:
    if text is not None:
        return plan.size(text)
    return None if gigabytes is None else int(gigabytes * tidying.GB)


def listed(made: Plan, place: Path) -> Iterator[str]:
    """What a person reads before anything goes; leftovers of one kind are one line."""
    quota = "no quota" if made.quota is None else f"quota {told(made.quota)}"
    yield f"{place} holds {told(made.before)}, {quota}"
    rows: dict[str, list[Step]] = {}
    for step in made.steps:
        alike = step.about if step.deed in ALIKE else step.name
        rows.setdefault(alike, []).append(step)
    for steps in rows.values():
        count = f", {len(steps)} of them" if len(steps) > 1 else ""
        yield f"  {told(sum(step.frees for step in steps)):>9}  {steps[0].about}{count}"
    total = sum(step.frees for step in made.steps)
    yield f"  {told(total):>9}  in all" if made.steps else "  nothing is to be removed"


def summary(done: tuple[Done, ...], above: int) -> Iterator[str]:
    """What became of it."""
    for row in done:
        if row.why:
            yield f"  left alone: {row.step.about} ({row.why}): {row.step.name}"
    if done:
        yield f"removed {told(sum(row.freed for row in done))}"
    if above:
        yield (
            f"{told(above)} above the quota stay: what unfinished runs need, what runs name, "
            "what was used within a day, and replies that were paid for"
        )
