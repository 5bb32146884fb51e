"""Names for sale: of the description's sponsors, of spoken addresses, said in one breath. Pure.

A name of which the episode speaks all along is its subject and no brand, whoever pays.
"""

import re
from collections.abc import Iterator, Sequence

from pod2post.topics import addresses
from pod2post.topics.hints import Hint
from pod2post.topics.phrases import AD
from pod2post.topics.sponsors import Sponsors
from pod2post.values import Cue

LISTED, BRAND, CODE = 2.5, 2.0, 2.0  # points
BURST, LONG_BURST = 0.6, 0.9
MOST_LISTED, MOST_BRANDED = 4, 2  # stretches of an episode in which it may be named
APART_MS, BURST_MS = 120_000, 90_000
BEFORE_MS, BEHIND_MS = 100_000, 30_000  # how far from its address a name may stand
PREFIX = 2  # characters of a Chinese name that may stand for it

_CAPITAL = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]{3,}")


def hints(cues: Sequence[Cue], known: Sponsors) -> Iterator[tuple[int, Hint]]:
    """(index of the cue, hint)."""
    yield from _listed(cues, known)
    for at in sorted(branded(cues)):
        yield at, Hint(sign="brand", kind=AD, points=BRAND)
    yield from _bursts(cues)


def _listed(cues: Sequence[Cue], known: Sponsors) -> Iterator[tuple[int, Hint]]:
    if not known.names and not known.codes:
        return
    said = [addresses.spoken(cue.text) for cue in cues]
    listed: set[int] = set()
    for name in known.names:
        forms = {name, name[:PREFIX]} if re.match("[一-鿿]{4}", name) else {name}
        places = [at for at, row in enumerate(said) if row & forms]
        if stretches(cues, places) <= MOST_LISTED:
            listed |= {*places}
    for at in sorted(listed):
        yield at, Hint(sign="listed", kind=AD, points=LISTED)
    for at, row in enumerate(said):
        if not row.isdisjoint(known.codes):
            yield at, Hint(sign="code", kind=AD, points=CODE)


def branded(cues: Sequence[Cue]) -> frozenset[int]:
    """The cues that name what an address near them is of."""
    found: dict[str, list[int]] = {}
    for at, cue in enumerate(cues):
        for host in addresses.hosts(cue.text):
            found.setdefault(host, []).append(at)
    shown = [addresses.named(cue.text) for cue in cues] if found else []
    made: set[int] = set()
    for host, spoken in found.items():
        places = [at for at, row in enumerate(shown) if any(addresses.same(host, n) for n in row)]
        if stretches(cues, places) > MOST_BRANDED:
            continue
        near = ((at, cues[one].start_ms - cues[at].start_ms) for at in places for one in spoken)
        made |= {at for at, ahead in near if -BEHIND_MS < ahead < BEFORE_MS}
    return frozenset(made)


def stretches(cues: Sequence[Cue], places: Sequence[int]) -> int:
    """In how many stretches of two minutes at most these cues lie."""
    count, until = 0, -1
    for at in places:
        if cues[at].start_ms > until:
            count, until = count + 1, cues[at].start_ms + APART_MS
    return count


def _bursts(cues: Sequence[Cue]) -> Iterator[tuple[int, Hint]]:
    """Names said twice or more within a minute or so, and nowhere else."""
    places: dict[str, list[int]] = {}
    for at, cue in enumerate(cues):
        for name in {found[0] for found in _CAPITAL.finditer(cue.text)}:
            places.setdefault(name, []).append(at)
    hit: dict[int, float] = {}
    for rows in places.values():
        if len(rows) < 2 or cues[rows[-1]].start_ms - cues[rows[0]].start_ms >= BURST_MS:
            continue
        for at in rows:
            hit[at] = max(hit.get(at, 0), LONG_BURST if len(rows) > 2 else BURST)
    for at, points in sorted(hit.items()):
        yield at, Hint(sign="", kind=AD, points=points)
