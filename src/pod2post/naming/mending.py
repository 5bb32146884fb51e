"""Names that were misheard, found in the words of a transcript. Pure.

Three ways lead to a name: a mis-hearing that the sheet lists, the name's own letters divided
otherwise ("open AI", "Q Star"), and a sound or spelling near it ("Jerry Torek"). What is made
of everyday words in small letters ("cloud code") is believed only in a name's company.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pod2post.naming import nearness
from pod2post.naming.everyday import DETERMINERS, EVERYDAY, TITLES, TRADE
from pod2post.naming.tokens import Token, tokens
from pod2post.values import Name

GLUE = re.compile(r"[ \t–-]*")
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
INNER_CAPITAL = re.compile(r"\w[A-Z]|[A-Z]\w*\d")
THINGS = ("product", "company", "term")
LONGEST, ENOUGH = 5, 2  # words of a mis-hearing; reasons that make everyday words a name
LEAST_SOUND = 4  # letters of a key: what is shorter is like too many words
WEIGHTY = 6  # letters of a word that hardly stands in two names

Why = Literal["listed", "division", "sound", "heard again"]
Change = tuple[str, str, Why]  # what was heard, what is shown, why


@dataclass(frozen=True, slots=True)
class Find:
    """Tokens `at` to `stop` of a cue are this name. One that is not `sure` needs company."""

    at: int
    stop: int
    name: Name
    shown: str
    why: Why
    sure: bool


class Sheet:
    """The name sheet, laid out for looking up."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names
        self.forms = {name: tuple(t.low for t in tokens(name.canonical)) for name in names}
        self.squeezed: dict[str, tuple[Name, Why]] = {}
        for name in names:
            for heard in name.heard:
                self.squeezed.setdefault(_squeezed(tokens(heard)), (name, "listed"))
            self.squeezed[_squeezed(tokens(name.canonical))] = (name, "division")
        self.squeezed.pop("", None)
        self.words = {word for form in self.forms.values() for word in form}
        self.begin: dict[str, list[Name]] = {}
        self.first: dict[str, list[Name]] = {}
        for name, form in self.forms.items():
            if form:
                self.begin.setdefault(form[0], []).append(name)
            if len(form) > 1 and not all(word in EVERYDAY for word in form):
                self.first.setdefault(form[0], []).append(name)
        self.alone = dict(self._alone())
        self.one_word = [n for n, form in self.forms.items() if len(form) == 1 and len(form[0]) > 7]
        self._near: dict[str, tuple[str, ...]] = {}

    def _alone(self) -> Iterator[tuple[str, tuple[Name, str]]]:
        """Words that stand for the whole name: a surname, a guest's first name, a brand."""
        for name, form in self.forms.items():
            spelt = [token.text for token in tokens(name.canonical)]
            if name.kind == "person" and len(form) > 1:
                yield form[-1], (name, spelt[-1])
                if name.role in ("host", "guest"):
                    yield form[0], (name, spelt[0])
            elif len(form) == 1 and form[0] not in EVERYDAY:
                yield form[0], (name, name.canonical)

    def near(self, heard: str) -> tuple[str, ...]:
        """First words of names that this word may be."""
        if heard not in self._near:
            found = (
                word for word in self.first if nearness.near(heard, word) or _one_off(heard, word)
            )
            self._near[heard] = tuple(found)
        return self._near[heard]


def _squeezed(row: Sequence[Token]) -> str:
    return "".join(token.low for token in row)


def mended(texts: Sequence[str], names: Sequence[Name]) -> list[tuple[str, list[Change]]]:
    """Each text with its names spelt as in the sheet, and what was changed, in order."""
    sheet = Sheet(names)
    before = [_han(text, names) for text in texts]
    rows = [tokens(text) for text, _ in before]
    right = [_right(text, row, sheet) for (text, _), row in zip(before, rows, strict=True)]
    found = [
        _finds(text, row, spots, sheet)
        for (text, _), row, spots in zip(before, rows, right, strict=True)
    ]
    present = [
        {*spots.values(), *(find.name for find in some if find.sure)}
        for spots, some in zip(right, found, strict=True)
    ]
    spelt = {name for spots in right for name in spots.values()}
    result = []
    for at, (text, changes) in enumerate(before):
        beside = range(max(0, at - 1), min(len(rows), at + 2))
        named = {n for spot in beside for n in present[spot] if n.kind in THINGS}
        held = []
        for find in found[at]:
            around = [t for spot in beside if spot != at for t in rows[spot]]
            around += [*rows[at][: find.at], *rows[at][find.stop :]]
            if find.sure or _in_company(find, rows[at], around, bool(named) or find.name in spelt):
                held.append(find)
        result.append(_changed(text, rows[at], held, changes))
    return result


