"""Units of measure in both languages, and what one is in terms of another. Pure data.

A unit that is not listed is unknown, and an unknown unit is never a disagreement.
"""

import re
from fractions import Fraction

from pod2post.values import value

ASIDE = 16  # characters before 度 in which it says what is measured
LOOK = 4  # tokens after an English number in which its unit may stand
MONTH, YEAR = Fraction(3_652_422, 120_000), Fraction(3_652_422, 10_000)  # mean days
NEAR = Fraction(6, 100)  # how far a converted number may be rounded
MONTHLY = Fraction(1, 10)  # the same between weeks and months: six weeks are 一個半月


@value
class Unit:
    """`size` in terms of the dimension's own unit; `english` in the singular or as it stands."""

    dimension: str
    size: Fraction
    english: tuple[str, ...]
    chinese: tuple[str, ...]


def _unit(dimension: str, size: Fraction | float, english: str, chinese: str) -> Unit:
    return Unit(
        dimension=dimension,
        size=Fraction(str(size)) if isinstance(size, float) else Fraction(size),
        english=tuple(english.split()),
        chinese=tuple(chinese.split()),
    )


DAY = 86_400
UNITS: tuple[Unit, ...] = (
    _unit("time", Fraction(1, 1000), "millisecond ms", "毫秒"),
    _unit("time", 1, "second sec", "秒鐘 秒"),
    _unit("time", 60, "minute min", "分鐘"),
    _unit("time", 3600, "hour hr", "個小時 小時 個鐘頭 鐘頭"),
    _unit("time", DAY, "day night", "天 晚 夜"),
    _unit("time", 7 * DAY, "week", "個星期 星期 個禮拜 禮拜 週 周"),
    _unit("time", MONTH * DAY, "month", "個月"),
    _unit("time", YEAR * DAY, "year", "年 歲 週年 周年"),
    _unit("time", 10 * YEAR * DAY, "decade", "個十年"),
    _unit("time", 100 * YEAR * DAY, "century centuries", "個世紀"),
    _unit("length", Fraction(1, 10**9), "nanometer nanometre nm", "奈米"),
    _unit("length", Fraction(1, 10**6), "micron micrometer micrometre", "微米"),
    _unit("length", Fraction(1, 1000), "millimeter millimetre mm", "公釐 毫米"),
    _unit("length", Fraction(1, 100), "centimeter centimetre cm", "公分 厘米"),
    _unit("length", 1, "meter metre m", "公尺 米"),
    _unit("length", 1000, "kilometer kilometre km k", "公里 千米"),
    _unit("length", 0.0254, "inch inches", "英吋 英寸 吋"),
    _unit("length", 0.3048, "foot feet ft", "英尺 英呎 呎"),
    _unit("length", 0.9144, "yard", "碼"),
    _unit("length", 1609.344, "mile mi", "英里 英哩 哩"),
    _unit("mass", Fraction(1, 1000), "gram g", "公克 克"),
    _unit("mass", 1, "kilogram kilo kg", "公斤"),
    _unit("mass", 1000, "tonne ton", "公噸 噸"),
    _unit("mass", 0.02835, "ounce oz", "盎司"),
    _unit("mass", 0.4536, "pound lb lbs", "磅 英磅"),
    _unit("mass", 0.6, "catty catties", "台斤"),
    _unit("volume", Fraction(1, 1000), "milliliter millilitre ml", "毫升 cc"),
    _unit("volume", 1, "liter litre", "公升 升"),
    _unit("volume", 3.785, "gallon", "加侖"),
    _unit("volume", 159, "barrel", "桶"),
    _unit("area", 1, "sqm", "平方公尺 平方米"),
    _unit("area", 3.3058, "ping", "坪"),
    _unit("area", 4046.86, "acre", "英畝"),
    _unit("area", 10_000, "hectare", "公頃"),
    _unit("data", 1, "byte", "位元組"),
    _unit("data", 10**3, "kilobyte kb", "KB"),
    _unit("data", 10**6, "megabyte meg mb", "MB"),
    _unit("data", 10**9, "gigabyte gig gb", "GB"),
    _unit("data", 10**12, "terabyte tb", "TB"),
    _unit("celsius", 1, "celsius", ""),
    _unit("fahrenheit", 1, "fahrenheit", ""),
    _unit("power", 1, "watt", "瓦特 瓦"),
    _unit("power", 1000, "kilowatt kw", "千瓦"),
    _unit("power", 10**6, "megawatt mw", "百萬瓦 MW"),
    _unit("power", 10**9, "gigawatt gw", "十億瓦 吉瓦 GW"),
    _unit("energy", 1, "wh", "瓦時 瓦小時 Wh"),
    _unit("energy", 1000, "kilowh kwh", "千瓦時 度電 kWh"),
    _unit("energy", 10**6, "megawh mwh", "百萬瓦時 MWh"),
    _unit("energy", 10**9, "gigawh gwh", "十億瓦時 吉瓦時 GWh"),
    _unit("energy", 10**12, "terawh twh", "兆瓦時 TWh"),
    _unit("loudness", 1, "decibel db", "分貝 dB"),
    _unit("current", 1, "amp ampere", "安培"),
    _unit("voltage", 1, "volt", "伏特 伏"),
    _unit("pressure", 1, "psi bar", "大氣壓 巴"),
    _unit("frequency", 1, "hertz hz", "赫茲 赫"),
    _unit("frequency", 1000, "kilohertz khz", "千赫 kHz"),
    _unit("frequency", 10**6, "megahertz mhz", "百萬赫 MHz"),
    _unit("frequency", 10**9, "gigahertz ghz", "GHz"),
    _unit("usd", 1, "dollar usd buck", "美元 美金"),
    _unit("usd", Fraction(1, 100), "cent", "美分"),
    _unit("twd", 1, "ntd twd", "新台幣 新臺幣 台幣 臺幣 元台幣 元新台幣 塊台幣"),
    _unit("eur", 1, "euro eur", "歐元"),
    _unit("gbp", 1, "pound sterling gbp quid", "英鎊"),
    _unit("jpy", 1, "yen jpy", "日圓 日元 日幣"),
    _unit("cny", 1, "yuan renminbi rmb", "人民幣"),
    _unit("krw", 1, "krw", "韓元 韓圜"),
    _unit("money", 1, "", "元 塊錢 塊"),
    _unit("multiple", 1, "times x fold", "倍"),
    _unit("occasion", 1, "time times occasion", "次 回 遍 趟"),
    _unit(
        "people",
        1,
        "people person man men woman women kid child children employee engineer worker student "
        "teacher doctor nurse farmer user customer founder researcher scientist volunteer guest "
        "soldier player passenger patient resident",
        "個人 人 位 名",
    ),
    _unit(
        "house",
        1,
        "company companies startup firm store shop restaurant bank factory factories hospital "
        "bakery bakeries publisher newspaper supplier hotel brewery breweries",
        "家",
    ),
)
MONEY = frozenset("usd twd eur gbp jpy cny krw".split())
# About how many Taiwan dollars one is worth: enough to tell a conversion from a slip.
RATES = {"usd": 31, "eur": 35, "gbp": 41, "jpy": 0.21, "cny": 4.4, "krw": 0.023, "twd": 1}

