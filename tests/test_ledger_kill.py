"""Five processes at one ledger, four of them killed, one held up beyond its lease."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from pod2post.batch import ledger_desk
from pod2post.batch.ledger import LEASE
from pod2post.batch.orders import STAGES
from queueing import START, ledger, order

EPISODES = 16
FAST = 120  # a lease of two minutes ends after a second
WORKER = Path(__file__).parent / "ledger_worker.py"
PATIENCE_S = 90


class Crew:
    """The processes, by the name under which they claim."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "log.jsonl"
        self.every: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        name = f"w{len(self.every)}"
        facts = {"ledger": str(self.folder / "ledger.sqlite"), "log": str(self.log)}
        job = json.dumps({**facts, "worker": name, "fast": FAST})
        self.every[name] = subprocess.Popen([sys.executable, str(WORKER), job])

    def rows(self) -> list[list[Any]]:
        lines = self.log.read_bytes().split(b"\n")[:-1] if self.log.is_file() else []
        return [json.loads(line) for line in lines]

    def at_work(self) -> str | None:
        """A worker that holds a stage now, as far as its lines tell."""
        held = {row[0]: row[1] for row in self.rows()}
        live = (n for n, p in self.every.items() if p.poll() is None)
        return next((name for name in live if held.get(name) == "begin"), None)

    def caught(self) -> str:
        """A worker stopped in the middle of a stage: it holds a claim that it cannot finish."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            name = self.at_work()
            if name is not None:
                os.kill(self.every[name].pid, signal.SIGSTOP)
                time.sleep(0.01)
                if {row[0]: row[1] for row in self.rows()}[name] == "begin" and self.free():
                    return name
                os.kill(self.every[name].pid, signal.SIGCONT)
            time.sleep(0.005)
        raise AssertionError("nobody was caught at work")

    def free(self) -> bool:
        """Nobody who is stopped holds the lock of the file."""
        path = self.folder / "ledger.sqlite"
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=0.3)) as db:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            db.execute("ROLLBACK")
            return True

    def end(self) -> None:
        for process in self.every.values():
            if process.poll() is None:
                process.kill()
            process.wait()


def test_nothing_is_lost_or_finished_twice_when_workers_are_killed(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(n) for n in range(EPISODES)], START)
    crew = Crew(tmp_path)
    try:
        for _ in range(5):
            crew.start()
        for _ in range(4):
            name = crew.caught()
            crew.every[name].kill()
            crew.every[name].wait(PATIENCE_S)
            crew.start()
        held = crew.caught()
        time.sleep(1.5 * LEASE / 1000 / FAST)  # the others take its stage over meanwhile
        os.kill(crew.every[held].pid, signal.SIGCONT)
        for process in crew.every.values():
            process.wait(PATIENCE_S)
        rows = crew.rows()
    finally:
        crew.end()
    codes = Counter(process.returncode for process in crew.every.values())
    assert codes == {0: 5, -signal.SIGKILL: 4}
    with ledger(tmp_path) as book:
        every = ledger_desk.episodes(book)
        assert ledger_desk.counts(every) == {"drafted": EPISODES}
        assert book.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    done = Counter((episode, stage) for _, what, episode, stage, *_ in rows if what == "done")
    assert set(done.values()) == {1}
    # A kill may come after a stage was finished and before its line: one for each kill at most.
    assert 0 <= EPISODES * len(STAGES) - len(done) <= 4
    fences = Counter(tuple(row[2:]) for row in rows if row[1] == "begin")
    assert set(fences.values()) == {1}, "one claim went to two"
    assert [row for row in rows if row[1] == "over"] == []
    # On a loaded machine another may be late for its lease as well; it changes as little.
    assert held in [row[0] for row in rows if row[1] == "void"]
