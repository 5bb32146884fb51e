"""Were these words spoken? A quotation's source words against the cues.

A check that only says yes or no throws good quotations away, so the answer is a grade:
exact, light (fillers and immediate repetitions left out), stitched (joined from places
that are not adjacent) or not found. Case, punctuation, the spelling of fillers and
of numbers never count; a word that nobody said always does.
"""

import re
from collections.abc import Callable, Sequence

from pod2post import numerals
from pod2post.values import Cue, Grade, value

# Chinese and Japanese put no blank between words: there each character stands for itself.
HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{HAN}]|[^\W\d_{HAN}]+(?:['’][^\W\d_{HAN}]+)*", re.UNICODE)
FILLERS = frozenset("um uh uhm er erm ah oh hmm mm mhm well like so yeah right okay ok".split())
FILLER_PAIRS = frozenset({("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of")})
SHORTEST_CHUNK = 3
LONGEST_REPETITION = 4

Token = tuple[str, int]


@value
class Match:
    """Where the words stand: indexes of the first and last cue they touch, both included."""

    grade: Grade
    first: int
    last: int


def tokens(text: str) -> list[str]:
    """Words and numbers, lower case, without punctuation; 1,000 is 1000."""
    found = (t.lower().replace("’", "'") for t in TOKEN.findall(text))
    return [t.replace(",", "") if t[0].isdigit() else t for t in found]


def spoken(text: str) -> list[str]:
    """The words without fillers and immediate repetitions."""
    return [word for word, _ in _lean([(word, 0) for word in tokens(text)])]


def locate(source: str, cues: Sequence[Cue]) -> Match | None:
    """The best match of `source` in the cues, or None when it was not spoken there.

    A number may be spelt out on one side and stand in digits on the other.
    """
    found = _best(source, cues, tokens)
    if found is not None and found.grade != "stitched":
        return found
    return _best(source, cues, _numbered) or found


def _numbered(text: str) -> list[str]:
    return numerals.folded(tokens(numerals.signs_spoken(text)))


def _best(source: str, cues: Sequence[Cue], read: Callable[[str], list[str]]) -> Match | None:
    wanted = [(word, 0) for word in read(source)]
    told = [(word, n) for n, cue in enumerate(cues) for word in read(cue.text)]
    if not wanted or not told:
        return None
    if hit := _run(wanted, told):
        return Match(grade="exact", first=hit[0], last=hit[1])
    lean, heard = _lean(wanted), _lean(told)
    if lean and (hit := _run(lean, heard)):
        return Match(grade="light", first=hit[0], last=hit[1])
    if hit := _chunks(lean, heard):
        return Match(grade="stitched", first=hit[0], last=hit[1])
    return None


def _run(wanted: list[Token], spoken: list[Token]) -> tuple[int, int] | None:
    """First and last cue of the first place where `wanted` stands without a gap."""
    words = [word for word, _ in wanted]
    for start in range(len(spoken) - len(words) + 1):
        place = spoken[start : start + len(words)]
        if [word for word, _ in place] == words:
            return place[0][1], place[-1][1]
    return None


def _lean(row: list[Token]) -> list[Token]:
    """Without fillers and without words or phrases said twice in a row."""
    kept: list[Token] = []
    skip = False
    for index, (word, cue) in enumerate(row):
        if skip:
            skip = False
            continue
        following = row[index + 1][0] if index + 1 < len(row) else ""
        if (word, following) in FILLER_PAIRS:
            skip = True
        elif word not in FILLERS:
            kept.append((word, cue))
    for size in range(LONGEST_REPETITION, 0, -1):
        kept = _without_repetition(kept, size)
    return kept


def _without_repetition(row: list[Token], size: int) -> list[Token]:
    kept: list[Token] = []
    for token in row:
        kept.append(token)
        tail = [word for word, _ in kept[-2 * size :]]
        if len(tail) == 2 * size and tail[:size] == tail[size:]:
            del kept[-size:]
    return kept


def _chunks(wanted: list[Token], spoken: list[Token]) -> tuple[int, int] | None:
    """First and last cue when `wanted` falls into runs of at least three spoken words."""
    touched: list[int] = []
    at = 0
    while at < len(wanted):
        best: list[Token] = []
        for start in range(len(spoken)):
            size = 0
            while (
                at + size < len(wanted)
                and start + size < len(spoken)
                and wanted[at + size][0] == spoken[start + size][0]
            ):
                size += 1
            if size > len(best):
                best = spoken[start : start + size]
        if len(best) < min(SHORTEST_CHUNK, len(wanted)):
            return None
        touched += [cue for _, cue in best]
        at += len(best)
    return (min(touched), max(touched)) if touched else None
