"""The quotations of a post as marks of its picture. Pure."""

from pod2post.page.quoting import shown
from pod2post.picture.view import Mark
from pod2post.rules.passages import placed
from pod2post.showing.evidence import state
from pod2post.showing.panel import Panel, weights
from pod2post.values import Subject


def marks(subject: Subject, listed: Panel) -> tuple[Mark, ...]:
    """Each quotation that readers see, once, with what is open about it."""
    open_ = weights(listed)
    numbers = {section.id: n for n, section in enumerate(subject.draft.sections, start=1)}
    made: dict[str, Mark] = {}
    for where, quote in placed(subject):
        mark = Mark(
            quote=quote.id,
            start_ms=quote.start_ms,
            end_ms=quote.end_ms,
            state=state(quote, open_.get(quote.id, ())),
            words=shown(quote) or quote.source,
            speaker=quote.speaker,
            section=numbers.get(where),
        )
        made.setdefault(quote.id, mark)
    return tuple(made.values())
