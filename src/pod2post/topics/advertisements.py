"""Advertisements, the welcome and housekeeping, found without a model. Pure.

Each sentence gets points for each kind of aside (`clues`): for what is said in it, for names that
stand nowhere else, for who speaks, for what is repeated. An aside is a stretch whose points, less
what each second and its two ends cost, are worth more than talk; the best of all ways to divide
the episode is found exactly (Viterbi: one state for talk, one for each kind). So a single phrase
makes none, and sentences that say nothing belong to it where both sides do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pod2post.topics import clues as told
from pod2post.topics import phrases, witness
from pod2post.topics.clues import Clues
from pod2post.topics.hints import Hint
from pod2post.topics.marking import Aside
from pod2post.topics.parts import Kind
from pod2post.topics.phrases import AD, INTRO, SMALL
from pod2post.topics.witness import Learned
from pod2post.values import Cue

STATES: tuple[Kind, ...] = ("talk", AD, SMALL, INTRO)
SECOND, LEAST, MOST = 0.1, 0.4, 2.2  # what an aside costs: a second, a sentence at least, at most
BEGIN, LEAST_BEGIN = 3.5, 0.5  # to begin, and that at least
FIRST: dict[Kind, float] = {"talk": 0.0, AD: 3.5, SMALL: 5.0, INTRO: 1.5}  # with the episode
END, TURN = 0.5, 2.5  # to end; to turn into another kind
OTHER = 0.3  # what points for another kind count
SHARED = frozenset(("address", "call"))  # signs of housekeeping as well
SHARE = 0.5
NOTHING = frozenset(("alone", "price", "return", "goods", "register"))  # signs that count for none
# Of these it takes two.
WEAK = frozenset(("stranger", "offer", "address", "call", "break"))
LONG_MS = 240_000  # longer ones are made again, without what only leads to an offer
FULL = 0.4  # of an episode; where more would be marked, the wording is not believed
REASONS, VAGUE = 3, 0.4  # an editor is told first what can be seen


def asides(
    cues: Sequence[Cue], clues: Clues, *, learned: Learned | None = None
) -> tuple[Aside, ...]:
    """In the order of the episode, without overlap; none where nothing speaks for one.

    `learned`: other weights of the witness than those that are kept.
    """
    if not cues:
        return ()
    rows = told.hints(cues, clues, learned or witness.learned())
    found = _spans(cues, rows)
    if sum(_length(one, cues) for one in found) > FULL * (cues[-1].end_ms - cues[0].start_ms):
        rows = tuple(tuple(hint for hint in row if hint.sign != "wording") for row in rows)
        found = _spans(cues, rows)
    if any(_length(one, cues) > LONG_MS for one in found):
        plain = [tuple(hint for hint in row if not hint.leads) for row in rows]
        found = tuple(_shorter(found, _spans(cues, plain), cues))
    return tuple(
        replace(one, why=tuple(phrases.WORDS[sign] for sign in one.why[:REASONS]))
        for one in found
        if _is_told(one.why)
    )


def _shorter(
    found: Sequence[Aside], plain: Sequence[Aside], cues: Sequence[Cue]
) -> Iterator[Aside]:
    """Those that are not too long; of the others what is found in them without stories."""
    for one in found:
        inside = [two for two in plain if one.first <= two.first and two.last <= one.last]
        rows = [one] if _length(one, cues) <= LONG_MS else inside
        yield from (row for row in rows if _length(row, cues) <= LONG_MS)


def _length(one: Aside, cues: Sequence[Cue]) -> int:
    return cues[one.last].end_ms - cues[one.first].start_ms


def _is_told(why: Sequence[str]) -> bool:
    signs = frozenset(why) - NOTHING
    return len(signs) > 1 or not signs <= WEAK


def _spans(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> tuple[Aside, ...]:
    """The stretches that are no talk; `why`: all of their signs, weightiest first."""
    states = _path(cues, rows)
    firsts = [at for at, state in enumerate(states) if not at or state != states[at - 1]]
    return tuple(
        Aside(
            first=first, last=end - 1, kind=states[first], why=_why(rows[first:end], states[first])
        )
        for first, end in zip(firsts, [*firsts[1:], len(cues)], strict=True)
        if states[first] != "talk"
    )


def _why(rows: Sequence[Sequence[Hint]], kind: Kind) -> tuple[str, ...]:
    points: dict[str, float] = {}
    for hint in (one for row in rows for one in row):
        if hint.sign and hint.points > 0 and hint.kind in (kind, None):
            much = hint.points * (VAGUE if hint.sign == "wording" else 1.0)
            points[hint.sign] = points.get(hint.sign, 0.0) + much
    return tuple(sorted(points, key=lambda sign: (-round(points[sign], 6), sign)))


def _path(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> list[Kind]:
    """The state of each cue, so that their gains less the costs of changing are greatest."""
    best = {state: -FIRST[state] for state in STATES}
    back: list[dict[Kind, Kind]] = []
    for at, (cue, row) in enumerate(zip(cues, rows, strict=True)):
        came = _came(best, row) if at else {state: state for state in STATES}
        costs = {state: _cost(came[state], state, row) for state in STATES}
        gains = _gains(cue, row)
        best = {state: best[came[state]] - costs[state] + gains[state] for state in STATES}
        back.append(came)
    state = max(STATES, key=lambda one: best[one])
    found: list[Kind] = []
    for came in reversed(back):
        found.append(state)
        state = came[state]
    return found[::-1]


def _came(best: dict[Kind, float], row: Sequence[Hint]) -> dict[Kind, Kind]:
    """For each state the best one before it; itself, where another is no better."""
    made: dict[Kind, Kind] = {}
    for state in STATES:
        ways = {one: best[one] - _cost(one, state, row) for one in STATES}
        made[state] = state
        for one in STATES:
            if ways[one] > ways[made[state]]:
                made[state] = one
    return made


def _cost(before: Kind, state: Kind, row: Sequence[Hint]) -> float:
    if before == state:
        return 0.0
    if before == "talk":
        return max(LEAST_BEGIN, BEGIN - sum(hint.begins for hint in row))
    if state == "talk":
        return max(0.0, END - sum(hint.ended for hint in row))
    return TURN


def _gains(cue: Cue, row: Sequence[Hint]) -> dict[Kind, float]:
    """By state: its points and a share of the others', less what its seconds cost."""
    seconds = (cue.end_ms - cue.start_ms) / 1000
    cost = min(MOST, max(LEAST, SECOND * seconds))
    points = {kind: sum(hint.points for hint in row if hint.kind == kind) for kind in STATES[1:]}
    points[SMALL] += SHARE * sum(hint.points for hint in row if hint.sign in SHARED)
    any_kind = sum(hint.points for hint in row if hint.kind is None)
    made: dict[Kind, float] = {"talk": 0.0}
    for kind, own in points.items():
        others = max(0.0, *(points[one] for one in points if one != kind))
        made[kind] = own + any_kind + OTHER * others - cost
    return made
