"""我的觀察: opinions stand, facts need a source."""

from dataclasses import replace

import pytest

from drafts import observation, subject
from pod2post.rules.opinion import opinion
from pod2post.values import Finding, Paragraph


def found(text: str, notes: str = "", cues: tuple[str, ...] = ()) -> list[Finding]:
    whole = subject(opinion=observation("x"), notes=notes)
    own = whole.draft.observation
    assert own
    changed = replace(own, paragraphs=(Paragraph(text=text, cues=cues),))
    return list(opinion(replace(whole, draft=replace(whole.draft, observation=changed))))


OPINIONS = [
    "聽完這場訪談，有三件事我想了很久。",
    "**第一，畫完地圖只是開始。**",
    "我們做產品的人，很少替維護留時間，總想著下一個版本。",
    "如果台灣的公司去年就這樣想，會不會少走一些路？",
    "Tom Ferrow 在 1996 年和三十個人一起創辦 Mudlark，這件事讓我羨慕。",
    "一張舊地圖教我的，比新的多。",
    "我認為承諾比功能重要。",
    "Ferrow 說畫完只是開始，我想把這句話貼在牆上。",
    "台灣的公司該多問一句：這張圖是誰畫的。",
]
CLAIMS = [
    ("研究顯示，多數人看不懂地圖。", "error"),
    ("根據內政部的統計，每年有很多人迷路。", "error"),
    ("據報導，河口又移動了。", "error"),
    ("學者認為這是氣候造成的。", "error"),
    ("台北的測繪公司去年也引進了同樣的做法。", "warning"),
    ("Mudlark 後來被一家銀行收購，員工拿到一筆錢。", "warning"),
    ("Ferrow 出身船長世家，父親開了一輩子渡輪。", "warning"),
    ("市政府已經決定明年全面更換舊圖。", "warning"),
    ("台灣已有兩座港口採用同樣的海圖。", "warning"),
    ("這個比例在全球業者當中是最高的。", "warning"),
    ("經濟部目前保存了九百張這種圖。", "warning"),
    ("一張舊地圖是一個承諾，港務公司事後也改寫了規則。", "warning"),
]


@pytest.mark.parametrize("text", OPINIONS)
def test_an_opinion_stands(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "severity"), CLAIMS)
def test_a_claim_without_a_source_is_named(text: str, severity: str) -> None:
    (only,) = found(text)
    assert (only.rule, only.severity, only.where) == ("observation", severity, "observation")
    assert only.excerpt in text


def test_notes_a_link_or_the_episode_carry_a_claim() -> None:
    assert found("研究顯示，多數人看不懂地圖。", notes="有一份研究談看地圖的能力") == []
    assert found("[研究](https://example.org/maps)顯示，多數人看不懂地圖。") == []
    assert found("市政府已經決定明年全面更換舊圖。", notes="市政府已經決定明年更換舊圖") == []
    seen = "去年我在台灣的車站看過一張這樣的地圖。"
    assert found(seen, notes="去年在台灣的車站看過這樣的地圖") == []
    assert [one.severity for one in found(seen)] == ["warning"]
