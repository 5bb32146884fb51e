"""The review page's list: every run with its state, found again, alive while one is made."""

import json
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desk import EDITOR
from desk_review import RUN, ReviewDesk, Visitor, desk, served, shared_desk  # noqa: F401
from pod2post import codec, doctor, runs, underway, zh
from pod2post.publishing import approval
from pod2post.review import listing, statics
from pod2post.review.listing import Row
from pod2post.review.room import Room
from pod2post.store import write_atomically
from pod2post.underway import Underway

HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


def row(name: str = "2026-01-26-a", **facts: object) -> Row:
    plain = Row(name=name, state="review", title="The Ear", show="Bench Notes", day="2026-01-26")
    return replace(plain, **facts)  # type: ignore[arg-type]


def of(desk: ReviewDesk) -> Row:  # noqa: F811
    """As a server sees it that was started just now."""
    return listing.row(desk.run.folder, Room(workspace=desk.workspace, known=desk.known))


# --- values -----------------------------------------------------------------------------


def test_a_finished_run_waits_for_its_review(shared_desk: ReviewDesk) -> None:  # noqa: F811
    made = of(shared_desk)
    assert (made.name, made.state) == (RUN, "review")
    assert (made.show, made.day) == ("Lantern Hour", "2026-10-05")
    assert made.length_ms
    assert zh.count(made.headline) > 5
    assert made.title.isascii()
    assert (made.errors, made.warnings) == (4, 0)  # as the earlier version found them


def test_what_the_rules_of_today_find_is_counted_once_they_were_asked(
    desk: ReviewDesk,  # noqa: F811
) -> None:
    assert desk.room
    desk.room.seen(desk.run)
    made = listing.row(desk.run.folder, desk.room)
    assert (made.errors, made.warnings) == (4, 1)
    desk.room.note(desk.run)
    assert (of(desk).errors, of(desk).warnings) == (4, 1)


def test_a_change_is_noted_when_nobody_waits_for_it(
    desk: ReviewDesk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert desk.room
    monkeypatch.setattr("pod2post.review.room.QUIET_S", 0.05)
    desk.room.note_soon(desk.run)
    desk.room.note_soon(desk.run)
    for _ in range(500):
        if not desk.room.stirred and (of(desk).errors, of(desk).warnings) == (4, 1):
            break
        time.sleep(0.02)
    assert (of(desk).errors, of(desk).warnings) == (4, 1), "it is in the record"


def test_a_page_that_closes_notes_what_was_to_be_noted(desk: ReviewDesk) -> None:  # noqa: F811
    assert desk.room
    desk.room.note_soon(desk.run)
    desk.room.settle()
    assert (of(desk).errors, of(desk).warnings) == (4, 1)
    desk.room.settle()


def test_what_a_kill_left_unnoted_is_noted_when_the_run_is_opened(
    desk: ReviewDesk,  # noqa: F811
) -> None:
    assert desk.room
    assert not desk.room.is_behind(desk.run)
    desk.run.keep_edits(replace(desk.run.edits(), order=("s1", "s2", "s3")))
    assert desk.room.is_behind(desk.run)
    assert desk.visitor().get(f"/runs/{RUN}").code == 200
    desk.room.settle()
    assert not desk.room.is_behind(desk.run)
    assert (of(desk).errors, of(desk).warnings) == (4, 1)


def test_what_was_waived_since_is_not_counted(desk: ReviewDesk) -> None:  # noqa: F811
    assert desk.room
    desk.room.note(desk.run)
    desk.waive()
    assert (of(desk).errors, of(desk).warnings) == (0, 1)


def test_an_approved_a_published_and_a_running_run_say_so(desk: ReviewDesk) -> None:  # noqa: F811
    desk.ready()
    assert of(desk).state == "review"
    assert desk.room
    approval.approve(desk.run, desk.room.seen(desk.run).content, EDITOR, "2026-11-22")
    assert of(desk).state == "approved"
    desk.published()
    assert of(desk).state == "published"
    now = Underway(began="2026-11-22T04:00:00+00:00", task="write", done=1000, total=4000)
    write_atomically(desk.run.path(underway.FILE), codec.encode(now))
    made = of(desk)
    assert (made.state, made.underway) == ("running", now)


def test_a_run_without_a_draft_failed_or_is_not_done(desk: ReviewDesk) -> None:  # noqa: F811
    desk.run.path("7-draft.json").unlink()
    assert of(desk).state == "unfinished"
    now = Underway(began="", state="failed", why="no key")
    write_atomically(desk.run.path(underway.FILE), codec.encode(now))
    made = of(desk)
    assert (made.state, made.why, made.has_draft) == ("failed", "no key", False)


def test_a_failed_second_attempt_hides_no_draft(desk: ReviewDesk) -> None:  # noqa: F811
    now = Underway(began="", state="failed", why="the budget is used up")
    write_atomically(desk.run.path(underway.FILE), codec.encode(now))
    made = of(desk)
    assert (made.state, made.why) == ("review", "the budget is used up")


@pytest.mark.parametrize("name", ["run.json", "1-source.json", "edits.json", "published.json"])
def test_a_damaged_run_is_a_line_of_the_list(desk: ReviewDesk, name: str) -> None:  # noqa: F811
    desk.run.path(name).write_text("{", encoding="utf-8")
    made = of(desk)
    assert made.state == "failed"
    assert name in made.why
    assert desk.visitor().get("/").code == 200


@pytest.mark.parametrize(
    ("state", "text", "names"),
    [
        ("", "", ["a", "b", "c"]),
        ("approved", "", ["b"]),
        ("", "EAR", ["a", "c"]),
        ("", "bench ear", ["a"]),
        ("review", "kiln", ["c"]),
        ("", "nothing such", []),
    ],
)
def test_runs_are_found_by_state_and_words(state: str, text: str, names: list[str]) -> None:
    rows = [
        row("a"),
        row("b", title="Kilns", state="approved"),
        row("c", show="The Kiln"),
    ]
    assert [one.name for one in listing.chosen(rows, state, text)] == names


def test_each_state_there_is_has_a_tab_with_its_count() -> None:
    rows = [row("a"), row("b"), row("c", state="failed")]
    assert [(tab.state, tab.count) for tab in listing.tabs(rows)] == [
        ("", 3),
        ("review", 2),
        ("failed", 1),
    ]
    assert listing.tabs(()) == (listing.Tab(state="", label="全部", count=0),)


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(None, "—"), (0, "0:00"), (59_999, "0:59"), (725_000, "12:05"), (3_800_000, "1:03:20")],
)
def test_a_length_is_a_clock(ms: int | None, shown: str) -> None:
    assert listing.clock(ms) == shown


