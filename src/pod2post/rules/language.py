"""Does it read like Taiwan's Traditional Chinese? Letters, words, spaces and marks, by passage.

A rule gets a passage and the text to look at: as long as the passage's own, so that offsets
in the one hold in the other, with names, code and addresses blanked out. It names every place.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from pod2post import zh
from pod2post.rules.passages import Passage, prose, spoken
from pod2post.rules.quotation import foreign_quotes, pairs, stops
from pod2post.rules.script import foreign_scripts, simplified, simplified_words, variants
from pod2post.rules.sensation import sensation
from pod2post.rules.terms import mainland_terms, tai
from pod2post.rules.typography import punctuation, spacing
from pod2post.values import Finding, Names, Subject

TextRule = Callable[[Passage, str], Iterator[Finding]]

TEXT_RULES: tuple[TextRule, ...] = (
    simplified,
    simplified_words,
    variants,
    foreign_scripts,
    mainland_terms,
    spacing,
    punctuation,
    foreign_quotes,
    pairs,
    stops,
    sensation,
)
_PROTECTED = re.compile(
    r"`[^`\n]+`|\{\{[<%].*?[>%]\}\}|<[A-Za-z/!][^<>\n]*>|(?<=\])\([^()\s]+\)"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)


def language(
    passages: Iterable[Passage], names: Names, chosen: Literal["台", "臺"] = "台"
) -> Iterator[Finding]:
    """Every fault of each passage, rule by rule; `start` and `end` are offsets in its text.

    No two fixes of a passage overlap. `chosen` is the form that the site writes.
    """
    mixed = [
        form
        for name in names.entries
        for form in (name.canonical, name.chinese or "")
        if zh.count(form)  # only names with Han can break a rule: "B站", 「微信」
    ]
    for passage in passages:
        text = _shown(passage.text, mixed)
        found = [one for rule in TEXT_RULES for one in rule(passage, text)]
        yield from _apart([*found, *tai(passage, text, chosen)])


def in_draft(subject: Subject) -> Iterator[Finding]:
    """The same of a draft, one finding for a fault that comes back within a passage.

    An editor mends a paragraph at once; forty lines for forty characters would hide the rest.
    """
    yield from in_prose(subject)
    yield from in_quotes(subject)


def in_prose(subject: Subject) -> Iterator[Finding]:
    """The same, quotations apart."""
    return _grouped(prose(subject), subject)


def in_quotes(subject: Subject) -> Iterator[Finding]:
    """The same in the renderings of all quotations."""
    return _grouped(spoken(subject), subject)


def _grouped(passages: Iterable[Passage], subject: Subject) -> Iterator[Finding]:
    for passage in passages:
        alike: dict[tuple[str, str, str], list[Finding]] = {}
        for found in language((passage,), subject.names, subject.house.tai):
            alike.setdefault((found.rule, found.severity, found.mend), []).append(found)
        for first, *more in alike.values():
            what = f"{first.what}; {len(more)} more like it" if more else first.what
            yield replace(first, what=what)


def _apart(found: list[Finding]) -> Iterator[Finding]:
    """The findings; of two fixes that meet only the wider one is left, a word before its letter.

    A space before what is to be replaced goes into the fix of that.
    """
    kept: dict[int, str] = {}
    taken: dict[int, int] = {}  # character by character: whose fix replaces it
    for number, one in sorted(enumerate(found), key=lambda row: -_width(row[1])):
        if one.fix is None:
            continue
        start, end = one.start or 0, one.end or 0
        led = taken.get(start)
        if start == end and led is not None:
            if taken.get(start - 1) != led:
                kept[led] = one.fix + kept[led]
        elif not any(at in taken for at in range(start, end)):
            kept[number] = one.fix
            taken |= dict.fromkeys(range(start, end), number)
    for number, one in enumerate(found):
        yield replace(one, fix=kept.get(number))


def _width(one: Finding) -> int:
    return (one.end or 0) - (one.start or 0)


def _shown(text: str, mixed: list[str]) -> str:
    """What a reader would see, as long as `text`: a placed quotation is a pair 「」."""
    marked = zh.MARK.sub(lambda found: f"「{zh.blank(found[0][2:])}」", text)
    return _PROTECTED.sub(lambda found: zh.blank(found[0]), zh.masked(marked, mixed))
