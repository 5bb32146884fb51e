"""The choice of topics in whole runs: paid once, never for a finished run, and forecast."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from long_talk import Model, transcript
from pod2post import asides, chaptering, codec, dividing, pipeline, runs
from pod2post.runs import FILES
from pod2post.scene import Scene
from pod2post.store import Store
from pod2post.topics.marking import Aside
from pod2post.topics.parts import Start, built
from pod2post.topics.wishes import Topics
from pod2post.values import Chapter, Segments, Transcript
from scripted_openai import Answer, ScriptedOpenAI, ok
from test_series import Desk

HOUR = transcript(hours=1)
COVER = replace(HOUR.coverage, duration_ms=2_520_000, speech_ms=2_520_000, recognised_ms=2_520_000)
TALK = replace(HOUR, cues=HOUR.cues[: 7 * len(HOUR.cues) // 10], coverage=COVER)


class Choosing(Model):
    """A model that also says what it is told about topics, or nonsense while `sulking`."""

    sulking = False

    def __call__(self, body: dict[str, Any]) -> Answer:
        answer = super().__call__(body)
        if self.sulking and body["response_format"]["json_schema"]["name"] == "topics":
            return ok("no", usage={"prompt_tokens": 20_000, "completion_tokens": 1})
        return answer


@pytest.fixture
def desk(tmp_path: Path, tell: SilentTell) -> Iterator[Desk]:
    model = Choosing()
    with ScriptedOpenAI(model) as server:
        yield Desk(folder=tmp_path, server=server, talk=TALK, model=model, tell=tell)


def asked(desk: Desk) -> Counter[str]:
    """How often each task was asked since the last look."""
    counts = Counter(row.task for row in desk.model.asked)
    desk.model.asked.clear()
    return counts


def kept(desk: Desk) -> Segments:
    (run,) = desk.folder.glob("runs/*")
    return runs.finished(runs.find_run(desk.folder, str(run)), Segments, FILES["segment"])


def files(desk: Desk) -> dict[str, bytes]:
    """The post and the chapters of the only run."""
    (run,) = desk.folder.glob("runs/*")
    names = ("post.md", "chapters.json", "chapters.txt")
    return {name: (run / name).read_bytes() for name in names if (run / name).is_file()}


def divided(desk: Desk, **told: Any) -> Segments:
    """A run that goes as far as its lists of chapters; what the source tells beside."""
    scene, audio = desk.heard()
    scene = replace(scene, source=replace(scene.source, **told))
    steps = pipeline.from_transcript(scene, audio, TALK)
    made = next(steps).value
    assert isinstance(made, Segments)
    chaptering.keep(scene, made, TALK)
    steps.close()
    return made


def test_one_call_titles_the_parts_and_a_second_run_pays_for_nothing(desk: Desk) -> None:
    desk.run()
    counts = asked(desk)
    assert counts["topics"] == counts["plan"] == 1
    made = kept(desk)
    assert made.method == "chosen"
    assert [part.title for part in made.segments] == [
        f"第{n}件" for n in range(1, len(made.segments) + 1)
    ]
    (run,) = desk.folder.glob("runs/*")
    record = codec.decode(runs.Record, (run / "run.json").read_bytes())
    assert {row.task: row.sent for row in record.ledger.tasks}["topics"] == 1
    before = files(desk)
    assert before["chapters.txt"].decode().startswith("0:00 第1件\n")
    assert json.loads(before["chapters.json"])["chapters"][1]["title"] == "第2件"
    desk.run()
    assert asked(desk) == Counter()
    assert files(desk) == before


def test_a_run_planned_from_the_programs_own_cut_keeps_it(desk: Desk) -> None:
    desk.model.sulking = True  # type: ignore[attr-defined]
    report = desk.reports()[-1]
    assert asked(desk)["topics"] == 2, "asked, and asked once more"
    first = kept(desk)
    assert first.method == "divisive"
    record = codec.decode(runs.Record, (Path(report.run) / "run.json").read_bytes())
    assert any(line.startswith("divided by the program itself: topics: ") for line in record.sound)
    before = files(desk)
    desk.model.sulking = False  # type: ignore[attr-defined]
    desk.run()
    assert asked(desk) == Counter(), "nothing that was written is paid again"
    assert replace(kept(desk), holes=first.holes) == first
    assert dividing.KEPT in desk.tell.said
    assert files(desk) == before


def test_the_parts_of_a_series_keep_it_too(desk: Desk) -> None:
    desk = replace(desk, talk=transcript(hours=2))
    desk.model.sulking = True  # type: ignore[attr-defined]
    desk.run(series=2, until="plan")
    desk.model.sulking = False  # type: ignore[attr-defined]
    asked(desk)
    desk.run(series=2, until="plan")
    assert asked(desk) == Counter()


def test_too_few_parts_for_a_series_are_not_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = built(TALK.cues, [Start(cue=at) for at in (0, 200, 400)], "chosen")
    monkeypatch.setattr(dividing, "topics", lambda *_, **__: few)
    scene, _ = desk.heard(series=2)
    made = dividing.segments(scene, TALK, scene.pen, fetch=False)
    assert made.method == "divisive"
    assert any("too few were chosen for 2 posts" in line for line in desk.tell.said)
    alone, _ = desk.heard()
    assert dividing.segments(alone, TALK, alone.pen, fetch=False) == few


def test_before_there_is_a_plan_the_choice_is_asked_for_again(
    desk: Desk,
) -> None:
    desk.model.sulking = True  # type: ignore[attr-defined]
    assert divided(desk).method == "divisive"
    desk.model.sulking = False  # type: ignore[attr-defined]
    assert divided(desk).method == "chosen"


def test_with_chapters_no_call_is_made(desk: Desk) -> None:
    minutes = (0, 8, 16, 24, 32)
    marks = tuple(Chapter(start_ms=60_000 * m, title=f"Part at {m}") for m in minutes)
    assert divided(desk, chapters=marks, duration_ms=2_520_000).method == "chapters"
    assert asked(desk) == Counter()
    assert files(desk)["chapters.txt"].decode().splitlines()[1] == "8:00 Part at 8"


def test_it_can_be_switched_off(desk: Desk) -> None:
    off = replace(desk.known(), topics=Topics(choose=False))
    scene, audio = desk.heard(off)
    assert next(pipeline.from_transcript(scene, audio, TALK)).value.method == "divisive"
    assert asked(desk) == Counter()


def test_a_dry_run_counts_the_call_that_the_run_then_makes(desk: Desk) -> None:
    desk.heard()
    told = pipeline.estimate(desk.options(), desk.known(), tell=desk.tell)
    rows = {row.task: row for row in told.tasks}
    assert asked(desk) == Counter()
    assert (rows["topics"].calls, rows["topics"].kept) == (1, 0)
    desk.run()
    assert asked(desk)["topics"] == 1
    again = pipeline.estimate(desk.options(), desk.known(), tell=desk.tell)
    assert {row.task: (row.calls, row.kept) for row in again.tasks}["topics"] == (0, 1)


# a finished run of an earlier version


def earlier(scene: Scene, talk: Transcript, version: str) -> Segments:
    """What that version of the stage made of it, kept under its key as it kept it."""
    fifths = [Start(cue=n * len(talk.cues) // 5) for n in range(5)]
    made = built(talk.cues, fifths, "divisive")
    left = [] if version == dividing.BEFORE else [asides.found(scene, talk)]
    parts = [version, *(codec.identity(part) for part in (talk, (), *left, None))]
    key = codec.digest(["segments", *parts])
    Store(scene.shelf.root).keep("segments", key, made)
    return made


@pytest.mark.parametrize("version", [dividing.BEFORE, dividing.LATELY])
def test_a_finished_run_of_an_earlier_version_is_not_paid_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    with monkeypatch.context() as then:
        old: list[Segments] = []

        def divided(scene: Scene, talk: Transcript, *_: Any, **__: Any) -> Segments:
            old.append(earlier(scene, talk, version))
            return old[-1]

        then.setattr(dividing, "segments", divided)
        desk.run()
    assert asked(desk)["plan"] == 1
    before = files(desk)
    desk.run()
    assert asked(desk) == Counter()
    assert kept(desk) == old[-1]
    assert files(desk) == before
    (run,) = desk.folder.glob("runs/*")
    pins = codec.decode(runs.Record, (run / "run.json").read_bytes()).pins
    (pinned,) = [pin.digest for pin in pins if pin.stage == "segment"]
    recipes = (desk.folder / "store" / "recipes" / "segments").glob("*.json")
    named = [json.loads(path.read_text(encoding="utf-8"))["digest"] for path in recipes]
    assert pinned in named, "gc leaves what a run names"
    desk.run(refresh=True)
    assert asked(desk)["topics"] == 1, "asked anew when a person asks for it"
    assert kept(desk).method == "chosen"
    desk.run()
    assert asked(desk) == Counter()
    assert kept(desk).method == "chosen", "what the earlier version made is not taken up again"


def test_a_choice_among_places_of_an_earlier_cut_is_not_paid_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dividing.segments

    def divided(scene: Scene, talk: Transcript, *rest: Any, **more: Any) -> Segments:
        made = real(scene, talk, *rest, **more)
        earlier(scene, talk, dividing.LATELY)
        return made

    with monkeypatch.context() as then:
        then.setattr(dividing, "segments", divided)
        desk.run()
    assert kept(desk).method == "chosen"
    asked(desk)
    monkeypatch.setattr(dividing, "places", None)  # there is no need to look for any
    before = files(desk)
    desk.run()
    assert asked(desk) == Counter()
    assert files(desk) == before


@pytest.mark.parametrize("sulking", [True, False])
def test_what_later_rules_take_for_an_advertisement_moves_no_finished_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, sulking: bool
) -> None:
    desk.model.sulking = sulking  # type: ignore[attr-defined]
    desk.run()
    asked(desk)
    before, was = files(desk), kept(desk)
    spot = Aside(first=100, last=104, kind="advertisement", why=("優惠碼",))
    monkeypatch.setattr(asides, "found", lambda *_: (spot,))
    desk.run()
    assert asked(desk) == Counter()
    assert (kept(desk).segments, files(desk)) == (was.segments, before)
    desk.run(refresh=True)
    assert "優惠碼" in {why for part in kept(desk).segments for why in part.why}
    asked(desk)
    monkeypatch.undo()
    desk.run()
    assert asked(desk) == Counter(), "nor does what they no longer take for one"
