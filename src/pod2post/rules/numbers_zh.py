"""The numbers in Chinese text, in Han or in Arabic digits. Pure.

The reading is narrow: what may be no quantity (萬一, 十分, 第一, GPT-4) is none, for each
number found here must be shown in the source.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from pod2post.rules import units
from pod2post.rules.idioms import NO_QUANTITY
from pod2post.rules.quantity import LARGEST, LONGEST, Interval, Quantity, between, digits, point

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}
_GREAT = {"萬": 10**4, "億": 10**8, "兆": 10**12}
_UNITS = _TENS | _GREAT

_D = "".join(_DIGITS)
_U = "".join(_UNITS)
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CORE = (
    rf"(?:(?:{_ARABIC}|[{_D}{_U}])"
    rf"(?:(?<=\d) ?[{_U}]|(?<=[{_U}]) ?(?:{_ARABIC})|(?<=[{_D}{_U}])[{_D}{_U}]"
    rf"|(?<=[{_D}{_U}])點[{_D}]+(?![{_D}十分整半刻過]))*)"
)
_VAGUE = rf"(?:(?<!無)[上數幾近破]|好幾)(?=[{_U}])"
# What may stand between a number and its half: 九公里半.
_HALVED = (
    "個小時|小時|個鐘頭|鐘頭|分鐘|個星期|星期|個禮拜|禮拜|個世紀|世紀|個月|個百分點|公里|公尺|公分|公斤|公克|公噸|公升|公頃"
    "|英里|英哩|英尺|英呎|英吋|英畝|加侖|美元|歐元|個|年|天|週|歲|倍|哩|磅|坪|噸|米|吋|呎|圈|杯|碗|瓶|頁|桶|格|步"
    "|季|塊|元|成|折|度|場|局|節|層|輪|匙|斤|兩|克"
)
_NUMBER = re.compile(
    rf"(?:(?P<percent>[百千]分之)|(?P<vague>{_VAGUE}))?(?P<core>{_CORE})"
    rf"(?P<more> ?[多幾餘來](?![是有於自到說])(?P<times>[{_U}]*))?"
    rf"(?:分之(?P<over>{_CORE}))?"
    r"(?P<after>%| ?個百分點|折| ?年代| ?世紀"
    r"|成(?:[一二三四五六七八九](?![十百千萬億])|[多幾])?(?=[^為長功立了員本熟績果就份分品衣形見交]|$))?"
    rf"(?P<half>(?: ?(?:{_HALVED}))*半(?![導路途夜數成]))?"
)
_BEFORE = re.compile(
    r"(?:近|約|不到|不足|未滿|少於|低於|超過|逾|多於|高於|至少|最多|接近|差不多|大概|上下)\s*(?:有|是)?\s*$"
)
_OVER = re.compile(r"(?:超過|逾|多於)\s?$")
_NEARLY = re.compile(r"(?:不到|未滿|不足|將近|快要?)\s?$")
_AFTER = re.compile(r"\s*\w?(?:左右|上下|出頭|以上|以內|以下)")
_DAYTIME = re.compile(r"(?:凌晨|清晨|早上|上午|中午|午後|下午|傍晚|晚上|夜裡|半夜|深夜)的?\s?$")
_CLOCK = re.compile(
    r"\s?點(?:(?P<late>[三四五]十|[345]\d)|半|鐘|整|多|一過|[零一二]?十?[一二三四五六七八九]?分|[012]\d分)"
)
_MEASURE = re.compile(r"\s?[個種件台張條間隻本項部座根支塊把顆款場道組批類層份篇封艘輛]")
_GROWTH = re.compile(r"(?:多|成長|增加|增長|高|大|快|漲|貴|重|長|提升|擴大)了?\s?(?:將近|約)?$")
_HALF = re.compile(
    r"(?<![個年天倍月時另])(?P<of>一半|半數|過半(?![篇個句天年月本字頁次步路點])|半年|半個?(?:小時|鐘頭)|半個月)"
)

_LATIN = re.compile(
    r"https?://\S+|(?<![A-Za-zÀ-ɏ])[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*(?:[-.][A-Za-z0-9]+)*\d[\w.-]*|[A-Za-z]+-\d[\w.]*"
    r"|(?<![\d.])\d{1,30}(?:\.\d{1,30})?[A-Za-z][A-Za-z0-9]*|\d{1,2}:\d{2}(?::\d{2})?"
)
# 五、六百 is five to six hundred, like 五六百.
_RANGE_COMMA = re.compile("(?<=[一二兩三四五六七八])、(?=[二兩三四五六七八九][十百千萬億兆])")
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3})")
_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a Chinese text, in order; bare one, two and zero in Han are left out."""
    narrow = _WIDE_COMMA.sub(",", text).translate(_WIDE)
    plain = _blank(_LATIN, _RANGE_COMMA.sub("", narrow))
    return tuple(_halves(plain)) + tuple(_numbers(_blank(NO_QUANTITY, _blank(_HALF, plain))))


