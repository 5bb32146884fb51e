"""The store among many processes, and under kills at any moment."""

import contextlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from pod2post import codec
from pod2post.store import Store
from pod2post.values import Chapter

FORK = multiprocessing.get_context("fork")
CHAPTER = Chapter(start_ms=7, title="台灣")


def _recipes(store: Store) -> list[Path]:
    return sorted((store.root / "recipes").rglob("*.json"))


def _leftovers(store: Store) -> list[Path]:
    return [path for path in store.root.rglob(".writing-*") if path.is_file()]


# many at once


WANT = """
import os, pathlib, sys, time
from pod2post.store import Store
from pod2post.values import Chapter

store, marks = Store(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])

def make():
    (marks / f"made-{os.getpid()}").touch()
    time.sleep(0.15)
    return Chapter(start_ms=7, title="x")

(marks / f"ready-{os.getpid()}").touch()
while not (marks / "go").exists():
    time.sleep(0.002)
sys.exit(store.memo("chapter", ["wanted"], Chapter, make).start_ms)
"""


def test_eight_processes_that_want_one_entry_make_it_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WANT, str(tmp_path / "store"), str(tmp_path)]
    crowd = [subprocess.Popen(command) for _ in range(8)]
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("ready-*"))) < 8 and time.monotonic() < until:
        time.sleep(0.01)
    (tmp_path / "go").touch()
    assert [process.wait(timeout=60) for process in crowd] == [7] * 8
    assert len(list(tmp_path.glob("made-*"))) == 1
    assert len(_recipes(Store(tmp_path / "store"))) == 1


def test_threads_of_one_process_make_an_entry_once(shelf: Store) -> None:
    made: list[int] = []

    def make() -> Chapter:
        made.append(1)
        time.sleep(0.05)
        return CHAPTER

    def want() -> None:
        shelf.memo("chapter", ["wanted"], Chapter, make)

    crowd = [threading.Thread(target=want) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert made == [1]


def _notes(root: str, ready: Any, who: int) -> None:
    store = Store(Path(root), run=f"run {who}")
    ready.wait()
    for number in range(20):
        store.note_call("sent", f"{who}-{number}", detail="長" * (1 + 700 * (number % 5)))
    os._exit(0)


def test_lines_of_many_processes_never_mix(tmp_path: Path) -> None:
    ready = FORK.Barrier(4)
    root = str(tmp_path / "store")
    crowd = [FORK.Process(target=_notes, args=(root, ready, who)) for who in range(4)]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(timeout=60)
    assert [process.exitcode for process in crowd] == [0] * 4
    rows = Store(tmp_path / "store").calls()
    assert len((tmp_path / "store" / "calls.jsonl").read_bytes().splitlines()) == 80
    for who in range(4):
        mine = [row["request"] for row in rows if row["run"] == f"run {who}"]
        assert mine == [f"{who}-{number}" for number in range(20)]


# killed


def _busy(root: Path, round_: int, begun: int) -> None:
    """Writes objects, recipes and call lines until the kill comes. Never returns."""
    store = Store(root, run=str(round_))
    for number in count():
        store.note_call("sent", str(number), detail="長" * 300)
        chapter = Chapter(start_ms=number, title=f"{round_} " + "x" * 300_000)
        store.memo("chapter", [str(round_), str(number)], Chapter, lambda made=chapter: made)
        os.write(begun, b".")


@contextlib.contextmanager
def _within(seconds: int) -> Iterator[None]:
    def late(*_: Any) -> None:
        raise TimeoutError("a stale lock blocks")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _kill_a_writer(root: Path, round_: int, after: float) -> None:
    """Kill it some time after its first entry is finished."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _busy(root, round_, writes)
        finally:
            os._exit(1)
    os.close(writes)
    os.read(reads, 1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reads)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the writer ended by itself"


def test_a_kill_at_any_moment_leaves_nothing_half_written(tmp_path: Path) -> None:
    root = tmp_path / "store"
    store = Store(root)
    chance = random.Random(20)
    for round_ in range(20):
        _kill_a_writer(root, round_, chance.uniform(0, 0.04))
    objects = [p for p in (root / "objects").rglob("*") if p.is_file() and p.name[0] != "."]
    for path in objects:
        assert codec.digest_bytes(path.read_bytes()) == f"sha256:{path.name}"
    recipes = _recipes(store)
    assert len(recipes) >= 20
    for path in recipes:
        assert store.recall("chapter", path.stem, Chapter) is not None
    assert _leftovers(store), "no kill fell into a write: this test tested nothing"
    noted = store.calls()
    for round_ in range(20):
        mine = [row["request"] for row in noted if row["run"] == str(round_)]
        assert mine == [str(number) for number in range(len(mine))]
        again = Chapter(start_ms=len(mine), title="again")
        last = [str(round_), str(max(len(mine) - 1, 0))]
        with _within(5):
            assert store.memo("chapter", last, Chapter, lambda made=again: made)


def test_the_lock_of_a_killed_holder_is_free_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    mark = tmp_path / "held"
    child = os.fork()
    if child == 0:
        with store.lock("talk"):
            mark.touch()
            time.sleep(60)
        os._exit(1)
    while not mark.exists():
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with _within(5), store.lock("talk"):
        pass
