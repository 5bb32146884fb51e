"""Language rules: a real post passes in silence, each fault is named at its place."""

import re
from typing import Any, Literal

import pytest

from drafts import house, paragraph, section, subject, with_quote, with_text
from pod2post.rules import RULES, language, terms
from pod2post.rules.characters import is_simplified
from pod2post.rules.passages import Passage
from pod2post.values import Finding, Head, Name, Names, Subject


def found(whole: Subject) -> list[Finding]:
    return list(language.in_draft(whole))


def test_a_sound_draft_is_met_with_silence() -> None:
    assert [finding for rule in RULES for finding in rule(subject())] == []


FAULTS = [
    ("這个问题很複雜。", "simplified", "error", "2 more like it"),
    ("他看着河。", "simplified", "error", "着"),
    ("這是 рек 的地圖。", "foreign_scripts", "error", "Cyrillic"),
    ("這是カワ的地圖。", "foreign_scripts", "error", "kana"),
    ("這是 강 的地圖。", "foreign_scripts", "error", "Hangul"),
    ("他寫了一個軟件。", "mainland_terms", "error", "軟件"),
    ("以后再說。", "simplified_words", "error", "後"),
    ("這個行業很小。", "mainland_terms", "warning", "行業"),
    ("數據都在這裡。", "mainland_terms", "note", "數據"),
    ("他用AI畫地圖。", "spacing", "warning", "1 more"),
    ("他畫地圖， 然後休息。", "spacing", "warning", "full-width"),
    ("他畫地圖,然後休息。", "punctuation", "warning", "half-width"),
    ("他畫地圖!", "punctuation", "warning", "half-width"),
    ("他畫地圖！", "punctuation", "warning", "！"),
    ("他畫地圖……", "punctuation", "warning", "…"),
    ("他畫地圖——然後休息。", "punctuation", "warning", "—"),
    ("他畫“地圖”。", "punctuation", "warning", "“"),
    ("他畫「地圖。", "pairs", "warning", "partner"),
    ("他畫「河「口」的」地圖。", "pairs", "warning", "inside"),
]
FINE = (
    "演算法與計算法都是方法。",
    "銀行業與旅行業都在這裡。",
    "國內存款很高，直接口述也行。",
    "最高管理階層看 https://example.org/a,b 的說明。",
    "寫給 Mudlark 的信，α 值是 0.5。",
    "Tom Ferrow 說 99.9% 的人不看地圖。",
    "他畫的「河口」很小。",
    "最高（約 400 公尺）的那一段。",
    "堃、喆與珉都是人名。",
)


@pytest.mark.parametrize(("text", "rule", "severity", "words"), FAULTS)
def test_one_fault_gives_one_finding(text: str, rule: str, severity: str, words: str) -> None:
    (only,) = found(with_text(text))
    assert (only.rule, only.severity, only.where) == (rule, severity, "s2")
    assert words in only.what
    assert only.mend


@pytest.mark.parametrize("text", FINE)
def test_what_only_looks_like_a_fault_is_none(text: str) -> None:
    assert found(with_text(text)) == []


def test_a_quotation_is_read_too() -> None:
    (only,) = found(with_quote(chinese="地图是一個承諾。"))
    assert (only.rule, only.where) == ("simplified", "s1")


def test_a_name_of_the_sheet_that_mixes_scripts_is_left_alone() -> None:
    sheet = Names(entries=(Name(canonical="B站", kind="company"),))
    assert found(with_text("他在B站放影片。", names=sheet)) == []
    assert found(with_text("他在B站放影片。")) != []


def spots(text: str, **room: Any) -> list[Finding]:
    passage = Passage(where="s1", kind="paragraph", text=text)
    return list(language.language((passage,), Names(entries=()), **room))


def test_every_place_is_told_by_its_offsets_in_the_passage() -> None:
    text = "他寫軟件，⟦q:s1q1⟧她也寫軟件。"
    places = [(one.rule, text[one.start : one.end], one.start) for one in spots(text)]
    assert places == [("mainland_terms", "軟件", 2), ("mainland_terms", "軟件", 16)]


def test_a_draft_tells_a_fault_once_in_a_passage_and_how_often_it_stands() -> None:
    (only,) = found(with_text("他寫軟件，她也寫軟件，我們都寫軟件。"))
    assert only.what.endswith("; 2 more like it")
    assert len(spots("他寫軟件，她也寫軟件，我們都寫軟件。")) == 3


