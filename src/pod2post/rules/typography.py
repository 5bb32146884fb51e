"""Spaces, punctuation and quotation marks as this house sets them."""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding

_WIDE_MARKS = "，。、；：？！「」『』（）《》"
_LETTER = "A-Za-zÀ-ɏ0-9"
_TIGHT = re.compile(f"(?<=[{zh.HAN}])(?=[{_LETTER}])|(?<=[{_LETTER}%])(?=[{zh.HAN}])")
_LOOSE = re.compile(f" +(?=[{_WIDE_MARKS}])|(?<=[{_WIDE_MARKS}]) +(?=\\S)")
_HALF_WIDTH = re.compile(f"(?<=[{zh.HAN}」』）]) ?[,;:?!()\\[\\].]|[,;:?!()](?=[{zh.HAN}「『（])")
_LOUD = re.compile("！|——|—|…+|\\.\\.\\.")
_CURLY = re.compile('[“”‘"]|(?<![A-Za-z])’|’(?![A-Za-z])')


def spacing(passage: Passage, text: str) -> Iterator[Finding]:
    """One space between Han and Latin or digits, none beside a full-width mark."""
    for found in _TIGHT.finditer(text):
        left, right = text[found.start() - 1], text[found.start()]
        yield _fault(
            "spacing",
            f"no space between Han and Latin: {left}{right}",
            "Write a space between.",
        ).at(passage, *found.span(), fix=" ")
    for found in _LOOSE.finditer(text):
        what = "a space beside a full-width mark"
        yield _fault("spacing", what, "Take the space out.").at(passage, *found.span(), fix="")


def punctuation(passage: Passage, text: str) -> Iterator[Finding]:
    """Half-width marks beside Han, loud marks and foreign quotation marks in our own voice."""
    for found in _HALF_WIDTH.finditer(text):
        what = f"a half-width mark beside Han: {found[0].strip()}"
        mend = "Use the full-width mark: ，；：？！（）。"
        yield _fault("punctuation", what, mend).at(passage, *found.span())
    for found in _LOUD.finditer(text) if passage.kind != "quote" else ():
        what = f"{found[0]} is not used in this house"
        yield _fault("punctuation", what, "Say it in words.").at(passage, *found.span())
    for found in _CURLY.finditer(text):
        what = f"{found[0]} is no Taiwanese quotation mark"
        mend = "Use 「」, and 『』 inside; a quotation of the speaker's is placed by its id."
        yield _fault("punctuation", what, mend).at(passage, *found.span())


def pairs(passage: Passage, text: str) -> Iterator[Finding]:
    """「」 opened and closed one by one; within them 『』."""
    depth, deepest = 0, 0
    for character in text:
        depth += (character == "「") - (character == "」")
        deepest = max(deepest, depth)
        if depth < 0:
            break
    inside = passage.kind == "quote" and deepest > 0
    if depth or deepest > 1 or inside:
        what = "「」 do not close one by one" if depth else "「 inside 「"
        mend = "Open and close each; inside 「」 use 『』."
        yield _fault("pairs", what, mend).at(passage, 0, len(text))


def _fault(rule: str, what: str, mend: str) -> Fault:
    return Fault(rule=rule, severity="warning", what=what, mend=mend)