_SKIP = frozenset(
    "of a an the more full long short whole solid extra additional consecutive straight american "
    "us hundred thousand million billion trillion half quarter quarters third thirds or so "
    "and".split()
)
_ENGLISH: dict[str, tuple[int, ...]] = {}
for _number, _one in enumerate(UNITS):
    for _word in _one.english:
        for _form in (_word, _word + "s"):
            _ENGLISH[_form] = (*_ENGLISH.get(_form, ()), _number)
_SCALES = (("攝氏", "celsius"), ("華氏", "fahrenheit"))
_HOUR = next(at for at, one in enumerate(UNITS) if "度電" in one.chinese)  # a kilowatt hour
_CURRENT = re.compile("[用耗發省售供]電|電量|[用耗]掉")
_CHINESE = sorted(
    ((word, number) for number, one in enumerate(UNITS) for word in one.chinese),
    key=lambda row: -len(row[0]),
)
# What follows shows that the character before it is no unit.
_NOT = dict(
    row.split(":")
    for row in """
年:代級期輕紀 人:民物類工生口次均 位:數元置於 名:單稱字為次列 家:人庭鄉具裡 天:空氣下生
週:一二三四五六日末歲年 周:一二三四五六日末歲年 星期:一二三四五六日天 禮拜:一二三四五六日天
回:到來家去應 元:素件 米:飯其 瓦:解時 克:服 升:級高 碼:頭 桶:子 晚:上 夜:市 次:要數世
塊:石地板 秒:殺 噸:位
""".split()
)


