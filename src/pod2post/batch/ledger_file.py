"""The ledger's file: where it may lie, its tables, and one connection to it."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pod2post.errors import BadInput, TryLater

SCHEMA = 1
BUSY_S = 30
MOUNTS = Path("/proc/mounts")
ON_A_NETWORK = frozenset(
    "nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs afs 9p ceph glusterfs lustre beegfs gpfs ocfs2 "
    "fuse.sshfs fuse.s3fs fuse.glusterfs fuse.rclone fuse.ceph-fuse".split()
)
TABLES = """
CREATE TABLE episode (
    id        TEXT PRIMARY KEY,
    facts     TEXT NOT NULL,            -- the order, as JSON
    published INTEGER NOT NULL,
    added     INTEGER NOT NULL,
    run       TEXT,
    dropped   TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE known (
    key     TEXT PRIMARY KEY,
    episode TEXT NOT NULL REFERENCES episode (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE job (
    episode    TEXT NOT NULL REFERENCES episode (id),
    stage      INTEGER NOT NULL CHECK (stage BETWEEN 0 AND 2),
    lane       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('blocked', 'ready', 'running', 'done', 'dead')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    fence      INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    fresh      INTEGER NOT NULL DEFAULT 0,
    worker     TEXT,
    until      INTEGER,
    kind       TEXT,
    cause      TEXT NOT NULL DEFAULT '',
    remedy     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (episode, stage),
    CHECK ((state = 'running') = (worker IS NOT NULL AND until IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX due ON job (state, stage, lane);
CREATE TABLE park (
    lane   TEXT PRIMARY KEY,
    until  INTEGER NOT NULL,
    why    TEXT NOT NULL,
    remedy TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
REBUILD = "`pod2post doctor --rebuild-ledger` makes it anew; nothing that was made is lost."


def opened(path: Path) -> sqlite3.Connection:
    """A connection of this thread's own; the tables are made when they are missing.

    Raises:
        BadInput: the file lies on a network, is no ledger, or a later version wrote it.
        TryLater: another process kept it locked.
    """
    refuse_networks(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Addresses of private feeds hold tokens; the files beside it take its rights over.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S)
    except (OSError, sqlite3.OperationalError) as error:
        raise BadInput(f"the ledger {path} cannot be opened: {error}", REBUILD) from error
    try:
        with named(path):
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            _make(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _make(db: sqlite3.Connection, path: Path) -> None:
    with transaction(db):
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA:
            raise BadInput(
                f"the ledger {path} has schema {version}, and this version knows {SCHEMA}",
                "A later version of pod2post wrote it: update pod2post.",
            )
        if version == 0:
            for statement in TABLES.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA}")


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of what is done inside, or nothing; no other process writes meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextlib.contextmanager
def named(path: Path) -> Iterator[None]:
    """Name the file when SQLite cannot use it.

    Raises:
        BadInput: it is damaged, or no ledger.
        TryLater: another process kept it locked for half a minute.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise TryLater(
                f"another process keeps the ledger {path} locked", "Try again in a minute."
            ) from error
        raise BadInput(f"the ledger {path} cannot be used: {error}", REBUILD) from error
    except sqlite3.DatabaseError as error:
        raise BadInput(f"the ledger {path} is damaged: {error}", REBUILD) from error


def refuse_networks(path: Path, mounts: Path = MOUNTS) -> None:
    """SQLite's write-ahead log needs shared memory, which no network file system gives.

    Raises:
        BadInput: the file would lie on one. Where the system does not tell, nothing is refused.
    """
    try:
        text = mounts.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    kind = system_of(path.resolve(), text)
    if kind in ON_A_NETWORK:
        raise BadInput(
            f"the ledger {path} would lie on a network file system ({kind})",
            "Put it on a disk of this machine: [batch] ledger = FILE. Store and runs may stay.",
        )


def system_of(path: Path, mounts: str) -> str:
    """The kind of file system that an absolute path lies on, by the text of /proc/mounts."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = Path(words[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), words[2]
    return kind
