"""The plan on its page, a part asked for again, a post that was changed outside."""

import html
import json
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desk_review import RUN, Answer, ReviewDesk, Visitor, desk, opened  # noqa: F401
from pod2post import cli, codec, repeating, runs
from pod2post.hearing import speakers
from pod2post.hearing.turns import Anchor
from pod2post.review import planned
from pod2post.review.outside import NEAR, shortened
from pod2post.review.works import LOG, Works
from pod2post.revision import choosing, editing, reopening
from pod2post.revision.editor import Editor
from pod2post.revision.edits import Edit, Edits
from pod2post.revision.worddiff import pieces
from pod2post.runs import FILES
from pod2post.scene import Options
from pod2post.stages.plan import fault
from pod2post.underway import Underway
from pod2post.values import Plan, Quotes, Segments

PLAN = f"/runs/{RUN}/plan"
WAIT_S = 60


def fields(made: Answer) -> dict[str, str]:
    """The form as a browser would send it."""
    found = dict(re.findall(r'name="([\w:-]+)" value="([^"]*)"(?! checked)', made.text))
    found |= dict(re.findall(r'name="([\w:-]+)" value="([^"]*)" checked', made.text))
    for name in re.findall(r'type="checkbox" name="([\w:-]+)" value="yes">', made.text):
        found.pop(name, None)
    pattern = r'<textarea name="([\w-]+)"[^>]*>\n(.*?)</textarea>'
    found |= dict(re.findall(pattern, made.text, re.DOTALL))
    for name, options in re.findall(
        r'<select name="([\w-]+)"[^>]*>(.*?)</select>', made.text, re.S
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first or [""])[1] if (chosen or first) else ""
    return {name: html.unescape(text) for name, text in found.items()}


def the_plan(desk: ReviewDesk) -> Plan:  # noqa: F811 - the fixture's name
    return runs.finished(desk.run, Plan, FILES["plan"])


def send(visitor: Visitor, **changed: str) -> Answer:
    return visitor.post(PLAN, fields(visitor.get(PLAN)) | changed)


# --- the plan -------------------------------------------------------------------------


def test_a_plan_kept_as_it_is_stays_the_writers(desk: ReviewDesk) -> None:  # noqa: F811
    before = the_plan(desk)
    assert send(desk.visitor()).code == 200
    assert the_plan(desk) == before
    assert desk.run.edited_plan() is None


def test_angle_order_segments_and_titles_are_chosen(desk: ReviewDesk) -> None:  # noqa: F811
    before, visitor = the_plan(desk), desk.visitor()
    made = send(
        visitor,
        **{
            "thesis": "  換一個\n說法 ",
            "titles": "甲\n\n 乙 \n",
            "order-s3": "1",
            "order-s1": "2",
            "order-s2": "3",
            "heading-s3": "改過的小標",
            "where-g1": "s1",
            "where-g5": "",
            "why-g5": "只是道別",
        },
    )
    assert (made.code, "大綱已存" in made.text) == (200, True)
    plan = desk.run.edited_plan()
    assert plan
    assert (plan.thesis, plan.titles) == ("換一個說法", ("甲", "乙"))
    assert [(row.id, row.segments) for row in plan.sections] == [
        *(("s3", ("g4",)), ("s1", ("g1", "g2")), ("s2", ("g3",)))
    ]
    assert plan.sections[0].heading == "改過的小標"
    assert [(row.segment, row.why) for row in plan.left_out] == [("g5", "只是道別")]
    assert plan.writer == before.writer
    assert fault(plan, runs.finished(desk.run, Segments, FILES["segment"]), 1, 6) is None
    aside = desk.run.path("5-plan-1.json")
    assert codec.decode(Plan, aside.read_bytes()) == before, "the plan before it stays"


