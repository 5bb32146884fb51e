"""What a model may say of where an episode changes its subject, and what is believed of it. Pure.

It chooses among places by id, titles the parts between them and says of what kind they are. It
types no time. What it chose is held against the talk: order, number, shortest and longest part.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pod2post.rules.characters import is_simplified
from pod2post.topics import spoken, titles
from pod2post.topics.parts import Kind, Start
from pod2post.value import value
from pod2post.values import Cue
from pod2post.writing.tasks import ChosenPart, TopicsReply

LONGEST, EVEN = 0.35, 1.4  # the share of one part, and how far above an equal one it may be
SLACK = 1.2  # a model is asked to keep to that share; so much more is let pass
SHORTEST_WORDS = 150  # a minute of talk; less where equal parts are short themselves
SHORT = 4  # so far below an equal part
FEWER, MORE = 0.6, 1.6  # how many parts, by those of the program's own cut
LONGEST_ASIDE_MS = {"advertisement": 300_000, "intro": 480_000, "small talk": 480_000}
MOST_ASIDE = 0.3  # of the words: more is no aside
LONGEST_TITLE = 40


@value
class Spot:
    """A place of the transcript: its id, and the index of the cue before which it stands.

    `ours`: the program's own cut has it.
    """

    id: str
    cue: int
    ours: bool


def counts(ours: int, spots: int) -> tuple[int, int]:
    """Fewest and most parts, where the program's own cut has `ours` of them."""
    least = max(2, round(FEWER * ours))
    return least, max(least, min(round(MORE * ours), spots))


def fault(reply: TopicsReply, spots: Sequence[Spot], cues: Sequence[Cue]) -> str | None:
    """What is wrong with a choice, in words for the model, or None.

    The program's own choice has no fault.
    """
    known = {spot.id: spot.cue for spot in spots}
    chosen = [part.start for part in reply.parts]
    ours = [spot.id for spot in spots if spot.ours]
    return None if chosen == ours else next(_faults(reply.parts, known, ours, cues), None)


def _faults(
    parts: Sequence[ChosenPart], known: dict[str, int], ours: Sequence[str], cues: Sequence[Cue]
) -> Iterator[str]:
    chosen = [part.start for part in parts]
    if unknown := sorted({*chosen} - {*known}):
        yield f"there is no place {', '.join(unknown[:9])}; there are {', '.join(known)}"
        return
    first, least_most = next(iter(known)), counts(len(ours), len(known))
    if not chosen or chosen[0] != first:
        yield f"the first part does not start at {first}"
        return
    if twice := [id_ for id_, times in Counter(chosen).items() if times > 1]:
        yield f"place {', '.join(twice)} is chosen more than once"
    if any(known[one] >= known[other] for one, other in pairwise(chosen)):
        yield "the parts are not in the order of time"
    if not least_most[0] <= len(chosen) <= least_most[1]:
        yield f"{len(chosen)} parts, wanted {least_most[0]} to {least_most[1]}"
    words = spoken.words(cues)
    sizes = _sizes([known[id_] for id_ in chosen], words)
    least = min(SHORTEST_WORDS, sum(words) / (SHORT * len(parts)))
    # What no place divides may be longer.
    most = max(
        SLACK * longest(len(parts)) * sum(words), *_sizes([known[id_] for id_ in ours], words)
    )
    for held, part in zip(sizes, parts, strict=True):
        if held < least and part.kind == "talk":
            yield f"the part from {part.start} is too short ({held:.0f} words)"
        if held > most:
            yield f"the part from {part.start} is too long ({100 * held / sum(words):.0f} %)"


def longest(parts: int) -> float:
    """The share of one part among so many."""
    return max(LONGEST, EVEN / parts)


def _sizes(starts: Sequence[int], words: Sequence[float]) -> list[float]:
    ends = [*starts[1:], len(words)]
    return [sum(words[low:high]) for low, high in zip(starts, ends, strict=True)]


def starts(reply: TopicsReply, spots: Sequence[Spot], cues: Sequence[Cue]) -> tuple[Start, ...]:
    """The parts of a choice without fault; a title or a kind that is not believed is not kept."""
    known = {spot.id: spot.cue for spot in spots}
    rows = [
        Start(cue=known[part.start], title=title(part.title), kind=part.kind)
        for part in reply.parts
    ]
    ends = [*(row.cue for row in rows[1:]), len(cues)]
    kinds = [_kind(row, end, cues) for row, end in zip(rows, ends, strict=True)]
    words = spoken.words(cues)
    sizes = _sizes([row.cue for row in rows], words)
    aside = sum(size for size, kind in zip(sizes, kinds, strict=True) if kind != "talk")
    if aside > MOST_ASIDE * sum(words):
        kinds = ["talk"] * len(rows)
    return tuple(
        Start(cue=row.cue, title=row.title, kind=kind)
        for row, kind in zip(rows, kinds, strict=True)
    )


def _kind(row: Start, end: int, cues: Sequence[Cue]) -> Kind:
    """The kind that the model says, where the part is not too long for it."""
    length = cues[end - 1].end_ms - cues[row.cue].start_ms
    return "talk" if length > LONGEST_ASIDE_MS.get(row.kind, length) else row.kind


def title(text: str) -> str:
    """One plain line; "" where nothing is left, or it is not written as in Taiwan."""
    line = titles.plain(text, LONGEST_TITLE)
    return "" if any(map(is_simplified, line)) else line
