"""How sure a difference between two methods is: paired bootstrap over documents.

Documents are drawn again with replacement, both methods judged on the same ones (Efron 1979). With
sixteen recordings most intervals hold 0: a difference is then no more than chance.
"""

from collections.abc import Sequence

import numpy as np

DRAWS, SEED = 10_000, 8
SHARES = (2.5, 97.5)


def interval(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """The mean of ours less theirs, and the bounds of 95 of 100 draws; documents in one order."""
    apart = np.array(ours) - np.array(theirs)
    drawn = np.random.default_rng(SEED).integers(len(apart), size=(DRAWS, len(apart)))
    low, high = np.percentile(apart[drawn].mean(axis=1), SHARES)
    return round(float(apart.mean()), 4), round(float(low), 4), round(float(high), 4)
