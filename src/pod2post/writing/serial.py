"""A long talk divided for a series: whole segments, in their order, each in one part. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from pod2post.errors import BadInput
from pod2post.values import Coverage, Segment, Segments, Span, Stretch, Transcript
from pod2post.writing import brief

LEAST = 3  # segments of talk in a part: a section rests on one at least
PARTS = (2, 3, 4)


def divided(segments: Segments, transcript: Transcript, count: int) -> tuple[Segments, ...]:
    """The segments in `count` parts that are as long as each other as can be.

    Each has three segments of talk at least; what is no talk goes with what it follows.

    Raises:
        BadInput: there is too little talk for so many parts; how many there may be is named.
    """
    rows = segments.segments
    starts = [n for n, row in enumerate(rows) if row.kind == "talk"]
    if len(starts) < LEAST * count:
        raise _too_short(len(starts), count)
    lengths = {n: _length(rows[n], transcript) for n in starts}

    def unevenness(cuts: tuple[int, ...]) -> int:
        edges = (0, *cuts, len(starts))
        return sum(sum(lengths[n] for n in starts[a:b]) ** 2 for a, b in pairwise(edges))

    cuts = min(_cuts(len(starts), count), key=unevenness)
    edges = (0, *(starts[cut] for cut in cuts), len(rows))
    return tuple(replace(segments, segments=rows[a:b]) for a, b in pairwise(edges))


def _cuts(talks: int, count: int) -> Iterator[tuple[int, ...]]:
    """Before which segments of talk the parts may begin, the first part apart."""
    for cuts in combinations(range(LEAST, talks - LEAST + 1), count - 1):
        if all(b - a >= LEAST for a, b in pairwise(cuts)):
            yield cuts


def _length(segment: Segment, transcript: Transcript) -> int:
    return sum(cue.end_ms - cue.start_ms for cue in brief.cues_of(segment, transcript))


def _too_short(talks: int, count: int) -> BadInput:
    fits = [parts for parts in PARTS if talks >= LEAST * parts]
    return BadInput(
        f"--series {count} needs {LEAST * count} segments of talk, {LEAST} for each post, "
        f"and this episode has {talks}",
        f"--series {fits[-1]} would fit." if fits else "It makes one post: leave --series out.",
    )


def part_of(transcript: Transcript, segments: Segments) -> Transcript:
    """What is said in these segments, and what became of the audio there.

    Times and `duration_ms` remain those of the whole audio.
    """
    spoken = [c for segment in segments.segments for c in brief.cues_of(segment, transcript)]
    after = (cue.start_ms for cue in transcript.cues if cue.start_ms > spoken[-1].start_ms)
    first = spoken[0] is transcript.cues[0]
    begin = 0 if first else spoken[0].start_ms
    end = next(after, transcript.coverage.duration_ms)
    covered = _covered(transcript.coverage, Span(start_ms=begin, end_ms=end))
    return replace(transcript, cues=tuple(spoken), coverage=covered)


def _covered(whole: Coverage, span: Span) -> Coverage:
    """The account of one span; by its share of the length where no stretches are known."""
    cut = tuple(_cut(whole.stretches, span))
    failed = tuple(f for f in whole.failed if span.start_ms <= f.start_ms < span.end_ms)
    made = replace(whole, stretches=cut, failed=failed)
    if not cut:
        share, length = span.end_ms - span.start_ms, max(1, whole.duration_ms)
        return replace(
            made,
            speech_ms=whole.speech_ms * share // length,
            recognised_ms=whole.recognised_ms * share // length,
        )
    speech, lost = made.total("speech"), made.total("lost")
    return replace(made, speech_ms=speech + lost, recognised_ms=speech)


def _cut(stretches: Sequence[Stretch], span: Span) -> Iterator[Stretch]:
    for row in stretches:
        start, end = max(row.start_ms, span.start_ms), min(row.end_ms, span.end_ms)
        if start < end:
            yield replace(row, start_ms=start, end_ms=end)