def whole(numeral: str) -> int:
    """The value of a numeral that stands by itself; 0 where it is none."""
    (quantity,) = quantities(f"{numeral}個") or (None,)
    return int(quantity.choices[0][0]) if quantity else 0


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: "\ufffc" * len(found[0]), text)


def _halves(text: str) -> Iterator[Quantity]:
    for found in _HALF.finditer(text):
        word = found["of"]
        measured = units.behind(word, 1) if word not in ("一半", "半數") else ()
        more = word == "半年" and text[found.start() - 1 : found.start()] == "大"
        size = between(Fraction(1, 2), Fraction(9, 10)) if more else point(Fraction(1, 2))
        if not measured and (
            text.startswith("以上", found.end()) or _OVER.search(text, 0, found.start())
        ):
            size = between(Fraction(1, 2), Fraction(13, 20))
        elif not measured and _NEARLY.search(text, 0, found.start()):
            size = between(Fraction(2, 5), Fraction(1, 2))
        yield Quantity(text=word, choices=(size,), units=measured)


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _NUMBER.finditer(text):
        core = found["core"]
        if found["vague"] is None and all(c in _UNITS for c in core) and core != "十":
            lone = len(core) == 1  # 百 or 萬 alone is part of a word
            if lone or core[0] == core[-1]:
                continue
        low, high = _span(core)
        if found["vague"]:
            low, high = _vaguely(found["vague"], low)
        if found["more"]:
            low, high = _more(core, low, found["times"])
        choices = (*_readings(found, low, high), *_hours(found, low))
        special = found["percent"] or found["over"] or found["after"] or found["half"]
        bare = not special and high <= 2 and "點" not in core and not core[0].isascii()
        around = _BEFORE.search(text[max(0, found.start() - 6) : found.start()]) or _AFTER.match(
            text, found.end()
        )
        yield Quantity(
            text=found[0].strip(),
            choices=choices,
            loose=bool(around),
            scaled=any(c in _UNITS for c in core),
            units=_measured(found, low),
            bare=bare,
            counted=bool(_MEASURE.match(text, found.end())),
            grown=text.startswith("倍", found.end())
            and bool(_GROWTH.search(text, 0, found.start())),
            strict=bool(_clock(found)) or text[found.start() - 1 : found.start()] == "第",
        )


def _clock(found: re.Match[str]) -> re.Match[str] | None:
    """The rest of an hour of the clock: 半 of 三點半; 三點 alone counts points."""
    text = found.string
    hour = text[found.end() : found.end() + 2].lstrip().startswith("點")
    by_day = _DAYTIME.search(text, 0, found.start()) if hour else None
    return _CLOCK.match(text, found.end()) or by_day


def _hours(found: re.Match[str], low: Fraction) -> Iterator[Interval]:
    """What was said for an hour of the clock: 16 點 is four, 四點四十五分 a quarter to five."""
    if clock := _clock(found):
        yield from (point(low + 12 if low <= 12 else low - 12),)
        if clock.re is _CLOCK and clock["late"]:
            yield point(low % 12 + 1)


def _measured(found: re.Match[str], low: Fraction) -> tuple[int, ...]:
    """The unit behind a number or its half, or the currency before it; a date has none."""
    text, half, after = found.string, found["half"] or "", found["after"] or ""
    if (after and after != half) or text[max(0, found.start() - 1) : found.start()] in ("第", "之"):
        return ()
    if found["over"] or found["percent"]:
        return ()
    if "年" in half and half != "年":
        return units.behind("年", 0)
    if half.endswith("個半") and text.startswith("月", found.end()):
        return units.behind("個月", 0)
    inside = units.behind(half, 0) if half else ()
    unit = inside or units.behind(text, found.end())
    date = low.denominator == 1 and 1000 <= low < 2200 and text[found.end() :].lstrip()[:1] == "年"
    short = 30 < low < 100 and not half and text[found.end() :].lstrip()[:1] == "年"
    if date or short:
        return ()
    front = units.in_front(text, found.start())
    return front if front and (not unit or units.UNITS[unit[0]].dimension == "money") else unit


