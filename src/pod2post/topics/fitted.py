"""The numbers that the cut was fitted with, on QMSum val, TinyRec dev and SliceCast.

    python -m benchmarks.segmentation.fit --data DIR

prints the first six anew. No test part of the first two was fitted on; SliceCast has none. The
others were chosen from a coarse grid by cross-validation on the same parts, by hand, where the
differences are small (docs/topics.md).
"""

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
    "meaning 60": 0.495,
    "meaning split": 0.205,
    "words 120": 0.238,
    "words far split": 0.169,
    "spent words": 0.045,
    "fresh words 80": 0.057,
    "speakers 200": 0.298,
    "another speaker": 0.734,
    "host opens": 0.435,
    "turn": 0.319,
    "opener": 0.298,
    "step": 0.485,
    "marker": 0.141,
    "opener and marker": 0.455,
    "goes on": -0.296,
    "plans after": 0.172,
    "wraps": 0.457,
    "asks": 0.453,
    "asked": -0.362,
    "pause": 0.126,
    "edge": -0.451,
}
SENTENCES_LEXICAL: dict[str, float] = {
    "words 60": 0.268,
    "words split": 0.116,
    "words 120": 0.256,
    "words far split": 0.231,
    "spent words": 0.082,
    "fresh words 80": 0.091,
    "speakers 200": 0.370,
    "another speaker": 0.775,
    "host opens": 0.475,
    "turn": 0.279,
    "opener": 0.310,
    "step": 0.526,
    "marker": 0.184,
    "opener and marker": 0.435,
    "goes on": -0.332,
    "plans after": 0.163,
    "wraps": 0.492,
    "asks": 0.503,
    "asked": -0.385,
    "pause": 0.173,
    "edge": -0.436,
}

# log parts = a + b log minutes + c log seconds of a turn
LAW = (-1.244, 0.687, 0.224)
LAW_TURNS = (0.455, 0.138, 0.224)

UNITY = 1000.0  # what a part is worth that holds all meaning of the episode
EVEN, EVEN_TURNS = 0.1, 0.3  # what a part e times longer or shorter than the mean loses
WORTH = 3.5  # what another boundary is worth beside its score
SPREAD = 0.15  # how far, in logarithms, the number of parts strays from the law


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """`weights`: of columns by name, 0 for the others; `even`: see EVEN; `law`: see LAW."""

    weights: dict[str, float]
    even: float
    law: tuple[float, float, float]


def fit(*, embedded: bool, turns: bool) -> Fit:
    """`turns`: each cue is a whole turn."""
    if turns:
        return Fit(weights=TURNS if embedded else TURNS_LEXICAL, even=EVEN_TURNS, law=LAW_TURNS)
    return Fit(weights=SENTENCES if embedded else SENTENCES_LEXICAL, even=EVEN, law=LAW)
