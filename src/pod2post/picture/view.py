"""What the picture of an episode shows, as values. Pure; times are milliseconds of its audio."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from pod2post.showing.words import State
from pod2post.value import require, value
from pod2post.values import Cue, Plan, Segment, Segments, Span, Stretch, Transcript

NOBODY = "說話者不明"
OTHERS = "其他 {} 位"
MOST_LANES = 8
Became = Literal["speech", "lost", "sound", "silence", "unknown"]


@value
class Mark:
    """A quotation of the post, where it was spoken. `words` are as readers see them."""

    quote: str
    start_ms: int
    end_ms: int
    state: State
    words: str
    speaker: str | None = None
    section: int | None = None


@value
class Block:
    """A segment. `sections` are the numbers of those written from it; `why`: why it was left out.

    `left_out` is whether no section is written from it, whatever the reason.
    """

    id: str
    number: int
    start_ms: int
    end_ms: int
    title: str
    kind: Literal["talk", "advertisement", "intro", "small talk"]
    sections: tuple[int, ...] = ()
    left_out: bool = False
    why: str = ""


@value
class Lane:
    """A speaker's own line. `share`: per cent of all that is spoken."""

    speaker: str
    spans: tuple[Span, ...]
    spoken_ms: int
    share: int


@value
class Part:
    """What became of a stretch of the audio, and why."""

    start_ms: int
    end_ms: int
    became: Became
    why: str = ""


@value
class View:
    """An episode from `begin_ms` to `end_ms`; `parts` cover it from end to end."""

    begin_ms: int
    end_ms: int
    lanes: tuple[Lane, ...]
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]

    def __post_init__(self) -> None:
        require(0 <= self.begin_ms < self.end_ms, f"a picture {self.begin_ms}-{self.end_ms}")
        edges = (self.begin_ms, *(part.end_ms for part in self.parts))
        starts = (*(part.start_ms for part in self.parts), self.end_ms)
        require(not self.parts or edges == starts, "the account has a gap or counts twice")

    def total(self, became: Became) -> int:
        """Milliseconds of one kind of part."""
        return sum(row.end_ms - row.start_ms for row in self.parts if row.became == became)


def view(
    transcript: Transcript,
    segments: Segments | None,
    plan: Plan | None,
    marks: Sequence[Mark] = (),
    *,
    part: bool = False,
) -> View:
    """The whole of it. A run from before there were segments or a plan has none to show.

    `part`: the transcript is one of a series, and where its stretches are not known it goes from
    its first sentence to its last.
    """
    begin, end = _window(transcript, part=part)
    return View(
        begin_ms=begin,
        end_ms=end,
        lanes=lanes(transcript.cues),
        blocks=tuple(blocks(transcript, segments, plan)),
        parts=tuple(parts(transcript, begin, end)),
        marks=tuple(sorted(marks, key=lambda mark: (mark.start_ms, mark.end_ms, mark.quote))),
    )


def _window(transcript: Transcript, *, part: bool) -> tuple[int, int]:
    """From where to where: a part of a series begins and ends within the audio."""
    covered = transcript.coverage
    last = max((cue.end_ms for cue in transcript.cues), default=0)
    if covered.stretches:
        begin, end = covered.stretches[0].start_ms, covered.stretches[-1].end_ms
        return begin, max(end, last, begin + 1)
    if part and transcript.cues:
        begin = transcript.cues[0].start_ms
        return begin, max(last, begin + 1)
    return 0, max(covered.duration_ms, last, 1)


# --- who spoke ------------------------------------------------------------------------


