"""Spaces and punctuation as this house sets them.

Written here and not taken from autocorrect: that tells lines, not places, knows neither names
nor placed quotations, and leaves (half-width) brackets beside Han.
"""

import re
import unicodedata
from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding

_WIDE_MARKS = "，。、；：？！「」『』（）《》"
_WIDE_LETTER = "０-９Ａ-Ｚａ-ｚ"
_LETTER = f"A-Za-zÀ-ɏ0-9{_WIDE_LETTER}"
_BESIDE = f"{zh.HAN}「」『』（）"
_TIGHT = re.compile(f"(?<=[{zh.HAN}])(?=[{_LETTER}])|(?<=[{_LETTER}%+#])(?=[{zh.HAN}])")
_WIDER = re.compile(f"(?<=[{zh.HAN}]) {{2,}}(?=[{_LETTER}])|(?<=[{_LETTER}%]) {{2,}}(?=[{zh.HAN}])")
# Spaces beside a mark that is to be replaced go with it.
_LOOSE = re.compile(f"(?<![,;:?!.()” ]) +(?=[{_WIDE_MARKS}])|(?<=[{_WIDE_MARKS}]) +(?=[^\\s(“])")
_APART = re.compile(f"(?<=[{zh.HAN}]) +(?=[{zh.HAN}])")
_HALF_WIDTH = re.compile(
    f"(?<=[{zh.HAN}」』）]) ?(?:[,;:?!] *|\\.(?![\\w.]) *|[\\[\\]])|[,;:?!] *(?=[{zh.HAN}「『（])"
)
_BRACKETS = re.compile(r"( *\()([^()\n]*)(\) *)")
_LONE = re.compile(f"(?<=[{zh.HAN}」』）]) ?[()]|[()](?=[{zh.HAN}「『（])")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", ".": "。"}
_LOUD = re.compile("！|——|—|…+|\\.\\.\\.+|(?<!-)--(?!-)")
_WIDE_RUN = re.compile(f"[{_WIDE_LETTER}]+")
_ENGLISH = re.compile("[A-Za-z0-9,.?!'’” ]")


def spacing(passage: Passage, text: str) -> Iterator[Finding]:
    """One space between Han and Latin or digits, none beside a full-width mark or within Han."""
    for found in _TIGHT.finditer(text):
        sides = text[found.start() - 1 : found.start() + 1]
        what = f"no space between Han and Latin: {sides}"
        yield _fault("spacing", what, "Write a space between.").at(passage, *found.span(), fix=" ")
    for found in _WIDER.finditer(text):
        what = "more than one space between Han and Latin"
        yield _fault("spacing", what, "Write one.").at(passage, *found.span(), fix=" ")
    for found in _LOOSE.finditer(text):
        what = "a space beside a full-width mark"
        yield _fault("spacing", what, "Take the space out.").at(passage, *found.span(), fix="")
    for found in _APART.finditer(text):
        what = "a space between Han"
        mend = "Take the space out, or write a mark."
        yield _fault("spacing", what, mend).at(passage, *found.span())


def punctuation(passage: Passage, text: str) -> Iterator[Finding]:
    """Half-width marks beside Han, full-width letters, loud marks in our own voice."""
    mend = "Use the full-width mark: ，；：？！（）。"
    for start, end, fix in _narrow(text):
        what = f"a half-width mark beside Han: {text[start:end].strip()}"
        yield _fault("punctuation", what, mend).at(passage, start, end, fix=fix)
    for found in _WIDE_RUN.finditer(text):
        plain = unicodedata.normalize("NFKC", found[0])
        what = f"full-width letters: {found[0]}"
        yield _fault("punctuation", what, f"Write {plain}.").at(passage, *found.span(), fix=plain)
    spoken = zh.within_quotes(text)
    for found in _LOUD.finditer(text) if passage.kind != "quote" else ():
        if found.start() not in spoken and not _within_english(text, *found.span()):
            what = f"{found[0]} is not used in this house"
            yield _fault("punctuation", what, "Say it in words.").at(passage, *found.span())


def _narrow(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Half-width marks beside Han with what is safe in their place; ！ is no house mark."""
    for found in _HALF_WIDTH.finditer(text):
        yield *found.span(), _FULL.get(found[0].strip())
    paired: set[int] = set()
    for found in _BRACKETS.finditer(text):
        around = (
            text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
        )
        near = around + found[2][:1] + found[2][-1:]
        if re.search(f"[{_BESIDE}]", near):
            yield *found.span(1), "（"
            yield *found.span(3), "）"
            paired |= {*range(*found.span(1)), *range(*found.span(3))}
    for found in _LONE.finditer(text):
        if found.end() - 1 not in paired:
            yield *found.span(), None


def _within_english(text: str, start: int, end: int) -> bool:
    """Is it a mark of a sentence that is quoted in its own language?"""
    before = text[max(0, start - 4) : start].rstrip()[-1:]
    behind = text[end : end + 4].lstrip()[:1]
    return bool(_ENGLISH.match(before)) and (not behind or bool(_ENGLISH.match(behind)))


def _fault(rule: str, what: str, mend: str) -> Fault:
    return Fault(rule=rule, severity="warning", what=what, mend=mend)
