"""Text in the pieces that the multilingual encoder reads, each with its place in the text.

SentencePiece's unigram model (Kudo 2018, arXiv:1804.10959): of all ways to cut a text, the one
whose pieces have the highest sum of scores. It is cut here and not by a library because each
piece must say which characters of the text as it was given it stands for.
"""

import math
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

SPACE = "▁"  # how a piece says that a word begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the encoder was trained with.

    `ids`: piece to number; `scores`: logarithms, by number; `forms`: what a character is
    rewritten to, "" where it goes; `begin`, `end`, `unknown`: numbers of no text of their own;
    `floor`: the score of a character that no piece holds.
    """

    ids: dict[str, int]
    scores: "array[float]"
    forms: dict[str, str]
    begin: int
    end: int
    unknown: int
    longest: int
    floor: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece's number, and its characters' place; nothing between for a space alone."""

    id: int
    start: int
    end: int


def cuts(text: str, vocabulary: Vocabulary) -> list[Cut]:
    """The pieces in order. Their places are in `text`, go upwards and do not overlap.

    A space before a word is in no place. Where one character gives several pieces ("½") it is
    the first one's.
    """
    written, starts, ends = _rewritten(text, vocabulary)
    made, last = [], 0
    for number, begin, end in _best(written, vocabulary):
        held = [at for at in range(begin, end) if written[at] != SPACE]
        start = max(last, starts[held[0]]) if held else last
        last = max(start, ends[held[-1]]) if held else last
        made.append(Cut(number, start, last))
    return made


def _rewritten(text: str, vocabulary: Vocabulary) -> tuple[str, list[int], list[int]]:
    """The text as the pieces are written; where each of its characters starts and ends.

    Composed, compatibility forms replaced, spaces to one mark each with one before the text.
    """
    written, starts, ends = [SPACE], [0], [0]
    for start, end in _clusters(text):
        for char in unicodedata.normalize("NFC", text[start:end]):
            for form in vocabulary.forms.get(char, char):
                if form == " " and written[-1] == SPACE:
                    continue
                written.append(SPACE if form == " " else form)
                starts.append(start)
                ends.append(end)
    return "".join(written), starts, ends


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character and the marks that combine with it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, at
            start = at


def _best(written: str, vocabulary: Vocabulary) -> list[tuple[int, int, int]]:
    """Number, start and end of the pieces of the best cut (Viterbi)."""
    ids, scores, size = vocabulary.ids, vocabulary.scores, len(written)
    best = [0.0, *[-math.inf] * size]
    back = [(vocabulary.unknown, 0)] * (size + 1)
    for at in range(size):
        if best[at] + vocabulary.floor > best[at + 1]:
            best[at + 1], back[at + 1] = best[at] + vocabulary.floor, (vocabulary.unknown, at)
        for end in range(at + 1, min(size, at + vocabulary.longest) + 1):
            number = ids.get(written[at:end])
            if number is not None and best[at] + scores[number] > best[end]:
                best[end], back[end] = best[at] + scores[number], (number, at)
    path, at = [], size
    while at:
        number, begin = back[at]
        path.append((number, begin, at))
        at = begin
    return path[::-1]