def lanes(cues: Sequence[Cue]) -> tuple[Lane, ...]:
    """One for each speaker in the order of their first words; whoever is unknown comes last.

    Where there are many, those who speak least share one.
    """
    rows: dict[str | None, list[Span]] = {}
    for cue in cues:
        span = Span(start_ms=cue.start_ms, end_ms=max(cue.start_ms, cue.end_ms))
        rows.setdefault(cue.speaker, []).append(span)
    spoken = {who: sum(s.end_ms - s.start_ms for s in found) for who, found in rows.items()}
    whole = max(1, sum(spoken.values()))
    unknown = rows.pop(None, [])
    most = MOST_LANES - bool(unknown)
    kept = list(rows)
    if len(kept) > most:
        loud = sorted(kept, key=lambda who: -spoken[who])[: most - 1]
        kept = [who for who in kept if who in loud]
    rest = [who for who in rows if who not in kept]
    made = [(str(who), rows[who], spoken[who]) for who in kept]
    if rest:
        spans = [span for who in rest for span in rows[who]]
        made.append((OTHERS.format(len(rest)), spans, sum(spoken[who] for who in rest)))
    if unknown:
        made.append((NOBODY, unknown, spoken[None]))
    return tuple(
        Lane(
            speaker=name,
            spans=tuple(sorted(spans, key=lambda span: (span.start_ms, span.end_ms))),
            spoken_ms=ms,
            share=round(100 * ms / whole),
        )
        for name, spans, ms in made
    )


# --- what it is about -----------------------------------------------------------------


def blocks(transcript: Transcript, segments: Segments | None, plan: Plan | None) -> Iterator[Block]:
    """The segments in their order, each up to where the next begins."""
    at = {cue.id: cue for cue in transcript.cues}
    found = [
        (row, at[row.first].start_ms, at[row.last].end_ms)
        for row in (segments.segments if segments else ())
        if row.first in at and row.last in at
    ]
    starts = [start for _, start, _ in found]
    for number, (row, start, end) in enumerate(found, start=1):
        until = starts[number] if number < len(starts) else end
        yield _block(row, number, (start, max(start, until)), plan)


def _block(row: Segment, number: int, span: tuple[int, int], plan: Plan | None) -> Block:
    used = tuple(
        place
        for place, section in enumerate(plan.sections if plan else (), start=1)
        if row.id in section.segments
    )
    why = next((one.why for one in plan.left_out if one.segment == row.id), "") if plan else ""
    return Block(
        id=row.id,
        number=number,
        start_ms=span[0],
        end_ms=span[1],
        title=row.title,
        kind=row.kind,
        sections=used,
        left_out=plan is not None and not used,
        why=why,
    )


# --- what became of every second ------------------------------------------------------


def parts(transcript: Transcript, begin: int, end: int) -> Iterator[Part]:
    """From `begin` to `end` without a gap.

    Captions and runs from before stretches tell no more than where somebody speaks.
    """
    rows = transcript.coverage.stretches or tuple(_spoken(transcript))
    at = begin
    for row in rows:
        start, stop = max(at, row.start_ms), min(end, row.end_ms)
        if start >= stop:
            continue
        if start > at:
            yield Part(start_ms=at, end_ms=start, became="unknown")
        yield Part(start_ms=start, end_ms=stop, became=row.kind, why=row.why)
        at = stop
    if at < end:
        yield Part(start_ms=at, end_ms=end, became="unknown")


def _spoken(transcript: Transcript) -> Iterable[Stretch]:
    """Where cues stand, those that touch joined, and the windows that failed."""
    rows: list[tuple[int, int, str]] = []
    told = ((cue.start_ms, max(cue.start_ms, cue.end_ms)) for cue in transcript.cues)
    for start, end in sorted(told):
        if rows and start <= rows[-1][1]:
            rows[-1] = (rows[-1][0], max(end, rows[-1][1]), "speech")
        else:
            rows.append((start, end, "speech"))
    rows += [(span.start_ms, span.end_ms, "lost") for span in transcript.coverage.failed]
    rows.sort()
    for (start, end, kind), after in pairwise([*rows, (10**15, 10**15, "")]):
        stop = min(end, after[0])
        if start < stop:
            became: Literal["lost", "speech"] = "lost" if kind == "lost" else "speech"
            yield Stretch(start_ms=start, end_ms=stop, kind=became)
