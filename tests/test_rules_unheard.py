"""Speech that was not recognised is one warning, with its places; shorter losses are none."""

from dataclasses import replace

import pytest

import drafts
from pod2post.rules import findings
from pod2post.rules.unheard import unheard
from pod2post.values import Coverage, Finding, Span, Stretch, Subject


def heard(*stretches: Stretch, failed: tuple[Span, ...] = ()) -> Subject:
    covered = Coverage(
        duration_ms=600_000,
        speech_ms=600_000,
        recognised_ms=500_000,
        failed=failed,
        stretches=stretches,
    )
    return drafts.subject(transcript=replace(drafts.transcript(), coverage=covered))


def lost(start_s: int, end_s: int) -> Stretch:
    return Stretch(start_ms=start_s * 1000, end_ms=end_s * 1000, kind="lost", why="no words found")


def test_all_lost_stretches_of_ten_seconds_are_one_finding() -> None:
    (found,) = unheard(heard(lost(60, 90), lost(100, 109), lost(200, 210)))
    assert (found.rule, found.severity, found.where) == ("unheard", "warning", "transcript")
    assert found.what == ("0:40 of speech were not recognised: 1:00 to 1:30, 3:20 to 3:30")


@pytest.mark.parametrize(
    "stretch",
    [lost(100, 109), Stretch(start_ms=0, end_ms=90_000, kind="sound", why="audible, no words")],
    ids=["short", "music"],
)
def test_half_a_sentence_and_music_are_no_hole(stretch: Stretch) -> None:
    assert list(unheard(heard(stretch))) == []


def test_a_run_from_before_stretches_is_judged_by_its_windows() -> None:
    (found,) = unheard(heard(failed=(Span(start_ms=0, end_ms=30_000),)))
    assert "0:00 to 0:30" in found.what


def test_it_is_among_the_rules() -> None:
    def rules(rows: tuple[Finding, ...]) -> set[str]:
        return {row.rule for row in rows}

    assert "unheard" in rules(findings(heard(lost(60, 90))))
    assert "unheard" not in rules(findings(drafts.subject()))
