"""The chain as one: stages by name, the editor's plan, posts that are not ours, refusals."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from faulthost import FaultHost
from pod2post import codec, pipeline, runs, settings
from pod2post.errors import BadInput, NotFit
from pod2post.scene import Made, Options, overridden
from pod2post.settings import Settings
from pod2post.values import Plan
from samples.writer import replier
from scripted_openai import ScriptedOpenAI

SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True)
class Desk:
    """One workspace with the sample's settings, a fake ear and a server of replies."""

    folder: Path
    known: Settings
    server: ScriptedOpenAI
    tell: SilentTell
    ear: FakeEar

    def run(self, **options: Any) -> list[Made]:
        wanted = {
            "source": str(SAMPLES / "interview.mp3"),
            "workspace": str(self.folder / "workspace"),
            "notes": str(SAMPLES / "notes.md"),
        }
        asked = Options(**(wanted | options))
        known = overridden(self.known, asked)
        world = Hearing(settings=known, tell=self.tell, fake=self.ear)
        return list(pipeline.episode(asked, self.known, tell=self.tell, world=world))

    def report(self, **options: Any) -> runs.Report:
        report = self.run(**options)[-1].value
        assert isinstance(report, runs.Report)
        return report


@pytest.fixture
def desk(tmp_path: Path, tell: SilentTell) -> Iterator[Desk]:
    known = settings.load(SAMPLES / "pod2post.toml")
    with ScriptedOpenAI(replier()) as server:
        writer = replace(known.writer, kind="openai", base_url=server.base_url)
        ear = FakeEar.of_truth(SAMPLES / "interview.truth.json")
        yield Desk(tmp_path, replace(known, writer=writer), server, tell, ear)


@pytest.mark.parametrize("stage", pipeline.STAGES)
def test_until_stops_after_the_named_stage(stage: str, desk: Desk) -> None:
    made = desk.run(until=stage)
    assert [m.stage for m in made] == list(pipeline.STAGES[: pipeline.STAGES.index(stage) + 1])
    assert made[-1].path is not None
    assert made[-1].path.is_file()
    assert bool(desk.server.bodies) == (pipeline.STAGES.index(stage) >= 5)


def test_an_unknown_stage_is_refused_before_anything_is_done(desk: Desk) -> None:
    with pytest.raises(BadInput, match="no stage 'publish'"):
        desk.run(until="publish")
    assert not (desk.folder / "workspace").exists()


def test_the_run_folder_holds_every_value_as_readable_json(desk: Desk) -> None:
    folder = Path(desk.report().run)
    assert {path.name for path in folder.iterdir()} == {
        "1-source.json",
        "2-audio.json",
        "3-transcript.json",
        "4-segments.json",
        "5-plan.json",
        "6-quotes.json",
        "7-draft.json",
        "7-amended.json",
        "8-checked.json",
        "about.json",
        "chapters.json",
        "chapters.txt",
        "names.json",
        "notes.md",
        "options.json",
        "transcript.json",
        "transcript.srt",
        "transcript.txt",
        "transcript.vtt",
        "post.md",
        "post.grounding.json",
        "report.html",
        "run.json",
    }
    record = codec.decode(runs.Record, (folder / "run.json").read_bytes())
    assert [pin.stage for pin in record.pins] == [
        stage for stage in pipeline.STAGES if stage != "render"
    ]
    assert record.ledger.sent == len(desk.server.bodies)
    assert "4:" in record.sound[0]


def test_a_second_run_asks_nothing_and_hears_nothing(desk: Desk) -> None:
    first = desk.report()
    calls, heard = len(desk.server.bodies), len(desk.ear.heard)
    text = Path(first.post).read_bytes()
    second = desk.report()
    assert (len(desk.server.bodies), len(desk.ear.heard)) == (calls, heard)
    assert Path(second.post).read_bytes() == text
    assert replace(second, seconds=0) == replace(first, seconds=0)


def test_an_edited_plan_is_used_and_stays(desk: Desk) -> None:
    path = desk.run(until="plan")[-1].path
    assert path is not None
    plan = codec.decode(Plan, path.read_bytes())
    edited = replace(plan, thesis="編輯改過的主旨。")
    path.write_text(codec.readable(edited), encoding="utf-8")
    desk.report()
    assert codec.decode(Plan, path.read_bytes()) == edited
    asked = [b for b in desk.server.bodies if "編輯改過的主旨。" in b["messages"][1]["content"]]
    assert len(asked) >= 3, "the sections are written to the edited thesis"
    assert any("edited" in line for line in desk.tell.said)


BAD_PLANS = [
    ("not json at all", "cannot be read"),
    (lambda plan: replace(plan, sections=()), "0 sections"),
    (
        lambda plan: replace(plan, sections=(replace(plan.sections[0], segments=("g77",)),)),
        "no segment g77",
    ),
]


@pytest.mark.parametrize(("change", "cause"), BAD_PLANS)
def test_a_plan_that_an_edit_broke_is_named_and_left_alone(
    change: Any, cause: str, desk: Desk
) -> None:
    path = desk.run(until="plan")[-1].path
    assert path is not None
    plan = codec.decode(Plan, path.read_bytes())
    broken = change if isinstance(change, str) else codec.readable(change(plan))
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BadInput, match=cause):
        desk.run()
    assert path.read_text(encoding="utf-8") == broken


