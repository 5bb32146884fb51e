"""Simplified, shared and variant characters: each at its place, judged by its word."""

import pytest

from pod2post.rules import characters
from pod2post.rules.characters import forms, is_simplified, plain, shared
from pod2post.rules.language import language
from pod2post.rules.passages import Passage
from pod2post.values import Finding, Name, Names

NOBODY = Names(entries=())


def found(text: str, names: Names = NOBODY) -> list[Finding]:
    return list(language((Passage(where="s1", kind="paragraph", text=text),), names))


def test_every_place_is_told_with_what_taiwan_writes() -> None:
    one, two, three = found("這个问题，那个人。")[:3]
    assert [(f.rule, f.start, f.end, f.fix) for f in (one, two, three)] == [
        ("simplified", 1, 2, "個"),
        ("simplified", 2, 3, "問"),
        ("simplified", 3, 4, "題"),
    ]


def test_a_character_of_several_forms_is_left_to_the_editor() -> None:
    (only,) = found("她的头发很長。".replace("头", "頭"))
    assert (only.severity, only.fix) == ("error", None)
    assert "發 or 髮" in only.what


# Text, the character's place, severity, fix: None where nobody should write without looking.
SHARED = [
    ("三年后他回來了。", 2, "error", None),
    ("他站在我的背后。", 6, "error", None),
    ("三天后雨停了。", 2, "error", "後"),
    ("他把衣服晾干了。", 5, "error", "乾"),
    ("她是能干的人。", 3, "error", "幹"),
    ("早餐吃面包。", 3, "error", "麵"),
    ("樹上有三只小鳥。", 4, "error", "隻"),
    ("飛机晚點。", 1, "error", "機"),
    ("這很复雜。", 2, "error", "複"),
    ("台風天要小心。", 0, "error", "颱"),
    ("抽屜里有剪刀。", 2, "warning", "裡"),
    ("他叫杰克。", 2, "warning", "傑"),
    ("警方抓到凶手。", 4, "note", None),
]
OWN = (
    "皇后住在后里，三公里外有里長。",
    "他不干涉，也不相干。",
    "茶几上有兩只箱子。",
    "方面包含三點，對方面無表情。",
    "她的台風穩健，舞台風格簡單。",
    "主管批准之後，他不准遲到。",
    "限制造成的損失，機制作用不明。",
    "堃、喆、峯與珉都是人名，祢也是。",
    "利欲熏心、氣喘吁吁、老少咸宜。",
)


@pytest.mark.parametrize(("text", "place", "severity", "fix"), SHARED)
def test_a_shared_character_is_judged_by_its_word(
    text: str, place: int, severity: str, fix: str | None
) -> None:
    (only,) = found(text)
    assert (only.rule, only.severity) == ("simplified_words", severity)
    assert (only.start, only.end) == (place, place + 1)
    assert only.fix == (None if severity != "error" else fix)


@pytest.mark.parametrize("text", OWN)
def test_taiwans_own_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_longer_word_decides_and_an_even_match_is_no_fault() -> None:
    (row,) = [one for one in shared() if one.character == "后"]
    assert characters.judged(row, "天后宮") == []
    ((at, verdict),) = characters.judged(row, "三天后宮")
    assert (at, verdict.forms) == (2, "後")


def test_simplified_neighbours_do_not_hide_a_word() -> None:
    places = {(f.rule, f.start) for f in found("房间里很干净。")}
    assert {("simplified_words", 2), ("simplified_words", 4)} <= places


VARIANTS = [
    ("門裏有人。", 1, "error", "裡"),
    ("這是爲什麼。", 2, "error", "為"),
    ("一羣人。", 1, "error", "群"),
    ("天気很好。", 1, "warning", None),
]


@pytest.mark.parametrize(("text", "place", "severity", "fix"), VARIANTS)
def test_forms_of_elsewhere_are_told(text: str, place: int, severity: str, fix: str | None) -> None:
    (only,) = found(text)
    assert (only.rule, only.start, only.severity) == ("variants", place, severity)
    assert only.fix == fix


def test_a_name_of_the_sheet_keeps_its_letters() -> None:
    sheet = Names(entries=(Name(canonical="林志羣", kind="person"),))
    assert found("林志羣來了。", sheet) == []
    assert [f.rule for f in found("林志羣來了。")] == ["variants"]


def test_no_letter_stands_in_two_sections_or_means_itself() -> None:
    tables = [forms("simplified"), forms("variant"), forms("japanese")]
    assert [len(table) > 60 for table in tables] == [True] * 3
    letters = [letter for table in tables for letter in table]
    assert len(letters) == len(set(letters))
    assert [letter for table in tables for letter, meant in table.items() if letter in meant] == []
    assert len(forms("simplified")) >= 2600


def test_the_tables_own_answers_are_taiwans() -> None:
    meant = {
        letter for kind in ("simplified", "variant") for letter in "".join(forms(kind).values())
    }
    assert [letter for letter in meant if is_simplified(letter)] == []


def test_every_shared_row_is_sound() -> None:
    rows = shared()
    assert len({row.character for row in rows}) == len(rows) >= 128
    for row in rows:
        words = [*row.right, *(word for word, _ in row.wrong)]
        assert all(row.character in word for word in words), row.character
        assert not set(row.right) & {word for word, _ in row.wrong}, row.character
        assert not is_simplified(row.character)


def test_plain_keeps_length_and_what_needs_a_word() -> None:
    assert plain("头发里的干净机器") == "頭發里的干淨機器"
