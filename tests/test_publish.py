"""A run's post onto a site: what is written, what is kept, what is never touched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from desk import EDITOR, NAME, NOON, Desk
from pod2post import codec
from pod2post.errors import BadInput
from pod2post.page.site import Site
from pod2post.publishing import issuing, record
from pod2post.publishing.case import Wish
from pod2post.publishing.record import Published
from pod2post.revision import adopting, reopening, waiving
from pod2post.store import Store

LATER = NOON + timedelta(days=3)
QUOTED = "因為無線電比思考更耗電。"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).ready()


def matter(page: Path) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
    return found


def changed_quotation(desk: Desk) -> None:
    desk.exchange("6-quotes.json", QUOTED, "因為無線電遠比思考更耗電。")


# --- the first time -------------------------------------------------------------------


def test_everything_that_stands_against_it_is_said_at_once(tmp_path: Path) -> None:
    fresh = Desk(tmp_path)
    told = fresh.refused(editor=None)
    assert [what.split(":")[0] for what in told[:4]] == [
        "1. names",
        "2. figures",
        "3. foreign_scripts",
        "4. simplified",
    ]
    assert "nobody stands by it" in told[4]
    assert told[5] == "nobody answers for the post"
    assert len(told) == 6


def test_the_page_is_the_post_with_a_date_and_no_draft(desk: Desk) -> None:
    made = desk.published()
    draft = reopening.post(reopening.opened(desk.run, desk.known)).markdown
    expected = draft.replace("draft: true", "draft: false")
    assert desk.page.read_text(encoding="utf-8") == expected
    assert matter(desk.page)["draft"] is False
    rows = waiving.numbered(reopening.opened(desk.run, desk.known))
    open_ = [row for row in rows if row.finding.severity == "warning"]
    assert (made.did, made.warnings) == ("published", len(open_))
    assert open_
    assert made.issue.publication.date == "2026-10-05T10:00:00+08:00"
    assert made.issue.publication.lastmod is None


def test_the_record_says_who_answers_for_what(desk: Desk) -> None:
    desk.published(permission="the show, by mail, 2026-10-01")
    kept = desk.record()
    (issue,) = kept.issues
    assert (kept.schema, kept.slug, kept.pending) == (1, NAME, None)
    assert kept.permission == "the show, by mail, 2026-10-01"
    assert issue.at == "2026-11-22T12:00:00+08:00"
    assert (issue.file, issue.publication.editor) == (str(desk.page), EDITOR)
    assert issue.page == codec.digest_bytes(desk.page.read_bytes())
    assert {row.rule for row in issue.waived} == {
        "names",
        "figures",
        "foreign_scripts",
        "simplified",
    }
    assert {row.editor for row in issue.waived} == {EDITOR}
    assert issue.confirmed
    assert issue.confirmed.editor == EDITOR
    assert QUOTED in issue.said.quotes
    assert 10 < issue.share.percent < 50
    assert issue.unchecked[-1].endswith("paragraphs: that they mean what was said")
    post = reopening.post(reopening.opened(desk.run, desk.known))
    assert issue.grounding == codec.digest(post.grounding)


def test_a_line_of_disclosure_stands_above_the_rule(desk: Desk) -> None:
    desk.known = replace(desk.known, site=Site(disclosure="本文由程式整理。{{< x >}}"))
    desk.published()
    top = desk.page.read_text(encoding="utf-8").split("\n---\n")[1]
    assert top.rstrip().endswith("> 本文由程式整理。&#123;&#123;&lt; x &gt;&#125;&#125;")


def test_the_settings_may_name_folder_and_editor(desk: Desk) -> None:
    desk.known = replace(desk.known, site=Site(content=str(desk.site), editor="Bo Example"))
    made = desk.published(folder=None, editor=None)
    assert (made.issue.file, made.issue.publication.editor) == (str(desk.page), "Bo Example")


def test_who_confirmed_answers_where_nobody_else_is_named(desk: Desk) -> None:
    assert desk.published(editor=None).issue.publication.editor == EDITOR


def test_a_small_models_page_names_who_read_it(desk: Desk) -> None:
    desk.exchange("7-draft.json", '"openai by hand"', '"local x (small: 0.5 billion parameters)"')
    assert desk.refused(editor=None)[0].startswith("a draft that needs a person")
    desk.published()
    assert "經 Ada Example 審閱後發表。" in desk.page.read_text(encoding="utf-8")


def test_without_a_folder_it_asks_for_one(desk: Desk) -> None:
    with pytest.raises(BadInput, match="not said where") as caught:
        desk.publish(folder=None)
    assert "[site] content" in caught.value.remedy


def test_a_date_to_come_is_refused_before_anything_is_written(desk: Desk) -> None:
    before = desk.files()
    with pytest.raises(BadInput, match="still to come"):
        desk.publish(date="2026-11-23")
    assert desk.files() == before
    assert desk.published(date="2026-11-21").issue.publication.date == "2026-11-21T10:00:00+08:00"


def test_an_episode_of_today_is_dated_now(desk: Desk) -> None:
    made = desk.published(datetime(2026, 10, 5, 1, tzinfo=UTC))
    assert made.issue.publication.date == "2026-10-05T09:00:00+08:00"


# --- what is not ours -----------------------------------------------------------------


def test_a_file_of_somebody_else_is_left_alone(desk: Desk) -> None:
    desk.site.mkdir(parents=True)
    desk.page.write_text("of a person", encoding="utf-8")
    with pytest.raises(BadInput, match="did not leave there: not touched") as caught:
        desk.publish()
    assert "pod2post adopt" in caught.value.remedy
    assert desk.page.read_text(encoding="utf-8") == "of a person"
    assert record.read(desk.run) is None


def test_a_link_and_a_bundle_of_its_name_are_left_alone(desk: Desk) -> None:
    (desk.site / NAME).mkdir(parents=True)
    (desk.site / NAME / "index.md").write_text("a bundle", encoding="utf-8")
    with pytest.raises(BadInput, match="has the name of this post already"):
        desk.publish()
    (desk.site / NAME / "index.md").unlink()
    desk.page.symlink_to(desk.run.path("post.md"))
    with pytest.raises(BadInput, match="no plain file"):
        desk.publish()
    assert desk.page.is_symlink()


def test_a_draft_of_ours_gives_way(desk: Desk) -> None:
    shelf = Store(desk.workspace / "store")
    now = reopening.opened(desk.run, desk.known)
    assert reopening.published(now, desk.page, shelf) == desk.page
    assert matter(desk.page)["draft"] is True
    desk.published()
    assert matter(desk.page)["draft"] is False


def test_changes_in_the_runs_own_file_are_not_forgotten(desk: Desk) -> None:
    mine = desk.run.path("post.md")
    desk.exchange("post.md", "一台負責聽的機器", "一台專門負責聽的機器")
    (told,) = desk.refused()
    assert told == f"{mine} was changed by hand, and the run does not know of it"
    assert adopting.adopt(desk.run, mine, desk.known).left == ()
    desk.published()
    assert "一台專門負責聽的機器" in desk.page.read_text(encoding="utf-8")


def test_a_later_run_leaves_the_published_page_as_it_is(desk: Desk) -> None:
    desk.published()
    page = desk.page.read_bytes()
    now = reopening.opened(desk.run, desk.known)
    beside = reopening.published(now, desk.page, Store(desk.workspace / "store"))
    assert beside.name == f"{NAME}.new.md"
    assert desk.page.read_bytes() == page


def test_a_folder_that_cannot_be_written_to_is_named(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BadInput, match="file"):
            desk.publish(folder=str(folder))
    made = desk.published()  # the record of the failed ones is mended
    assert made.did == "published"
    assert len(desk.record().issues) == 1


# --- again ----------------------------------------------------------------------------


def test_an_unchanged_post_is_not_written_again(desk: Desk) -> None:
    desk.published()
    before, stamp = desk.files(), desk.page.stat().st_mtime_ns
    assert desk.published(LATER).did == "unchanged"
    assert desk.published(LATER, folder=None, editor=None).did == "unchanged"
    assert (desk.files(), desk.page.stat().st_mtime_ns) == (before, stamp)


def test_a_page_that_is_gone_is_written_once_more(desk: Desk) -> None:
    desk.published()
    page = desk.page.read_bytes()
    desk.page.unlink()
    assert desk.published(LATER).did == "restored"
    assert desk.page.read_bytes() == page
    assert len(desk.record().issues) == 1


def test_changed_prose_keeps_slug_and_date_and_says_when_it_changed(desk: Desk) -> None:
    desk.published()
    desk.exchange("7-draft.json", "一台負責聽的機器", "一台只負責聽的機器")
    desk.exchange("1-source.json", NAME, "another-slug")
    made = desk.published(LATER)
    assert (made.did, made.issue.file) == ("changed", str(desk.page))
    text = desk.page.read_text(encoding="utf-8")
    assert "date: 2026-10-05T10:00:00+08:00\nlastmod: 2026-11-25T12:00:00+08:00\n" in text
    assert "> 更正（" not in text
    assert [row.publication.lastmod for row in desk.record().issues] == [
        None,
        "2026-11-25T12:00:00+08:00",
    ]


def test_a_quotation_that_changed_asks_for_a_correction(desk: Desk) -> None:
    desk.published()
    changed_quotation(desk)
    (told,) = desk.refused(LATER)
    assert f"a quotation: 「{QUOTED}」" in told
    made = desk.published(LATER, correction="「無線電」一句原少了「遠」字。")
    assert made.issue.correction
    text = desk.page.read_text(encoding="utf-8")
    note = "> 更正（2026 年 11 月 25 日）：「無線電」一句原少了「遠」字。\n"
    assert note in text.split("\n---\n")[1]
    # The same command once more, as after a kill, and a later change, which keeps the note.
    assert desk.published(LATER, correction="「無線電」一句原少了「遠」字。").did == "unchanged"
    desk.exchange("7-draft.json", "一台負責聽的機器", "一台只負責聽的機器")
    assert desk.published(LATER + timedelta(days=1)).did == "changed"
    assert desk.page.read_text(encoding="utf-8").count("> 更正（") == 1


def test_a_number_that_changed_may_go_without_a_correction_for_a_reason(desk: Desk) -> None:
    desk.published()
    desk.exchange("7-draft.json", "公司一個月前才募到 20 億美元", "公司一個月前才募到 2 億美元")
    told = desk.refused(LATER)
    assert any("a number: 2,000,000,000" in what for what in told)
    desk.waive()
    made = desk.published(LATER, uncorrected="同一天就改了，沒有人看到")
    assert made.issue.uncorrected == "同一天就改了，沒有人看到"
    assert "> 更正（" not in desk.page.read_text(encoding="utf-8")


def test_nothing_can_be_corrected_that_was_not_published(desk: Desk) -> None:
    (told,) = desk.refused(correction="錯字")
    assert "nothing was published yet" in told


def test_an_opinion_that_changed_has_to_be_confirmed_again(desk: Desk) -> None:
    desk.published()
    desk.exchange("7-draft.json", "下一次替使用者設計儀表板", "下次替使用者設計儀表板")
    (told,) = desk.refused(LATER)
    assert "changed after it was confirmed" in told
    desk.confirm()
    assert desk.published(LATER).did == "changed"


def test_published_to_another_folder_it_says_what_stays(desk: Desk, tmp_path: Path) -> None:
    desk.published()
    other = tmp_path / "other"
    made = desk.published(LATER, folder=str(other))
    assert (made.did, made.elsewhere) == ("changed", str(desk.page))
    assert (other / f"{NAME}.md").is_file()
    assert desk.published(LATER, folder=None).issue.file == str(other / f"{NAME}.md")


# --- changed by hand on the site ------------------------------------------------------


def test_a_page_changed_on_the_site_is_adopted_and_published_again(desk: Desk) -> None:
    desk.published()
    text = desk.page.read_text(encoding="utf-8")
    mine = text.replace("一台負責聽的機器", "一台專門負責聽的機器")
    desk.page.write_text(mine, encoding="utf-8")
    with pytest.raises(BadInput, match="not touched"):
        desk.publish(LATER)
    made = adopting.adopt(desk.run, desk.page, desk.known)
    assert made.left == ()
    assert not Store(desk.workspace / "store").has(codec.digest_bytes(mine.encode()))
    assert desk.published(LATER).did == "changed"
    again = desk.page.read_text(encoding="utf-8")
    assert "一台專門負責聽的機器" in again
    assert "lastmod: 2026-11-25T12:00:00+08:00" in again


def test_a_damaged_record_is_named(desk: Desk) -> None:
    desk.published()
    desk.run.path(record.FILE).write_text('{"schema": 2}', encoding="utf-8")
    with pytest.raises(BadInput, match=r"published\.json cannot be read"):
        desk.publish(LATER)


def test_a_record_goes_through_its_file_unchanged(desk: Desk) -> None:
    desk.published()
    made = desk.record()
    assert codec.decode(Published, codec.encode(made)) == made
    assert issuing.target(desk.run, desk.known, Wish()) == desk.page
