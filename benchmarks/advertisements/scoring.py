"""What was found of what is planted, and what programme it cost. Times count, not cues. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.advertisements.episodes import Episode
from pod2post.topics.marking import Aside
from pod2post.values import Cue

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """An episode and what was marked in it."""

    episode: Episode
    cues: tuple[Cue, ...]
    asides: tuple[Aside, ...]

    @property
    def inside(self) -> frozenset[int]:
        return frozenset(at for one in self.asides for at in range(one.first, one.last + 1))

    @property
    def planted(self) -> frozenset[int]:
        return frozenset(at for one in self.episode.ads for at in range(one.first, one.last + 1))

    def spoken(self, places: Iterable[int]) -> int:
        """Milliseconds of these cues."""
        return sum(self.cues[at].end_ms - self.cues[at].start_ms for at in places)

    def share(self, first: int, last: int) -> float:
        """Of the time of these cues, how much is marked."""
        span = range(first, last + 1)
        return self.spoken(at for at in span if at in self.inside) / max(1, self.spoken(span))


def figures(rows: Sequence[Marks]) -> dict[str, Any]:
    """All figures of one part.

    `found`: of the planted advertisements, those of which half the time or more is marked;
    `ad_left`: of their time, what is not marked; `programme_lost`: of the time outside all planted
    spans, what is marked; `false_spans`: marked spans that touch no planted one; `kind_right`: of
    the found, those that are marked as an advertisement.
    """
    ads = [(row, one) for row in rows for one in row.episode.ads if one.kind == "advertisement"]
    left = sum(
        row.spoken(at for at in range(one.first, one.last + 1) if at not in row.inside)
        for row, one in ads
    )
    whole = sum(row.spoken(range(one.first, one.last + 1)) for row, one in ads)
    talk = [(row, [at for at in range(len(row.cues)) if at not in row.planted]) for row in rows]
    lost = sum(row.spoken(at for at in places if at in row.inside) for row, places in talk)
    programme = sum(row.spoken(places) for row, places in talk)
    found = [(row, one) for row, one in ads if row.share(one.first, one.last) >= HALF]
    right = [one for row, one in found if _kind(row, one.first, one.last) == one.kind]
    return {
        "episodes": len(rows),
        "programme_minutes": round(programme / 60_000, 1),
        "ads": len(ads),
        "found": _part(len(found), len(ads)),
        "ad_left": _part(left, whole),
        "programme_lost": _part(lost, programme),
        "false_spans": sum(_touches_none(row) for row in rows),
        "kind_right": _part(len(right), len(found)),
        "traps": sum(len(row.episode.traps) for row in rows),
        "traps_marked": sum(_trapped(row) for row in rows),
        "by_kind": _by_kind(rows),
    }


def _by_kind(rows: Sequence[Marks]) -> dict[str, dict[str, int]]:
    made: dict[str, dict[str, int]] = {}
    for row in rows:
        for one in row.episode.ads:
            name = f"{one.kind}, {one.how}" if one.kind == "advertisement" else one.kind
            entry = made.setdefault(name, {"planted": 0, "found": 0})
            entry["planted"] += 1
            entry["found"] += row.share(one.first, one.last) >= HALF
    return dict(sorted(made.items()))


def _touches_none(row: Marks) -> int:
    spans = [frozenset(range(one.first, one.last + 1)) for one in row.asides]
    return sum(span.isdisjoint(row.planted) for span in spans)


def _trapped(row: Marks) -> int:
    return sum(row.share(one.first, one.last) >= HALF for one in row.episode.traps)


def _kind(row: Marks, first: int, last: int) -> str:
    """The kind that most of this time is marked as."""
    spoken = {
        one: row.spoken(range(max(first, one.first), min(last, one.last) + 1)) for one in row.asides
    }
    return max(spoken, key=lambda one: spoken[one]).kind


def _part(some: float, whole: float) -> float:
    return round(some / whole, 4) if whole else 0.0
