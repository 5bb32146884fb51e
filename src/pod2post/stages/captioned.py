"""Captions as a transcript: sentences with times, labelled as what they are."""

from dataclasses import replace

from pod2post.hearing import captionfit, sentences
from pod2post.hearing.captionfit import BRIDGE_MS
from pod2post.ports import Captioner, Shelf, Tell
from pod2post.stage import stage
from pod2post.values import Audio, Captions, Coverage, Cue, Locator, Stretch, Track, Transcript

UNKNOWN = "und"


@stage("captions", 1)
def captions(
    locator: Locator,
    track: Track,
    /,
    *,
    library: Captioner,
    shelf: Shelf,
    tell: Tell,
    fresh: bool = False,
) -> Captions:
    """A track as it is on offer now: an observation. `fresh` is read by the stage memo."""
    return library.captions(locator, track, tell=tell)


@stage("captioned", 1)
def captioned(audio: Audio, told: Captions, /, *, shelf: Shelf, tell: Tell) -> Transcript:
    """The sentences of these captions. A change of speaker ends one; speakers are kept.

    Nothing was listened to: what the captions cover counts as speech, and as recognised;
    what is between them is told as sound without words.
    """
    cues = [
        replace(cue, speaker=speaker)
        for speaker, words in captionfit.spoken(told)
        for cue in sentences.cues(words)
    ]
    cues = [replace(cue, id=f"c{at:04d}") for at, cue in enumerate(cues, 1)]
    stretches = _stretches(cues, audio.duration_ms)
    covered = sum(row.end_ms - row.start_ms for row in stretches if row.kind == "speech")
    return Transcript(
        language=told.language or UNKNOWN,
        cues=tuple(cues),
        made_by=told.label,
        coverage=Coverage(
            duration_ms=audio.duration_ms,
            speech_ms=covered,
            recognised_ms=covered,
            failed=(),
            stretches=tuple(stretches),
        ),
    )


def _stretches(cues: list[Cue], duration_ms: int) -> list[Stretch]:
    """The audio from end to end: under captions, a short pause bridged, or without."""
    rows: list[Stretch] = []
    until = 0
    for cue in cues:
        if cue.start_ms - until > BRIDGE_MS:
            rows.append(_unheard(until, cue.start_ms))
            until = cue.start_ms
        if cue.end_ms > until:
            goes_on = rows and rows[-1].kind == "speech"
            begin = rows.pop().start_ms if goes_on else until
            rows.append(Stretch(start_ms=begin, end_ms=cue.end_ms, kind="speech"))
            until = cue.end_ms
    return [*rows, _unheard(until, duration_ms)] if until < duration_ms else rows


def _unheard(start_ms: int, end_ms: int) -> Stretch:
    return Stretch(start_ms=start_ms, end_ms=end_ms, kind="sound", why="no captions")
