"""What the cut is worth on podcasts of a show, and on talks, that it was not fitted on.

    python -m benchmarks.segmentation.shows [--data DIR] > FILE

Each show of SliceCast is left out in turn, and each collection of talks with its kin: weights and
the law of the count are fitted on all else, as `fit` does, and what words say is learned without
it; then it is judged. The last line is one JSON object, keyed by show, then by `given` (the number
of boundaries is told) and `free`. `ours` and `ours without weights`: the cut; `numbers of
meetings`: the same with the numbers for whole turns; `numbers of before`: with those that knew no
talks, but the shows; treeseg rows as elsewhere, their count by the
law of the same fit. `apart`: ours less each row, with the bounds of 95 draws in 100.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.segmentation import embedding, fit, splits
from benchmarks.segmentation.__main__ import apart, mean
from benchmarks.segmentation.corpora import Document
from benchmarks.segmentation.embedding import Embed
from benchmarks.segmentation.fit import Corpus
from benchmarks.segmentation.heads import Heads
from benchmarks.segmentation.measures import Score, score
from pod2post.topics import cut as topics
from pod2post.topics import features, fitted
from pod2post.topics.fitted import Fit

Cut = Callable[[Document, int | None], Sequence[int]]
OLD, FORMER = "numbers of meetings", "numbers of before"
FORMER_WORTH = 3.5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    embedding.data_folder(parser)
    asked = parser.parse_args(argv)
    read = fit.corpus(asked.data)
    if not read.shows or not read.meetings:
        return embedding.nothing(asked.data)
    embed, static, words = embedding.ours(), embedding.wordllama(), read.words()
    made = {}
    for names, episodes in groups(read):
        rest = replace(
            read,
            shows={k: v for k, v in read.shows.items() if k not in names},
            talks={k: v for k, v in read.talks.items() if k not in names},
        )
        name = ", ".join(names)
        by = methods(without(rest, embed, words, names), embed, static)
        made[name] = judged(episodes, by)
        print(name, json.dumps(made[name]), file=sys.stderr, flush=True)
    print(json.dumps(made))
    return 0


def groups(read: Corpus) -> list[tuple[tuple[str, ...], list[Document]]]:
    """What is left out together, and its documents, as far as they are fitted on."""
    taken = read.taken()
    talks = {fit.kin(name): list[Document]() for name in taken}
    for name, rows in taken.items():
        talks[fit.kin(name)] += rows
    return [*(((name,), rows) for name, rows in read.shows.items()), *talks.items()]


def without(rest: Corpus, embed: Embed, words: Heads, left: Sequence[str]) -> tuple[Fit, Fit]:
    """The numbers for sentences that follow from these, with an embedding and without.

    `words`: of all, also of what is left out.
    """
    law = tuple(map(float, rest.law()))
    said, made = rest.sentences(), []
    told, learned = fit.left_out(words, said, *left), words.fitted(left)
    for by in (embed, None):
        names = features.taken(embedded=by is not None, turns=False)
        found = map(float, fit.weights(said, names, by, told))
        weights = dict(zip(names, found, strict=True))
        made.append(
            Fit(
                weights=weights,
                even=fitted.EVEN,
                law=(law[0], law[1], law[2]),
                worth=fitted.WORTH,
                lent=fitted.LENT,
                words=learned,
            )
        )
    return made[0], made[1]


def before() -> Fit:
    """The numbers of the version before, which was fitted on the shows and on no talk."""
    names = features.taken(embedded=True, turns=False)
    weights = dict(zip(names, map(float, fit.former(names, embedded=True)), strict=True))
    return Fit(
        weights=weights, even=fitted.EVEN, law=fitted.LAW, worth=FORMER_WORTH, lent=0.0, words={}
    )


def methods(fits: tuple[Fit, Fit], embed: Embed, static: Embed | None) -> dict[str, Cut]:
    """Each is told how many boundaries there are, or None."""

    def ours(one: Document, count: int | None, by: Fit, *, meant: bool = True) -> Sequence[int]:
        known = topics.evidence(one.cues, embed(one) if meant else None, by)
        return topics.divided(known, None if count is None else count + 1)[1:]

    def tree(one: Document, count: int | None, vectors: Embed) -> Sequence[int]:
        about = topics.evidence(one.cues, None, fits[1]).about
        return splits.splits(vectors(one), round(about) - 1 if count is None else count)

    old = fitted.fit(embedded=True, turns=True)
    made: dict[str, Cut] = {"treeseg minilm": lambda one, count: tree(one, count, embed)}
    if static is not None:
        made["treeseg wordllama"] = lambda one, count: tree(one, count, static)
    made[OLD] = lambda one, count: ours(one, count, old)
    made[FORMER] = lambda one, count: ours(one, count, before())
    made["ours without weights"] = lambda one, count: ours(one, count, fits[1], meant=False)
    made["ours"] = lambda one, count: ours(one, count, fits[0])
    return made


def judged(episodes: Sequence[Document], by: dict[str, Cut]) -> dict[str, Any]:
    """All rows of one show, with the number given and without."""
    made: dict[str, Any] = {"documents": len(episodes)}
    for kind in ("given", "free"):
        rows = {name: [_score(one, cut, kind) for one in episodes] for name, cut in by.items()}
        made[kind] = {name: mean(scores) for name, scores in rows.items()}
        made[f"apart {kind}"] = apart(rows)
    return made


def _score(one: Document, cut: Cut, kind: str) -> Score:
    guess = cut(one, len(one.bounds) if kind == "given" else None)
    return score(len(one.cues), one.bounds, guess)


if __name__ == "__main__":
    sys.exit(main())
