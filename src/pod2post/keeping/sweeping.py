"""Doing what a plan says, safely beside runs that work in the same store.

Nothing is locked against a run. Whoever uses a remembered value or its media makes it young
(`Store.recall`), and what is young is let alone: each file is moved aside, looked at once more,
and comes back when somebody used it since. Who asks for it in that instant takes it for gone, and
makes it anew. A kill between leaves it aside, where the next `gc` finds it.
"""

import contextlib
import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pod2post.errors import LimitReached, Pod2postError
from pod2post.keeping import listening
from pod2post.keeping.plan import FRESH, Plan, Step
from pod2post.keeping.survey import LEAVING, ms
from pod2post.store import Store
from pod2post.value import value

VALUES = ("value", "transcript")


@value
class Done:
    """What became of a step: the bytes that it freed, or why it was not done."""

    step: Step
    freed: int
    why: str = ""


def swept(workspace: Path, plan: Plan, now: int) -> Iterator[Done]:
    """Do the plan, step by step.

    Raises:
        LimitReached: no room for a listening copy.
    """
    store, old = Store(workspace / "store"), now - FRESH
    with store.lock("tidying"):
        shared = _shared(store) if any(s.deed in VALUES for s in plan.steps) else Counter()
        for step in plan.steps:
            freed, why = None, "in use, or gone already"
            try:
                freed = _freed(store, step, old, shared)
            except LimitReached:
                raise
            except (Pod2postError, OSError) as error:
                why = str(error).splitlines()[0]
            yield Done(step=step, freed=freed or 0, why="" if freed is not None else why)


def _shared(store: Store) -> Counter[str]:
    """How many recipes lead to an object."""
    found: Counter[str] = Counter()
    for path in (store.root / "recipes").glob("*/*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            found[json.loads(path.read_bytes())["digest"]] += 1
    return found


def _freed(store: Store, step: Step, old: int, shared: Counter[str]) -> int | None:
    """Do one step; the bytes that it freed, None where it was not to be done."""
    match step.deed:
        case "leftover":
            return _leftover(store.root.parent / step.name, old)
        case "audio" | "copy":
            parts = (_gone(store.path(step.name), old), _gone(store.listening(step.name), old))
            return sum(filter(None, parts)) or None
        case "original":
            return _shrunk(store, step.name, old)
        case "value" | "transcript":
            return _forgotten(store, store.root / "recipes" / step.name, old, shared)


def _gone(path: Path, old: int) -> int | None:
    """Remove a file that nobody has used since `old`."""
    aside = path.with_name(f"{LEAVING}{path.name}")
    try:
        if ms(path.stat()) > old:
            return None
        os.rename(path, aside)
    except FileNotFoundError:
        return None
    return _settled(aside, old)


def _settled(aside: Path, old: int) -> int | None:
    """What was moved aside goes, or comes back when somebody used it until that moment."""
    stat = aside.stat()
    home = aside.with_name(aside.name.removeprefix(LEAVING))
    if ms(stat) > old and not home.exists():
        os.rename(aside, home)
        return None
    aside.unlink()
    return stat.st_size


def _shrunk(store: Store, digest: str, old: int) -> int | None:
    """A listening copy in place of the original."""
    original, copy = store.path(digest), store.listening(digest)
    stamp = original.stat()
    if ms(stamp) > old:
        return None
    made = 0
    if not copy.is_file():
        made = listening.make(store, digest).stat().st_size
        os.utime(copy, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # as old as what it stands for
    freed = _gone(original, old)
    return None if freed is None else freed - made


def _forgotten(store: Store, recipe: Path, old: int, shared: Counter[str]) -> int | None:
    """A recipe and, where no other leads to it, its object: that first, or a kill would lose it."""
    digest = json.loads(recipe.read_bytes())["digest"]
    thing = store.path(digest)
    if ms(recipe.stat()) > old:
        return None
    freed: int | None = 0
    if shared[digest] == 1 and thing.is_file():
        freed = _gone(thing, old)
    if freed is None:
        return None
    shared[digest] -= 1
    return freed + (_gone(recipe, old) or 0)


def _leftover(path: Path, old: int) -> int | None:
    if path.name.startswith(LEAVING):
        return _settled(path, old)
    if path.suffix == ".lock":
        return _unlocked(path)
    return _removed(path)


def _removed(path: Path) -> int:
    size = path.stat().st_size
    path.unlink()
    with contextlib.suppress(OSError):  # the folder of a given-up download, once it is empty
        if path.parent.parent.name == "unfinished":
            path.parent.rmdir()
    return size


def _unlocked(path: Path) -> int | None:
    """Remove a lock's file, unless somebody holds it."""
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _removed(path)
    except BlockingIOError:
        return None
    finally:
        os.close(handle)
