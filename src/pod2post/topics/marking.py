"""What is no programme as parts of its own: a cut is divided where an aside lies. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from pod2post.topics.parts import Kind, Start
from pod2post.value import require, value
from pod2post.values import Cue

NEAR = 2  # cues: a part of no more beside an aside is none


@value
class Aside:
    """Cues from index `first` to `last`, both included, that are no programme.

    `why`: what says so, weightiest first, in words for an editor.
    """

    first: int
    last: int
    kind: Kind
    why: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(0 <= self.first <= self.last, f"aside {self.first}-{self.last}")
        require(self.kind != "talk", "talk is no aside")


def marked(
    starts: Sequence[Start], cues: Sequence[Cue], asides: Sequence[Aside]
) -> tuple[Start, ...]:
    """The starts of the parts, those of the asides among them, in order, the first cue's first.

    A part in which an aside lies goes on behind it. One of which hardly a sentence stands before
    or behind an aside begins or ends with it. A part that is no talk already stays whole.
    """
    owner = _owners(starts, len(cues))
    told: dict[int, Start] = {}
    for one in asides:
        inside = range(one.first, min(one.last + 1, len(cues)))
        if not inside or any(owner[at].kind != "talk" for at in inside):
            continue
        told |= dict.fromkeys(inside, Start(cue=one.first, kind=one.kind, why=one.why))
    runs = _runs([told.get(at, owner[at]) for at in range(len(cues))])
    made = [replace(start, cue=first) for first, start in _tidied(runs, len(cues))]
    return tuple(made)


def programme(count: int, asides: Sequence[Aside]) -> tuple[int, ...]:
    """The indexes of the cues, of so many, that are in no aside."""
    inside = {at for one in asides for at in range(one.first, one.last + 1)}
    return tuple(at for at in range(count) if at not in inside)


def _owners(starts: Sequence[Start], count: int) -> list[Start]:
    """For each cue the part that it is in."""
    ends = [*(start.cue for start in starts[1:]), count]
    return [start for start, end in zip(starts, ends, strict=True) for _ in range(start.cue, end)]


def _runs(rows: Sequence[Start]) -> list[tuple[int, Start]]:
    firsts = (at for at, row in enumerate(rows) if not at or row != rows[at - 1])
    return [(at, rows[at]) for at in firsts]


def _tidied(runs: list[tuple[int, Start]], count: int) -> list[tuple[int, Start]]:
    """A few sentences of talk between an aside and another part of talk belong to that part."""
    ends = [*(first for first, _ in runs[1:]), count]
    few = [
        start.kind == "talk" and end - first <= NEAR
        for (first, start), end in zip(runs, ends, strict=True)
    ]
    talk = [False, *(start.kind == "talk" for _, start in runs), False]
    made: list[tuple[int, Start]] = []
    for at, (first, start) in enumerate(runs):
        before, after = talk[at], talk[at + 2]
        if few[at] and before and not after and at + 1 < len(runs):
            continue  # the part before goes on up to the aside
        if few[at] and after and not before and at:
            made.append((first, runs[at + 1][1]))
        elif not (made and made[-1][1] == start):
            made.append((first, start))
    return made
