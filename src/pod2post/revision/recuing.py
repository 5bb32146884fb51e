"""A quotation bound to other sentences of the transcript, or taken out. Pure.

The words come from the transcript by code; an editor chooses the sentences and writes the Chinese.
"""

from dataclasses import replace

from pod2post.errors import BadInput
from pod2post.revision import editing
from pod2post.revision.edits import Edits, QuoteEdit
from pod2post.revision.mends import line, rows_of, with_rows
from pod2post.revision.reopening import Opened
from pod2post.revision.rewording import reworded
from pod2post.rules.passages import quotes, sections
from pod2post.values import Paragraph, Subject
from pod2post.zh import marks


def recued(now: Opened, name: str, first: str, last: str, chinese: str) -> Edits:
    """The quotation on the cues from `first` to `last`, with her Chinese.

    The words are the transcript's. Where neither cues nor Chinese differ nothing is changed.

    Raises:
        BadInput: no such quotation or cue, the last stands before the first, or no Chinese.
    """
    known = quotes(now.shown)
    if name not in known:
        raise BadInput(f"there is no quotation {name}", "Load the page again.")
    order = [cue.id for cue in now.shown.transcript.cues]
    if first not in order or last not in order:
        raise BadInput("there is no such sentence in the transcript", "Choose it again.")
    begin, end = order.index(first), order.index(last)
    if end < begin:
        raise BadInput("the last sentence stands before the first", "Choose them the other way.")
    words = line(chinese)
    quote, cues = known[name], tuple(order[begin : end + 1])
    if not words and quote.chinese is not None:
        raise BadInput("the quotation has no Chinese", "Write it, or take the quotation out.")
    wish = QuoteEdit(
        quote=name,
        base="",
        cues=cues if cues != quote.cues else None,
        chinese=words if words != (quote.chinese or "") else None,
    )
    if wish.cues is None and wish.chinese is None:
        return now.edits
    return reworded(now, _resting_on(now, name, cues), wish)  # last: rows bring what was shown


def _resting_on(now: Opened, name: str, cues: tuple[str, ...]) -> Edits:
    """The paragraphs that place the quotation cite its new cues in place of its old ones."""
    edits = now.edits
    gone = set(quotes(now.shown)[name].cues) - set(cues)
    for part, row in _places(now.shown, name):
        rest = tuple(cue for cue in row.cues if cue not in gone)
        made = replace(row, cues=tuple(dict.fromkeys((*rest, *cues))))
        rows = tuple(made if old is row else old for old in rows_of(now.shown, part))
        edits = with_rows(replace(now, edits=edits), part, rows)
    return edits


def unquoted(now: Opened, name: str) -> Edits:
    """The quotation dropped, and its mark out of every paragraph; one left empty goes, too.

    Raises:
        BadInput: there is no such quotation.
    """
    edits = reworded(now, now.edits, QuoteEdit(quote=name, base="", drop=True))
    for part in dict.fromkeys(part for part, _ in _places(now.shown, name)):
        rows = tuple(_without(row, name) for row in rows_of(now.shown, part))
        kept = tuple(row for row in rows if row.text)
        edits = with_rows(replace(now, edits=edits), part, kept)
    return edits


def _without(row: Paragraph, name: str) -> Paragraph:
    """The paragraph without the quotation, with the mark of a clause before or behind it."""
    mark = f"⟦q:{name}⟧"
    before, found, after = row.text.partition(mark)
    if not found:
        return row
    before = before.rstrip()
    if not before or before[-1] in "。？！":
        after = after.lstrip("，、；：。？！ ")
    else:
        before = before.rstrip("，、；：")
        after = after if after.strip()[:1] in tuple("，、；：。？！") else f"。{after.lstrip()}"
    return replace(row, text=f"{before}{after}".strip())


def _places(shown_: Subject, name: str) -> list[tuple[str, Paragraph]]:
    """The paragraphs in which the quotation stands, each with its part."""
    rows = [(editing.HEAD, row) for row in shown_.draft.head.lead]
    rows += [(section.id, row) for section in sections(shown_) for row in section.paragraphs]
    return [(part, row) for part, row in rows if name in marks(row.text)]
