"""What became of every second: recognised, not recognised, audible without words, silent."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from pod2post.values import Coverage, Piece, Stretch, Transcript, Windows
from pod2post.writing.tasks import clock

UNHEARD = "no words found"
WORDLESS = "audible, no words"
Kind = Literal["speech", "lost", "sound", "silence"]
Row = tuple[int, int, str]  # start and end in ms, and why


def coverage(plan: Windows, pieces: Sequence[Piece], glanced: Sequence[Piece]) -> Coverage:
    """The account of a recognition; `glanced` are the second looks outside all windows.

    Speech that no piece gives words for is lost, pauses up to a second counted with it.
    """
    lost = [row for piece in pieces for row in _lost(piece)]
    speech = [(span.start_ms, span.end_ms, "") for span in plan.speech or plan.spans]
    speech += [
        (piece.words[0].start_ms, max(word.end_ms for word in piece.words), "")
        for piece in glanced
        if piece.words
    ]
    doubted = [
        (piece.span.start_ms, piece.span.end_ms, piece.doubt)
        for piece in pieces
        if piece.words and piece.doubt.endswith("every decoding")
    ]
    sound = [(p.span.start_ms, p.span.end_ms, p.failed or WORDLESS) for p in glanced]
    layers: list[tuple[Kind, list[Row]]] = [
        ("lost", sorted(_within(lost, speech))),
        ("speech", sorted(_within(doubted, speech))),
        ("speech", sorted(speech)),
        ("sound", sorted(sound)),
    ]
    made = Coverage(
        duration_ms=plan.duration_ms,
        speech_ms=0,
        recognised_ms=0,
        failed=tuple(piece.span for piece in [*pieces, *glanced] if piece.failed),
        stretches=tuple(_painted(plan.duration_ms, layers)),
    )
    recognised, missing = made.total("speech"), made.total("lost")
    return Coverage(
        duration_ms=plan.duration_ms,
        speech_ms=recognised + missing,
        recognised_ms=recognised,
        failed=made.failed,
        stretches=made.stretches,
    )


def account(transcript: Transcript) -> str:
    """The totals in one line; captions are no recognition."""
    covered = transcript.coverage
    if not transcript.made_by.startswith("captions "):
        return summary(covered)
    return (
        f"{transcript.made_by}: {clock(covered.speech_ms)} of {clock(covered.duration_ms)} "
        "of audio; nothing was recognised"
    )


def summary(covered: Coverage) -> str:
    """The totals, in one line."""
    line = (
        f"{clock(covered.recognised_ms)} of {clock(covered.speech_ms)} of speech recognised, "
        f"in {clock(covered.duration_ms)} of audio"
    )
    if not covered.stretches:
        return line
    sound, silence = clock(covered.total("sound")), clock(covered.total("silence"))
    return f"{line} ({sound} of music or other sound, {silence} of silence)"


def gaps(covered: Coverage) -> Iterator[str]:
    """One line per stretch that an editor should know of: lost, doubtful, or wordless."""
    words = {"lost": "not recognised", "speech": "doubtful", "sound": "not speech, or not heard"}
    told = [row for row in covered.stretches if row.why]
    for row in told:
        yield f"{words[row.kind]}: {clock(row.start_ms)} to {clock(row.end_ms)} ({row.why})"
    known = {(row.start_ms, row.end_ms) for row in told if row.kind == "lost"}
    for span in covered.failed:
        if not any(span.start_ms <= a and b <= span.end_ms for a, b in known):
            yield f"not recognised: {clock(span.start_ms)} to {clock(span.end_ms)}"


def _lost(piece: Piece) -> Iterator[Row]:
    if not piece.words:
        why = piece.lost[0].why if piece.lost else UNHEARD
        yield piece.span.start_ms, piece.span.end_ms, piece.failed or why
        return
    for row in piece.lost:
        yield row.start_ms, row.end_ms, row.why


def _within(rows: Iterable[Row], speech: Sequence[Row]) -> Iterator[Row]:
    """The rows where somebody speaks."""
    runs = sorted(speech)
    at = 0
    for start, end, why in sorted(rows):
        while at < len(runs) and runs[at][1] <= start:
            at += 1
        for begin, stop, _ in runs[at:]:
            if begin >= end:
                break
            if max(start, begin) < min(end, stop):
                yield max(start, begin), min(end, stop), why


def _painted(duration_ms: int, layers: Sequence[tuple[Kind, list[Row]]]) -> Iterator[Stretch]:
    """From end to end; where layers lie over each other, the first counts."""
    inner = {min(edge, duration_ms) for _, rows in layers for row in rows for edge in row[:2]}
    edges = sorted(inner | {0, duration_ms})
    at = [0] * len(layers)
    last: tuple[int, int, Kind, str] | None = None
    for begin, end in pairwise(edges):
        kind: Kind = "silence"
        why = ""
        for n, (name, rows) in enumerate(layers):
            while at[n] < len(rows) and rows[at[n]][1] <= begin:
                at[n] += 1
            if kind == "silence" and at[n] < len(rows) and rows[at[n]][0] <= begin:
                kind, why = name, rows[at[n]][2]
        if last and last[2:] == (kind, why):
            last = (last[0], end, kind, why)
        else:
            if last:
                yield _stretch(last)
            last = (begin, end, kind, why)
    if last:
        yield _stretch(last)


def _stretch(row: tuple[int, int, Kind, str]) -> Stretch:
    start, end, kind, why = row
    return Stretch(start_ms=start, end_ms=end, kind=kind, why=why)
