"""What stands in the fields of each box now. Pure."""

from collections.abc import Callable, Mapping, Sequence

from pod2post import zh
from pod2post.review.basis import finding_key, section_of
from pod2post.review.wishes import Spot
from pod2post.revision import mends
from pod2post.revision.editing import HEAD
from pod2post.revision.waiving import Numbered
from pod2post.rules.passages import quotes
from pod2post.values import Paragraph, Subject

GAP = "\n\n"
Fields = dict[str, str]
Reader = Callable[[Subject, Sequence[Numbered], Spot], Fields | None]


def standing(subject: Subject, rows: Sequence[Numbered], which: Spot) -> Fields | None:
    """The fields of a box by name; None where there is no such place."""
    reader = READERS.get(which.kind)
    return reader(subject, rows, which) if reader else None


def paragraphs(subject: Subject, part: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a part; none where there is no such part."""
    if part == HEAD:
        return subject.draft.head.lead
    section = section_of(subject, part)
    return section.paragraphs if section else ()


def names(subject: Subject) -> Mapping[str, str]:
    """What the parts are called on the page."""
    rows = {HEAD: "標題與前言"}
    for number, section in enumerate(subject.draft.sections, start=1):
        rows[section.id] = f"第 {number} 節"
    if own := subject.draft.observation:
        rows[own.id] = zh.OBSERVATION
    return rows


def main_text(fields: Mapping[str, str]) -> str:
    """The one field in which long text is typed."""
    return next((fields[name] for name in ("text", "chinese", "reason") if name in fields), "")


def _paragraph(subject: Subject, _rows: Sequence[Numbered], which: Spot) -> Fields | None:
    found = paragraphs(subject, which.section)
    if which.paragraph >= len(found):
        return None
    return {"text": mends.boxed(found[which.paragraph].text, quotes(subject))}


def _heading(subject: Subject, _rows: Sequence[Numbered], which: Spot) -> Fields | None:
    section = section_of(subject, which.section)
    return {"text": section.heading} if section else None


def _head(subject: Subject, _rows: Sequence[Numbered], _which: Spot) -> Fields | None:
    top = subject.draft.head
    return {"title": top.title, "description": top.description, "tags": "、".join(top.tags)}


def _observation(subject: Subject, _rows: Sequence[Numbered], _which: Spot) -> Fields | None:
    own = subject.draft.observation
    return {"text": GAP.join(row.text for row in own.paragraphs) if own else ""}


def _quote(subject: Subject, _rows: Sequence[Numbered], which: Spot) -> Fields | None:
    quote = quotes(subject).get(which.quote)
    if quote is None:
        return None
    first, last = (quote.cues[0], quote.cues[-1]) if quote.cues else ("", "")
    return {"first": first, "last": last, "chinese": quote.chinese or ""}


def _waive(_subject: Subject, rows: Sequence[Numbered], which: Spot) -> Fields | None:
    there = any(finding_key(row.finding) == which.finding for row in rows)
    return {"reason": ""} if there else None


def _name(_subject: Subject, _rows: Sequence[Numbered], _which: Spot) -> Fields | None:
    return {"old": "", "new": "", "kind_of": "person"}


READERS: Mapping[str, Reader] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "head": _head,
    "observation": _observation,
    "quote": _quote,
    "waive": _waive,
    "name": _name,
}
