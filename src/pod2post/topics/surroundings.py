"""What is said around a sentence: of an offer, of goods, to a listener, in questions. Pure.

The learned witness looks at it: an advertisement holds together, and talk asks and answers.
"""

import re
from collections.abc import Iterator, Sequence

from pod2post.topics import phrases
from pod2post.topics.phrases import AD
from pod2post.values import Cue

CLOSE_MS, AHEAD_MS, BEHIND_MS = 15_000, 60_000, 40_000  # near, and far on either side
OFFERS = frozenset("sponsor address code offer terms own promo call break".split())
GOODS = frozenset(("goods", "register", "price"))
# Points of phrases that count in full: of a sentence, what one may add around it, of all around it.
FULL, MOST, ALL = 4.0, 5.0, 5.0
GOODS_FULL = 2.0

_SIDES = ("before", "after")

_TO_YOU = re.compile(r"\byou(?:r|rs|rself|'ll|'re|'ve|'d)?\b|[你您]|大家|聽眾", re.IGNORECASE)
_ASKS = re.compile(r"[?？]\s*$")
_THIRD = re.compile(r"\b(?:he|she|him|his|her|they)\b|[他她]", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:said|says|told|asked|wrote|called|i say|he goes|she goes|thought)\b|[他她我]就?[說問講]",
    re.IGNORECASE,
)
_TAG = re.compile(r"(?:^|[.!?] )(?:[A-Z][\w'&-]+ ?){1,3}\.(?: [A-Z][^.?!]{2,40}[.!])?$")


def shapes(cues: Sequence[Cue]) -> tuple[dict[str, float], ...]:
    """For each sentence by name, `all …`, what it and the seconds before and behind it show.

    What tells how people talk (`you`, `asked`, `third`, `said`, `goods`) is, around a sentence, by
    how much more than in the whole episode: some shows ask nothing, some nothing else.
    """
    rows = _rows(cues)
    usual = {name: sum(row) / max(1, len(row)) for name, row in rows.items()}
    return tuple(
        _shape(at, cue, rows, _around(cues, at, rows, usual)) for at, cue in enumerate(cues)
    )


def _rows(cues: Sequence[Cue]) -> dict[str, list[float]]:
    """What each sentence shows by itself."""
    points = [phrases.said(cue.text) for cue in cues]

    def of(signs: frozenset[str]) -> list[float]:
        return [
            sum(much for (kind, sign), much in row.items() if kind == AD and sign in signs)
            for row in points
        ]

    found = {"you": _TO_YOU, "asked": _ASKS, "third": _THIRD, "said": _SAID}
    return {
        "offer": [min(MOST, much) for much in of(OFFERS)],
        "goods": [much / GOODS_FULL for much in of(GOODS)],
        **{
            name: [float(pattern.search(cue.text) is not None) for cue in cues]
            for name, pattern in found.items()
        },
    }


def _around(
    cues: Sequence[Cue], at: int, rows: dict[str, list[float]], usual: dict[str, float]
) -> dict[str, float]:
    """Offers near and far, 0 to 1, and the rest near, by the side on which they are."""
    near: dict[str, list[int]] = {"before": [], "after": []}
    far: dict[str, list[int]] = {"before": [], "after": []}
    for one in _within(cues, at):
        apart = cues[one].start_ms - cues[at].start_ms
        side = "before" if one < at else "after"
        (near if abs(apart) <= CLOSE_MS else far)[side].append(one)
    made: dict[str, float] = {}
    for side, places in near.items():
        if places:
            made |= {
                f"{name} {side}": sum(row[one] for one in places) / len(places) - usual[name]
                for name, row in rows.items()
            }
            made[f"offer {side}"] = min(1.0, sum(rows["offer"][one] for one in places) / ALL)
        if far[side]:
            made[f"far {side}"] = min(1.0, sum(rows["offer"][one] for one in far[side]) / ALL)
    return made


def _within(cues: Sequence[Cue], at: int) -> Iterator[int]:
    """The other sentences, from so long before this one to so long after it."""
    first = at
    while first and cues[at].start_ms - cues[first - 1].start_ms <= BEHIND_MS:
        first -= 1
    for one in range(first, len(cues)):
        if cues[one].start_ms - cues[at].start_ms > AHEAD_MS:
            return
        if one != at:
            yield one


def _shape(
    at: int, cue: Cue, rows: dict[str, list[float]], around: dict[str, float]
) -> dict[str, float]:
    own = min(1.0, rows["offer"][at] / FULL)

    def told(name: str) -> float:
        """How much of it there is here or near."""
        return max(rows[name][at], *(around.get(f"{name} {side}", 0.0) for side in _SIDES))

    made = {
        **around,
        **{name: rows[name][at] for name in ("third", "said", "goods")},
        "offer": own,
        "between": min(around.get(f"offer {side}", 0.0) for side in _SIDES),
        "story": own * told("said"),
        "asked offer": own * told("asked"),
        "tag": float(_TAG.search(cue.text) is not None),
    }
    return {f"all {name}": much for name, much in made.items()}
