"""What leads to an offer: a host's own story, from where it opens to where the name falls. Pure.

Such sentences say nothing by themselves. They count when an offer follows within a minute or two.
"""

import re
from collections.abc import Iterator, Sequence

from pod2post.topics import addresses
from pod2post.topics.hints import Hint
from pod2post.topics.phrases import AD
from pod2post.values import Cue

OFFERS = frozenset(("sponsor", "address", "code", "offer", "terms", "own", "listed"))
LEAST = 3.0  # points of an offer that a story may lead to
BACK_MS = 100_000
STORY = 0.9  # points, for one reason; for more by their root

_ASKS = re.compile(r"[?？]\s*$")
_OPENS = re.compile(
    r"^(?:\W*(?:and|so|but|okay|ok|all right|well|now|right|oh|hey|um|uh)\b\W*)*"
    r"(?:let me (?:just )?(?:tell|interrupt|say|show)|let's take|by the way|speaking of"
    r"|(?:i|we)(?:'d| would)? (?:want|like|wanted|need|have) to (?:just )?"
    r"(?:take a|tell you|show you|say something|talk (?:to you )?about|mention|pause|thank)"
    r"|(?:i'm|we're) (?:just )?going to (?:tell|take|talk)|i've been meaning to"
    r"|can i (?:just )?tell"
    r"|(?:a |one |just a )?(?:quick|brief|short|small) (?:one|break|word|note|thing|message)"
    r"|a (?:note|word|message) (?:from|for|to|on)\b|(?:just )?before (?:we|i)\b"
    r"|(?:there is |there's )?one more thing|you know,? i (?:used|never|always)|support for"
    r"|this (?:show|podcast|episode) (?:is|has)|we are going)"
    r"|^(?:講到|說到|對了|在這邊|在這裡|趁|節目(?:先|開始)|今天節目|我先)",
    re.IGNORECASE,
)


def opens(text: str) -> bool:
    """Does a host turn to something of his own with it?"""
    return _OPENS.search(text) is not None


def hints(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> Iterator[tuple[int, Hint]]:
    """(index of the cue, hint), by what `rows` already say of each cue."""
    ways: dict[int, set[str]] = {}
    for at, row in enumerate(rows):
        offered = sum(hint.points for hint in row if hint.kind == AD and hint.sign in OFFERS)
        if offered < LEAST or any(hint.points < 0 for hint in row if hint.kind is None):
            continue
        for way, first in _leading(cues, rows, at):
            for one in range(first, at):
                ways.setdefault(one, set()).add(way)
    for at, found in sorted(ways.items()):
        yield at, Hint(sign="", kind=AD, points=STORY * len(found) ** 0.5, leads=True)


def _leading(
    cues: Sequence[Cue], rows: Sequence[Sequence[Hint]], at: int
) -> Iterator[tuple[str, int]]:
    """From where on sentences may lead to the offer at this cue, and for which reason."""
    back = []
    for one in range(at - 1, -1, -1):
        if cues[at].start_ms - cues[one].start_ms >= BACK_MS:
            break
        back.append(one)
    hosts = addresses.hosts(cues[at].text)
    named = [
        one
        for one in back
        if any(hint.sign == "listed" for hint in rows[one])
        or any(
            addresses.same(host, name) for host in hosts for name in addresses.named(cues[one].text)
        )
    ]
    if named:
        yield "name", named[-1]
    opened = next(
        (
            one
            for one in _unasked(cues, rows, back)
            if opens(cues[one].text) and (not named or one <= named[-1])
        ),
        None,
    )
    if opened is not None:
        yield "opening", opened
    if cues[at].speaker is not None:
        voice = at
        while voice and voice - 1 in back and cues[voice - 1].speaker == cues[at].speaker:
            voice -= 1
        yield "voice", voice


def _unasked(
    cues: Sequence[Cue], rows: Sequence[Sequence[Hint]], back: Sequence[int]
) -> Iterator[int]:
    """Backwards, up to the first question, or to what is clearly talk."""
    for one in back:
        yield one
        if _ASKS.search(cues[one].text) or any(h.kind is None and h.points < -1 for h in rows[one]):
            return
