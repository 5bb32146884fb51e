"""Who speaks when, from the two channels of a recording with one person on each side."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pod2post.backends.parting import filled
from pod2post.hearing.turns import Part, Turns
from pod2post.media import pcm, probe
from pod2post.ports import Talk
from pod2post.values import Span

APART = 2.0  # times the energy: 3 dB
LOOK_MS = 600_000  # who does not stand apart for ten minutes does not later
LEAST_SHARE = 0.02  # of the decided time: below that a side is no person but an accident
STEP_MS = 100
LEAST_STEPS = 3  # in which a side is clearly the louder one, before it counts inside a sentence
FAINT = 0.01  # of a sentence's loudest step: 20 dB less is a pause, or the other's echo


class ChannelVoices:
    """Voices by loudness: 0 is the left channel, 1 the right."""

    identity = "channels 2"

    def first(self, talk: Talk, /) -> Turns | None:
        """What is known before any voice is compared; None: the sound must tell."""
        return self.turns(talk.media, talk.spans) if talk.spans else Turns(voices=(), margins=())

    def turns(self, media: Path, spans: Sequence[Span], /) -> Turns | None:
        """The louder side of each span, None where they are less than 3 dB apart.

        There are no turns where the channels do not carry different people: mono, equal
        channels, or one side the louder all the time.

        Raises:
            BadInput: the media cannot be decoded.
        """
        if not spans or probe(media).channels == 1:
            return None
        early = [span for span in spans if span.end_ms <= LOOK_MS]
        if early and len(early) < len(spans):
            total = _energy(media, early)  # an hour need not be decoded to see that
            if not _two_people(early, [_side(total, span) for span in early]):
                return None
        total = _energy(media, spans)
        sides = tuple(_side(total, span) for span in spans)
        if not _two_people(spans, sides):
            return None
        return Turns(
            voices=sides,
            margins=(None,) * len(spans),
            parts=tuple(part for at, span in enumerate(spans) for part in _parts(total, at, span)),
            how="a person on each channel",
        )


def _energy(media: Path, spans: Sequence[Span]) -> Any:
    from pod2post.backends import speech  # numpy

    end = max(span.end_ms for span in spans)
    return speech.energy(pcm(media, rate=speech.RATE, channels=2, end_ms=end))


def _loudness(total: Any, span: Span) -> tuple[float, float]:
    """The energy of left and right in a span."""
    from pod2post.backends import speech

    last = len(total) - 1
    begin = min(last, span.start_ms // speech.ENERGY_MS)
    end = min(last, -(-span.end_ms // speech.ENERGY_MS))
    left, right = (total[end] - total[begin]).tolist()
    return left, right


def _side(total: Any, span: Span) -> int | None:
    left, right = _loudness(total, span)
    loud, quiet = max(left, right), min(left, right)
    return None if loud == 0 or loud < APART * quiet else int(right > left)


def _two_people(spans: Sequence[Span], found: Sequence[int | None]) -> bool:
    times = [0, 0]
    for span, side in zip(spans, found, strict=True):
        if side is not None:
            times[side] += span.end_ms - span.start_ms
    return min(times) > LEAST_SHARE * sum(times)


def _parts(total: Any, at: int, span: Span) -> list[Part]:
    """The span by sides, where both are heard in it one after the other."""
    steps = [
        Span(start_ms=begin, end_ms=min(begin + STEP_MS, span.end_ms))
        for begin in range(span.start_ms, span.end_ms, STEP_MS)
    ]
    loud = [max(_loudness(total, step)) for step in steps]
    rows = [
        (side, step)
        for step, level in zip(steps, loud, strict=True)
        if level > FAINT * max(loud) and (side := _side(total, step)) is not None
    ]
    runs = [(side, [step for _, step in run]) for side, run in groupby(rows, key=lambda r: r[0])]
    sure = [
        Part(span=at, start_ms=run[0].start_ms, end_ms=run[-1].end_ms, voice=side, margin=None)
        for side, run in runs
        if len(run) >= LEAST_STEPS
    ]
    return filled(span, sure)
