"""progress.json: what is being done in a run's folder, told to whoever looks on."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pod2post import underway
from pod2post.errors import TryLater
from pod2post.runs import Run
from pod2post.values import Locator


class Quiet:
    """A display that remembers what it was shown."""

    def __init__(self) -> None:
        self.seen: list[tuple[object, ...]] = []

    def say(self, text: str, /) -> None:
        self.seen.append(("say", text))

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        self.seen.append(("step", task, done, total, unit))

    def made(self, stage: str, path: Path | None, /) -> None:
        self.seen.append(("made", stage, path))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "runs" / "2026-01-26-a"
    folder.mkdir(parents=True)
    return Run(folder, Locator(kind="file", address="a.mp3"))


def ended(run: Run, by: BaseException) -> None:
    """A run that is broken off by an exception."""
    with underway.told(Quiet()) as tell:
        tell.made("resolve", run.path("1-source.json"))
        raise by


def test_nothing_is_written_before_the_run_has_a_folder(run: Run) -> None:
    with underway.told(Quiet()) as tell:
        tell.say("looking")
        tell.step("download", 1, 2, "MB")
        assert underway.read(run) is None


def test_a_running_run_says_its_task_and_how_far_it_is(run: Run) -> None:
    clock, shown = Clock(), Quiet()
    with underway.told(shown, clock) as tell:
        tell.made("resolve", run.path("1-source.json"))
        tell.step("transcribe", 30, 120, "min")
        now = underway.read(run)
        assert now
        assert (now.state, now.after, now.task, now.percent) == (
            "running",
            "resolve",
            "transcribe",
            25,
        )
    assert [row[0] for row in shown.seen] == ["made", "step"]


def test_it_is_written_at_most_twice_a_second(run: Run) -> None:
    clock = Clock()
    with underway.told(Quiet(), clock) as tell:
        tell.made("resolve", run.path("1-source.json"))
        tell.step("transcribe", 1, 100, "min")
        marks = []
        for tenth in range(1, 21):
            clock.now = tenth / 10
            tell.step("transcribe", tenth, 100, "min")
            now = underway.read(run)
            assert now
            marks.append(now.done)
    assert sorted(set(marks)) == [1000, 5000, 10000, 15000, 20000]


def test_it_is_gone_when_the_run_came_to_its_end(run: Run) -> None:
    with underway.told(Quiet()) as tell:
        tell.made("resolve", run.path("1-source.json"))
    assert list(run.folder.iterdir()) == []


def test_a_failed_run_leaves_its_cause_and_the_next_one_takes_it_away(run: Run) -> None:
    with pytest.raises(TryLater):
        ended(run, TryLater("the site asks to wait", "later"))
    now = underway.read(run)
    assert now
    assert (now.state, now.why) == ("failed", "the site asks to wait")
    with underway.told(Quiet()) as tell:
        tell.made("resolve", run.path("1-source.json"))
    assert underway.read(run) is None


def test_our_own_bug_is_told_by_its_kind_alone(run: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        ended(run, ZeroDivisionError("a secret"))
    now = underway.read(run)
    assert now
    assert (now.state, now.why) == ("failed", "ZeroDivisionError")


def test_a_run_that_a_person_stopped_has_not_failed(run: Run) -> None:
    with pytest.raises(KeyboardInterrupt):
        ended(run, KeyboardInterrupt())
    now = underway.read(run)
    assert now
    assert (now.state, now.why) == ("stopped", "")


def test_the_news_goes_to_the_part_that_is_being_made(run: Run, tmp_path: Path) -> None:
    part = tmp_path / "runs" / "2026-01-26-a-part-1"
    part.mkdir()
    with underway.told(Quiet()) as tell:
        tell.made("resolve", run.path("1-source.json"))
        tell.made("plan", part / "5-plan.json")
        assert underway.read(run) is None
        assert underway.read(Run(part, run.locator))


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    shown = Quiet()
    with underway.told(shown) as tell:
        tell.made("resolve", tmp_path / "file" / "1-source.json")
        tell.step("transcribe", 1, 2, "min")
    assert len(shown.seen) == 2


def test_what_is_no_such_file_is_no_news(run: Run) -> None:
    for text in ("", "{", "[]", '{"state": "running"}', '{"schema": 9, "began": ""}'):
        run.path(underway.FILE).write_text(text, encoding="utf-8")
        assert underway.read(run) is None


def test_a_run_that_was_killed_is_told_by_its_silence(run: Run) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom pod2post import underway\n"
        "from test_underway import Quiet\n"
        "with underway.told(Quiet()) as tell:\n"
        "    tell.made('resolve', Path(sys.argv[1]) / '1-source.json')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(run.folder)], env=around, check=False, timeout=60
    )
    assert ran.returncode != 0
    now = underway.read(run)
    assert now
    assert now.state == "running"
    path = run.path(underway.FILE)
    assert json.loads(path.read_bytes())["state"] == "running"
    old = path.stat().st_mtime - underway.DEAD_S - 1
    os.utime(path, (old, old))
    now = underway.read(run)
    assert now
    assert now.state == "stopped"


def test_a_run_that_is_busy_is_not_silent(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(underway, "TOUCHED_S", 0.01)
    with underway.told(Quiet()) as tell:
        tell.made("resolve", run.path("1-source.json"))
        path = run.path(underway.FILE)
        os.utime(path, (1, 1))
        beaten = threading.Event()
        for _ in range(500):
            if path.stat().st_mtime > 1:
                break
            beaten.wait(0.02)
        now = underway.read(run)
    assert now
    assert now.state == "running"
