"""What is safe to mend in a file, mended: spaces, marks and letters, and not a word more.

A fix that would change what the page means to a program (its fields, shortcodes, links,
blocks) or a single Latin letter or digit is not made.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pod2post.checking.reading import Looked
from pod2post.errors import BadInput
from pod2post.page import paper
from pod2post.page.blocks import SHORTCODE
from pod2post.page.sheet import Sheet, sheet
from pod2post.page.site import Site
from pod2post.revision.edits import Waiver
from pod2post.rules import pages
from pod2post.store import write_atomically
from pod2post.values import Finding, Names

ROUNDS = 6  # a fix may bring another to light: a space gone, a mark beside Han
TEXTS = ("title", "description", "tags")
Kept = frozenset[tuple[str, int]]
Meaning = tuple[Any, ...]


def mended(looked: Looked, site: Site) -> str:
    """The text of the file with every safe fix made; what its editor let stand is left."""
    return fixed(looked.paper.text, looked.names, site, _waived(looked))


def fixed(text: str, names: Names, site: Site, kept: Kept = frozenset()) -> str:
    """The text with every safe fix made; none of a rule in a part that `kept` names."""
    for _ in range(ROUNDS):
        page = sheet(text)
        safe = [row for row in _safe(page, names, site) if _kind(page, row) not in kept]
        first = _apart(safe)
        better = _sound(_meaning(page), text, first)
        if better == text:  # what overlaps a fix that is refused may still be sound
            tried = set(first)
            rest = _apart(row for row in safe if row not in tried)
            better = _sound(_meaning(page), text, rest)
        if better == text:
            break
        text = better
    return text


def _sound(meaning: Meaning, text: str, rows: list[Finding]) -> str:
    """The text with all fixes that leave its meaning alone, found by halves, from its end on."""
    better = _applied(text, rows)
    if _meaning(sheet(better)) == meaning:
        return better
    if len(rows) <= 1:
        return text
    half = len(rows) // 2
    return _sound(meaning, _sound(meaning, text, rows[half:]), rows[:half])


def _safe(page: Sheet, names: Names, site: Site) -> Iterator[Finding]:
    if page.broken:
        return
    for row in (*pages.bound(page, site), *pages.worded(page, names, site)):
        if row.fix is not None and row.start is not None:
            yield row


def _waived(looked: Looked) -> Kept:
    """Rule and number of the part of each finding that the editor let stand."""
    waived = looked.run.edits.waived if looked.run else ()
    return frozenset(_kind(looked.sheet, row) for row in waived)


def _kind(page: Sheet, row: Finding | Waiver) -> tuple[str, int]:
    """The rule, and the part by its number: ids are the run's in one sheet, counted in others."""
    ids = [part.id for part in page.parts]
    return row.rule, ids.index(row.where) if row.where in ids else -1


def _apart(rows: Iterable[Finding]) -> list[Finding]:
    """The fixes in their order; of two that overlap the first."""
    done, chosen = -1, list[Finding]()
    for row in sorted(rows, key=lambda row: row.start or 0):
        if row.start is not None and row.end is not None and row.start >= done:
            chosen.append(row)
            done = max(row.end, row.start + 1)
    return chosen


def _applied(text: str, rows: Sequence[Finding]) -> str:
    """The text with these fixes, which stand apart."""
    pieces, at = list[str](), 0
    for row in rows:
        pieces += [text[at : row.start], row.fix or ""]
        at = row.end or 0
    return "".join([*pieces, text[at:]])


def _meaning(page: Sheet) -> Meaning:
    """What the page says to Hugo, to Markdown and to who looks for a name in it."""
    data = {name: item for name, item in page.data.items() if name not in TEXTS}
    texts = [(name, _letters(str(page.data.get(name)))) for name in TEXTS]
    forms = [(b.kind, b.level, b.mark, b.links, b.html) for b in page.blocks]
    names = [field.name for field in page.fields]
    return (
        page.broken is None,
        names,
        data,
        texts,
        forms,
        SHORTCODE.findall(page.text),
        page.text.count("\n"),
        _letters(page.text[page.body :]),
    )


def _letters(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9À-ɏ]+", text)


def diff(looked: Looked, text: str) -> Iterator[str]:
    """What would change, as a unified diff, line by line."""
    before, after = looked.paper.text.split("\n"), text.split("\n")
    name = str(looked.file)
    return difflib.unified_diff(before, after, name, f"{name} (fixed)", lineterm="", n=0)


def write(looked: Looked, text: str) -> None:
    """Put `text` into the file at once, as its bytes were: line ends, mark, permissions.

    Raises:
        BadInput: the file is not as it was looked at, or cannot be written to.
        LimitReached: the disk is full.
    """
    target: Path = looked.file.resolve()
    if paper.read(target).data != looked.paper.data:
        raise BadInput(
            f"{looked.file} was changed meanwhile, and is left alone", "Look at it again."
        )
    mode = target.stat().st_mode
    write_atomically(target, paper.written(looked.paper, text))
    target.chmod(mode)
