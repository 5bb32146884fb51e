"""How likely a sentence is an advertisement's by its wording alone, learned from examples. Pure.

A logistic regression over `wording.shapes`; `wording.toml` holds its weights, which
`python -m benchmarks.advertisements.fit` makes from the planted advertisements of that folder. It
speaks for an advertisement and against one, each sentence together with those around it.
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
WEIGHT, MIDDLE = 0.7, -1.6  # of the logarithm of its odds; where these say nothing
LEAST, MOST = -0.5, 2.5  # that logarithm less the middle
AROUND = 2  # sentences on each side that speak with it
OWN = 0.3  # how much the sentence itself counts


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
    odds = [_odds(row, known) for row in wording.shapes(cues)]
    for at, own in enumerate(odds):
        near = odds[max(0, at - AROUND) : at + AROUND + 1]
        said = OWN * own + (1 - OWN) * sum(near) / len(near)
        points = WEIGHT * min(MOST, max(LEAST, said - MIDDLE))
        yield at, Hint(sign="wording", kind=AD, points=points)


def _odds(row: Mapping[str, float], known: Learned) -> float:
    """The logarithm of the odds that such a sentence is an advertisement's."""
    weights = known.weights
    return known.bias + sum(weights[name] * much for name, much in row.items() if name in weights)
