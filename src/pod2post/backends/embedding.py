"""Voices as vectors: windows of speech through a speaker network, on onnxruntime.

The sound is read once, as a stream; no more than the longest span of it is held.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import network, speech
from pod2post.errors import BadInput
from pod2post.media import pcm
from pod2post.values import Span

RATE = speech.RATE
LEAST_MS = 400  # what is shorter is widened to both sides
QUIET = 0.05  # of the loudest window of its span: 13 dB less
BATCH = 32

Vectors = NDArray[np.float32]
Window = tuple[int, int, int]  # the span's place in its row; begin and end in ms


@dataclass(frozen=True, slots=True)
class Cut:
    """Windows inside a span: their length and the way from one to the next, in 10 ms."""

    length: int
    step: int


WHOLE = Cut(160, 80)  # 1.6 s, halves shared: whose voice a span is
FINE = Cut(80, 20)  # 0.8 s: where in it another one begins
IDENTITY = ["windows 3", LEAST_MS, QUIET, WHOLE.length, WHOLE.step, FINE.length, FINE.step]


@dataclass(frozen=True, slots=True)
class Front:
    """What a network takes for sound.

    `bands`: samples to features, a row for 10 ms, and the loudness of each row (an energy).
    `levelled`: is the mean of each window's features taken out?
    `apart`: centres that are more alike (0..1) are one person's voice. `scale` brings leads of
    likeness to those of GE2E, so that the limits in points mean the same for every network.
    """

    name: str
    size: int
    bands: Callable[[Vectors], tuple[Vectors, Vectors]]
    levelled: bool
    apart: float
    scale: float

    @property
    def identity(self) -> list[str]:
        return [self.name, str(self.apart), str(self.scale)]


class Encoder:
    """A network from features (n, frames, bands) to vectors (n, width); loaded when first used."""

    def __init__(self, file: Path, front: Front) -> None:
        self.file = file
        self.front = front

    @cached_property
    def _session(self) -> Any:
        try:
            session = network.session(self.file)  # a second thread gains nothing here
        except network.Unusable as error:
            raise self._unusable(str(error)) from error
        taken = [one for one in session.get_inputs() if one.type == "tensor(float)"]
        if len(session.get_inputs()) != 1 or not taken or len(taken[0].shape) != 3:
            raise self._unusable("it does not take one tensor (n, frames, bands) of float32")
        if taken[0].shape[2] not in (self.front.size, None) and isinstance(taken[0].shape[2], int):
            raise self._unusable(f"it takes {taken[0].shape[2]} bands, not {self.front.size}")
        return session

    def _unusable(self, why: str) -> BadInput:
        return BadInput(
            f"{self.file} cannot be used as a speaker network: {why}",
            "[recognizer] voices_model names an ONNX file that takes 80 bands of log-mel "
            'features, (n, frames, 80), and gives one vector each; or set voices = "ge2e".',
        )

    def vectors(self, media: Path, spans: Sequence[Span], cut: Cut, /) -> Iterator[Vectors]:
        """Unit vectors (n, width) of the windows of `spans`, in their order, in batches.

        The vector of a window in which nobody speaks is zero.

        Raises:
            BadInput: the media cannot be decoded, or the network cannot be used.
        """
        waiting: list[Vectors] = []
        for wide, sound in _sounds(media, spans):
            waiting += self._pictures(sound, wide, cut)
            while len(waiting) >= BATCH:
                yield self._of(waiting[:BATCH])
                waiting = waiting[BATCH:]
        if waiting:
            yield self._of(waiting)

    def _pictures(self, sound: Vectors, span: Span, cut: Cut) -> list[Vectors]:
        """The windows of one span, each of `cut.length` frames; what is short is said again.

        Where it is quiet beside the rest of the span, in a pause, the picture is empty: a room
        would pass for a person.
        """
        bands, level = self.front.bands(sound)
        rows = [slice(begin, begin + cut.length) for begin in _starts(span, cut)]
        loud = [float(level[row].mean()) if len(level[row]) else 0.0 for row in rows]
        empty = np.zeros((WHOLE.length, self.front.size), np.float32)
        return [
            self._shown(bands[row]) if one > QUIET * max(loud) else empty
            for row, one in zip(rows, loud, strict=True)
        ]

    def _shown(self, part: Vectors) -> Vectors:
        if self.front.levelled:
            part = part - part.mean(axis=0)
        return np.resize(part, (WHOLE.length, self.front.size))

    def _of(self, pictures: list[Vectors]) -> Vectors:
        rows = np.stack(pictures)
        (taken,) = self._session.get_inputs()
        given = self._session.get_outputs()[0].name
        parts = np.split(rows, len(rows)) if taken.shape[0] == 1 else [rows]
        made: Vectors = np.concatenate(
            [self._session.run([given], {taken.name: part})[0] for part in parts]
        )
        if made.ndim != 2:
            raise self._unusable(f"it gives {made.ndim} dimensions, not (n, width)")
        length = np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
        unit: Vectors = made / length * np.asarray(rows.any(axis=(1, 2)))[:, None]
        return unit.astype(np.float32)


def windows(spans: Sequence[Span], cut: Cut = WHOLE) -> list[Window]:
    """Where each vector was heard."""
    return [
        (
            at,
            wide.start_ms + begin * 10,
            min(wide.end_ms, wide.start_ms + (begin + cut.length) * 10),
        )
        for at, wide in enumerate(map(_wide, spans))
        for begin in _starts(wide, cut)
    ]


def _wide(span: Span) -> Span:
    lack = max(0, LEAST_MS - (span.end_ms - span.start_ms))
    begin = max(0, span.start_ms - lack // 2)
    return Span(start_ms=begin, end_ms=max(span.end_ms, begin + LEAST_MS))


def _starts(span: Span, cut: Cut) -> list[int]:
    """First frames of the windows of a span; the last one ends where the span ends."""
    frames = (span.end_ms - span.start_ms) // 10
    last = max(0, frames - cut.length)
    return sorted({*range(0, last + 1, cut.step), last})


def _sounds(media: Path, spans: Sequence[Span]) -> Iterator[tuple[Span, Vectors]]:
    """Each span, widened, with its samples. Spans are in the order of their beginnings."""
    if not spans:
        return
    last_ms = max(span.end_ms for span in spans) + LEAST_MS
    blocks, held, at = pcm(media, end_ms=last_ms), bytearray(), 0
    for span in map(_wide, spans):
        begin, end = (ms * RATE // 1000 * 2 for ms in (span.start_ms, span.end_ms))
        while True:
            gone = min(len(held), max(0, begin - at))
            del held[:gone]
            at += gone
            if at + len(held) >= end or not (block := next(blocks, b"")):
                break
            held += block
        skip = max(0, begin - at)
        yield span, speech.to_float(held[skip : max(skip, end - at)])
