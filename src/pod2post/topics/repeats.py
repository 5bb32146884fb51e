"""Text that stands word for word in two places: of an episode, or of episodes of one show. Pure.

A spot that is played twice, a reading that is made every week. A sentence counts as repeated with
the most of its runs of four words, so that a recogniser's slip does not matter.
"""

import re
from collections.abc import Iterator, Sequence

from pod2post.values import Cue

RUN, RUN_HAN = 4, 6  # words, Chinese characters
LEAST = 3  # runs of a sentence that may be compared
MOST = 0.6  # of its runs that stand elsewhere
APART_MS = 90_000

_TOKEN = re.compile(r"[一-鿿]|[a-z0-9']+")


def runs(text: str) -> frozenset[str]:
    """All runs of four words, or six Chinese characters, of a text."""
    words = _TOKEN.findall(text.lower())
    size = RUN_HAN if any("一" <= word[0] <= "鿿" for word in words) else RUN
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def within(cues: Sequence[Cue]) -> tuple[int, ...]:
    """The cues that are said again, a minute and a half away or more: later or earlier."""
    said = [runs(cue.text) for cue in cues]
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for cue, row in zip(cues, said, strict=True):
        for one in row:
            first.setdefault(one, cue.start_ms)
            last[one] = cue.start_ms

    def again(run: str, start: int) -> bool:
        return start - first[run] >= APART_MS or last[run] - start >= APART_MS

    rows = ((at, row, cues[at].start_ms) for at, row in enumerate(said))
    return tuple(at for at, row, start in rows if _mostly(row, (again(r, start) for r in row)))


def among(cues: Sequence[Cue], others: Sequence[str]) -> tuple[str, ...]:
    """The ids of the cues that stand in these texts of other episodes, too."""
    known = frozenset(run for text in others for run in runs(text))
    said = ((cue.id, runs(cue.text)) for cue in cues)
    return tuple(id_ for id_, row in said if _mostly(row, (run in known for run in row)))


def _mostly(row: frozenset[str], found: Iterator[bool]) -> bool:
    return len(row) >= LEAST and sum(found) >= MOST * len(row)
