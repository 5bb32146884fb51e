"""Words that shout: dramatic metaphors where a figure or a fact would tell more."""

import csv
import re
from collections.abc import Iterator
from functools import cache

from pod2post import assets, zh
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding, value


@value
class Loud:
    """`unless`: longer words in which it is meant as it stands. `note`: what to tell instead."""

    word: str
    unless: tuple[str, ...]
    note: str


@cache
def loud() -> tuple[Loud, ...]:
    """The table `sensation_tw.csv`, longest words first."""
    rows = [
        Loud(
            word=row["word"], unless=tuple(filter(None, row["unless"].split("|"))), note=row["note"]
        )
        for row in csv.DictReader(assets.text("", "sensation_tw.csv").splitlines())
    ]
    return tuple(sorted(rows, key=lambda row: -len(row.word)))


def sensation(passage: Passage, text: str) -> Iterator[Finding]:
    """A word that shouts where a figure would tell more; what a speaker said in 「」 is his."""
    if passage.kind == "quote":
        return
    spoken = zh.within_quotes(text)
    rest = "".join(zh.blank(one) if at in spoken else one for at, one in enumerate(text))
    for one in loud():
        if one.word not in rest:
            continue
        for word in one.unless:
            rest = rest.replace(word, zh.blank(word))
        for found in re.finditer(re.escape(one.word), rest):
            yield Fault(
                rule="sensation",
                severity="warning",
                what=f"{found[0]} is louder than this house writes",
                mend=one.note or "Say it in plain words.",
            ).at(passage, *found.span())
        rest = rest.replace(one.word, zh.blank(one.word))
