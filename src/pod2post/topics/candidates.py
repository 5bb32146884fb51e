"""The places among which a model or a person may choose: the cut itself, and the next best."""

from pod2post.topics.cut import Evidence, divided
from pod2post.value import require, value

TIMES = 3  # so many candidates for each part of the cut
REASONS = 3


@value
class Candidate:
    """A cue before which the subject may change.

    `cue`: its index, 1 or more; `score`: thousandths of the logarithm of its chance among all
    places of the episode, higher is likelier; `why`: what speaks for it, weightiest first;
    `chosen`: the cut takes it.
    """

    cue: int
    score: int
    why: tuple[str, ...]
    chosen: bool

    def __post_init__(self) -> None:
        require(self.cue > 0, "nothing is cut before the first cue")


def candidates(known: Evidence, starts: tuple[int, ...] | None = None) -> tuple[Candidate, ...]:
    """About three for each part, in the order of the episode, those of the cut among them.

    `starts`: the cut, where it was made before.
    """
    starts = divided(known) if starts is None else starts
    finer = divided(known, min(TIMES * len(starts), len(known.cues)))
    places = sorted({*starts[1:], *finer[1:]})
    return tuple(
        Candidate(
            cue=at,
            score=round(1000 * float(known.scores[at - 1])),
            why=_why(known, at),
            chosen=at in starts,
        )
        for at in places
    )


def _why(known: Evidence, at: int) -> tuple[str, ...]:
    row = known.shares[at - 1]
    order = sorted(range(len(row)), key=lambda column: (-round(float(row[column]), 6), column))
    return tuple(known.names[column] for column in order[:REASONS] if row[column] > 0)