def suspects(texts: Sequence[str], names: Sequence[Name]) -> list[bool]:
    """Which texts hold anything near a name, be it too little to mend it without a second ear."""
    sheet = Sheet(names)
    sounds = {nearness.key("".join(form)) for form in sheet.forms.values() if form}
    sounds = {sound for sound in sounds if len(sound) >= LEAST_SOUND}
    found = []
    for text in texts:
        row = tokens(text)
        right = _right(text, row, sheet)
        odd = bool(_finds(text, row, right, sheet))
        for at in range(len(row)):
            for stop in range(at + 1, min(len(row), at + 3) + 1):
                free = not any(spot in right for spot in range(at, stop))
                odd = odd or (free and nearness.key(_squeezed(row[at:stop])) in sounds)
        found.append(odd)
    return found


def _han(text: str, names: Sequence[Name]) -> tuple[str, list[Change]]:
    """Scripts without spaces have no words to compare: what is listed is replaced."""
    changes: list[Change] = []
    for name in names:
        for heard in name.heard:
            if HAN.search(heard) and heard in text and heard not in name.canonical:
                text = text.replace(heard, name.canonical)
                changes.append((heard, name.canonical, "listed"))
    return text, changes


def _changed(
    text: str, row: Sequence[Token], held: Sequence[Find], changes: list[Change]
) -> tuple[str, list[Change]]:
    shown, last = "", 0
    for find in held:
        begin, end = row[find.at].begin, row[find.stop - 1].end
        changes = [*changes, (text[begin:end], find.shown, find.why)]
        shown, last = shown + text[last:begin] + find.shown, end
    return shown + text[last:], changes


def _finds(text: str, row: Sequence[Token], right: Container[int], sheet: Sheet) -> list[Find]:
    """What may be a name in this cue, the best reading of each place, in order."""
    found: list[Find] = []
    for at in range(len(row)):
        for stop in range(at + 1, min(len(row), at + LONGEST) + 1):
            if stop > at + 1 and not GLUE.fullmatch(text[row[stop - 2].end : row[stop - 1].begin]):
                break
            if any(spot in right for spot in range(at, stop)):
                break
            found += _readings(row, at, stop, sheet)
    kept: list[Find] = []
    order = {"listed": 0, "division": 1, "sound": 2}
    for find in sorted(found, key=lambda f: (order[f.why], f.at - f.stop, f.at)):
        if all(find.stop <= other.at or other.stop <= find.at for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda f: f.at)


def _right(text: str, row: Sequence[Token], sheet: Sheet) -> dict[int, Name]:
    """Tokens that stand in a name which is spelt as it should be."""
    right: dict[int, Name] = {}
    for at, token in enumerate(row):
        for name in sheet.begin.get(token.low, ()):
            form = sheet.forms[name]
            whole = tuple(other.low for other in row[at : at + len(form)]) == form
            if whole and text.startswith(name.canonical, token.begin):
                right.update(dict.fromkeys(range(at, at + len(form)), name))
    return right


def _readings(row: Sequence[Token], at: int, stop: int, sheet: Sheet) -> Iterator[Find]:
    span = row[at:stop]
    known = sheet.squeezed.get(_squeezed(span))
    if known:
        name, why = known
        if why == "listed" or not _only_case(span, name, sheet.forms[name]):
            yield Find(at, stop, name, name.canonical, why, sure=_marked(row, at, stop))
        return
    if len(span) == 1:
        yield from _one(row, at, sheet)
        return
    for first in sheet.near(span[0].low):
        for name in sheet.first[first]:
            if _sounds(span, sheet.forms[name], name):
                yield Find(at, stop, name, name.canonical, "sound", sure=_clear(span, sheet, name))
    if any(token.capital and not token.first for token in span):
        joined = _squeezed(span)
        for name in sheet.one_word:
            if nearness.key(joined) == nearness.key(sheet.forms[name][0]) and nearness.very_near(
                joined, sheet.forms[name][0]
            ):
                yield Find(at, stop, name, name.canonical, "sound", sure=True)


