"""Fit the weights of the cut on the development parts alone, and print them.

    python -m benchmarks.segmentation.fit [--data DIR]

Reads QMSum val, TinyRec dev and all of SliceCast (which has no parts), never a test part. What is
printed stands in src/pod2post/topics/fitted.py. The weights are those of a conditional logit: of
all places of an episode, how likely each is to be one of its boundaries; Newton's method, with a
ridge. TinyRec's fine boundaries count too, by less. Where cues are sentences, the meetings are read
thrice: as they are, split into sentences, and without their speakers as well; and each show of the
podcasts counts as much as any other, however many episodes it has. The law of the count is a
least-squares line in logarithms; for sentences the part of a turn's length is that of the meetings.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.segmentation import corpora, embedding
from benchmarks.segmentation.corpora import Document
from benchmarks.segmentation.embedding import Embed
from pod2post.topics import count, features

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]

RIDGE = 5.0
FINE, TINYREC = 0.3, 1.5  # how much a boundary of these counts
FINE_SAID, SPLIT = 0.5, 0.5  # and where cues are sentences: a meeting is told thrice there
SHOW = 100  # boundaries as which a show counts, about as many as the meetings have
STEPS, CLOSE = 60, 1e-7


@dataclass(frozen=True)
class Sample:
    """Documents, and how much each of their boundaries counts."""

    documents: Sequence[Document]
    weight: float


@dataclass(frozen=True)
class Example:
    """Places (n, columns) of one document, the share of its boundaries at each, and its weight."""

    table: Matrix
    share: Row
    weight: float


@dataclass(frozen=True)
class Corpus:
    """What is fitted on. `shows`: the podcasts of each."""

    meetings: Sequence[Document]
    coarse: Sequence[Document]
    fine: Sequence[Document]
    shows: dict[str, list[Document]]

    def turns(self) -> list[Sample]:
        """Where each cue is a whole turn."""
        return [Sample(self.meetings, 1.0), Sample(self.coarse, TINYREC), Sample(self.fine, FINE)]

    def split(self) -> list[list[Document]]:
        """The meetings by sentences, with their speakers and without."""
        return [
            [corpora.sentences(one, speakers=by) for one in self.meetings] for by in (True, False)
        ]

    def sentences(self) -> list[Sample]:
        """Where cues are sentences."""
        podcasts = (
            Sample(show, SHOW / sum(len(one.bounds) for one in show))
            for show in self.shows.values()
        )
        return [
            Sample(self.meetings, 1.0),
            *(Sample(told, SPLIT) for told in self.split()),
            Sample(self.coarse, TINYREC),
            Sample(self.fine, FINE_SAID),
            *podcasts,
        ]

    def law_of_turns(self) -> Row:
        doubled = [1.0] * len(self.meetings) + [2.0] * len(self.coarse)
        return law([*self.meetings, *self.coarse], doubled)

    def law(self) -> Row:
        """By sentences: the meetings, the recordings and each show count the same."""
        groups = [[*chain(*self.split())], list(self.coarse), *self.shows.values()]
        weights = [1 / len(group) for group in groups for _ in group]
        return line([*chain(*groups)], weights, float(self.law_of_turns()[2]))


def corpus(folder: Path) -> Corpus:
    """All that is fitted on and lies there; a show's name is that of its episodes, less numbers."""
    shows = dict[str, list[Document]]()
    for one in corpora.podcasts(folder):
        shows.setdefault(one.name.rstrip("0123456789"), []).append(one)
    return Corpus(
        meetings=corpora.documents(folder, "qmsum", "val"),
        coarse=corpora.documents(folder, "tinyrec", "dev"),
        fine=corpora.documents(folder, "tinyrec", "dev", "fine"),
        shows=shows,
    )


