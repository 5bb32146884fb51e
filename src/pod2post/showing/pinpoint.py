"""Where on the page a finding is: the part, the passage, and the very characters. Pure.

A finding says its section and some words. Rules that can name characters do (`start`, `end`);
for the others the words are looked up, and narrowed to those that the finding is about.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Literal

from pod2post import zh
from pod2post.revision.editing import HEAD
from pod2post.rules.passages import quotes, sections
from pod2post.values import Finding, Paragraph, Quote, Subject, value

Slot = Literal["part", "title", "description", "tags", "heading", "paragraph", "quote"]
IN_HEAD = ("head", "lead", "title", "description", "tags")
LEAST = 2  # characters that are enough to know the words that a finding is about


@value
class Place:
    """`number`: of the paragraph or tag within its part, from 0. `start`, `end`: characters of the
    passage's own text (a quotation's Chinese), None where the whole of it is meant.
    """

    part: str
    slot: Slot
    number: int = 0
    quote: str | None = None
    start: int | None = None
    end: int | None = None


@value
class Written:
    """A passage with where it stands."""

    place: Place
    where: str
    text: str
    marks: tuple[str, ...] = ()


class Places:
    """A post's passages, looked through once, in which findings are then found."""

    def __init__(self, subject: Subject) -> None:
        self.known = quotes(subject)
        self.rows = tuple(_passages(subject))
        self.sections = frozenset(section.id for section in sections(subject))

    def of(self, finding: Finding) -> Place | None:
        """Where the finding is; None where it speaks of the post as a whole.

        Tried in order: words of the prose, words of a quotation, a quotation's id, the section.
        """
        own = (row for row in self.rows if _meant(row, finding.where))
        for row in chain(own, self._renderings(finding)):
            found = _characters(row.text, finding)
            if found:
                whole = found == (0, len(row.text))
                start, end = (None, None) if whole else found
                return _with(row.place, start, end)
        return self._named_quote(finding) or self._part(finding.where)

    def _renderings(self, finding: Finding) -> Iterator[Written]:
        """The quotations of the finding's section that are placed, those it names by id first."""
        known, ids = self.known, _ids(finding, self.known)
        rows = [
            (mark, row)
            for row in self.rows
            for mark in row.marks
            if mark in known and (_meant(row, finding.where) or mark in ids)
        ]
        for mark, row in sorted(rows, key=lambda pair: pair[0] not in ids):
            spot = Place(part=row.place.part, slot="quote", number=row.place.number, quote=mark)
            for text in (known[mark].chinese, known[mark].source):
                if text:
                    yield Written(place=spot, where=row.where, text=text)

    def _named_quote(self, finding: Finding) -> Place | None:
        ids = _ids(finding, self.known)
        for row in self.rows:
            for mark in row.marks:
                if mark in ids:
                    at = row.place
                    return Place(part=at.part, slot="quote", number=at.number, quote=mark)
        return None

    def _part(self, where: str) -> Place | None:
        if where in IN_HEAD:
            return Place(part=HEAD, slot="part")
        return Place(part=where, slot="part") if where in self.sections else None


def place(subject: Subject, finding: Finding) -> Place | None:
    """Where one finding is, as `Places.of`."""
    return Places(subject).of(finding)


def _passages(subject: Subject) -> Iterator[Written]:
    top = subject.draft.head
    for slot, text in (("title", top.title), ("description", top.description)):
        yield Written(place=Place(part=HEAD, slot=_slot(slot)), where=slot, text=text)
    for number, tag in enumerate(top.tags):
        yield Written(place=Place(part=HEAD, slot="tags", number=number), where="tags", text=tag)
    yield from _paragraphs(HEAD, "lead", top.lead)
    for section in sections(subject):
        spot = Place(part=section.id, slot="heading")
        yield Written(place=spot, where=section.id, text=section.heading)
        yield from _paragraphs(section.id, section.id, section.paragraphs)


def _slot(name: str) -> Slot:
    return "title" if name == "title" else "description"


def _paragraphs(part: str, where: str, rows: tuple[Paragraph, ...]) -> Iterator[Written]:
    for number, row in enumerate(rows):
        spot = Place(part=part, slot="paragraph", number=number)
        yield Written(place=spot, where=where, text=row.text, marks=zh.marks(row.text))


def _meant(row: Written, where: str) -> bool:
    return row.where == where or (where == HEAD and row.where in IN_HEAD)


def _ids(finding: Finding, known: dict[str, Quote]) -> tuple[str, ...]:
    """The quotations that a finding names, in its sentence or as its place."""
    words = re.findall(r"[\w-]+", f"{finding.what} {finding.where}")
    return tuple(dict.fromkeys(word for word in words if word in known))


def _with(spot: Place, start: int | None, end: int | None) -> Place:
    return Place(
        part=spot.part, slot=spot.slot, number=spot.number, quote=spot.quote, start=start, end=end
    )


# --- characters -----------------------------------------------------------------------


def _characters(text: str, finding: Finding) -> tuple[int, int] | None:
    """The characters of `text` that are at fault; None where the finding is not in it."""
    start, end = finding.start, finding.end
    if start is not None and end is not None:
        same = end <= len(text) and zh.excerpt(text, start, end) == finding.excerpt
        return (start, end) if same else None
    words = finding.excerpt.removeprefix("…").removesuffix("…")
    if not words.strip():
        return None
    plain, back = _plain(text)
    at = plain.replace("\n", " ").find(words)
    if at < 0:
        return None
    first, last = _narrowed(plain, at, words, finding)
    return back[first], back[last - 1] + 1 if last > first else back[first]


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as excerpts show it, 「」 where a quotation stands, and each character's place."""
    plain, back, at = "", [], 0
    for mark in zh.MARK.finditer(text):
        plain += text[at : mark.start()] + "「」"
        back += [*range(at, mark.start()), mark.start(), mark.end() - 1]
        at = mark.end()
    return plain + text[at:], [*back, *range(at, len(text)), len(text)]


def _narrowed(text: str, at: int, words: str, finding: Finding) -> tuple[int, int]:
    """Of the words shown, those that are meant.

    They begin the finding's sentence, or stand between as many characters as an excerpt has on
    both sides. The beginning of a passage without 「…」 stands for the whole passage.
    """
    subject = _subject(finding.what, words)
    if subject:
        first = at + words.find(subject)
        return first, first + len(subject)
    led, trailed = finding.excerpt.startswith("…"), finding.excerpt.endswith("…")
    if led and trailed and len(words) > 2 * zh.AROUND:
        return at + zh.AROUND, at + len(words) - zh.AROUND
    if at == 0 and not trailed:
        return 0, len(text)
    return at, at + len(words)


def _subject(what: str, words: str) -> str:
    """The longest beginning of the sentence that stands in the words, ended where a word ends."""
    for length in range(min(len(what), len(words)), LEAST - 1, -1):
        begun = what[:length]
        cut = length < len(what) and what[length].isalnum() and begun[-1].isalnum()
        if not cut and begun in words:
            return begun.strip()
    return ""
