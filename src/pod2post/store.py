"""The store: objects by what they are, recipes by what made them.

    objects/ab/abcdef...       bytes under their SHA-256
    recipes/<kind>/<key>.json  which object a call made, when, how long it took, for which run
    listening/<digest>.m4a     a small copy in place of media that `gc` removed
    calls.jsonl                one line per request sent to a paid backend, and per outcome

Nothing is ever half-written: a temporary file in the same folder, fsync, `os.replace`.
The lock saves double work; correctness does not depend on it.
"""

import contextlib
import errno
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from pod2post import codec
from pod2post.errors import BadInput, NoSpace

T = TypeVar("T")

USED_EVERY_S = 3600  # so often is it noted that something is used
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST),
    *(errno.ENOENT, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL),
)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextlib.contextmanager
def full_disk_named(path: Path) -> Iterator[None]:
    """Turn a full disk into `NoSpace`, a closed one into `BadInput`; both name the folder."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoSpace(
                f"no space left while writing to {path}",
                "Free some disk or choose another place with --workspace; "
                "what was finished is kept, the same command goes on from there.",
            ) from error
        if error.errno in CLOSED:
            raise BadInput(
                f"{path} cannot be written to: {error.strerror}",
                "Choose a folder that is yours with --workspace.",
            ) from error
        raise


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a kill at any moment, sees all of it or none."""
    with full_disk_named(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise


def replaced(path: Path, data: bytes) -> None:
    """Write a file; what it held before stays beside it as <name>-1, <name>-2, ..."""
    before = path.read_bytes() if path.is_file() else data
    if before != data:
        number = 1 + max((_number(path, kept) for kept in put_aside(path)), default=0)
        aside = path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            os.link(path, aside)  # the same bytes under another name: nothing is written twice
        except OSError:  # a file system without links
            write_atomically(aside, before)
    write_atomically(path, data)


def put_aside(path: Path) -> list[Path]:
    """What `replaced` kept of this file, oldest first."""
    kept = path.parent.glob(f"{path.stem}-*{path.suffix}")
    return sorted((p for p in kept if _number(path, p)), key=lambda p: _number(path, p))


def _number(path: Path, kept: Path) -> int:
    text = kept.stem.removeprefix(f"{path.stem}-")
    return int(text) if text.isdecimal() else 0


def appended(path: Path, row: dict[str, Any], mode: int = 0o644) -> None:
    """Append one line of JSON to a log, on disk before this returns.

    Without a lock: one write of a line goes to the end of the file whole, on a local disk.
    """
    line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    with full_disk_named(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode)
        try:
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                line = b"\n" + line  # a kill cut the last line off; this one must not join it
            while line:
                line = line[os.write(handle, line) :]
            os.fsync(handle)
        finally:
            os.close(handle)


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The lines of such a log; a line that a kill cut off is left out."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    rows = []
    for line in lines:
        with contextlib.suppress(ValueError):
            rows.append(json.loads(line))
    return rows


def _make_young(path: Path) -> None:
    """Note that a file is used: `gc` lets alone what was used lately. Missing: nothing."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > USED_EVERY_S:
            os.utime(path)


class Store:
    """A folder of objects and recipes. Safe for many processes on a local file system."""

    def __init__(self, root: Path, *, run: str = "", part: int = 0) -> None:
        self.root = root
        self.run = run
        self.part = part

    def of_part(self, part: int) -> "Store":
        """The same, for one part of a series: its calls are marked in the journal."""
        return Store(self.root, run=self.run, part=part)

    # objects

    def path(self, digest: str) -> Path:
        """Where the object with this digest lies, whether it is there or not."""
        hexa = digest.removeprefix("sha256:")
        return self.root / "objects" / hexa[:2] / hexa

    def has(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def put(self, data: bytes) -> str:
        """Keep these bytes; what lies damaged under their digest is written anew."""
        digest = codec.digest_bytes(data)
        _make_young(self.path(digest))
        try:
            self.get(digest)
        except OSError:
            write_atomically(self.path(digest), data)
        return digest

    def adopt(self, file: Path, digest: str) -> None:
        """Move a finished file into the store; both must be on one file system."""
        target = self.path(digest)
        with full_disk_named(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(file, "rb") as finished:
                os.fsync(finished.fileno())  # its name must not outlive its bytes in a power cut
            os.utime(file)  # a download of last week that was gone on with is new
            os.replace(file, target)

    def listening(self, digest: str) -> Path:
        """Where the small copy lies that `gc` makes in place of media, whether there or not."""
        return self.root / "listening" / f"{digest.removeprefix('sha256:')}.m4a"

    def get(self, digest: str) -> bytes:
        """The object's bytes, checked. An object that was damaged is taken for absent.

        Raises:
            FileNotFoundError: when it is not there, or not what it should be.
        """
        data = self.path(digest).read_bytes()
        if codec.digest_bytes(data) != digest:
            raise FileNotFoundError(f"object {digest} is damaged")
        return data

    # recipes

    def _recipe(self, kind: str, key: str) -> Path:
        return self.root / "recipes" / kind / f"{key.removeprefix('sha256:')}.json"

    def recall(self, kind: str, key: str, type_: type[T]) -> T | None:
        """What this recipe made, or None. What cannot be decoded any more is a miss.

        It is used from here on, and so is its media: `gc` lets both alone for a day.
        """
        try:
            path = self._recipe(kind, key)
            recipe = json.loads(path.read_bytes())
            _make_young(path)
            _make_young(self.path(str(recipe["digest"])))
            found = codec.decode(type_, self.get(str(recipe["digest"])))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        blobs: Iterable[str] = getattr(found, "blobs", ())
        return found if all(self._holds(blob) for blob in blobs) else None

    def _holds(self, blob: str) -> bool:
        places = (self.path(blob), self.listening(blob))
        for place in places:
            _make_young(place)
        return any(place.is_file() for place in places)

    def keep(self, kind: str, key: str, made: Any, seconds: float = 0.0) -> str:
        """Remember `made` under `key`; returns its digest."""
        digest = self.put(codec.encode(made))
        recipe = {"digest": digest, "made": now(), "seconds": round(seconds, 3)}
        if self.run:
            recipe["run"] = self.run  # so that `gc` knows for whom it was made
        write_atomically(self._recipe(kind, key), json.dumps(recipe).encode())
        return digest

    def memo(self, kind: str, parts: Iterable[str], type_: type[T], make: Callable[[], T]) -> T:
        """`make()` at most once per (kind, parts): look up, lock, look up again, make, keep.

        A value with `holes` is returned and not remembered, so the next run mends it.
        """
        key = codec.digest([kind, *parts])
        found = self.recall(kind, key, type_)
        if found is not None:
            return found
        with self.lock(f"{kind}-{key.removeprefix('sha256:')}"):
            found = self.recall(kind, key, type_)
            if found is not None:
                return found
            began = time.monotonic()
            made = make()
            if not getattr(made, "holes", ()):
                self.keep(kind, key, made, time.monotonic() - began)
            return made

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """One holder at a time among all processes; the kernel frees it when the holder dies."""
        folder = self.root / "locks"
        guard = FileLock(folder / f"{name[:80]}.lock")
        with full_disk_named(folder):
            folder.mkdir(parents=True, exist_ok=True)
            guard.acquire()
        try:
            yield
        finally:
            guard.release()

    def place(self, path: Path, text: str) -> Path:
        """Write a post's file, never over bytes that are not ours; returns where it went.

        Ours is what lies in the store: each post is put there before it is written. Where
        a person's text stands, it goes to `<name>.new.md`, then `<name>.new-2.md`.
        """
        data = text.encode()
        self.put(data)
        stem, ending = path.stem, path.suffix
        for number in range(1, 1000):
            suffix = "" if number == 1 else ".new" if number == 2 else f".new-{number - 1}"
            target = path.with_name(f"{stem}{suffix}{ending}")
            if not target.exists() or self.has(codec.digest_bytes(target.read_bytes())):
                write_atomically(target, data)
                return target
        raise BadInput(f"{path.parent} is full of changed posts named {stem}.new", "Tidy it up.")

    def scratch(self) -> Path:
        """A folder for unfinished files, on the store's own file system."""
        folder = self.root / "unfinished"
        with full_disk_named(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    # what was paid for

    def note_call(self, event: str, request: str, **facts: Any) -> None:
        """Append one line to calls.jsonl, on disk before this returns."""
        row = {"at": now(), "event": event, "request": request, "run": self.run, **facts}
        if self.part:
            row["part"] = self.part
        with self.lock("calls"):
            appended(self.root / "calls.jsonl", row)

    def calls(self) -> list[dict[str, Any]]:
        """The lines of calls.jsonl; a line that a kill cut off is left out."""
        return lines_of(self.root / "calls.jsonl")
