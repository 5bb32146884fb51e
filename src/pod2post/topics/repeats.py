"""Text that stands word for word in two places: of an episode, or of episodes of one show. Pure.

A spot that is played twice, a reading that is made every week. A sentence counts as repeated with
the most of its runs of four words, so that a recogniser's slip does not matter.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pod2post.values import Cue

RUN, RUN_HAN = 4, 6  # words, Chinese characters
LEAST = 3  # runs of a sentence that may be compared
MOST = 0.6  # of its runs that stand elsewhere
APART_MS = 90_000
OFTEN = 8  # in more sentences a run is a turn of speech
FULL = 0.15  # of a talk: with more of it repeated, repeating says nothing

_TOKEN = re.compile(r"[一-鿿]|[a-z0-9']+")


def runs(text: str) -> frozenset[str]:
    """All runs of four words, or six Chinese characters, of a text."""
    words = _TOKEN.findall(text.lower())
    size = RUN_HAN if any("一" <= word[0] <= "鿿" for word in words) else RUN
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def within(cues: Sequence[Cue]) -> tuple[int, ...]:
    """The cues of passages that are said twice, a minute and a half apart or more.

    A passage: two sentences or more in the same order. Nothing where a talk is full of them.
    """
    said = [runs(cue.text) for cue in cues]
    places: dict[str, list[int]] = {}
    for at, row in enumerate(said):
        for one in row:
            places.setdefault(one, []).append(at)
    pairs = {
        (at, other)
        for at, row in enumerate(said)
        for other in _alike(row, places)
        if abs(cues[other].start_ms - cues[at].start_ms) >= APART_MS
    }
    made = {
        at for at, other in pairs if (at + 1, other + 1) in pairs or (at - 1, other - 1) in pairs
    }
    return tuple(sorted(made)) if len(made) <= FULL * len(cues) else ()


def _alike(row: frozenset[str], places: dict[str, list[int]]) -> Iterator[int]:
    """The sentences that have most of these runs."""
    if len(row) < LEAST:
        return
    shared = Counter(at for run in row if len(places[run]) <= OFTEN for at in places[run])
    yield from (at for at, count in shared.items() if count >= MOST * len(row))


def among(cues: Sequence[Cue], others: Sequence[str]) -> tuple[str, ...]:
    """The ids of the cues that stand in these texts of other episodes, too."""
    known = frozenset(run for text in others for run in runs(text))
    said = ((cue.id, runs(cue.text)) for cue in cues)
    return tuple(id_ for id_, row in said if _mostly(row, (run in known for run in row)))


def _mostly(row: frozenset[str], found: Iterator[bool]) -> bool:
    return len(row) >= LEAST and sum(found) >= MOST * len(row)
