"""Quotations from automatic captions, heard before they are believed.

The recogniser listens to the seconds of each, and the words must stand in what it heard.
What it heard is evidence of its own; the transcript stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pod2post import codec, verbatim
from pod2post.ports import Recognizer, Shelf, Tell
from pod2post.stage import stage
from pod2post.stages.fetch import where
from pod2post.values import (
    Audio,
    CheckResult,
    Confirmed,
    Cue,
    Dropped,
    Heard,
    Hotwords,
    Piece,
    Quote,
    Quotes,
    Span,
)

AIR_MS = 1_000  # captions begin late and end early
LONGEST_MS = 28_000  # what a recogniser takes at once is 30 s
EXCERPT = 120
# One writes 12 where the other writes twelve: the same was said.
SPELT = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split(),
        map(str, range(21)),
        strict=True,
    )
) | {word: str(10 * n) for n, word in enumerate("thirty forty fifty sixty".split(), 3)}
WORD = re.compile(r"[A-Za-z]+")


@stage("confirmed", 1)
def confirm(
    sections: tuple[Quotes, ...],
    audio: Audio,
    words: Hotwords,
    ear: Recognizer,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Confirmed:
    """What the recogniser hears in the seconds of each quotation, in their order.

    Raises:
        BadInput: the media is gone or cannot be decoded, the weights do not load.
    """
    quotes = [quote for section in sections for quote in section.quotes]
    spans = {quote: _spans(quote, audio.duration_ms) for quote in quotes}
    pieces: dict[Span, Piece] = {}
    wanted = sorted({span for row in spans.values() for span in row}, key=_edges)
    for piece in _pieces(audio, words, ear, wanted, shelf):
        pieces[piece.span] = piece
        tell.step("hear quotations", len(pieces), len(wanted), "window")
    return Confirmed(
        heard=tuple(_heard(quote, [pieces[s] for s in spans[quote]], ear) for quote in quotes),
        holes=tuple(f"window at {s.start_ms} ms" for s, p in pieces.items() if p.failed),
    )


def _spans(quote: Quote, duration_ms: int) -> tuple[Span, ...]:
    """The quotation's seconds with some air, in windows that a recogniser takes."""
    begin = max(0, quote.start_ms - AIR_MS)
    end = max(begin + 1, min(quote.end_ms + AIR_MS, duration_ms or quote.end_ms + AIR_MS))
    count = -(-(end - begin) // LONGEST_MS)
    edges = [begin + (end - begin) * at // count for at in range(count + 1)]
    return tuple(Span(start_ms=a, end_ms=b) for a, b in pairwise(edges))


def _edges(span: Span) -> tuple[int, int]:
    return span.start_ms, span.end_ms


def _pieces(
    audio: Audio,
    words: Hotwords,
    ear: Recognizer,
    spans: Sequence[Span],
    shelf: Shelf,
) -> Iterator[Piece]:
    """What was heard in each span: kept from before, or heard now."""

    def key(span: Span) -> str:
        parts = [audio.identity, span.start_ms, span.end_ms]
        return codec.digest([*parts, codec.identity(words), ear.identity])

    missing = []
    for span in spans:
        kept = shelf.recall("quoted", key(span), Piece)
        if kept is None:
            missing.append(span)
        else:
            yield kept
    for row in _apart(missing):
        for piece in ear.hear(where(audio, shelf), row, words):
            if not piece.failed:
                shelf.keep("quoted", key(piece.span), piece)
            yield piece


def _apart(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans in rows without overlap: a recogniser reads the sound once, forwards."""
    rows: list[list[Span]] = []
    for span in spans:
        row = next((row for row in rows if row[-1].end_ms <= span.start_ms), None)
        if row is None:
            rows.append([span])
        else:
            row.append(span)
    return rows


def _heard(quote: Quote, pieces: Sequence[Piece], ear: Recognizer) -> Heard:
    text = "".join(word.text for piece in pieces for word in piece.words)
    whole = Span(start_ms=pieces[0].span.start_ms, end_ms=pieces[-1].span.end_ms)
    return Heard(cues=quote.cues, span=whole, text=" ".join(text.split()), by=ear.label)


def held(
    sections: tuple[Quotes, ...], heard: Sequence[Heard], read: Callable[[str], str]
) -> tuple[Quotes, ...]:
    """The quotations whose words were heard, each with that test; the others are dropped.

    `read` spells names in what was heard as they are spelt in what is quoted.
    """
    again = iter(heard)
    return tuple(
        _held(section, [next(again) for _ in section.quotes], read) for section in sections
    )


def _held(section: Quotes, heard: Sequence[Heard], read: Callable[[str], str]) -> Quotes:
    kept, dropped = [], []
    for quote, told in zip(section.quotes, heard, strict=True):
        if same_words(quote.source, read(told.text)):
            test = CheckResult(name="heard", verdict="ok", note=told.by)
            kept.append(replace(quote, tests=(*quote.tests, test)))
            continue
        dropped.append(
            Dropped(
                section=quote.section,
                source=quote.source,
                chinese=quote.chinese,
                rule="quote-unheard",
                why=f"{told.by} 聽到的是：{told.text[:EXCERPT] or '（沒有話）'}",
            )
        )
    return replace(section, quotes=tuple(kept), dropped=(*section.dropped, *dropped))


def same_words(source: str, heard: str) -> bool:
    """Do the quoted words stand in what was heard, fillers and small numerals aside?"""
    cue = Cue(id="h", start_ms=0, end_ms=0, speaker=None, text=_in_digits(heard), confidence=0)
    found = verbatim.locate(_in_digits(source), [cue])
    return found is not None and found.grade in ("exact", "light")


def _in_digits(text: str) -> str:
    return WORD.sub(lambda word: SPELT.get(word[0].casefold(), word[0]), text)
