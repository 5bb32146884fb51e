"""Is a book true where it says so? Ids, places, speakers, and words against their cues."""

from collections import Counter
from collections.abc import Iterator

from benchmarks.faults.book import FAULTS, WHOLE, Book, Case, Part, QuoteChange, Told, place
from pod2post import verbatim, zh
from pod2post.values import Cue, Paragraph

OWN_SOURCE = ("invented", "wrong-cue", "stitched", "other-speaker")  # may lie about their words


def complaints(book: Book) -> tuple[str, ...]:
    """What is wrong with a book, one sentence each with its place; empty when all holds."""
    return (*_transcript(book), *_draft(book), *(row for c in book.cases for row in _case(book, c)))


def cues(book: Book) -> tuple[Cue, ...]:
    """The book's cues as the program's values."""
    return tuple(
        Cue(
            id=cue.id,
            start_ms=cue.start_ms,
            end_ms=cue.end_ms,
            speaker=cue.speaker,
            text=cue.text,
            confidence=95,
            margin=cue.margin,
        )
        for cue in book.cues
    )


def cues_of(book: Book, part: Part) -> tuple[Cue, ...]:
    """What the section's writer was given: its first to its last cue."""
    ids = [cue.id for cue in book.cues]
    return cues(book)[ids.index(part.first) : ids.index(part.last) + 1]


def whole_quote(book: Book, case: Case) -> Told:
    """The quotation that a case puts in: its own fields over those of the draft."""
    change = case.quote or QuoteChange()
    own = {field: getattr(change, field) for field in WHOLE}
    own = {field: given for field, given in own.items() if given is not None}
    for part in book.sections:
        for old in part.quotes:
            if old.id == case.at:
                kept = {field: getattr(old, field) for field in WHOLE}
                return Told(id=old.id, **{**kept, **own})
        if part.id == case.at:
            return Told(id=f"{part.id}q{len(part.quotes) + 1}", **own)
    raise ValueError(f"no quotation and no section {case.at}")


def paragraphs_at(book: Book, section: str) -> tuple[Paragraph, ...] | None:
    """The paragraphs of a section or of the observation; None for an unknown id."""
    if section == "observation":
        return book.observation.paragraphs
    return next((part.paragraphs for part in book.sections if part.id == section), None)


def _twice(what: str, ids: list[str]) -> Iterator[str]:
    for identity, times in Counter(ids).items():
        if times > 1:
            yield f"the {what} {identity} stands {times} times"


def _transcript(book: Book) -> Iterator[str]:
    yield from _twice("cue", [cue.id for cue in book.cues])
    last = 0
    for cue in book.cues:
        if not last <= cue.start_ms < cue.end_ms:
            yield f"{cue.id}: start and end are not in the order of time"
        last = cue.start_ms


def _draft(book: Book) -> Iterator[str]:
    ids = [cue.id for cue in book.cues]
    yield from _twice("quotation", [q.id for part in book.sections for q in part.quotes])
    yield from _twice("section", [part.id for part in book.sections])
    yield from _cited(book, "lead", book.head.lead)
    yield from _cited(book, "observation", book.observation.paragraphs)
    for part in book.sections:
        if part.first not in ids or part.last not in ids:
            yield f"{part.id}: there is no cue {part.first} or no cue {part.last}"
            continue
        yield from _cited(book, part.id, part.paragraphs)
        placed = [mark for row in part.paragraphs for mark in zh.marks(row.text)]
        for quote in part.quotes:
            yield from _true(book, quote.id, quote, part)
            if placed.count(quote.id) != 1:
                yield f"{quote.id}: it stands {placed.count(quote.id)} times in {part.id}, not once"
        for mark in set(placed) - {quote.id for quote in part.quotes}:
            yield f"{part.id}: there is no quotation {mark}"


def _cited(book: Book, where: str, rows: tuple[Paragraph, ...]) -> Iterator[str]:
    ids = {cue.id for cue in book.cues}
    for number, row in enumerate(rows, 1):
        for identity in row.cues:
            if identity not in ids:
                yield f"{where}.p{number}: there is no cue {identity}"


def _true(book: Book, where: str, quote: Told, part: Part) -> Iterator[str]:
    """The words stand in the cues that are named, in one piece, under who spoke them."""
    given = {cue.id: cue for cue in cues_of(book, part)}
    missing = [identity for identity in quote.cues if identity not in given]
    if missing or not quote.cues:
        yield f"{where}: {part.id} has no cue {', '.join(missing) or '(none is named)'}"
        return
    row = list(given)
    named = [given[identity] for identity in quote.cues]
    at = [row.index(identity) for identity in quote.cues]
    if at != list(range(at[0], at[0] + len(at))):
        yield f"{where}: its cues are not neighbours in the order of time"
    match = verbatim.locate(quote.source, named)
    if match is None or match.grade == "stitched":
        yield f"{where}: its cues do not carry the words {quote.source[:40]!r} in one piece"
    if {cue.speaker for cue in named} - {None, quote.speaker}:
        yield f"{where}: {quote.speaker} did not speak {', '.join(quote.cues)}"


def _case(book: Book, case: Case) -> Iterator[str]:
    wanted = "caught" if case.kind in FAULTS else "clean"
    if case.expect != wanted:
        yield f"{case.id}: a case of the kind {case.kind} is expected to be {wanted}"
    if case.kind in FAULTS and case.style != "plain":
        yield f"{case.id}: the style of a fault is plain"
    if (case.quote is None) == (case.paragraph is None):
        yield f"{case.id}: a case brings a quote or a paragraph, one of them"
    elif case.quote is not None:
        yield from _quote_case(book, case)
    else:
        yield from _paragraph_case(book, case)


def _quote_case(book: Book, case: Case) -> Iterator[str]:
    sections = {part.id: part for part in book.sections}
    part = next((p for p in book.sections for q in p.quotes if q.id == case.at), None)
    if part is None and case.at not in sections:
        yield f"{case.id}: there is no quotation and no section {case.at}"
        return
    missing = [field for field in WHOLE if getattr(case.quote, field) is None]
    if part is None and missing:
        yield f"{case.id}: a quotation that is added needs {', '.join(missing)}"
        return
    part = part or sections[case.at]
    quote = whole_quote(book, case)
    if case.kind in ("true-paragraph", "unsupported"):
        yield f"{case.id}: the kind {case.kind} is of paragraphs"
    if case.kind not in OWN_SOURCE:
        yield from _true(book, case.id, quote, part)
        return
    ids = {cue.id for cue in book.cues}
    for identity in (*quote.cues, *case.truth):
        if identity not in ids:
            yield f"{case.id}: there is no cue {identity}"
    if case.truth:
        there = Told(id="", cues=case.truth, source=quote.source, chinese="", speaker=quote.speaker)
        yield from _true(book, case.id, there, part)


def _paragraph_case(book: Book, case: Case) -> Iterator[str]:
    section, number = place(case.at)
    rows = paragraphs_at(book, section)
    if rows is None or (number or 1) > max(1, len(rows)):
        yield f"{case.id}: there is no place {case.at}"
        return
    change = case.paragraph
    if number is None and change and (change.text is None or change.cues is None):
        yield f"{case.id}: a paragraph that is added needs text and cues"
    if case.kind == "true-quote":
        yield f"{case.id}: the kind true-quote is of quotations"
    if case.kind == "unsupported" and section != "observation":
        yield f"{case.id}: the kind unsupported is of the observation"
    if change and change.cues:
        known = {cue.id for cue in book.cues}
        for identity in change.cues:
            if identity not in known:
                yield f"{case.id}: there is no cue {identity}"
