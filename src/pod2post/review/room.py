"""What the page works with: the workspace's runs, each read back and checked at most once.

A run is looked up by its name among those that are there, never by a path of a request. What
was read is kept in memory until one of the run's files changes. Only a run's record is written.
"""

import contextlib
import math
import threading
import time
from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from pod2post import runs, underway
from pod2post.checking import piecewise
from pod2post.errors import Pod2postError
from pod2post.ports import Glossary
from pod2post.publishing import approval
from pod2post.review.draft import DraftPage
from pod2post.review.precedence import Precedence
from pod2post.revision import editing, reopening
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.runs import Run
from pod2post.settings import Settings
from pod2post.store import Store
from pod2post.values import Post, Subject

MOST_KEPT = 8  # runs read back, each some megabytes
SHORT = 500  # cues: so many are checked while she waits
PATIENCE_S = 0.15
QUIET_S = 1.0  # without a change, before a run's record is written anew
Signature = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A run read back; `rows` are what the rules of today find.

    `whole`: were all of them asked? Of a long episode the rest is found out meanwhile.
    """

    run: Run
    now: Opened
    rows: tuple[Numbered, ...]
    whole: bool = True
    printed: list[tuple[Post, approval.Content]] = field(default_factory=list)
    laid: list[DraftPage] = field(default_factory=list)

    @property
    def post(self) -> Post:
        """The page and its record, made when they are asked for."""
        return self._print()[0]

    @property
    def content(self) -> approval.Content:
        """What an approval given now would hold."""
        return self._print()[1]

    @property
    def page(self) -> DraftPage:
        """The article with its evidence and its findings, laid out when it is asked for."""
        if not self.laid:
            self.laid.append(DraftPage(self.run.folder.name, self.now, self.rows))
        return self.laid[0]

    def _print(self) -> tuple[Post, approval.Content]:
        if not self.printed:
            made = reopening.post(self.now)
            self.printed.append((made, approval.content(made)))
        return self.printed[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`only`: the names of the runs that were asked for, all where it is empty."""

    workspace: Path
    known: Settings
    glossary: Glossary | None = None
    config: Path | None = None
    only: tuple[str, ...] = ()
    kept: OrderedDict[str, tuple[Signature, Seen]] = field(default_factory=OrderedDict)
    approved: dict[str, tuple[Signature, str, bool]] = field(default_factory=dict)
    counts: dict[str, tuple[Signature, tuple[int, int]]] = field(default_factory=dict)
    memo: piecewise.Memo = field(default_factory=piecewise.Memo)
    busy: threading.RLock = field(default_factory=threading.RLock)
    asking: set[str] = field(default_factory=set)
    stirred: dict[str, tuple[Run, threading.Timer]] = field(default_factory=dict)
    unnoted: set[str] = field(default_factory=set)
    order: Precedence = field(default_factory=Precedence)
    one: threading.Lock = field(default_factory=threading.Lock)

    @property
    def store(self) -> Store:
        return Store(self.workspace / "store")

    def folders(self) -> tuple[Path, ...]:
        """The folders of the runs that are there, newest first. A link elsewhere is none."""
        try:
            found = [path for path in (self.workspace / "runs").iterdir() if _is_run(path)]
        except OSError:
            return ()
        mine = (path for path in found if not self.only or path.name in self.only)
        return tuple(sorted(mine, key=lambda path: path.name, reverse=True))

    def run(self, name: str) -> Run | None:
        """The run of exactly this name; None where there is none.

        Raises:
            BadInput: its `run.json` cannot be read.
        """
        found = next((path for path in self.folders() if path.name == name), None)
        return runs.find_run(self.workspace, str(found)) if found else None

    def seen(self, run: Run) -> Seen:
        """The run read back and checked, out of memory where no file of it changed.

        Where checking takes long the answer is not `whole`; ask again.

        Raises:
            BadInput: it has not come as far as a draft, or a file cannot be read.
        """
        with self.busy:
            now, name = signature(run), run.folder.name
            before = self.kept.get(name)
            if before and before[0] == now:
                self.kept.move_to_end(name)
                return before[1]
            same = before is not None and _beside_edits(before[0]) == _beside_edits(now)
            made = self._read(run, before[1].now.written if before and same else None)
            self.kept[name] = (now, made)
            self.kept.move_to_end(name)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
            if made.whole:
                self.counts[name] = (now, _counts(made.rows))
            elif name not in self.asking:
                self.asking.add(name)
                threading.Thread(target=self._ask_all, args=(made,), daemon=True).start()
            return made

    def is_approved(self, run: Run) -> bool:
        """Does its last approval stand? Without a look at the rules, and mostly at no value.

        Raises:
            BadInput: a file cannot be read.
        """
        last = approval.read(run).last
        if last is None:
            return False
        now, known = signature(run), self.approved.get(run.folder.name)
        if known is None or known[:2] != (now, last.content.digest):
            stands = last.files == approval.files(run) or last.content == self._content(run)
            known = self.approved[run.folder.name] = (now, last.content.digest, stands)
        return known[2]

    def counted(self, run: Run) -> tuple[int, int] | None:
        """Open errors and warnings, where the run was read as it is now; else nobody knows."""
        found = self.counts.get(run.folder.name)
        return found[1] if found and found[0] == signature(run) else None

    def note(self, run: Run) -> None:
        """Leave in `run.json` what is found in the run as it is now, for later lists.

        Called by whoever changed it, with the lock held. A run at work writes its own record;
        what is not known yet is noted when it is.
        """
        seen, now = self.seen(run), underway.read(run)
        if not seen.whole:
            self.unnoted.add(run.folder.name)
        elif now is None or now.state != "running":
            self.unnoted.discard(run.folder.name)
            found = editing.settled(tuple(row.finding for row in seen.rows), seen.now.edits)
            run.write_record(replace(run.record(), findings=found))

    def note_soon(self, run: Run) -> None:
        """The same when nobody has changed anything for a moment; an editor need not wait for it.

        A kill before that leaves what was noted last, until the run is opened again.
        """
        name = run.folder.name
        timer = threading.Timer(QUIET_S, self._note_now, (name,))
        timer.daemon = True
        with self.busy:
            if before := self.stirred.pop(name, None):
                before[1].cancel()
            self.stirred[name] = (run, timer)
        timer.start()

    def settle(self) -> None:
        """Note at once what was to be noted soon: the page is closing."""
        for name in tuple(self.stirred):
            self._note_now(name)

    def is_behind(self, run: Run) -> bool:
        """Was the run edited since anything was noted of it?"""
        files = run.path("edits.json"), run.path("run.json")
        return files[0].is_file() and files[0].stat().st_mtime_ns > files[1].stat().st_mtime_ns

    def _note_now(self, name: str) -> None:
        with self.busy:
            found = self.stirred.pop(name, None)
        if found:
            with contextlib.suppress(Pod2postError), self.alone(found[0]):
                self.note(found[0])  # what cannot be written is no text of hers

    def _content(self, run: Run) -> approval.Content:
        return approval.content(reopening.post(reopening.opened(run, self.known)))

    def _read(self, run: Run, written: Subject | None = None) -> Seen:
        now = reopening.opened(run, self.known, written=written)
        if not self._is_long(now):
            return Seen(run=run, now=now, rows=piecewise.numbered(now, self.glossary, self.memo))
        linking = self.glossary is not None and self.glossary.aligner is not None
        until = time.monotonic() + PATIENCE_S
        haste = piecewise.Haste(until=until, slow=not linking, clock=time.monotonic)
        rows = piecewise.numbered(now, self.glossary, self.memo, haste)
        return Seen(run=run, now=now, rows=rows, whole=not haste.missed)

    def _is_long(self, now: Opened) -> bool:
        """May checking it take so long that nobody should wait for it?"""
        linking = self.glossary is not None and self.glossary.aligner is not None
        return linking or len(now.shown.transcript.cues) > SHORT

    def _ask_all(self, seen: Seen) -> None:
        """Find out all that `seen` had no time for; the next `seen` has it in memory."""
        run, name = seen.run, seen.run.folder.name
        try:
            with self.one:
                calmly = piecewise.Haste(until=math.inf, slow=True, clock=self.order.moment)
                piecewise.numbered(seen.now, self.glossary, self.memo, calmly)
        finally:
            with self.busy:
                self.asking.discard(name)
                self.kept.pop(name, None)
        if name in self.unnoted:
            with self.alone(run):
                self.note(run)

    def alone(self, run: Run) -> AbstractContextManager[None]:
        """The lock under which whoever changes a run on the page reads, decides and writes."""
        return self.store.lock(f"edits-{run.folder.name}")


def _counts(rows: tuple[Numbered, ...]) -> tuple[int, int]:
    live = [row.finding.severity for row in rows if row.waiver is None]
    return live.count("error"), live.count("warning")


def _is_run(path: Path) -> bool:
    return not path.is_symlink() and (path / "run.json").is_file()


def signature(run: Run) -> Signature:
    """What changes with the files that a run is read back from."""
    found = ((path.name, path.stat()) for path in approval.sources(run))
    return tuple((name, now.st_mtime_ns, now.st_size, now.st_ino) for name, now in found)


def _beside_edits(files: Signature) -> Signature:
    return tuple(row for row in files if row[0] != "edits.json")


def own_file(run: Run, name: str) -> Path | None:
    """A file of the run's folder by its plain name; None for a link, or anything not there."""
    path = run.folder / name
    plain = path.name == name and name not in ("", ".", "..")
    return path if plain and path.is_file() and not path.is_symlink() else None
