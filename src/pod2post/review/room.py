"""What the page works with: the workspace's runs, each read back and checked at most once.

A run is looked up by its name among those that are there, never by a path of a request. What
was read is kept in memory until one of the run's files changes. Nothing here writes.
"""

import threading
from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from pod2post import runs
from pod2post.ports import Glossary
from pod2post.publishing import approval
from pod2post.revision import reopening, waiving
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.runs import Run
from pod2post.settings import Settings
from pod2post.store import Store
from pod2post.values import Post

MOST_KEPT = 8  # runs read back, each some megabytes
# Files that say nothing of the post itself.
BESIDE = frozenset({"run.json", "progress.json", "typing.json", "approvals.json", "published.json"})
Signature = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A run read back: `rows` what the rules of today find, `content` what an approval holds."""

    run: Run
    now: Opened
    rows: tuple[Numbered, ...]
    post: Post
    content: approval.Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`only`: the names of the runs that were asked for, all where it is empty."""

    workspace: Path
    known: Settings
    glossary: Glossary | None = None
    config: Path | None = None
    only: tuple[str, ...] = ()
    kept: OrderedDict[str, tuple[Signature, Seen]] = field(default_factory=OrderedDict)
    busy: threading.RLock = field(default_factory=threading.RLock)

    @property
    def store(self) -> Store:
        return Store(self.workspace / "store")

    def names(self) -> tuple[str, ...]:
        """The runs that are there, newest first. A link that leads elsewhere is none."""
        try:
            found = [path.name for path in (self.workspace / "runs").iterdir() if _is_run(path)]
        except OSError:
            return ()
        return tuple(sorted((n for n in found if not self.only or n in self.only), reverse=True))

    def run(self, name: str) -> Run | None:
        """The run of exactly this name; None where there is none.

        Raises:
            BadInput: its `run.json` cannot be read.
        """
        found = next((own for own in self.names() if own == name), None)
        if found is None:
            return None
        return runs.find_run(self.workspace, str(self.workspace / "runs" / found))

    def seen(self, run: Run) -> Seen:
        """The run read back and checked, out of memory where no file of it changed.

        Raises:
            BadInput: it has not come as far as a draft, or a file cannot be read.
        """
        with self.busy:
            now = signature(run)
            before = self.kept.get(run.folder.name)
            if before and before[0] == now:
                self.kept.move_to_end(run.folder.name)
                return before[1]
            made = self._read(run)
            self.kept[run.folder.name] = (now, made)
            self.kept.move_to_end(run.folder.name)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
            return made

    def _read(self, run: Run) -> Seen:
        now = reopening.opened(run, self.known)
        post = reopening.post(now)
        return Seen(
            run=run,
            now=now,
            rows=waiving.numbered(now, self.glossary),
            post=post,
            content=approval.content(post),
        )

    def alone(self, run: Run) -> AbstractContextManager[None]:
        """The lock under which whoever changes a run on the page reads, decides and writes."""
        return self.store.lock(f"edits-{run.folder.name}")


def _is_run(path: Path) -> bool:
    return not path.is_symlink() and (path / "run.json").is_file()


def signature(run: Run) -> Signature:
    """What changes with the files that a run is read back from."""
    rows = []
    for path in run.folder.glob("*.json"):
        if path.name not in BESIDE:
            found = path.stat()
            rows.append((path.name, found.st_mtime_ns, found.st_size, found.st_ino))
    return tuple(sorted(rows))


def own_file(run: Run, name: str) -> Path | None:
    """A file of the run's folder by its plain name; None for a link, or anything not there."""
    path = run.folder / name
    plain = path.name == name and name not in ("", ".", "..")
    return path if plain and path.is_file() and not path.is_symlink() else None
