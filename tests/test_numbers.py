"""Numbers in the Chinese against numbers in the source: values, not digits."""

import json
from pathlib import Path

import pytest

from pod2post.rules.arithmetic import derived
from pod2post.rules.doubts import doubts, swapped
from pod2post.rules.numbers import converted, disagreements, unsaid

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
LIBERTIES = [
    ("I lose forty percent of my buyers", "我手下的採購每十個會走四個"),
    ("It takes an hour and a quarter.", "要 75 分鐘。"),
    ("Each one rents for three thousand two hundred a month.", "每部月租 3,200 歐元。"),
    ("It was nine dollars and forty cents an hour.", "時薪九美元四十美分。"),
    (
        "Forty-five thousand pounds in all. We put in five each.",
        "一共 4 萬 5,000 英鎊，每人出 5,000。",
    ),
    ("By nine it's too hot.", "九點一過，天就太熱了。"),
    ("a couple hundred people", "兩百多人"),
    ("a couple hundred people", "一兩百人"),
    ("a couple hundred people", "兩三百人"),
    ("a couple of hundred thousand", "二十幾萬"),
    ("two and a half years", "兩年半"),
    ("two and a half million", "250 萬"),
    ("three times as fast", "快三倍"),
    ("three times as fast", "快了兩倍"),
    ("twice as big", "兩倍大"),
    ("twice as many", "多一倍"),
    ("it doubled", "翻倍"),
    ("it doubled", "成長一倍"),
    ("it tripled", "成長兩倍"),
    ("it tripled", "變成三倍"),
    ("ten x", "十倍"),
    ("10x better", "好十倍"),
    ("2x", "兩倍"),
    ("in her twenties", "二十多歲"),
    ("in her twenties", "二十幾歲"),
    ("he was forty-two", "他四十二歲"),
    ("a twelve-year-old", "十二歲的孩子"),
    ("in the eighties", "八〇年代"),
    ("in the eighties", "1980 年代"),
    ("over two decades", "二十年"),
    ("two decades", "二十年來"),
    ("a decade", "十年"),
    ("half a century", "半世紀"),
    ("half a century", "五十年"),
    ("three quarters of an hour", "四十五分鐘"),
    ("an hour and a half", "一個半小時"),
    ("an hour and a half", "九十分鐘"),
    ("ninety minutes", "一個半小時"),
    ("a quarter of the staff", "四分之一的員工"),
    ("a quarter of the staff", "25% 的員工"),
    ("third quarter", "第三季"),
    ("the fifth employee", "第五號員工"),
    ("the fifth employee", "第五名員工"),
    ("the twentieth time", "第二十次"),
    ("ten to fifteen percent", "10% 到 15%"),
    ("ten to fifteen percent", "一成到一成五"),
    ("10-15%", "一成到一成五"),
    ("forty-five miles", "72 公里"),
    ("ten miles", "16 公里"),
    ("six feet", "一百八十公分"),
    ("two hundred pounds", "九十公斤"),
    ("two grand", "兩千美元"),
    ("$3.5 million", "350 萬美元"),
    ("a million dollars", "一百萬美元"),
    ("24/7", "全年無休"),
    ("nine to five", "朝九晚五"),
    ("a hundred percent", "百分之百"),
    ("fifty-fifty", "一半一半"),
    ("fifty-fifty", "五五波"),
    ("one in ten", "十分之一"),
    ("one in ten", "一成"),
    ("nine out of ten", "九成"),
    ("nine out of ten doctors", "十個醫生裡有九個"),
    ("two out of three", "三分之二"),
    ("zero", "零"),
    ("no more than thirty", "不到三十"),
    ("fewer than thirty people", "不到三十人"),
    ("more than a thousand", "上千"),
    ("more than a thousand", "一千多"),
    ("millions", "幾百萬"),
    ("millions of people", "數百萬人"),
    ("thousands", "數千"),
    ("thousands", "成千上萬"),
    ("tens of millions", "幾千萬"),
    ("a few dozen", "幾十個"),
    ("several dozen", "數十個"),
    ("half a dozen", "六個"),
    ("half a dozen", "五六個"),
    ("a dozen", "十來個"),
    ("two dozen", "二十四個"),
    ("eleven p.m.", "晚上十一點"),
    ("at two thirty", "兩點半"),
    ("half past two", "兩點半"),
    ("seven-thirty", "七點三十分"),
    ("noon", "中午十二點"),
    ("midnight", "半夜十二點"),
    ("three a.m.", "凌晨三點"),
    ("Monday", "星期一"),
    ("a fortnight", "兩週"),
    ("every other day", "每兩天"),
    ("every other week", "隔週"),
    ("twenty-four hours", "一天"),
    ("twenty-four hours", "二十四小時"),
    ("seven days", "一週"),
    ("sixty days", "兩個月"),
    ("twelve months", "一年"),
    ("two years", "二十四個月"),
    ("nineteen oh five", "一九〇五年"),
    ("two thousand and eight", "2008 年"),
    ("twenty ten", "2010 年"),
    ("the summer of '69", "1969 年夏天"),
    ("fifteen hundred", "一千五百"),
    ("twelve hundred dollars", "1,200 美元"),
    ("one point five trillion", "1.5 兆"),
    ("point five percent", "0.5%"),
    ("half a percent", "0.5%"),
    ("a tenth of a second", "十分之一秒"),
    ("a thousandth", "千分之一"),
    ("forty-odd people", "四十幾人"),
    ("forty something", "四十幾歲"),
    ("three hundred sixty five days", "365 天"),
    ("dozens", "幾十個"),
    ("a handful of people", "五六個人"),
    ("a handful", "幾個"),
    ("both of us", "我們兩個"),
    ("a pair", "一雙"),
    ("twins", "兩個雙胞胎"),
    ("all three of them", "三個人都"),
    ("the two of them", "他們倆"),
    ("quadrupled", "變成四倍"),
    ("fivefold", "五倍"),
    ("ten thousand hours", "一萬小時"),
    ("a hundred grand", "十萬美元"),
    ("six figures", "六位數"),
    ("seven-figure salary", "七位數薪水"),
    ("1.2k stars", "1,200 顆星"),
    ("3.5M users", "350 萬用戶"),
    ("200K", "二十萬"),
    ("two by four", "二乘四"),
    ("ninety-nine point nine", "99.9"),
    ("page 42", "第四十二頁"),
    ("World War Two", "二次大戰"),
    ("second world war", "二戰"),
    ("phase three", "第三期"),
    ("version 2.0", "2.0 版"),
    ("Chapter Eleven", "破產法第十一章"),
    ("a third", "三成三"),
    ("two-thirds", "六成多"),
    ("thirty percent off", "七折"),
    ("billions", "數十億"),
    ("trillion-dollar company", "兆元企業"),
    ("a multi-billion dollar", "數十億美元"),
    ("a hundred-plus", "一百多"),
    ("seventy or eighty", "七八十"),
    ("five or six", "五六"),
    ("thirty, forty people", "三四十人"),
    ("eighteen to twenty-four months", "一年半到兩年"),
    ("once a week", "一週一次"),
    ("three times a day", "一天三次"),
    ("the last ten percent", "最後的 10%"),
    ("minus forty", "零下四十度"),
    ("three hours, and that was two too many", "三個小時，多了兩個小時"),
    ("we had a year, then five months", "我們有一年，後來五個月"),
    ("a day, and then three days", "有一天，後來三天"),
    ("a hundred million dollars", "一億美元（約新台幣 31 億元）"),
    ("It took one person three days", "一個人花了三天"),
    ("three founders met a man", "三位創辦人遇到一個人"),
    ("two of the three machines", "三台機器裡的兩台"),
    ("at 60 hertz", "60 赫茲"),
    ("three to five companies", "三到五家公司"),
    ("a pound of bread, two pounds each", "一磅麵包，各兩英鎊"),
]
WRONG = [
    ("a hundred and forty million, and fifteen million wasted", "大約一千四百萬美元"),
    ("seven in ten", "每十個有六個"),
    ("eighteen degrees in there, Celsius", "華氏十八度"),
    ("400 billion", "400 億"),
    ("3 million", "3 億"),
    ("thirty companies", "三百家公司"),
    ("three times", "三十倍"),
    ("twelve percent", "12 倍"),
    ("two percent", "兩成"),
    ("twenty percent", "百分之二"),
    ("in 1996", "1986 年"),
    ("forty-two", "二十四歲"),
    ("twice", "三倍"),
    ("half", "三分之一"),
    ("a dozen", "二十個"),
    ("five years", "五十年"),
    ("nine thousand homes", "九萬戶"),
    ("ten thousand", "一千"),
    ("three hundred forty million", "34 億"),
    ("a few hundred", "幾千"),
    ("two decades", "兩百年"),
    ("January ninth", "1 月 19 日"),
    ("a quarter", "四分之三"),
    ("two and a half", "三個半"),
    ("one point three billion", "13 兆"),
    ("fifteen", "五十"),
    ("60 hertz", "600 赫茲"),
    ("three months", "三年"),
    ("three hours", "三天"),
    ("six percent", "六倍"),
    ("two people", "三個人"),
    ("three people", "兩個人"),
    ("one engineer", "三個工程師"),
    ("seven years", "十七年"),
    ("a year and a half", "兩年半"),
    ("the nineties", "八〇年代"),
    ("a million", "一千萬"),
    ("tens of thousands", "數十萬"),
    ("fifty dollars", "五十元台幣"),
    ("ten miles", "十公里"),
    ("six feet", "六公尺"),
    ("two hundred pounds", "兩百公斤"),
    ("eighty degrees Fahrenheit", "攝氏八十度"),
    ("three weeks", "三個月"),
    ("5 minutes", "5 小時"),
    ("three bridges", "兩座橋"),
    ("five machines and a dog", "兩台機器和一隻狗"),
    ("$50 million", "五千萬元台幣"),
    ("thirty people", "三十家公司"),
    ("thirty companies", "三十個人"),
    ("three percent", "三倍"),
    ("three times", "三成"),
    ("nine gallons", "九公升"),
    ("ten acres", "十公頃"),
    ("forty kilometers", "四十英里"),
    ("two weeks", "兩個月"),
    ("three months", "一年"),
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


@pytest.mark.parametrize(("source", "chinese"), LIBERTIES)
def test_a_number_said_otherwise_or_converted_agrees(source: str, chinese: str) -> None:
    assert disagreements(source, chinese) == ()


@pytest.mark.parametrize(("source", "chinese"), WRONG)
def test_another_number_or_another_unit_is_named(source: str, chinese: str) -> None:
    assert disagreements(source, chinese) != ()


def test_a_unit_that_was_exchanged_is_named_with_the_source_s() -> None:
    (only,) = disagreements("It runs for ten miles.", "它跑了十公里。")
    assert "another unit" in only
    assert "mile" in only


def test_converted_money_hangs_on_a_rate() -> None:
    (only,) = converted(("a hundred million dollars",), "一億美元，約新台幣 31 億元")
    assert "rate" in only
    assert converted(("a hundred million dollars",), "一億美元") == ()


def test_in_prose_small_counts_are_the_editor_s_but_measures_are_not() -> None:
    assert unsaid(("We had a plan.",), "他談了三個理由，帶了兩個人。", own_counts=True) == ()
    assert unsaid(("It took three months.",), "花了五個月。", own_counts=True) != ()
    assert unsaid(("It took three months.",), "花了兩個月。", own_counts=True) != ()


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


DOUBTED = [
    ("We lost nine parcels, they lost three.", "他們丟了三件，我們多丟了四件。"),
    ("Two quarters out of six were good.", "六季之中已經有四季是好的。"),
    ("He left with six friends. . Five friends, actually. I was the sixth.", "他和六個朋友走了。"),
    ("We pay ten cents for every square meter.", "每一塊磁磚付 10 美分。"),
    (
        "We went from twenty percent a year to seven. It ended in 2021.",
        "2021 年，月離職率降到 7%。",
    ),
    ("Some of our buyers disagree, and buy from everybody.", "買家全都不同意。"),
    ("Some of them disagree with our whole bet.", "他們全都不同意。"),
    (
        "We had 32 of those nurses, one of them at night; one call in twelve.",
        "每 32 通電話接一通。",
    ),
    (
        "Four thousand in the lab, and three thousand on the label.",
        "實驗室 3,000 次，標籤 4,000 次。",
    ),
    ("We tested four thousand ropes and sold three hundred ropes.", "測了三百條，賣了四千條。"),
    ("Salt is seven dollars a ton.", "鹽每公斤七美元。"),
    ("We meet twice a day.", "我們每週開兩次會。"),
    ("It survives nine hundred cycles.", "它能撐九百天。"),
    ("It burned on June 14th, 2023, at four.", "2023 年 6 月 4 日燒掉了。"),
    ("It burned on the third of November.", "11 月 13 日燒掉了。"),
    ("The new mill opens next April.", "新磨坊明年八月啟用。"),
    ("We ring the bell on a Tuesday.", "我們每個星期四敲鐘。"),
    ("Turnover is seven percent a year.", "月離職率是 7%。"),
    ("He left in the winter.", "他是夏天走的。"),
    ("He came with six sisters. . Five sisters, actually.", "他帶著六個姊妹來。"),
]
UNDOUBTED = [
    ("The mill kept two boats out of six.", "六艘船剩下兩艘。"),
    ("I can tell you why. It was cheap and it was near.", "他說了三個理由。"),
    ("Two of us left the yard.", "三個人一起離開。"),
    ("We pay ten cents for every square meter.", "每平方公尺付 10 美分，每塊都一樣大。"),
    ("Some of them buy from everybody.", "有些人向每一家都買。"),
    ("One of those two came back.", "兩個裡有一個回來了。"),
    ("The five of us met in every one of the four seasons.", "我們五個一年四季都見面。"),
    ("We had 312 codes out of about four hundred.", "大約四百個錯誤碼裡，我們有了三百一十二個。"),
    ("We tested four thousand ropes and sold three hundred.", "四千條測過，賣了三百條。"),
    ("Salt is seven dollars a ton.", "鹽每公噸七美元。"),
    ("It lasted seven years, five of them good.", "七年裡有五年是好的。"),
    ("We waited seven winters.", "我們等了七個冬天。"),
    ("from 1996 to 2004", "從 1996 年到 2004 年"),
    ("It burned on June 14th, 2023.", "2023 年六月十四日燒掉了。"),
    ("It burned on January twenty-first.", "1 月 21 日燒掉了。"),
    ("We may have five of them in May.", "5 月 3 日，我們也許有五個。"),
    ("We start in April, on a Tuesday.", "我們四月開始，就在星期二。"),
    ("A call every other Friday.", "每兩週一次的週五電話。"),
    ("Turnover is seven percent a year.", "年離職率是 7%。"),
    ("We started in May, and the winter was hard.", "春天開始，冬天難熬。"),
    ("He came with six sisters. . Five sisters, actually.", "他帶著五個姊妹來。"),
    ("He came with six sisters. . Five sisters, actually.", "說是六個姊妹，不對，是五個。"),
]


@pytest.mark.parametrize(("source", "chinese"), DOUBTED)
def test_numbers_that_changed_places_or_measure_are_doubted(source: str, chinese: str) -> None:
    assert doubts(source, chinese) or swapped(source, chinese)


@pytest.mark.parametrize(("source", "chinese"), [*UNDOUBTED, *LIBERTIES, *AGREE])
def test_numbers_in_their_place_are_not(source: str, chinese: str) -> None:
    assert doubts(source, chinese) == ()
    assert swapped(source, chinese) is None


def test_a_number_that_follows_from_two_others_is_told_with_them() -> None:
    said = ["We made four thousand, and three thousand were sold."]
    found = derived("四分之一", said)
    assert found is not None
    assert (found.of, found.exact) == ("four thousand and three thousand", True)
    assert derived("五分之四", said) is None


WORKED_OUT = [
    ("The herd was down sixty percent by spring.", "到了春天，羊群只剩四成。", "四成"),
    ("It fell from sixteen percent to five percent.", "降了 11 個百分點。", "11 個百分點"),
    (
        "We raised forty million and spent less than ten of it.",
        "還有超過 3,000 萬沒有動用。",
        "3,000 萬",
    ),
    ("He left in 2022. 2025", "他三年前離開。", "三"),
    ("It carries four kilos, theirs carry twenty-five.", "載重是它的六倍多。", "六"),
    ("The wire was eighteen wide, not thirty.", "那條線比該有的寬度窄了 12 微米。", "12"),
    ("Seventy-one percent of six hundred.", "600 人的七成一，大約 430 人。", "430"),
    ("It takes two point four seconds.", "從 2.4 秒變成 0.6 秒，只要當初的四分之一。", "四分之一"),
]


@pytest.mark.parametrize(("source", "chinese", "number"), WORKED_OUT)
def test_what_the_clause_says_it_worked_out_is_told(source: str, chinese: str, number: str) -> None:
    found = derived(chinese, [source], number)
    assert found is not None
    assert found.told


def test_the_half_of_a_month_is_some_weeks() -> None:
    assert disagreements("I sat there for six weeks.", "我在那裡坐了一個半月。") == ()
    assert disagreements("I sat there for two weeks.", "我在那裡坐了一個半月。")


def test_shares_and_halves_said_otherwise() -> None:
    assert disagreements("She owned eight percent.", "她持股不到一成。") == ()
    assert disagreements("She owned three percent.", "她持股不到一成。")
    assert disagreements("It uses a hundredth of the energy.", "只用百分之一的能量。") == ()
    assert disagreements("The delay was seven months.", "耽擱了大半年。") == ()
    assert disagreements("There have to be two jobs.", "另一半也要有工作。") == ()
    assert disagreements("a wire eighteen microns wide", "18 奈米寬的電線")
    assert disagreements("The rack draws 4.8 kilowatts.", "機櫃用電大約 4.8 度。")
    assert disagreements("It used 4.8 kilowatt hours.", "用電 4.8 度。") == ()
    assert disagreements("It turned 30 degrees.", "轉了 30 度。") == ()
    assert disagreements("Fifty-two percent of our costs.", "成本的一半以上。") == ()
    assert disagreements("Fifty-two percent of our costs.", "將近一半的成本。")
    assert disagreements("About three dollars and forty cents.", "大約 3.4 美元。") == ()


def test_the_first_of_its_kind_has_to_be_said() -> None:
    assert doubts("People are our biggest cost.", "他們是全球最省的公司。") == ()
    assert doubts("People are half our cost.", "人事成本是全球最高的。")
    assert doubts("We hope to make money.", "他們將是第一家賺錢的公司。")


def test_some_are_not_all() -> None:
    assert doubts("Some of them don't speak to me.", "他們全都不跟我說話。")
    assert doubts("All of them, or some of them.", "他們全都不跟我說話。") == ()


def test_a_share_that_means_most_likely_is_no_number() -> None:
    assert disagreements("I'm probably too late.", "我八成太晚了。") == ()
    assert disagreements("Half of them are late.", "八成遲到。")


TAKEN_BACK = [
    ("It took sixteen, sorry, eighteen months.", "花了 18 個月。", True),
    ("It took sixteen, sorry, eighteen months.", "花了 16 個月。", False),
    ("It took sixteen, sorry, eighteen months.", "花了 16 個月，不對，18 個月。", True),
    ("Fifteen, no, up to eighteen percent.", "15%，不對，最多 18%。", True),
    ("Fifteen, no, up to eighteen percent.", "15%。", False),
    ("Ten people, no eleven.", "十一個人。", True),
    ("One point two billion, no, sorry, million, 1.2 million.", "12 億，不對，120 萬。", True),
    ("There were three. No two were alike.", "有三個，沒有兩個一樣。", True),
]


@pytest.mark.parametrize(("source", "chinese", "right"), TAKEN_BACK)
def test_a_number_that_was_taken_back_is_not_what_was_said(
    source: str, chinese: str, right: bool
) -> None:
    assert (disagreements(source, chinese) == ()) is right


CLOCK = [
    ("at a quarter past four", "四點一刻"),
    ("at a quarter past four", "下午 4 點 15 分"),
    ("at half past two", "兩點半"),
    ("nearly twenty thousand", "不到兩萬"),
    ("No customer will be above fifteen percent.", "任何客戶都不會超過 15%。"),
]


@pytest.mark.parametrize(("source", "chinese"), CLOCK)
def test_hours_and_bounds(source: str, chinese: str) -> None:
    assert disagreements(source, chinese) == ()
