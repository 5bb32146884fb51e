"""How much of a post is the speaker's own words: neither a report about nobody nor a transcript."""

import re
from collections.abc import Iterable, Iterator

from pod2post import zh
from pod2post.page.quoting import with_quotes
from pod2post.page.sheet import Sheet
from pod2post.rules.passages import prose, quotes
from pod2post.rules.spot import fault, spot
from pod2post.values import Finding, Subject

SPEECH = (15, 50)  # per cent of the characters
LITTLE = 600  # characters of which no share can be told
_WHOLE = re.compile("[。？！，、]")


def speech(subject: Subject) -> Iterator[Finding]:
    """Between a seventh and a half of a post is direct speech; counted as the page shows it."""
    known = quotes(subject)
    shown = (with_quotes(p.text, known) for p in prose(subject) if p.kind == "paragraph")
    for what, mend in _odd(shown):
        yield Finding(rule="speech", severity="warning", where="length", what=what, mend=mend)


def page_speech(sheet: Sheet) -> Iterator[Finding]:
    """Between a seventh and a half of a page is direct speech, all of it in 「」."""
    texts = (
        sheet.of(block)
        for part in sheet.parts
        for block in part.blocks
        if block.kind == "paragraph"
    )
    for what, mend in _odd(texts):
        at = sheet.parts[0].blocks[0].start if sheet.parts[0].blocks else sheet.body
        yield fault("speech", "warning", what, mend).at(spot(sheet, "length"), at, at)


def share(texts: Iterable[str]) -> tuple[int, int]:
    """Characters of direct speech, and of all. A name or a phrase in 「」 is no speech."""
    spoken = total = 0
    for text in texts:
        total += len(text)
        for start, end in zh.quoted(text):
            if _WHOLE.search(text, start, end):
                spoken += end - start - 2
    return spoken, total


def _odd(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    spoken, total = share(texts)
    percent = round(100 * spoken / total) if total else 0
    if total >= LITTLE and not SPEECH[0] <= percent <= SPEECH[1]:
        mend = "Quote what only the speaker could say, tell the rest."
        yield f"{percent} % of the text is direct speech", f"{SPEECH[0]} to {SPEECH[1]} %: {mend}"
