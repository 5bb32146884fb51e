"""A name spelt otherwise, once and everywhere in a post. Pure.

Text, headings, title, tags and the Chinese of quotations are changed; what was heard is not:
the transcript keeps its words, and the name sheet says that they mean this name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pod2post import codec, zh
from pod2post.errors import BadInput
from pod2post.revision.edits import Edits, QuoteEdit
from pod2post.revision.mends import line, with_head, with_section
from pod2post.revision.reopening import Opened
from pod2post.revision.rewording import reworded
from pod2post.rules.passages import cues, prose, quotes, sections
from pod2post.value import value
from pod2post.values import Name, Paragraph

KINDS = ("person", "company", "product", "place", "show", "term")


@value
class Spelling:
    """A name as it stands, and as it shall be."""

    old: str
    new: str
    kind: str = "term"


@value
class Place:
    """Where the name stands: a part of the post, a quotation's id there, the text around it."""

    where: str
    quote: str | None
    before: str
    after: str


@value
class Found:
    """What would change, and the cues in which the old spelling was heard, which stay."""

    places: tuple[Place, ...]
    heard: tuple[str, ...]


def spelling(old: str, new: str, kind: str) -> Spelling:
    """What was typed.

    Raises:
        BadInput: a name is empty or the same, or a mark would be broken by it.
    """
    made = Spelling(old=line(old), new=line(new), kind=kind if kind in KINDS else "term")
    if not made.old or not made.new or made.old == made.new:
        raise BadInput("two different names are wanted", "Write how it stands, and how it is.")
    if re.search("[⟦⟧「」]", made.old + made.new):
        raise BadInput("a name has no quotation marks", "Write the name alone.")
    return made


def found(now: Opened, wish: Spelling) -> Found:
    """All places at which the name would change, in the order of the page."""
    change = _change(wish)
    texts: list[tuple[str, str | None, str]]
    texts = [(row.where, None, row.text) for row in prose(now.shown)]
    texts += [(q.section, q.id, q.chinese or "") for q in quotes(now.shown).values()]
    places = (
        _place(where, quote, text, wish) for where, quote, text in texts if change(text) != text
    )
    heard = (name for name, cue in cues(now.shown).items() if change(cue.text) != cue.text)
    return Found(places=tuple(places), heard=tuple(heard))


def _place(where: str, quote: str | None, text: str, wish: Spelling) -> Place:
    first = next(_spans(text, wish), (0, 0))
    plain = zh.excerpt(text, *first)
    return Place(where=where, quote=quote, before=plain, after=_change(wish)(plain))


def renamed(now: Opened, wish: Spelling) -> Edits:
    """The edits with the name changed at every place, and on the sheet."""
    change = _change(wish)
    top = now.shown.draft.head
    made = replace(
        top,
        title=change(top.title),
        description=change(top.description),
        tags=tuple(dict.fromkeys(map(change, top.tags))),
        lead=tuple(_row(row, change) for row in top.lead),
    )
    edits = now.edits if made == top else with_head(now, now.shown, made)
    for section in sections(now.shown):
        there = replace(
            section,
            heading=change(section.heading),
            paragraphs=tuple(_row(row, change) for row in section.paragraphs),
        )
        if there != section:
            shown = replace(now.shown, verbatim=(*now.shown.verbatim, *_own(now, change)))
            edits = with_section(replace(now, edits=edits), shown, there)
    for quote in quotes(now.shown).values():
        if quote.chinese and change(quote.chinese) != quote.chinese:
            wanted = QuoteEdit(quote=quote.id, base="", chinese=change(quote.chinese))
            edits = reworded(now, edits, wanted)
    return replace(edits, names=_sheet(edits.names, now, wish))


def _own(now: Opened, change: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(map(change, now.shown.verbatim))


def _row(row: Paragraph, change: Callable[[str], str]) -> Paragraph:
    return replace(row, text=change(row.text))


def _sheet(own: tuple[Name, ...], now: Opened, wish: Spelling) -> tuple[Name, ...]:
    """Her entries with this one, which takes over what was known of the old spelling."""
    every = (*own, *now.shown.names.entries)
    known = [name for name in every if name.canonical in (wish.new, wish.old)]
    heard = {form: None for name in known for form in (*name.heard, name.canonical)}
    heard.pop(wish.new, None)
    old = known[0] if known else Name(canonical=wish.new, kind=wish.kind)  # type: ignore[arg-type]
    made = replace(old, canonical=wish.new, heard=tuple(dict.fromkeys((*heard, wish.old))))
    rest = tuple(name for name in own if name.canonical not in (wish.new, wish.old))
    return (*rest, made)


def _change(wish: Spelling) -> Callable[[str], str]:
    def changed(text: str) -> str:
        pieces, at = [], 0
        for start, end in _spans(text, wish):
            pieces += [text[at:start], wish.new]
            at = end
        return "".join([*pieces, text[at:]])

    return changed


def _spans(text: str, wish: Spelling) -> Iterator[tuple[int, int]]:
    """Where the old name stands as a whole word, outside marks and outside the new one."""
    old = re.escape(wish.old)
    first = r"(?<![A-Za-z0-9À-ɏ])" if re.match(r"[A-Za-z0-9À-ɏ]", wish.old) else ""
    last = r"(?![A-Za-z0-9À-ɏ])" if re.search(r"[A-Za-z0-9À-ɏ]$", wish.old) else ""
    skipped = [zh.MARK.pattern] + ([re.escape(wish.new)] if wish.old in wish.new else [])
    pattern = rf"(?:{'|'.join(skipped)})|(?P<old>{first}{old}{last})"
    for match in re.finditer(pattern, text):
        if match["old"] is not None:
            yield match.span()


def digest(found_: Found) -> str:
    """What was shown before it is done: another one means that the post changed meanwhile."""
    return codec.digest(found_)
