"""The benchmark's own eyes: it sees what is planted, and nothing in a sound post."""

from dataclasses import replace

import pytest

from benchmarks import second_look
from drafts import quote, subject, with_quote, with_text
from pod2post.page.grounding import grounding
from pod2post.rules import findings
from pod2post.values import Checked, Subject


def seen(whole: Subject, page: str = "") -> list[second_look.Fault]:
    return list(second_look.look(whole, grounding(whole), page))


def checked(whole: Subject) -> Checked:
    return Checked(draft=whole.draft, findings=findings(whole))


COPIED = "Tom Ferrow: The river moved four hundred meters, and nobody told the map."


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百四十", 340),
        ("十五", 15),
        ("兩千零五", 2005),
        ("3.4億", 340_000_000),
        ("1,500", 1500),
        ("四百億", 40_000_000_000),
        ("5千", 5000),
        ("三百二十萬", 3_200_000),
    ],
)
def test_chinese_numbers_are_read(text: str, value: float) -> None:
    assert second_look._han_value(text) == pytest.approx(value)


def test_english_numbers_are_read() -> None:
    said = second_look._said("Nineteen ninety-six, four hundred and five, 3.4 million, 1,500 men.")
    assert {1996, 405, 3_400_000, 1500} <= said


def test_a_sound_post_has_nothing_to_see() -> None:
    assert seen(subject(), "他說「地圖是一個承諾，而承諾每年春天都要兌現。」和「保存期限」") == []


@pytest.mark.parametrize(
    ("whole", "kind", "what"),
    [
        (with_text("河道移動了 4,000 公尺。"), "number", "4,000"),
        (with_text("河道移動了四十公尺。"), "number", "四十"),
        (with_text("河道 река 移動了。"), "script", "река"),
        (with_text("河道カ移動了。"), "script", "カ"),
        (with_text(COPIED), "tongue", COPIED),
    ],
)
def test_what_is_planted_is_seen_and_the_rules_flag_it(
    whole: Subject, kind: str, what: str
) -> None:
    (fault,) = seen(whole)
    assert (fault.kind, fault.where, fault.what) == (kind, "s2", what)
    assert second_look.flagged(fault, checked(whole))
    assert not second_look.flagged(fault, replace(checked(whole), findings=()))


def test_quotations_that_nothing_proves_are_seen() -> None:
    bare = "他說：「我們從來沒有畫過任何一張地圖。」"
    whole = with_text(bare)
    (fault,) = seen(whole, bare)
    assert (fault.kind, fault.what) == ("quote", "我們從來沒有畫過任何一張地圖。")
    assert second_look.flagged(fault, checked(whole))
    invented = with_quote(source="A map is a promise that nobody ever gave.")
    (fault,) = seen(invented)
    assert (fault.kind, fault.where) == ("quote", "s1")
    assert seen(with_quote(source=quote().source)) == []
