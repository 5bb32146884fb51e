"""Quotations that an editor does not want written about: `choice.json` in the run's folder.

They are left out after they were chosen and before prose is asked for. What is dropped later, from
a draft, is an edit and costs nothing; this changes what the prose is written from.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pod2post import codec
from pod2post.runs import Run, finished
from pod2post.store import write_atomically
from pod2post.value import value
from pod2post.values import Dropped, Quote, Quotes

FILE, RULE = "choice.json", "editor"
WHY = "編輯在大綱裡沒有選這一則"


@value
class Choice:
    """`unwanted`: keys of quotations, each of its section and its words."""

    schema: Literal[1] = 1
    unwanted: tuple[str, ...] = ()


def key(row: Quote | Dropped) -> str:
    """By what a quotation is known before and after it was left out."""
    return codec.digest([row.section, row.source])


def read(run: Run) -> frozenset[str]:
    """The keys of what is not wanted.

    Raises:
        BadInput: the file is damaged.
    """
    there = run.path(FILE).is_file()
    return frozenset(finished(run, Choice, FILE).unwanted) if there else frozenset()


def keep(run: Run, unwanted: Sequence[str]) -> None:
    """Write the choice down; a file that leaves nothing out goes."""
    if unwanted:
        choice = Choice(unwanted=tuple(sorted(set(unwanted))))
        write_atomically(run.path(FILE), codec.readable(choice).encode())
    else:
        run.path(FILE).unlink(missing_ok=True)


def chosen(row: Quotes, unwanted: frozenset[str]) -> Quotes:
    """The quotations without those that are not wanted, which are named among the dropped."""
    out = tuple(quote for quote in row.quotes if key(quote) in unwanted)
    if not out:
        return row
    told = (
        Dropped(section=row.section, source=q.source, chinese=q.chinese, rule=RULE, why=WHY)
        for q in out
    )
    kept = tuple(quote for quote in row.quotes if quote not in out)
    return replace(row, quotes=kept, dropped=(*row.dropped, *told))
