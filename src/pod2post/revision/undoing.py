"""Steps back and forth through an editor's changes.

`keep_edits` puts aside whatever `edits.json` held; `undo.json` says in which order those states
came, by their digests. A change from elsewhere (a command, another program) is a step, too.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Literal

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.revision.edits import Edits
from pod2post.revision.migrating import edits_in
from pod2post.runs import Run
from pod2post.store import put_aside, write_atomically
from pod2post.value import value

FILE = "undo.json"
ELSEWHERE = "elsewhere"


@value
class Step:
    """The edits with this digest came by doing `what`. `editor` and `at` may be ""."""

    digest: str
    what: str
    editor: str = ""
    at: str = ""


@value
class Trail:
    """From the edits with digest `start` over the steps `done` to now; `undone`: next one first."""

    schema: Literal[1] = 1
    start: str
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @property
    def head(self) -> str:
        """The digest of the edits at which the trail stands."""
        return self.done[-1].digest if self.done else self.start


# --- pure -----------------------------------------------------------------------------


def followed(trail: Trail | None, now: str) -> Trail:
    """The trail at the edits with digest `now`, however they came about."""
    if trail is None:
        return Trail(start=now)
    return trail if trail.head == now else stepped(trail, Step(digest=now, what=ELSEWHERE))


def stepped(trail: Trail, step: Step) -> Trail:
    """One step on; what was undone before it cannot be done again."""
    return replace(trail, done=(*trail.done, step), undone=())


def back(trail: Trail) -> Trail | None:
    """Before the last step; None at the beginning."""
    if not trail.done:
        return None
    return replace(trail, done=trail.done[:-1], undone=(trail.done[-1], *trail.undone))


def forth(trail: Trail) -> Trail | None:
    """After the step that was undone last; None where none was."""
    if not trail.undone:
        return None
    return replace(trail, done=(*trail.done, trail.undone[0]), undone=trail.undone[1:])


@lru_cache(maxsize=16)
def _digest(edits: Edits) -> str:
    """The edits of the last step are those before the next one."""
    return codec.digest(edits)


# --- in the run's folder --------------------------------------------------------------


def read(run: Run) -> Trail:
    """The run's trail, at its edits. One that is damaged begins anew: no edit hangs on it.

    Raises:
        BadInput: the edits cannot be read.
    """
    try:
        kept = codec.decode(Trail, run.path(FILE).read_bytes())
    except (OSError, codec.Undecodable):
        kept = None
    return followed(kept, _digest(run.edits()))


def keep(run: Run, edits: Edits, step: Step) -> None:
    """Write the edits down as one step. A kill between the two files loses its name only."""
    trail = read(run)
    digest = _digest(edits)
    if digest == trail.head:
        return
    run.keep_edits(edits)
    _write(run, stepped(trail, replace(step, digest=digest)))


def undo(run: Run) -> Step | None:
    """Take the last step back; returns it, None where there is none.

    Raises:
        BadInput: the file with the edits before it is gone.
    """
    trail = read(run)
    before = back(trail)
    if before is None:
        return None
    _restore(run, before)
    return trail.done[-1]


def redo(run: Run) -> Step | None:
    """Do the step once more that was taken back last; returns it, None where there is none.

    Raises:
        BadInput: as `undo`.
    """
    trail = read(run)
    after = forth(trail)
    if after is None:
        return None
    _restore(run, after)
    return trail.undone[0]


def _restore(run: Run, trail: Trail) -> None:
    for path in reversed(put_aside(run.path("edits.json"))):
        edits = edits_in(path)
        if codec.digest(edits) == trail.head:
            break
    else:
        edits = Edits()
        if codec.digest(edits) != trail.head:
            raise BadInput(
                "the edits before this step are not in the run's folder any more",
                "Look for its files edits-1.json, edits-2.json, ...",
            )
    run.keep_edits(edits)
    _write(run, trail)


def _write(run: Run, trail: Trail) -> None:
    write_atomically(run.path(FILE), codec.readable(trail).encode())
