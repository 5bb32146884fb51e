"""A draft as a row of passages, each with the name of its place: what the rules walk over."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pod2post import zh
from pod2post.values import Cue, Draft, Finding, Quote, Section, Subject, Transcript, value


@value
class Passage:
    """One piece of text. `where` is "title", "description", "tags", "lead" or a section's id.

    `own` is True for the editor's opinion, which may say more than the episode did.
    """

    where: str
    kind: Literal["title", "description", "tag", "heading", "paragraph", "quote"]
    text: str
    cues: tuple[str, ...] = ()
    own: bool = False
    quote: Quote | None = None


@value
class Fault:
    """What is wrong wherever it stands."""

    rule: str
    severity: Literal["error", "warning", "note"]
    what: str
    mend: str

    def at(self, passage: Passage, start: int, end: int, fix: str | None = None) -> Finding:
        """The fault at these characters of the passage. `fix`: what may replace them unseen."""
        return Finding(
            rule=self.rule,
            severity=self.severity,
            where=passage.where,
            what=self.what,
            mend=self.mend,
            excerpt=zh.excerpt(passage.text, start, end),
            start=start,
            end=end,
            fix=fix,
        )


def sections(subject: Subject) -> tuple[Section, ...]:
    """All sections in the order of the page, the observation last."""
    return _sections(subject.draft)


def _sections(draft: Draft) -> tuple[Section, ...]:
    return (*draft.sections, *([draft.observation] if draft.observation else []))


def prose(subject: Subject) -> Iterator[Passage]:
    """Everything that was written, quotations apart, in the order of the page."""
    return written(subject.draft)


def written(draft: Draft) -> Iterator[Passage]:
    """The same of a draft, wherever it comes from."""
    head = draft.head
    yield Passage(where="title", kind="title", text=head.title)
    yield Passage(where="description", kind="description", text=head.description)
    for tag in head.tags:
        yield Passage(where="tags", kind="tag", text=tag)
    for paragraph in head.lead:
        yield Passage(where="lead", kind="paragraph", text=paragraph.text, cues=paragraph.cues)
    for section in _sections(draft):
        own = section is draft.observation
        yield Passage(where=section.id, kind="heading", text=section.heading, own=own)
        for paragraph in section.paragraphs:
            yield Passage(
                where=section.id,
                kind="paragraph",
                text=paragraph.text,
                cues=paragraph.cues,
                own=own,
            )


def quotes(subject: Subject) -> dict[str, Quote]:
    """The verified quotations by id."""
    return {quote.id: quote for found in subject.quotes for quote in found.quotes}


def spoken(subject: Subject) -> Iterator[Passage]:
    """The Chinese of each verified quotation; one that nobody translated is left out."""
    for quote in quotes(subject).values():
        if quote.chinese is not None:
            yield Passage(
                where=quote.section,
                kind="quote",
                text=quote.chinese,
                cues=quote.cues,
                quote=quote,
            )


def placed(subject: Subject) -> Iterator[tuple[str, Quote]]:
    """The verified quotations that a reader gets to see, each with its section, in order."""
    known = quotes(subject)
    for passage in prose(subject):
        for mark in zh.marks(passage.text):
            if mark in known:
                yield passage.where, known[mark]


def cues(subject: Subject) -> dict[str, Cue]:
    """The transcript's cues by id."""
    return {cue.id: cue for cue in subject.transcript.cues}


def speakers(subject: Subject) -> tuple[str, ...]:
    """Whoever speaks in the transcript, in the order in which they are first heard."""
    return _speakers(subject.transcript)


@lru_cache(maxsize=8)
def _speakers(transcript: Transcript) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue.speaker for cue in transcript.cues if cue.speaker))
