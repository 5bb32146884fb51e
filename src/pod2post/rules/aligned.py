"""Polarity clause by clause, each beside the clause of the source that it is most like. Pure."""

import re

from pod2post.ports import Glossary
from pod2post.rules import gloss, polarity

LIKE = 0.6  # how much two clauses must have in common to be one another's
AHEAD = 0.15  # and how much more than with the next
LEAST = 2  # words and stems of a clause
_CHINESE = re.compile("[，；：。？！]")
_ENGLISH = re.compile(r"[,;:.?!—]\s*|\s(?:but|and|because|so|when|which|until|while|though)\s")


def turned(glossary: Glossary, chinese: str, source: str) -> str | None:
    """The first clause that denies what its counterpart asserts, or the other way round."""
    said = [part for part in _ENGLISH.split(source) if len(gloss.content(part)) >= LEAST]
    for part in _CHINESE.split(chinese):
        shown = gloss.senses(glossary, part)
        if len(shown.words) < LEAST or not said:
            continue
        rows = sorted(((shown.met(one).both, one) for one in said), reverse=True)
        best, counterpart = rows[0]
        if best < LIKE or (len(rows) > 1 and rows[1][0] > best - AHEAD):
            continue
        one, other = polarity.english(counterpart), polarity.han(part)
        if bool(one.negated) != bool(other.negated) and not (one.open or other.open):
            return f"{part.strip()} / {counterpart.strip()}"
    return None
