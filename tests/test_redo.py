"""Mend, then redo only what changed: locks, takes, adopted posts in whole runs, calls counted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from pod2post import codec, pipeline, runs, settings
from pod2post.errors import BadInput
from pod2post.revision import adopting, editing, reopening
from pod2post.scene import Options, overridden
from pod2post.settings import Settings
from pod2post.values import Draft
from samples.writer import Asked, filled, replier
from scripted_openai import Answer, ScriptedOpenAI, completion, data

SAMPLES = Path(__file__).parent.parent / "samples"
REPLIES = json.loads((SAMPLES / "replies.json").read_text(encoding="utf-8"))
USAGE = {"prompt_tokens": 3000, "completion_tokens": 300, "total_tokens": 3300}
AGAIN = "編輯看過之前的版本"
OTHER_MODEL = "another-model"
REPAIRED = {"section/s2": "section/s2/again"}  # the sample's first reply breaks off
OTHER = "耳朵貼在水管上的兩秒"


@dataclass
class Desk:
    """One workspace, a fake ear, and a server that gives other prose from the second take on."""

    folder: Path
    known: Settings
    tell: SilentTell
    ear: FakeEar
    server: ScriptedOpenAI | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)
    broken: bool = False

    def answer(self, body: dict[str, Any]) -> Answer:
        asked = Asked(body)
        again = any(AGAIN in message["content"] for message in body["messages"])
        self.asked.append((asked.key, 2 if again else 1))
        if again and self.broken:
            return data(completion("no JSON", usage=USAGE))
        if again and asked.task == "section":
            made = filled(REPLIES[REPAIRED.get(asked.key, asked.key)], asked) | {"heading": OTHER}
            return data(completion(json.dumps(made, ensure_ascii=False), usage=USAGE))
        if body["model"] == OTHER_MODEL and asked.task == "section":
            made = filled(REPLIES[REPAIRED.get(asked.key, asked.key)], asked)
            more = {"text": "換了模型以後多寫的一段。", "cues": made["paragraphs"][0]["cues"]}
            made |= {"heading": f"換了模型：{asked.key[-2:]}"}
            made["paragraphs"].append(more)
            return data(completion(json.dumps(made, ensure_ascii=False), usage=USAGE))
        return replier()(body)

    def run(self, **options: Any) -> runs.Report:
        wanted: dict[str, Any] = {
            "source": str(SAMPLES / "interview.mp3"),
            "workspace": str(self.folder),
            "notes": str(SAMPLES / "notes.md"),
        }
        asked = Options(**(wanted | options))
        known = overridden(self.known, asked)
        world = Hearing(settings=known, tell=self.tell, fake=self.ear)
        *_, last = pipeline.episode(asked, self.known, tell=self.tell, world=world)
        assert isinstance(last.value, runs.Report)
        return last.value

    def calls(self, **options: Any) -> tuple[str, list[tuple[str, int]]]:
        """The post after a run, and what the run asked."""
        before = len(self.asked)
        report = self.run(**options)
        return Path(report.post).read_text(encoding="utf-8"), sorted(self.asked[before:])

    @property
    def here(self) -> runs.Run:
        (folder,) = (self.folder / "runs").iterdir()
        return runs.find_run(self.folder, str(folder))

    def lock(self, *parts: str) -> None:
        now = reopening.opened(self.here, self.known)
        self.here.keep_edits(editing.locked(now.edits, parts, now.written, now.shown))


@pytest.fixture
def desk(tmp_path: Path, tell: SilentTell) -> Iterator[Desk]:
    known = settings.load(SAMPLES / "pod2post.toml")
    ear = FakeEar.of_truth(SAMPLES / "interview.truth.json")
    made = Desk(tmp_path / "workspace", known, tell, ear)
    with ScriptedOpenAI(made.answer) as server:
        writer = replace(known.writer, kind="openai", base_url=server.base_url)
        made.known, made.server = replace(known, writer=writer), server
        yield made


def parts(text: str) -> list[str]:
    return text.split("\n## ")


# --- another take ---------------------------------------------------------------------


def test_one_section_is_asked_again_and_only_it_is_paid(desk: Desk) -> None:
    first, _ = desk.calls()
    second, asked = desk.calls(take=("s2",))
    assert asked == [("quotes/s2", 2), ("quotes/s2/again", 2), ("section/s2", 2)]
    assert parts(second)[2].startswith(OTHER)
    unchanged = [0, 1, 3, 4]
    assert [parts(second)[n] for n in unchanged] == [parts(first)[n] for n in unchanged]
    assert any("kept as they stand" in line for line in desk.tell.said)


def test_a_take_stays_and_the_former_one_comes_back_for_nothing(desk: Desk) -> None:
    first, _ = desk.calls()
    second, _ = desk.calls(take=("s2",))
    assert desk.calls() == (second, [])
    assert desk.calls(take=("s2=1",)) == (first, [])
    assert desk.calls() == (first, [])
    assert desk.calls(take=("s2=2",)) == (second, [])


def test_a_take_that_failed_is_asked_for_again_and_not_the_next(desk: Desk) -> None:
    desk.calls()
    desk.broken = True
    text, _ = desk.calls(take=("s2",))
    assert OTHER not in text
    desk.here.path("edits.json").unlink(missing_ok=True)  # as a kill before the draft leaves it
    desk.broken = False
    text, asked = desk.calls(take=("s2",))
    assert {take for _, take in asked} == {2}
    assert OTHER in text
    assert editing.take_of(desk.here.edits(), "s2") == 2


def test_the_title_is_asked_again_when_it_is_asked_for(desk: Desk) -> None:
    desk.calls()
    desk.calls(take=("s2",))
    assert editing.locks(desk.here.edits()) == ("head", "observation")
    _, asked = desk.calls(take=("head",))
    assert asked == [("head", 2)]
    assert editing.locks(desk.here.edits()) == ("observation",)


BAD = {"s9": "no such section", "s2=0": "which section", "s2=x": "which section", "": "which"}


def test_a_wish_for_no_part_is_refused_before_anything_is_asked(desk: Desk) -> None:
    desk.calls()
    before = len(desk.asked)
    for wish, cause in BAD.items():
        with pytest.raises(BadInput, match=cause):
            desk.run(take=(wish,))
    assert len(desk.asked) == before
    assert desk.here.edits().takes == ()


def test_a_writer_with_one_answer_has_no_other_take(desk: Desk) -> None:
    with pytest.raises(BadInput, match="one answer only"):
        desk.run(writer="extract", take=("s2",))


def test_a_locked_section_is_not_asked_again(desk: Desk) -> None:
    desk.calls()
    desk.lock("s2")
    with pytest.raises(BadInput, match="s2 is locked") as caught:
        desk.run(take=("s2",))
    assert "--off" in caught.value.remedy


# --- locks ----------------------------------------------------------------------------


def test_a_locked_section_is_neither_asked_nor_changed_by_another_model(desk: Desk) -> None:
    first, _ = desk.calls()
    desk.lock("s2")
    second, asked = desk.calls(writer_model=OTHER_MODEL)
    keys = {key for key, _ in asked}
    assert {"quotes/s1", "section/s1", "section/s3", "head"} <= keys
    assert not [key for key in keys if "/s2" in key]
    assert "plan" not in keys, "the plan stays, or the ids would mean other sections"
    assert parts(second)[2] == parts(first)[2]
    assert parts(second)[1].startswith("換了模型：s1")


def test_a_locked_section_is_proved_by_another_transcript(desk: Desk) -> None:
    """Another ear hears everything half a second later, and one quoted sentence otherwise."""
    first, _ = desk.calls()
    desk.lock("s2")
    old = {q.id: q for q in _quotes(desk)}
    gone = next(q for q in old.values() if q.section == "s2")
    lines = [(a + 500, b + 500, t) for a, b, t in desk.ear.lines]
    words = gone.source.split(".")[0]
    lines = [(a, b, "It mumbles.") if words in t else (a, b, t) for a, b, t in lines]
    desk.ear = FakeEar(lines, duration_ms=desk.ear.duration_ms)
    text, asked = desk.calls(refresh=True)
    assert not [key for key, _ in asked if "/s2" in key]
    assert parts(text)[2] == parts(first)[2]
    now = {q.id: q for q in _quotes(desk) if q.section == "s2"}
    kept = [name for name in now if name != gone.id]
    assert kept
    assert all(now[name].start_ms == old[name].start_ms + 500 for name in kept)
    findings = desk.here.record().findings
    assert [f for f in findings if "lost its evidence" in f.what and f.where == "s2"]


def _quotes(desk: Desk) -> list[Any]:
    subject = reopening.reopened(desk.here, desk.known)
    return [quote for row in subject.quotes for quote in row.quotes]


# --- adopted posts --------------------------------------------------------------------


def test_an_adopted_post_is_what_the_next_run_prints(desk: Desk) -> None:
    first, _ = desk.calls()
    assert adopting.adopt(desk.here, desk.here.path("post.md"), desk.known).edits is None
    mended = first.replace("## 模型小到能夾在水管上", "## 小模型").replace("。他在", "。\n\n他在")
    assert mended != first
    desk.here.path("post.md").write_text(mended.replace("\n", "\r\n"), encoding="utf-8", newline="")
    made = adopting.adopt(desk.here, desk.here.path("post.md"), desk.known)
    assert made.left == ()
    report = desk.run()
    assert (report.instead_of, Path(report.post)) == (None, desk.here.path("post.md"))
    assert desk.calls() == (mended, [])


def test_an_adopted_text_that_was_written_anew_is_an_error_and_kept(desk: Desk) -> None:
    first, _ = desk.calls()
    mended = first.replace("## 模型小到能夾在水管上", "## 小模型")
    desk.here.path("post.md").write_text(mended, encoding="utf-8")
    adopting.adopt(desk.here, desk.here.path("post.md"), desk.known)
    before = desk.here.path("edits.json").read_bytes()
    text, _ = desk.calls(writer_model=OTHER_MODEL)
    assert parts(text)[2].startswith("換了模型：s2")
    rows = [f for f in desk.here.record().findings if f.rule == "edits"]
    assert [(f.severity, f.where) for f in rows] == [("error", "s2")]
    assert desk.here.path("edits.json").read_bytes() == before


def test_a_post_that_she_kept_is_adopted_after_another_model_wrote_anew(desk: Desk) -> None:
    """Her file stays, its grounding record is put aside, and both are found again."""
    first, _ = desk.calls()
    own, record = desk.here.path("post.md"), desk.here.path("post.grounding.json")
    mended = first.replace("電池，加上", "電池，外加")
    own.write_text(mended, encoding="utf-8")
    before = record.read_bytes()
    report = desk.run(writer_model=OTHER_MODEL)
    assert report.instead_of == str(own)
    assert own.read_text(encoding="utf-8") == mended
    assert desk.here.path("post.grounding-1.json").read_bytes() == before
    made = adopting.adopt(desk.here, own, desk.known)
    assert made.left == ()
    assert desk.calls(writer_model=OTHER_MODEL) == (mended, [])


def test_a_run_is_read_back_as_it_was_printed(desk: Desk) -> None:
    text, _ = desk.calls()
    now = reopening.opened(desk.here, settings.load(None))
    assert reopening.post(now).markdown == text, "about.json stands for the settings of that day"
    assert now.shown.notes.strip()
    record = desk.here.record()
    assert reopening.checked(now).findings == record.findings
    written = codec.decode(Draft, desk.here.path("7-draft.json").read_bytes())
    assert written == now.written.draft


def test_a_dry_run_counts_the_take_and_keeps_nothing(desk: Desk) -> None:
    desk.calls()
    before = {p.name: p.read_bytes() for p in desk.here.folder.iterdir() if p.is_file()}
    asked = len(desk.asked)
    options = Options(
        source=str(SAMPLES / "interview.mp3"),
        workspace=str(desk.folder),
        notes=str(SAMPLES / "notes.md"),
        take=("s2",),
    )
    world = Hearing(settings=desk.known, tell=desk.tell, fake=desk.ear)
    made = pipeline.estimate(options, desk.known, tell=desk.tell, world=world)
    assert {row.task: row.calls for row in made.tasks if row.calls} == {"quotes": 1, "section": 1}
    assert len(desk.asked) == asked
    assert {p.name: p.read_bytes() for p in desk.here.folder.iterdir() if p.is_file()} == before
