"""What stands against publishing: errors, speech unheard, an opinion that is nobody's."""

from dataclasses import replace
from pathlib import Path

import pytest

import drafts
from desk import EDITOR, Desk
from pod2post import codec
from pod2post.errors import BadInput
from pod2post.publishing import changes, gate
from pod2post.revision import reopening, waiving
from pod2post.revision.edits import Amended, Edits, Waiver
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules import findings
from pod2post.values import CheckResult, Finding, Span, Subject

OPINION = drafts.observation("我覺得地圖像一份合約。", "那麼，誰來續約？")


def opened(subject: Subject, edits: Edits = Edits()) -> Opened:  # noqa: B008 - frozen
    made = Amended(draft=subject.draft, quotes=subject.quotes)
    return Opened(written=subject, shown=subject, edits=edits, amended=made)


def row(number: int = 1, waiver: Waiver | None = None, **facts: str) -> Numbered:
    found = {"rule": "names", "severity": "error", "where": "s1", "what": "X", "mend": "Mend it."}
    return Numbered(number=number, finding=codec.build(Finding, {**found, **facts}), waiver=waiver)


def waiver(editor: str) -> Waiver:
    return Waiver(rule="names", where="s1", what="X", excerpt="", reason="seen", editor=editor)


def confirmed(subject: Subject) -> Edits:
    return gate.confirmed(Edits(), opened(subject), EDITOR, "2026-11-21")


def against(
    subject: Subject, *rows: Numbered, edits: Edits | None = None, editor: str | None = None
) -> list[str]:
    found = list(gate.reasons(opened(subject, edits or Edits()), rows, editor))
    assert all(reason.next for reason in found)
    return [reason.what for reason in found]


def test_a_post_without_errors_and_opinion_passes() -> None:
    rows = (row(severity="warning"), row(2, severity="note"))
    assert against(drafts.subject(), *rows) == []


@pytest.mark.parametrize("rule", ["unheard", "partial", "holes"])
def test_what_would_deceive_a_reader_stops_though_it_is_a_warning(rule: str) -> None:
    (what,) = against(drafts.subject(), row(7, rule=rule, severity="warning"))
    assert what == f"7. {rule}: s1 (X)"


def test_the_rules_that_stop_are_rules_of_ours() -> None:
    names = {f.rule for f in findings(_all_at_once())}
    assert set(gate.WARNINGS_THAT_STOP) <= names


def _all_at_once() -> Subject:
    """Speech unheard, a part of an episode only, a section that no model wrote."""
    covered = replace(
        drafts.transcript().coverage, failed=(Span(start_ms=0, end_ms=30_000),), stretches=()
    )
    copied = replace(drafts.SECTIONS[0], holes=("s1: copied",))
    return drafts.subject(
        sections=(copied, *drafts.SECTIONS[1:]),
        transcript=replace(drafts.transcript(), coverage=covered),
        partial="a free preview",
    )


def test_every_error_is_told_with_its_number_and_what_to_do() -> None:
    found = list(
        gate.reasons(opened(drafts.subject()), (row(), row(2, excerpt="某處", rule="quotes")), None)
    )
    assert [reason.what for reason in found] == ["1. names: s1 (X)", "2. quotes: s1: 某處 (X)"]
    assert found[1].next == (
        'Mend it. Or let it stand: pod2post waive RUN 2 --reason "…" --editor NAME'
    )


def test_a_waiver_counts_when_somebody_with_a_name_gave_it() -> None:
    assert against(drafts.subject(), row(waiver=waiver(EDITOR))) == []
    (what,) = against(drafts.subject(), row(waiver=waiver("")))
    assert what.endswith("(waived by nobody named)")


# --- 我的觀察 -------------------------------------------------------------------------


def test_an_opinion_that_nobody_confirmed_is_not_published() -> None:
    (what,) = against(drafts.subject(opinion=OPINION))
    assert "nobody stands by it" in what
    assert "it changed" not in what


def test_a_confirmed_opinion_passes_as_long_as_it_is_the_same_text() -> None:
    mine = drafts.subject(opinion=OPINION)
    assert against(mine, edits=confirmed(mine)) == []
    moved = replace(OPINION, paragraphs=tuple(replace(p, cues=("c1",)) for p in OPINION.paragraphs))
    assert against(drafts.subject(opinion=moved), edits=confirmed(mine)) == []
    other = drafts.subject(opinion=drafts.observation("我覺得地圖像一份契約。", "那麼，誰來續約？"))
    (what,) = against(other, edits=confirmed(mine))
    assert what.endswith("it changed after it was confirmed")


