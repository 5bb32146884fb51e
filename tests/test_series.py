"""A long talk in several posts: nothing is used twice, nothing is lost, no part touches another."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import SilentTell
from hugosite import page
from long_talk import CHINESE, SECTION, Model, transcript
from pod2post import codec, pipeline, runs
from pod2post.costs import money, spending
from pod2post.errors import BadInput
from pod2post.revision import adopting, editing, reopening
from pod2post.runs import Report
from pod2post.scene import Made, Options, Scene, opening
from pod2post.settings import Settings, Weights, WriterSettings
from pod2post.stages.fetch import fetch
from pod2post.store import Store
from pod2post.values import (
    Audio,
    Coverage,
    Cue,
    Draft,
    Plan,
    Segment,
    Segments,
    Stretch,
    Transcript,
)
from pod2post.writing import brief, serial
from scripted_openai import Answer, ScriptedOpenAI, error
from test_hugo import build

ROOT = Path(__file__).parent.parent

# --- the division ---------------------------------------------------------------------

KINDS = st.sampled_from(["talk", "talk", "talk", "advertisement", "intro", "small talk"])
ROWS = st.lists(st.tuples(KINDS, st.integers(1, 9)), min_size=1, max_size=18)


def talk_of(rows: list[tuple[Any, int]]) -> tuple[Segments, Transcript]:
    """Segments of the given kinds and numbers of sentences, and what was said in them."""
    cues: list[Cue] = []
    segments = []
    for number, (kind, count) in enumerate(rows, start=1):
        first = len(cues)
        cues += (
            Cue(
                id=f"c{n}",
                start_ms=1000 * n,
                end_ms=1000 * n + 900,
                speaker=None,
                text="Said.",
                confidence=90,
            )
            for n in range(first, first + count)
        )
        ends = {"first": cues[first].id, "last": cues[-1].id}
        segments.append(Segment(id=f"g{number}", title="t", gist=(), kind=kind, **ends))
    length = 1000 * len(cues)
    stretches = tuple(
        Stretch(start_ms=c.start_ms, end_ms=c.start_ms + 1000, kind="speech") for c in cues
    )
    covered = Coverage(
        duration_ms=length, speech_ms=length, recognised_ms=length, failed=(), stretches=stretches
    )
    whole = Transcript(language="en", cues=tuple(cues), made_by="made up", coverage=covered)
    return Segments(segments=tuple(segments), method="chapters"), whole


@hypothesis_settings(max_examples=150, deadline=None, database=None)
@given(ROWS, st.integers(2, 4))
def test_every_sentence_is_in_one_part_and_the_order_is_kept(
    rows: list[tuple[Any, int]], count: int
) -> None:
    segments, whole = talk_of(rows)
    talks = sum(kind == "talk" for kind, _ in rows)
    if talks < 3 * count:
        fits = talks // 3
        with pytest.raises(BadInput) as refused:
            serial.divided(segments, whole, count)
        wanted = f"--series {fits} would fit" if fits >= 2 else "leave --series out"
        assert wanted in refused.value.remedy
        return
    parts = serial.divided(segments, whole, count)
    assert len(parts) == count
    assert tuple(s for part in parts for s in part.segments) == segments.segments
    told = [serial.part_of(whole, part) for part in parts]
    assert tuple(cue for one in told for cue in one.cues) == whole.cues
    for part, one in zip(parts, told, strict=True):
        assert sum(s.kind == "talk" for s in part.segments) >= 3
        assert {c for s in part.segments for c in brief.cues_of(s, one)} == set(one.cues)
    assert sum(one.coverage.speech_ms for one in told) == whole.coverage.speech_ms
    rows_ = [row for one in told for row in one.coverage.stretches]
    assert all(a.end_ms == b.start_ms for a, b in pairwise(rows_))


def test_the_parts_are_as_long_as_each_other_as_can_be() -> None:
    lengths = [9, 1, 1, 1, 1, 1, 1, 9, 2]
    segments, whole = talk_of([("talk", n) for n in lengths])
    parts = serial.divided(segments, whole, 2)
    assert [len(part.segments) for part in parts] == [5, 4]
    ad = [("intro", 1), *[("talk", 2)] * 3, ("advertisement", 1), *[("talk", 2)] * 3]
    parts = serial.divided(*talk_of(ad), 2)
    assert [[s.kind for s in part.segments] for part in parts] == [
        ["intro", "talk", "talk", "talk", "advertisement"],
        ["talk"] * 3,
    ]


def test_without_stretches_a_part_has_its_share() -> None:
    segments, whole = talk_of([("talk", 2)] * 6)
    bare = replace(whole, coverage=replace(whole.coverage, stretches=()))
    shares = [serial.part_of(bare, p).coverage for p in serial.divided(segments, bare, 2)]
    assert [(c.speech_ms, c.recognised_ms) for c in shares] == [(6000, 6000)] * 2
    assert {c.duration_ms for c in shares} == {whole.coverage.duration_ms}


# --- a whole series -------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """A workspace, a long talk, and a model that answers from what it is told."""

    folder: Path
    talk: Transcript
    server: ScriptedOpenAI
    model: Model
    tell: SilentTell

    def known(self, **site: Any) -> Settings:
        wish = WriterSettings(kind="openai", base_url=self.server.base_url, model="scripted")
        bare = Weights(folder=str(self.folder / "weights"), wheels=False)
        plain = Settings(writer=wish, weights=bare)
        return replace(plain, site=replace(plain.site, **site))

    def options(self, **asked: Any) -> Options:
        return Options(source=str(media(self.folder)), workspace=str(self.folder), **asked)

    def heard(self, known: Settings | None = None, **asked: Any) -> tuple[Scene, Audio]:
        """A run that has come as far as its transcript."""
        scene = opening(self.options(**asked), known or self.known(), tell=self.tell)
        library = scene.world.library(scene.source.locator)
        audio = scene(fetch, scene.source.locator, library=library)
        scene.kept("attribute", self.talk)
        return scene, audio

    def run(self, known: Settings | None = None, **asked: Any) -> list[Made]:
        return list(pipeline.from_transcript(*self.heard(known, **asked), self.talk))

    def reports(self, **asked: Any) -> list[Report]:
        return [made.value for made in self.run(**asked) if isinstance(made.value, Report)]

    def of(self, number: int) -> runs.Run:
        (folder,) = self.folder.glob(f"runs/*talk-{number}")
        return runs.find_run(self.folder, str(folder))

    def sent(self) -> list[tuple[int, str]]:
        """Of which part and for which task each request was, those for the whole as part 0."""
        rows = []
        for asked in self.model.asked:
            found = PART.search(asked.user)
            rows.append((int(found[1]) if found else 0, asked.task))
        return rows


PART = re.compile(r"這集節目寫成 \d 篇文章，這是第 (\d) 篇")


def media(folder: Path) -> Path:
    """The sample's sound without its tags: a file that says nothing of itself."""
    path = folder / "talk.mp3"
    if not path.is_file():
        data = (ROOT / "samples" / "interview.mp3").read_bytes()
        a, b, c, d = data[6:10]
        path.write_bytes(data[10 + (a << 21 | b << 14 | c << 7 | d) :])
    return path


