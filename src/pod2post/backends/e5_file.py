"""The file of the multilingual encoder: sizes, vocabulary and weights in 4 bits.

Little-endian: `E5S1`, version, sizes; the vocabulary's offsets, scores and UTF-8; what
characters are rewritten to; a directory of tensors, and these. In 4 bits, 32 numbers of a row
are a block of 18 bytes: a scale in float16, and the numbers plus 8, the first sixteen in the
low halves of the bytes, the others in the high ones.
"""

import os
import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pod2post.backends.e5_pieces import Vocabulary
from pod2post.errors import BadInput

MAGIC, VERSION = b"E5S1", 1
BLOCK, BLOCK_BYTES = 32, 18
FLOAT, BITS4 = 0, 1  # the file's names of element types
UNSEEN = 10.0  # so far below the rarest piece is a character that no piece holds

Floats = NDArray[np.float32]


class Damaged(ValueError):
    """The bytes are no such file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """`width` of a state, `inner` of the layer between two, `words` rows of the first table,
    `places` in one pass; `epsilon` of the layer norms."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    places: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tensor lies: its element type, how many, first byte, bytes."""

    kind: int
    count: int
    start: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An open file. What of its tensors nobody asks for is never read from disk."""

    sizes: Sizes
    vocabulary: Vocabulary
    places: Mapping[str, Place]
    data: NDArray[np.uint8]

    def floats(self, name: str, count: int) -> Floats:
        """The first `count` numbers of a tensor of float32."""
        bytes_ = self._bytes(name, FLOAT, count, 4 * count)
        return bytes_[: 4 * count].view("<f4").astype(np.float32)

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """A tensor in 4 bits as (rows, columns), unpacked."""
        return _unpacked(self._rows(name, rows, columns)).reshape(rows, columns)

    def words(self, ids: list[int]) -> Floats:
        """Rows of the first table, (len(ids), width); the rest stays packed and on disk."""
        rows = self._rows("emb.word", self.sizes.words, self.sizes.width)
        return _unpacked(rows[ids]).reshape(len(ids), self.sizes.width)

    def _rows(self, name: str, rows: int, columns: int) -> NDArray[np.uint8]:
        size = rows * columns // BLOCK * BLOCK_BYTES
        return self._bytes(name, BITS4, rows * columns, size)[:size].reshape(rows, -1, BLOCK_BYTES)

    def _bytes(self, name: str, kind: int, count: int, size: int) -> NDArray[np.uint8]:
        place = self.places.get(name)
        if place is None or place.kind != kind or place.count < count or place.size < size:
            raise Damaged(f"its tensor {name} is not of the form that is known")
        if place.start + place.size > len(self.data):
            raise Damaged("it ends too early")
        return self.data[place.start : place.start + place.size]


def opened(path: Path) -> Model:
    """The file, its vocabulary read and its tensors mapped.

    Raises:
        BadInput: the file is missing, cut off, damaged, or another one.
    """
    try:
        with path.open("rb") as file:
            sizes, vocabulary, places = _head(file)
        data = np.memmap(path, np.uint8, "r")
        return Model(sizes=sizes, vocabulary=vocabulary, places=places, data=data)
    except (OSError, ValueError, struct.error, OverflowError) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> BadInput:
    """What to tell of a file that cannot be read."""
    return BadInput(
        f"the text encoder {path} cannot be read: {error}",
        "Remove its folder and run `pod2post models pull multilingual-e5-small`.",
    )


def _head(file: BinaryIO) -> tuple[Sizes, Vocabulary, dict[str, Place]]:
    magic, version = _take(file, "<4sI")
    if (magic, version) != (MAGIC, VERSION):
        raise Damaged("no file of this encoder")
    width, layers, heads, inner, words, places, _, epsilon, block = _take(file, "<7ifi")
    sizes = Sizes(
        width=width,
        layers=layers,
        heads=heads,
        inner=inner,
        words=words,
        places=places,
        epsilon=epsilon,
    )
    even = min(width, layers, heads, inner, words, places) > 0 and width % heads == 0
    if not even or block != BLOCK or width % BLOCK or inner % BLOCK or not epsilon > 0:
        raise Damaged("its sizes are not of the form that is known")
    vocabulary = _vocabulary(file, words)
    (count,) = _take(file, "<I")
    return sizes, vocabulary, dict(_tensor(file) for _ in range(count))


def _vocabulary(file: BinaryIO, words: int) -> Vocabulary:
    count, begin, end, pad, unknown = _take(file, "<5i")
    (size,) = _take(file, "<Q")
    edges = _take(file, f"<{count + 1}I")
    scores = array("f", _take(file, f"<{count}f"))
    text = _exactly(file, size)
    known = all(0 <= one < count <= words for one in (begin, end, pad, unknown))
    if not known or edges[-1] != size or any(a > b for a, b in pairwise(edges)):
        raise Damaged("its vocabulary is not of the form that is known")
    pieces = (text[a:b].decode() for a, b in pairwise(edges))
    special = {begin, end, pad, unknown}
    ids = {piece: number for number, piece in enumerate(pieces) if number not in special}
    ids.pop("<mask>", None)
    return Vocabulary(
        ids=ids,
        scores=scores,
        forms=_forms(file),
        begin=begin,
        end=end,
        unknown=unknown,
        longest=max(map(len, ids), default=1),
        floor=min(scores) - UNSEEN,
    )


def _forms(file: BinaryIO) -> dict[str, str]:
    count, size = _take(file, "<II")
    data, at, forms = _exactly(file, size), 0, {}
    for _ in range(count):
        code, length = struct.unpack_from("<IB", data, at)
        forms[chr(code)] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return forms


def _tensor(file: BinaryIO) -> tuple[str, Place]:
    (length,) = _take(file, "<H")
    return _exactly(file, length).decode(), Place(*_take(file, "<BIQQ"))


def _take(file: BinaryIO, form: str) -> tuple[Any, ...]:
    return struct.unpack(form, _exactly(file, struct.calcsize(form)))


def _exactly(file: BinaryIO, size: int) -> bytes:
    if size > os.fstat(file.fileno()).st_size:  # before as much memory is asked for
        raise Damaged("it ends too early")
    data = file.read(size)
    if len(data) != size:
        raise Damaged("it ends too early")
    return data


def _unpacked(blocks: NDArray[np.uint8]) -> Floats:
    """Blocks (..., 18) as numbers (blocks, 32)."""
    flat = np.ascontiguousarray(blocks).reshape(-1, BLOCK_BYTES)
    scales = flat[:, :2].copy().view("<f2").astype(np.float32)
    if not np.isfinite(scales).all():
        raise Damaged("it holds what is no number")
    halves = flat[:, 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32)
    numbers -= 8
    numbers *= scales
    return numbers
