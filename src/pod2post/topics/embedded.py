"""The vectors of a transcript's sentences, computed once: from the store, when they are there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pod2post import codec
from pod2post.hearing.turns import Vectors
from pod2post.ports import Embedder, Shelf, Tell

BLOCK = 128  # sentences in one entry of the store: a mended name costs one block again
SCALE = 127  # a unit vector's parts lie between -1 and 1: a byte each is exact enough

Matrix = NDArray[np.float64]


def vectors(texts: Sequence[str], encoder: Embedder, *, shelf: Shelf, tell: Tell) -> Matrix:
    """(len(texts), width), for at least one text; rows have length 1, or 0 for an empty text.

    Raises:
        BadInput: the weights are gone or damaged.
    """
    made = []
    for at in range(0, len(texts), BLOCK):
        made.append(_block(texts[at : at + BLOCK], encoder, shelf))
        tell.step("topics", min(at + BLOCK, len(texts)), len(texts), "sentence")
    return np.concatenate(made)


def _block(texts: Sequence[str], encoder: Embedder, shelf: Shelf) -> Matrix:
    fresh = list[bytes]()

    def make() -> Vectors:
        rows = np.rint(encoder.vectors(texts) * SCALE).astype(np.int8)
        fresh.append(rows.tobytes())
        return Vectors(digest=shelf.put(fresh[0]), rows=len(rows))

    parts = ["1", encoder.identity, codec.digest(list(texts))]
    kept = shelf.memo("sentences", parts, Vectors, make)
    data = fresh[0] if fresh else shelf.get(kept.digest)  # a rehearsal's store keeps nothing
    made: Matrix = np.frombuffer(data, np.int8).reshape(kept.rows, -1).astype(np.float64) / SCALE
    return made
