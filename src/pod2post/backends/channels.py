"""Who speaks when, from the two channels of a recording with one person on each side."""

from collections.abc import Sequence
from pathlib import Path

from pod2post.media import pcm, probe
from pod2post.values import Span

APART = 2.0  # times the energy: 3 dB
LOOK_MS = 600_000  # who does not stand apart for ten minutes does not later
LEAST_SHARE = 0.02  # of the decided time: below that a side is no person but an accident


class ChannelVoices:
    """`Voices` by loudness: 0 is the left channel, 1 the right.

    All turns are None where the channels do not carry different people: mono, equal
    channels, or one side the louder all the time.
    """

    identity = "channels 1"

    def turns(self, media: Path, spans: Sequence[Span], /) -> tuple[int | None, ...]:
        """The louder side of each span, or None where they are less than 3 dB apart.

        Raises:
            BadInput: the media cannot be decoded.
        """
        if not spans or probe(media).channels == 1:
            return (None,) * len(spans)
        early = [span for span in spans if span.end_ms <= LOOK_MS]
        if early and len(early) < len(spans) and not _two_people(early, _sides(media, early)):
            return (None,) * len(spans)  # an hour need not be decoded to see that
        found = _sides(media, spans)
        return tuple(found) if _two_people(spans, found) else (None,) * len(spans)


def _sides(media: Path, spans: Sequence[Span]) -> list[int | None]:
    from pod2post.backends import speech  # numpy

    if not spans:
        return []
    end = max(span.end_ms for span in spans)
    total = speech.energy(pcm(media, rate=speech.RATE, channels=2, end_ms=end))
    last = len(total) - 1
    found: list[int | None] = []
    for span in spans:
        begin, end = (
            min(last, span.start_ms // speech.ENERGY_MS),
            min(last, -(-span.end_ms // speech.ENERGY_MS)),
        )
        left, right = (total[end] - total[begin]).tolist()
        loud, quiet = max(left, right), min(left, right)
        found.append(None if loud == 0 or loud < APART * quiet else int(right > left))
    return found


def _two_people(spans: Sequence[Span], found: Sequence[int | None]) -> bool:
    times = [0, 0]
    for span, side in zip(spans, found, strict=True):
        if side is not None:
            times[side] += span.end_ms - span.start_ms
    return min(times) > LEAST_SHARE * sum(times)
