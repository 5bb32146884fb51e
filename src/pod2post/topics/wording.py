"""How a sentence is worded: what a learned witness against talk may look at. Pure.

Words and pairs of words, pairs of Chinese characters, and what is said of a listener, of numbers,
of names that stand in one minute of an episode and nowhere else. Nothing here knows a brand.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pod2post.topics import surroundings
from pod2post.values import Cue

NEAR_MS = 90_000  # a name for sale is said within so much time, and nowhere else
LEAST_NEW = 4  # letters of a word that may be new
LONG = 12  # words of a sentence that is not short
AROUND = 2  # sentences on each side whose words say how new a place is

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_HAN = re.compile(r"[一-鿿]+")
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen sixteen twenty thirty forty"
    " fifty sixty seventy eighty ninety hundred thousand million".split()
)
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十百千萬兩半]{2,}|\d+")
_NAME = re.compile(r"\b[A-Z][a-z]{2,}")
_IMPERATIVE = re.compile(
    r"(?:^|[.!?] )(?:(?:and|so|but|or|just|then|please) )?(?:go|come|get|try|ask|pick|call|bring"
    r"|take|visit|tell|send|sit|give|buy|book|find|open|read|join|look|start|stop|see|listen|imagine"
    r"|let|put|keep|meet|order|add|make|save|say|turn|use|drop|follow|sign|leave|write)\b(?! it's)",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|did|didn't|\w{3,}ed)\b")


def shapes(cues: Sequence[Cue]) -> tuple[dict[str, float], ...]:
    """What each sentence shows, by name: 1.0 for a word in it, 0 to 1 for the rest.

    Words begin with `w `, pairs with `p `, Chinese pairs with `h `; the first word of a sentence
    with `f `; what is said around it with `all ` (`surroundings`). The rest is counted here.
    """
    words = [_words(cue.text) for cue in cues]
    fresh = _fresh(cues, words)
    near = surroundings.shapes(cues)
    return tuple(
        {
            **dict.fromkeys(_said(cue.text, words[at]), 1.0),
            **_shown(cue.text, words[at]),
            **fresh[at],
            **near[at],
        }
        for at, cue in enumerate(cues)
    )


def _words(text: str) -> list[str]:
    return [_stem(one) for one in _WORD.findall(text.lower().replace("’", "'"))]


def _stem(word: str) -> str:
    """One form of a word and its plural; numbers are all one."""
    if word.isdigit() or word in _NUMBERS:
        return "0"
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "'s")):
        return word[:-1]
    return word


def _said(text: str, words: Sequence[str]) -> Iterator[str]:
    yield from (f"w {one}" for one in words)
    yield from (f"p {one} {two}" for one, two in pairwise(words))
    if words and not _HAN.search(text):
        yield f"f {words[0]}"
    for row in _HAN.findall(text):
        yield from (f"h {one}{two}" for one, two in pairwise(row))


def _shown(text: str, words: Sequence[str]) -> dict[str, float]:
    han = sum(map(len, _HAN.findall(text)))
    if han > len(words):
        you = len(re.findall("[你您]", text))
        return {
            "zh": 1.0,
            "zh you": min(1.0, you / 2),
            "zh I": float("我" in text),
            "zh number": min(1.0, len(_HAN_NUMBER.findall(text)) / 2),
            "zh short": max(0.0, 1 - han / 25),
            "zh asks you": float(bool(you) and text.rstrip().endswith(("？", "?"))),
        }
    you = sum(one.split("'")[0] in ("you", "your", "yours", "yourself") for one in words)
    size = max(1, len(words))
    return {
        "en you": min(1.0, you / 2),
        "en number": min(1.0, words.count("0") / 2),
        "en short": max(0.0, 1 - size / LONG),
        "en fragment": float(size <= 3 and text[:1].isupper()),
        "en imperative": float(_IMPERATIVE.search(text) is not None),
        "en past": min(1.0, len(_PAST.findall(text)) / 2),
        "en asks you": float(bool(you) and text.rstrip().endswith("?")),
        "en commas": min(1.0, text.count(",") / 4),
    }


def _fresh(cues: Sequence[Cue], words: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """What of a sentence is said within a minute or so, and nowhere else in the episode."""
    rows = [_tellable(cue.text, said) for cue, said in zip(cues, words, strict=True)]
    names = [frozenset(one.lower() for one in _NAME.findall(cue.text)) for cue in cues]
    places: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        for one in row:
            places.setdefault(one, []).append(at)
    local = {
        one
        for one, found in places.items()
        if cues[found[-1]].start_ms - cues[found[0]].start_ms < NEAR_MS
    }
    share = [sum(one in local for one in row) / max(1, len(row)) for row in rows]
    sizes = [len(row) for row in rows]
    made = []
    for at, row in enumerate(rows):
        span = range(max(0, at - AROUND), min(len(cues), at + AROUND + 1))
        whole = sum(sizes[one] for one in span)
        new = sum(share[one] * sizes[one] for one in span) / max(1, whole)
        again = [one for one in row & local if len(places[one]) > 1]
        named = [one for one in again if one in names[at]]
        kind = "zh" if _HAN.search(cues[at].text) else "en"
        made.append(
            {
                f"{kind} new": new,
                f"{kind} again": min(1.0, len(again) / 2),
                f"{kind} named": min(1.0, float(len(named))),
            }
        )
    return made


def _tellable(text: str, words: Sequence[str]) -> frozenset[str]:
    pairs = {a + b for row in _HAN.findall(text) for a, b in pairwise(row)}
    return frozenset(pairs | {one for one in words if len(one) >= LEAST_NEW})