def _only_case(span: Sequence[Token], name: Name, form: Sequence[str]) -> bool:
    """Only capitals differ, and nothing says that the name is meant: "core memory"."""
    if tuple(token.low for token in span) != tuple(form):
        return False
    if len(span) == 1:
        return not INNER_CAPITAL.search(name.canonical) or span[0].text.isupper()
    return all(token.everyday for token in span)


def _marked(row: Sequence[Token], at: int, stop: int) -> bool:
    """Does a capital, or a rare word without an article, say that this is no phrase?"""
    span = row[at:stop]
    if any(token.capital and not token.first for token in span):
        return True
    article = at > 0 and row[at - 1].low in DETERMINERS
    return not article and not all(token.everyday for token in span)


def _sounds(span: Sequence[Token], form: Sequence[str], name: Name) -> bool:
    """Word for word near, and one of the words right, or else all of them by sound."""
    if len(span) != len(form):
        return False
    pairs = [(token.low, word) for token, word in zip(span, form, strict=True)]
    weighty = any(h == word and len(word) >= WEIGHTY and word not in EVERYDAY for h, word in pairs)
    if not all(nearness.near(h, word) or (weighty and _one_off(h, word)) for h, word in pairs):
        return False
    differ = [(heard, word) for heard, word in pairs if heard != word]
    if len(differ) == len(pairs):
        return all(nearness.very_near(heard, word) for heard, word in pairs)
    capitals = {token.capital for token in span}
    return name.kind != "person" or len(capitals) == 1


def _one_off(heard: str, word: str) -> bool:
    """One letter apart: enough beside a long and rare word that is right ("Alex Radford")."""
    same = heard[0] == word[0] and not nearness.inflected(heard, word)
    return same and min(len(heard), len(word)) >= 4 and nearness.distance(heard, word) == 1


def _clear(span: Sequence[Token], sheet: Sheet, name: Name) -> bool:
    """Is what differs no everyday word in small letters?"""
    pairs = zip(span, sheet.forms[name], strict=True)
    return all(t.low == word or not t.everyday or (t.capital and not t.first) for t, word in pairs)


def _one(row: Sequence[Token], at: int, sheet: Sheet) -> Iterator[Find]:
    """A word alone: with a capital, not everyday, and in nobody else's name."""
    token = row[at]
    if token.everyday or not token.capital or len(token.low) < 5 or token.low in sheet.words:
        return
    close = [word for word in sheet.alone if nearness.very_near(token.low, word)]
    if len(close) != 1:
        return
    name, shown = sheet.alone[close[0]]
    around = [row[spot] for spot in (at - 1, at + 1) if 0 <= spot < len(row)]
    person = name.kind == "person"
    if person and (token.first or any(_another(other, sheet.forms[name]) for other in around)):
        return
    yield Find(at, at + 1, name, shown, "sound", sure=not token.first)


def _another(beside: Token, form: Sequence[str]) -> bool:
    """Does this neighbour make it somebody else's name? "Cyrus Torek" is no Jerry Tworek."""
    own = beside.low in form or beside.low in TITLES or beside.low in EVERYDAY
    return beside.capital and not own and not beside.low.startswith("i'")


def _in_company(find: Find, row: Sequence[Token], around: Sequence[Token], others: bool) -> bool:
    """May everyday words be this name here? `around` are the words of the cues beside.

    A determiner before says no; words of the trade, or `others` of the sheet, say yes.
    """
    if find.at and row[find.at - 1].low in DETERMINERS:
        return False
    if find.name.kind not in THINGS:
        return others
    trade = {token.low for token in around} & TRADE
    return len(trade) + (ENOUGH if others else 0) >= ENOUGH
