"""How near two words are: by letters and by sound. Pure.

The key follows the idea of Metaphone (L. Philips, 1990), far shorter: consonants by sound,
vowels only where a word begins, voiced and unvoiced taken together except at the beginning.
"""

import re
import unicodedata
from functools import lru_cache

FAR = 9
VOWELS = "aeiouy"
ENDINGS = "s es ed d ing er ers or ors an ians ian ish ist ists y ies ly al ic able like".split()
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^[kgp]n", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"), (r"^wh", "w"),
        (r"tch", "X"), (r"sch", "X"), (r"chr", "kr"), (r"ch", "X"), (r"sh", "X"),
        (r"[ts]i(?=o)", "X"), (r"ph", "f"), (r"(?<=[aiou])gh(?=t|$)", ""), (r"gh", "g"),
        (r"th", "t"), (r"ck|cq", "k"), (r"dg(?=[eiy])", "j"), (r"c(?=[eiy])", "s"), (r"[cq]", "k"),
        (r"x", "ks"), (r"z", "s"), (r"g(?=[ei])", "j"), (r"(?<=.)w", ""), (r"(?<=.)h", ""),
        (r"(?<=.)v", "f"), (r"(?<=.)d", "t"), (r"(?<=.)b", "p"), (r"(?<=.)g", "k"),
        (r"^[aeiouy]+", "A"), (r"[aeiouy]+", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """How a word sounds: "tworek" and "torek" are TRK, "claude" and "cloud" KLT."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    text = "".join(letter for letter in plain if letter.isalnum())
    for pattern, sound in SOUNDS:
        text = pattern.sub(sound, text)
    return text.upper()


def distance(one: str, two: str, most: int = 3) -> int:
    """Letters to insert, drop, replace, or swap with the neighbour; `FAR` beyond `most`."""
    if abs(len(one) - len(two)) > most:
        return FAR
    before, above = list[int](), list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return FAR
        before, above = above, row
    return above[-1] if above[-1] <= most else FAR


def inflected(one: str, two: str) -> bool:
    """Is one of them the other with an ending? "Tidewells" was not misheard."""
    short, long = sorted((one, two), key=len)
    stems = {short, short.removesuffix("y"), short.removesuffix("e")}
    doubled = long == short + short[-1:]  # "Altmann" is a spelling, not an ending
    return short != long and not doubled and any(s + e == long for s in stems for e in ENDINGS)


def near(heard: str, name: str) -> bool:
    """Could `heard` be `name` misheard, beside another word of the name that is right?"""
    if heard == name or inflected(heard, name):
        return heard == name
    edits, length = distance(heard, name), min(len(heard), len(name))
    if key(heard) == key(name):
        return edits <= min(3, max(1, length // 2))
    return edits == 1 and length >= 7 and heard[0] == name[0]


def very_near(heard: str, name: str) -> bool:
    """Could it be, standing alone? A short word with another vowel is another name.

    "Torek" may be Tworek, and "Ashley" Ashlee; "Vince" is not Vance, nor "Nutella" Nadella.
    """
    edits, length = distance(heard, name), min(len(heard), len(name))
    if length < 5 or edits > 2 or inflected(heard, name):
        return False
    if key(heard) != key(name):
        return edits == 1 and length >= 7 and heard[0] == name[0]
    if length >= 8 or (length == 7 and edits == 1) or heard.rstrip(VOWELS) == name.rstrip(VOWELS):
        return True
    return edits == 1 and len(heard) != len(name)
