"""What the GE2E encoder takes for sound.

40 mel bands of 25 ms every 10 ms, without a logarithm, at -30 dBFS: what it was trained on.
"""

import numpy as np
from numpy.typing import NDArray

from pod2post.backends import speech
from pod2post.backends.embedding import Front

RATE, HOP, FRAME, BANDS = speech.RATE, 160, 400, 40  # samples; a mel frame is 10 ms
LEVEL = 10 ** (-30 / 20)
APART = 0.8  # one person's talk in two groups: 0.83 to 0.94 alike; two people: 0.56 to 0.73

Bands = NDArray[np.float32]


def mel(sound: Bands) -> Bands:
    """Mel energies (frames, 40) of sound without its rumble, brought to -30 dBFS."""
    clear = speech.without_rumble(np.pad(sound, speech.RUMBLE))
    power = float(np.mean(np.square(clear))) if len(clear) else 0.0
    gain = LEVEL / np.sqrt(power) if power > 0 else 0.0
    padded = np.pad(clear * np.float32(gain), FRAME // 2)
    rows = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    energies: Bands = np.square(np.abs(np.fft.rfft(rows * WINDOW, axis=1))) @ FILTERS
    return energies.astype(np.float32)


def _heard(sound: Bands) -> tuple[Bands, Bands]:
    bands = mel(sound)
    return bands, bands.mean(axis=1)


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


WINDOW = np.hanning(FRAME + 1)[:-1].astype(np.float32)
FILTERS = _filters().astype(np.float32)
FRONT = Front("mel 2", BANDS, _heard, levelled=False, apart=APART, scale=1.0)
