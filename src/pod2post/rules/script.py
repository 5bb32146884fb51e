"""Letters that have no business in a Taiwanese post: Simplified, variant and foreign ones."""

import re
from collections.abc import Iterator

from pod2post.rules import characters
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding

_SCRIPTS = {
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Japanese kana": "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d",
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Arabic": "\u0600-\u06ff\u0750-\u077f",
    "Hebrew": "\u0590-\u05ff",
    "Thai": "\u0e00-\u0e7f",
    "Devanagari": "\u0900-\u097f",
    "Armenian": "\u0530-\u058f",
    "Georgian": "\u10a0-\u10ff",
}


def simplified(passage: Passage, text: str) -> Iterator[Finding]:
    """Simplified characters, each at its place: a Taiwanese reader stumbles over one."""
    known = characters.forms("simplified")
    for at, letter in enumerate(text):
        if letter in known:
            meant = known[letter]
            yield Fault(
                rule="simplified",
                severity="error",
                what=f"{letter} is a Simplified character, in Taiwan {_either(meant)}",
                mend="Write it in Traditional Chinese.",
            ).at(passage, at, at + 1, fix=meant if len(meant) == 1 else None)


def simplified_words(passage: Passage, text: str) -> Iterator[Finding]:
    """A Simplified character that Taiwan has too, in a word where it is another: 以后, 干净."""
    for one in characters.shared():
        for at, meant in characters.judged(one, text):
            yield Fault(
                rule="simplified_words",
                severity=meant.severity,
                what=f"{text[max(0, at - 1) : at + 2]}: {one.character} is "
                f"{_either(meant.forms)} in Taiwan",
                mend="Write the character that belongs into this word.",
            ).at(passage, at, at + 1, fix=meant.fix)


def variants(passage: Passage, text: str) -> Iterator[Finding]:
    """Forms of Hong Kong, Japan or old type: 裏, 爲, 気. A Japanese one is only warned of."""
    old, japanese = characters.forms("variant"), characters.forms("japanese")
    for at, letter in enumerate(text):
        if letter in old:
            yield Fault(
                rule="variants",
                severity="error",
                what=f"{letter} is {old[letter]} in Taiwan",
                mend="Write it as Taiwan does.",
            ).at(passage, at, at + 1, fix=old[letter])
        elif letter in japanese:
            yield Fault(
                rule="variants",
                severity="warning",
                what=f"{letter} is Japanese, in Taiwan {japanese[letter]}",
                mend="Write it as Taiwan does, unless a Japanese name is to stand as it is.",
            ).at(passage, at, at + 1)


def _either(forms: str) -> str:
    return " or ".join(forms)


def foreign_scripts(passage: Passage, text: str) -> Iterator[Finding]:
    """Letters of a script that has no business here: small models slip into Russian or Korean."""
    for script, letters in _SCRIPTS.items():
        least = 2 if script == "Greek" else 1  # one α or μ is a symbol
        for found in re.finditer(f"[{letters}]{{{least},}}", text):
            yield Fault(
                rule="foreign_scripts",
                severity="error",
                what=f"{script} letters: {found[0]}",
                mend="Write it in Chinese, or the name as the speaker's country writes it "
                "in Latin letters.",
            ).at(passage, *found.span())
