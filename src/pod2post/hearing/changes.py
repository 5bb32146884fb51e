"""Sentences in which the speaker changes, divided at the word where that is. Pure.

Ids stay but for those of divided sentences: c0012 becomes c0012a and c0012b.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from string import ascii_lowercase

from pod2post.hearing import sentences
from pod2post.hearing.turns import Part, Turns
from pod2post.values import Cue, Transcript, Word

NEAR_MS = 700  # a voice is told this exactly: the pause that is meant lies so far off at most
PAUSE_MS, STOP_MS = 400, 300  # a pause draws the change by its length up to this; a comma so far

Row = tuple[Cue, int | None, int | None]  # a cue, its voice, its margin


def divided(
    transcript: Transcript, turns: Turns, words: Sequence[Word]
) -> tuple[Transcript, Turns]:
    """Both with a cue and a turn for each part of what `turns.parts` divides.

    `words` are those of which the transcript was made. A sentence that they do not give
    again stays whole, as all do without them.
    """
    said = spoken(transcript, words) if turns.parts else {}
    parts: dict[int, list[Part]] = {}
    for part in turns.parts:
        parts.setdefault(part.span, []).append(part)
    rows: list[Row] = []
    for at, cue in enumerate(transcript.cues):
        known = said.get(cue.id, ())
        rows += _cut(cue, known, parts.get(at, [])) or [(cue, turns.voices[at], turns.margins[at])]
    rows.sort(key=lambda row: row[0].start_ms)
    told = replace(
        turns,
        voices=tuple(voice for _, voice, _ in rows),
        margins=tuple(margin for _, _, margin in rows),
        parts=(),
    )
    return replace(transcript, cues=tuple(cue for cue, _, _ in rows)), told


def spoken(transcript: Transcript, words: Sequence[Word]) -> Mapping[str, Sequence[Word]]:
    """The words of each cue that these words give again."""
    groups = sentences.grouped(words)
    if len(groups) != len(transcript.cues):
        return {}
    return {
        cue.id: group
        for cue, group in zip(transcript.cues, groups, strict=True)
        if sentences.cue(cue.id, group) == replace(cue, speaker=None, margin=None)
    }


def _cut(cue: Cue, words: Sequence[Word], parts: Sequence[Part]) -> list[Row]:
    """The pieces of one cue; [] where it stays whole."""
    if not words or not parts:
        return []
    owners = [parts[0]] * len(words)
    for part in parts[1:]:
        at = _place(words, part.start_ms)
        owners[at:] = [part] * (len(words) - at)
    runs = groupby(zip(owners, words, strict=True), key=lambda row: row[0].voice)
    pieces = [(voice, list(run)) for voice, run in runs]
    if not 2 <= len(pieces) <= len(ascii_lowercase):
        return []
    return [
        (
            sentences.cue(f"{cue.id}{letter}", [word for _, word in run]),
            voice,
            min((part.margin for part, _ in run if part.margin is not None), default=None),
        )
        for letter, (voice, run) in zip(ascii_lowercase, pieces, strict=False)
    ]


def _place(words: Sequence[Word], at_ms: int) -> int:
    """Before which word the change is: near the time, rather in a pause or after a comma."""

    def cost(at: int) -> int:
        before, after = words[at - 1], words[at]
        pause = max(0, after.start_ms - before.end_ms)
        off = max(0, before.end_ms - at_ms, at_ms - max(before.end_ms, after.start_ms))
        stop = STOP_MS if sentences.COMMA.search(before.text) else 0
        return off - min(pause, PAUSE_MS) - stop if off <= NEAR_MS else off

    return min(range(1, len(words)), key=cost, default=len(words))
