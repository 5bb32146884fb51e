"""`pod2post sync`: look for new episodes, draft them, say what came of it."""

import argparse
import sys
from pathlib import Path

from pod2post import progress, settings
from pod2post.backends import webhook
from pod2post.batch import digest
from pod2post.batch.digest import Digest
from pod2post.batch.engine import Engine
from pod2post.batch.syncing import Sync
from pod2post.errors import BadInput
from pod2post.ports import Tell


def main(args: argparse.Namespace) -> int:
    """One sync; the exit code says what is left: see `Digest.code`.

    Raises:
        Pod2postError: as `Sync.once`.
    """
    with progress.display(args.json) as display:
        sync = opened(args, display)
        made = sync.once()
        announce(made, sync)
    show(made, args.json)
    return made.code


def opened(args: argparse.Namespace, tell: Tell) -> Sync:
    """What the command line and the settings ask for.

    Raises:
        BadInput: an amount or a number of minutes that is none.
    """
    known = settings.load(Path(args.config) if args.config else None)
    budget = known.batch.budget_usd if args.budget is None else args.budget
    if budget is not None and not 0 <= budget < float("inf"):
        raise BadInput(f"--budget {budget} is no amount", "Name USD, such as 3.00.")
    wait = getattr(args, "wait", None)
    wait = known.batch.wait_minutes if wait is None else wait
    if wait < 0:
        raise BadInput(f"--wait {wait} is no number of minutes", "Name minutes, such as 15, or 0.")
    return Sync(
        workspace=Path(args.workspace),
        known=known,
        config=args.config,
        tell=tell,
        engine=lambda: engine(args, tell),
        budget=budget,
        wait_minutes=wait,
        poll=not args.no_poll,
    )


def engine(args: argparse.Namespace, tell: Tell) -> Engine:
    """What does the work: child processes of this machine, or a cluster.

    Raises:
        BadInput: a cluster without an address, or without the library for it; as `Cluster`.
        TryLater: as `Cluster`.
    """
    if (args.engine == "dask") != bool(args.scheduler):
        raise BadInput(
            "--engine dask and --scheduler go together",
            "Write --engine dask --scheduler tcp://host:8786, or neither of them.",
        )
    if args.engine == "dask":
        try:
            from pod2post.cluster import Cluster
        except ModuleNotFoundError as error:
            raise BadInput(
                f"a cluster needs {error.name}", "Install it: pip install 'pod2post[cluster]'."
            ) from error
        return Cluster(args.scheduler, Path(args.workspace), args.config)
    from pod2post.batch.children import Children

    return Children(tell)


def announce(made: Digest, sync: Sync) -> None:
    """Tell the webhook, where there is one; that it cannot be told is a warning."""
    if address := sync.known.batch.webhook:
        trouble = webhook.post(address, digest.facts(made))
        if trouble:
            sync.tell.say(f"warning: {trouble}")


def show(made: Digest, as_json: bool) -> None:
    """The digest on stdout."""
    if as_json:
        progress.emit(sys.stdout, "done", **digest.facts(made))
    else:
        print(*digest.lines(made), sep="\n", flush=True)
