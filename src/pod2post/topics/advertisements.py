"""Advertisements, the welcome and housekeeping, found without a model.

Each sentence gets points for each kind of aside from what is said in it, from names that stand
nowhere else, from who speaks, from what is repeated. An aside is a stretch whose points, less what
each second and its two ends cost, are worth more than talk: the best of all ways to divide the
episode is found exactly (Viterbi, one state for talk and one for each kind). So a single phrase
makes none, and sentences without any phrase belong to it where both sides do.
"""

from collections import Counter
from collections.abc import Sequence

from pod2post.topics import clues as told
from pod2post.topics.clues import Clues, Hint
from pod2post.topics.marking import Aside
from pod2post.topics.phrases import AD, INTRO, SMALL, Kind
from pod2post.values import Cue

KINDS: tuple[Kind, ...] = (AD, SMALL, INTRO)
SECOND, LEAST, MOST = (
    0.16,
    0.45,
    2.2,
)  # what an aside costs a second, and a sentence at least, at most
BEGIN, END, TURN = 5.0, 1.0, 2.5  # what it costs to begin, to end, to turn into another kind
LEAST_BEGIN = 2.0
REASONS = 3


def asides(cues: Sequence[Cue], clues: Clues) -> tuple[Aside, ...]:
    """In the order of the episode, without overlap; none where nothing speaks for one."""
    hints = told.hints(cues, clues)
    found = _spans(cues, hints)
    plain: tuple[Aside, ...] | None = None
    made: list[Aside] = []
    for one in found:
        if _long(one, cues) <= LONG_MS:
            made.append(one)
            continue
        if plain is None:
            plain = _spans(cues, told.without_stories(hints))
        made += [
            two
            for two in plain
            if one.first <= two.first and two.last <= one.last and _long(two, cues) <= LONG_MS
        ]
    return tuple(one for one in made if set(one.why) - {"", told.STRANGER, told.PRICE, told.RETURN})


def _long(one: Aside, cues: Sequence[Cue]) -> int:
    return cues[one.last].end_ms - cues[one.first].start_ms


LONG_MS = 240_000


def _spans(cues: Sequence[Cue], hints: Sequence[Sequence[Hint]]) -> tuple[Aside, ...]:
    states = _path(cues, hints)
    made: list[Aside] = []
    first = 0
    for at in range(1, len(cues) + 1):
        if at < len(cues) and states[at] == states[first]:
            continue
        if states[first] is not None:
            made.append(_aside(first, at - 1, states[first], hints))
        first = at
    return tuple(made)


def _aside(first: int, last: int, kind: Kind | None, hints: Sequence[Sequence[Hint]]) -> Aside:
    points: Counter[str] = Counter()
    for row in hints[first : last + 1]:
        for hint in row:
            if hint.kind in (kind, None) and hint.points > 0 and hint.why:
                points[hint.why] += hint.points  # type: ignore[assignment]
    why = tuple(text for text, _ in points.most_common(REASONS))
    return Aside(first=first, last=last, kind=kind or AD, why=why)


def _path(cues: Sequence[Cue], hints: Sequence[Sequence[Hint]]) -> list[Kind | None]:
    """The state of each cue; None: talk."""
    states: tuple[Kind | None, ...] = (None, *KINDS)
    best = {state: 0.0 if state is None else -BEGIN + 1.5 for state in states}
    back: list[dict[Kind | None, Kind | None]] = []
    for at, cue in enumerate(cues):
        gains = {state: _gain(state, cue, hints[at]) for state in states}
        step: dict[Kind | None, Kind | None] = {}
        now: dict[Kind | None, float] = {}
        for state in states:
            ways = {
                before: best[before] - (_cost(before, state, hints, at) if at else 0.0)
                for before in states
            }
            came = max(states, key=lambda one: (ways[one], one == state))
            step[state], now[state] = came, ways[came] + gains[state]
        best = now
        back.append(step)
    ends = {state: best[state] - (0 if state is None else END / 2) for state in states}
    state = max(states, key=lambda one: ends[one])
    found: list[Kind | None] = []
    for step in reversed(back):
        found.append(state)
        state = step[state]
    return found[::-1]


def _gain(state: Kind | None, cue: Cue, hints: Sequence[Hint]) -> float:
    if state is None:
        return 0.0
    seconds = (cue.end_ms - cue.start_ms) / 1000
    points = sum(hint.points for hint in hints if hint.kind in (state, None))
    others = max(
        (
            sum(h.points for h in hints if h.kind == kind and h.points > 0)
            for kind in KINDS
            if kind != state
        ),
        default=0.0,
    )
    if state == SMALL:
        points += 0.5 * sum(h.points for h in hints if h.why in (told.ADDRESS, told.CALL))
    return points + 0.3 * others - min(MOST, max(LEAST, SECOND * seconds))


def _cost(
    before: Kind | None, state: Kind | None, hints: Sequence[Sequence[Hint]], at: int
) -> float:
    if before == state:
        return 0.0
    if before is None:
        return max(LEAST_BEGIN, BEGIN - sum(hint.begins for hint in hints[at]))
    if state is None:
        return max(0.0, END - sum(hint.ended for hint in hints[at]))
    return TURN
