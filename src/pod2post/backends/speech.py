"""Where somebody speaks: from a detector's probabilities to windows of at most 30 s, and
how loud the two channels are.

Times stay those of the original: pauses of up to three seconds lie inside a window, so no
time has to be restored later. Sound is read in blocks, memory does not grow with length.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pod2post.backends.batches import ahead
from pod2post.values import Span, Windows

PLANNER = "silero-v6, windows 2"  # part of the recogniser's identity: change it with the rules

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
BREATH = 32  # frames: pauses up to a second belong to the speech around them

LEVEL_MS = 100
AUDIBLE_MS, PART_MS = 2_000, 29_000
FAINT = 0.003  # -50 dB: below it there is nothing to hear, however quiet the speech
PART_OF_USUAL, PART_OF_TIME = 0.12, 0.25

Sound = NDArray[np.float32]
Detect = Callable[[Sound], Sound]  # rows of CONTEXT + FRAME samples to one probability each
Run = tuple[int, int]


def windows(pcm: Iterable[bytes], detect: Detect) -> Windows:
    """The plan for 16 kHz mono s16le sound; `detect` carries its state from call to call."""
    chances: list[Any] = []
    levels: list[Any] = []
    samples, tail = 0, np.zeros(CONTEXT, np.float32)
    for block in ahead(_steady(pcm)):
        samples += len(block)
        levels.append(_levels(block))
        frames = np.pad(block, (0, -len(block) % FRAME)).reshape(-1, FRAME)
        before = np.vstack([tail, frames[:-1, -CONTEXT:]])
        tail = frames[-1, -CONTEXT:]
        chances.append(detect(np.hstack([before, frames])))
    duration_ms = samples * 1000 // RATE
    runs = _runs(np.concatenate(chances) if chances else np.zeros(0, np.float32))
    spans = tuple(_padded(_packed(runs), duration_ms))
    level = np.concatenate(levels) if levels else np.zeros(0, np.float32)
    return Windows(
        spans=spans,
        duration_ms=duration_ms,
        speech_ms=min(duration_ms, sum(end - begin for begin, end in runs) * FRAME_MS),
        speech=tuple(_spoken(runs, duration_ms)),
        audible=tuple(_audible(level, spans, duration_ms)),
    )


def inside(sound: Sound, detect: Detect) -> list[Span]:
    """Where in one window somebody speaks, in milliseconds from its start."""
    data = (np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes()
    return list(windows([data], detect).speech)


def quietest(sound: Sound, low_ms: int, high_ms: int) -> int:
    """The middle of the quietest 300 ms between two times."""
    step = RATE * LEVEL_MS // 1000
    part = sound[low_ms * RATE // 1000 : high_ms * RATE // 1000]
    level = _levels(part)[: len(part) // step]
    if len(level) < 3:
        return (low_ms + high_ms) // 2
    around = np.convolve(level, np.ones(3, np.float32), "valid")
    return low_ms + (int(np.argmin(around)) * 2 + 3) * LEVEL_MS // 2


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
            yield without_rumble(wide[: BLOCK + 2 * RUMBLE])
            held, size = [wide[BLOCK:]], size - BLOCK
    if size > RUMBLE:
        yield without_rumble(np.concatenate([*held, np.zeros(RUMBLE, np.float32)]))


def without_rumble(wide: Sound) -> Sound:
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


def _spoken(runs: list[Run], duration_ms: int) -> Iterator[Span]:
    """The runs, with the pauses inside a breath."""
    joined: list[Run] = []
    for begin, end in runs:
        if joined and begin - joined[-1][1] <= BREATH:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    for begin, end in joined:
        yield Span(start_ms=begin * FRAME_MS, end_ms=min(end * FRAME_MS, duration_ms))


def _levels(block: Sound) -> Sound:
    """The level of each tenth of a second."""
    step = RATE * LEVEL_MS // 1000
    rows = np.pad(block, (0, -len(block) % step)).reshape(-1, step)
    level: Sound = np.sqrt(np.square(rows).mean(axis=1)).astype(np.float32)
    return level


def _audible(level: Sound, spans: Sequence[Span], duration_ms: int) -> Iterator[Span]:
    """What sounds between the windows for two seconds or more, measured by the speech."""
    inside = [level[s.start_ms // LEVEL_MS : s.end_ms // LEVEL_MS] for s in spans]
    usual = float(np.median(np.concatenate(inside))) if inside else 0.0
    least = max(FAINT, PART_OF_USUAL * usual)
    edges = [0, *(edge for s in spans for edge in (s.start_ms, s.end_ms)), duration_ms]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        loud = level[begin // LEVEL_MS : end // LEVEL_MS] > least
        if end - begin < AUDIBLE_MS or not len(loud) or loud.mean() <= PART_OF_TIME:
            continue
        parts = -(-(end - begin) // PART_MS)
        marks = [begin + (end - begin) * at // parts for at in range(parts + 1)]
        for first, last in pairwise(marks):
            yield Span(start_ms=first, end_ms=last)


def _padded(runs: list[Run], duration_ms: int) -> Iterator[Span]:
    """Neighbours share the silence between them."""
    edges = [(begin * FRAME_MS, min(end * FRAME_MS, duration_ms)) for begin, end in runs]
    for at, (begin, end) in enumerate(edges):
        before = (begin - edges[at - 1][1]) // 2 if at else begin
        after = (edges[at + 1][0] - end) // 2 if at + 1 < len(edges) else duration_ms - end
        yield Span(start_ms=begin - min(PAD_MS, before), end_ms=end + min(PAD_MS, after))
