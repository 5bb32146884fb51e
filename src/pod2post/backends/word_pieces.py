"""English text in the pieces that BERT's encoders read (WordPiece, Devlin et al. 2018).

Lower case, accents taken off, words and marks apart; of each word the longest piece that the
vocabulary has, then the longest of the rest, and so on.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LONGEST = 100  # characters of a word that is cut at all
CACHED = 20_000
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


class Vocabulary:
    """Piece to number: one piece a line, the number is the line's.

    Raises:
        OSError, ValueError: no such file, or no vocabulary of this kind.
    """

    def __init__(self, file: Path) -> None:
        pieces = file.read_text(encoding="utf-8").splitlines()
        self.ids = {piece: number for number, piece in enumerate(pieces)}
        missing = {"[CLS]", "[SEP]", "[UNK]", "[PAD]"} - self.ids.keys()
        if missing:
            raise ValueError(f"it lacks {', '.join(sorted(missing))}")
        self.begin, self.end = self.ids["[CLS]"], self.ids["[SEP]"]
        self.word = lru_cache(CACHED)(self._word)

    def pieces(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without begin and end."""
        return [number for word in _words(text) for number in self.word(word)]

    def _word(self, word: str) -> tuple[int, ...]:
        unknown, made, at = (self.ids["[UNK]"],), list[int](), 0
        if len(word) > LONGEST:
            return unknown
        while at < len(word):
            mark = "##" if at else ""
            ends = range(len(word), at, -1)
            end = next((end for end in ends if mark + word[at:end] in self.ids), None)
            if end is None:
                return unknown
            made.append(self.ids[mark + word[at:end]])
            at = end
        return tuple(made)


def _words(text: str) -> Iterator[str]:
    """Words and marks, in order."""
    plain = unicodedata.normalize("NFD", "".join(map(_shown, text)).lower())
    word = ""
    for char in plain:
        if unicodedata.category(char) == "Mn":
            continue
        alone = _is_mark(char) or any(low <= ord(char) <= high for low, high in _HAN)
        if alone or char.isspace():
            if word:
                yield word
            word = ""
            if alone:
                yield char
        else:
            word += char
    if word:
        yield word


def _shown(char: str) -> str:
    """Spaces for white space, nothing for what is not printed."""
    if char in "\t\n\r" or unicodedata.category(char) == "Zs":
        return " "
    hidden = char in "\0\ufffd" or unicodedata.category(char).startswith("C")
    return "" if hidden else char


def _is_mark(char: str) -> bool:
    code = ord(char)
    ascii_ = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_ or unicodedata.category(char).startswith("P")
