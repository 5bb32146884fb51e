"""What of a page looks otherwise after a mend, row by row, for who shows it as it was before. Pure.

A browser says what it shows, by marks that the page gave it. Where that is what stood before the
mend it is sent the rows that differ, and else the whole part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pod2post.review.blocks import Block
from pod2post.review.draft import DraftPage, Part, Unheard
from pod2post.revision.editing import HEAD
from pod2post.showing.panel import Listed
from pod2post.value import value

FEW = 6  # rows: what differs in more is sent as a whole
Row = Listed | Unheard


@value
class Swap:
    """`how` as htmx has it: a row in place of its old one, after another one, or taken out."""

    id: str
    how: str
    row: Row | None = None


def blocks(before: Part, after: Part) -> tuple[Block, ...] | None:
    """The paragraphs that differ; None where the part must be shown anew, as the head always."""
    if (
        after.id == HEAD
        or len(before.blocks) != len(after.blocks)
        or _frame(before) != _frame(after)
    ):
        return None
    pairs = zip(before.blocks, after.blocks, strict=True)
    found = tuple(new for old, new in pairs if old != new)
    return found if len(found) <= FEW else None


def _frame(part: Part) -> Part:
    """The part without what is swapped by itself."""
    return replace(part, base="", mark="", blocks=(), keys=(), edited=False)


def listed(before: DraftPage, after: DraftPage) -> tuple[Swap, ...] | None:
    """What differs in the list of findings; None where it must be shown anew."""
    old, new = rows(before), rows(after)
    if not old or not new or _told(before.panel.waived) != _told(after.panel.waived):
        return None
    if [name for name in old if name in new] != [name for name in new if name in old]:
        return None
    made = [Swap(id=name, how="delete") for name in old if name not in new]
    last = "afterbegin:#checks"
    for name, row in new.items():
        if name not in old:
            made.append(Swap(id=name, how=last, row=row))
        elif _told([old[name]]) != _told([row]):
            made.append(Swap(id=name, how="outerHTML", row=row))
        last = f"afterend:#{name}"
    return tuple(made) if len(made) <= FEW else None


def rows(page: DraftPage) -> Mapping[str, Row]:
    """What the list of findings holds, by the ids of its lines."""
    every: tuple[Row, ...] = (*page.panel.open, *page.unheard)
    return {row.line: row for row in every}


def _told(some: Sequence[Row]) -> list[Row]:
    """What is shown of them: a finding's number is not."""
    return [
        replace(row, number=0, place=None, fix=None) if isinstance(row, Listed) else row
        for row in some
    ]
