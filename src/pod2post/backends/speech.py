"""Where somebody speaks: from a detector's probabilities to windows of at most 30 s, and
how loud the two channels are.

Times stay those of the original: pauses of up to three seconds lie inside a window, so no
time has to be restored later. Sound is read in blocks, memory does not grow with length.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pod2post.values import Span, Windows

PLANNER = "silero-v6, windows 1"  # part of the recogniser's identity: change it with the rules

RATE = 16_000
FRAME, CONTEXT = 512, 64  # samples: one probability is for 32 ms, with 4 ms from before
FRAME_MS = 32
RUMBLE = 100  # samples to either side: their mean holds what lies below some 80 Hz
BLOCK = FRAME * 1_875  # a minute

SURE, DOUBTFUL = 0.5, 0.35  # speech begins above the one and goes on above the other
QUIET = 5  # frames below that end a run: 160 ms
LEAST = 3  # frames: a shorter run is a click
LONGEST = 918  # frames: 29.4 s, which leaves room for the padding
GAP = 93  # frames: pauses up to 3 s stay inside a window
PAD_MS = 200
ENERGY_MS = 10

Sound = NDArray[np.float32]
Detect = Callable[[Sound], Sound]  # rows of CONTEXT + FRAME samples to one probability each
Run = tuple[int, int]


def windows(pcm: Iterable[bytes], detect: Detect) -> Windows:
    """The plan for 16 kHz mono s16le sound; `detect` carries its state from call to call."""
    chances: list[Any] = []
    samples, tail = 0, np.zeros(CONTEXT, np.float32)
    for block in _steady(pcm):
        samples += len(block)
        frames = np.pad(block, (0, -len(block) % FRAME)).reshape(-1, FRAME)
        before = np.vstack([tail, frames[:-1, -CONTEXT:]])
        tail = frames[-1, -CONTEXT:]
        chances.append(detect(np.hstack([before, frames])))
    duration_ms = samples * 1000 // RATE
    runs = _runs(np.concatenate(chances) if chances else np.zeros(0, np.float32))
    return Windows(
        spans=tuple(_padded(_packed(runs), duration_ms)),
        duration_ms=duration_ms,
        speech_ms=min(duration_ms, sum(end - begin for begin, end in runs) * FRAME_MS),
    )


def to_float(data: bytes | bytearray) -> Sound:
    """Samples of s16le, from -1 to 1."""
    return np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32_768)


def energy(pcm: Iterable[bytes]) -> NDArray[np.float64]:
    """Row n: the energy of left and right in the first n times 10 ms of 16 kHz stereo."""
    frame = RATE * ENERGY_MS // 1000
    rows, rest = [np.zeros((1, 2))], b""
    for block in pcm:
        data = rest + block
        whole = len(data) - len(data) % (4 * frame)
        rest = data[whole:]
        samples = to_float(data[:whole]).reshape(-1, frame, 2)
        rows.append(np.square(samples).sum(axis=1, dtype=np.float64))
    return np.cumsum(np.concatenate(rows), axis=0)


def _steady(pcm: Iterable[bytes]) -> Iterator[Sound]:
    """Blocks of a minute without their rumble, which blinds the detector."""
    held, size = [np.zeros(RUMBLE, np.float32)], RUMBLE
    for data in pcm:
        held.append(to_float(data))
        size += len(held[-1])
        while size >= BLOCK + 2 * RUMBLE:
            wide = np.concatenate(held)
            yield _without_rumble(wide[: BLOCK + 2 * RUMBLE])
            held, size = [wide[BLOCK:]], size - BLOCK
    if size > RUMBLE:
        yield _without_rumble(np.concatenate([*held, np.zeros(RUMBLE, np.float32)]))


def _without_rumble(wide: Sound) -> Sound:
    """The samples between the margins, minus the mean of those around each."""
    total = np.concatenate([[0.0], np.cumsum(wide, dtype=np.float64)])
    mean = (total[2 * RUMBLE : -1] - total[: -2 * RUMBLE - 1]) / (2 * RUMBLE)
    clean: Sound = wide[RUMBLE:-RUMBLE] - mean.astype(np.float32)
    return clean


def _runs(chances: Sound) -> list[Run]:
    """Stretches of speech, in frames; one that is too long is cut where it is least sure."""
    found: list[Run] = []
    begin, last = -1, -1
    for at, chance in enumerate(chances.tolist()):
        if chance >= (DOUBTFUL if begin >= 0 else SURE):
            begin, last = (at if begin < 0 else begin), at
        elif begin >= 0 and at - last >= QUIET:
            found.append((begin, last + 1))
            begin = -1
    if begin >= 0:
        found.append((begin, last + 1))
    parts = (part for run in found for part in _cut(run, chances))
    return [(begin, end) for begin, end in parts if end - begin >= LEAST]


def _cut(run: Run, chances: Sound) -> Iterator[Run]:
    begin, end = run
    while end - begin > LONGEST:
        low = begin + LONGEST * 2 // 3
        at = low + int(np.argmin(chances[low : begin + LONGEST]))
        yield begin, at
        begin = at
    yield begin, end


def _packed(runs: list[Run]) -> list[Run]:
    packed: list[Run] = []
    for begin, end in runs:
        if packed and end - packed[-1][0] <= LONGEST and begin - packed[-1][1] <= GAP:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((begin, end))
    return packed


def _padded(runs: list[Run], duration_ms: int) -> Iterator[Span]:
    """Neighbours share the silence between them."""
    edges = [(begin * FRAME_MS, min(end * FRAME_MS, duration_ms)) for begin, end in runs]
    for at, (begin, end) in enumerate(edges):
        before = (begin - edges[at - 1][1]) // 2 if at else begin
        after = (edges[at + 1][0] - end) // 2 if at + 1 < len(edges) else duration_ms - end
        yield Span(start_ms=begin - min(PAD_MS, before), end_ms=end + min(PAD_MS, after))
