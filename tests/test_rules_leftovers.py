"""Ids on the page, and sentences that come again and again."""

from dataclasses import replace

import pytest

from drafts import HEAD, SECTIONS, paragraph, subject, with_text
from pod2post.rules import RULES
from pod2post.rules.leftovers import ids_in_text, repeated

LINE = "河道移動了 400 公尺，地圖卻沒有跟上"


@pytest.mark.parametrize(
    ("text", "ids"), [("船長寫了信 (c7)。", "c7"), ("船長寫了信（c7、c6）。", "c7, c6")]
)
def test_an_id_on_the_page(text: str, ids: str) -> None:
    (finding,) = ids_in_text(with_text(text))
    assert (finding.severity, finding.where) == ("error", "s2")
    assert finding.what.endswith(f": {ids}")


@pytest.mark.parametrize("text", ["船長寫了信。", "型號是 c999。", "⟦q:s1q1⟧他說。"])
def test_what_only_looks_like_one(text: str) -> None:
    assert list(ids_in_text(with_text(text))) == []


def test_the_same_sentence_again() -> None:
    twice = replace(SECTIONS[1], paragraphs=(paragraph(f"{LINE}。", "c4"),) * 3)
    (finding,) = repeated(subject(sections=(SECTIONS[0], twice, SECTIONS[2])))
    assert (finding.where, finding.what) == ("s2", "the same sentence 3 times")
    (finding,) = repeated(subject(head=replace(HEAD, description=f"{LINE}。{LINE}。")))
    assert finding.where == "description"


def test_a_short_sentence_and_one_in_another_section_may_come_back() -> None:
    short = replace(SECTIONS[1], paragraphs=(paragraph("他說不。他說不。", "c4"),))
    other = replace(SECTIONS[2], paragraphs=(paragraph(f"{LINE}。", "c4"),))
    assert list(repeated(subject(sections=(SECTIONS[0], short, other)))) == []
    assert list(repeated(subject())) == []


def test_the_rules_are_in_force() -> None:
    assert {ids_in_text, repeated} <= set(RULES)
