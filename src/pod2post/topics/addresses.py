"""Addresses as they are spoken, and the names in them: "tally bird dot example slash". Pure.

A recogniser writes a name as it likes, in one word or three, so names are compared folded: their
letters alone, in lower case.
"""

import difflib
import re

MOST_WORDS = 4  # of a name
LEAST, LEAST_HAN = 5, 3  # letters of a name that may be compared
ALIKE = 0.82

_SPOKEN = re.compile(r"((?:[\w'&-]+ ){1,4})dot [a-z]")
_WRITTEN = re.compile(r"([\w-]{3,})\.[a-z]{2,}\b")
_SPOKEN_HAN = re.compile(r"([一-鿿]{2,6})\s*(?:點|\.)\s*(?:com|net|org|tw|台灣)", re.IGNORECASE)
_BEFORE = frozenset("at to is on it's that's visit www from of go try".split())  # never in a name
_HAN = re.compile(r"[一-鿿]+")
_WORD = re.compile(r"[\w'’&-]+")


def folded(text: str) -> str:
    """Letters and digits alone, in lower case, `&` as a word."""
    return re.sub(r"[\W_]+", "", text.lower().replace("&", "and"))


def hosts(text: str) -> frozenset[str]:
    """What may be the name in each address: the last one to four words before the dot."""
    low = text.lower()
    made = {folded(found[1]) for found in _WRITTEN.finditer(low)}
    for found in _SPOKEN.finditer(low):
        words = found[1].split()
        begins = max((at + 1 for at, word in enumerate(words) if word in _BEFORE), default=0)
        made |= {folded("".join(words[at:])) for at in range(begins, len(words))}
    latin = {one for one in made if len(one) >= LEAST}
    ends = {
        found[1][at:]
        for found in _SPOKEN_HAN.finditer(text)
        for at in range(len(found[1]) - LEAST_HAN + 1)
    }
    return frozenset(latin | ends)


def named(text: str) -> frozenset[str]:
    """What may be a name: one to four words from a capital on, folded; Chinese in a row."""
    words = _WORD.findall(text)
    made = {
        folded("".join(words[at : at + size]))
        for at, word in enumerate(words)
        if word[0].isupper()
        for size in range(1, MOST_WORDS + 1)
    }
    return frozenset(made | _rows_of_han(text))


def spoken(text: str) -> frozenset[str]:
    """The same, whatever the case."""
    words = _WORD.findall(text)
    made = {
        folded("".join(words[at : at + size]))
        for at in range(len(words))
        for size in range(1, MOST_WORDS + 1)
    }
    return frozenset(made | _rows_of_han(text))


def _rows_of_han(text: str) -> set[str]:
    return {
        row[at : at + size]
        for row in _HAN.findall(text)
        for size in range(2, 9)
        for at in range(len(row) - size + 1)
    }


def same(host: str, name: str) -> bool:
    """Is this the name in that address, whole, its first half or more, or misheard by a letter?"""
    if _HAN.match(host):
        return len(name) >= LEAST_HAN and host == name
    if len(name) < LEAST or host[0] != name[0]:
        return False
    if host == name or (host.startswith(name) and len(name) * 2 > len(host)):
        return True
    return (
        abs(len(host) - len(name)) <= 2
        and difflib.SequenceMatcher(None, host, name).ratio() >= ALIKE
    )
