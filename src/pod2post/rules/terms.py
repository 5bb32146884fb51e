"""Words that Taiwan says otherwise, by the table `terms_tw.csv`; 台 or 臺."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pod2post import assets, zh
from pod2post.rules import characters
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding, value

_TAI = re.compile("(?<!國立)臺(?!(?:灣|北|中|南|東)[^，。]{0,8}(?:大學|政府|法院|博物館|美術館))")
_PLAIN_TAI = re.compile(
    "台(?=灣|北|中[市港]|南[市縣]|東[市縣]|大[^小家型概量多樓聲步膽]|幣|語|商|鐵|積電)"
)


@value
class Term:
    """A word of Mainland China or Hong Kong, and what Taiwan says, `|` between several.

    `unless`: longer words in which it is no fault. `near`: words of which the same sentence
    holds one where it is a fault; elsewhere it is only noted.
    """

    mainland: str
    taiwan: str
    severity: Literal["error", "warning", "note"]
    unless: tuple[str, ...]
    near: tuple[str, ...]
    note: str

    @property
    def fix(self) -> str | None:
        """What may stand in its place without a look: one Chinese word, and no ifs."""
        plain = self.severity == "error" and not self.near and not self.note
        return self.taiwan if plain and zh.count(self.taiwan) == len(self.taiwan) else None


@cache
def terms() -> tuple[Term, ...]:
    """The table `terms_tw.csv`, longest words first."""
    rows = csv.DictReader(assets.text("", "terms_tw.csv").splitlines())
    levels: dict[str, Literal["error", "warning", "note"]]
    levels = {"error": "error", "warning": "warning", "note": "note"}
    found = [
        Term(
            mainland=row["mainland"],
            taiwan=row["taiwan"],
            severity=levels[row["severity"]],
            unless=_words(row["unless"]),
            near=_words(row["near"]),
            note=row["note"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda term: -len(term.mainland)))


def mainland_terms(passage: Passage, text: str) -> Iterator[Finding]:
    """Words that Taiwan says otherwise, in either script; what depends on context is a note."""
    text = characters.plain(text)
    rest = text
    for term in terms():
        if term.mainland not in rest:
            continue
        parts = (f"寫「{'」或「'.join(_words(term.taiwan))}」" if term.taiwan else "", term.note)
        places = _stands(term, rest, text)
        rest = _without(rest, places, len(term.mainland))
        for start in places:
            yield Fault(
                rule="mainland_terms",
                severity=term.severity if _befits(term, text, start) else "note",
                what=f"{term.mainland} is said otherwise in Taiwan",
                mend="；".join(filter(None, parts)) or "Say it in plain words.",
            ).at(passage, start, start + len(term.mainland), fix=term.fix)


def tai(passage: Passage, text: str, chosen: Literal["台", "臺"]) -> Iterator[Finding]:
    """台 or 臺 as the house has chosen; official names that begin with 國立臺 stand."""
    for found in (_TAI if chosen == "台" else _PLAIN_TAI).finditer(text):
        yield Fault(
            rule="tai",
            severity="warning",
            what=f"{found[0]} where this site writes {chosen}",
            mend=f"Write {chosen}, or change [site] tai.",
        ).at(passage, found.start(), found.start() + 1)


def _stands(term: Term, rest: str, text: str) -> list[int]:
    """Where the word stands in `rest` by itself, not inside one of the longer words of `text`."""
    inside = re.escape(term.mainland)
    covered = {
        found.start() + at.start()
        for word in term.unless
        for found in re.finditer(re.escape(word), text)
        for at in re.finditer(inside, word)
    }
    return [at.start() for at in re.finditer(inside, rest) if at.start() not in covered]


def _without(text: str, places: list[int], length: int) -> str:
    """The text with that many characters blanked at each place."""
    pieces, at = list[str](), 0
    for start in places:
        pieces += [text[at:start], zh.blank(" " * length)]
        at = start + length
    return "".join([*pieces, text[at:]])


def _befits(term: Term, text: str, at: int) -> bool:
    """Does the sentence around the word hold one of its neighbours, or need none?"""
    start = max(text.rfind(mark, 0, at) for mark in zh.ENDS) + 1
    ends = [end for mark in zh.ENDS if (end := text.find(mark, at)) >= 0]
    sentence = text[start : min(ends, default=len(text))]
    return not term.near or any(word in sentence for word in term.near)


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))
