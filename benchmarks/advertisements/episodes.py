"""Episodes with planted advertisements, as README.md says. Unknown keys are refused."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pod2post import codec
from pod2post.value import require, value
from pod2post.values import Cue

HERE = Path(__file__).resolve().parent
UNSEEN, SPOTS = "unseen", "spots"
How = Literal["host-read", "inserted", "subtle", "housekeeping"]


@value
class Line:
    start_ms: int
    end_ms: int
    speaker: str | None
    text: str


@value
class Planted:
    """What is no programme, from cue index `first` to `last`, both included."""

    first: int
    last: int
    kind: Literal["advertisement", "intro", "small talk"]
    how: How
    note: str


@value
class Trap:
    """Programme that looks like an advertisement."""

    first: int
    last: int
    note: str


@value
class Episode:
    show: str
    about: str
    language: Literal["en", "zh"]
    description: str
    cues: tuple[Line, ...]
    ads: tuple[Planted, ...]
    traps: tuple[Trap, ...]

    def __post_init__(self) -> None:
        spans = sorted((one.first, one.last) for one in self.ads)
        inside = all(0 <= first <= last < len(self.cues) for first, last in spans)
        require(inside, f"{self.show}: a span is not in the episode")
        apart = all(one[1] < two[0] for one, two in pairwise(spans))
        require(apart, f"{self.show}: two spans overlap")
        traps = all(0 <= one.first <= one.last < len(self.cues) for one in self.traps)
        require(traps, f"{self.show}: a trap is not in the episode")
        starts = [line.start_ms for line in self.cues]
        require(starts == sorted(starts), f"{self.show}: cues are not in the order of time")

    def spoken(self) -> tuple[Cue, ...]:
        """Its cues as the program has them."""
        return tuple(
            Cue(
                id=f"c{number:04}",
                start_ms=line.start_ms,
                end_ms=line.end_ms,
                speaker=line.speaker,
                text=line.text,
                confidence=90,
            )
            for number, line in enumerate(self.cues, start=1)
        )

    def people(self) -> tuple[str, ...]:
        """The show and who is known to speak in it."""
        return (self.show, *sorted({line.speaker for line in self.cues if line.speaker}))


def read(files: Iterable[Path]) -> tuple[Episode, ...]:
    """The episodes of these files, in the order of their names.

    Raises:
        ValueError: a file is no such episode; the text names it and the place.
    """
    made = []
    for path in sorted(files):
        try:
            made.append(codec.decode(Episode, path.read_bytes()))
        except codec.Undecodable as error:
            raise ValueError(f"{path}: {error}") from error
    return tuple(made)


def learning() -> dict[str, tuple[Episode, ...]]:
    """All that rules and weights were made from, by part: all parts but `unseen`, and `spots`.

    `spots`: advertisements of many trades, so many in each talk that it is like no episode.
    """
    known = {part: rows for part, rows in parts(None).items() if part != UNSEEN}
    return {**known, SPOTS: read((HERE / SPOTS).glob("*.json"))}


def parts(folder: Path | None) -> dict[str, tuple[Episode, ...]]:
    """By part: ours, or `data` alone where a folder of somebody's own is named.

    `quiet`: without an address, a known phrase, a speaker. All but `unseen` were learnt from.
    """
    if folder is not None:
        return {"data": read(folder.glob("*.json"))}
    test = sorted((HERE / "test").glob("*.json"))
    return {
        "dev": read((HERE / "dev").glob("*.json")),
        "test, odd": read(path for path in test if int(path.stem) % 2),
        "test, even": read(path for path in test if int(path.stem) % 2 == 0),
        "quiet": read((HERE / "quiet").glob("*.json")),
        "third": read((HERE / "third").glob("*.json")),
        "fourth": read((HERE / "fourth").glob("*.json")),
        UNSEEN: read((HERE / UNSEEN).glob("*.json")),
    }