def _readings(found: re.Match[str], low: Fraction, high: Fraction) -> Iterator[Interval]:
    """What the number means with what stands before and after it."""
    after = (found["after"] or "").strip()
    if found["over"]:
        under = _span(found["core"])[0]
        yield point(_span(found["over"])[0] / under if under else 0)
    elif found["percent"] == "千分之":
        yield between(low / 1000, high / 1000)
    elif found["percent"] or after in ("%", "個百分點"):
        yield between(low / 100, high / 100)
    elif after.startswith("成"):
        rest = Fraction(_DIGITS.get(after[1], 0), 100) if after[1:] else 0
        vague = Fraction(1, 10) if after[1:] in ("多", "幾") else 0
        rest += Fraction(1, 20) if found["half"] else 0
        yield between(low / 10 + rest, high / 10 + rest + vague)
        if _NEARLY.search(found.string, 0, found.start()):  # 8 percent are 不到一成
            yield between(low / 10 - Fraction(3, 100), low / 10)
    elif after == "折":
        yield from (point(low / 10), point(1 - low / 10), point(low))
    elif after == "年代":
        yield between(low, low + 9)
        if low < 100:
            yield from (between(1900 + low, 1909 + low), between(2000 + low, 2009 + low))
    elif after == "世紀":
        yield from (point(low), between((low - 1) * 100, low * 100))
    elif found["half"]:
        yield point(low + Fraction(1, 2))
    else:
        yield between(low, high)
        if 10 <= low < 100 and low == high:
            yield from _calendar(found, low)


def _calendar(found: re.Match[str], low: Fraction) -> Iterator[Interval]:
    """A year said short: 96 年 is 1996."""
    rest = found.string[found.end() : found.end() + 2].lstrip()
    if rest.startswith("年") and low > 30:
        yield point(1900 + low)


def _vaguely(word: str, low: Fraction) -> Interval:
    if word == "近":
        return between(low * Fraction(9, 10), low)
    if word in ("上", "破"):
        return between(low, low * 10 - 1)
    return between(low * 2, low * 10 - 1)


def _more(core: str, low: Fraction, times: str) -> Interval:
    """四百多 is 400 to 499, 十幾億 is eleven to nineteen times 億."""
    step = next((_UNITS[c] for c in reversed(core) if c in _UNITS), None)
    if step is None:
        whole = int(low)
        step = 10 ** (len(str(whole)) - len(str(whole).rstrip("0")))
    factor = 1
    for c in times[:3]:
        factor *= _UNITS[c]
    return between(low * factor, (low + step) * factor - 1)


def _span(core: str) -> Interval:
    """The value of a bare number: 三四百 is 300 to 400, 一九九六 is 1996, 四千兩百 is 4200."""
    core = core.replace(" ", "")
    if len(core) > LONGEST:
        return point(LARGEST)
    pair = re.search(rf"([{_D}])([{_D}])(?=[{_U}]|$)", core)
    if pair and (match := re.fullmatch(rf"([十{_U}]?)([{_D}])([{_D}])([{_U}]*)", core)):
        first, second = _DIGITS[match[2]], _DIGITS[match[3]]
        if 0 < first < second <= first + 2:
            low, high = (match[1] + digit + match[4] for digit in (match[2], match[3]))
            return between(_value(low), _value(high))
    return point(min(_value(core), LARGEST))


def _value(core: str) -> Fraction:
    if re.fullmatch(rf"[{_D}]{{2,}}", core):
        return Fraction(int("".join(str(_DIGITS[c]) for c in core)))
    whole, dot, decimals = core.partition("點")
    if dot:
        figures = "".join(str(_DIGITS[c]) for c in decimals if c in _DIGITS)
        tail = [c for c in decimals if c in _UNITS]
        number = _value(whole) + Fraction(int(figures), 10 ** len(figures))
        for c in tail:
            number *= _UNITS[c]
        return number
    return _folded(core)


def _folded(core: str) -> Fraction:
    """Sum and product of digits and units, 萬 億 兆 closing a part."""
    total, part, number = Fraction(0), Fraction(0), None
    unit, zero = 1, False
    for token in re.findall(rf"{_ARABIC}|.", core):
        if token[0].isascii():
            number = digits(token)
        elif token in _DIGITS:
            zero = zero or _DIGITS[token] == 0
            number = Fraction(_DIGITS[token])
        elif token in _GREAT:
            total = _closed(total, part + (number or 0), _GREAT[token])
            part, number, unit, zero = Fraction(0), None, _GREAT[token], False
        else:
            part += (1 if number is None else number) * _TENS[token]
            number, unit, zero = None, _TENS[token], False
    if number is not None and unit >= 100 and not zero and core[-1] in _DIGITS:
        number *= unit // 10  # 三百五 is 350
    return total + part + (number or 0)


def _closed(total: Fraction, amount: Fraction, size: int) -> Fraction:
    """A part closed by 萬 億 兆: 一萬五千億 is 15,000 times 億, 三億四千萬 is a sum."""
    if not amount:
        return (total or Fraction(1)) * size
    return (total + amount) * size if total < size else total + amount * size
