"""How much of the source a Chinese rendering carries, word by word of a dictionary. Pure.

Chinese is cut into headwords by longest match; a headword meets the source where a stem of
its English senses stands there, and half where one of its characters' does. Blind to who did
what to whom, and to polarity.
"""

import re
from functools import lru_cache

from pod2post import zh
from pod2post.ports import Glossary
from pod2post.stems import stem, words
from pod2post.values import value

LONGEST = 8  # Han in one headword
PARTLY = 0.5  # what a character of a word counts for
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|CL:\S+|\b(?:see also|variant of|abbr\. for)\b")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_STOP = frozenset(
    """a about again all also always am an and any are as at be been being both but by can cannot
    could did do does doing don down each either else even ever every for from get go got had has
    have he her here him his how i if in into is it its itself just let like ll ma may me might more
    most much must my no nor not now of off oh on one ones only onto or other our out over own
    per put quite re really s sb shall she should so some someone something sth still such t than
    that the their them then there these they thing things this those though through to too under
    until up upon us used usually ve very was way we well were what whatever when where whether
    which while who whom whose why will with would yeah yes yet you your
    sort kind okay ok uh um mean know lot going gonna wanna make made come came take took
    zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion half percent sorry bit
    literary figurative lit fig idiom coll etc esp classifier particle surname dialect""".split()
)
_EMPTY = frozenset(
    """的 了 是 在 和 有 就 都 也 這 那 我 你 他 她 它 我們 你們 他們 她們 它們 不 很 會 讓 把 被 對
    跟 從 到 上 下 中 裡 個 們 著 過 地 得 而 但 如果 因為 所以 這個 那個 一個 什麼 可以 沒有 自己
    還有
    那麼 這些 那些 其他 已經 當時 這是 真的 一 兩 之 與 及 或 並 且 只 才 又 還 更 最 太 沒 吧 嗎 呢
    啊 啦 為 以 於 後 前 之後 之前 然後 其實 覺得 就是 不是 一樣 怎麼 這樣 那樣 非常 比較 應該 事情
    東西 這裡 那裡 位 名 種 件 次 些 點""".split()
)

# Numbers and dates are compared by value, elsewhere.
_NUMERALS = frozenset("〇零一二兩三四五六七八九十百千萬億兆年月日號點分秒多幾半")


@value
class Overlap:
    """Shares of what meets: of Chinese words, of English stems; and how many there are of each."""

    chinese: float
    english: float
    words: int
    stems: int

    @property
    def both(self) -> float:
        """The harmonic mean of the two shares, 0 to 1."""
        total = self.chinese + self.english
        return 2 * self.chinese * self.english / total if total else 0.0


@value
class Senses:
    """A Chinese text by what its words may mean; `loose` are the senses of their characters."""

    words: tuple[frozenset[str], ...]
    loose: tuple[frozenset[str], ...]
    pool: frozenset[str]
    loose_pool: frozenset[str]

    def met(self, source: str) -> Overlap:
        """How much of it and of an English text meet."""
        wanted = content(source)
        pairs = zip(self.words, self.loose, strict=True)
        shares = [_share(bool(one & wanted), bool(two & wanted)) for one, two in pairs]
        found = [_share(word in self.pool, word in self.loose_pool) for word in wanted]
        return Overlap(
            chinese=sum(shares) / len(shares) if shares else 0.0,
            english=sum(found) / len(found) if found else 0.0,
            words=len(shares),
            stems=len(found),
        )


def _share(whole: bool, part: bool) -> float:
    return 1.0 if whole else PARTLY if part else 0.0


def senses(glossary: Glossary, chinese: str) -> Senses:
    """What the words of a Chinese text may mean; a Latin word in it means itself."""
    parts = cut(glossary, chinese)
    latin = [frozenset([stem(word)]) for run in _LATIN.findall(chinese) for word in words(run)]
    whole = [stems(glossary, part) for part in parts]
    loose = [
        frozenset().union(*(stems(glossary, one) for one in part if one not in _EMPTY))
        for part in parts
    ]
    return Senses(
        words=(*whole, *latin),
        loose=(*loose, *latin),
        pool=frozenset().union(*whole, *latin),
        loose_pool=frozenset().union(*loose),
    )


@lru_cache(maxsize=4096)
def content(source: str) -> frozenset[str]:
    """The stems of the words of an English text that carry meaning."""
    return frozenset(stem(word) for word in words(source) if word not in _STOP)


def cut(glossary: Glossary, chinese: str) -> list[str]:
    """The headwords of a Chinese text that carry meaning, by longest match."""
    found = []
    for run in re.findall(f"[{zh.HAN}]+", chinese):
        at = 0
        while at < len(run):
            sizes = range(min(LONGEST, len(run) - at), 1, -1)
            size = next((n for n in sizes if glossary.english(run[at : at + n])), 1)
            found.append(run[at : at + size])
            at += size
    idle = _EMPTY | _NUMERALS
    return [word for word in found if word not in idle and glossary.english(word)]


def rich(glossary: Glossary, chinese: str) -> int:
    """How many of its headwords have two characters or more: those that say most."""
    return sum(len(word) > 1 for word in cut(glossary, chinese))


def stems(glossary: Glossary, word: str) -> frozenset[str]:
    """The stems of all senses of a headword; none where it is no headword."""
    return _stems_of(glossary.english(word) or "")


@lru_cache(maxsize=20_000)
def _stems_of(english: str) -> frozenset[str]:
    plain = _ASIDE.sub(" ", english)
    return frozenset(stem(word) for word in words(plain) if word not in _STOP)
