"""Known names in a Chinese text against those that the cues beneath it carry. Pure.

`latin` finds names that nobody knows; here a known name stands where another one was spoken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pod2post import zh
from pod2post.rules.latin import tokens
from pod2post.rules.passages import Passage, cues, placed, prose, quotes, speakers
from pod2post.values import Cue, Finding, Name, Subject, value

NEAR, FAR = 12, 60  # cues before those that are cited, from which a pronoun may take its name
SHORTEST = 4  # letters of a first word that stands for a whole name
_TITLES = frozenset("dr mr mrs ms prof professor sir the of and de van von la le".split())
_HAN = re.compile(f"[{zh.HAN}]")
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|we|us|our|ours|you|your|they|them|their|it|its|i|my|me)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:I|we|my|our|me|us)\b|\bI'", re.IGNORECASE)
_THIRD = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_PARAPHRASE = re.compile(
    r"(?:^|[，。；！？」⟧])\s*(?:主持人|來賓)?\s*(?P<who>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’. -]*[A-Za-zÀ-ɏ])"
    rf"\s*[^，。：「」⟦A-Za-z被向對跟與和]{{0,4}}?(?:{zh.SAYING})"
)


@value
class Exchange:
    """A name that the cues do not carry; `instead`: those that they do and the text does not."""

    name: Name
    instead: tuple[Name, ...]


def exchanges(
    text: str, spoken: Sequence[str], known: Iterable[Name], speakers: Iterable[str] = ()
) -> tuple[Exchange, ...]:
    """Known names of a Chinese text that no text of `spoken` carries, each with what was said.

    `speakers` are carried, too, but nothing says that they were meant.
    """
    entries = tuple(known)
    shown = _Words(text)
    mentioned = [name for name in entries if shown.mention(name, entries)]
    if not mentioned:
        return ()
    said = _Words(" . ".join(spoken))
    carried = [name for name in entries if said.mention(name, entries) or said.part(name)]
    surely = [n for n in entries if said.mention(n, entries) or said.begun(n, entries)]
    spoke = _Words(" . ".join(speakers))
    carried += [name for name in entries if spoke.whole(name)]
    missing = [name for name in surely if name not in mentioned]
    return tuple(
        Exchange(name=name, instead=tuple(m for m in missing if _alike(m, name)))
        for name in mentioned
        if name not in carried and not any(shown.may_be(other, name) for other in carried)
    )


def _alike(one: Name, other: Name) -> bool:
    """May one stand where the other stood? A person where a person did; a term may be anything."""
    return one.kind == other.kind or "term" in (one.kind, other.kind)


class _Words:
    """A text, ready to be asked for names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.row = tokens(text)
        self.joined = frozenset(
            "".join(self.row[at : at + size]) for size in range(1, 6) for at in range(len(self.row))
        )

    def mention(self, name: Name, others: Iterable[Name]) -> bool:
        """Is it mentioned: in full, in its Chinese form, a person by one name of several?

        A single name that is part of another person's full name here is that person's.
        """
        if self.whole(name):
            return True
        if name.kind != "person":
            return self.shortened(name, others)
        people = [other for other in others if other.kind == "person" and other != name]
        return any(
            not any(part in _parts(other) and self.whole(other) for other in people)
            for part in set(_parts(name)) & set(self.row)
        )

    def shortened(self, name: Name, others: Iterable[Name]) -> bool:
        """Is it called by its first word alone, in a Chinese text and with its capital?"""
        return bool(_HAN.search(self.text)) and self.begun(name, others)

    def begun(self, name: Name, others: Iterable[Name]) -> bool:
        """Does the first word of a name of several, which no other has, stand with its capital?"""
        first, *rest = name.canonical.split()
        shared = {part for other in others if other != name for part in tokens(other.canonical)}
        if not rest or len(first) < SHORTEST or set(tokens(first)) & (shared | _TITLES):
            return False
        return bool(re.search(rf"\b{re.escape(first)}\b", self.text))

    def whole(self, name: Name) -> bool:
        """The full name, its Chinese form, or a mis-hearing that is listed."""
        forms = (name.canonical, *name.heard, name.chinese or "")
        if any(_HAN.search(form) and form in self.text for form in forms):
            return True
        folded = {"".join(tokens(form)) for form in forms} - {""}
        return bool(({*folded, *(form + "s" for form in folded)}) & self.joined)

    def may_be(self, other: Name, name: Name) -> bool:
        """May what was taken for `name` here be `other`: a shared surname, a show of its host?"""
        one, two = set(tokens(name.canonical)), set(tokens(other.canonical))
        return (
            one <= two or two <= one or (not self.whole(name) and bool(one & two & set(self.row)))
        )

    def part(self, name: Name) -> bool:
        """Is a name of several words spoken by one of them, with its capital?"""
        return name.kind != "person" and any(
            re.search(rf"\b{re.escape(part.capitalize())}\b", self.text) for part in _parts(name)
        )


def _parts(name: Name) -> list[str]:
    """The single words of a name that may stand for the whole."""
    every = tokens(name.canonical)
    return [part for part in every if len(part) > 2 and part not in _TITLES] or every


