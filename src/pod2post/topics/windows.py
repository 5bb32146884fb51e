"""What lies on the left and on the right of each place, in windows of so many words.

A place p of n rows, from 0 to n, lies before row p.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of the rows up to each place, and of their words: windows cost a difference."""

    rows: Matrix
    words: Row

    @classmethod
    def of(cls, rows: Matrix, words: Row) -> Self:
        """Rows (n, width) that have so many words each, all above 0."""
        total = np.vstack([np.zeros(rows.shape[1]), np.cumsum(rows, axis=0)])
        return cls(total, np.concatenate([[0.0], np.cumsum(words)]))

    def sides(self, size: float) -> tuple[Matrix, Matrix]:
        """The sums of the `size` words before and after each place; fewer at the ends."""
        last = len(self.words) - 1
        low = np.searchsorted(self.words, self.words - size, side="right") - 1
        high = np.searchsorted(self.words, self.words + size, side="left")
        low, high = np.maximum(low, 0), np.minimum(high, last)
        return self.rows - self.rows[low], self.rows[high] - self.rows

    def turned(self, size: float) -> Row:
        """1 - cosine of what is before and after each place; 1 where one side is empty."""
        left, right = self.sides(size)
        norms = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
        made: Row = 1 - (left * right).sum(axis=1) / np.where(norms > 1e-9, norms, 1)
        return made

    def shifted(self, size: float) -> Row:
        """By what share of the words the columns differ before and after; 0 at the ends."""
        left, right = (side / np.maximum(side.sum(axis=1), 1)[:, None] for side in self.sides(size))
        made: Row = np.abs(left - right).sum(axis=1) / 2
        return made

    def gained(self, size: float, mass: Row) -> Row:
        """What a split at each place takes off the squared distances to the windows' means.

        Rows are weighed; `mass` (n,): their squared weights (Ward 1963). 0 at the ends.
        """
        left, right = self.sides(size)
        before, after = Sums.of(mass[:, None], np.diff(self.words)).sides(size)
        before, after = before[:, 0], after[:, 0]
        apart = left / np.maximum(before, 1)[:, None] - right / np.maximum(after, 1)[:, None]
        made: Row = (apart**2).sum(axis=1) * before * after / np.maximum(before + after, 1)
        return made

    def density(self, size: float) -> Row:
        """The first column per word after each place, less the same before it."""
        left, right = self.sides(size)
        words = Sums(self.words[:, None], self.words)
        before, after = words.sides(size)
        made: Row = (right / np.maximum(after, 20) - left / np.maximum(before, 20))[:, 0]
        return made


def standard(row: Row) -> Row:
    """To mean 0 and deviation 1; zeros where all are alike."""
    spread = float(row.std())
    made: Row = (row - row.mean()) / spread if spread > 1e-9 else np.zeros(len(row))
    return made
