"""`pod2post shows`: the followed shows."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pod2post import progress
from pod2post.errors import DONE
from pod2post.feeds import listing, memory, shows
from pod2post.feeds.masking import masked
from pod2post.feeds.shows import Followed


def main(args: argparse.Namespace) -> int:
    """List the followed shows; returns the exit code.

    Raises:
        BadInput: the list cannot be read.
    """
    workspace = Path(args.workspace)
    rows = [
        (show, listing.remembered(memory.read(workspace, show.key)))
        for show in shows.read(workspace)
    ]
    if args.json:
        made = [{**listing.facts(show), **state} for show, state in rows]
        progress.emit(sys.stdout, "done", code=DONE, shows=made)
        return DONE
    for show, state in rows:
        print(*lines(show, state), sep="\n")
    if not rows:
        print("no show is followed; `pod2post follow ADDRESS` begins")
    return DONE


def lines(show: Followed, state: dict[str, Any]) -> Iterator[str]:
    """A show, what polls made of it, and how it is to be treated."""
    filters = show.filters
    wishes = {
        "profile": show.profile,
        "writer": show.writer,
        "budget": None if show.budget_usd is None else f"US${show.budget_usd:g} an episode",
        "title": filters.title,
        "at least": f"{filters.least_minutes} min" if filters.least_minutes else None,
        "since": filters.since,
        "back": "all" if show.back is None else str(show.back),
    }
    polled = f"polled {str(state['polled'])[:16]} UTC" if state["polled"] else "never polled"
    yield f"{show.key:24}{show.title}"
    yield f"  {show.kind}: {masked(show.address)}"
    yield f"  {polled}, {state['taken']} of {state['seen']} episodes taken"
    yield "  " + ", ".join(f"{name} {text}" for name, text in wishes.items() if text)
