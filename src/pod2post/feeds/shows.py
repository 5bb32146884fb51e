"""The list of followed shows, `shows.json` in the workspace: for people to read and edit.

What polls remember lies elsewhere (`memory`), so that nothing here changes by itself. The file
is the user's alone: addresses of private feeds hold what opens them.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pod2post import codec
from pod2post.describe import slug
from pod2post.errors import BadInput
from pod2post.store import Store, write_atomically
from pod2post.value import require, value

FILE = "shows.json"
SECRET = 0o600
BACK = 1  # episodes that were out before a show was followed


@value
class Filters:
    """Which episodes are taken. `title`: a regular expression that is found in the title, letter
    case aside. `least_minutes`: of a length that the feed gives. `since`: YYYY-MM-DD.
    """

    title: str | None = None
    least_minutes: int = 0
    since: str | None = None

    def __post_init__(self) -> None:
        require(self.least_minutes >= 0, "least_minutes is at least 0")
        if self.title is not None:
            try:
                re.compile(self.title)
            except (re.error, RecursionError, OverflowError) as error:
                raise ValueError(f"title is no regular expression: {error}") from error
        if self.since is not None:
            require(bool(re.fullmatch(r"\d{4}-\d\d-\d\d", self.since)), "since is YYYY-MM-DD")
            date.fromisoformat(self.since)


@value
class Followed:
    """A followed show. `profile`: its name under [shows] of the settings. `followed`: ISO 8601.

    `budget_usd`: the most that one episode may cost. `back`: how many episodes are taken of those
    that were out before; None: all that pass the filters.
    """

    key: str
    title: str
    kind: Literal["feed", "youtube"]
    address: str
    followed: str
    profile: str | None = None
    writer: Literal["openai", "local", "extract"] | None = None
    budget_usd: float | None = None
    filters: Filters = Filters()
    back: int | None = BACK

    def __post_init__(self) -> None:
        require(bool(re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", self.key)), f"key {self.key!r}")
        require(self.back is None or self.back >= 0, "back is at least 0, or null for all")
        sane = self.budget_usd is None or 0 <= self.budget_usd < float("inf")
        require(sane, "budget_usd is at least 0")

    @property
    def programme(self) -> str:
        """What is equal for two places where one programme is published."""
        return (
            f"profile {self.profile}" if self.profile else " ".join(self.title.casefold().split())
        )


@value
class _File:
    schema: Literal[1] = 1
    shows: tuple[Followed, ...] = ()

    def __post_init__(self) -> None:
        keys = [show.key for show in self.shows]
        require(len(set(keys)) == len(keys), "two shows have the same key")


def read(workspace: Path) -> tuple[Followed, ...]:
    """The followed shows; none where there is no list.

    Raises:
        BadInput: the list is damaged; the entry at fault is named.
    """
    path = workspace / FILE
    try:
        return codec.decode(_File, path.read_bytes()).shows
    except FileNotFoundError:
        return ()
    except codec.Undecodable as error:
        raise BadInput(f"{path} cannot be read: {error}", "Correct the named entry.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}", "Check its rights.") from error


def write(workspace: Path, shows: tuple[Followed, ...]) -> None:
    """Write the list, all of it or nothing. Raises as `write_atomically`."""
    data = codec.readable(_File(shows=shows)).encode()
    write_atomically(workspace / FILE, data, mode=SECRET)


@contextlib.contextmanager
def editing(workspace: Path) -> Iterator[tuple[Followed, ...]]:
    """The list, for one process at a time, from reading it to the end of the block."""
    with Store(workspace / "store").lock("shows"):
        yield read(workspace)


def find(shows: tuple[Followed, ...], wanted: str) -> Followed:
    """The show with this key, address or title, or whose key begins so.

    Raises:
        BadInput: there is none, or several.
    """
    text = wanted.strip().casefold()
    exact = [show for show in shows if text in (show.key, show.address.casefold())]
    begun = [show for show in shows if show.key.startswith(text) or show.title.casefold() == text]
    found = exact or begun
    if len(found) == 1:
        return found[0]
    names = ", ".join(show.key for show in found or shows) or "none"
    what = "several followed shows are meant by" if found else "no followed show is"
    raise BadInput(f"{what} {wanted[:80]!r}", f"`pod2post shows` lists them: {names}.")


def new_key(title: str, address: str, taken: tuple[Followed, ...]) -> str:
    """A key for a show: the ASCII words of its title, else a part of the address's digest."""
    mark = codec.digest(address).removeprefix("sha256:")[:8]
    stem = slug(title, f"show-{mark}")
    keys = {show.key for show in taken}
    numbered = (stem, *(f"{stem}-{number}" for number in range(2, len(keys) + 3)))
    return next(key for key in numbered if key not in keys)
