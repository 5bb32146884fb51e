"""Fit the weights of the learned witness (topics/witness.py) on all planted advertisements.

    python -m benchmarks.advertisements.fit [--check]

writes src/pod2post/topics/wording.toml. With --check nothing is written: the weights are fitted
once for each episode, on all the others and `spots`, and what is then found in it is printed by
part, as `python -m benchmarks.advertisements` has it, and for all parts, with what is known of an
episode and without speakers and description. A sentence counts as an advertisement's or as talk;
those of an intro and of small talk do not count. Newton's method, with a ridge.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.advertisements.episodes import SPOTS, Episode, learning
from benchmarks.advertisements.scoring import Marks, figures
from pod2post.topics import witness, wording
from pod2post.topics.advertisements import asides
from pod2post.topics.clues import Clues
from pod2post.topics.sponsors import sponsors
from pod2post.topics.witness import Learned

FILE = Path(witness.__file__).with_name("wording.toml")
WORD, OTHERS, HAN = 9, 7, 4  # episodes in which a word, a pair or first word, a Chinese pair stands
ADS = 3  # advertisements in which a pair or a first word stands
RIDGE, SHOWN = 6.0, 1.0  # for words; for the rest
STEPS, CLOSE = 25, 1e-6

Row = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """What each sentence of an episode shows; 1, 0, or nan where it does not count; its spots."""

    shapes: tuple[dict[str, float], ...]
    labels: Row
    ads: tuple[range, ...]


def example(episode: Episode) -> Example:
    labels = np.zeros(len(episode.cues))
    for one in episode.ads:
        labels[one.first : one.last + 1] = 1.0 if one.kind == "advertisement" else np.nan
    return Example(
        shapes=wording.shapes(episode.spoken()),
        labels=labels,
        ads=tuple(range(a.first, a.last + 1) for a in episode.ads if a.kind == "advertisement"),
    )


def names(examples: Sequence[Example]) -> tuple[str, ...]:
    """What stands in so many episodes that it is no name of one, in order."""
    seen = Counter(n for one in examples for n in {n for row in one.shapes for n in row})
    sold = Counter(
        n for one in examples for ad in one.ads for n in {n for at in ad for n in one.shapes[at]}
    )

    def kept(name: str) -> bool:
        match name[:2]:
            case "w ":
                return seen[name] >= WORD
            case "p " | "f ":
                return seen[name] >= OTHERS and sold[name] >= ADS
            case "h ":
                return seen[name] >= HAN
            case _:
                return True

    return tuple(sorted(filter(kept, seen)))


def fitted(examples: Sequence[Example]) -> Learned:
    """The likeliest weights under the ridge."""
    columns = names(examples)
    place = {name: at for at, name in enumerate(columns)}
    rows = [(row, y) for one in examples for row, y in zip(one.shapes, one.labels, strict=True)]
    rows = [(row, y) for row, y in rows if not np.isnan(y)]
    table = np.zeros((len(rows), len(columns) + 1))
    table[:, -1] = 1.0
    for at, (row, _) in enumerate(rows):
        for name in row.keys() & place.keys():
            table[at, place[name]] = row[name]
    ridge = [RIDGE if name[1] == " " else SHOWN for name in columns]
    made = _newton(table, np.array([y for _, y in rows]), np.array([*ridge, CLOSE]))
    weights = {name: round(float(w), 3) for name, w in zip(columns, made, strict=False)}
    return Learned(weights=weights, bias=round(float(made[-1]), 3))


def _newton(table: Row, labels: Row, ridge: Row) -> Row:
    made = np.zeros(table.shape[1])
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-table @ made))
        slope = table.T @ (labels - odds) - ridge * made
        bend = (table * (odds * (1 - odds))[:, None]).T @ table + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        made = made + step
        if np.abs(step).max() < CLOSE:
            break
    return made


def checked(rows: dict[str, tuple[Episode, ...]], more: Sequence[Episode] = ()) -> dict[str, Any]:
    """The figures of each part, each episode by weights of all the others and `more`."""
    known = [(part, one, example(one)) for part, of in rows.items() for one in of]
    others = [example(one) for one in more]
    marks: dict[str, list[Marks]] = {part: [] for part in rows}
    unknown: list[Marks] = []
    for part, episode, own in known:
        weights = fitted([*(one for _, _, one in known if one is not own), *others])
        cues = episode.spoken()
        clues = Clues(
            sponsors=sponsors(episode.description, episode.people()), show=(episode.show,)
        )
        marks[part].append(
            Marks(episode=episode, cues=cues, asides=asides(cues, clues, learned=weights))
        )
        nobody = [replace(cue, speaker=None) for cue in cues]
        found = asides(nobody, Clues(show=(episode.show,)), learned=weights)
        unknown.append(Marks(episode=episode, cues=cues, asides=found))
    whole = [one for of in marks.values() for one in of]
    return {
        **{part: figures(of) for part, of in marks.items()},
        "all": figures(whole),
        "all, without speakers": figures(unknown),
    }


def text(known: Learned) -> str:
    """The file that keeps them."""
    head = (
        "# Made by python -m benchmarks.advertisements.fit: how each word or trait of a sentence\n"
    )
    head += "# speaks for an advertisement (topics/witness.py; the names: topics/wording.py).\n"
    rows = (
        f"{json.dumps(name, ensure_ascii=False)} = {weight}"
        for name, weight in known.weights.items()
    )
    return head + f"\nbias = {known.bias}\n\n[weights]\n" + "\n".join(rows) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="leave out one episode at a time")
    known = learning()
    if parser.parse_args(argv).check:
        spots = known.pop(SPOTS)
        print(json.dumps(checked(known, spots), ensure_ascii=False))
        return 0
    made = fitted([example(one) for rows in known.values() for one in rows])
    FILE.write_text(text(made), encoding="utf-8")
    print(f"{len(made.weights)} weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
