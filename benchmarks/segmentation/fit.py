"""Fit the weights of the cut on the development parts alone, and print them.

    python -m benchmarks.segmentation.fit [--data DIR] [--words FILE]

Reads QMSum val, TinyRec dev, all of SliceCast and of the talks (`talks.py`; these have no parts),
never a test part. What is printed stands in src/pod2post/topics/fitted.py; with --words, what the
words around a boundary weigh is written to FILE, which is heads.toml beside it, and nothing else is
done. The weights are those of a conditional logit: of all places of an episode, how likely each is
to be one of its boundaries; Newton's method, with a ridge. TinyRec's fine boundaries count too, by
less. Where cues are sentences, the meetings and the talks are read twice, with their speakers and
without; each collection counts as much as any other, however many episodes it has; and what words
say of an episode (`heads.py`) was learned without its collection. The law of the count is a
least-squares line in logarithms; for sentences the part of a turn's length is that of the meetings.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.segmentation import corpora, embedding, talks
from benchmarks.segmentation.corpora import Document
from benchmarks.segmentation.embedding import Embed
from benchmarks.segmentation.heads import Heads
from pod2post.topics import count, features

Matrix = NDArray[np.float64]
Row = NDArray[np.float64]

RIDGE = 5.0
# By sentences: towards the numbers of the version before, that were fitted without talks, and which
# stand in former.json; the talks are few, and have the same cast from beginning to end.
RIDGE_SAID = 30.0
FORMER = Path(__file__).with_name("former.json")
FINE, TINYREC = 0.3, 1.5  # how much a boundary of these counts
FINE_SAID = 0.45  # and where cues are sentences
SHOW, MOST = 100, 1.5  # boundaries as which a collection counts; what one of them counts at most
# Talks of a collection whose sentences are embedded, and how many sentences of one tell words.
TAKEN = {"ai": 10, "axrp": 13, "btcpod": 21, "btctalk": 18, "physics": 11, "syntax": 25}
WORDS_OF = 700
# Collections by the same people, or of one kind: left out together.
KIN = (("ai", "physics"), ("btcpod", "btctalk"))
STEPS, CLOSE = 60, 1e-7
LACKING = "what is printed for sentences was fitted without them and is not what fitted.py holds"
NOTE = (
    "# Made by python -m benchmarks.segmentation.fit --words: how each word around a place",
    "# speaks for a new subject there (topics/heads.py).",
)


@dataclass(frozen=True)
class Sample:
    """Documents, how much each of their boundaries counts, and the collection that they are of."""

    documents: Sequence[Document]
    weight: float
    collection: str = ""


@dataclass(frozen=True)
class Example:
    """Places (n, columns) of one document, the share of its boundaries at each, and its weight."""

    table: Matrix
    share: Row
    weight: float


@dataclass(frozen=True)
class Corpus:
    """What is fitted on. `shows`: the podcasts of each; `talks`: those of `talks.py`, whole."""

    meetings: Sequence[Document]
    coarse: Sequence[Document]
    fine: Sequence[Document]
    shows: dict[str, list[Document]]
    talks: dict[str, list[Document]] = field(default_factory=dict)

    def turns(self) -> list[Sample]:
        """Where each cue is a whole turn."""
        return [Sample(self.meetings, 1.0), Sample(self.coarse, TINYREC), Sample(self.fine, FINE)]

    def split(self) -> list[list[Document]]:
        """The meetings by sentences, with their speakers and without."""
        return [
            [corpora.sentences(one, speakers=by) for one in self.meetings] for by in (True, False)
        ]

    def taken(self) -> dict[str, list[Document]]:
        """Excerpts of some talks of each collection."""
        return {
            name: [talks.excerpt(one) for one in rows[: TAKEN[name]]]
            for name, rows in self.talks.items()
        }

    def said(self) -> dict[str, list[Document]]:
        """All that is told by sentences, each collection by its name."""
        twice = {
            name: [*rows, *(talks.silent(one) for one in rows if _told(one))]
            for name, rows in self.taken().items()
        }
        return {"meetings": [*chain(*self.split())], **self.shows, **twice}

    def sentences(self) -> list[Sample]:
        """Where cues are sentences."""
        return [
            *(
                Sample(rows, min(MOST, SHOW / sum(len(one.bounds) for one in rows)), name)
                for name, rows in self.said().items()
            ),
            Sample(self.coarse, TINYREC, "tinyrec"),
            Sample(self.fine, FINE_SAID, "tinyrec"),
        ]

    def words(self) -> Heads:
        """What tells words: more talks than are embedded, every second without its speakers."""
        shortened = {
            name: [
                talks.silent(short) if number % 2 else short
                for number, short in enumerate(talks.excerpt(one, WORDS_OF) for one in rows)
            ]
            for name, rows in self.talks.items()
        }
        meetings = self.split()[0]
        return Heads(
            {"meetings": meetings, "tinyrec": list(self.coarse), **self.shows, **shortened}
        )

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
        talks=talks.talks(folder),
    )


def _told(one: Document) -> bool:
    return len({cue.speaker for cue in one.cues} - {None}) > 1


def kin(name: str) -> tuple[str, ...]:
    """A collection and those that are left out with it."""
    return next((names for names in KIN if name in names), (name,))


def left_out(words: Heads, samples: Sequence[Sample], *also: str) -> dict[str, dict[str, float]]:
    """By collection, what words weigh that were learned without it, its kin and `also`."""
    names = sorted({sample.collection for sample in samples})
    known = {group: words.fitted({*group, *also}) for group in {kin(name) for name in names}}
    return {name: known[kin(name)] for name in names}


def fitted(examples: Sequence[Example], ridge: float = RIDGE, towards: Row | None = None) -> Row:
    """The weights of the columns under which the boundaries are likeliest.

    Each step of Newton's method is halved until it gains. `towards`: what the ridge holds them to;
    None: to nothing.
    """
    held = np.zeros(examples[0].table.shape[1]) if towards is None else towards
    made = held.copy()
    gained = _likelihood(examples, made, ridge, held)
    for _ in range(STEPS):
        slope, bend = -2 * ridge * (made - held), 2 * ridge * np.eye(len(made))
        for one in examples:
            chance = _chances(one.table @ made)
            slope += one.weight * (one.table.T @ (one.share - chance))
            mean = one.table.T @ chance
            bend += one.weight * ((one.table.T * chance) @ one.table - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        while (
            _likelihood(examples, made + step, ridge, held) < gained and np.abs(step).max() > CLOSE
        ):
            step /= 2
        if np.abs(step).max() <= CLOSE:
            break
        made = made + step
        gained = _likelihood(examples, made, ridge, held)
    return made


def _chances(score: Row) -> Row:
    chance = np.exp(score - score.max())
    made: Row = chance / chance.sum()
    return made


def _likelihood(examples: Sequence[Example], weights: Row, ridge: float, held: Row) -> float:
    each = (
        one.weight * float(one.share @ np.log(_chances(one.table @ weights) + 1e-300))
        for one in examples
    )
    return sum(each) - ridge * float((weights - held) @ (weights - held))


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
    parser.add_argument("--words", type=Path, metavar="FILE", help="write what words weigh")
    asked = parser.parse_args(argv)
    read = corpus(asked.data)
    if not read.meetings or not read.coarse:
        return embedding.nothing(asked.data)
    for what, found in (("podcasts", read.shows), ("talks", read.talks)):
        if not found:
            print(f"no {what} under {asked.data}: {LACKING}", file=sys.stderr)
    words = read.words()
    if asked.words:
        asked.words.write_text(toml(words.fitted()), encoding="utf-8")
        return 0
    embed = embedding.ours()
    said = read.sentences()
    told = left_out(words, said)
    for title, samples, by_turns in (("TURNS", read.turns(), True), ("SENTENCES", said, False)):
        for embedded in (True, False):
            names = features.taken(embedded=embedded, turns=by_turns)
            by = embed if embedded else None
            fitted_ = weights(samples, names, by, told, turns=by_turns)
            print(f"{title}{'' if embedded else '_LEXICAL'}: dict[str, float] = {{")
            made = zip(names, fitted_, strict=True)
            print("\n".join(f'    "{name}": {weight:.3f},' for name, weight in made), "}", sep="\n")
    for title, numbers in (("LAW", read.law()), ("LAW_TURNS", read.law_of_turns())):
        print(f"{title} =", tuple(round(float(one), 3) for one in numbers))
    return 0


def toml(words: Mapping[str, float]) -> str:
    """The file of these weights."""
    rows = (f'"{name}" = {weight:g}' for name, weight in sorted(words.items()))
    return "\n".join([*NOTE, "", "[weights]", *rows, ""])


def weights(
    samples: Sequence[Sample],
    names: Sequence[str],
    embed: Embed | None,
    words: Mapping[str, Mapping[str, float]],
    *,
    turns: bool = False,
) -> Row:
    """Of these columns, fitted on all samples. `embed` None: by words alone.

    `words`: what words weigh, by the collection of a sample. `turns`: each cue is a whole turn.
    """
    every = features.names(embedded=embed is not None)
    columns = [every.index(name) for name in names]
    rows = []
    for sample in samples:
        told = words.get(sample.collection, {})
        for one in sample.documents:
            table = features.table(one.cues, embed(one) if embed else None, told)[:, columns]
            rows.append(example(table, one.bounds, sample.weight))
    return fitted(rows) if turns else fitted(rows, RIDGE_SAID, former(names, embed is not None))


def former(names: Sequence[str], embedded: bool) -> Row:
    """The numbers of the version before for sentences, 0 for a column that it did not have."""
    known = json.loads(FORMER.read_text(encoding="utf-8"))
    told = known["SENTENCES" if embedded else "SENTENCES_LEXICAL"]
    return np.array([float(told.get(name, 0)) for name in names])


if __name__ == "__main__":
    sys.exit(main())
