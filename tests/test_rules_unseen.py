"""Principles behind what unseen cases showed, in other fields: sports, law, cooking, the sky."""

import pytest

from pod2post.rules import bounds, opposites, polarity
from pod2post.rules.arithmetic import derived
from pod2post.rules.doubts import doubts
from pod2post.rules.formed import misspelt
from pod2post.rules.numbers import disagreements
from pod2post.values import Name

SAME = [
    ("Turn to page two forty.", "翻到第兩百四十頁。"),
    ("She ran three and a half miles.", "她跑了三英里半。"),
    ("Use two and a half cups of flour.", "麵粉用兩杯半。"),
    ("Convictions fell from 30 percent to twelve.", "定罪率從 30% 降到 12%。"),
    ("It takes eighty minutes to roast.", "要烤一小時二十分鐘。"),
    ("The trial lasted two years and three months.", "審判歷時 27 個月。"),
    ("The orbit takes seventy-five years.", "繞一圈要七十五年。"),
]
OTHER = [
    ("Turn to page two forty.", "翻到第兩百一十頁。"),
    ("She ran three and a half miles.", "她跑了四英里半。"),
    ("Convictions fell from 30 percent to twelve.", "定罪率從 30% 降到 20%。"),
    ("It takes eighty minutes to roast.", "要烤一小時四十分鐘。"),
    ("The trial lasted two years and three months.", "審判歷時 20 個月。"),
]


@pytest.mark.parametrize(("source", "chinese"), SAME)
def test_a_measure_in_two_parts_or_one_is_the_same(source: str, chinese: str) -> None:
    assert disagreements(source, chinese) == ()


@pytest.mark.parametrize(("source", "chinese"), OTHER)
def test_another_measure_is_another(source: str, chinese: str) -> None:
    assert disagreements(source, chinese)


TURNED_BOUNDS = [
    ("No fewer than six jurors agreed.", "不到六位陪審員同意。"),
    ("The pan must stay under ninety degrees.", "鍋子要保持在九十度以上。"),
    ("She scored at least forty points.", "她頂多得了四十分。"),
    ("It is more than eighty light years away.", "距離不到八十光年。"),
    ("Appeals take less than thirty days.", "上訴要超過三十天。"),
]
KEPT_BOUNDS = [
    ("No fewer than six jurors agreed.", "至少六位陪審員同意。"),
    ("No fewer than six jurors agreed.", "有六位以上的陪審員同意。"),
    ("The pan must stay under ninety degrees.", "鍋子不能超過九十度。"),
    ("She scored nearly forty points.", "她得了將近四十分。"),
    ("No more than thirty days.", "最多三十天。"),
]


@pytest.mark.parametrize(("source", "chinese"), TURNED_BOUNDS)
def test_a_bound_that_was_turned_is_told(source: str, chinese: str) -> None:
    assert bounds.turned(source, chinese)


@pytest.mark.parametrize(("source", "chinese"), KEPT_BOUNDS)
def test_a_bound_that_was_kept_is_not(source: str, chinese: str) -> None:
    assert bounds.turned(source, chinese) == ()


OPPOSITE = [
    ("The judge didn't rule until the last witness spoke.", "最後一位證人還沒開口，法官就裁決了。"),
    ("The club offered him a contract. He said no.", "球團開了合約，他當場答應。"),
    ("I can't wait to taste it.", "我一點都不想嚐。"),
    ("You can hardly see it with your own eyes.", "肉眼一看就看得見。"),
    ("The price of butter rose in spring.", "奶油價格春天下降。"),
]
FAITHFUL = [
    ("The judge didn't rule until the last witness spoke.", "最後一位證人開口後，法官才裁決。"),
    ("The club offered him a contract. He said no.", "球團開了合約，他沒有答應。"),
    ("I can't wait to taste it.", "我等不及要嚐嚐看。"),
    ("You can hardly see it.", "很難看見。"),
    ("The price of butter never rose.", "奶油價格一直沒漲。"),
]


@pytest.mark.parametrize(("source", "chinese"), OPPOSITE)
def test_the_opposite_word_is_told(source: str, chinese: str) -> None:
    assert opposites.turned(source, chinese) or polarity.flipped(source, chinese)


@pytest.mark.parametrize(("source", "chinese"), FAITHFUL)
def test_the_right_word_is_not(source: str, chinese: str) -> None:
    assert opposites.turned(source, chinese) is None
    assert polarity.flipped(source, chinese) is None


WORKED_OUT = [
    ("共 1,200 美元", "We bought forty balls at thirty dollars apiece.", True),
    ("11 個百分點", "From 16% to five.", True),
    ("一億五千萬", "It cost 1.2 billion over eight years.", True),
    ("1917 年", "It was built in 1971, four of them, twelve rooms.", False),
    ("30 萬", "We sold three hundred thousand in ten towns.", False),
]


@pytest.mark.parametrize(("text", "source", "exact"), WORKED_OUT)
def test_what_an_editor_works_out(text: str, source: str, exact: bool) -> None:
    found = derived(text, [source])
    assert bool(found and found.exact) is exact


def test_shares_and_rates_are_held_against_those_that_were_said() -> None:
    said = "One penalty in five is missed. We play forty games a year."
    assert doubts(said, "每五球罰球就有一球罰失，一年大約四十場。") == ()
    assert doubts(said, "每七球就有一球罰失。")
    assert doubts(said, "一個月大約 40 場。")


def test_a_chinese_form_with_one_other_character() -> None:
    court = Name(canonical="Saint Aldo", kind="place", chinese="聖奧多")
    term = Name(canonical="due process", kind="term", chinese="正當程序")
    assert [shown for shown, _ in misspelt("在聖歐多開庭，正當順序。", [court, term])] == ["聖歐多"]
    assert [*misspelt("在聖奧多開庭。", [court, term])] == []
