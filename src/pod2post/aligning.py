"""Which paragraphs of a post a changed block comes from, and which section a part is. Pure.

Texts are compared by letters, digits and Han alone: punctuation, blanks and Markdown's
protection never decide where a paragraph belongs.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pod2post import zh
from pod2post.handmade import Part, plain
from pod2post.values import Paragraph

RUN = 5  # characters in a row that are no coincidence
SHARED = 12  # characters in such runs that make a block a paragraph's child
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A paragraph of the post as it stands: its section, its value, and how it is printed."""

    where: str
    paragraph: Paragraph
    block: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a block was made from. `same`: its words are one paragraph's, to the letter.

    `doubtful`: it may be one of several, which rest on different cues; none was chosen.
    """

    stands: tuple[Stand, ...] = ()
    same: bool = False
    doubtful: bool = False

    @property
    def cues(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cue for stand in self.stands for cue in stand.paragraph.cues))


def key(text: str) -> str:
    """Letters, digits and Han of a text, in one width and case."""
    folded = unicodedata.normalize("NFKC", plain(text)).casefold()
    return "".join(re.findall(r"[^\W_]", folded))


def origin(block: str, stands: Sequence[Stand], near: Sequence[str]) -> Origin:
    """Where the block comes from; among equals those of the sections `near` are first."""
    wanted = key(block)
    equal = [stand for stand in stands if stand.key == wanted]
    for pool in ([stand for stand in equal if stand.where in near], equal):
        if pool and len({stand.paragraph for stand in pool}) == 1:
            return Origin(stands=(pool[0],), same=True)
    if equal:
        return Origin(doubtful=True)
    return Origin(stands=tuple(stand for stand in stands if _kin(wanted, stand.key)))


def _kin(one: str, other: str) -> bool:
    """Do so many runs of characters stand in both, that one was made from the other?"""
    shared = alike(one, other)
    return shared >= SHARED or shared >= max(RUN, HALF * min(len(one), len(other)))


def alike(one: str, other: str) -> int:
    """How many characters stand in both in the same order, in runs of at least `RUN`."""
    pieces = {one[at : at + RUN] for at in range(len(one) - RUN + 1)}
    if not any(other[at : at + RUN] in pieces for at in range(len(other) - RUN + 1)):
        return 0
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN)


# --- sections -------------------------------------------------------------------------


def identities(
    parts: Sequence[Part], headings: dict[str, str], stands: Sequence[Stand]
) -> list[str | None]:
    """The section that each part is; None for one of the editor's own.

    `headings` are the sections' headings by id. A heading that stayed decides; else the
    section from which most of the part's text comes, when no other has as much.
    """
    found: list[str | None] = [None] * len(parts)
    by_heading = {key(heading): name for name, heading in headings.items()}
    for n, part in enumerate(parts):
        name = by_heading.get(key(part.heading or ""))
        if name and name not in found:
            found[n] = name
    votes = [
        _votes(part, stands) if found[n] is None else Counter() for n, part in enumerate(parts)
    ]
    claims = sorted(
        ((count, n, name) for n, row in enumerate(votes) for name, count in row.items()),
        key=lambda claim: (-claim[0], claim[1]),
    )
    for count, n, name in claims:
        rivals = [votes[n][other] for other in votes[n] if other != name and other not in found]
        if found[n] is None and name not in found and name in headings and count not in rivals:
            found[n] = name
    return found


def _votes(part: Part, stands: Sequence[Stand]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for block in part.blocks:
        come = origin(block, stands, ())
        for stand in come.stands:
            votes[stand.where] += len(stand.key) if come.same else alike(key(block), stand.key)
    return votes


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, each with its final mark."""
    return tuple(
        part.strip() for part in re.findall(r"[^。？！]+[。？！]*[」』”]*", text) if key(part)
    )


def is_new(sentence: str, come: Origin) -> bool:
    """Is less than half of the sentence in what the block was made from?"""
    wanted = key(sentence)
    return zh.count(sentence) > 0 and not any(
        2 * alike(wanted, stand.key) >= len(wanted) or wanted in stand.key for stand in come.stands
    )