@pytest.fixture
def desk(tmp_path: Path, tell: SilentTell) -> Iterator[Desk]:
    model = Model()
    with ScriptedOpenAI(partial(varied, model)) as server:
        yield Desk(tmp_path, transcript(hours=2), server, model, tell)


def varied(model: Model, body: dict[str, Any]) -> Answer:
    """The model's answer, each section and each quotation with words of its own."""
    made = model(body)
    whole = json.loads(made.body)
    message = whole["choices"][0]["message"]
    said, asked = json.loads(message["content"]), SECTION.search(body["messages"][1]["content"])
    if "heading" in said and asked:
        said["heading"] = f"第 {asked[1]} 件沒有人問過的東西"
        said["paragraphs"][0]["text"] = f"他們談起第 {asked[1]} 件舊東西，誰也沒有問過它的來歷。"
    for row in said.get("quotes", ()):
        turn, length = int(row["cues"][0][1:]) % len(CHINESE), len(row["chinese"]) - 1
        row["chinese"] = (CHINESE + CHINESE)[turn : turn + length] + "。"
    message["content"] = json.dumps(said, ensure_ascii=False)
    return replace(made, body=json.dumps(whole).encode())


def cues_of(run: runs.Run) -> set[str]:
    """What the page of a run rests on."""
    rows = reopening.post(reopening.opened(run, Settings())).grounding.evidence
    return {id_ for row in rows for id_ in row.cues}


