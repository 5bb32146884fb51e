"""Chinese text by character: what is Han, what is counted, where a quotation stands."""

import re
from collections.abc import Iterable
from functools import lru_cache

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters, for use inside a character class."""

MARK = re.compile("⟦q:([^⟦⟧]*)⟧")
"""Where a verified quotation stands in a draft; group 1 is its id."""

ENDS = "。？！"
OBSERVATION = "我的觀察"

SAYING = (
    "說(?!法|服|詞)|稱(?!職|讚|號)|表示|指出|認為|強調|補充|解釋|回憶|點出|坦言|承認|總結|形容|透露"
    "|直言|反問|追問|問(?![題世卷])|答(?!案)|回應|寫道|提醒|描述|警告|感嘆|主張|宣布|歸因於|自嘲|坦承"
    "|提到|談到|喊|笑道"
)
"""Verbs of saying, as alternatives of a pattern."""

_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ0-9]+(?:[.'’&+%-][A-Za-zÀ-ɏ0-9]+)*")


def count(text: str) -> int:
    """How many Han characters there are."""
    return len(_HAN.findall(text))


def width(text: str) -> int:
    """The length that a Taiwanese reader feels: Han one each, a Latin word or number two."""
    return count(text) + 2 * len(_LATIN_WORD.findall(text))


def marks(text: str) -> tuple[str, ...]:
    """The ids of the quotations placed in `text`, in order."""
    return tuple(MARK.findall(text))


def without_marks(text: str) -> str:
    """The text with an empty pair 「」 where a verified quotation stands."""
    return MARK.sub("「」", text)


AROUND = 12
"""Characters on both sides of an excerpt."""


def excerpt(text: str, start: int, end: int, around: int = AROUND) -> str:
    """The place from `start` to `end` with some characters on both sides, on one line."""
    left, right = max(0, start - around), min(len(text), end + around)
    cut = text[left:right].replace("\n", " ")
    return ("…" if left else "") + cut + ("…" if right < len(text) else "")


def blank(text: str) -> str:
    """As many U+FFFC, which is neither Han nor Latin nor punctuation: no neighbour is at fault."""
    return "\ufffc" * len(text)


@lru_cache(maxsize=1024)
def quoted(text: str) -> tuple[tuple[int, int], ...]:
    """The outermost 「…」, each from its opening to behind its closing mark."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character == "「":
            start = start if depth else at
            depth += 1
        elif character == "」" and depth:
            depth -= 1
            if not depth:
                found.append((start, at + 1))
    return tuple(found)


def within_quotes(text: str) -> frozenset[int]:
    """Where the characters between the outermost 「 and 」 stand."""
    return frozenset(at for start, end in quoted(text) for at in range(start + 1, end - 1))


def masked(text: str, protected: Iterable[str]) -> str:
    """The text of the same length in which URLs and the `protected` words are blanked out."""
    words = sorted({word for word in protected if word}, key=len, reverse=True)
    pattern = "|".join([r"https?://[^\s「」，。）]+", *map(re.escape, words)])
    return re.sub(pattern, lambda found: blank(found[0]), text)