def after(tokens: list[str], at: int) -> tuple[int, ...]:
    """The units that may be meant by the words after an English number; empty when unknown."""
    for place in range(at, min(at + LOOK, len(tokens))):
        word = tokens[place]
        if word in _ENGLISH:
            if word in ("k", "m", "g", "x") and place > at:
                return ()
            return _ENGLISH[word]
        if word not in _SKIP:
            return ()
    return ()


def behind(text: str, at: int) -> tuple[int, ...]:
    """The unit that stands at this place of a Chinese text, right after a number."""
    rest = text[at : at + 8].lstrip()
    if rest.startswith("度") and _CURRENT.search(text, max(0, at - ASIDE), at):
        return (_HOUR,)
    for word, number in _CHINESE:
        if rest.startswith(word):
            following = rest[len(word) : len(word) + 1]
            return () if following and following in _NOT.get(word, "") else (number,)
    return ()


def in_front(text: str, at: int) -> tuple[int, ...]:
    """The currency or scale that stands before a number: 新台幣 300 元, 攝氏 30 度."""
    before = text[max(0, at - 8) : at].rstrip(" 約零下")
    for word, dimension in _SCALES:
        if before.endswith(word):
            return _ENGLISH[dimension]
    for word, number in _CHINESE:
        if UNITS[number].dimension in MONEY and before.endswith(word):
            return (number,)
    return ()


def ratio(one: tuple[int, ...], other: tuple[int, ...]) -> Fraction | None:
    """How many of `other` make one of `one`: 1 where either is unknown, None where they differ."""
    if not one or not other:
        return Fraction(1)
    found = None
    for a in one:
        for b in other:
            kinds = {UNITS[a].dimension, UNITS[b].dimension}
            if len(kinds) == 1:
                found = UNITS[a].size / UNITS[b].size
                if found == 1:
                    return found
            elif "money" in kinds and kinds & MONEY:
                return Fraction(1)
    return found


def near(one: tuple[int, ...], other: tuple[int, ...]) -> Fraction:
    """How far a number may lie from the exact conversion between two units, as its share."""
    sizes = {UNITS[a].size for a in (*one, *other) if UNITS[a].dimension == "time"}
    return MONTHLY if sizes == {7 * DAY, MONTH * DAY} else NEAR


def rate(one: tuple[int, ...], other: tuple[int, ...]) -> Fraction | None:
    """About how many of `other` one of `one` buys; None unless these are two currencies."""
    for a in one:
        for b in other:
            first, second = UNITS[a].dimension, UNITS[b].dimension
            if first != second and first in RATES and second in RATES:
                return Fraction(str(RATES[first])) / Fraction(str(RATES[second]))
    return None


def named(units: tuple[int, ...]) -> str:
    """A unit for a message: its first word in English."""
    return next((word for one in units for word in UNITS[one].english), "")
