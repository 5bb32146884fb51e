"""Quotation marks as Taiwan sets them: 「『』」, one by one, the full stop of speech inside."""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding

_FOREIGN = re.compile('[“”‘"]|(?<![A-Za-z])’|’(?![A-Za-z])')
_CURLY = re.compile("( *“)[^“”「」\n]*(” *)")
_OPEN = {"」": "「", "』": "『"}
_UTTERED = re.compile("(?:^|(?<=[：。？！]))「([^「」]+)」")
_SAID = re.compile(f"[^，。？！；：「」]{{0,8}}?(?:{zh.SAYING})")


def foreign_quotes(passage: Passage, text: str) -> Iterator[Finding]:
    """Taiwan quotes in 「」 and 『』: “ ” ‘ ’ and straight marks are those of others."""
    mend = "Use 「」, and 『』 inside; a quotation of the speaker's is placed by its id."
    spoken, chinese = zh.within_quotes(text), zh.count(text) > 0
    fixes: dict[int, tuple[int, int, str]] = {}
    for found in _CURLY.finditer(text):
        if chinese and found.start() not in spoken:
            fixes[found.end(1) - 1] = (*found.span(1), "「")
            fixes[found.start(2)] = (*found.span(2), "」")
    for found in _FOREIGN.finditer(text):
        start, end, fix = fixes.get(found.start(), (*found.span(), None))
        what = f"{found[0]} is no Taiwanese quotation mark"
        yield _fault("punctuation", what, mend).at(passage, start, end, fix=fix)


def pairs(passage: Passage, text: str) -> Iterator[Finding]:
    """「」 and 『』 closed one by one; 『』 within 「」, and nothing else within it."""
    whole, loose = _matched(text)
    if loose is not None:
        fault = _fault("pairs", f"{text[loose]} has no partner", "Open and close each.")
        yield fault.at(passage, loose, loose + 1)
        return
    least = 1 if passage.kind == "quote" else 0  # the renderer sets 「」 around a quotation
    for start, end, depth in whole:
        wanted = "「『"[(depth + least) % 2]
        if text[start] != wanted:
            what = "「 inside 「" if text[start] == "「" else "『 outside 「"
            fault = _fault("pairs", what, "Outside 「」, inside it 『』.")
            yield fault.at(passage, start, start + 1, fix=wanted)
            yield fault.at(passage, end, end + 1, fix="」』"["「『".index(wanted)])


def stops(passage: Passage, text: str) -> Iterator[Finding]:
    """Speech ends inside its marks: 「……。」 and not 「……」。; a term keeps its stop outside."""
    for found in re.finditer("(?<=[。？！])」(。)", text):
        fault = _fault("stops", "a full stop on both sides of 」", "One inside is enough.")
        yield fault.at(passage, *found.span(1), fix="")
    for found in _UTTERED.finditer(text):
        said = found[1]
        if not re.search("[，。？！]", said) or said[-1] in "。？！，…—":
            continue
        after = found.end() - 1
        fault = _fault("stops", "speech without a stop before its 」", "Write 「……。」")
        if text.startswith("。", found.end()):
            yield fault.at(passage, after, after + 2, fix="。」")
        elif _SAID.match(text, found.end()):
            yield fault.at(passage, after, after + 1)


def _matched(text: str) -> tuple[list[tuple[int, int, int]], int | None]:
    """Every pair with its depth, and the first mark that has no partner."""
    open_: list[int] = []
    whole = []
    for at, character in enumerate(text):
        if character in "「『":
            open_.append(at)
        elif character in _OPEN:
            if not open_ or text[open_[-1]] != _OPEN[character]:
                return [], at
            start = open_.pop()
            whole.append((start, at, len(open_)))
    return sorted(whole), open_[0] if open_ else None


def _fault(rule: str, what: str, mend: str) -> Fault:
    return Fault(rule=rule, severity="warning", what=what, mend=mend)
