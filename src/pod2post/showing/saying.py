"""What a finding says, in the Chinese of Taiwan: a rule's sentence is looked up in a table. Pure.

The rules speak English, and a waiver holds as long as their sentence is the same; so the page
says it in other words, and what is kept stays as it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from pod2post import zh
from pod2post.showing.remedies import MENDED, TAILS, WORDS
from pod2post.showing.sayings import WRONG, Row
from pod2post.showing.words import TESTS
from pod2post.values import Dropped

COUNTS = frozenset({"a", "b", "n", "m", "least", "most"})  # holes in which a number stands
_HOLE = re.compile(r"\\\{(\w+)\\\}")
_ABOUT = re.compile(r"(?P<quote>[A-Za-z][A-Za-z0-9_-]*): (?P<rest>.+)", re.DOTALL)
_JOIN = re.compile(r" (?:and|or) ")

Known = tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=512)
def wrong(text: str) -> str | None:
    """What is wrong, as a rule says it; None where the table has no such sentence."""
    for found, chinese in _fitting(_tails(), text):
        if told := wrong(found["text"]):
            return chinese.format(**{**_holes(found), "text": told})
    about = _ABOUT.fullmatch(text)
    if about and (told := wrong(about["rest"])):
        return f"引文 {about['quote']}：{told}"
    for found, chinese in _fitting(_wrong(), text):
        return chinese.format(**_holes(found))
    return _own(text)


@lru_cache(maxsize=512)
def mended(text: str) -> str | None:
    """What can be done about it; as `wrong`."""
    for found, chinese in _fitting(_mended(), text):
        return chinese.format(**_holes(found))
    return _own(text)


def why(row: Dropped) -> Dropped:
    """A quotation that did not hold, with its reasons in Chinese as far as the table has them."""
    parts = row.why.split("；")
    return replace(row, why="；".join(wrong(part) or part for part in parts))


def _own(text: str) -> str | None:
    """A table's own note, which is Chinese as it is."""
    return text if zh.count(text) and not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", text) else None


def _holes(found: re.Match[str]) -> dict[str, str]:
    """What stands in the holes; words that the rules put there are Chinese, too."""
    return {name: _word(text) for name, text in found.groupdict().items()}


def _word(text: str) -> str:
    known = WORDS.get(text) or TESTS.get(text)
    if known:
        return known
    parts = _JOIN.split(text)
    short = len(parts) > 1 and all(len(part) <= 4 for part in parts)
    return "或".join(parts) if short else text


def _fitting(rows: Known, text: str) -> Iterator[tuple[re.Match[str], str]]:
    for pattern, chinese in rows:
        if found := pattern.fullmatch(text):
            yield found, chinese


def _compiled(rows: Iterable[Row]) -> Known:
    return tuple(
        (re.compile(_HOLE.sub(_hole, re.escape(english)), re.DOTALL), chinese)
        for english, chinese in rows
    )


def _hole(found: re.Match[str]) -> str:
    return rf"(?P<{found[1]}>[\d,]+)" if found[1] in COUNTS else rf"(?P<{found[1]}>.+?)"


@cache
def _wrong() -> Known:
    return _compiled(WRONG)


@cache
def _mended() -> Known:
    return _compiled(MENDED)


@cache
def _tails() -> Known:
    return _compiled(TAILS)
