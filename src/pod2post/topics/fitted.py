"""The numbers that the cut was fitted with, on QMSum val, TinyRec dev, SliceCast and talks.

    python -m benchmarks.segmentation.fit --data DIR

prints the first six anew. No test part of the first two was fitted on; the others have none. The
rest was chosen from a coarse grid by what was left out of the same parts, by hand, where the
differences are small (docs/topics.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Weights of the columns of `features.table`, with an embedding and without, first where each cue
# is a whole turn, then where cues are sentences.
TURNS: dict[str, float] = {
    "meaning 60": 0.505,
    "meaning 200": -0.026,
    "meaning 600": 0.114,
    "meaning wide": 0.047,
    "words 60": 0.161,
    "words 200": 0.120,
    "words 600": -0.040,
    "words wide": 0.067,
    "fresh words 80": 0.059,
    "fresh words 250": 0.020,
    "speakers 60": 0.148,
    "speakers 200": 0.261,
    "speakers 600": 0.006,
    "another speaker": 0.159,
    "host": 0.164,
    "host opens": 0.386,
    "opener": 0.282,
    "step": 0.594,
    "marker": 0.102,
    "opener and marker": 0.292,
    "goes on": -0.315,
    "closed": 0.097,
    "closed before": 0.170,
    "asks": 0.143,
    "asked": -0.381,
    "length": 0.337,
    "length before": -0.048,
    "pause": 0.135,
    "long pause": 0.052,
    "edge": -0.284,
    "beginning": -0.274,
    "end": -0.180,
}
TURNS_LEXICAL: dict[str, float] = {
    "words 60": 0.352,
    "words 200": 0.126,
    "words 600": -0.047,
    "words wide": 0.081,
    "fresh words 80": 0.076,
    "fresh words 250": 0.079,
    "speakers 60": 0.196,
    "speakers 200": 0.276,
    "speakers 600": 0.068,
    "another speaker": 0.139,
    "host": 0.183,
    "host opens": 0.409,
    "opener": 0.305,
    "step": 0.662,
    "marker": 0.144,
    "opener and marker": 0.282,
    "goes on": -0.319,
    "closed": 0.100,
    "closed before": 0.185,
    "asks": 0.192,
    "asked": -0.401,
    "length": 0.277,
    "length before": -0.119,
    "pause": 0.159,
    "long pause": 0.071,
    "edge": -0.234,
    "beginning": -0.282,
    "end": -0.109,
}
SENTENCES: dict[str, float] = {
    "meaning 60": 0.499,
    "meaning split": 0.176,
    "words 120": 0.308,
    "words far split": 0.136,
    "spent words": 0.083,
    "fresh words 80": 0.102,
    "speakers 200": 0.093,
    "another speaker": 1.036,
    "host opens": 0.411,
    "turn": 0.233,
    "opener": 0.373,
    "step": 0.574,
    "marker": 0.197,
    "opener and marker": 0.475,
    "goes on": -0.426,
    "plans after": 0.206,
    "wraps": 0.422,
    "asks": 0.450,
    "asked": -0.508,
    "pause": 0.116,
    "edge": -0.493,
    "sounds": 0.474,
}
SENTENCES_LEXICAL: dict[str, float] = {
    "words 60": 0.365,
    "words split": 0.170,
    "words 120": 0.321,
    "words far split": 0.148,
    "spent words": 0.104,
    "fresh words 80": 0.124,
    "speakers 200": 0.127,
    "another speaker": 1.068,
    "host opens": 0.435,
    "turn": 0.209,
    "opener": 0.383,
    "step": 0.585,
    "marker": 0.235,
    "opener and marker": 0.466,
    "goes on": -0.456,
    "plans after": 0.214,
    "wraps": 0.446,
    "asks": 0.474,
    "asked": -0.533,
    "pause": 0.172,
    "edge": -0.486,
    "sounds": 0.543,
}

# log parts = a + b log minutes + c log seconds of a turn
LAW = (-1.244, 0.687, 0.224)
LAW_TURNS = (0.455, 0.138, 0.224)

UNITY = 1000.0  # what a part is worth that holds all meaning of the episode
EVEN, EVEN_TURNS = 0.1, 0.3  # what a part e times longer or shorter than the mean loses
# What another boundary is worth beside its score.
WORTH, WORTH_TURNS = 4.5, 3.5
# How much of its chance a place of sentences lends to those beside it, up to so many away: people
# who divide a talk do not agree on the sentence.
LENT, NEAR = 0.6, 3
SPREAD = 0.15  # how far, in logarithms, the number of parts strays from the law


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """`weights`: of columns by name, 0 for the others; `even`: see EVEN; `law`: see LAW.

    `worth`: see WORTH; `lent`: see LENT, 0 where each place stands for itself; `words`: what words
    weigh (`heads`), None where as learned.
    """

    weights: dict[str, float]
    even: float
    law: tuple[float, float, float]
    worth: float
    lent: float
    words: Mapping[str, float] | None = None


def fit(*, embedded: bool, turns: bool) -> Fit:
    """`turns`: each cue is a whole turn."""
    if turns:
        weights = TURNS if embedded else TURNS_LEXICAL
        return Fit(weights=weights, even=EVEN_TURNS, law=LAW_TURNS, worth=WORTH_TURNS, lent=0.0)
    weights = SENTENCES if embedded else SENTENCES_LEXICAL
    return Fit(weights=weights, even=EVEN, law=LAW, worth=WORTH, lent=LENT)
