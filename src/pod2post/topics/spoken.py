"""How people mark a new subject: by what they begin and end with, by asking, by a pause.

The phrases are English; in other languages none is found and the cut goes by the rest.
"""

import re
from collections.abc import Sequence

from pod2post.topics.lexical import length
from pod2post.values import Cue

HEAD, TAIL = 25, 8  # words in which an opening or a close is looked for

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
_ASKS = re.compile(r"[?？]")
PAST_HOST = 10  # turns by which somebody who speaks once is held back


def opens(text: str) -> tuple[bool, bool, bool, bool]:
    """Does it begin with an opener, a step, a marker; with a word that goes on?"""
    low = text.lower().replace("’", "'")
    head = " ".join(low.split()[:HEAD])
    found = (_OPENER.search(head), _STEP.search(head), _MARKER.match(low), _GOES_ON.match(low))
    opener, step, marker, on = (one is not None for one in found)
    return opener, step, marker, on


def closes(text: str) -> bool:
    """Does it end with thanks or assent?"""
    words = text.lower().replace("’", "'").split()
    return _CLOSE.search(" ".join(words[-TAIL:])) is not None


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


def words(cues: Sequence[Cue]) -> list[float]:
    return [length(cue.text) for cue in cues]
