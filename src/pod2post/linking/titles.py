"""What two titles say of one episode, and what tells them apart. Pure.

Platforms decorate a title: with the show's name, a number, a guest, an emoji. What is left
is compared word by word; what makes another recording of it (a trailer, the second part, a
rerun, an evening on a stage) must stand in both or in neither.
"""

import re
import unicodedata
from collections import Counter

from pod2post.describe import clean
from pod2post.value import value

_NUMBER = re.compile(
    r"\b(?:s\d{1,2}\s*)?(?:ep|eps|episode|e)\s*[.:#]?\s*#?(\d{1,4})(?!\d)|#\s*(\d{1,4})\b"
    r"|第\s*(\d{1,4})\s*[集回期話]|^\s*(\d{1,4})\s*[.:|)-]"
)
_PART = re.compile(
    r"\b(?:part|pt)\b\.?\s*(\d{1,2}|[ivx]{1,4}|one|two|three|four|five)\b"
    r"|[(\[]\s*(\d)\s*(?:/|of)\s*\d\s*[)\]]|[(\[【]\s*([上中下])(?:集|篇|半場)?\s*[)\]】]"
    r"|([上中下])[集篇]|第\s*([一二三四五])\s*部"
)
_PARTS = {
    **{word: str(n) for n, word in enumerate("one two three four five".split(), 1)},
    **{word: str(n) for n, word in enumerate("i ii iii iv v".split(), 1)},
    **{word: str(n) for n, word in enumerate("一二三四五", 1)},
    "上": "1",
    "中": "middle",
    "下": "last",
}
_MARKS = tuple(
    (mark, re.compile(rf"\b(?:{latin})\b|{han}"))
    for mark, latin, han in (
        ("trailer", r"trailers?|teasers?", "預告|搶先[聽看]"),
        ("preview", r"previews?|sneak peek", "試聽"),
        ("clip", r"clips?|excerpts?|shorts?|highlights?", "精華|片段"),
        ("bonus", r"bonus", "番外|加映|加碼|幕後"),
        ("rerun", r"re-?runs?|re-?broadcast|re-?released?|re-?upload(?:ed)?|re-?post", "重播|重溫"),
        ("rerun", r"replay|encore|throwback|best of|from the (?:archives?|vault)", "回顧"),
        ("live", r"live", "現場|直播"),
        (
            "cut",
            r"extended|uncut|unedited|director.?s cut|remastered|updated?|ad-free|recap",
            "剪輯版",
        ),
    )
)
_PLAIN = re.compile(
    r"\b(?:full|official|new|complete|entire) (?:episode|interview|conversation|video|podcast)\b"
    r"|\b(?:official|video|podcast|4k|hd)\b|完整版|完整訪談|全集"
)
_DIVISION = re.compile(r"[|•·–—:()\[\]【】《》]|\s-\s|\s~\s|\s/\s")
_WORD = re.compile("[a-z0-9\u00df-\u024f]+|[\u3400-\u9fff\uf900-\ufaff\u3041-\u30ff\uac00-\ud7af]")
_QUIET = frozenset("a an the and with w ft feat featuring guest".split())
_TURNS = frozenset("not no never without isnt wont cant dont doesnt 不 沒 無 非 未".split())
PROMOTION = frozenset({"trailer", "preview", "clip"})
LEAST_WORDS = 3  # fewer, such as "Mailbag", are a title that comes again


@value
class Title:
    """A title as it is compared: its words in order, the episode's number, what it marks."""

    words: tuple[str, ...]
    number: str | None
    marks: frozenset[str]

    @property
    def generic(self) -> bool:
        """Does it say too little to stand for one episode?"""
        return len(self.words) < LEAST_WORDS


def read(title: str, shows: tuple[str, ...] = ()) -> Title:
    """The title without decoration and without a show's name, which stands there or does not."""
    text = _plain(title)
    marks = {mark for mark, pattern in _MARKS if pattern.search(text)}
    if part := _first(_PART, text):
        marks.add(f"part {_PARTS.get(part, part)}")
    number = _first(_NUMBER, text)
    bare = _PLAIN.sub(" ", _PART.sub(" ", _NUMBER.sub(" | ", text)))
    named = [_words(_PLAIN.sub(" ", _plain(show))) for show in shows]
    pieces = [_words(piece) for piece in _DIVISION.split(bare)]
    words = [word for piece in pieces if piece not in named for word in piece]
    words = words or [word for piece in pieces for word in piece]
    return Title(
        words=tuple(words),
        number=number.lstrip("0") or "0" if number else None,
        marks=frozenset(marks),
    )


def likeness(one: Title, other: Title) -> int:
    """How many of 100 words the two share."""
    mine, theirs = Counter(one.words), Counter(other.words)
    both = mine.total() + theirs.total()
    return 200 * (mine & theirs).total() // both if both else 0


def contained(one: Title, other: Title) -> bool:
    """Is one the other and no more than a guest or a series' name beside it?"""
    small, large = sorted((Counter(one.words), Counter(other.words)), key=Counter.total)
    rest = large - small
    silent = not any(word in _TURNS or word.isdecimal() for word in rest)
    return (
        not small - large
        and small.total() >= LEAST_WORDS
        and rest.total() <= small.total()
        and silent
    )


def against(one: Title, other: Title) -> str | None:
    """Why these are two recordings, whatever their words say; None where nothing tells."""
    if promoted := sorted(PROMOTION & (one.marks | other.marks)):
        return f"one is a {promoted[0]}"
    if differ := sorted(one.marks ^ other.marks):
        return f"only one says {' and '.join(differ)}"
    if one.number and other.number and one.number != other.number:
        return f"the numbers differ, {one.number} and {other.number}"
    return None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    return re.sub(r"[’'‘`´]", "", folded).replace("&", " and ")


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return next(filter(None, found.groups())) if found else None


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word not in _QUIET]
