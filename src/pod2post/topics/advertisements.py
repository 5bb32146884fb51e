"""Advertisements, the welcome and housekeeping, found without a model. Pure.

Each sentence gets points for each kind of aside (`clues`): for what is said in it, for names that
stand nowhere else, for who speaks, for what is repeated. An aside is a stretch whose points, less
what each second and its two ends cost, are worth more than talk; the best of all ways to divide
the episode is found exactly (Viterbi: one state for talk, one for each kind). So a single phrase
makes none, and sentences that say nothing belong to it where both sides do.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pod2post.topics import clues as told
from pod2post.topics import phrases
from pod2post.topics.clues import Clues
from pod2post.topics.hints import Hint
from pod2post.topics.marking import Aside
from pod2post.topics.parts import Kind
from pod2post.topics.phrases import AD, INTRO, SMALL
from pod2post.values import Cue

STATES: tuple[Kind, ...] = ("talk", AD, SMALL, INTRO)
SECOND, LEAST, MOST = 0.13, 0.4, 2.2  # what an aside costs: a second, a sentence at least, at most
BEGIN, LEAST_BEGIN = 4.0, 2.0  # to begin, and that at least
FIRST: dict[Kind, float] = {"talk": 0.0, AD: 3.5, SMALL: 5.0, INTRO: 1.5}  # with the episode
END, TURN = 1.0, 2.5  # to end; to turn into another kind
OTHER = 0.3  # what points for another kind count
SHARED = frozenset(("address", "call"))  # signs of housekeeping as well
SHARE = 0.5
NOTHING = frozenset(("alone", "price", "return", "goods", "register"))  # signs that count for none
WEAK = frozenset(
    ("stranger", "offer", "address", "call", "again", "break")
)  # of these it takes two
LONG_MS = 240_000  # longer ones are made again, without what only leads to an offer
REASONS = 3


def asides(cues: Sequence[Cue], clues: Clues) -> tuple[Aside, ...]:
    """In the order of the episode, without overlap; none where nothing speaks for one."""
    rows = told.hints(cues, clues)
    plain = tuple(tuple(hint for hint in row if not hint.leads) for row in rows)
    made: list[Aside] = []
    for one in _spans(cues, rows):
        if _length(one, cues) <= LONG_MS:
            made.append(one)
            continue
        inside = (
            two for two in _spans(cues, plain) if one.first <= two.first <= two.last <= one.last
        )
        made += [two for two in inside if _length(two, cues) <= LONG_MS]
    return tuple(
        replace(one, why=tuple(phrases.WORDS[sign] for sign in one.why[:REASONS]))
        for one in made
        if _is_told(one.why)
    )


def _is_told(why: Sequence[str]) -> bool:
    signs = frozenset(why) - NOTHING
    return len(signs) > 1 or not signs <= WEAK


def _length(one: Aside, cues: Sequence[Cue]) -> int:
    return cues[one.last].end_ms - cues[one.first].start_ms


def _spans(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> tuple[Aside, ...]:
    """The stretches that are no talk; `why` are all signs, weightiest first."""
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
    for row in rows:
        for hint in row:
            if hint.sign and hint.points > 0 and hint.kind in (kind, None):
                points[hint.sign] = points.get(hint.sign, 0.0) + hint.points
    return tuple(sorted(points, key=lambda sign: (-round(points[sign], 6), sign)))


def _path(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> list[Kind]:
    """The state of each cue, so that their gains less the costs of changing are greatest."""
    best = {state: -FIRST[state] for state in STATES}
    back: list[dict[Kind, Kind]] = []
    for at, cue in enumerate(cues):
        begin = max(LEAST_BEGIN, BEGIN - sum(hint.begins for hint in rows[at]))
        end = max(0.0, END - sum(hint.ended for hint in rows[at]))
        came: dict[Kind, Kind] = {}
        now: dict[Kind, float] = {}
        for state in STATES:
            ways = (
                {one: best[one] - _cost(one, state, begin, end) for one in STATES} if at else best
            )
            came[state] = (
                state if not at else max(STATES, key=lambda one: (ways[one], one == state))
            )
            now[state] = ways[came[state]] + _gain(state, cue, rows[at])
        best = now
        back.append(came)
    state = max(STATES, key=lambda one: best[one])
    found: list[Kind] = []
    for came in reversed(back):
        found.append(state)
        state = came[state]
    return found[::-1]


def _cost(before: Kind, state: Kind, begin: float, end: float) -> float:
    if before == state:
        return 0.0
    if before == "talk":
        return begin
    return end if state == "talk" else TURN


def _gain(state: Kind, cue: Cue, row: Sequence[Hint]) -> float:
    if state == "talk":
        return 0.0
    points = Counter[Kind | None]()
    for hint in row:
        points[hint.kind] += hint.points  # type: ignore[assignment]
    own = points[state] + points[None]
    if state == SMALL:
        own += SHARE * sum(hint.points for hint in row if hint.sign in SHARED)
    others = max(0.0, *(points[kind] for kind in STATES[1:] if kind != state))
    seconds = (cue.end_ms - cue.start_ms) / 1000
    return own + OTHER * others - min(MOST, max(LEAST, SECOND * seconds))
