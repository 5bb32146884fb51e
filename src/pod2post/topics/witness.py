"""How likely a sentence is an advertisement's by its wording alone, learned from examples. Pure.

A logistic regression over `wording.shapes`; `wording.toml` holds its weights, which
`python -m benchmarks.advertisements.fit` makes from the planted advertisements of that folder. It
speaks for an advertisement and against one, a long sentence more than a short one.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from pod2post.topics import wording
from pod2post.topics.hints import Hint
from pod2post.topics.phrases import AD
from pod2post.value import value
from pod2post.values import Cue

# Chosen by leaving out one episode at a time, benchmarks/advertisements/fit.py.
WEIGHT, MIDDLE = 0.5, -0.4  # of the logarithm of its odds; where these say nothing
LEAST, MOST = -1.0, 2.5  # that logarithm less the middle
USUAL, SMALL, LARGE = 4.5, 0.5, 2.2  # seconds; the least and the most that a sentence may count


@value
class Learned:
    """The weights by the names of `wording.shapes`, and what holds without any."""

    weights: Mapping[str, float]
    bias: float


@cache
def learned() -> Learned:
    file = resources.files("pod2post.topics").joinpath("wording.toml")
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return Learned(weights=read["weights"], bias=read["bias"])


def hints(cues: Sequence[Cue], known: Learned) -> Iterator[tuple[int, Hint]]:
    """(index of the cue, hint), one for each cue."""
    for at, (cue, row) in enumerate(zip(cues, wording.shapes(cues), strict=True)):
        size = min(LARGE, max(SMALL, (cue.end_ms - cue.start_ms) / 1000 / USUAL))
        points = WEIGHT * size * min(MOST, max(LEAST, _odds(row, known) - MIDDLE))
        yield at, Hint(sign="wording", kind=AD, points=points)


def _odds(row: Mapping[str, float], known: Learned) -> float:
    """The logarithm of the odds that such a sentence is an advertisement's."""
    weights = known.weights
    return known.bias + sum(weights[name] * much for name, much in row.items() if name in weights)
