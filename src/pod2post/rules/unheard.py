"""Speech that nobody heard: what was said there stands in no sentence of the post."""

from collections.abc import Iterator

from pod2post.values import Coverage, Finding, Span, Subject
from pod2post.writing.tasks import clock

LEAST_MS = 10_000
"""Chosen, not measured: a shorter stretch is half a sentence, and every recording has some."""


def unheard(subject: Subject) -> Iterator[Finding]:
    """Stretches of speech that were not recognised, in one finding: together they are the hole."""
    found = _stretches(subject.transcript.coverage)
    if not found:
        return
    total = sum(row.end_ms - row.start_ms for row in found)
    places = ", ".join(f"{clock(row.start_ms)} to {clock(row.end_ms)}" for row in found)
    yield Finding(
        rule="unheard",
        severity="warning",
        where="transcript",
        what=f"{clock(total)} of speech were not recognised: {places}",
        mend="Run it again (the rest is kept), or listen there: does it change the post?",
    )


def _stretches(covered: Coverage) -> tuple[Span, ...]:
    """What was lost, in the order of time; a run from before stretches knows its windows only."""
    if not covered.stretches:
        return covered.failed
    lost = (row for row in covered.stretches if row.kind == "lost")
    return tuple(
        Span(start_ms=row.start_ms, end_ms=row.end_ms)
        for row in lost
        if row.end_ms - row.start_ms >= LEAST_MS
    )
