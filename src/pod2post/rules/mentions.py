"""Whom a post is about, by the site's own list: found by code, never by a model. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pod2post import zh
from pod2post.page.quoting import shown
from pod2post.rules.passages import placed, prose
from pod2post.values import Finding, Name, Subject

Kind = Literal["company", "person"]
Owner = tuple[str, str]  # the kind, or "" where the list has no such entry; slug or name


def companies(subject: Subject) -> tuple[str, ...]:
    """Slugs of the companies that the post names often enough, or those that the editor chose."""
    chosen = subject.front.edit.related_companies
    return _found(subject, "company") if chosen is None else chosen


def people(subject: Subject) -> tuple[str, ...]:
    """Slugs of the people, as `companies`."""
    chosen = subject.front.edit.related_people
    return _found(subject, "person") if chosen is None else chosen


def related(subject: Subject) -> Iterator[Finding]:
    """Who is named often and stands in no list; whom the editor chose and no list knows."""
    site, edit = subject.front.site, subject.front.edit
    if not site.entries:
        return
    known = {entry.slug for entry in site.entries}
    for slug in (*(edit.related_companies or ()), *(edit.related_people or ())):
        if slug not in known:
            mend = "Correct it, or add it to the file that [site] vocabulary names."
            yield _told("warning", f"the site's list has no {slug}", mend)
    kinds = {name.canonical: name.kind for name in subject.names.entries}
    for (kind, name), times in _mentions(subject).items():
        if not kind and kinds.get(name) in ("company", "person") and times >= site.mentions:
            mend = "Add it to the file that [site] vocabulary names, or leave it."
            yield _told("note", f"{name} is named {times} times and not in the site's list", mend)


def _told(severity: Literal["warning", "note"], what: str, mend: str) -> Finding:
    return Finding(rule="related", severity=severity, where="front matter", what=what, mend=mend)


def _found(subject: Subject, kind: Kind) -> tuple[str, ...]:
    """In the order in which they are first named."""
    if not subject.front.site.entries:
        return ()
    rows = _mentions(subject).items()
    return tuple(
        slug for (own, slug), times in rows if own == kind and times >= subject.front.site.mentions
    )


def _mentions(subject: Subject) -> Counter[Owner]:
    """How often each is named. A surname counts once the full name stood."""
    owners = _owners(subject)
    full = {name: owner for owner, names in owners.items() for name in names}
    text = _text(subject)
    counted: Counter[Owner] = Counter()
    short = _surnames(owners, text)
    for found in _pattern((*full, *short)).finditer(text):
        counted[full.get(found[0]) or short[found[0]]] += 1
    return counted


def _owners(subject: Subject) -> dict[Owner, set[str]]:
    """Each entry with its names and those of the name sheet; then names that no entry has."""
    entries = subject.front.site.entries
    owners: dict[Owner, set[str]] = {(e.kind, e.slug): set(e.names) for e in entries}
    by_name = {name: owner for owner, names in owners.items() for name in names}
    for name in subject.names.entries:
        spelt = _spelt(name)
        kinds = [by_name[one] for one in spelt if one in by_name]
        if kinds:
            owners[kinds[0]] |= spelt
        else:
            owners[("", name.canonical)] = spelt
    return owners


def _spelt(name: Name) -> set[str]:
    return {spelt for spelt in (name.canonical, name.chinese) if spelt}


def _surnames(owners: dict[Owner, set[str]], text: str) -> dict[str, Owner]:
    """Last words of the full names that stand in the text; one that two share is left out."""
    every = {name for names in owners.values() for name in names}
    found: dict[str, set[Owner]] = {}
    for owner, names in owners.items():
        for name in names if owner[0] != "company" else ():
            _, blank, last = name.rpartition(" ")
            if blank and last not in every and _pattern((name,)).search(text):
                found.setdefault(last, set()).add(owner)
    return {last: owner for last, (owner, *more) in found.items() if not more}


def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names as a word of its own, the longest first: Apple is not in Apple Music."""
    rows = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(_word, rows)) or r"(?!)")


def _word(name: str) -> str:
    before = r"(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", name) else ""
    after = r"(?![A-Za-z0-9])" if re.search("[A-Za-z0-9]$", name) else ""
    return f"{before}{re.escape(name)}{after}"


def _text(subject: Subject) -> str:
    """What a reader sees, tags apart, quotations at the end."""
    rows = [zh.MARK.sub("\n", row.text) for row in prose(subject) if row.kind != "tag"]
    return "\n".join([*rows, *(shown(quote) or "" for _, quote in placed(subject))])
