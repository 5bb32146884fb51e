"""A quotation as an editor wishes it, wherever it is kept. Pure."""

from dataclasses import replace

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.revision import editing
from pod2post.revision.edits import Edits, QuoteEdit
from pod2post.revision.reopening import Opened
from pod2post.revision.requoting import requoted
from pod2post.rules.passages import quotes


def reworded(now: Opened, edits: Edits, wish: QuoteEdit) -> Edits:
    """The quotation as it is wished, wherever it is kept. The wish needs no base.

    Raises:
        BadInput: there is no such quotation.
    """
    written = {quote.id: quote for row in now.written.quotes for quote in row.quotes}
    held = {quote.id for edit in edits.edits if edit.locked for quote in edit.quotes}
    known = quotes(now.shown)
    if wish.quote not in known:
        raise BadInput(f"there is no quotation {wish.quote}", "Load the page again.")
    if wish.quote in written and wish.quote not in held:
        old = next((row for row in edits.quotes if row.quote == wish.quote), None)
        base = codec.digest(written[wish.quote])
        made = replace(old or wish, base=base, drop=wish.drop)
        if wish.cues is not None:
            made = replace(made, cues=wish.cues)
        if wish.chinese is not None:
            made = replace(made, chinese=wish.chinese)
        return editing.with_quote(edits, made)
    if wish.drop:
        return edits  # it stands in one edit only, and goes with its mark
    quote = requoted(now.shown, known[wish.quote], wish)
    rows = (
        replace(edit, quotes=tuple(quote if q.id == quote.id else q for q in edit.quotes))
        for edit in edits.edits
    )
    return replace(edits, edits=tuple(rows))