def test_a_post_that_is_not_ours_is_never_overwritten(desk: Desk) -> None:
    out = desk.folder / "site"
    first = desk.report(out=str(out))
    assert first.out is not None
    post = Path(first.out)
    assert post.read_bytes() == Path(first.post).read_bytes()
    by_hand = post.read_text(encoding="utf-8") + "\n編輯加的一句。\n"
    post.write_text(by_hand, encoding="utf-8")
    second = desk.report(out=str(out))
    assert post.read_text(encoding="utf-8") == by_hand
    assert second.instead_of == str(post)
    assert second.out == str(post.with_name(f"{post.stem}.new.md"))
    fresh = Path(second.out)
    fresh.write_text("also mine", encoding="utf-8")
    third = desk.report(out=str(out))
    assert fresh.read_text(encoding="utf-8") == "also mine"
    assert third.out == str(post.with_name(f"{post.stem}.new-2.md"))


def test_our_own_post_is_replaced_when_it_changes(desk: Desk) -> None:
    out = desk.folder / "site"
    first = desk.report(out=str(out))
    assert first.out is not None
    show = desk.known.shows["lantern-hour"]
    other = replace(desk.known, shows={"lantern-hour": replace(show, notice="另一行。")})
    changed = replace(desk, known=other).report(out=str(out))
    assert changed.out == first.out
    assert changed.instead_of is None
    assert "另一行。" in Path(first.out).read_text(encoding="utf-8")


def test_the_post_is_always_a_draft(desk: Desk) -> None:
    text = Path(desk.report().post).read_text(encoding="utf-8")
    assert "\ndraft: true\n" in text.split("---")[1]


def test_other_targets_lie_beside_the_post_and_a_changed_file_stays(desk: Desk) -> None:
    out = desk.folder / "out"
    wish: dict[str, Any] = {"writer": "extract", "target": ("markdown", "html"), "out": str(out)}
    first = desk.report(**wish)
    folder, ends = Path(first.run), (".plain.md", ".plain.json", ".html")
    (slug,) = {path.name.partition(".")[0] for path in out.iterdir()}
    own = [str(folder / f"post{end}") for end in ends]
    assert first.others == (*own, *(str(out / f"{slug}{end}") for end in ends))
    assert (first.out, (folder / "post.md").is_file()) == (None, True)  # Hugo was not asked for
    (out / f"{slug}.html").write_text("mine", encoding="utf-8")
    again = desk.report(**wish)
    assert again.others[-1] == str(out / f"{slug}.new.html")
    assert (out / f"{slug}.html").read_text(encoding="utf-8") == "mine"


def test_extract_writes_without_a_model_and_says_so(desk: Desk) -> None:
    report = desk.report(writer="extract")
    text = Path(report.post).read_text(encoding="utf-8")
    assert not desk.server.bodies
    assert report.calls == 0
    assert "語言模型" in text
    truth = json.loads((SAMPLES / "interview.truth.json").read_text(encoding="utf-8"))
    spoken = " ".join(line["text"] for turn in truth["turns"] for line in turn["sentences"])
    quoted = [part.split("」")[0] for part in text.split("「")[1:]]
    english = [part for part in quoted if part[:1].isascii()]
    assert len(english) >= 6
    assert all(part in spoken for part in english)


def test_an_audio_address_comes_the_same_way(desk: Desk) -> None:
    """Downloaded once over a connection that breaks, kept, and named in the front matter."""
    media = (SAMPLES / "interview.mp3").read_bytes()
    near = replace(desk.known, limits=replace(desk.known.limits, private_addresses=True))
    with FaultHost(media) as host:
        address = f"{host.base}/broken-twice.mp3"
        report = replace(desk, known=near).report(source=address, show="lantern-hour")
        again = replace(desk, known=near).report(source=address, show="lantern-hour")
        assert host.hits["/broken-twice.mp3"] >= 2
        hits = host.hits.total()
        assert again.post == report.post
        assert host.hits.total() == hits
    text = Path(report.post).read_text(encoding="utf-8")
    assert f'source_url: "{address}"' in text
    assert 'source_name: "Lantern Hour"' in text


def test_too_little_speech_is_no_post(desk: Desk) -> None:
    quiet = FakeEar([(0, 4000, "Hello there.")], duration_ms=600_000)
    with pytest.raises(NotFit, match="4 seconds of speech in 10:00"):
        replace(desk, ear=quiet).run()
    assert not desk.server.bodies


def test_speech_that_could_not_be_recognised_is_no_post_and_mends_itself(desk: Desk) -> None:
    starts = [span.start_ms for span in desk.ear.windows(Path(), tell=desk.tell).spans]
    desk.ear.deaf = set(starts[: len(starts) // 2])
    with pytest.raises(NotFit, match=r"only \d+ % of the speech"):
        desk.run()
    heard = len(desk.ear.heard)
    desk.ear.deaf = set()
    desk.run(until="transcribe")
    assert len(desk.ear.heard) - heard == len(starts) // 2, "only the holes are heard again"


def test_a_few_lost_windows_are_listed_in_the_record(desk: Desk) -> None:
    spans = desk.ear.windows(Path(), tell=desk.tell).spans
    desk.ear.deaf = {spans[-1].start_ms}
    report = desk.report()
    record = codec.decode(runs.Record, (Path(report.run) / "run.json").read_bytes())
    assert any(line.startswith("not recognised: ") for line in record.sound)


def test_a_writer_that_lacks_something_is_told_before_anything_is_heard(desk: Desk) -> None:
    bare = replace(desk.known, writer=replace(desk.known.writer, base_url=None))
    with pytest.raises(BadInput, match="neither a key nor an address"):
        replace(desk, known=bare).run()
    assert not desk.ear.heard
    assert [m.stage for m in replace(desk, known=bare).run(until="segment")][-1] == "segment"


@pytest.mark.parametrize("bad", [{"show": "nobody"}, {"notes": "missing.md"}])
def test_options_that_name_nothing_are_refused(bad: dict[str, Any], desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.run(**bad)
    assert not desk.ear.heard
