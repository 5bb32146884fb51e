"""Which paragraphs of a post a changed block comes from, and which section a part is. Pure.

Texts are compared by words and Han alone: punctuation, blanks and Markdown's protection
never decide where a paragraph belongs. A Latin word or number counts as much as one Han, or
a long name alone would make two sentences alike.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pod2post import zh
from pod2post.revision.handmade import Part, plain
from pod2post.revision.handmade import alike as alike_blocks
from pod2post.values import Paragraph

RUN = 4  # units (a Han, a word, a number) in a row that are no coincidence
PAIR = 2  # the same where both are known to be of one paragraph
SHARED = 10  # units in such runs that make a block a paragraph's child
HALF = 0.5
UNIT = re.compile(rf"[{zh.HAN}\u3040-\u30ff]|[^\W_{zh.HAN}\u3040-\u30ff]+")
DENIAL = re.compile("[不沒無未非別莫勿]")


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
    return "".join(units(text))


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """The Han, words and numbers of a text, in one width and case."""
    return tuple(UNIT.findall(unicodedata.normalize("NFKC", plain(text)).casefold()))


def origin(block: str, stands: Sequence[Stand], near: Sequence[str]) -> Origin:
    """Where the block comes from; among equals those of the sections `near` are first."""
    wanted = key(block)
    equal = [stand for stand in stands if stand.key == wanted]
    exact = [stand for stand in equal if alike_blocks(stand.block, block)]
    for some in (exact, equal):
        for pool in ([stand for stand in some if stand.where in near], some):
            if pool and len({stand.paragraph.cues for stand in pool}) == 1:
                return Origin(stands=(pool[0],), same=True)
    if equal:
        return Origin(doubtful=True)
    return Origin(stands=tuple(stand for stand in stands if _kin(block, stand.block)))


def _kin(one: str, other: str) -> bool:
    """Does so much stand in both, in runs, that one was made from the other?"""
    shared = alike(one, other)
    least = HALF * min(len(units(one)), len(units(other)))
    return shared >= SHARED or shared >= max(RUN, least)


def alike(one: str, other: str, run: int = RUN) -> int:
    """How many units stand in both in the same order, in runs of at least `run`."""
    first, second = units(one), units(other)
    pieces = {first[at : at + run] for at in range(len(first) - run + 1)}
    if not any(second[at : at + run] in pieces for at in range(len(second) - run + 1)):
        return 0
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= run)


# --- sections -------------------------------------------------------------------------


def identities(
    parts: Sequence[Part], headings: dict[str, str], stands: Sequence[Stand]
) -> list[str | None]:
    """The section that each part is; None for one of the editor's own.

    `headings` are the sections' headings by id. A heading that stayed decides; else the
    section from which most of the part's text comes, when no other has as much.
    """
    found: list[str | None] = [None] * len(parts)
    for same in (str, key):
        for n, part in enumerate(parts):
            free = [name for name in headings if name not in found]
            fit = [name for name in free if same(headings[name]) == same(part.heading or "")]
            if found[n] is None and len(fit) == 1:
                found[n] = fit[0]
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
            same = len(units(block))
            votes[stand.where] += same if come.same else alike(block, stand.block)
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
        2 * alike(sentence, stand.block, PAIR) >= len(units(sentence)) or wanted in stand.key
        for stand in come.stands
    )


def is_turned(sentence: str, come: Origin) -> bool:
    """Does it deny more, or less, than the sentence that it was made from?"""
    before = [row for stand in come.stands for row in sentences(stand.block)]
    likest = max(before, key=lambda row: alike(sentence, row, PAIR), default="")
    if 2 * alike(sentence, likest, PAIR) < len(units(sentence)):
        return False
    return len(DENIAL.findall(sentence)) != len(DENIAL.findall(likest))
