"""What WeSpeaker, 3D-Speaker and their kin take for sound: Kaldi's filter banks, in numpy.

80 log-mel energies of 25 ms every 10 ms: the mean of a frame taken out, pre-emphasis of 0.97,
Povey's window, 512 points, triangles on Kaldi's mel scale from 20 Hz to half the rate, no
dither. The mean of a window's rows is taken out where they are cut (`Front.levelled`).
"""

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import speech
from pod2post.backends.embedding import Front

RATE, HOP, FRAME, POINTS, BANDS = speech.RATE, 160, 400, 512, 80
LOWEST_HZ, EMPHASIS = 20.0, 0.97
SCALE = 32_768.0  # Kaldi counts in 16-bit steps, above the floor of the logarithm
FLOOR = float(np.finfo(np.float32).eps)
APART = 0.5  # of vectors trained with an angular margin; two people are seldom over 0.3 alike
SCALED = 0.4  # two people differ by 0.7 where GE2E's differ by 0.28

Bands = NDArray[np.float32]


def fbank(sound: Bands) -> Bands:
    """Log-mel energies (frames, 80) of samples from -1 to 1; only whole frames count."""
    if len(sound) < FRAME:
        return np.zeros((0, BANDS), np.float32)
    rows = np.lib.stride_tricks.sliding_window_view(sound * np.float32(SCALE), FRAME)[::HOP]
    rows = rows - rows.mean(axis=1, keepdims=True)
    before = np.concatenate([rows[:, :1], rows[:, :-1]], axis=1)
    shaped = (rows - np.float32(EMPHASIS) * before) * WINDOW
    power = np.square(np.abs(np.fft.rfft(shaped, POINTS, axis=1)))[:, : POINTS // 2]
    bands: Bands = np.log(np.maximum(power @ FILTERS, FLOOR)).astype(np.float32)
    return bands


def _heard(sound: Bands) -> tuple[Bands, Bands]:
    clear = speech.without_rumble(np.pad(sound, speech.RUMBLE)).astype(np.float32)
    bands = fbank(clear)
    return bands, np.exp(bands).sum(axis=1)


def _mels(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    scale: NDArray[np.float64] = 1127.0 * np.log1p(hertz / 700.0)
    return scale


def _filters() -> NDArray[np.float64]:
    ends = _mels(np.array([LOWEST_HZ, RATE / 2]))
    edges = np.linspace(ends[0], ends[1], BANDS + 2)
    bins = _mels(np.arange(POINTS // 2) * RATE / POINTS)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    triangles: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling))
    return triangles


WINDOW = (np.hanning(FRAME) ** 0.85).astype(np.float32)
FILTERS = _filters().astype(np.float32)
FRONT = Front("fbank 1", BANDS, _heard, levelled=True, apart=APART, scale=SCALED)
