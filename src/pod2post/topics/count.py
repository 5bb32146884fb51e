"""How many parts an episode has on average, by its length and its turns."""

import math
from collections.abc import Sequence
from itertools import pairwise

from pod2post.topics import spoken
from pod2post.values import Cue

ONE_VOICE_S = 20.0  # the turn of an episode in which one person speaks, or nobody is known
WORD_S = 0.4


def expected(cues: Sequence[Cue], law: tuple[float, float, float]) -> float:
    """How many parts an episode of this length, in turns of this length, has on average.

    At least 1; for at least one cue. `law`: as in `fitted.Fit`.
    """
    minutes, turn = pace(cues)
    one, by_minutes, by_turn = law
    return max(1.0, math.exp(one + by_minutes * minutes + by_turn * turn))


def pace(cues: Sequence[Cue]) -> tuple[float, float]:
    """Logarithms: of the episode's minutes, and of the mean turn in seconds.

    A turn is taken by its words, 150 a minute: pauses and the marks of a recogniser do not count.
    """
    minutes = max(1.0, (cues[-1].end_ms - cues[0].start_ms) / 60_000)
    speakers = [cue.speaker for cue in cues]
    if len(set(speakers) - {None}) < 2:
        return math.log(minutes), math.log(ONE_VOICE_S)
    turns = 1 + sum(one != other for one, other in pairwise(speakers))
    seconds = WORD_S * sum(spoken.words(cues)) / turns
    return math.log(minutes), math.log(max(1.0, seconds))
