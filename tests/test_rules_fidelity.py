"""Fidelity rules: words, speakers, names and numbers against what was heard."""

from dataclasses import replace

import pytest

from drafts import SECTIONS, observation, paragraph, quote, subject, with_quote, with_text
from pod2post.rules import RULES, fidelity, figures
from pod2post.rules.attribution import attribution
from pod2post.rules.latin import strangers
from pod2post.values import CheckResult, Finding, Section, Subject

HERE = (fidelity.__name__, figures.__module__)
FIDELITY = [rule for rule in RULES if rule.__module__ in HERE]


def found(whole: Subject) -> list[Finding]:
    return [finding for rule in FIDELITY for finding in rule(whole)]


FAILED = (CheckResult(name="verbatim", verdict="failed", note="two words differ"),)
QUOTES = {
    "no cue": (with_quote(cues=()), "evidence", "no cue"),
    "a cue that was never heard": (with_quote(cues=("c99",)), "evidence", "c99"),
    "words that were not found": (with_quote(grade="not found"), "evidence", "not found"),
    "words that the cues lack": (
        with_quote(source="A map is a lie."),
        "evidence",
        "not what its cues say",
    ),
    "a light one from another cue": (
        with_quote(grade="light", cues=("c7",)),
        "evidence",
        "not what its cues say",
    ),
    "stitched under another grade": (
        with_quote(cues=("c3", "c5"), source="a promise has to be kept and we printed them anyway"),
        "evidence",
        "not spoken together",
    ),
    "stitched": (with_quote(grade="stitched"), "evidence", "not spoken together"),
    "a failed test": (with_quote(tests=FAILED), "evidence", "two words differ"),
    "the other speaker": (with_quote(speaker="Ida Quill"), "speaker", "spoken by Tom Ferrow"),
    "two speakers": (
        with_quote(cues=("c5", "c6"), source="we printed them anyway. Who noticed it first?"),
        "speaker",
        "Ida Quill and Tom Ferrow",
    ),
    "a name that nobody said": (with_quote(chinese="Zephyr 的地圖是承諾。"), "names", "Zephyr"),
    "a number that nobody said": (with_quote(chinese="三十家的地圖都是承諾。"), "figures", "三十"),
}
PROSE = {
    "a misspelt name": ("Tom Ferow 畫地圖。", "names", "error", "Ferow"),
    "an invented name": ("他後來加入 Zephyr。", "names", "error", "Zephyr"),
    "wrong by ten": ("河道移動了 4,000 公尺。", "figures", "error", "10 times too large"),
    "invented": ("河道移動了七百公尺。", "figures", "error", "七百"),
    "said elsewhere": ("他們當時有三十人。", "figures", "warning", "elsewhere"),
    "a typed quotation": ("他說：「河道搬家，沒有人告訴地圖。」", "bare_quotes", "error", "河道"),
    "a short one beside a verb": ("他說「搬家了」。", "bare_quotes", "error", "搬家了"),
    "a verb behind it": ("「搬家了」，他補充。", "bare_quotes", "error", "搬家了"),
    "a long one without a verb": (
        "這是「河道搬家而地圖沒跟上」的故事。",
        "bare_quotes",
        "error",
        "河道",
    ),
}
FINE = (
    "河道移動了四百公尺。",
    "這是所謂的「活地圖」。",
    "「活地圖」問題並不新。",
    "Tom Ferrow 談到三個理由。",
    "這集在 2025 年 2 月播出，全長十分鐘。",
    "Mudlark 與 Ferrow 都在河口。",
)


@pytest.mark.parametrize("case", QUOTES)
def test_a_false_quotation_is_named(case: str) -> None:
    whole, rule, words = QUOTES[case]
    (only,) = found(whole)
    assert (only.rule, only.severity, only.where) == (rule, "error", "s1")
    assert words in only.what
    assert only.mend


@pytest.mark.parametrize("case", PROSE)
def test_false_prose_is_named(case: str) -> None:
    text, rule, severity, words = PROSE[case]
    (only,) = found(with_text(text))
    assert (only.rule, only.severity, only.where) == (rule, severity, "s2")
    assert words in only.what


