"""Weights that help and are not needed: had, or said to be missing and done without."""

from pathlib import Path

from pod2post import weights
from pod2post.errors import LimitReached, Pod2postError
from pod2post.ports import Tell
from pod2post.weights_table import Entry


def had(entry: Entry, folder: Path, *, without: str, wheels: bool, tell: Tell) -> Path | None:
    """The folder of a model, pulled when it is not there; None where it cannot be had.

    `without`: what is then not done, in words; it is said with the cause.

    Raises:
        LimitReached: the disk is full.
    """
    try:
        return weights.pull(entry.name, folder, wheels=wheels, tell=tell)
    except LimitReached:
        raise
    except Pod2postError as error:
        tell.say(f"{without} ({error.cause})")
        return None


def lying(entry: Entry, folder: Path) -> Path | None:
    """The folder of a model that is there already; nothing is fetched."""
    home = folder / entry.name
    return home if all((home / name).is_file() for name in entry.pinned) else None
