"""What lies in a workspace, as `gc` sees it: media, values, leftovers. Values only."""

from typing import Literal

from pod2post.value import value

Standing = Literal["open", "drafted", "published", "gone"]
STANDINGS: tuple[Standing, ...] = ("open", "drafted", "published", "gone")


@value
class Media:
    """The sound of an episode: bytes of the original and of the listening copy, 0: not there.

    `standing`: the neediest of the runs that reach it; `runs`: their names. `touched`: when it
    was last made or used, in ms since 1970; the same below.
    """

    digest: str
    duration_ms: int
    original: int
    copy: int
    standing: Standing
    runs: tuple[str, ...]
    touched: int


@value
class Kept:
    """A remembered value: its recipe's kind and file, its object, the bytes of both.

    `run`: for whom it was made, "" where nobody knows. `reached`: does a run's folder name it?
    """

    kind: str
    recipe: str
    digest: str
    size: int
    run: str
    reached: bool
    touched: int


@value
class Leftover:
    """What a process that is gone left behind, and what it is called in a list."""

    path: str
    size: int
    what: str
    touched: int


@value
class Holdings:
    """Everything. `total`: bytes of all files of the workspace; paths are relative to it."""

    total: int
    media: tuple[Media, ...] = ()
    kept: tuple[Kept, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
