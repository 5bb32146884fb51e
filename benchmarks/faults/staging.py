"""A book's draft as the value that the program's rules are given."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from benchmarks.faults.book import Book, Part
from benchmarks.faults.proof import cues
from pod2post import zh
from pod2post.values import (
    Coverage,
    Draft,
    Links,
    Locator,
    Names,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Source,
    Subject,
    Transcript,
)

Rows = tuple[Paragraph, ...]


def source(book: Book) -> Source:
    return Source(
        locator=Locator(kind="file", address="a book of cases"),
        slug="a-book-of-cases",
        title=book.show.title,
        show=book.show.name,
        published=book.show.published,
        duration_ms=book.cues[-1].end_ms,
        description=book.show.description,
        chapters=(),
        people=book.show.people,
        links=Links(),
        captions=(),
        language=book.show.language,
        seen_at="2026-01-01T00:00:00Z",
    )


def subject(book: Book, quotes: Mapping[str, Quote]) -> Subject:
    """The draft with these verified quotations; the mark of one that was dropped is taken out."""
    length = book.cues[-1].end_ms
    heard = Coverage(duration_ms=length, speech_ms=length, recognised_ms=length, failed=())
    opinion = Section(
        id="observation", heading=zh.OBSERVATION, paragraphs=book.observation.paragraphs
    )
    return Subject(
        source=source(book),
        audio="sha256:" + "0" * 64,
        transcript=Transcript(
            language=book.show.language, cues=cues(book), made_by="by hand", coverage=heard
        ),
        names=Names(entries=book.names),
        quotes=tuple(_quotes(part, quotes) for part in book.sections),
        draft=Draft(
            head=book.head,
            sections=tuple(_section(part, quotes) for part in book.sections),
            observation=opinion if opinion.paragraphs else None,
            writer="by hand",
        ),
        house=book.house,
        notes="\n".join(book.observation.notes),
    )


def _quotes(part: Part, quotes: Mapping[str, Quote]) -> Quotes:
    own = tuple(quote for quote in quotes.values() if quote.section == part.id)
    return Quotes(section=part.id, quotes=own, dropped=())


def _section(part: Part, quotes: Mapping[str, Quote]) -> Section:
    rows = []
    for row in part.paragraphs:
        text = row.text
        for mark in zh.marks(text):
            text = text if mark in quotes else text.replace(f"⟦q:{mark}⟧", "")
        rows.append(replace(row, text=text))
    return Section(id=part.id, heading=part.heading, paragraphs=tuple(rows))


def with_paragraphs(whole: Subject, section: str, change: Callable[[Rows], Rows]) -> Subject:
    """The subject in which `change` was made to one section's paragraphs, or the observation's."""
    draft = whole.draft

    def changed(part: Section) -> Section:
        if part.id != section:
            return part
        return replace(part, paragraphs=change(part.paragraphs))

    opinion = draft.observation or Section(id="observation", heading=zh.OBSERVATION, paragraphs=())
    opinion = changed(opinion)
    sections = tuple(changed(part) for part in draft.sections)
    observation = opinion if opinion.paragraphs else None
    return replace(whole, draft=replace(draft, sections=sections, observation=observation))
