"""Does prose make cause and effect of what was said far apart? By linked words. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules import carried
from pod2post.rules.passages import Passage, cues
from pod2post.values import Finding, Subject

FAR = 5  # cues from which nobody speaks of the same any more
HELD, AHEAD = 0.25, 0.05  # how firmly a cue holds a clause; how much firmer than any far one
LEAST = 4  # Han of a clause
_CAUSE = re.compile("因為|由於|之所以|是為了|導致|使得|因此|因而|害得|也因")
_ENDS = re.compile("(?<=[。？！；])|⟦q:[^⟧]+⟧")
_CLAUSE = re.compile("[，：]")


def faults(subject: Subject, aligner: Aligner, passage: Passage) -> Iterator[Finding]:
    """Sentences with a cause of which one clause rests on one place, the next on another."""
    places = {cue.id: at for at, cue in enumerate(subject.transcript.cues)}
    heard = cues(subject)
    rows = [(places[one], heard[one].text) for one in passage.cues if one in heard]
    for sentence in _ENDS.split(passage.text) if len(rows) > 1 else ():
        if not sentence or not _CAUSE.search(sentence):
            continue
        parts = [part for part in _CLAUSE.split(sentence) if zh.count(part) >= LEAST]
        stand = [(part, _place(aligner, part, rows)) for part in parts]
        for (part, one), (after, other) in pairwise(stand):
            told = _CAUSE.search(part) or _CAUSE.search(after)
            if told and one is not None and other is not None and abs(one - other) >= FAR:
                first, second = (subject.transcript.cues[at].id for at in (one, other))
                yield Finding(
                    rule="meaning",
                    severity="warning",
                    where=passage.where,
                    what=f"a cause made of {first} and {second}, which stand far apart",
                    mend="Tell it as a cause only if the speaker does; cite where.",
                    excerpt=sentence.strip()[:40],
                )
                return


def _place(aligner: Aligner, part: str, rows: list[tuple[int, str]]) -> int | None:
    """Where a clause was said, by the number of the cue; None where no place holds it best."""
    held = sorted(((carried.held(aligner, part, text), at) for at, text in rows), reverse=True)
    best, at = held[0]
    far = max((strength for strength, place in held if abs(place - at) >= FAR), default=0.0)
    return at if best >= HELD and best >= far + AHEAD else None
