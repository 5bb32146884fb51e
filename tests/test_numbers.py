"""Numbers in the Chinese against numbers in the source: values, not digits."""

import json
from pathlib import Path

import pytest

from pod2post.rules.numbers import disagreements

AGREE = [
    ("They raised $400 billion.", "他們募了 4,000 億美元。"),
    ("They raised four hundred billion dollars.", "他們募了四千億美元。"),
    ("$1.5B in debt", "負債 15 億美元"),
    ("one point three billion liters", "13 億公升的水"),
    ("a hundred and fifty people", "150 個人"),
    ("a hundred and fifty people", "一百五十人"),
    ("about thirty companies", "三十家公司"),
    ("three hundred and forty million dollars", "三億四千萬美元"),
    ("ninety thousand parameters", "九萬個參數"),
    ("four thousand two hundred sensors", "4,200 個感測器"),
    ("six hundred billion", "六千億個參數"),
    ("ten trillion dollars", "十兆美元"),
    ("a trillion dollars", "1 兆美元"),
    ("half of the users", "一半的使用者"),
    ("fifty percent of users", "百分之五十的使用者"),
    ("fifty percent of users", "一半的使用者"),
    ("99.9% of users", "99.9% 的使用者"),
    ("thirty-eight percent of the water", "三成八、也就是 38% 的水"),
    ("two thirds of them", "其中三分之二"),
    ("a third of them", "三分之一"),
    ("eighty percent", "八成的人"),
    ("half a year", "半年"),
    ("six months", "半年"),
    ("eighteen months", "一年半"),
    ("a year and a half", "一年半"),
    ("half a million people", "五十萬人"),
    ("a million and a half", "一百五十萬"),
    ("three and a half billion", "35 億"),
    ("in nineteen ninety-six", "1996 年"),
    ("in nineteen ninety-six", "一九九六年"),
    ("in twenty twenty-one", "2021 年"),
    ("in 2017", "二〇一七年"),
    ("two thousand seventeen", "2017 年"),
    ("January ninth, twenty twenty-four", "2024 年 1 月 9 日"),
    ("in the nineties", "一九九〇年代"),
    ("in the 1990s", "90 年代"),
    ("the twenty-first century", "21 世紀"),
    ("a dozen people", "十二個人"),
    ("a dozen people", "十幾個人"),
    ("dozens of people", "數十人"),
    ("a few hundred people", "幾百人"),
    ("hundreds of billions of dollars", "數千億美元"),
    ("tens of thousands of users", "數萬名使用者"),
    ("over four hundred people", "四百多人"),
    ("nearly four hundred", "近四百人"),
    ("three hundred and ninety", "近四百人"),
    ("three hundred and ninety", "大約四百人"),
    ("three or four hundred people", "三四百人"),
    ("500 to 600 people", "五、六百人"),
    ("four to five billion", "40 億到 50 億"),
    ("ten to twenty percent", "10% 到 20%"),
    ("it doubled, twice as many", "成長到 2 倍"),
    ("two decades", "二十年"),
    ("1,234,567 users", "123 萬名使用者"),
    ("a couple of years", "兩年"),
    ("It cost 1,000 dollars", "要價１，０００美元"),
    ("sixteen, sorry, eighteen months", "18 個月"),
    ("One company, two ideas", "一家公司、兩個想法"),
    ("他說有三十家公司", "三十家公司"),
    ("GPT 3.5 came out", "GPT-3.5 推出"),
    ("fifteen hundred people", "一千五百人"),
    ("nineteen oh five", "1905 年"),
    ("a billionaire", "身價 10 億的人"),
    ("ten minutes", "十分鐘"),
    ("one in five people", "五分之一的人"),
    ("nine out of ten people", "九成的人"),
    ("three quarters of them", "四分之三"),
    ("half a second", "零點五秒"),
    ("point five percent", "0.5%"),
    ("three per thousand, 0.3 percent", "千分之三"),
    ("back in '96", "1996 年"),
    ("five hundred to a thousand", "五百到一千"),
    ("five hundred to a thousand", "七百"),
    ("at some point", "在 12:34 提到"),
    ("four hundred to five hundred billion", "四千億到五千億"),
]
IDIOMS = (
    "一樣 一下 第一 一些 唯一 萬一 統一 十分重要 一直 千萬別走 一起 三明治 星期三 百分之百 再三 "
    "亂七八糟 五花八門 成千上萬 第三方 千方百計 零售 預兆 萬能 三星 週五 第二 兩者 百貨"
)
DISAGREE = [
    ("400 billion dollars", "400 億美元", "10 times too small"),
    ("four hundred billion dollars", "4 兆美元", "10 times too large"),
    ("thirty companies", "三百家公司", "10 times too large"),
    ("three thousand people", "三萬人", "10 times too large"),
    ("a few companies", "三十家公司", "not in the source"),
    ("In 2017 we started", "2018 年開始", "not in the source"),
    ("ninety nine percent", "90% 的人", "not in the source"),
    ("half of them", "三成的人", "not in the source"),
    ("ninety thousand parameters", "九百萬個參數", "100 times too large"),
    ("nothing about numbers", "四百多人", "not in the source"),
    ("nothing about numbers", "數百億美元", "not in the source"),
    ("nothing about numbers", "將近一半", "not in the source"),
    ("six months", "六年半", "not in the source"),
    ("half a million", "一百萬", "not in the source"),
    ("In 1987", "1990 年", "not in the source"),
    ("five hundred to a thousand", "一萬", "10 times too large"),
    ("the nineties", "八〇年代", "not in the source"),
    ("one in five people", "四分之一的人", "not in the source"),
    ("fifty percent", "50 億", "not in the source"),
]


@pytest.mark.parametrize(("source", "chinese"), AGREE)
def test_the_same_number_in_other_words_agrees(source: str, chinese: str) -> None:
    assert disagreements(source, chinese) == ()


@pytest.mark.parametrize(("source", "chinese", "words"), DISAGREE)
def test_a_number_that_nobody_said_is_named(source: str, chinese: str, words: str) -> None:
    (only,) = disagreements(source, chinese)
    assert words in only


@pytest.mark.parametrize("idiom", IDIOMS.split())
def test_a_numeral_that_counts_nothing_is_no_number(idiom: str) -> None:
    assert disagreements("no number at all", f"這是{idiom}，對吧。") == ()


def test_each_wrong_number_is_said_once_and_in_order() -> None:
    found = disagreements("three people", "三十人、40 家公司與三個點子")
    assert [text.split(" ", 1)[0] for text in found] == ["三十", "40"]


def test_the_research_pairs_give_no_false_alarm() -> None:
    pairs = Path(__file__).parents[2] / "shared" / "prototypes" / "quotes_demo.jsonl"
    if not pairs.is_file():
        pytest.skip("no research pairs beside this checkout")
    rows = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines()]
    assert [disagreements(row["en"], row["zh"]) for row in rows] == [()] * len(rows)


@pytest.mark.parametrize("text", ["9" * 5000, "三" * 5000, "一" + "萬" * 4000, "1" + ",111" * 1300])
def test_a_number_longer_than_any_that_was_said_is_one_complaint(text: str) -> None:
    (only,) = disagreements("five people", text)
    assert only.endswith("is not in the source")


@pytest.mark.parametrize(
    "text", ["million " * 1500, "hundreds of " * 900, "1" * 5000, "point " * 900]
)
def test_an_endless_source_is_read_to_its_end(text: str) -> None:
    assert len(disagreements(text, "三十家公司")) == 1
