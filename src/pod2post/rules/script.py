"""Letters that have no business in a Taiwanese post: Simplified ones, and foreign scripts."""

import re
from collections.abc import Iterator

from pod2post.rules.passages import Fault, Passage
from pod2post.rules.simplified import is_simplified
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
    for at, character in enumerate(text):
        if is_simplified(character):
            yield Fault(
                rule="simplified",
                severity="error",
                what=f"{character} is a Simplified character",
                mend="Write it in Traditional Chinese.",
            ).at(passage, at, at + 1)


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
