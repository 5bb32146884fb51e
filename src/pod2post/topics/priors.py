"""Chapters that the source tells: are they sane, and at which sentence does each begin? Pure.

A person has set them, so they come before any cut of ours; but what stands in a description may
be of another cut of the audio, or no list of chapters at all.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pod2post.topics.parts import Kind, Start
from pod2post.value import value
from pod2post.values import Chapter, Cue, Transcript

LEAST, MOST = 4, 20
SNAP_MS = 1500  # a mark may stand a little after the sentence that it means
OTHER_CUT_MS = 30_000  # so much longer or shorter: advertisements were put in or taken out
UNTITLED_MS = 60_000  # of talk before the first mark belong to no chapter
LEAST_PROGRAMME = 0.5  # of a chapter, else it is no programme as a whole
SWALLOWS = 0.6  # a chapter with more of the words: the rest of the talk was not marked

KINDS: tuple[tuple[Kind, str], ...] = (
    ("advertisement", r"\b(?:sponsors?|ads?|advert\w*|promo)\b|廣告|贊助"),
    ("small talk", r"\b(?:outro|credits|housekeeping|goodbye|closing|wrap[- ]?up|thanks)\b|片尾"),
    ("intro", r"\b(?:intro|introduction|welcome|opening|cold open|trailer)\b|開場|片頭"),
)


@value
class Priors:
    """Where parts begin by the source's chapters, none where they are no use; `why` not, or "".

    The first part begins with the first cue.
    """

    starts: tuple[Start, ...] = ()
    why: str = ""


def read(chapters: Sequence[Chapter], transcript: Transcript, told_ms: int | None = None) -> Priors:
    """The chapters of a transcript with at least one cue.

    `told_ms`: how long the audio is for which they were made, where that is known.
    """
    if not chapters:
        return Priors()
    if why := _fault(chapters, transcript.coverage.duration_ms, told_ms):
        return Priors(why=why)
    cues = transcript.cues
    starts = _snapped(cues, chapters)
    if len(starts) < LEAST:
        return Priors(why=f"somebody speaks in {len(starts)} of {len(chapters)} of them only")
    ends = [*(start.cue for start in starts[1:]), len(cues)]
    sizes = [
        sum(len(cue.text) for cue in cues[a.cue : b]) for a, b in zip(starts, ends, strict=True)
    ]
    if max(sizes) > SWALLOWS * sum(sizes):
        long = starts[sizes.index(max(sizes))]
        percent = 100 * max(sizes) // sum(sizes)
        return Priors(why=f"{long.title!r} would hold {percent} % of what is said")
    return Priors(starts=starts)


def _fault(chapters: Sequence[Chapter], length_ms: int, told_ms: int | None) -> str:
    if not LEAST <= len(chapters) <= MOST:
        return f"there are {len(chapters)}, and {LEAST} to {MOST} are taken"
    if any(a.start_ms >= b.start_ms for a, b in pairwise(chapters)):
        return "they are not in the order of time"
    if chapters[0].start_ms < 0 or chapters[-1].start_ms >= length_ms:
        return "one begins where there is no audio: they are of another cut"
    if told_ms is not None and abs(told_ms - length_ms) > OTHER_CUT_MS:
        return (
            f"they were made for {told_ms // 1000} s of audio and these are {length_ms // 1000} s: "
            "another cut"
        )
    return ""


def _snapped(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> tuple[Start, ...]:
    """Each chapter in which somebody speaks, from the sentence that its mark means."""
    starts: list[Start] = []
    for chapter in chapters:
        at = _nearest(cues, chapter.start_ms)
        if at == len(cues):
            break
        if starts and at == starts[-1].cue:
            starts.pop()  # nobody speaks in the one before
        starts.append(Start(cue=at, title=chapter.title))
    if starts and starts[0].cue > 0:
        before = cues[starts[0].cue].start_ms - cues[0].start_ms
        if before < UNTITLED_MS:
            return (Start(cue=0, title=starts[0].title), *starts[1:])
        return (Start(cue=0), *starts)
    return tuple(starts)


def _nearest(cues: Sequence[Cue], mark_ms: int) -> int:
    """The next sentence; the one being spoken at the mark, where its beginning lies nearer."""
    due = mark_ms - SNAP_MS
    after = next((i for i, cue in enumerate(cues) if cue.start_ms >= due), len(cues))
    if after == 0 or cues[after - 1].end_ms <= mark_ms:
        return after
    away = mark_ms - cues[after - 1].start_ms
    nearer = after == len(cues) or away < cues[after].start_ms - mark_ms
    return after - 1 if nearer else after


def named(known: Sequence[Start], parts: Sequence[Start], cues: Sequence[Cue]) -> tuple[Start, ...]:
    """`parts`, made of the chapters `known` and of what is no programme in them, as it is called.

    A chapter of which less than half is programme is left whole. No title decides a cut.
    """
    begins = {part.cue for part in parts}
    ends = [*(start.cue for start in known[1:]), len(cues)]
    made: list[Start] = []
    for start, end in zip(known, ends, strict=True):
        inside = [part for part in parts if start.cue <= part.cue < end]
        asides = [part for part in inside if part.kind != "talk"]
        whole = start.cue in begins and (end == len(cues) or end in begins)
        if asides and whole and _programme(inside, end, cues) < LEAST_PROGRAMME:
            made.append(replace(asides[0], cue=start.cue, title=start.title))
        else:
            made += inside
    return tuple(replace(p, kind=kind(p.title)) if p.kind == "talk" else p for p in made)


def _programme(parts: Sequence[Start], end: int, cues: Sequence[Cue]) -> float:
    """The share of talk in the time of these parts."""
    ends = [*(part.cue for part in parts[1:]), end]
    spans = [
        (part.kind, cues[until - 1].end_ms - cues[part.cue].start_ms)
        for part, until in zip(parts, ends, strict=True)
    ]
    talk = sum(length for kind, length in spans if kind == "talk")
    return talk / max(1, sum(length for _, length in spans))


def kind(title: str) -> Kind:
    """Of what kind a chapter is, by its title."""
    hits = (kind for kind, pattern in KINDS if re.search(pattern, title, re.IGNORECASE))
    return next(hits, "talk")
