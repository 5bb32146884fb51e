"""The words of a text, each where it stands. Pure."""

import re
from dataclasses import dataclass

from pod2post.naming.everyday import EVERYDAY

TOKEN = re.compile(r"(?<!\w)(?<!\w['’])[^\W_]+(?:['’](?!s\b)[^\W_]+)*")
STOP = re.compile(r"(?:^|[.?!…。？！:\"“])\W*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a cue; `first` in its sentence, where a capital says nothing."""

    begin: int
    end: int
    text: str
    low: str
    first: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def everyday(self) -> bool:
        return self.low in EVERYDAY or (len(self.low) == 1 and not self.capital)


def tokens(text: str) -> list[Token]:
    """The words of a text, hyphens dividing, a possessive left outside."""
    return [
        Token(
            m.start(),
            m.end(),
            m.group(),
            m.group().casefold(),
            bool(STOP.search(text[: m.start()])),
        )
        for m in TOKEN.finditer(text)
    ]