@pytest.mark.parametrize("count", [2, 3])
def test_a_series_is_written_from_parts_that_share_nothing(count: int, desk: Desk) -> None:
    notes = desk.folder / "notes.txt"
    notes.write_text("等待本身就是一種工作。", encoding="utf-8")
    reports = desk.reports(series=count, notes=str(notes), out=str(desk.folder / "site"))
    assert len(reports) == count
    told: list[set[str]] = []
    for number in range(1, count + 1):
        asked = [row for row in desk.model.asked if f"這是第 {number} 篇" in row.user]
        told.append({id_ for row in asked for id_ in row.cues})
        run = desk.of(number)
        own = {cue.id for cue in runs.finished(run, Transcript, "3-transcript.json").cues}
        assert cues_of(run) <= told[-1] <= own
        plan = runs.finished(run, Plan, "5-plan.json")
        left = {row.segment for row in plan.left_out}
        segments = runs.finished(run, Segments, "4-segments.json")
        passed = {
            c.id for s in segments.segments if s.id in left for c in brief.cues_of(s, desk.talk)
        }
        assert told[-1] | passed == own, "every sentence is told of or listed as left out"
        assert 3 <= len(plan.sections) <= 6
        draft = runs.finished(run, Draft, "7-draft.json")
        assert (draft.observation is not None) == (number == count)
    assert not told[0] & told[1]
    whole = [cue.id for n in range(1, count + 1) for cue in transcript_of(desk, n).cues]
    assert whole == [cue.id for cue in desk.talk.cues]
    assert sorted(p.name for p in (desk.folder / "site").iterdir()) == [
        f"talk-{n}.md" for n in range(1, count + 1)
    ]
    assert {task for part, task in desk.sent() if part == 0} == {"topics"}, "nothing is asked twice"


def transcript_of(desk: Desk, number: int) -> Transcript:
    return runs.finished(desk.of(number), Transcript, "3-transcript.json")


def test_each_page_names_all_parts_and_the_titles_differ(desk: Desk) -> None:
    """The model gives every part the same title."""
    reports = desk.reports(series=3)
    pages = [Path(report.post).read_text(encoding="utf-8") for report in reports]
    plain = "沒有人問過的舊東西，後來都去了哪裡"
    titles = [re.findall(r'^title: "(.*)"$', text, re.M)[0] for text in pages]
    assert titles == [f"{plain}（{letter}）" for letter in "上中下"]
    for text, letter in zip(pages, "上中下", strict=True):
        (box,) = [line for line in text.splitlines() if line.startswith("> 本系列共 3 篇")]
        assert box.count("（本篇）") == 1
        assert f"{letter}篇〈{plain}（{letter}）〉（本篇）" in box
        assert all(f"{other}篇〈{plain}（{other}）〉" in box for other in "上中下")
        assert 'series: ["talk"]' in text


def test_each_part_has_a_report_of_its_own_stretch_of_the_recording(desk: Desk) -> None:
    desk.reports(series=2)
    pages = [desk.of(n).path("report.html").read_text(encoding="utf-8") for n in (1, 2)]
    found = [re.findall(r'data-begin-ms="(\d+)" data-end-ms="(\d+)"', page)[0] for page in pages]
    (first, last), (begin, end) = (map(int, row) for row in found)
    assert first < last <= begin < end
    assert max(last - first, end - begin) < 7_200_000, "neither is the whole"


def test_parts_are_linked_where_the_settings_say_where_posts_stand(desk: Desk) -> None:
    known = desk.known(posts="/posts/{slug}/")
    made = desk.run(known, series=2)
    text = Path(made[-1].value.post).read_text(encoding="utf-8")
    assert "](/posts/talk-1/)、下篇〈" in text
    assert "talk-2/" not in text


def test_a_second_run_asks_nothing_and_prints_the_same(desk: Desk) -> None:
    first = desk.reports(series=2)
    texts = [Path(report.post).read_bytes() for report in first]
    calls = len(desk.model.asked)
    second = desk.reports(series=2)
    assert len(desk.model.asked) == calls
    assert [Path(report.post).read_bytes() for report in second] == texts
    assert [report.instead_of for report in second] == [None, None]
    assert [report.calls for report in second] == [report.calls for report in first]
    (whole,) = desk.folder.glob("runs/*-talk")
    rows = money.journal(Store(desk.folder / "store", run=whole.name))
    assert spending.ledger(rows, desk.known()).sent == calls
    assert calls == sum(r.calls for r in first) + 1, "the topics of the whole are no part's"


def test_what_changes_in_one_part_asks_nothing_of_another(desk: Desk) -> None:
    desk.run(series=2)
    before = {path: path.read_bytes() for path in desk.of(1).folder.glob("[4-8]*.json")}
    done = len(desk.model.asked)
    path = desk.of(2).path("5-plan.json")
    plan = runs.finished(desk.of(2), Plan, "5-plan.json")
    edited = replace(plan, thesis="編輯改過的主旨。")
    path.write_text(codec.readable(edited), encoding="utf-8")
    desk.run(series=2)
    assert {part for part, _ in desk.sent()[done:]} == {2}
    assert {path: path.read_bytes() for path in before} == before
    desk.run(series=2, take=("1:s2",))
    assert [row for row in desk.sent()[done:] if row[0] == 1] == [
        (1, "quotes"),
        (1, "quotes"),
        (1, "section"),
    ]
    with pytest.raises(BadInput, match="names no part"):
        desk.run(series=2, take=("s2",))


