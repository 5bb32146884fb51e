"""An approval holds what was approved, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk import EDITOR, Desk
from pod2post import codec
from pod2post.errors import BadInput
from pod2post.page.site import Site
from pod2post.publishing import approval, record
from pod2post.revision import editing, reopening
from pod2post.revision.edits import Edit
from pod2post.settings import Settings


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).ready()


def content(desk: Desk) -> approval.Content:
    return approval.content(reopening.post(reopening.opened(desk.run, desk.known)))


def approved(desk: Desk) -> approval.Approval:
    return approval.approve(desk.run, content(desk), EDITOR, "2026-11-22T04:00:00+00:00")


def standing(desk: Desk) -> approval.Approval | None:
    return approval.standing(desk.run, content(desk))


def reworded(desk: Desk) -> None:
    """One word of one paragraph, as an editor's edit."""
    now = reopening.opened(desk.run, desk.known)
    section = now.shown.draft.sections[0]
    first = replace(section.paragraphs[0], text=section.paragraphs[0].text + "完。")
    edit: Edit = editing.edit_of(
        replace(section, paragraphs=(first, *section.paragraphs[1:])), now.written, now.shown
    )
    desk.run.keep_edits(editing.with_edit(desk.run.edits(), edit))


def test_who_approved_what_is_written_down(desk: Desk) -> None:
    made = approved(desk)
    assert standing(desk) == made
    assert approval.read(desk.run).given == (made,)
    assert made.editor == EDITOR


def test_a_changed_word_undoes_it_and_the_old_word_brings_it_back(desk: Desk) -> None:
    made = approved(desk)
    before = desk.run.edits()
    reworded(desk)
    now = content(desk)
    assert approval.standing(desk.run, now) is None
    assert approval.changed(made.content, now) == ("text", "evidence")
    desk.run.keep_edits(before)
    assert standing(desk) == made


def test_a_changed_transcript_undoes_it_though_no_word_of_the_post_changed(desk: Desk) -> None:
    made = approved(desk)
    transcript = desk.run.path("3-transcript.json")
    data = transcript.read_text(encoding="utf-8")
    assert '"confidence": ' in data
    first = data.index('"confidence": ')
    transcript.write_text(data[:first] + data[first:].replace("9", "8", 1), encoding="utf-8")
    now = content(desk)
    assert "text" not in approval.changed(made.content, now)
    assert "transcript" in approval.changed(made.content, now)
    assert standing(desk) is None


def test_a_waiver_changes_nothing_that_was_approved(desk: Desk) -> None:
    made = approved(desk)
    desk.run.keep_edits(replace(desk.run.edits(), waived=()))
    assert standing(desk) == made


def test_it_can_be_withdrawn_and_stays_on_record(desk: Desk) -> None:
    made = approved(desk)
    approval.withdraw(desk.run)
    approval.withdraw(desk.run)
    assert standing(desk) is None
    assert approval.read(desk.run).given == (made,)
    again = approved(desk)
    assert standing(desk) == again
    assert len(approval.read(desk.run).given) == 2


def test_nobody_approves_without_a_name(desk: Desk) -> None:
    with pytest.raises(BadInput, match="with a name"):
        approval.approve(desk.run, content(desk), "  ", "2026-11-22")
    assert not desk.run.path(approval.FILE).exists()


def test_a_damaged_record_is_an_error_and_no_approval(desk: Desk) -> None:
    desk.run.path(approval.FILE).write_text("{}}", encoding="utf-8")
    with pytest.raises(BadInput, match=r"approvals\.json"):
        standing(desk)


def test_the_files_of_a_post_are_those_that_decide_it(desk: Desk) -> None:
    before = approval.files(desk.run)
    for name in ("run.json", "progress.json", "typing.json", "edits-7.json", "approvals.json"):
        desk.run.path(name).write_text("{}", encoding="utf-8")
    assert approval.files(desk.run) == before
    reworded(desk)
    assert approval.files(desk.run) != before


# --- publishing -------------------------------------------------------------------------


def test_publishing_asks_for_no_approval_unless_the_settings_do(desk: Desk) -> None:
    assert Settings().site.require_approval is False
    strict = Site(content=str(desk.site), require_approval=True)
    desk.known = replace(desk.known, site=strict)
    assert desk.refused() == ["nobody approved the post as it is now"]
    made = approved(desk)
    assert desk.published().issue.approved == made


def test_what_changed_after_it_was_approved_is_not_published(desk: Desk) -> None:
    desk.known = replace(desk.known, site=Site(content=str(desk.site), require_approval=True))
    approved(desk)
    reworded(desk)
    assert "nobody approved the post as it is now" in desk.refused()


def test_the_record_says_who_approved_also_where_nobody_had_to(desk: Desk) -> None:
    made = approved(desk)
    desk.published()
    last = desk.record().last
    assert last
    assert last.approved == made


def test_a_record_from_before_approvals_is_read(desk: Desk) -> None:
    desk.published()
    kept = codec.plain(desk.record())
    for issue in kept["issues"]:
        del issue["approved"]
    desk.run.path(record.FILE).write_text(codec.readable(kept), encoding="utf-8")
    last = desk.record().last
    assert last
    assert last.approved is None