def fitted(examples: Sequence[Example], ridge: float = RIDGE) -> Row:
    """The weights of the columns under which the boundaries are likeliest.

    Each step of Newton's method is halved until it gains.
    """
    made = np.zeros(examples[0].table.shape[1])
    gained = _likelihood(examples, made, ridge)
    for _ in range(STEPS):
        slope, bend = -2 * ridge * made, 2 * ridge * np.eye(len(made))
        for one in examples:
            chance = _chances(one.table @ made)
            slope += one.weight * (one.table.T @ (one.share - chance))
            mean = one.table.T @ chance
            bend += one.weight * ((one.table.T * chance) @ one.table - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        while _likelihood(examples, made + step, ridge) < gained and np.abs(step).max() > CLOSE:
            step /= 2
        if np.abs(step).max() <= CLOSE:
            break
        made = made + step
        gained = _likelihood(examples, made, ridge)
    return made


def _chances(score: Row) -> Row:
    chance = np.exp(score - score.max())
    made: Row = chance / chance.sum()
    return made


def _likelihood(examples: Sequence[Example], weights: Row, ridge: float) -> float:
    each = (
        one.weight * float(one.share @ np.log(_chances(one.table @ weights) + 1e-300))
        for one in examples
    )
    return sum(each) - ridge * float(weights @ weights)


def example(table: Matrix, bounds: Sequence[int], weight: float) -> Example:
    share = np.zeros(len(table))
    share[[one - 1 for one in bounds]] = 1 / max(1, len(bounds))
    return Example(table, share, weight * len(bounds))


def law(documents: Sequence[Document], weights: Sequence[float]) -> Row:
    """Logarithm of the number of parts = law @ (1, log minutes, log seconds of a turn)."""
    rows = np.array([(1.0, *count.pace(one.cues)) for one in documents])
    counts = np.log([len(one.bounds) + 1 for one in documents])
    root = np.sqrt(np.array(weights))
    made: Row = np.linalg.lstsq(rows * root[:, None], counts * root, rcond=None)[0]
    return made


def line(documents: Sequence[Document], weights: Sequence[float], by_turn: float) -> Row:
    """As `law`, where the last of the three is known."""
    rows = np.array([(1.0, *count.pace(one.cues)) for one in documents])
    counts = np.log([len(one.bounds) + 1 for one in documents]) - by_turn * rows[:, 2]
    root = np.sqrt(np.array(weights))
    found = np.linalg.lstsq(rows[:, :2] * root[:, None], counts * root, rcond=None)[0]
    made: Row = np.array([*found, by_turn])
    return made


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    embedding.data_folder(parser)
    asked = parser.parse_args(argv)
    read = corpus(asked.data)
    if not read.meetings or not read.coarse:
        return embedding.nothing(asked.data)
    if not read.shows:
        missing = f"no podcasts under {asked.data / 'slicecast'}: what is printed for sentences was"
        print(missing, "fitted without them and is not what fitted.py holds", file=sys.stderr)
    embed = embedding.ours()
    for title, samples, by_turns in (
        ("TURNS", read.turns(), True),
        ("SENTENCES", read.sentences(), False),
    ):
        for embedded in (True, False):
            names = features.taken(embedded=embedded, turns=by_turns)
            made = zip(names, weights(samples, names, embed if embedded else None), strict=True)
            print(f"{title}{'' if embedded else '_LEXICAL'}: dict[str, float] = {{")
            print("\n".join(f'    "{name}": {weight:.3f},' for name, weight in made), "}", sep="\n")
    for title, numbers in (("LAW", read.law()), ("LAW_TURNS", read.law_of_turns())):
        print(f"{title} =", tuple(round(float(one), 3) for one in numbers))
    return 0


def weights(samples: Sequence[Sample], names: Sequence[str], embed: Embed | None) -> Row:
    """Of these columns, fitted on all samples. `embed` None: by words alone."""
    every = features.names(embedded=embed is not None)
    columns = [every.index(name) for name in names]
    rows = []
    for sample in samples:
        for one in sample.documents:
            table = features.table(one.cues, embed(one) if embed else None)[:, columns]
            rows.append(example(table, one.bounds, sample.weight))
    return fitted(rows)


if __name__ == "__main__":
    sys.exit(main())
