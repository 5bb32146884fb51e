"""Mending on the page: kept against its basis, refused with her text in the box, never lost."""

import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desk import OLD, ROOT
from desk_review import RUN, Answer, ReviewDesk, Visitor, desk  # noqa: F401
from pod2post import codec
from pod2post.review import mending, standing
from pod2post.review.basis import basis, finding_key
from pod2post.review.wishes import FIELDS, KINDS, Spot, spot
from pod2post.revision import reopening, unkept
from pod2post.revision.reopening import Opened
from pod2post.revision.unkept import Typing
from pod2post.revision.worddiff import pieces
from pod2post.rules.passages import quotes

EDIT = f"/runs/{RUN}/edit"
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 1234*5 }}\"'>&amp;"


def opened(desk: ReviewDesk) -> Opened:  # noqa: F811 - the fixture's name
    return reopening.opened(desk.run, desk.known)


def form(made: Answer) -> dict[str, str]:
    """The fields of a box as a browser would send them."""
    pattern = r'<input type="(?:hidden|text)" name="(\w+)" value="([^"]*)"'
    found = dict(re.findall(pattern, made.text))
    pattern = r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>'
    found |= dict(re.findall(pattern, made.text, re.DOTALL))
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', made.text, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(text) for name, text in found.items()}


def box(visitor: Visitor, **about: str) -> dict[str, str]:
    query = "&".join(f"{name}={text}" for name, text in about.items())
    made = visitor.get(f"{EDIT}/box?{query}")
    assert made.code == 200, made.text
    return form(made)


PARAGRAPH = {"kind": "paragraph", "section": "s1", "paragraph": "2"}
# Each box, and what is typed into it.
MENDS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "paragraph": (PARAGRAPH, {"text": "改過的一段。"}),
    "lead": ({"kind": "paragraph", "section": "head", "paragraph": "2"}, {"text": "改過的導言。"}),
    "heading": ({"kind": "heading", "section": "s1"}, {"text": "改過的小標"}),
    "head": ({"kind": "head"}, {"title": "改過的標題", "tags": "AI、水管"}),
    "observation": ({"kind": "observation"}, {"text": "我現在這樣看。"}),
    "quote": (
        {"kind": "quote", "section": "s1", "quote": "s1q1"},
        {"first": "c0011", "last": "c0012", "chinese": "改過的譯文，一個月前才募到錢。"},
    ),
}


@pytest.mark.parametrize("name", MENDS)
def test_a_box_is_kept_and_the_page_shows_it_at_once(desk: ReviewDesk, name: str) -> None:  # noqa: F811
    about, typed = MENDS[name]
    visitor = desk.visitor()
    made = visitor.post(f"{EDIT}/keep", box(visitor, **about) | typed)
    assert made.code == 200, made.text
    assert made.headers["hx-trigger"] == "review:changed"
    for text in typed.values():
        if not text.startswith("c0"):
            assert text.split("、")[0] in made.text
    assert 'id="findings"' in made.text
    part = about.get("section", {"head": "head"}.get(name, name))
    fresh = basis(opened(desk).shown, part)
    assert f'data-base="{fresh}"' in made.text, "the next box is held against the new text"
    again = box(visitor, **about)
    assert {key: again[key] for key in typed} == typed
    undone = visitor.post(f"{EDIT}/undo")
    assert "已復原" in undone.text
    assert {k: v for k, v in box(visitor, **about).items() if k in typed} != typed


@pytest.mark.parametrize("name", MENDS)
def test_a_box_opened_on_an_older_text_is_a_conflict_and_keeps_what_was_typed(
    desk: ReviewDesk,  # noqa: F811
    name: str,
) -> None:
    about, typed = MENDS[name]
    one, other = desk.visitor(), desk.visitor()
    mine, theirs = box(one, **about), box(other, **about)
    said = {k: v + "別人的" if k in ("text", "title", "chinese") else v for k, v in typed.items()}
    assert other.post(f"{EDIT}/keep", theirs | said).code == 200
    before = desk.run.path("edits.json").read_bytes()
    refused = one.post(f"{EDIT}/keep", mine | typed)
    assert refused.code == 409
    assert "還沒有存" in refused.text
    assert {key: form(refused)[key] for key in typed} == typed
    assert desk.run.path("edits.json").read_bytes() == before
    assert [row.said for row in unkept.read(desk.run).rows] == [
        {key: form(refused)[key] for key in FIELDS[about["kind"]]}
    ]
    kept = one.post(f"{EDIT}/keep", form(refused))
    assert kept.code == 200, "she takes hers onto the new text"
    assert {key: box(one, **about)[key] for key in typed} == typed


