"""Speech to cues, window by window. A finished window is never heard again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pod2post import codec
from pod2post.hearing import sentences
from pod2post.hearing.coverage import coverage
from pod2post.ports import Recognizer, Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Audio, Hotwords, Piece, Span, Transcript, Windows, Word

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

    What became of each second stands in `coverage`. Windows that could not be recognised
    stand in `coverage.failed`; with one of them the transcript is not remembered, and the
    next run hears only those again.

    Raises:
        BadInput: the media holds no sound that can be decoded, or the weights do not load.
    """
    plan = shelf.memo(
        "windows",
        [audio.identity, ear.identity],
        Windows,
        lambda: ear.windows(media, tell=tell),
    )
    room = Room(audio=audio, ear=ear, media=media, shelf=shelf)
    heard: dict[Span, Piece] = {}
    for piece in _pieces(room, words, plan):
        heard[piece.span] = piece
        tell.step("recognise", len(heard), len(plan.spans) + len(plan.audible), "window")
    pieces = [heard[span] for span in plan.spans]
    glanced = [heard[span] for span in plan.audible]
    told = sorted([*pieces, *glanced], key=lambda piece: piece.span.start_ms)
    known = [piece.language for piece in pieces if not piece.failed]
    return Transcript(
        language=known[0] if known else words.language or UNKNOWN,
        cues=sentences.cues([word for piece in told for word in piece.words]),
        made_by=ear.label,
        coverage=coverage(plan, pieces, glanced),
    )


def kept_words(audio: Audio, words: Hotwords, ear: Recognizer, /, *, shelf: Shelf) -> list[Word]:
    """The words with their times of which `transcribe` made its cues, as the store has them.

    Nothing is heard: a window that the store lacks gives none.
    """
    plan = shelf.recall("windows", codec.digest(["windows", audio.identity, ear.identity]), Windows)
    if plan is None:
        return []
    room, known, probe = Room(audio=audio, ear=ear, media=Path(), shelf=shelf), words, None
    if words.language is None and plan.spans:
        probe = max(plan.spans[:PROBES], key=_length)
        first = room.kept("piece", probe, words)
        known = replace(words, language=(first.language if first else "") or None)
    pieces = [room.kept("piece", s, words if s == probe else known) for s in plan.spans]
    pieces += [room.kept("glance", span, replace(known, words=())) for span in plan.audible]
    told = sorted((piece for piece in pieces if piece), key=lambda piece: piece.span.start_ms)
    return [word for piece in told for word in piece.words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What is the same for all windows of one audio."""

    audio: Audio
    ear: Recognizer
    media: Path
    shelf: Shelf

    def key(self, span: Span, words: Hotwords) -> str:
        parts = [self.audio.identity, span.start_ms, span.end_ms]
        return codec.digest([*parts, codec.identity(words), self.ear.identity])

    def kept(self, kind: str, span: Span, words: Hotwords) -> Piece | None:
        return self.shelf.recall(kind, self.key(span, words), Piece)


def _pieces(room: Room, words: Hotwords, plan: Windows) -> Iterator[Piece]:
    """All pieces of the plan; the language is settled first, the second looks come last."""
    spans = plan.spans
    if words.language is None and spans:
        probe = max(spans[:PROBES], key=_length)
        for piece in _told(room, "piece", (probe,), words):
            yield piece
            words = replace(words, language=piece.language or None)
        spans = tuple(span for span in spans if span != probe)
    yield from _told(room, "piece", spans, words)
    yield from _told(room, "glance", plan.audible, replace(words, words=()))


def _told(room: Room, kind: str, spans: tuple[Span, ...], words: Hotwords) -> Iterator[Piece]:
    """Those that the store has first, then those heard now, each kept as it is made."""
    missing = []
    for span in spans:
        kept = room.kept(kind, span, words)
        if kept is None:
            missing.append(span)
        else:
            yield kept
    if not missing:
        return
    hear = room.ear.hear if kind == "piece" else room.ear.glance
    for piece in hear(room.media, missing, words):
        if not piece.failed:
            room.shelf.keep(kind, room.key(piece.span, words), piece)
        yield piece


def _length(span: Span) -> int:
    return span.end_ms - span.start_ms
