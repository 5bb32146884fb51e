"""The words that tell a part of a talk from any other: its commonest, less those of all talk. Pure.

English words stand apart as they are written. Chinese is written without gaps, and no dictionary is
taken: a word is a run of two to four characters that comes up again, whose halves stand together
more often than by chance, and which different characters go before and after (Sun et al. 1998;
Feng et al. 2004). A half of a word is always followed by its other half, so it is none.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pod2post.rules.characters import is_simplified
from pod2post.topics import lexical

MOST = 4
LONGEST, LEAST = 4, 2  # characters of a Chinese word, and how often it is said at least
TOGETHER = 2.0  # log of how much oftener than by chance its halves meet
SAME = 0.6  # of its uses one neighbour goes along with: it is a part of a longer word

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# Characters with which a word that carries a subject hardly begins or ends; then hardly begins,
# hardly ends.
_PARTICLES = frozenset(
    "的了是在我你妳您他她它們這那就也都很有與及不會把被讓給對從到為而但又或其之去來個些什麼怎哪嗎"
    "吧呢啊喔嘛欸嗯哦誰每幾最更太再還才只像跟比沒著叫該請一二三四五六七八九十兩多少"
)
_HARDLY_FIRST = frozenset("和可要說得做當如因已所隻棵句間")
_HARDLY_LAST = frozenset("和可要說得做用過看聽講問想能第樣走")
_INSIDE = frozenset("的了在是們")  # nor is one of these in the midst of it
_FREE = _PARTICLES | _HARDLY_FIRST
# Words of any talk, as `lexical.TALK` has them in English.
_TALK = frozenset(
    "時候 覺得 現在 今天 問題 大家 知道 東西 可能 其實 然後 比較 開始 事情 真的 出來 起來 "
    "自己 人家 直接 應該 喜歡 需要 希望 發現 認為 告訴 謝謝 節目 今年 去年 昨天 明天 最後 "
    "以前 以後 之前 之後 裡面 外面 旁邊 結果 意思 感覺 部分 方式 情況 關係 特別 非常 完全 "
    "通常 常常 永遠 馬上 立刻 終於 居然 根本 基本 變成 成為 進去 回來 出去 記得 決定 繼續 "
    "重新 使用 方面 狀況 階段 目前 過程 接下來 接著 別人 人們 全部 名字 整個 朋友 時間 "
    "主持人 聽眾 歡迎 上面 下面 剛剛 剛好 剛剛好 大概 晚上 早上 下午 中午 講話 說話 下來 "
    "上去 下去 過來 過去 一直".split()
)


def key_words(texts: Sequence[str]) -> str:
    """Up to four telling words, the likeliest first, in the signs of their script; or ""."""
    chinese = _chinese(texts)
    counted = Counter(word for text in texts for word in _english(text))
    if not chinese:
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return ", ".join(word for word, _ in ordered[:MOST])
    both = chinese | {word: count for word, count in counted.items() if count >= LEAST}
    ordered = sorted(both.items(), key=lambda pair: (-pair[1], pair[0]))
    return "、".join(word for word, _ in ordered[:MOST])


def _english(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text.lower()) if word not in lexical.TALK)


def _chinese(texts: Sequence[str]) -> dict[str, int]:
    """Chinese words that carry a subject, and how often each is said."""
    runs = [run for text in texts for run in _HAN.findall(text)]
    grams, before, after = Counter[str](), dict[str, Counter[str]](), dict[str, Counter[str]]()
    for number, run in enumerate(runs):
        for size in range(1, LONGEST + 1):
            for at in range(len(run) - size + 1):
                gram, end = run[at : at + size], at + size
                grams[gram] += 1
                # The end of a run, or a particle, stands beside any word: a neighbour of its own.
                left = run[at - 1] if at and run[at - 1] not in _FREE else f"{number} {at}"
                right = run[end] if end < len(run) and run[end] not in _FREE else f"{number} {end}"
                before.setdefault(gram, Counter())[left] += 1
                after.setdefault(gram, Counter())[right] += 1
    total = sum(map(len, runs))
    found = {
        gram: count
        for gram, count in grams.items()
        if len(gram) > 1
        and count >= LEAST
        and _is_word(gram)
        and _together(gram, grams, total) >= TOGETHER
        and max(*before[gram].values(), *after[gram].values()) <= SAME * count
    }
    return _apart(found)


def _is_word(gram: str) -> bool:
    if _PARTICLES & {gram[0], gram[-1]} or gram[0] in _HARDLY_FIRST or gram[-1] in _HARDLY_LAST:
        return False
    if _INSIDE & {*gram}:
        return False
    return not (any(word in gram for word in _TALK) or any(map(is_simplified, gram)))


def _together(gram: str, grams: Counter[str], total: int) -> float:
    """The logarithm of how much oftener than by chance its parts meet, where that is least."""
    chances = (
        grams[gram[:at]] * grams[gram[at:]] / total / grams[gram] for at in range(1, len(gram))
    )
    return -math.log(max(chances))


def _apart(found: dict[str, int]) -> dict[str, int]:
    """Without those that stand within a longer word, or hold a shorter one, that tells as much."""
    ordered = sorted(found, key=lambda word: (-found[word] * len(word), word))
    kept = list[str]()
    for word in ordered:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return {word: found[word] for word in kept}
