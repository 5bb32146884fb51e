"""One stage by whoever was given it: the real chain behind it, and whatever goes wrong there."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sound
from conftest import SilentTell
from pod2post import pipeline
from pod2post.batch import engine
from pod2post.batch.children import Children
from pod2post.batch.engine import Done, Work
from pod2post.batch.orders import Claim
from pod2post.batch.stagework import Worker
from pod2post.errors import Blocked, Refused
from pod2post.runs import Report
from pod2post.scene import Made, Options
from pod2post.settings import Settings
from queueing import order


def a_work(stage: Any = "write", **options: Any) -> Work:
    return Work(episode="a", stage=stage, lane="model:openai", fence=7, options=Options(**options))


def playing(monkeypatch: pytest.MonkeyPatch, play: Callable[[], Iterator[Made]]) -> list[Options]:
    asked = []

    def episode(options: Options, _known: Settings, **_: Any) -> Iterator[Made]:
        asked.append(options)
        return play()

    monkeypatch.setattr(pipeline, "episode", episode)
    return asked


def report(errors: int) -> Report:
    facts: dict[str, Any] = {"run": "r", "post": "p", "out": None, "instead_of": None}
    counts = {"errors": errors, "warnings": 0, "notes": 0, "calls": 1, "seconds": 1}
    return Report(**facts, **counts, caught=())


def test_the_run_and_the_open_errors_are_told(
    monkeypatch: pytest.MonkeyPatch, tell: SilentTell
) -> None:
    def play() -> Iterator[Made]:
        yield Made(stage="resolve", value=None, path=Path("w/runs/2026-11-22-tides/1-source.json"))
        yield Made(stage="render", value=report(2))
        yield Made(stage="render", value=report(1))

    playing(monkeypatch, play)
    done = Worker(tell).perform(a_work(source="talk.mp3"))
    assert (done.episode, done.stage, done.fence) == ("a", "write", 7)
    assert (done.key, done.errors, done.outcome) == ("2026-11-22-tides", 3, None)


@pytest.mark.parametrize(
    ("error", "kind", "park"),
    [
        (Refused("removed", "Drop it."), "refused", None),
        (Blocked("429", place="writer"), "blocked", "model:openai"),
        (KeyError("x"), "bug", None),
        (MemoryError(), "bug", None),
    ],
)
def test_what_goes_wrong_is_an_outcome(
    error: Exception,
    kind: str,
    park: str | None,
    monkeypatch: pytest.MonkeyPatch,
    tell: SilentTell,
    tmp_path: Path,
) -> None:
    def play() -> Iterator[Made]:
        yield Made(stage="resolve", value=None, path=tmp_path / "2026-11-22-tides" / "x.json")
        raise error

    playing(monkeypatch, play)
    done = Worker(tell).perform(a_work(source="talk.mp3", workspace=str(tmp_path)))
    assert done.outcome is not None
    assert (done.outcome.kind, done.outcome.park) == (kind, park)
    # What there is of the run is told all the same.
    assert done.key == "2026-11-22-tides"
    reports = list(tmp_path.glob("pod2post-bug-*.txt"))
    assert len(reports) == (kind == "bug")
    assert not reports or str(reports[0]) in done.outcome.remedy


def test_settings_that_cannot_be_read_fail_the_episode_and_no_more(tell: SilentTell) -> None:
    done = Worker(tell).perform(Work(**{**_facts(a_work(source="x")), "config": "gone.toml"}))
    assert done.outcome is not None
    assert (done.outcome.kind, "gone.toml" in done.outcome.cause) == ("input", True)


def _facts(work: Work) -> dict[str, Any]:
    return {name: getattr(work, name) for name in work.__dataclass_fields__}


@pytest.mark.parametrize(
    ("stage", "until"), [("fetch", "fetch"), ("hear", "attribute"), ("write", None)]
)
def test_each_stage_ends_where_the_next_begins(stage: Any, until: str | None) -> None:
    claim = Claim(
        episode="a",
        stage=stage,
        lane="file",
        fence=1,
        attempt=1,
        worker="w",
        order=order(1),
    )
    assert engine.work(claim, Options(source="x", until="plan"), None).options.until == until


def test_the_real_chain_in_a_real_child(tmp_path: Path, tell: SilentTell) -> None:
    media = tmp_path / "tone.wav"
    media.write_bytes(sound.wav(2.0))
    workspace = str(tmp_path / "workspace")
    children = Children(tell)
    try:
        found: list[Done] = []
        for source in (str(media), str(tmp_path / "gone.wav")):
            wish = {"source": source, "workspace": workspace, "until": "fetch"}
            children.submit(a_work("fetch", **wish))
            while not found or len(found) < 1 + (source != str(media)):
                found += children.completed(1.0)
    finally:
        children.close()
    good, bad = found
    assert good.outcome is None
    assert (tmp_path / "workspace" / "runs" / str(good.key) / "2-audio.json").is_file()
    assert bad.outcome is not None
    assert (bad.outcome.kind, bad.key) == ("input", None)
