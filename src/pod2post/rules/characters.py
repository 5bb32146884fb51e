"""What Taiwan writes in place of a character: two tables, and the word that decides. Pure.

`characters_tw.txt` holds those that are wrong wherever they stand. `shared_tw.csv` holds those
that Taiwan has too, in other words: 后 is an empress, and 以后 is a slip.
"""

import csv
from functools import cache
from typing import Literal

from pod2post import assets
from pod2post.values import value

Severity = Literal["error", "warning", "note"]
_SIGNS: dict[str, Severity] = {"?": "warning", "~": "note"}


@value
class Verdict:
    """What Taiwan writes instead: one form, or several. `fix`: what is right without a look."""

    forms: str
    severity: Severity
    fix: str | None


@value
class Shared:
    """A character of both scripts. `otherwise`: what it is in none of the words, None: right."""

    character: str
    otherwise: Verdict | None
    right: tuple[str, ...]
    wrong: tuple[tuple[str, Verdict], ...]


@cache
def forms(section: Literal["simplified", "variant", "japanese"]) -> dict[str, str]:
    """By character, what Taiwan writes: several characters where the word decides."""
    found: dict[str, dict[str, str]] = {}
    for line in assets.text("", "characters_tw.txt").splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), {})
        elif not line.startswith("#"):
            rows.update((pair[0], pair[1:]) for pair in line.split())
    return found[section]


@cache
def shared() -> tuple[Shared, ...]:
    """The table `shared_tw.csv`: `?` behind a form makes it a warning, `~` a note."""
    return tuple(
        Shared(
            character=row["character"],
            otherwise=_verdict(row["otherwise"], sure=not row["right"]),
            right=tuple(plain(word) for word in row["right"].split("|") if word),
            wrong=tuple(
                (plain(word), verdict)
                for form, _, words in (part.partition("=") for part in row["wrong"].split(";"))
                if (verdict := _verdict(form, sure=True))
                for word in words.split("|")
            ),
        )
        for row in _rows()
    )


def is_simplified(character: str) -> bool:
    """Is it written in Mainland China only? Of those that Taiwan has too nothing is said."""
    return character in forms("simplified")


def plain(text: str) -> str:
    """The text in Traditional letters where no word needs to decide, as long as it was."""
    return text.translate(_letters())


def judged(one: Shared, text: str) -> list[tuple[int, Verdict]]:
    """Where `one` stands for another character; the longest word decides, doubt is its friend."""
    places = [at for at, letter in enumerate(text) if letter == one.character]
    if not places:
        return []
    words: list[tuple[str, Verdict | None]] = [(word, None) for word in one.right]
    words += one.wrong
    known, covering = plain(text), dict[int, Verdict | None]()
    for word, verdict in sorted(words, key=lambda row: (-len(row[0]), row[1] is not None)):
        start = known.find(word)
        while start >= 0:
            for at in range(start, start + len(word)):
                covering.setdefault(at, verdict)
            start = known.find(word, start + 1)
    verdicts = [(at, covering.get(at, one.otherwise)) for at in places]
    return [(at, verdict) for at, verdict in verdicts if verdict]


def _verdict(text: str, *, sure: bool) -> Verdict | None:
    if not text:
        return None
    meant, severity = text.rstrip("?~"), _SIGNS.get(text[-1], "error")
    safe = sure and severity == "error" and len(meant) == 1
    return Verdict(forms=meant, severity=severity, fix=meant if safe else None)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(assets.text("", "shared_tw.csv").splitlines()))


@cache
def _letters() -> dict[int, str]:
    kinds = [forms("simplified"), forms("variant"), forms("japanese")]
    rows = [row for row in _rows() if not row["right"] and not row["wrong"]]
    kinds.append({row["character"]: row["otherwise"] for row in rows})
    return {ord(letter): meant[0] for kind in kinds for letter, meant in kind.items() if meant}
