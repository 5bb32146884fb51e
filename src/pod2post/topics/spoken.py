"""How people mark a new subject: by what they begin and end with, by asking, by a pause.

The phrases are English; in other languages none is found and the cut goes by the rest.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pod2post.topics.lexical import length
from pod2post.values import Cue

HEAD, TAIL = 25, 8  # words in which an opening or a close is looked for
PLAN = 15  # and in which somebody says what comes

_OPENER = re.compile(
    r"\b(?:let'?s|let us|let me|mov(?:e|ing) on|next|speaking of|turn(?:ing)? to|talk(?:ing)? about"
    r"|another (?:thing|topic|question|point|one)|i (?:want|wanted|would like|'d like) to"
    r"|i'd like to|(?:first|second|third|last|final|other) (?:thing|question|topic|item|point|one)"
    r"|first of all|finally|lastly|to (?:start|begin|wrap|sum)|start(?:ing)? with|what about"
    r"|how about|item|agenda|welcome|we(?:'ll| will) now|go(?:ing)? to (?:talk|start|move|discuss"
    r"|show|look)|gonna|can you|could you|tell (?:me|us)|question|discuss|presentation|topic|issue"
    r"|section|part)\b"
)
_STEP = re.compile(
    r"\b(?:next|mov(?:e|ing) on|let'?s (?:move|go|start|talk|get|turn|continue)|first|last|finally"
    r"|another|now)\b"
)
_MARKER = re.compile(
    r"^\W*(?:(?:um|uh|yeah|and|but|well|hi|hello)\W+)?"
    r"(?:okay|ok|alright|all right|right|so|now|anyway|well)\b"
)
_GOES_ON = re.compile(
    r"^\W*(?:yeah|yes|yep|no|mm|mm-hmm|uh-huh|hmm|and|but|because|or|which|it|it's|that|that's|then"
    r"|he|she|they|this|like|you know|i think|i mean)\b"
)
_CLOSE = re.compile(
    r"\b(?:thank|thanks|okay|ok|alright|all right|great|cool|perfect|good|right|sure|bye|anyway"
    r"|that's (?:it|all))\b"
)
_WRAPS = re.compile(
    r"^\W*(?:(?:okay|ok|alright|all right|so|and|but|yeah|um|uh|anyway|well|right)\W+)*"
    r"(?:that(?:'s| is| was) (?:it|all|what|how|why|pretty much|about|basically|kind of|really"
    r"|just)|those (?:are|were)|this is (?:all|it)|there you go|here we (?:go|are))\b"
)
_PLANS = re.compile(
    r"\b(?:going to|gonna|i'll|we'll|i will|we will|want to|wanted to|would like to|plan)\b"
)
_ASKS = re.compile(r"[?？]")
WHOLE = 0.95  # the share of changes of speaker above which cues are turns, no sentences
PAST_HOST = 10  # turns by which somebody who speaks once is held back


def opens(text: str) -> tuple[bool, bool, bool, bool]:
    """Does it begin with an opener, a step, a marker; with a word that goes on?"""
    low = _low(text)
    head = " ".join(low.split()[:HEAD])
    found = (_OPENER.search(head), _STEP.search(head), _MARKER.match(low), _GOES_ON.match(low))
    opener, step, marker, on = (one is not None for one in found)
    return opener, step, marker, on


def closes(text: str) -> bool:
    """Does it end with thanks or assent?"""
    words = _low(text).split()
    return _CLOSE.search(" ".join(words[-TAIL:])) is not None


def wraps(text: str) -> bool:
    """Does it sum up ("so that's it", "those are the big ones")?"""
    return _WRAPS.search(_low(text)) is not None


def plans(text: str) -> bool:
    """Does it begin with what is about to be done?"""
    return _PLANS.search(" ".join(_low(text).split()[:PLAN])) is not None


def _low(text: str) -> str:
    return text.lower().replace("’", "'")


def asks(text: str) -> bool:
    return _ASKS.search(text) is not None


def pauses(cues: Sequence[Cue]) -> list[int]:
    """Milliseconds of silence before each cue but the first."""
    ends = [cue.end_ms for cue in cues]
    return [max(0, cue.start_ms - end) for cue, end in zip(cues[1:], ends, strict=False)]


def host(cues: Sequence[Cue]) -> str | None:
    """Who opens subjects and asks most, per sentence; None where one person speaks, or nobody
    is known."""
    marks: dict[str, list[int]] = {}
    for cue in cues:
        if cue.speaker is not None:
            opener, step, marker, _ = opens(cue.text)
            marks.setdefault(cue.speaker, []).append(opener + step + marker + asks(cue.text))
    if len(marks) < 2:
        return None
    return max(sorted(marks), key=lambda who: sum(marks[who]) / (len(marks[who]) + PAST_HOST))


def whole_turns(cues: Sequence[Cue]) -> bool:
    """Is each cue all that one person says before another speaks, as in a set of minutes?

    False for sentences, and where one person speaks, or nobody is known.
    """
    who = [cue.speaker for cue in cues]
    changes = sum(one != other for one, other in pairwise(who))
    return len(set(who) - {None}) > 1 and changes >= WHOLE * (len(who) - 1)


def turns(cues: Sequence[Cue]) -> list[float]:
    """For each cue with which another person begins, the words up to the next; 0 for the others."""
    sizes, who = words(cues), [cue.speaker for cue in cues]
    made, said = list[float](), 0.0
    for at in range(len(cues) - 1, -1, -1):
        said += sizes[at]
        begins = at > 0 and who[at] != who[at - 1]
        made.append(said if begins else 0.0)
        said = 0.0 if begins else said
    return made[::-1]


def words(cues: Sequence[Cue]) -> list[float]:
    return [length(cue.text) for cue in cues]