PROTECTED = (
    "讀 https://example.org/软件,裏 就好。",
    "檔案叫 `软件,裏.txt`，放在桌上。",
    "寫信到 a.b@example.org 問問看。",
    '見 {{< spotify "episode/裏" >}} 這一集。',
)


@pytest.mark.parametrize("text", PROTECTED)
def test_addresses_code_and_shortcodes_are_no_prose(text: str) -> None:
    assert spots(text) == []


def test_a_term_is_mended_only_where_nobody_has_to_think() -> None:
    fixes = {
        text: [one.fix for one in spots(text)] for text in ("看視頻。", "看信息。", "去谷歌。")
    }
    assert fixes == {"看視頻。": ["影片"], "看信息。": [None], "去谷歌。": [None]}


def test_of_two_fixes_that_meet_the_word_is_kept() -> None:
    fixes = [(one.rule, one.start, one.end, one.fix) for one in spots("看视频。")]
    assert fixes == [
        ("simplified", 1, 2, None),
        ("simplified", 2, 3, None),
        ("mainland_terms", 1, 3, "影片"),
    ]


NEAR = [
    ("他寫的代碼有錯。", "error"),
    ("他背得出每一種代碼。", "note"),
    ("他寫信。代碼在背面。", "note"),
    ("樣本的方差很大。", "warning"),
]


@pytest.mark.parametrize(("text", "severity"), NEAR)
def test_neighbours_in_the_sentence_decide_how_certain_a_term_is(text: str, severity: str) -> None:
    (only,) = spots(text)
    assert (only.rule, only.severity) == ("mainland_terms", severity)


def test_what_is_right_in_a_longer_word_or_allowed_is_left() -> None:
    assert spots("錯誤代碼在代碼表裡，支持的人到窗口領表。") == []


TAI = [
    ("她住臺灣。", "台", ["臺"]),
    ("她住台灣。", "台", []),
    ("她讀國立臺灣大學，母親讀臺北市立大學。", "台", []),
    ("她住台北，舞台在台中市。", "臺", ["台", "台"]),
    ("她住臺北，看舞台劇。", "臺", []),
]


@pytest.mark.parametrize(("text", "chosen", "told"), TAI)
def test_tai_is_written_as_the_site_chose(
    text: str, chosen: Literal["台", "臺"], told: list[str]
) -> None:
    places = spots(text, chosen=chosen)
    assert [text[one.start : one.end] for one in places] == told
    assert {(one.rule, one.severity) for one in places} <= {("tai", "warning")}


def test_a_draft_is_held_against_the_form_of_its_house() -> None:
    assert [one.rule for one in found(with_text("她住台灣。", house=house(tai="臺")))] == ["tai"]


def test_title_heading_and_tags_are_read_too() -> None:
    head = Head(title="这是標題", description="他寫軟件。", tags=("网络",), lead=())
    whole = subject(head=head, sections=(section("s1", "用AI畫", paragraph("好。", "c1")),))
    assert {f.where for f in found(whole)} == {"title", "description", "tags", "s1"}


def test_every_row_of_the_table_is_sound() -> None:
    table = terms.terms()
    assert len(table) >= 250
    assert len({term.mainland for term in table}) == len(table)
    for term in table:
        assert all(term.mainland in word for word in term.unless), term
        assert term.mainland not in term.taiwan.split("|"), term
        assert not any(map(is_simplified, term.taiwan)), term


def test_the_reference_post_raises_no_alarm(reference_post: str) -> None:
    body = reference_post.split("\n---\n", 2)[2]
    blocks = [block for block in body.strip().split("\n\n") if block != "---"]
    parts: list[list[str]] = [[]]
    for block in blocks:
        if block.startswith("## "):
            parts.append([block[3:]])
        else:
            parts[-1].append(re.sub(r"^\*\*(.*)\*\*$", r"\1", block))
    title = re.search('^title: "(.*)"$', reference_post, re.M)
    description = re.search('^description: "(.*)"$', reference_post, re.M)
    assert title is not None
    assert description is not None
    head = Head(
        title=title[1],
        description=description[1],
        tags=("OpenAI", "AI 產業"),
        lead=tuple(paragraph(text, "c1") for text in parts[0]),
    )
    sections = tuple(
        section(f"s{number}", heading, *(paragraph(text, "c1") for text in texts))
        for number, (heading, *texts) in enumerate(parts[1:], 1)
    )
    assert len(sections) == 6
    loud = [f for f in found(subject(head=head, sections=sections)) if f.severity != "note"]
    assert loud == []
