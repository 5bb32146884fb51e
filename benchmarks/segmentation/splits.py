"""The divisive cut: split, again and again, where the squared distance to the centroids falls most.

TreeSeg (Gklezakos et al. 2024), over rows averaged with the four before each. Alone it is the
best known method that learns nothing; here it is one witness among others.
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from pod2post.topics import lexical

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]

CONTEXT = 5


def splits(vectors: Matrix, count: int) -> list[int]:
    """Up to `count` indices of rows before which to split, the first split first."""
    size = len(vectors)
    least = max(5, size // (8 * (count + 1)))
    behind = [vectors[max(0, at - CONTEXT + 1) : at + 1].mean(axis=0) for at in range(size)]
    rows = lexical.unit(np.array(behind))
    total = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)])
    heap, made = list[tuple[float, int, int, int]](), list[int]()

    def offer(low: int, high: int) -> None:
        found = _split(total, low, high, least)
        if found is not None:
            heapq.heappush(heap, (*found, low, high))

    offer(0, size)
    while heap and len(made) < count:
        _, at, low, high = heapq.heappop(heap)
        made.append(at)
        offer(low, at)
        offer(at, high)
    return made


def _split(total: Matrix, low: int, high: int, least: int) -> tuple[float, int] | None:
    """(minus the gain, index) of the best split of rows low..high, None where they are too few."""
    cuts = np.arange(low + least, high - least + 1)
    if not len(cuts):
        return None
    left, right = total[cuts] - total[low], total[high] - total[cuts]
    gain = (left**2).sum(axis=1) / (cuts - low) + (right**2).sum(axis=1) / (high - cuts)
    best = int(gain.argmax())
    whole = total[high] - total[low]
    return -float(gain[best] - whole @ whole / (high - low)), int(cuts[best])
