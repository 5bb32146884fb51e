"""Where on a page a finding of a draft is: by its section and the words beside it. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from pod2post import zh
from pod2post.page.sheet import Sheet
from pod2post.values import Finding

LEAST = 4  # characters by which a place can be told


def located(sheet: Sheet, found: Finding) -> Finding:
    """The finding with `start` and `end` in the sheet's text; its fix where that is exact.

    A finding whose words do not stand there (they are the source's) is at its section.
    """
    spans = tuple(_spans(sheet, found.where))
    begin, end = spans[0] if spans else (sheet.body, sheet.body)
    cut = found.excerpt.removeprefix("…").removesuffix("…")
    words = cut.strip()
    for start, stop in spans:
        place = _stands(sheet.text, words, start, stop)
        if place is None:
            continue
        if found.start is None or found.end is None:
            return replace(found, start=place, end=place + len(words), fix=None)
        place += min(found.start, zh.AROUND) - (len(cut) - len(cut.lstrip()))
        return replace(found, start=place, end=place + found.end - found.start)
    for piece in sorted(words.split("⟦"), key=len, reverse=True):  # words beside a quotation
        for start, stop in spans:
            place = _stands(sheet.text, piece.strip(), start, stop)
            if place is not None:
                return replace(found, start=place, end=place + len(piece), fix=None)
    return replace(found, start=begin, end=end, fix=None)


def _stands(text: str, words: str, start: int, stop: int) -> int | None:
    """Where the words are; few of them only where they are all that stands there."""
    place = text.find(words, start, stop)
    alone = text[start:stop].strip('#"[] ') == words
    return place if words and place >= 0 and (len(words) >= LEAST or alone) else None


def _spans(sheet: Sheet, where: str) -> Iterator[tuple[int, int]]:
    """The stretches of text that a place may mean: a field, a heading, the blocks below it."""
    field = sheet.field(where)
    if field:
        yield field.start, field.end
    for part in sheet.parts:
        if where == part.id or (where in ("length", "sections") and part.id == "lead"):
            if part.heading:
                yield part.heading.start, part.heading.end
            yield from ((block.start, block.end) for block in part.blocks)
    if where in ("head", "links", "header") and sheet.fields:
        yield sheet.fields[0].start, sheet.fields[0].end
