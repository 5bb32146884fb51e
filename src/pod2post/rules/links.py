"""Which words of a rendering and of its source belong together, by their likeness. Pure.

A link is strong where two words are alike and each is the other's best: the square root of
both softmaxes times the cosine, after SimAlign (Jalili Sabet et al. 2020, arXiv:2004.08728).
"""

import math
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.values import value

SHARPNESS = 50.0  # thousandths of a cosine: how fast the second best falls behind the best
WORD = re.compile(r"[A-Za-zÀ-ɏ0-9]+(?:['’.,&-][A-Za-zÀ-ɏ0-9]+)*")
_IDLE = frozenset("a an the of to in on at for uh um er erm".split())
_CARRIES = re.compile(f"[{zh.HAN}A-Za-zÀ-ɏ0-9]")


@value
class Linked:
    """A piece of Chinese or a word of English, and how firmly the other side holds it, 0 to 1.

    `to`: which of the other side's holds it most firmly, by its place in the row; -1 for none.
    """

    text: str
    start: int
    end: int
    strength: float
    to: int = -1


@value
class Links:
    """Both texts word by word. `shares[c][e]`: the cosine of a piece and a word, -1 to 1."""

    chinese: tuple[Linked, ...]
    english: tuple[Linked, ...]
    shares: tuple[tuple[float, ...], ...]

    def mean(self, side: Literal["chinese", "english"]) -> float:
        """How firmly one side is held on the whole, 0 to 1."""
        rows: tuple[Linked, ...] = getattr(self, side)
        return sum(row.strength for row in rows) / len(rows) if rows else 0.0

    @property
    def both(self) -> float:
        """The harmonic mean of both sides."""
        one, other = self.mean("chinese"), self.mean("english")
        return 2 * one * other / (one + other) if one + other else 0.0


@lru_cache(maxsize=64)
def links(aligner: Aligner, chinese: str, english: str) -> Links:
    """The links between two texts; words that carry nothing (the, of, um) have none."""
    like = aligner.likeness(chinese, english)
    rows = [n for n, (a, b) in enumerate(like.chinese) if _CARRIES.search(chinese[a:b])]
    found = [(w.span(), w[0]) for w in WORD.finditer(english) if w[0].lower() not in _IDLE]
    columns = [_pieces(like.english, span) for span, _ in found]
    kept = [n for n, pieces in enumerate(columns) if pieces]
    table = [[max(like.shares[row][p] for p in columns[n]) for n in kept] for row in rows]
    strong = _strengths(table)
    turned = list(zip(*strong, strict=True)) if strong else [()] * len(kept)
    return Links(
        chinese=tuple(
            Linked(
                text=chinese[a:b],
                start=a,
                end=b,
                strength=max(strong[n], default=0.0),
                to=_to(strong[n]),
            )
            for n, (a, b) in enumerate(like.chinese[row] for row in rows)
        ),
        english=tuple(
            Linked(
                text=found[n][1],
                start=span[0],
                end=span[1],
                strength=max(column, default=0.0),
                to=_to(column),
            )
            for (n, span), column in zip(((n, found[n][0]) for n in kept), turned, strict=True)
        ),
        shares=tuple(tuple(share / 1000 for share in row) for row in table),
    )


def _to(strengths: Sequence[float]) -> int:
    """Where the greatest of them stands, the first of several; -1 where there is none."""
    return strengths.index(max(strengths)) if strengths else -1


def _pieces(spans: Sequence[tuple[int, int]], word: tuple[int, int]) -> list[int]:
    return [n for n, (start, end) in enumerate(spans) if start < word[1] and word[0] < end]


def strengths(
    shares: Sequence[Sequence[float]], without: Collection[int] = ()
) -> list[list[float]]:
    """How firmly each piece is linked to each word, 0 to 1; not at all to those left out."""
    kept = [n for n in range(len(shares[0]) if shares else 0) if n not in without]
    made = _strengths([[1000 * row[n] for n in kept] for row in shares])
    rows = [dict(zip(kept, row, strict=True)) for row in made]
    return [[row.get(n, 0.0) for n in range(len(shares[0]))] for row in rows]


def _strengths(table: Sequence[Sequence[float]]) -> list[list[float]]:
    if not table or not table[0]:
        return [[] for _ in table]
    across = [_softmax(row) for row in table]
    down = list(zip(*(_softmax(column) for column in zip(*table, strict=True)), strict=True))
    return [
        [max(0.0, c / 1000) * math.sqrt(a * d) for c, a, d in zip(*rows, strict=True)]
        for rows in zip(table, across, down, strict=True)
    ]


def _softmax(row: Sequence[float]) -> list[float]:
    most = max(row)
    grown = [math.exp((share - most) / SHARPNESS) for share in row]
    total = sum(grown)
    return [one / total for one in grown]
