"""Speech to cues, window by window. A finished window is never heard again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pod2post import codec, sentences
from pod2post.ports import Recognizer, Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Audio, Coverage, Hotwords, Piece, Span, Transcript, Windows

PROBES = 3  # the language is heard in the longest of the first windows
UNKNOWN = "und"


@stage("transcript", 2)
def transcribe(
    audio: Audio,
    words: Hotwords,
    ear: Recognizer,
    /,
    *,
    media: Path,
    shelf: Shelf,
    tell: Tell,
) -> Transcript:
    """What is said in `media`, which holds `audio`, as sentences with times.

    Windows that could not be recognised stand in `coverage.failed`; with one of them
    the transcript is not remembered, and the next run hears only those again.

    Raises:
        BadInput: the media holds no sound that can be decoded, or the weights do not load.
    """
    plan = shelf.memo(
        "windows",
        [audio.identity, ear.identity],
        Windows,
        lambda: ear.windows(media, tell=tell),
    )
    heard: dict[Span, Piece] = {}
    for piece in _pieces(audio, words, ear, plan, media, shelf):
        heard[piece.span] = piece
        tell.step("recognise", len(heard), len(plan.spans), "window")
    pieces = [heard[span] for span in plan.spans]
    known = [piece.language for piece in pieces if not piece.failed]
    return Transcript(
        language=known[0] if known else words.language or UNKNOWN,
        cues=sentences.cues([word for piece in pieces for word in piece.words]),
        made_by=ear.label,
        coverage=_coverage(plan, pieces),
    )


def _pieces(
    audio: Audio, words: Hotwords, ear: Recognizer, plan: Windows, media: Path, shelf: Shelf
) -> Iterator[Piece]:
    """All pieces of the plan: those that the store has first, then those heard now."""
    spans = plan.spans
    if words.language is None and spans:
        probe = max(spans[:PROBES], key=_length)
        for piece in _told(audio, words, ear, (probe,), media, shelf):
            yield piece
            words = replace(words, language=piece.language or None)
        spans = tuple(span for span in spans if span != probe)
    yield from _told(audio, words, ear, spans, media, shelf)


def _told(
    audio: Audio,
    words: Hotwords,
    ear: Recognizer,
    spans: tuple[Span, ...],
    media: Path,
    shelf: Shelf,
) -> Iterator[Piece]:
    def key(span: Span) -> str:
        parts = [audio.identity, span.start_ms, span.end_ms]
        return codec.digest([*parts, codec.identity(words), ear.identity])

    missing = []
    for span in spans:
        kept = shelf.recall("piece", key(span), Piece)
        if kept is None:
            missing.append(span)
        else:
            yield kept
    for piece in ear.hear(media, missing, words) if missing else ():
        if not piece.failed:
            shelf.keep("piece", key(piece.span), piece)
        yield piece


def _coverage(plan: Windows, pieces: list[Piece]) -> Coverage:
    """Speech counts as recognised, in proportion, where its window gave words."""
    whole = sum(map(_length, plan.spans))
    told = sum(_length(piece.span) for piece in pieces if piece.words and not piece.failed)
    return Coverage(
        duration_ms=plan.duration_ms,
        speech_ms=plan.speech_ms,
        recognised_ms=plan.speech_ms * told // whole if whole else 0,
        failed=tuple(piece.span for piece in pieces if piece.failed),
    )


def _length(span: Span) -> int:
    return span.end_ms - span.start_ms
