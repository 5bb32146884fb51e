"""Words with times to cues: one spoken sentence each."""

import re
from collections.abc import Iterator, Sequence

from pod2post.values import Cue, Word

PAUSE_MS = 1_500  # a silence this long ends a sentence that has no full stop
MOST_WORDS, MOST_MS = 60, 30_000
END = re.compile(r"[.?!。？！…][\"'”’)\]」』]*$")
COMMA = re.compile(r"[,;:，；：、—-][\"'”’)\]」』]*$")
TITLES = re.compile(r"^\W*(dr|mr|mrs|ms|prof|st|mt|sgt|gen|sen|rep|gov|vs|no|fig|approx)\.$", re.I)
LETTERS = re.compile(r"^\W*([^\W\d]\.)+$")  # J. or U.S. or e.g.
OFTEN_LAST = {"i.", "a.m.", "p.m."}
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff。？！，、]")


def cues(words: Sequence[Word]) -> tuple[Cue, ...]:
    """Sentences in order, with ids c0001 and on.

    A word's text keeps the space before it, so that scripts without spaces join as well.
    """
    return tuple(cue(f"c{at:04d}", row) for at, row in enumerate(grouped(words), 1))


def grouped(words: Sequence[Word]) -> list[Sequence[Word]]:
    """The words of each of those sentences, in the same order."""
    said = [word for word in words if word.text.strip()]
    return [part for sentence in _sentences(said) for part in _short(sentence)]


def cue(name: str, words: Sequence[Word]) -> Cue:
    """These words as one cue, of nobody yet."""
    return Cue(
        id=name,
        start_ms=words[0].start_ms,
        end_ms=max(word.end_ms for word in words),
        speaker=None,
        text=" ".join("".join(word.text for word in words).split()),
        confidence=round(sum(word.confidence for word in words) / len(words)),
    )


def _sentences(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    begin = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or _ends(words[at - 1], words[at]):
            yield words[begin:at]
            begin = at


def _ends(word: Word, after: Word) -> bool:
    """Does a sentence end between these two words?"""
    if after.start_ms - word.end_ms >= PAUSE_MS:
        return True
    text, following = word.text.strip(), after.text
    if not END.search(text):
        return False
    glued = not following[0].isspace() and not SPACELESS.search(text + following)
    return not (glued or _abbreviated(text, following.strip()))


def _abbreviated(text: str, following: str) -> bool:
    """ "Dr." and "J." never end a sentence; others go on when a small letter follows."""
    small = text.casefold()
    if small not in OFTEN_LAST and (TITLES.match(text) or LETTERS.match(text)):
        return small != "no." or following[:1].isdigit()
    return text.endswith(".") and following[:1].islower()


def _short(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The sentence, cut until no part is too long to be quoted or shown."""
    if len(words) < 2 or not _long(words):
        yield words
        return
    at = _cut(words)
    yield from _short(words[:at])
    yield from _short(words[at:])


def _long(words: Sequence[Word]) -> bool:
    return len(words) > MOST_WORDS or words[-1].end_ms - words[0].start_ms > MOST_MS


def _cut(words: Sequence[Word]) -> int:
    """Where to cut: the comma nearest to the middle, else the longest pause."""
    places = range(1, len(words))
    middle = len(words) / 2
    commas = [at for at in places if COMMA.search(words[at - 1].text)]
    if commas:
        return min(commas, key=lambda at: abs(at - middle))
    pauses = {at: words[at].start_ms - words[at - 1].end_ms for at in places}
    return min(places, key=lambda at: (-pauses[at], abs(at - middle)))