@pytest.mark.parametrize("text", FINE)
def test_true_prose_is_left_alone(text: str) -> None:
    assert found(with_text(text)) == []


def test_a_misspelling_is_offered_the_nearest_name() -> None:
    (only,) = found(with_text("Mudlarck 在河口。"))
    assert only.mend == "Did you mean Mudlark?"


def test_a_paragraph_without_evidence_is_a_warning_and_a_false_cue_an_error() -> None:
    bare = subject(sections=(*SECTIONS[:2], _only("河口很寬。")))
    assert [(f.rule, f.severity) for f in found(bare)] == [("support", "warning")]
    false = subject(sections=(*SECTIONS[:2], _only("河口很寬。", "c99")))
    assert [(f.rule, f.severity) for f in found(false)] == [("support", "error")]


def _only(text: str, *cues: str) -> Section:
    return replace(SECTIONS[2], paragraphs=(paragraph(text, *cues),))


def test_the_editor_may_say_more_than_the_episode_did_and_is_asked_to_look() -> None:
    whole = subject(opinion=observation("Zephyr 也有七百人。"))
    assert {(f.rule, f.severity) for f in found(whole)} == {
        ("names", "warning"),
        ("figures", "warning"),
    }


def test_a_quotation_that_is_not_placed_is_not_blamed() -> None:
    assert found(subject(quotes=(quote(), quote("s1q9", speaker="Ida Quill")))) == []


STRANGERS = [
    ("Q-Star 之後", ("Q Star",), "", ()),
    ("Claude Code 很好", (), "they love claude code", ()),
    ("ChatGPT 推出", (), "chat G P T came out", ()),
    ("Beyoncé 與 AI", ("Beyonce",), "", ()),
    ("他的 coding model", (), "", ()),
    ("Ferrows 一家", ("Ferrow",), "", ()),
    ("寫信到 a.B@example.org", (), "", ()),
    ("Jasper Thimbel 說", ("Jasper Thimble",), "", (("Jasper Thimbel", "Jasper Thimble"),)),
    ("Zephyr 與 Zephyr", (), "", (("Zephyr", None),)),
    ("連鎖店 Pell and Sons", (), "at Pell and Sons", ()),
    ("連鎖店 Hatch and Sons", ("Owen Hatch",), "at Pell and Sons", (("Hatch and Sons", None),)),
]


@pytest.mark.parametrize(("chinese", "known", "spoken", "expected"), STRANGERS)
def test_strangers(
    chinese: str, known: tuple[str, ...], spoken: str, expected: tuple[tuple[str, str | None], ...]
) -> None:
    assert strangers(chinese, known, spoken) == expected


ATTRIBUTED = [
    ("⟦q:s1q1⟧Ferrow 說。", ()),
    ("⟦q:s1q1⟧Tom Ferrow 笑著說。", ()),
    ("Ferrow 說：⟦q:s1q1⟧", ()),
    ("⟦q:s1q1⟧他說。", ()),
    ("⟦q:s1q1⟧一位船長說。", ()),
    ("Quill 問他為什麼。Ferrow 回答：⟦q:s1q1⟧", ()),
    ("⟦q:s1q1⟧主持人 Ida Quill 隨後問了別的。", ()),
    ("⟦q:s1q1⟧Quill 聽了補充：⟦q:s1q2⟧", ()),
    ("⟦q:s1q1⟧Quill 說。", ("error",)),
    ("⟦q:s1q1⟧Quill 解釋，地圖會舊。", ("warning",)),
    ("⟦q:s1q1⟧主持人說。", ("error",)),
    ("主持人 Quill 補充：⟦q:s1q1⟧", ("error",)),
    ("Ida Quill 說，⟦q:s1q1⟧", ("error",)),
]


@pytest.mark.parametrize(("text", "severities"), ATTRIBUTED)
def test_the_name_beside_a_quotation(text: str, severities: tuple[str, ...]) -> None:
    changed = replace(SECTIONS[0], paragraphs=(paragraph(text, "c3"),))
    seen = list(attribution(subject(sections=(changed, *SECTIONS[1:]))))
    assert tuple(finding.severity for finding in seen) == severities