def test_a_conflict_shows_what_changed_word_by_word(desk: ReviewDesk) -> None:  # noqa: F811
    one, other = desk.visitor(), desk.visitor()
    mine, theirs = box(one, **PARAGRAPH), box(other, **PARAGRAPH)
    changed = theirs["text"].replace("34 億美元", "3.4 億美元")
    assert other.post(f"{EDIT}/keep", theirs | {"text": changed}).code == 200
    made = one.post(f"{EDIT}/keep", mine | {"text": mine["text"].replace("訓練", "教育")})
    assert "<del>34</del><ins>3.4</ins>" in made.text
    assert "<del>訓練</del><ins>教育</ins>" in made.text


def test_a_paragraph_that_moved_meanwhile_is_found_again(desk: ReviewDesk) -> None:  # noqa: F811
    one, other = desk.visitor(), desk.visitor()
    mine = box(one, **PARAGRAPH)
    above = box(other, kind="paragraph", section="s1", paragraph="0")
    assert other.post(f"{EDIT}/keep", above | {"text": ""}).code == 200
    refused = one.post(f"{EDIT}/keep", mine | {"text": "我的一段。"})
    assert (refused.code, form(refused)["paragraph"]) == (409, "1")
    assert "沒有變" in refused.text
    assert one.post(f"{EDIT}/keep", form(refused)).code == 200
    rows = opened(desk).shown.draft.sections[0].paragraphs
    assert rows[1].text == "我的一段。"


def test_a_place_that_is_gone_gives_the_text_back(desk: ReviewDesk) -> None:  # noqa: F811
    one, other = desk.visitor(), desk.visitor()
    mine = box(one, kind="quote", section="s1", quote="s1q1")
    theirs = box(other, kind="quote", section="s1", quote="s1q1")
    assert other.post(f"{EDIT}/drop", theirs).code == 200
    refused = one.post(f"{EDIT}/keep", mine | {"chinese": "我打的譯文。"})
    assert (refused.code, form(refused)["chinese"]) == (409, "我打的譯文。")
    assert "已經不在了" in refused.text


def test_dropping_a_quotation_is_held_against_its_text_too(desk: ReviewDesk) -> None:  # noqa: F811
    one, other = desk.visitor(), desk.visitor()
    mine, theirs = (box(v, kind="quote", section="s1", quote="s1q1") for v in (one, other))
    assert other.post(f"{EDIT}/keep", theirs | {"chinese": "改過。"}).code == 200
    assert one.post(f"{EDIT}/drop", mine).code == 409
    assert "s1q1" in quotes(opened(desk).shown)


