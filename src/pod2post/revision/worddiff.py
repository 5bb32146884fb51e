"""Two texts compared for a reader's eye: sentences first, then words within what differs. Pure."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from pod2post import zh
from pod2post.value import value

SENTENCE = re.compile(r"[^。！？.!?\n]*(?:[。！？.!?]+[」』）]*\s*|\n+|$)")
WORD = re.compile(rf"[{zh.HAN}]|[A-Za-zÀ-ɏ0-9]+(?:[.'’-][A-Za-zÀ-ɏ0-9]+)*|\s+|.", re.DOTALL)
MOST_WORDS = 1500  # what is longer on one side is shown as a whole: comparing it takes seconds

Kind = Literal["same", "gone", "new"]


@value
class Piece:
    """A stretch of text: in both, in the old one only, in the new one only."""

    kind: Kind
    text: str


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as one; what is `gone` and what is `same` make the old, the others the new."""
    return tuple(_joined(_compared(_sentences(old), _sentences(new))))


def _sentences(text: str) -> list[str]:
    return [row for row in SENTENCE.findall(text) if row]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Piece(kind="same", text=before)
            continue
        words = WORD.findall(before), WORD.findall(after)
        if tag != "replace" or max(map(len, words)) > MOST_WORDS:
            yield from _both(before, after)
            continue
        inner = SequenceMatcher(None, *words, autojunk=False)
        for kind, e, f, g, h in inner.get_opcodes():
            if kind == "equal":
                yield Piece(kind="same", text="".join(words[0][e:f]))
            else:
                yield from _both("".join(words[0][e:f]), "".join(words[1][g:h]))


def _both(before: str, after: str) -> Iterator[Piece]:
    yield Piece(kind="gone", text=before)
    yield Piece(kind="new", text=after)


def _joined(rows: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; nothing that is empty."""
    last: Piece | None = None
    for row in rows:
        if not row.text:
            continue
        if last and last.kind == row.kind:
            last = Piece(kind=row.kind, text=last.text + row.text)
            continue
        if last:
            yield last
        last = row
    if last:
        yield last
