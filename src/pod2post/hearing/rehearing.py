"""Names that were heard only the second time, put in the place where they were missed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pod2post.naming import nearness
from pod2post.naming.tokens import tokens
from pod2post.values import Cue, Heard, Name, Span

MOST = 4  # words of the transcript in whose place a name may stand
LIKE = 0.8  # in sound: a hotword is also heard where nobody said it

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a cue's text and the name that was heard there the second time."""

    cue: str
    begin: int
    end: int
    shown: str


def places(cues: Sequence[Cue], heard: Heard, names: Sequence[Name]) -> list[Place]:
    """Where the second hearing has a name and the first has other, similar words.

    The words around must be the same in both, or nothing says that it is the same place.
    """
    rows = [(cue, token) for cue in cues for token in tokens(cue.text)]
    first = [token.low for _, token in rows]
    again = [token.low for token in tokens(heard.text)]
    same = SequenceMatcher(None, first, again, autojunk=False).get_opcodes()
    found: list[Place] = []
    for name in names:
        form = [token.low for token in tokens(name.canonical)]
        for at in range(len(again) - len(form) + 1):
            if not form or again[at : at + len(form)] != form:
                continue
            begin, end = _place(same, at, at + len(form))
            missed = rows[begin:end]
            alone = len({cue.id for cue, _ in missed}) == 1
            if alone and _alike([token.low for _, token in missed], form):
                (cue, head), (_, tail) = missed[0], missed[-1]
                place = Place(cue.id, head.begin, tail.end, name.canonical)
                if not any(_overlap(place, other) for other in found):
                    found.append(place)
    return found


def inside(cue: Cue, span: Span) -> bool:
    """Does the middle of this cue lie in this window?"""
    return span.start_ms <= (cue.start_ms + cue.end_ms) // 2 < span.end_ms


def _overlap(one: Place, two: Place) -> bool:
    return one.cue == two.cue and one.begin < two.end and two.begin < one.end


def _place(same: Sequence[Opcode], at: int, stop: int) -> tuple[int, int]:
    """Which words of the first hearing stand for these of the second; none: (0, 0)."""
    parts = [row for row in same if row[3] < stop and row[4] > at]
    for tag, _, _, low, high in parts:
        if tag == "insert" or (tag == "replace" and (low < at or high > stop)):
            return 0, 0
    (tag, begin, _, low, _), (last_tag, last_begin, end, last_low, _) = parts[0], parts[-1]
    begin += at - low if tag == "equal" else 0
    end = last_begin + stop - last_low if last_tag == "equal" else end
    return (begin, end) if end - begin <= MOST else (0, 0)


def _alike(missed: Sequence[str], form: Sequence[str]) -> bool:
    one, two = nearness.key("".join(missed)), nearness.key("".join(form))
    likeness = SequenceMatcher(None, one, two, autojunk=False).ratio()
    return list(missed) != list(form) and likeness >= LIKE


def shown(text: str, here: Sequence[Place]) -> str:
    """The cue's text with the names in their places."""
    for place in sorted(here, key=lambda place: -place.begin):
        text = text[: place.begin] + place.shown + text[place.end :]
    return text
