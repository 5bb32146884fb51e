"""Looking through a workspace: what lies there, and which runs reach what. Nothing is changed.

A run reaches what any file of its folder names by its digest. The media is what a recipe of
`audio` or a run's 2-audio.json calls so; an object that no recipe and no run names and that is no
text is a download that was cut off between the store and its recipe.
"""

import codecs
import contextlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pod2post.keeping.holdings import (
    STANDINGS,
    Holdings,
    Kept,
    Leftover,
    Media,
    Standing,
)
from pod2post.keeping.plan import FRESH, HOUR
from pod2post.runs import FILES
from pod2post.store import Store

DIGEST = re.compile(rb"sha256:[0-9a-f]{64}")
MEMO_LOCK = re.compile(r"[\w-]+-[0-9a-f]{8,64}\.lock")
WRITING, LEAVING = ".writing-", ".leaving-"
WEEK = 7 * FRESH
START = 4096

Reach = dict[str, tuple[Standing, frozenset[str]]]  # by the run's name


def survey(workspace: Path, now: int) -> Holdings:
    """Everything that lies in a workspace; `now` in ms since 1970 tells old from new."""
    store, files = Store(workspace / "store"), list(_files(workspace))
    reach = dict(_reach(workspace))
    reached = frozenset().union(*(digests for _, digests in reach.values()))
    kept = tuple(_kept(store, reach, reached))
    media = {row["digest"]: row for row in _audio(store, workspace, kept)}
    known = reached | {row.digest for row in kept} | media.keys()
    strays = {d: {"digest": d, "duration_ms": 0} for d in _strays(store, known)}
    rows = tuple(_media(store, row, reach) for row in (media | strays).values())
    return Holdings(
        total=sum(stat.st_size for _, stat in files),
        media=tuple(row for row in rows if row.original or row.copy),
        kept=tuple(row for row in kept if row.kind != "audio"),
        leftovers=tuple(_leftovers(workspace, files, now)),
    )


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            with contextlib.suppress(OSError):  # it went while we looked
                yield path, path.lstat()


def ms(stat: os.stat_result) -> int:
    """When the file was made or used last, in ms since 1970."""
    return stat.st_mtime_ns // 1_000_000


# --- what runs reach ------------------------------------------------------------------


def _reach(workspace: Path) -> Iterator[tuple[str, tuple[Standing, frozenset[str]]]]:
    for folder in sorted((workspace / "runs").glob("*/")):
        found: set[str] = set()
        for path, _ in _files(folder):
            with contextlib.suppress(OSError):
                found |= {hit.decode() for hit in DIGEST.findall(path.read_bytes())}
        yield folder.name, (_standing(folder), frozenset(found))


def _standing(folder: Path) -> Standing:
    """How far a run has come; what cannot be read is taken for the neediest."""
    record, issued = _json(folder / "run.json"), _json(folder / "published.json")
    if issued.get("issues"):
        return "published"
    return "drafted" if record.get("finished") and (folder / "post.md").is_file() else "open"


def _json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


# --- what the store holds -------------------------------------------------------------


def _kept(store: Store, reach: Reach, reached: frozenset[str]) -> Iterator[Kept]:
    shared: dict[str, int] = defaultdict(int)
    rows = []
    for path in sorted((store.root / "recipes").glob("*/*.json")):
        recipe = _json(path)
        digest = recipe.get("digest")
        if isinstance(digest, str):
            shared[digest] += 1
            rows.append((path, digest, str(recipe.get("run") or "")))
    for path, digest, run in rows:
        with contextlib.suppress(OSError):
            stat, thing = path.stat(), _stat(store.path(digest))
            yield Kept(
                kind=path.parent.name,
                recipe=f"{path.parent.name}/{path.name}",
                digest=digest,
                size=stat.st_size + (thing.st_size if thing and shared[digest] == 1 else 0),
                run=run,
                reached=digest in reached or run in reach,
                touched=max(ms(stat), ms(thing) if thing else 0),
            )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _audio(store: Store, workspace: Path, kept: tuple[Kept, ...]) -> Iterator[dict[str, Any]]:
    """Every `Audio` that a recipe or a run holds, and that lies in the store."""
    files = [store.path(row.digest) for row in kept if row.kind == "audio"]
    for path in (*files, *workspace.glob(f"runs/*/{FILES['fetch']}")):
        row = _json(path)
        if DIGEST.fullmatch(str(row.get("digest")).encode()) and not row.get("origin"):
            yield row


def _strays(store: Store, known: frozenset[str]) -> Iterator[str]:
    for path in (store.root / "objects").glob("*/*"):
        digest = f"sha256:{path.name}"
        if DIGEST.fullmatch(digest.encode()) and digest not in known and not _is_text(path):
            yield digest


def _is_text(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            codecs.getincrementaldecoder("utf-8")().decode(file.read(START))
    except OSError:
        return True  # what cannot be looked at is let alone
    except UnicodeDecodeError:
        return False
    return True


def _media(store: Store, row: Mapping[str, Any], reach: Reach) -> Media:
    digest = str(row["digest"])
    stats = [_stat(store.path(digest)), _stat(store.listening(digest))]
    original, copy = (stat.st_size if stat else 0 for stat in stats)
    runs = tuple(name for name, (_, digests) in reach.items() if digest in digests)
    standings: list[Standing] = [reach[name][0] for name in runs]
    length = row.get("duration_ms")
    return Media(
        digest=digest,
        duration_ms=length if isinstance(length, int) else 0,
        original=original,
        copy=copy,
        standing=min(standings, key=STANDINGS.index, default="gone"),
        runs=runs,
        touched=max((ms(stat) for stat in stats if stat), default=0),
    )


# --- what the dead left ---------------------------------------------------------------


def _leftovers(
    workspace: Path, files: list[tuple[Path, os.stat_result]], now: int
) -> Iterator[Leftover]:
    """Files of processes that are gone: so old that none can still be at work on them."""
    for path, stat in files:
        inside = path.relative_to(workspace)
        age, place = now - ms(stat), inside.parts[:2]
        if path.name.startswith(WRITING) and age > HOUR:
            what = "a file that was being written"
        elif path.name.startswith(LEAVING) and age > HOUR:
            what = "a removal that was cut off"
        elif place == ("store", "unfinished") and age > WEEK:
            what = "a download that was given up"
        elif place == ("store", "locks") and MEMO_LOCK.fullmatch(path.name) and age > FRESH:
            what = "a lock that nobody holds"
        elif place == ("cache", "listening") and age > WEEK:
            what = "a copy for the page's player, made again when it is played"
        else:
            continue
        yield Leftover(path=str(inside), size=stat.st_size, what=what, touched=ms(stat))