def test_a_cost_is_in_dollars_or_unknown() -> None:
    assert (listing.money(None), listing.money(0.126)) == ("—", "US$0.13")


# --- the room ---------------------------------------------------------------------------


def test_what_was_read_is_kept_until_a_file_changes(desk: ReviewDesk) -> None:  # noqa: F811
    room = desk.room
    assert room
    run = room.run(RUN)
    assert run
    first = room.seen(run)
    assert room.seen(run) is first
    desk.waive()
    second = room.seen(run)
    assert second is not first
    assert second.content == first.content
    assert [one.waiver for one in second.rows] != [one.waiver for one in first.rows]


def test_an_approval_is_told_without_reading_the_run(
    desk: ReviewDesk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = desk.ready().room  # type: ignore[attr-defined]
    assert not room.is_approved(desk.run)
    approval.approve(desk.run, room.seen(desk.run).content, EDITOR, "2026-11-22")
    from pod2post.review import room as rooms

    monkeypatch.setattr(rooms.reopening, "opened", lambda *_: pytest.fail("read"))
    assert Room(workspace=desk.workspace, known=desk.known).is_approved(desk.run)


def test_a_waiver_after_it_leaves_an_approval_standing(desk: ReviewDesk) -> None:  # noqa: F811
    desk.ready()
    assert desk.room
    approval.approve(desk.run, desk.room.seen(desk.run).content, EDITOR, "2026-11-22")
    desk.run.keep_edits(replace(desk.run.edits(), waived=()))
    assert desk.room.is_approved(desk.run)
    desk.exchange("7-draft.json", "會議室", "會議廳")
    assert not desk.room.is_approved(desk.run)


# --- the page ---------------------------------------------------------------------------


def test_the_list_shows_the_run(shared_desk: ReviewDesk) -> None:  # noqa: F811
    made = shared_desk.visitor().get("/")
    assert made.code == 200
    assert f'href="/runs/{RUN}"' in made.text
    assert re.search(r"錯誤 \d", made.text)
    assert "every 2s" not in made.text


def test_it_asks_again_only_while_something_runs(desk: ReviewDesk) -> None:  # noqa: F811
    now = Underway(began="", task="transcribe <b>", done=500, total=1000)
    write_atomically(desk.run.path(underway.FILE), codec.encode(now))
    made = desk.visitor().get("/?q=ear&state=running")
    assert 'hx-get="/?state=running&amp;q=ear" hx-trigger="every 2s"' in made.text
    assert "transcribe &lt;b&gt; 50%" in made.text
    part = desk.visitor().get("/?q=ear&state=running", HX_Request="true")
    assert part.text.startswith('<div id="runs"')


def test_only_the_runs_that_were_asked_for_are_shown(desk: ReviewDesk) -> None:  # noqa: F811
    other = desk.workspace / "runs" / "2026-01-01-other"
    shutil.copytree(desk.run.folder, other)
    assert desk.room
    with served(replace(desk.room, only=(RUN,))) as port:
        visitor = Visitor(port).enter()
        assert "2026-01-01-other" not in visitor.get("/").text
        assert visitor.get("/runs/2026-01-01-other/signing").code == 404
    assert "2026-01-01-other" in desk.visitor().get("/").text


def test_an_empty_workspace_says_how_to_begin(tmp_path: Path, shared_desk: ReviewDesk) -> None:  # noqa: F811
    with served(Room(workspace=tmp_path / "none", known=shared_desk.known)) as port:
        assert "pod2post run" in Visitor(port).enter().get("/").text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>"])
def test_markup_in_every_text_of_a_run_is_text(desk: ReviewDesk, text: str) -> None:  # noqa: F811
    """Title, show, names, cues, speakers, notes, findings, the run's own name, the search."""
    folder = desk.workspace / "runs" / f"2026-11-01-{text.replace('/', '')}"
    desk.run.folder.rename(folder)
    for path in (p for p in folder.glob("*.json") if p.name != "run.json"):
        data = json.loads(path.read_bytes())
        write_atomically(path, json.dumps(_planted(data, text)).encode())
    now = Underway(began="", state="failed", why=text)
    write_atomically(folder / underway.FILE, codec.encode(now))
    run = runs.find_run(desk.workspace, str(folder))
    record = run.record()
    findings = tuple(replace(one, what=text, excerpt=text) for one in record.findings)
    run.write_record(replace(record, findings=findings))
    visitor = desk.visitor()
    assert desk.room
    from urllib.parse import quote

    place = f"/runs/{quote(folder.name)}"
    bad = text.replace("/", "")
    for path in ("/", f"/?q={quote(text)}", place, f"{place}/signing", f"{place}/publish"):
        made = visitor.get(path)
        assert made.code == 200, (path, made.text)
        assert text not in made.text
        assert bad not in made.text
        assert "alert(1)" in made.text


FREE = ("title", "show", "text", "speaker", "heading", "chinese", "notes", "gist", "thesis")


def _planted(data: object, text: str) -> object:
    """The same JSON with markup behind every free text; ids and states as they were."""
    if isinstance(data, list):
        return [_planted(one, text) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: f"{said}{text}"
        if key in FREE and isinstance(said, str) and said
        else _planted(said, text)
        for key, said in data.items()
    }


# --- static files -----------------------------------------------------------------------


def test_static_files_are_kept_by_their_digest(shared_desk: ReviewDesk) -> None:  # noqa: F811
    visitor = shared_desk.visitor()
    for name in statics.files():
        made = visitor.get(statics.address(name))
        assert made.code == 200
        assert "immutable" in made.headers["cache-control"]
    assert visitor.get("/static/0123456789abcdef/review.css").code == 404
    assert visitor.get(f"/static/{statics.mark()}/none.css").code == 404


def test_htmx_is_the_file_of_its_release() -> None:
    """2.0.11, as npm has it: a vendored script is never changed here."""
    assert codec.digest_bytes(statics.files()["htmx.min.js"]) == f"sha256:{HTMX}"


def test_doctor_looks_for_the_pages_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.page().status == "ok"
    monkeypatch.setattr(doctor, "PAGE_NEEDS", {"none.js"})
    made = doctor.page()
    assert (made.status, made.what) == ("fail", "the review page lacks none.js")


def test_every_script_of_ours_is_there_with_its_licence() -> None:
    assert {"htmx.min.js", "htmx.LICENSE.txt", "review.css", "review.js", "icon.svg"} <= set(
        statics.files()
    )
    with pytest.raises(KeyError):
        statics.address("none.js")


def test_no_template_has_inline_script_or_style() -> None:
    """The policy would stop it. The picture is markup of ours, with all text escaped."""
    folder = Path(__file__).parent.parent / "templates" / "review"
    for path in folder.glob("*.j2"):
        text = path.read_text(encoding="utf-8")
        for word in (
            " style=",
            "<style",
            " onclick=",
            " onload=",
            "javascript:",
            "| safe",
            "|safe",
        ):
            assert word not in text.replace("{{ picture|safe }}", ""), (path.name, word)
        assert "hx-on" not in text, path.name
