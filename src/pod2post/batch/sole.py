"""One sync at a time in a workspace; the second is told who is at it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from pod2post.errors import TryLater
from pod2post.store import full_disk_named, now, write_atomically

FILE = "sync.lock"


@contextlib.contextmanager
def sole(path: Path, what: str) -> Iterator[None]:
    """One process at a time, the next of which is told who it is. The kernel frees it.

    Raises:
        TryLater: `what` is going on in another process.
    """
    guard, label = FileLock(path), path.with_suffix(".holder")
    with full_disk_named(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            guard.acquire(timeout=0)
        except Timeout as error:
            try:
                holder = label.read_text(encoding="utf-8").strip()
            except OSError:
                holder = "another process"
            raise TryLater(f"{what} is under way already ({holder})", "Let it end.") from error
    try:
        write_atomically(label, f"process {os.getpid()}, since {now()}\n".encode())
        yield
    finally:
        label.unlink(missing_ok=True)
        guard.release()
