"""Who speaks, as far as it tells talk from what is none. Pure.

A voice that is heard in a few monologues only, or that nobody could name, is likely an inserted
one. In an interview, minutes in which the guest says nothing are likely the host's own reading.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, pairwise

from pod2post.topics import phrases, spoken
from pod2post.topics.hints import Hint
from pod2post.topics.phrases import AD
from pod2post.values import Cue

STRANGER, GUEST = 1.1, -1.2  # points
RARE, MUCH = 0.12, 0.3  # shares of what is said
MONOLOGUE = 2.0  # sentences a turn, on the mean
SILENT_MS = 18_000  # for so long a guest may be asked something
TIMES = 3.5  # so much longer than usual
MOSTLY = 0.6  # of such a stretch the host speaks
EACH_MS, MOST_ALONE = 70_000, 0.9
HEAD = 30  # sentences in which hosts name themselves
TURN, BACK, CALLED = 0.5, 1.0, -2.0

_HAN = re.compile("[一-鿿]{3,4}$")


def hints(cues: Sequence[Cue]) -> Iterator[tuple[int, Hint]]:
    """(index of the cue, hint); nothing where fewer than two people are told apart."""
    sizes: dict[str | None, int] = {}
    for cue in cues:
        sizes[cue.speaker] = sizes.get(cue.speaker, 0) + cue.end_ms - cue.start_ms
    people = [who for who in sizes if who is not None]
    if len(people) < 2:
        return
    whole = sum(sizes.values()) or 1
    host = spoken.host(cues)
    hosts = {host} | {cue.speaker for cue in cues[:HEAD] if phrases.welcomes(cue.text)}
    loud = max(people, key=lambda who: sizes[who])
    guest = loud if loud not in hosts and sizes[loud] >= MUCH * whole else None
    rare = {who for who in people if who not in hosts and sizes[who] < RARE * whole}
    strangers = {who for who in rare if _monologues(cues, who)}
    if None in sizes and sizes[None] < MUCH * whole:
        strangers |= {None}  # type: ignore[arg-type]
    calls = _calls([who for who in people if who not in rare])
    for at, cue in enumerate(cues):
        if cue.speaker in strangers:
            yield at, Hint(sign="stranger", kind=AD, points=STRANGER)
        elif guest is not None and cue.speaker == guest:
            yield at, Hint(sign="", kind=None, points=GUEST)
        if calls.match(cue.text):
            yield at, Hint(sign="", kind=None, points=CALLED, ended=BACK)
        if at and cue.speaker != cues[at - 1].speaker:
            yield at, Hint(sign="", kind=None, begins=TURN, ended=TURN)
    if guest is not None:
        yield from _alone(cues, guest, strangers | hosts)


def _calls(people: Sequence[str]) -> re.Pattern[str]:
    """A sentence that begins with one of them being called by name."""
    firsts = {
        one for who in people for one in (who.split()[0], who[-2:] if _HAN.match(who) else who)
    }
    names = "|".join(re.escape(one) for one in sorted(firsts))
    return re.compile(
        rf"(?:\W*(?:and|so|but|okay|well|now|right|好|那)\b\W*)*(?:{names})[,，]", re.IGNORECASE
    )


def _monologues(cues: Sequence[Cue], who: str) -> bool:
    turns = [
        sum(1 for _ in row) for name, row in groupby(cues, key=lambda c: c.speaker) if name == who
    ]
    return sum(turns) / len(turns) >= MONOLOGUE


def _alone(
    cues: Sequence[Cue], guest: str, hosts: AbstractSet[str | None]
) -> Iterator[tuple[int, Hint]]:
    """What is said while the guest says nothing, from the first words of the guest to the last.

    Not where it is mostly another guest who speaks.
    """
    spoke = [at for at, cue in enumerate(cues) if cue.speaker == guest]
    turns = [(before, after) for before, after in pairwise(spoke) if after - before > 1]
    gaps = [cues[after].start_ms - cues[before].end_ms for before, after in turns]
    usual = statistics.median(gaps) if gaps else 0
    for (before, after), silent in zip(turns, gaps, strict=True):
        if silent < max(SILENT_MS, TIMES * usual) or after - before < 3:
            continue
        stretch = cues[before + 1 : after]
        mine = sum(cue.end_ms - cue.start_ms for cue in stretch if cue.speaker in hosts)
        if mine < MOSTLY * sum(cue.end_ms - cue.start_ms for cue in stretch):
            continue
        points = min(MOST_ALONE, 0.3 + silent / EACH_MS * 0.6)
        for at in range(before + 1, after - 1):  # the last leads back to the guest
            yield at, Hint(sign="alone", kind=AD, points=points)