def test_a_run_that_was_stopped_goes_on_where_it_was(desk: Desk) -> None:
    """The second part's head cannot be had at first; all else is there already."""
    away = True

    def answer(body: dict[str, Any]) -> Answer:
        last = "這是第 2 篇" in body["messages"][1]["content"]
        if away and last and body["response_format"]["json_schema"]["name"] == "head":
            return error(401)
        return varied(desk.model, body)

    with ScriptedOpenAI(answer) as server:
        other = replace(desk, server=server)
        with pytest.raises(BadInput):
            other.run(series=2)
        assert not other.of(1).path("post.md").exists(), "its box needs the titles of all"
        stopped = desk.sent()
        away = False
        assert len(other.reports(series=2)) == 2
    assert desk.sent()[len(stopped) :] == [(2, "head")]


@pytest.mark.parametrize("stage", ["plan", "write", "check"])
def test_until_stops_every_part(stage: str, desk: Desk) -> None:
    made = desk.run(series=3, until=stage)
    assert [m.part for m in made if m.stage == stage] == [1, 2, 3]
    assert made[-1].stage == stage
    assert not any(isinstance(m.value, Report) for m in made)


def test_the_estimate_counts_the_calls_that_are_made(desk: Desk) -> None:
    desk.heard()
    folders = sorted(desk.folder.glob("runs/*"))
    plan = pipeline.estimate(desk.options(series=2), desk.known(), tell=desk.tell)
    assert sorted(desk.folder.glob("runs/*")) == folders, "an estimate writes nothing"
    by_task = {row.task: row.calls for row in plan.tasks}
    desk.run(series=2)
    sent = [task for _, task in desk.sent()]
    assert by_task["plan"] == sent.count("plan") == 2
    assert by_task["head"] == sent.count("head") == 2
    assert by_task["observation"] == sent.count("observation") == 1
    assert any(line.startswith("part 2: ") for line in plan.lines)
    again = pipeline.estimate(desk.options(series=2), desk.known(), tell=desk.tell)
    assert sum(row.calls for row in again.tasks) == 0


def test_too_short_a_talk_is_refused_before_anything_is_paid(desk: Desk) -> None:
    short = replace(desk, talk=transcript(hours=1))
    with pytest.raises(BadInput) as refused:
        short.run(series=4)
    assert "has 11" in refused.value.cause
    assert "--series 3 would fit" in refused.value.remedy
    assert desk.model.asked == []


# --- a part is an ordinary run --------------------------------------------------------


def test_a_part_is_read_back_edited_and_locked_like_any_run(desk: Desk) -> None:
    desk.run(series=2)
    run, known = desk.of(2), desk.known()
    text = run.path("post.md").read_text(encoding="utf-8")
    assert reopening.post(reopening.opened(run, known)).markdown == text
    file = desk.folder / "talk-2.md"
    old, new = "沒有人問過的舊東西，後來都去了哪裡（下）", "舊東西都去了哪裡，這一篇說完"
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert adopting.run_of(file, desk.folder).folder == run.folder
    made = adopting.adopt(run, file, known)
    assert made.changes == ("title: changed",)
    now = reopening.opened(run, known)
    run.keep_edits(editing.locked(run.edits(), ["s1"], now.written, now.shown))
    desk.run(series=2)
    assert f"下篇〈{new}〉（本篇）" in run.path("post.md").read_text(encoding="utf-8")
    other = desk.of(1).path("post.md").read_text(encoding="utf-8")
    assert f"下篇〈{new}〉。" in other
    assert '沒有人問過的舊東西，後來都去了哪裡"' in other, "nothing is left to be told apart"


@pytest.mark.hugo
def test_hugo_builds_a_series(desk: Desk, tmp_path: Path) -> None:
    known = desk.known(posts="/posts/{slug}/", image="/images/{date}-{slug}.webp")
    made = desk.run(known, series=3)
    reports = [m.value for m in made if isinstance(m.value, Report)]
    texts = {
        f"talk-{n}": Path(r.post).read_text(encoding="utf-8") for n, r in enumerate(reports, 1)
    }
    code, said, public = build(tmp_path / "hugo", texts)
    assert code == 0, said
    for number in (1, 2, 3):
        built = page(public, f"talk-{number}")
        (box,) = [t for t in built.texts if t.startswith("本系列共 3 篇")]
        assert box.count("（本篇）") == 1
        assert built.strange == []
        html = (public / "posts" / f"talk-{number}" / "index.html").read_text(encoding="utf-8")
        others = {n for n in (1, 2, 3) if f'href="/posts/talk-{n}/"' in html}
        assert others == {1, 2, 3} - {number}
