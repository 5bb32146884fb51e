"""Words that Taiwan says otherwise, by the table `terms_tw.csv`."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pod2post import assets, zh
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding, value


@value
class Term:
    """A Mainland word. `unless`: longer words of Taiwan's in which it is no fault."""

    mainland: str
    taiwan: str
    severity: Literal["error", "warning", "note"]
    unless: tuple[str, ...]
    note: str


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
            unless=tuple(word for word in row["unless"].split("|") if word),
            note=row["note"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda term: -len(term.mainland)))


def mainland_terms(passage: Passage, text: str) -> Iterator[Finding]:
    """Words that Taiwan says otherwise, by a table; what depends on context is a note."""
    rest = text
    for term in terms():
        parts = (f"寫「{term.taiwan}」" if term.taiwan else "", term.note)
        for start in _stands(term, rest):
            end = start + len(term.mainland)
            rest = rest[:start] + zh.blank(rest[start:end]) + rest[end:]
            yield Fault(
                rule="mainland_terms",
                severity=term.severity,
                what=f"{term.mainland} is said otherwise in Taiwan",
                mend="；".join(filter(None, parts)) or "Say it in plain words.",
            ).at(passage, start, end)


def _stands(term: Term, text: str) -> list[int]:
    """Where the word stands by itself, not inside one of the longer words."""
    covered = [found.span() for word in term.unless for found in re.finditer(re.escape(word), text)]
    return [
        found.start()
        for found in re.finditer(re.escape(term.mainland), text)
        if not any(start <= found.start() and found.end() <= end for start, end in covered)
    ]
