"""Voices as vectors: the GE2E encoder on onnxruntime, which the recogniser brings.

40 mel bands of 25 ms every 10 ms, without a logarithm, at -30 dBFS: what it was trained on.
The sound is read once, as a stream; no more than the longest span of it is held.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import onnx_model, speech
from pod2post.media import pcm
from pod2post.values import Span

RATE, HOP, FRAME, BANDS = speech.RATE, 160, 400, 40  # samples; a mel frame is 10 ms
LENGTH = 160  # frames of one window: 1.6 s
STEP = 80  # frames from window to window
LEAST_MS = 400  # what is shorter is widened to both sides
LEVEL = 10 ** (-30 / 20)
QUIET = 0.05  # of the loudest window of its span: 13 dB less
BATCH = 32
IDENTITY = [LENGTH, STEP, LEAST_MS, QUIET, "mel 2"]

Vectors = NDArray[np.float32]
Window = tuple[int, int, int]  # the span's place in its row; begin and end in ms


class Encoder:
    """The network; it loads at the first window."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @cached_property
    def _session(self) -> Any:
        return onnx_model.session(self.file)  # a second thread gains nothing here

    def vectors(self, media: Path, spans: Sequence[Span], /) -> Iterator[Vectors]:
        """Unit vectors (n, 256) of the windows of `spans`, in their order, in batches.

        The vector of a window in which nobody speaks is zero.

        Raises:
            BadInput: the media cannot be decoded.
        """
        waiting: list[Vectors] = []
        for wide, sound in _sounds(media, spans):
            waiting += _pictures(sound, wide)
            while len(waiting) >= BATCH:
                yield self._of(waiting[:BATCH])
                waiting = waiting[BATCH:]
        if waiting:
            yield self._of(waiting)

    def _of(self, pictures: list[Vectors]) -> Vectors:
        rows = np.stack(pictures)
        made: Vectors = self._session.run(None, {"mel": rows})[0]
        return made * np.asarray(rows.any(axis=(1, 2)))[:, None]


def windows(spans: Sequence[Span]) -> list[Window]:
    """Where each vector was heard: windows of 1.6 s, two neighbours sharing half of it."""
    return [
        (at, wide.start_ms + begin * 10, min(wide.end_ms, wide.start_ms + (begin + LENGTH) * 10))
        for at, wide in enumerate(map(_wide, spans))
        for begin in _starts(wide)
    ]


def _wide(span: Span) -> Span:
    lack = max(0, LEAST_MS - (span.end_ms - span.start_ms))
    begin = max(0, span.start_ms - lack // 2)
    return Span(start_ms=begin, end_ms=max(span.end_ms, begin + LEAST_MS))


def _starts(span: Span) -> list[int]:
    """First frames of the windows of a span; the last one ends where the span ends."""
    frames = (span.end_ms - span.start_ms) // 10
    last = max(0, frames - LENGTH)
    return sorted({*range(0, last + 1, STEP), last})


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


def _pictures(sound: Vectors, span: Span) -> list[Vectors]:
    """The mel windows of one span, each of LENGTH frames; what is short is said again.

    Where it is quiet beside the rest of the span, in a pause, the picture is empty: a room
    would pass for a person.
    """
    bands = mel(sound)
    parts = [bands[begin : begin + LENGTH] for begin in _starts(span)]
    loud = [float(part.mean()) if len(part) else 0.0 for part in parts]
    return [
        np.resize(part, (LENGTH, BANDS)) if one > QUIET * max(loud) else EMPTY
        for part, one in zip(parts, loud, strict=True)
    ]


def mel(sound: Vectors) -> Vectors:
    """Mel energies (frames, 40) of sound without its rumble, brought to -30 dBFS."""
    clear = speech.without_rumble(np.pad(sound, speech.RUMBLE))
    power = float(np.mean(np.square(clear))) if len(clear) else 0.0
    gain = LEVEL / np.sqrt(power) if power > 0 else 0.0
    padded = np.pad(clear * np.float32(gain), FRAME // 2)
    rows = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    energies: Vectors = np.square(np.abs(np.fft.rfft(rows * WINDOW, axis=1))) @ FILTERS
    return energies.astype(np.float32)


def _filters() -> NDArray[np.float64]:
    """Slaney's mel scale: triangles, even below 1 kHz and logarithmic above, of equal area."""
    lowest, step, turn, growth = 0.0, 200 / 3, 15.0, np.log(6.4) / 27
    top = turn + np.log(RATE / 2 / 1000) / growth
    marks = np.linspace(lowest, top, BANDS + 2)
    edges = np.where(marks < turn, marks * step, 1000 * np.exp(growth * (marks - turn)))
    bins = np.fft.rfftfreq(FRAME, 1 / RATE)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    triangles: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return triangles * (2 / (edges[2:] - edges[:-2]))


EMPTY = np.zeros((LENGTH, BANDS), np.float32)
WINDOW = np.hanning(FRAME + 1)[:-1].astype(np.float32)
FILTERS = _filters().astype(np.float32)
