"""What an editor typed and has not kept: `typing.json` in the run's folder.

It is written while she types, so that neither a closed window nor a kill takes a word from her.
A text is hers until she keeps it or drops it; two windows at one box have a text each.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.runs import Run, finished
from pod2post.store import write_atomically
from pod2post.value import value

FILE = "typing.json"
MOST_ROWS, LONGEST = 300, 200_000


@value
class Typed:
    """The fields of one box as they were typed in the window `tab`, against `base`."""

    box: str
    tab: str
    base: str
    fields: tuple[tuple[str, str], ...]
    at: str

    @property
    def said(self) -> Mapping[str, str]:
        return dict(self.fields)


@value
class Typing:
    """`rows`: the one that was typed last comes last."""

    schema: Literal[1] = 1
    rows: tuple[Typed, ...] = ()


def typed(known: Typing, row: Typed) -> Typing:
    """With this text in place of what stood in the same box of the same window.

    Raises:
        BadInput: it is too long, or too many boxes hold something.
    """
    if sum(len(text) for _, text in row.fields) > LONGEST or len(row.box) + len(row.tab) > 400:
        raise BadInput(
            f"more than {LONGEST:,} characters in one box", "Divide the text: keep a part of it."
        )
    rest = forgotten(known, row.box, row.tab).rows
    if len(rest) >= MOST_ROWS:
        raise BadInput(
            f"{MOST_ROWS} boxes hold text that nobody kept", "Keep or drop some of it first."
        )
    return replace(known, rows=(*rest, row))


def forgotten(known: Typing, box: str, tab: str | None = None) -> Typing:
    """Without what was typed in this box, of one window or of all."""
    rows = tuple(row for row in known.rows if row.box != box or tab not in (None, row.tab))
    return replace(known, rows=rows)


def offered(known: Typing, box: str, tab: str) -> Typed | None:
    """What a box is filled with: this window's own text, else the last of any."""
    here = [row for row in known.rows if row.box == box]
    mine = [row for row in here if row.tab == tab]
    return next(reversed(mine or here), None)


def read(run: Run) -> Typing:
    """What lies there.

    Raises:
        BadInput: the file is damaged; it is left as it is.
    """
    return finished(run, Typing, FILE) if run.path(FILE).is_file() else Typing()


def keep(run: Run, typing: Typing) -> None:
    """Write it down; a file that says nothing any more goes."""
    if typing.rows:
        write_atomically(run.path(FILE), codec.readable(typing).encode())
    else:
        run.path(FILE).unlink(missing_ok=True)
