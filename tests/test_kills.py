"""The benchmark of kills counts what it says: on runs that are broken off by an exception."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import kills
from fakes_ear import FakeEar
from pod2post.stages.transcribe import transcribe
from pod2post.store import Store, write_atomically
from pod2post.values import Audio, Hotwords, Piece

LINES = [(30_000 * at, 30_000 * at + 20_000, f"Sentence {at} is said here.") for at in range(8)]
HEARD = {"": LINES}  # by the job's model
AUDIO = Audio(digest="d", size=1, duration_ms=1, codec="c", channels=1, origin="x")


class Killed(Exception):
    pass


def worked(job: kills.Job, tell: Any, *, until: int | None = None, forgets: str = "") -> None:
    """A run in this process that stops after `until` results.

    `forgets`: "last", the store has not got the result at which it stopped; "all", none at all.
    """
    store, made = Store(job.workspace / "store"), []
    keep = store.keep

    def kept(kind: str, key: str, value: Any, seconds: float = 0.0) -> str:
        if isinstance(value, Piece):
            made.append(value)
            if forgets == "all" or (forgets == "last" and len(made) == until):
                raise_if(until is not None and len(made) == until)
                return ""
        digest = keep(kind, key, value, seconds)
        raise_if(isinstance(value, Piece) and len(made) == until)
        return digest

    store.keep = kept  # type: ignore[method-assign]
    ear = kills.Logging(FakeEar(HEARD[job.model]), job.log)
    words = Hotwords(words=(), language="en")
    told = transcribe(AUDIO, words, ear, media=Path("x"), shelf=store, tell=tell)
    text = "\n".join(cue.text for cue in told.cues)
    write_atomically(job.workspace / "runs" / "a" / "3-transcript.json", text.encode())


def raise_if(stop: bool) -> None:
    if stop:
        raise Killed


@pytest.fixture
def jobs(tmp_path: Path) -> list[kills.Job]:
    return [
        kills.Job(media=tmp_path, workspace=tmp_path / name, log=tmp_path / f"{name}.log", model="")
        for name in ("peace", "killed")
    ]


def run(jobs: list[kills.Job], monkeypatch, tell, *, forgets: str, moments: list[int]) -> Any:
    def finished(job: kills.Job) -> float:
        worked(job, tell)
        return 1.0

    def killed(job: kills.Job, after: int, late_s: float) -> tuple[bool, float]:
        with pytest.raises(Killed):
            worked(job, tell, until=after, forgets=forgets)
        return True, 1.0

    monkeypatch.setattr(kills, "finished", finished)
    monkeypatch.setattr(kills, "killed", killed)
    return kills.compared(*jobs, [(at, 0.0) for at in moments])


def test_a_run_that_goes_on_hears_nothing_twice(jobs, monkeypatch, tell) -> None:
    made = run(jobs, monkeypatch, tell, forgets="", moments=[2, 3])
    assert made["same_bytes"] is True
    assert made["windows"] == len(LINES)
    assert (made["heard_twice"], made["in_flight_again"], made["lost"]) == (0, 0, 0)
    assert (made["kills"], made["wall_s"], made["wall_s_killed"]) == (2, 1.0, 3.0)


def test_a_result_that_was_not_kept_is_counted_apart(jobs, monkeypatch, tell) -> None:
    made = run(jobs, monkeypatch, tell, forgets="last", moments=[2, 3])
    assert (made["heard_twice"], made["in_flight_again"]) == (0, 2)
    assert made["same_bytes"] is True


def test_a_store_that_forgets_is_seen(jobs, monkeypatch, tell) -> None:
    made = run(jobs, monkeypatch, tell, forgets="all", moments=[4])
    assert made["in_flight_again"] == 4


def test_work_that_is_done_again_is_seen(jobs, monkeypatch, tell) -> None:
    worked(jobs[1], tell)
    real, deaf = Store.recall, {"piece", "glance", "transcript"}
    monkeypatch.setattr(
        Store, "recall", lambda self, kind, *rest: None if kind in deaf else real(self, kind, *rest)
    )
    made = run(jobs, monkeypatch, tell, forgets="", moments=[])
    assert made["heard_twice"] == len(LINES)


def test_other_words_and_missing_ones_are_seen(jobs, monkeypatch, tell) -> None:
    peace, job = jobs
    monkeypatch.setitem(HEARD, "other", [(0, 20_000, "Nothing of this."), *LINES[1:-1]])
    made = run([peace, replace(job, model="other")], monkeypatch, tell, forgets="", moments=[])
    assert made["same_bytes"] is False
    assert (made["differ"], made["lost"], made["sampled"]) == (1, 1, 0)


def test_the_moments_are_drawn_the_same_for_the_same_seed() -> None:
    one = kills.drawn(120, 5, 1)
    assert one == kills.drawn(120, 5, 1) != kills.drawn(120, 5, 2)
    assert [after for after, _ in one] == sorted(after for after, _ in one)
    assert all(0 <= after < 120 and 0 <= late <= kills.MOST_LATE_S for after, late in one)


def test_without_the_recordings_it_says_so(tmp_path: Path, capsys) -> None:
    assert kills.main(["--json", "--data", str(tmp_path)]) == 0
    assert "not on this machine" in capsys.readouterr().out