def test_where_there_is_no_opinion_nobody_stands_by_it() -> None:
    with pytest.raises(BadInput, match="has no 我的觀察"):
        confirmed(drafts.subject())


def test_an_empty_opinion_needs_nobody() -> None:
    assert gate.opinion(drafts.subject()) is None
    assert against(drafts.subject(opinion=drafts.observation())) == []


# --- who wrote ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "writer", ["extract (no model)", "local tiny (small: 0.5 billion parameters)"]
)
def test_who_publishes_what_no_good_writer_wrote_says_so_each_time(writer: str) -> None:
    draft = replace(drafts.subject().draft, writer=writer)
    (what,) = against(drafts.subject(draft=draft))
    assert what.startswith("a draft that needs a person more than others does")
    assert against(drafts.subject(draft=draft), editor=EDITOR) == []


# --- what no check could tell ---------------------------------------------------------


def test_what_was_not_checked_is_listed_quotation_by_quotation() -> None:
    doubt = CheckResult(name="speaker", verdict="not checked", note="the voices are close")
    fine = CheckResult(name="names", verdict="ok")
    mine = drafts.with_quote(tests=(fine, doubt))
    found = list(gate.unchecked(reopening.post(opened(mine)).grounding))
    assert found == [
        "s1q1: speaker (the voices are close)",
        "5 paragraphs: that they mean what was said",
    ]


# --- numbers of findings --------------------------------------------------------------


def test_findings_keep_their_numbers_when_one_is_waived(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = waiving.numbered(reopening.opened(desk.run, desk.known))
    (second,) = waiving.chosen(before, "2")
    edits = waiving.waived(desk.run.edits(), (second,), " seen ", EDITOR, "2026-11-20")
    after = waiving.numbered(reopening.opened(desk.run, desk.known, edits))
    assert [(r.number, r.finding) for r in after] == [(r.number, r.finding) for r in before]
    assert [r.number for r in after if r.waiver] == [2]
    given = after[1].waiver
    assert given
    assert (given.reason, given.editor, given.at) == ("seen", EDITOR, "2026-11-20")
    again = waiving.numbered(
        reopening.opened(desk.run, desk.known, waiving.reopened(edits, (second,)))
    )
    assert again == before


def test_a_rule_stands_for_all_of_its_findings() -> None:
    rows = (row(1), row(2, rule="figures"), row(3))
    assert [r.number for r in waiving.chosen(rows, "names")] == [1, 3]
    with pytest.raises(BadInput, match="no finding has the number '9'"):
        waiving.chosen(rows, "9")
    with pytest.raises(BadInput, match="no finding has the rule 'nme'") as caught:
        waiving.chosen(rows, "nme")
    assert "3 findings, of: names, figures" in str(caught.value)


@pytest.mark.parametrize(("reason", "editor"), [("", EDITOR), ("seen", " ")])
def test_nothing_is_waived_without_a_reason_and_a_name(reason: str, editor: str) -> None:
    with pytest.raises(BadInput, match="is missing"):
        waiving.waived(Edits(), (row(),), reason, editor, "")


# --- what a reader may have taken from it ---------------------------------------------


def test_numbers_are_compared_by_value_and_quotations_by_their_words() -> None:
    before = changes.said(drafts.with_text("河道移動了四百公尺。"))
    assert list(changes.gone(before, changes.said(drafts.with_text("河道移動了 400 公尺。")))) == []
    other = changes.said(drafts.with_text("河道移動了 400 公里。"))
    assert list(changes.gone(before, other)) == ["a number: 400 meter"]
    more = changes.said(drafts.with_text("河道移動了 400 公尺，花了兩年又五天。"))
    assert list(changes.gone(before, more)) == []
    quoted = changes.said(drafts.with_quote(chinese="地圖是一個承諾。"))
    assert list(changes.gone(changes.said(drafts.subject()), quoted)) == [
        "a quotation: 「地圖是一個承諾，而承諾每年春天都要兌現。」"
    ]


def test_a_quotation_that_no_reader_saw_is_not_missed() -> None:
    unseen = drafts.quote("s1q9", chinese="沒有人看到這句話。")
    before = changes.said(drafts.subject(quotes=(drafts.quote(), unseen)))
    assert list(changes.gone(before, changes.said(drafts.subject()))) == []


def test_the_share_of_speech_counts_characters() -> None:
    share = changes.share(drafts.subject())
    assert share.speech == len("地圖是一個承諾，而承諾每年春天都要兌現。")
    assert share.percent == round(100 * share.speech / share.prose)
    assert 10 < share.percent < 20
