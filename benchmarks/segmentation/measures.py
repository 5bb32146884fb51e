"""How well a cut agrees with a reference: five measures, of boundaries as first indices.

A boundary is the index of the first unit of a part; 0 is none. Pk (Beeferman et al. 1999) and
WindowDiff (Pevzner and Hearst 2002) are errors, the others are better when higher. "No boundary"
is hard to beat by the first two, which is why they are never given alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`f1_3`: F1 of boundaries within three units; `count_ratio`: guessed over true ones."""

    pk: float
    wd: float
    bs: float
    f1: float
    f1_3: float
    count_ratio: float


def score(size: int, true: Sequence[int], guess: Sequence[int]) -> Score:
    """All measures of one document of `size` units."""
    window = half_mean(size, true)
    return Score(
        pk=pk(size, true, guess, window),
        wd=window_diff(size, true, guess, window),
        bs=boundary_similarity(true, guess),
        f1=tolerance_f1(true, guess, 0),
        f1_3=tolerance_f1(true, guess, TOLERANCE),
        count_ratio=len(guess) / max(1, len(true)),
    )


def half_mean(size: int, true: Sequence[int]) -> int:
    """Half the mean length of the reference's parts: the window that Pk and WindowDiff take."""
    return max(1, min(max(2, round(size / (len(true) + 1) / 2)), size - 2))


def pk(size: int, true: Sequence[int], guess: Sequence[int], window: int) -> float:
    """How often two units `window` apart are held together by one cut and not by the other."""
    ours, theirs = _parts(size, guess), _parts(size, true)
    places = range(size - window)
    wrong = sum((ours[i] == ours[i + window]) != (theirs[i] == theirs[i + window]) for i in places)
    return wrong / max(1, len(places))


def window_diff(size: int, true: Sequence[int], guess: Sequence[int], window: int) -> float:
    """How often the two have another number of boundaries within `window` units."""
    ours, theirs = _parts(size, guess), _parts(size, true)
    places = range(size - window)
    wrong = sum(ours[i + window] - ours[i] != theirs[i + window] - theirs[i] for i in places)
    return wrong / max(1, len(places))


def _parts(size: int, bounds: Sequence[int]) -> list[int]:
    """The number of the part in which each unit lies."""
    marks, number, parts = set(bounds), 0, []
    for at in range(size):
        number += at in marks
        parts.append(number)
    return parts


def boundary_similarity(true: Sequence[int], guess: Sequence[int]) -> float:
    """Fournier (2013): an exact boundary counts 1, one beside it a half, all others nothing."""
    ours, theirs = set(guess) - set(true), set(true) - set(guess)
    same, beside = len(set(guess) & set(true)), 0
    for at in sorted(ours | theirs):
        one, other = (ours, theirs) if at in ours else (theirs, ours)
        if at in one and at + 1 in other:
            one.discard(at)
            other.discard(at + 1)
            beside += 1
    every = same + beside + len(ours) + len(theirs)
    return (same + beside / 2) / every if every else 1.0


def tolerance_f1(true: Sequence[int], guess: Sequence[int], tolerance: int) -> float:
    """F1 of boundaries; a pair no further apart than `tolerance` agrees, each is used once."""
    if not true or not guess:
        return float(not true and not guess)
    hits, free = 0, sorted(true)
    for at in sorted(guess):  # the first that still reaches: the most pairs on a line
        reached = next((one for one in free if abs(one - at) <= tolerance), None)
        if reached is not None:
            free = [one for one in free if one > reached]
            hits += 1
    return 2 * hits / (len(true) + len(guess))
