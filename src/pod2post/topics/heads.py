"""What the words around a place say of a new subject there, learned from talks that people divided.

The first words of a sentence, and the last ones before it: "next question", "fair enough", "you
mentioned" for a new subject, "it", "they" and "but" against one. `heads.toml` holds what each word
weighs, made by `python -m benchmarks.segmentation.heads`. English; elsewhere none is known.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

FIRST, LAST = 8, 6  # words of the sentence, and of the one before it

_WORD = re.compile(r"[a-z][a-z']*")


@cache
def learned() -> Mapping[str, float]:
    """What each shape of `shapes` weighs; others weigh nothing."""
    file = resources.files("pod2post.topics").joinpath("heads.toml")
    weights: dict[str, float] = tomllib.loads(file.read_text(encoding="utf-8"))["weights"]
    return weights


def sounds(texts: Sequence[str], weights: Mapping[str, float]) -> list[float]:
    """How much each text but the first sounds like a new subject, less the mean of all.

    For at least two texts.
    """
    rows = [sum(weights.get(name, 0.0) for name in sorted(row)) for row in shapes(texts)]
    mean = sum(rows) / len(rows)
    return [one - mean for one in rows]


def shapes(texts: Sequence[str]) -> Iterator[frozenset[str]]:
    """For each text but the first the names of what is said around its beginning.

    `head`: a word, or two, among its first; `first` and `second`: the word that is; `tail` and
    `last`: the same of the end of the text before.
    """
    for before, after in pairwise(map(_words, texts)):
        head, tail = after[:FIRST], before[-LAST:]
        yield frozenset(
            (
                *(f"head {one}" for one in head),
                *(f"head {one} {two}" for one, two in pairwise(after[: FIRST + 1])),
                *(f"first {one}" for one in head[:1]),
                *(f"second {one}" for one in head[1:2]),
                *(f"tail {one}" for one in tail),
                *(f"tail {one} {two}" for one, two in pairwise(tail)),
                *(f"last {one}" for one in tail[-1:]),
            )
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))
