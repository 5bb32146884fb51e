"""Approving and publishing from the page: what it shows, what it writes, what it refuses."""

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk import EDITOR, NAME, Desk
from desk_review import RUN, ReviewDesk, Visitor, served
from pod2post.page.site import Site
from pod2post.publishing import approval, gate
from pod2post.publishing.issuing import Rehearsed
from pod2post.review import room as rooms
from pod2post.review import signing
from pod2post.review.room import Room

DRAFT = f"/runs/{RUN}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ReviewDesk]:
    """As the page's own, with a site that the settings name."""
    made = ReviewDesk(tmp_path)
    made.known = replace(made.known, site=Site(content=str(made.site)))
    made.room = Room(workspace=made.workspace, known=made.known)
    with served(made.room) as port:
        made.port = port
        yield made


def content(visitor: Visitor) -> str:
    found = re.search(r'name="content" value="([^"]+)"', visitor.get(f"{DRAFT}/signing").text)
    assert found
    return found[1]


def approve(visitor: Visitor, **fields: str) -> int:
    return visitor.post(f"{DRAFT}/approve", {"content": content(visitor), **fields}).code


def given(desk: Desk) -> approval.Approvals:
    return approval.read(desk.run)


# --- while a long episode is checked ------------------------------------------------------


def test_a_long_episode_is_shown_before_all_rules_were_asked_and_not_approved(
    desk: ReviewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.room
    every = desk.room.seen(desk.run).rows
    monkeypatch.setattr(rooms, "SHORT", 0)
    monkeypatch.setattr(rooms, "PATIENCE_S", -1.0)
    desk.room.kept.clear()
    desk.room.memo.runs.clear()
    visitor = desk.visitor()
    with desk.room.one:  # the thread that finds out the rest waits for us
        seen = desk.room.seen(desk.run)
        assert not seen.whole
        assert len(seen.rows) < len(every)
        assert visitor.get(DRAFT).code == 200
        assert "還在檢查" in visitor.get(f"{DRAFT}/signing").text
        assert visitor.post(f"{DRAFT}/approve", {"content": seen.content.digest}).code == 422
        assert given(desk).given == ()
    until = time.monotonic() + 60
    while not desk.room.seen(desk.run).whole:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert desk.room.seen(desk.run).rows == every
    assert "核准前還要處理 4 個錯誤" in visitor.get(f"{DRAFT}/signing?pending=1").text


# --- approving --------------------------------------------------------------------------


def test_errors_that_stand_are_listed_with_links_and_there_is_no_button(desk: ReviewDesk) -> None:
    page = desk.visitor().get(f"{DRAFT}/signing").text
    assert "核准前還要處理 4 個錯誤" in page
    assert page.count(f'href="{DRAFT}#finding-') == 4
    assert 'data-action="approve"' not in page


def test_they_cannot_be_approved_by_who_sends_the_form_anyway(desk: ReviewDesk) -> None:
    assert desk.room
    seen = desk.room.seen(desk.run)
    visitor = desk.visitor()
    made = visitor.post(f"{DRAFT}/approve", {"content": seen.content.digest})
    assert made.code == 422
    assert given(desk) == approval.Approvals()


def test_she_approves_the_whole_post_and_her_opinion(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    made = visitor.post(f"{DRAFT}/approve", {"content": content(visitor)})
    assert made.code == 200
    assert 'data-approved="yes"' in made.text
    last = given(desk).last
    assert last
    assert last.editor == EDITOR
    assert desk.room
    now = desk.room.seen(desk.run)
    assert last.content == now.content
    held = gate.confirmation(now.now)
    assert held
    assert held.editor == EDITOR
    assert "已核准" in visitor.get("/").text


def test_a_browser_without_script_gets_its_page_back(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    made = visitor.post(f"{DRAFT}/approve", {"content": content(visitor)}, HX_Request=None)
    assert (made.code, made.headers["location"]) == (303, DRAFT)


def test_the_name_is_asked_once(desk: ReviewDesk) -> None:
    desk.waive()
    assert desk.room
    with served(desk.room, editor="") as port:
        visitor = Visitor(port).enter()
        assert 'name="editor" required' in visitor.get(f"{DRAFT}/signing").text
        assert approve(visitor) == 422
        assert approve(visitor, editor="x" * 81) == 422
        assert approve(visitor, editor="Bo\x1bExample") == 422
        assert approve(visitor, editor=" Bo Example ") == 200
        visitor.post(f"{DRAFT}/approve", {"off": "1"})
        page = visitor.get(f"{DRAFT}/signing").text
        assert 'name="editor"' not in page
        assert "核准全文（Bo Example）" in page
        assert approve(visitor) == 200
    last = given(desk).last
    assert last
    assert last.editor == "Bo Example"


def test_what_changed_while_she_read_is_not_approved(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    before = content(visitor)
    desk.exchange("7-draft.json", "會議室", "會議廳")
    made = visitor.post(f"{DRAFT}/approve", {"content": before})
    assert made.code == 409
    assert "你讀的內容剛才改了" in made.text
    assert given(desk).last is None


def test_any_change_takes_the_approval_away_and_says_so(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    assert approve(visitor) == 200
    desk.exchange("7-draft.json", "會議室", "會議廳")
    page = visitor.get(f"{DRAFT}/signing").text
    assert 'data-approved="no"' in page
    assert "核准已失效" in page
    assert "文字、依據改過了" in page
    assert "待校閱" in visitor.get("/").text


def test_it_can_be_taken_back(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    assert approve(visitor) == 200
    assert "尚未核准" in visitor.post(f"{DRAFT}/approve", {"off": "1"}).text
    assert given(desk).last is None
    assert len(given(desk).given) == 1


# --- publishing -------------------------------------------------------------------------


def publish(visitor: Visitor, digest: str, **fields: str) -> int:
    return visitor.post(f"{DRAFT}/publish", {"content": digest, **fields}, HX_Request=None).code


def test_looking_at_what_would_be_published_writes_nothing(desk: ReviewDesk) -> None:
    desk.ready()
    before = desk.files()
    page = desk.visitor().get(f"{DRAFT}/publish").text
    assert desk.files() == before
    assert "draft: false" in page
    assert str(desk.page) in page
    assert 'data-action="publish-now"' not in page  # nobody approved it


def test_all_that_stands_in_the_way_is_listed(desk: ReviewDesk) -> None:
    page = desk.visitor().get(f"{DRAFT}/publish").text
    assert "還不能發布：" in page
    assert page.count(f'href="{DRAFT}#finding-') >= 4
    assert "還沒有人為〈我的觀察〉負責" in page


def test_she_publishes_what_she_approved(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    digest = content(visitor)
    assert approve(visitor) == 200
    assert 'data-action="publish-now"' in visitor.get(f"{DRAFT}/publish").text
    made = visitor.post(f"{DRAFT}/publish", {"content": digest}, HX_Request=None)
    assert (made.code, made.headers["location"]) == (303, f"{DRAFT}/publish")
    assert "draft: false" in desk.page.read_text(encoding="utf-8")
    last = desk.record().last
    assert last
    assert (last.publication.editor, last.commit) == (EDITOR, None)
    assert last.approved == given(desk).last
    page = visitor.get(f"{DRAFT}/publish").text
    assert "已發布" in page
    assert str(desk.page) in page
    assert "已發布" in visitor.get("/").text


def test_nothing_is_published_that_nobody_approved(desk: ReviewDesk) -> None:
    desk.ready()
    visitor = desk.visitor()
    digest = content(visitor)
    assert publish(visitor, digest) == 409
    assert approve(visitor) == 200
    desk.exchange("7-draft.json", "會議室", "會議廳")
    assert publish(visitor, digest) == 409
    assert not desk.page.exists()


def test_a_changed_quotation_is_told_to_the_readers(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    digest = content(visitor)
    assert approve(visitor) == 200
    assert publish(visitor, digest) == 303
    desk.exchange("6-quotes.json", "因為無線電比思考更耗電。", "因為無線電遠比思考更耗電。")
    assert "但現在的內容不同" in visitor.get(f"{DRAFT}/signing").text
    digest = content(visitor)
    assert approve(visitor) == 200
    assert publish(visitor, digest) == 422
    page = visitor.post(f"{DRAFT}/publish", {"content": digest}, HX_Request=None).text
    assert "已發布的引文或數字改了" in page
    assert publish(visitor, digest, correction="原文漏了「遠」字。") == 303
    assert "更正（" in desk.page.read_text(encoding="utf-8")


def test_what_she_typed_stays_in_its_box(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    digest = content(visitor)
    assert approve(visitor) == 200
    assert publish(visitor, digest) == 303
    desk.exchange("7-draft.json", "會議室", "會議廳")
    typed = {"content": digest, "correction": "<b>原文</b>有誤"}
    made = visitor.post(f"{DRAFT}/publish", typed, HX_Request=None)
    assert made.code == 409
    assert "&lt;b&gt;原文&lt;/b&gt;有誤</textarea>" in made.text


def test_without_a_folder_the_page_says_where_to_name_one(tmp_path: Path) -> None:
    made = ReviewDesk(tmp_path)
    made.room = Room(workspace=made.workspace, known=replace(made.known, site=Site()))
    with served(made.room) as port:
        page = Visitor(port).enter().get(f"{DRAFT}/publish").text
    assert "還沒有設定網站文章的資料夾" in page
    assert "it is not said where" in page


def test_a_file_of_somebody_elses_is_not_touched_and_she_is_told(desk: ReviewDesk) -> None:
    desk.waive()
    visitor = desk.visitor()
    digest = content(visitor)
    assert approve(visitor) == 200
    desk.page.parent.mkdir(parents=True)
    desk.page.write_text("mine", encoding="utf-8")
    made = visitor.post(f"{DRAFT}/publish", {"content": digest}, HX_Request=None)
    assert made.code == 422
    assert "網站資料夾裡有同名的檔案" in made.text
    assert desk.page.read_text(encoding="utf-8") == "mine"


def test_the_page_is_committed_where_there_is_a_repository(
    desk: ReviewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", EDITOR)
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    top = desk.site.parent.parent
    desk.site.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(top)], check=True, timeout=60)
    desk.waive()
    visitor = desk.visitor()
    digest = content(visitor)
    assert approve(visitor) == 200
    assert f"pod2post/{NAME}" in visitor.get(f"{DRAFT}/publish").text
    assert publish(visitor, digest, git="1") == 303
    last = desk.record().last
    assert last
    assert last.commit
    assert last.commit.branch == f"pod2post/{NAME}"
    page = visitor.get(f"{DRAFT}/publish").text
    assert last.commit.name[:12] in page


# --- values -----------------------------------------------------------------------------


def rehearsed(before: str | None, page: str) -> Rehearsed:
    from pod2post.page.hugo import Publication
    from pod2post.publishing.changes import Share

    words = Publication(date="2026-10-05T10:00:00+08:00", editor=EDITOR)
    return Rehearsed(
        file="a.md",
        before=before,
        page=page,
        publication=words,
        warnings=0,
        unchecked=(),
        share=Share(speech=1, prose=2),
    )


def test_a_new_file_is_shown_whole_and_an_old_one_by_what_changes() -> None:
    fresh = signing.lines(rehearsed(None, "a\nb\n"))
    assert [(line.kind, line.text) for line in fresh] == [("added", "a"), ("added", "b")]
    assert signing.lines(rehearsed("a\nb\n", "a\nb\n")) == ()
    old = "".join(f"{n}\n" for n in range(20))
    changed = signing.lines(rehearsed(old, old.replace("10\n", "ten\n")))
    assert [(line.kind, line.text) for line in changed] == [
        ("left out", "⋯"),
        ("same", "7"),
        ("same", "8"),
        ("same", "9"),
        ("removed", "10"),
        ("added", "ten"),
        ("same", "11"),
        ("same", "12"),
        ("same", "13"),
    ]


def test_every_reason_of_the_gate_has_words_of_the_pages_own() -> None:
    from typing import get_args

    assert set(get_args(gate.Kind)) - {"finding"} == set(signing.REASONS)
