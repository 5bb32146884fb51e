"""Principles behind what unseen cases showed, in other fields: sports, law, cooking, the sky."""

import pytest

from pod2post.rules import bounds, opposites, polarity
from pod2post.rules.arithmetic import derived
from pod2post.rules.doubts import doubts
from pod2post.rules.formed import misspelt
from pod2post.rules.numbers import disagreements, unsaid
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


NAMED = [
    ("差額約八十萬美元", "八十萬", "It cost three point seven million. They paid two point nine."),
    ("每班少走了大約四英里", "四", "It used to be nine miles a shift, now it is about five."),
    ("兩者差了將近七百萬倍", "七百萬", "One has 90,000 parameters, the other 600 billion."),
    ("四名學徒裡有一半超過五十歲", "一半", "Four apprentices. Two of them are over fifty."),
    (
        "涵蓋了將近八成的錯誤碼",
        "八成",
        "We had three hundred and twelve out of about four hundred.",
    ),
    ("路程少了三分之一以上", "三分之一", "It fell from nine and a half kilometers to six."),
    ("其他五人一共出了 2 萬 5,000 英鎊", "2 萬 5,000", "We had 45,000. He put in twenty thousand."),
    ("一年要虧將近 100 萬歐元", "100 萬", "We lose eighty thousand euros a month."),
]
CHANCE = [
    ("得有三分之二的社員同意", "三分之二", "Every mechanic has one vote, you need three quarters."),
    ("每雙從 6 美元漲到 12 美元", "6", "From six cents a pair to twelve."),
    ("差額約五十萬美元", "五十萬", "It cost three point seven million. They paid two point nine."),
    (
        "涵蓋了將近七成的錯誤碼",
        "七成",
        "We had three hundred and twelve out of about four hundred.",
    ),
    ("一共十三個錯誤", "十三", "He had thirty-one mistakes. He was wrong about two."),
]


@pytest.mark.parametrize(("text", "number", "source"), NAMED)
def test_an_operation_that_the_clause_names_is_no_chance(
    text: str, number: str, source: str
) -> None:
    found = derived(text, [source], number)
    assert found is not None
    assert found.told


@pytest.mark.parametrize(("text", "number", "source"), CHANCE)
def test_a_wrong_result_is_not_taken_for_one(text: str, number: str, source: str) -> None:
    found = derived(text, [source], number)
    assert not (found and found.told)
    assert not (found and found.exact)


HOURS = [
    ("I get up at half past four.", "她每天清晨四點半起床。", True),
    ("I get up at half past four.", "她每天清晨三點半起床。", False),
    ("We met at a quarter to five.", "我們四點四十五分見面。", True),
    ("We met at a quarter to five.", "我們四點十五分見面。", False),
    ("We closed at four in the afternoon.", "我們下午 16 點關門。", True),
    ("It closed at nine at night.", "晚上八點關門。", False),
    ("There is a lot to say.", "他提出三點建議。", True),
    ("I'm at the fourth generation.", "現在到了第四代。", True),
    ("I'm at the fourth generation.", "現在到了第五代。", False),
    ("Then there is the price.", "第三個理由是價格。", True),
]


@pytest.mark.parametrize(("source", "chinese", "right"), HOURS)
def test_hours_and_ordinals_are_no_counts_of_the_editor(
    source: str, chinese: str, right: bool
) -> None:
    assert (unsaid((source,), chinese, own_counts=True) == ()) is right


def test_shares_and_rates_are_held_against_those_that_were_said() -> None:
    said = "One penalty in five is missed. We play forty games a year."
    assert doubts(said, "每五球罰球就有一球罰失，一年大約四十場。") == ()
    assert doubts(said, "每七球就有一球罰失。")
    assert doubts(said, "一個月大約 40 場。")
    assert doubts(said, "一個月大約 40 場。去年也是。")


def test_a_chinese_form_with_one_other_character() -> None:
    court = Name(canonical="Saint Aldo", kind="place", chinese="聖奧多")
    term = Name(canonical="due process", kind="term", chinese="正當程序")
    assert [shown for shown, _ in misspelt("在聖歐多開庭，正當順序。", [court, term])] == ["聖歐多"]
    assert [*misspelt("在聖奧多開庭。", [court, term])] == []