REFUSED = {
    "an empty heading": ({"kind": "heading", "section": "s1"}, {"text": " \n"}, "不能是空的"),
    "an empty title": ({"kind": "head"}, {"title": ""}, "不能是空的"),
    "a flood": (PARAGRAPH, {"text": "長" * 20_001}, "最多 20,000 個"),
    "the last sentence first": (
        {"kind": "quote", "section": "s1", "quote": "s1q1"},
        {"first": "c0012", "last": "c0011"},
        "對調",
    ),
    "a sentence that is none": (
        {"kind": "quote", "section": "s1", "quote": "s1q1"},
        {"first": "../../c0012", "last": "c0011"},
        "沒有這一句",
    ),
    "no Chinese": (
        {"kind": "quote", "section": "s1", "quote": "s1q1"},
        {"chinese": ""},
        "譯文是空的",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_kept_stays_in_its_box_with_a_reason(
    desk: ReviewDesk,  # noqa: F811
    name: str,
) -> None:
    about, typed, told = REFUSED[name]
    visitor = desk.visitor()
    before = desk.run.path("edits.json").read_bytes()
    made = visitor.post(f"{EDIT}/keep", box(visitor, **about) | typed)
    assert (made.code, told in made.text) == (422, True), made.text
    for key, text in typed.items():
        if key not in ("first", "last"):
            assert form(made)[key] == text.replace("\n", "\n")
    assert desk.run.path("edits.json").read_bytes() == before


def test_without_its_token_nothing_is_written(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    sent = box(visitor, **PARAGRAPH) | {"text": "不該存"}
    before = desk.files()
    acts = ("keep", "drop", "places", "lock", "unlock", "unwaive", "undo", "redo", "autosave")
    for act in (*acts, "forget"):
        made = visitor.post(f"{EDIT}/{act}", sent, X_CSRF_Token="wrong")
        assert made.code == 403, act
        assert visitor.get(f"{EDIT}/{act}").code == 405, act
    assert desk.files() == before


def test_looking_writes_nothing(desk: ReviewDesk) -> None:  # noqa: F811
    visitor, before = desk.visitor(), desk.files()
    for about, _ in MENDS.values():
        box(visitor, **about)
    for address in ("outside", "again/box?section=s2", "again/state", "plan"):
        assert visitor.get(f"/runs/{RUN}/{address}").code == 200, address
    assert desk.files() == before


ELSEWHERE = ("../s1", "..%2fs1", "/etc/passwd", "s1\0", "s1/../../x", "a" * 5000, "%00", "s1'--")


@pytest.mark.parametrize("name", ["section", "quote", "finding", "paragraph", "kind"])
def test_no_field_leads_elsewhere(desk: ReviewDesk, name: str) -> None:  # noqa: F811
    visitor, before = desk.visitor(), desk.files()
    for value in ELSEWHERE:
        sent = {"kind": "paragraph", "section": "s1", "paragraph": "0", "base": "x", "text": "字"}
        tried = [("keep", {**sent, "kind": kind}) for kind in KINDS]
        tried += [(act, sent) for act in ("drop", "lock", "unwaive", "autosave")]
        for act, fields in tried:
            made = visitor.post(f"{EDIT}/{act}", fields | {name: value})
            assert made.code in (200, 204, 400, 404, 409, 422), (act, value, made.text)
    ours = re.compile(rf"{desk.run.folder}/(edits(-\d+)?|typing|undo|run)\.json")
    found = {path: data for path, data in desk.files().items() if not ours.fullmatch(path)}
    assert found.keys() <= before.keys()
    assert all(before[path] == data for path, data in found.items())
    assert visitor.get(f"/runs/{RUN}").code == 200


def test_markup_in_every_field_stays_text(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    for about, typed in MENDS.values():
        mine = {k: MARKUP if k not in ("first", "last") else v for k, v in typed.items()}
        kept = visitor.post(f"{EDIT}/keep", box(visitor, **about) | mine)
        stale = visitor.post(f"{EDIT}/keep", {**box(visitor, **about), **mine, "base": "old"})
        assert (kept.code, stale.code) == (200, 409)
        shown = visitor.get(f"{EDIT}/box?" + "&".join(f"{k}={v}" for k, v in about.items()))
        for made in (kept, stale, shown, visitor.get(f"/runs/{RUN}")):
            assert "<img" not in made.text
            assert "<script>alert" not in made.text
            assert "6170" not in made.text
    names = visitor.post(f"{EDIT}/places", {"old": MARKUP, "new": "<b>x</b>", "kind_of": "<i>"})
    assert "<img" not in names.text
    assert "<b>x" not in names.text


def test_a_paragraph_of_5000_characters_goes_both_ways(desk: ReviewDesk) -> None:  # noqa: F811
    visitor, long = desk.visitor(), "說了又說的一段話。" * 556
    assert visitor.post(f"{EDIT}/keep", box(visitor, **PARAGRAPH) | {"text": long}).code == 200
    assert box(visitor, **PARAGRAPH)["text"] == long
    sent = {**box(visitor, **PARAGRAPH), "base": "old", "text": long.replace("又", "再")}
    assert visitor.post(f"{EDIT}/keep", sent).code == 409


# --- findings, locks, names -----------------------------------------------------------


def test_a_finding_is_let_stand_for_a_reason_and_taken_back(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    assert desk.room
    row = desk.room.seen(desk.run).rows[0]
    key = finding_key(row.finding)
    sent = box(visitor, kind="waive", finding=key)
    assert visitor.post(f"{EDIT}/keep", sent | {"reason": " "}).code == 422
    assert visitor.post(f"{EDIT}/keep", sent | {"reason": "主持人就是這樣拼"}).code == 200
    waiver = desk.room.seen(desk.run).rows[0].waiver
    assert waiver
    assert (waiver.reason, waiver.editor) == ("主持人就是這樣拼", "Ada Example")
    assert visitor.post(f"{EDIT}/unwaive", {"finding": key}).code == 200
    assert desk.room.seen(desk.run).rows[0].waiver is None
    assert visitor.post(f"{EDIT}/keep", sent | {"finding": "f" * 16, "reason": "x"}).code == 409


def test_a_part_is_locked_and_unlocked_however_often_it_is_asked(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    for act, locked in (("lock", True), ("lock", True), ("unlock", False), ("unlock", False)):
        made = visitor.post(f"{EDIT}/{act}", {"section": "s2"})
        assert (made.code, "data-locked" in made.text) == (200, locked and "s2" in made.text) or (
            made.code == 200 and 'id="section-s2"' not in made.text
        )
        assert any(row.locked for row in desk.run.edits().edits) == locked


def test_a_name_is_changed_only_after_its_places_were_shown(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    wish = {"kind": "name", "old": "Drumfish", "new": "Drumfin", "kind_of": "product"}
    unseen = visitor.post(f"{EDIT}/keep", wish)
    assert (unseen.code, "Drumfin" in unseen.text) == (409, True)
    shown = visitor.post(f"{EDIT}/places", wish)
    assert (shown.code, "會改 5 處" in shown.text) == (200, True)
    made = visitor.post(f"{EDIT}/keep", form(shown))
    assert made.code == 200
    assert "Drumfish" not in reopening.post(opened(desk)).markdown
    assert visitor.post(f"{EDIT}/keep", form(shown)).code == 409, "the places are others now"
    assert visitor.post(f"{EDIT}/places", wish | {"old": "", "new": "x"}).code == 422


def test_undo_and_redo_say_what_and_stop_at_the_ends(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    assert "沒有可以重做" in visitor.post(f"{EDIT}/redo").text
    visitor.post(f"{EDIT}/keep", box(visitor, **PARAGRAPH) | {"text": "改。"})
    assert "改段落" in visitor.post(f"{EDIT}/undo").text
    assert "已重做" in visitor.post(f"{EDIT}/redo").text
    for _ in range(3):
        last = visitor.post(f"{EDIT}/undo")
    assert "沒有可以復原" in last.text


# --- what was typed and not kept ------------------------------------------------------


def test_what_is_typed_is_offered_again_until_it_is_kept_or_dropped(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    sent = box(visitor, **PARAGRAPH) | {"text": "打到一半", "tab": "one"}
    assert visitor.post(f"{EDIT}/autosave", sent).code == 204
    made = visitor.get(f"{EDIT}/box?kind=paragraph&section=s1&paragraph=2&tab=other")
    assert (form(made)["text"], "還沒存的文字" in made.text) == ("打到一半", True)
    assert visitor.post(f"{EDIT}/keep", form(made) | {"tab": "one"}).code == 200
    assert unkept.read(desk.run) == Typing()
    visitor.post(f"{EDIT}/autosave", sent | {"text": "又打"})
    assert visitor.post(f"{EDIT}/forget", sent).code == 200
    assert unkept.read(desk.run) == Typing()


def test_what_stands_there_already_is_not_unkept(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    sent = box(visitor, **PARAGRAPH) | {"tab": "one"}
    assert visitor.post(f"{EDIT}/autosave", sent | {"text": "打到一半"}).code == 204
    assert unkept.read(desk.run).rows
    assert visitor.post(f"{EDIT}/keep", sent | {"text": "打完了。", "tab": "one"}).code == 200
    assert visitor.post(f"{EDIT}/autosave", sent | {"text": "打完了。"}).code == 204
    assert unkept.read(desk.run) == Typing(), "an answer that was on its way outlives nothing"


def test_text_typed_on_an_older_basis_is_a_conflict_when_it_is_kept(desk: ReviewDesk) -> None:  # noqa: F811
    visitor = desk.visitor()
    first = box(visitor, **PARAGRAPH)
    visitor.post(f"{EDIT}/autosave", first | {"text": "打到一半", "tab": "one"})
    visitor.post(f"{EDIT}/keep", first | {"text": "別人改的。", "tab": "two"})
    offered = box(visitor, **PARAGRAPH)
    assert offered["text"] == "打到一半"
    assert visitor.post(f"{EDIT}/keep", offered).code == 409


@contextmanager
def server(workspace: Path) -> Iterator[tuple["subprocess.Popen[str]", Visitor]]:
    """`pod2post review` in a process of its own; killed at the end, if it still lives."""
    command = [sys.executable, "-m", "pod2post", "review", "--no-browser", "--port", "0"]
    config = ROOT / "samples" / "pod2post.toml"
    with subprocess.Popen(
        [*command, "--workspace", str(workspace), "--config", str(config), "--editor", "Ada"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout
            printed = ""
            while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", printed)):
                line = process.stdout.readline()
                assert line, printed
                printed += line
            yield process, Visitor(int(found[1])).enter(found[2])
        finally:
            process.kill()


def test_a_server_killed_between_typing_and_keeping_loses_no_word(tmp_path: Path) -> None:
    shutil.copytree(OLD, tmp_path / "runs" / RUN)
    with server(tmp_path) as (process, visitor):
        first = box(visitor, **PARAGRAPH)
        assert visitor.post(f"{EDIT}/keep", first | {"text": "存好的一段。"}).code == 200
        typed = box(visitor, **PARAGRAPH) | {"text": "還沒存的一段。", "tab": "one"}
        assert visitor.post(f"{EDIT}/autosave", typed).code == 204
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
    with server(tmp_path) as (_, visitor):
        made = visitor.get(f"{EDIT}/box?kind=paragraph&section=s1&paragraph=2")
        assert form(made)["text"] == "還沒存的一段。"
        assert "存好的一段。" in visitor.get(f"/runs/{RUN}").text
        assert visitor.post(f"{EDIT}/keep", form(made)).code == 200
        assert "還沒存的一段。" in visitor.get(f"/runs/{RUN}").text


# --- the pure parts -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"kind": "paragraph", "section": "s1", "paragraph": "3"}, "paragraph:s1:3"),
        ({"kind": "quote", "section": "s1", "quote": "s1q1"}, "quote:s1q1"),
        ({"kind": "waive", "finding": "ab"}, "waive:ab"),
        ({"kind": "head"}, "head:"),
        ({"kind": "other"}, None),
        ({"kind": "paragraph", "paragraph": "-1"}, None),
        ({"kind": "paragraph", "paragraph": "１"}, None),
        ({"kind": "paragraph", "paragraph": "9999999"}, None),
        ({}, None),
    ],
)
def test_a_form_means_one_box_or_none(fields: dict[str, str], wanted: str | None) -> None:
    found = spot(fields)
    assert (found and found.id) == wanted


def test_every_kind_of_box_has_fields_a_reader_and_a_name() -> None:
    assert set(KINDS) == FIELDS.keys() == standing.READERS.keys()


def test_the_difference_of_two_texts_makes_both_again() -> None:
    rows: tuple[tuple[str, str], ...] = (
        ("", ""),
        ("甲。", ""),
        ("他說了。她沒說。", "她沒說。他說完了！"),
        ("AI 有 34 億元。", "AI 有 3.4 億元。\n又一段"),
        ("長" * 3000, "長" * 2999 + "短"),
    )
    for old, new in rows:
        found = pieces(old, new)
        assert "".join(p.text for p in found if p.kind != "new") == old
        assert "".join(p.text for p in found if p.kind != "gone") == new
        assert all(p.text for p in found)


def test_only_what_looks_otherwise_is_sent_again(desk: ReviewDesk) -> None:  # noqa: F811
    assert desk.room
    before = desk.room.seen(desk.run)
    which = Spot(kind="paragraph", section="s1", paragraph=0)
    hand = mending.Hand(editor="Ada", at="now")
    edits = mending.mended(before, which, {"text": "短短一段。"}, hand)
    desk.run.keep_edits(edits)
    after: Any = desk.room.seen(desk.run)
    assert mending.changed(before, before) == ()
    assert mending.changed(before, after) == ("s1",)
    assert json.loads(codec.readable(edits))["schema"] == 4
