"""CC-CEDICT in memory: what a Chinese word may mean in English; with it a text encoder.

CC-CEDICT is the work of its contributors, published by MDBG under CC BY-SA 4.0
(https://cc-cedict.org). It is fetched, read, and never shipped or changed.
"""

from functools import cached_property, lru_cache
from pathlib import Path

from pod2post import codec, weights, weights_wanted
from pod2post.backends import e5
from pod2post.errors import BadInput
from pod2post.ports import Aligner, Tell
from pod2post.weights_table import CEDICT


class Glossary:
    """A dictionary by traditional headword; the file is read at the first look-up."""

    def __init__(self, file: Path, identity: str, aligner: Aligner | None = None) -> None:
        self.file = file
        self.aligner = aligner
        self.identity = codec.digest([identity, aligner.identity]) if aligner else identity

    @cached_property
    def _entries(self) -> dict[str, str]:
        """English by headword; several entries of one headword are joined.

        Raises:
            BadInput: the file is gone, or is no such dictionary.
        """
        entries: dict[str, str] = {}
        try:
            text = self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"the dictionary {self.file} cannot be read: {error}", AGAIN) from error
        for line in text.splitlines():
            head, _, rest = line.partition(" ")
            english = rest.partition("] /")[2]
            if english and head != "#":
                entries[head] = f"{entries[head]}/{english}" if head in entries else english
        if not entries:
            raise BadInput(f"the dictionary {self.file} holds no entries", AGAIN)
        return entries

    def english(self, word: str, /) -> str | None:
        """The senses of a word, divided by slashes; None where it is no headword."""
        return self._entries.get(word)


def opened(folder: Path, *, wheels: bool, tell: Tell) -> Glossary | None:
    """The dictionary, pulled into the weights folder when it is not there.

    None where it cannot be had: this is said, and renderings are then not held against it.

    Raises:
        LimitReached: the disk is full.
    """
    without = "no dictionary, so renderings are not compared word by word"
    home = weights_wanted.had(CEDICT, folder, without=without, wheels=wheels, tell=tell)
    if home is None:
        return None
    aligner = e5.opened(folder, wheels=wheels, tell=tell)
    return _shared(home / next(iter(CEDICT.pinned)), weights.fingerprint(home), aligner)


def present(folder: Path) -> Glossary | None:
    """Dictionary and text encoder where they lie in the weights folder; nothing is fetched."""
    home = weights_wanted.lying(CEDICT, folder)
    if home is None:
        return None
    return _shared(home / next(iter(CEDICT.pinned)), weights.fingerprint(home), e5.present(folder))


@lru_cache(1)
def _shared(file: Path, identity: str, aligner: Aligner | None) -> Glossary:
    """One for all episodes of a process: read once, and what was looked up refers to it."""
    return Glossary(file, identity, aligner)


AGAIN = "Remove its folder and run `pod2post models pull cc-cedict`."