def test_sections_are_joined_dropped_and_added(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    assert send(visitor, **{"goes-s2": "s1", "goes-s3": "drop"}).code == 200
    plan = the_plan(desk)
    assert [(row.id, row.segments) for row in plan.sections] == [("s1", ("g2", "g3"))]
    assert {row.segment for row in plan.left_out} == {"g1", "g4", "g5"}
    assert (
        send(visitor, **{"heading-s2": "新的一節", "where-g4": "s2", "angle-s2": "角度"}).code
        == 200
    )
    assert the_plan(desk).sections[1].segments == ("g4",)
    assert (the_plan(desk).sections[1].heading, the_plan(desk).sections[1].angle) == (
        "新的一節",
        "角度",
    )


WRONG = {
    "no thesis": ({"thesis": " "}, "要說什麼"),
    "no title": ({"titles": "\n"}, "候選標題"),
    "an empty heading": ({"heading-s2": ""}, "沒有小標"),
    "a section of nothing": ({"where-g3": ""}, "沒有用到任何一段"),
    "nothing at all": ({"goes-s1": "drop", "goes-s2": "drop", "goes-s3": "drop"}, "至少要有一節"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_plan_that_cannot_be_is_told_and_stays_in_the_form(
    desk: ReviewDesk,  # noqa: F811
    name: str,
) -> None:
    changed, told = WRONG[name]
    before = desk.files()
    made = send(desk.visitor(), **changed, **{"angle-s1": "打好的角度"})
    assert (made.code, told in made.text) == (422, True), made.text
    if name != "nothing at all":
        assert "打好的角度" in made.text
    assert desk.files() == before


def test_a_locked_section_can_be_neither_dropped_nor_joined(desk: ReviewDesk) -> None:  # noqa: F811
    now = reopening.opened(desk.run, desk.known)
    desk.run.keep_edits(editing.locked(now.edits, ("s2",), now.written, now.shown))
    visitor = desk.visitor()
    for where in ("drop", "s1"):
        made = send(visitor, **{"goes-s2": where})
        assert (made.code, "已鎖定" in made.text) == (422, True)


def test_two_windows_at_one_plan_lose_neither(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    mine = fields(visitor.get(PLAN))
    assert send(visitor, thesis="先存的").code == 200
    refused = visitor.post(PLAN, mine | {"thesis": "後打的"})
    assert (refused.code, "後打的" in refused.text) == (409, True)
    assert the_plan(desk).thesis == "先存的"
    assert visitor.post(PLAN, fields(refused)).code == 200
    assert the_plan(desk).thesis == "後打的"


def test_ids_of_a_form_name_nothing_but_sections_and_segments(desk: ReviewDesk) -> None:  # noqa: F811
    visitor, before = desk.visitor(), set(desk.files())
    strange = {"where-../../x": "s1", "where-g3": "../s9", "heading-../x": "壞", "order-s1": "-5"}
    made = send(visitor, **strange, **{"goes-s1": "s1", "goes-s2": "s3", "goes-s3": "s2"})
    assert made.code == 422
    assert set(desk.files()) == before
    assert visitor.post(PLAN, {}, X_CSRF_Token="wrong").code == 403
    script = send(visitor, thesis="<script>alert(1)</script>")
    assert (script.code, "<script>alert" in script.text) == (200, False)


def test_an_unwanted_quotation_is_left_out_before_prose_and_can_be_taken_back(
    desk: ReviewDesk,  # noqa: F811
) -> None:
    visitor = desk.visitor()
    rows = runs.finished(desk.run, tuple[Quotes, ...], FILES["quote"])
    name = choosing.key(rows[0].quotes[0])
    sent = fields(visitor.get(PLAN))
    assert sent.pop(f"quote-{name}") == "yes"
    assert visitor.post(PLAN, sent).code == 200
    assert choosing.read(desk.run) == {name}
    left = choosing.chosen(rows[0], choosing.read(desk.run))
    assert [q.id for q in left.quotes] == [q.id for q in rows[0].quotes[1:]]
    assert left.dropped[-1].source == rows[0].quotes[0].source
    assert choosing.key(left.dropped[-1]) == name, "it is known again after it was left out"
    assert choosing.chosen(rows[1], frozenset({name})) is rows[1]
    assert f"quote-{name}" not in fields(visitor.get(PLAN))
    assert send(visitor, **{f"quote-{name}": "yes"}).code == 200
    assert choosing.read(desk.run) == frozenset()
    assert not desk.run.path(choosing.FILE).exists()


def test_only_sections_whose_matter_changed_are_written_anew(desk: ReviewDesk) -> None:  # noqa: F811
    plan = the_plan(desk)
    other = replace(plan.sections[1], angle="別的角度")
    assert planned.changes(plan, plan) == frozenset()
    one = replace(plan, sections=(plan.sections[0], other, plan.sections[2]))
    assert planned.changes(one, plan) == {"s2"}
    assert planned.changes(replace(plan, thesis="別的"), plan) == {"s1", "s2", "s3"}


def test_a_run_without_a_plan_says_how_to_get_one(desk: ReviewDesk) -> None:  # noqa: F811
    desk.run.path(FILES["plan"]).unlink()
    made = desk.visitor().get(PLAN)
    assert (made.code, "--until plan" in made.text) == (404, True)


# --- asked for again ------------------------------------------------------------------

ASKED = Options(
    source="/somewhere/an episode.mp3",
    show="Lantern Hour",
    writer="openai",
    writer_model="a model",
    model="base",
    captions="never",
    fast=False,
    speaker_at=(Anchor(at_ms=90_500, name="Ada Example"),),
    judge=True,
    relisten=True,
    target=("hugo",),
    budget=0.5,
    take=("s2", "s1=1"),
    workspace="/a workspace",
    until="quote",
)


def test_the_command_line_asks_for_what_was_asked() -> None:
    args = cli.parse(list(repeating.arguments(ASKED, Path("/a/config.toml"))))
    for name in ("source", "show", "writer", "writer_model", "model", "captions", "judge"):
        assert getattr(args, name) == getattr(ASKED, name), name
    for name in ("relisten", "budget", "workspace", "until", "fast", "series"):
        assert getattr(args, name) == getattr(ASKED, name), name
    assert (tuple(args.take), tuple(args.target)) == (ASKED.take, ASKED.target)
    assert tuple(map(speakers.anchor, args.speaker_at)) == ASKED.speaker_at
    assert (args.config, args.json, args.dry_run) == ("/a/config.toml", True, False)


def test_what_a_run_was_asked_with_is_kept_but_for_what_was_for_once(desk: ReviewDesk) -> None:  # noqa: F811
    repeating.keep(desk.run, replace(ASKED, refresh=True), "a note")
    kept = repeating.kept(desk.run)
    assert kept.notes
    assert Path(kept.notes).read_text(encoding="utf-8") == "a note\n"
    assert kept.workspace == str(desk.workspace.resolve())
    assert (kept.take, kept.refresh, kept.until) == ((), False, None)
    assert (kept.show, kept.budget, kept.source) == (
        *("Lantern Hour", 0.5, desk.run.locator.address),
    )
    repeating.keep(desk.run, ASKED, "")
    assert repeating.kept(desk.run).notes is None


def test_a_run_from_before_there_was_a_record_knows_its_source(desk: ReviewDesk) -> None:  # noqa: F811
    assert repeating.kept(desk.run).source == desk.run.locator.address


def test_what_was_mended_while_a_section_was_written_is_kept(desk: ReviewDesk) -> None:  # noqa: F811
    began = Edits()
    desk.run.keep_edits(began)
    hold = Edit(section="observation", base="b", heading="我的觀察", paragraphs=(), locked=True)
    editor = Editor(
        edits=editing.with_take(editing.with_edit(began, hold), "s2", 2),
        cues=(),
        asked=frozenset({"s2"}),
    )
    mine = Edit(section="s1", base="b", heading="她這時候改的", paragraphs=())
    desk.run.keep_edits(editing.with_edit(began, mine))
    editor.keep(desk.run)
    now = desk.run.edits()
    assert editing.take_of(now, "s2") == 2
    assert {(row.section, row.locked) for row in now.edits} == {
        ("s1", False),
        ("observation", True),
    }


def ended(works: Works, desk: ReviewDesk) -> str:  # noqa: F811
    """How the work ended; it is waited for."""
    works.started[desk.run.folder.name].wait(WAIT_S)
    return works.state(desk.run).kind


def test_a_work_is_done_or_tells_why_not(desk: ReviewDesk) -> None:  # noqa: F811
    works = Works()
    assert works.state(desk.run).kind == "idle"
    assert works.start(desk.run, ("prompts", "list"))
    assert ended(works, desk) == "done"
    assert works.start(desk.run, ("run", "/no/such/file.mp3", "--workspace", str(desk.workspace)))
    assert ended(works, desk) == "failed"
    state = works.state(desk.run)
    assert (state.code, "/no/such/file.mp3" in state.said) == (2, True)
    works.seen(desk.run)
    assert works.state(desk.run).kind == "idle"
    assert desk.run.path(LOG).is_file()


def test_one_work_at_a_time_whoever_began_it(desk: ReviewDesk) -> None:  # noqa: F811
    works = Works()
    at_work = codec.encode(Underway(began="2026-11-22T00:00:00+00:00", task="write"))
    desk.run.path("progress.json").write_bytes(at_work)
    assert works.state(desk.run).kind == "working"
    assert not works.start(desk.run, ("prompts", "list"))
    assert works.started == {}
    desk.run.path("progress.json").unlink()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as busy:
        works.started[desk.run.folder.name] = busy
        assert not works.start(desk.run, ("prompts", "list"))
        busy.kill()


def renamed(desk: ReviewDesk) -> str:  # noqa: F811
    """The run's folder under the name that a run gives it."""
    now = reopening.opened(desk.run, desk.known)
    home = runs.run_of(desk.workspace, now.written.source).folder
    desk.run.folder.rename(home)
    desk.run = runs.find_run(desk.workspace, str(home))
    return home.name


def test_the_page_asks_nothing_before_it_is_told_to_and_says_what_comes(desk: ReviewDesk) -> None:  # noqa: F811
    name, visitor = renamed(desk), desk.visitor()
    box = visitor.get(f"/runs/{name}/again/box?section=s2")
    assert (box.code, "會列成一項衝突" in box.text) == (200, True), "she changed it before"
    cost = visitor.post(f"/runs/{name}/again/estimate", {"section": "s2"})
    assert (cost.code, "估不出來" in cost.text or "不花錢" in cost.text) == (200, True)
    for section in ("s9", "../s2", ""):
        assert visitor.get(f"/runs/{name}/again/box?section={section}").code == 404
        assert visitor.post(f"/runs/{name}/again/start", {"section": section}).code == 404
    assert visitor.post(f"/runs/{name}/again/start", {"section": "s2"}, X_CSRF_Token="").code == 403
    desk.run.keep_edits(_locked(desk, "s2"))
    locked = visitor.post(f"/runs/{name}/again/start", {"section": "s2"})
    assert (locked.code, "請先解鎖" in locked.text) == (200, True)
    assert not desk.run.path(LOG).exists()


def _locked(desk: ReviewDesk, part: str) -> Edits:  # noqa: F811
    now = reopening.opened(desk.run, desk.known)
    return editing.locked(now.edits, (part,), now.written, now.shown)


def test_a_renamed_folder_is_not_written_to_from_the_page(desk: ReviewDesk) -> None:  # noqa: F811
    visitor, before = desk.visitor(), set(desk.workspace.glob("runs/*"))
    assert "改過名字" in visitor.get(f"/runs/{RUN}/again/box?section=s2").text
    assert "改過名字" in visitor.post(f"/runs/{RUN}/again/start", {"section": "s2"}).text
    for act in ("estimate", "write"):
        assert visitor.post(f"{PLAN}/{act}").code == 422
    assert set(desk.workspace.glob("runs/*")) == before


def test_a_run_that_fails_is_told_on_the_page_and_changes_no_text(desk: ReviewDesk) -> None:  # noqa: F811
    name, visitor = renamed(desk), desk.visitor()
    page = desk.run.path("post.md").read_bytes()
    assert visitor.post(f"/runs/{name}/plan/write").code == 200
    until = time.monotonic() + WAIT_S
    while "every 2s" in (made := visitor.get(f"/runs/{name}/again/state")).text:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert "沒有寫成" in made.text
    assert desk.run.path("post.md").read_bytes() == page


# --- changed outside ------------------------------------------------------------------

OUTSIDE = f"/runs/{RUN}/outside"
OLD, NEW = "Thimble 在 Halcyon Forge 待了七年", "Thimble 在 Halcyon Forge 待了八十年"


def values(made: Answer) -> dict[str, str]:
    found = re.search(r'hx-vals="([^"]*)"', made.text)
    assert found, made.text
    sent: dict[str, str] = json.loads(html.unescape(found[1]))
    return sent


def test_a_draft_changed_outside_is_noticed_and_taken_over(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    assert visitor.get(OUTSIDE).text.strip() == ""
    desk.exchange("post.md", OLD, NEW)
    data = desk.run.path("post.md").read_bytes()
    shown = visitor.get(OUTSIDE)
    assert "<del>七</del><ins>八十</ins>" in shown.text
    assert "八十年" in shown.text.partition("沒有錄音作依據")[2], "the number lost its evidence"
    made = visitor.post(OUTSIDE, values(shown))
    assert (made.code, "已收下" in made.text) == (200, True)
    assert NEW in desk.run.path("edits.json").read_text(encoding="utf-8")
    assert desk.run.path("post.md").read_bytes() == data, "the file is only read"
    assert visitor.get(OUTSIDE).text.strip() == ""
    assert "收下外面的修改" in visitor.post(f"/runs/{RUN}/edit/undo").text


def test_a_file_that_changed_once_more_is_shown_once_more(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    desk.exchange("post.md", OLD, NEW)
    sent = values(visitor.get(OUTSIDE))
    desk.exchange("post.md", "八十年", "九十年")
    before = desk.files()
    made = visitor.post(OUTSIDE, sent)
    assert (made.code, "請再看一次" in made.text, "九十" in made.text) == (409, True, True)
    for which in ("../post", "/etc/passwd", "site", ""):
        assert visitor.post(OUTSIDE, sent | {"which": which}).code == 409
    assert visitor.post(OUTSIDE, values(made), X_CSRF_Token="x").code == 403
    assert desk.files() == before


def test_a_published_page_changed_on_the_site_is_noticed(desk: ReviewDesk) -> None:  # noqa: F811
    desk.ready().published()
    visitor = desk.visitor()
    assert visitor.get(OUTSIDE).text.strip() == ""
    desk.page.write_text(desk.page.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    shown = visitor.get(OUTSIDE)
    assert "網站上的文章" in shown.text
    assert visitor.post(OUTSIDE, values(shown)).code == 200
    assert desk.record().taken, "the next page may stand in its place"
    assert visitor.get(OUTSIDE).text.strip() == ""


def test_a_file_that_cannot_be_read_back_says_so(desk: ReviewDesk) -> None:  # noqa: F811
    desk.run.path("post.md").write_text("<b>no front matter</b>", encoding="utf-8")
    made = desk.visitor().get(OUTSIDE)
    assert (made.code, "讀不回來" in made.text, "<b>no front" in made.text) == (200, True, False)


def test_a_long_text_is_cut_down_to_what_stands_beside_a_change() -> None:
    long = "長" * 100
    rows = shortened(pieces(f"{long}甲{long}", f"{long}乙{long}"))
    assert [(row.kind, len(row.text)) for row in rows] == [
        *(("same", NEAR + 1), ("gone", 1), ("new", 1), ("same", NEAR + 1))
    ]
    same = pieces("短的一句。", "短的一句。")
    assert shortened(same) == same