# --- the rules ------------------------------------------------------------------------


def sheet(subject: Subject) -> tuple[Name, ...]:
    """All names that are known: the sheet's, and people of the metadata and the transcript."""
    people = [person.name for person in subject.source.people]
    people += speakers(subject)
    people += [subject.house.host] if subject.house.host else []
    entries = {name.canonical.casefold(): name for name in subject.names.entries}
    for one in people:
        entries.setdefault(one.casefold(), Name(canonical=one, kind="person"))
    return tuple(entries.values())


def exchanged(subject: Subject) -> Iterator[Finding]:
    """A known name stands where the cues carry another one, or none."""
    yield from exchanged_in_quotes(subject)
    yield from exchanged_in_prose(subject)


def exchanged_in_quotes(subject: Subject) -> Iterator[Finding]:
    """The same in the renderings of quotations."""
    heard, known = cues(subject), sheet(subject)
    for where, quote in placed(subject):
        told = [quote.source, *(heard[one].text for one in quote.cues if one in heard)]
        for found in exchanges(quote.chinese or "", told, known):
            what = f"the rendering of {quote.id} names {found.name.canonical}"
            yield _finding(where, what, found, quote.chinese or "", sure=bool(found.instead))


def exchanged_in_prose(subject: Subject) -> Iterator[Finding]:
    """The same in paragraphs."""
    known = sheet(subject)
    for passage in prose(subject):
        if passage.cues and not passage.own:
            yield from _prose(passage, subject, known)


def _prose(passage: Passage, subject: Subject, known: tuple[Name, ...]) -> Iterator[Finding]:
    """A paragraph may take a name from what was said shortly before, and name who speaks."""
    chosen = quotes(subject)
    cited = {*passage.cues}
    for mark in zh.marks(passage.text):
        cited |= set(chosen[mark].cues if mark in chosen else ())
    rows = subject.transcript.cues
    here = [at for at, cue in enumerate(rows) if cue.id in cited]
    if not here:
        return
    beneath = [rows[at] for at in here]
    first = any(_FIRST.search(cue.text) and not _THIRD.search(cue.text) for cue in beneath)
    told = [cue.text for cue in beneath] if not first else _spoken(beneath)
    far = FAR if _PRONOUN.search(" ".join(cue.text for cue in beneath)) else NEAR
    around = _Words(" . ".join(_spoken(rows[max(0, here[0] - far) : here[-1] + 2])))
    text = zh.MARK.sub(" ", passage.text)
    for found in exchanges(text, told, known, _spoken(beneath)):
        near = found.name.kind == "show" or around.mention(found.name, known)
        near = near or _main(found.name, subject, beneath)
        if near and not found.instead:
            continue
        what = f"the text names {found.name.canonical}"
        yield _finding(passage.where, what, found, text, sure=bool(found.instead) and not near)
    yield from _paraphrased(passage, beneath, known)


def _main(name: Name, subject: Subject, beneath: Sequence[Cue]) -> bool:
    """Is it whom the episode is about, where the cues say we, you or it?"""
    told = _Words(f"{subject.source.title} . {subject.source.description}")
    return bool(_PRONOUN.search(" ".join(cue.text for cue in beneath))) and told.whole(name)


def _spoken(beneath: Sequence[Cue]) -> list[str]:
    return [part for cue in beneath for part in (cue.text, cue.speaker or "")]


def _paraphrased(
    passage: Passage, beneath: Sequence[Cue], known: tuple[Name, ...]
) -> Iterator[Finding]:
    """What somebody is said to have said rests on cues that somebody else spoke."""
    told_by = {cue.speaker for cue in beneath}
    if None in told_by:
        return
    for found in _PARAPHRASE.finditer(passage.text):
        who = _Words(found["who"])
        meant = [name for name in known if name.kind == "person" and who.mention(name, known)]
        spoke = [name for name in meant if name.canonical in told_by]
        told = _Words(" . ".join(cue.text for cue in beneath))
        if meant and not spoke and not any(told.mention(name, known) for name in meant):
            yield Finding(
                rule="attribution",
                severity="warning",
                where=passage.where,
                what=f"the text gives to {meant[0].canonical} what "
                f"{' and '.join(sorted(str(one) for one in told_by))} said",
                mend="Name the one who said it, or cite the cue in which it was said.",
                excerpt=zh.excerpt(passage.text, *found.span()),
            )


def _finding(where: str, what: str, found: Exchange, text: str, *, sure: bool) -> Finding:
    severity: Literal["error", "warning"] = "error" if sure else "warning"
    said = ", ".join(name.canonical for name in found.instead)
    at = max(0, text.find(found.name.canonical))
    return Finding(
        rule="names",
        severity=severity,
        where=where,
        what=f"{what}, which the words it rests on do not carry",
        mend=f"They name {said}." if said else "Name what was said, or cite the cue that names it.",
        excerpt=zh.excerpt(text, at, at + len(found.name.canonical)),
    )
