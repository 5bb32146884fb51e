"""Two states of a run's draft compared, in lines that an editor reads. Pure."""

from collections.abc import Iterator

from pod2post.revision import fronting
from pod2post.revision.comparing import LEAD
from pod2post.revision.reopening import Opened
from pod2post.rules.passages import quotes, sections
from pod2post.zh import marks


def changes(now: Opened, then: Opened) -> Iterator[str]:
    """The differences of two drafts, part by part."""
    old, new = now.shown.draft, then.shown.draft
    for name in ("title", "description", "tags", LEAD):
        if getattr(old.head, name) != getattr(new.head, name):
            yield f"{name}: changed"
    for name in fronting.FIELDS:
        if getattr(then.edits.front, name) != getattr(now.edits.front, name):
            yield f"{name}: changed"
    before = {section.id: section for section in sections(now.shown)}
    after = {section.id: section for section in sections(then.shown)}
    for name, section in after.items():
        stood = before.get(name)
        if stood is None:
            yield f"{name}: a new section, {section.heading}"
            continue
        if stood.heading != section.heading:
            yield f"{name}: the heading is {section.heading}"
        if stood.paragraphs != section.paragraphs:
            yield f"{name}: the text changed"
    for name in before.keys() - after.keys():
        yield f"{name}: taken out, {before[name].heading}"
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield f"the sections are in another order: {', '.join(after)}"
    yield from _quoted(now, then)


def _quoted(now: Opened, then: Opened) -> Iterator[str]:
    said = [
        {m for s in sections(o.shown) for p in s.paragraphs for m in marks(p.text)}
        for o in (now, then)
    ]
    for name in sorted(said[0] - said[1]):
        yield f"{name}: the quotation was taken out"
    before, after = quotes(now.shown), quotes(then.shown)
    for name in sorted(before.keys() & after.keys()):
        if before[name].chinese != after[name].chinese:
            yield f"{name}: the quotation was reworded"
