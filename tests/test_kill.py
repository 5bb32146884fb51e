"""kill -9 in every stage, then again: the same bytes, nothing finished done twice."""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pod2post.pipeline import STAGES
from pod2post.store import Store
from samples.writer import replier
from scripted_openai import Answer, ScriptedOpenAI, down

AT_ONCE = 6  # calls side by side, as the settings have it
ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
TRUTH = json.loads((SAMPLES / "interview.truth.json").read_text(encoding="utf-8"))
LINES = [
    (line["start_ms"], line["end_ms"], line["text"])
    for turn in TRUTH["turns"]
    for line in turn["sentences"]
]


@dataclass(frozen=True)
class Bench:
    """One workspace, and the server that its runs ask."""

    folder: Path
    server: ScriptedOpenAI

    def start(self, kill_in: str | None = None, kill_at: int = 0) -> subprocess.Popen[bytes]:
        config = self.folder / "pod2post.toml"
        own = f'[writer]\nkind = "openai"\nbase_url = "{self.server.base_url}"\n\n'
        config.write_text(own + (SAMPLES / "pod2post.toml").read_text(encoding="utf-8"), "utf-8")
        job = {
            "workspace": str(self.folder / "workspace"),
            "media": str(SAMPLES / "interview.mp3"),
            "notes": str(SAMPLES / "notes.md"),
            "config": str(config),
            "heard": str(self.folder / "heard.txt"),
            "lines": LINES,
            "duration_ms": TRUTH["duration_ms"],
            "kill_in": kill_in,
            "kill_at": kill_at,
        }
        command = [sys.executable, str(ROOT / "tests" / "drive.py"), json.dumps(job)]
        return subprocess.Popen(command, cwd=self.folder)

    def finish(self) -> None:
        assert self.start().wait(timeout=120) == 0

    def heard(self) -> list[str]:
        return (self.folder / "heard.txt").read_text(encoding="utf-8").split()

    def calls(self) -> list[dict[str, Any]]:
        return Store(self.folder / "workspace" / "store").calls()

    def made(self) -> dict[str, bytes]:
        """What the run left, without the times at which it was seen and written."""
        (run,) = (self.folder / "workspace" / "runs").iterdir()
        # A kill between writing and renaming leaves the draft, which nothing ever reads.
        kept = [p for p in run.iterdir() if not p.name.startswith(".writing-")]
        told = ("run.json", "report.html")  # when it was made, and each request that was sent
        files = {p.name: p.read_bytes() for p in kept if p.name not in told}
        seen = json.loads(files["1-source.json"])
        files["1-source.json"] = json.dumps({**seen, "seen_at": ""}).encode()
        return files


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ScriptedOpenAI(replier()) as server:
        yield Bench(tmp_path, server)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], int, int]:
    """What a run leaves that nobody kills; windows heard; requests at the server."""
    with ScriptedOpenAI(replier()) as server:
        calm = Bench(tmp_path_factory.mktemp("calm"), server)
        calm.finish()
        return calm.made(), len(calm.heard()), len(server.bodies)


@pytest.mark.parametrize(("number", "stage"), list(enumerate(STAGES)))
def test_killed_in_a_stage_and_run_again(
    number: int, stage: str, bench: Bench, undisturbed: tuple[dict[str, bytes], int, int]
) -> None:
    files, windows, requests = undisturbed
    killed = bench.start(kill_in=stage, kill_at=1 + number % 4)
    assert killed.wait(timeout=120) == -signal.SIGKILL, f"was not killed in {stage}"
    bench.finish()
    assert bench.made() == files
    twice = {at for at, times in Counter(bench.heard()).items() if times > 1}
    assert len(set(bench.heard())) == windows
    assert len(twice) <= 1, "only the window in flight at the kill may be heard again"
    assert explained(bench) == requests


def test_killed_while_calls_are_in_flight(
    tmp_path: Path, undisturbed: tuple[dict[str, bytes], int, int]
) -> None:
    """Every request that the server saw: a distinct one, a retry, or in flight at the kill."""
    files, _, requests = undisturbed
    answer = replier()
    running: list[subprocess.Popen[bytes]] = []

    def deadly(body: dict[str, Any]) -> Answer:
        running[0].kill()
        return answer(body)

    script = [answer, down(503), answer, answer, deadly, answer]
    with ScriptedOpenAI(script) as server:
        bench = Bench(tmp_path, server)
        running.append(bench.start())
        assert running[0].wait(timeout=120) == -signal.SIGKILL
        bench.finish()
        assert bench.made() == files
        assert explained(bench) == requests


def explained(bench: Bench) -> int:
    """Hold the journal against the server, line by line; the number of distinct requests.

    Every request on the wire, a retry too, was noted before it was sent. It ends kept (paid
    once, never sent again), rejected or failed; else it was in flight at the kill.
    """
    rows = bench.calls()
    sends, ends, kept = Counter[str](), Counter[str](), set[str]()
    for row in rows:
        request = row["request"]
        if row["event"] == "sent":
            assert request not in kept, "an answer that was kept is asked for again"
            sends[request] += 1
        elif row["event"] in ("kept", "rejected", "failed"):
            ends[request] += 1
            kept |= {request} if row["event"] == "kept" else set()
    in_flight = sends - ends
    assert not ends - sends
    assert in_flight.total() <= AT_ONCE
    at_the_server = len(bench.server.bodies)
    assert ends.total() <= at_the_server <= sends.total()
    return len(sends)
