"""A part of a post as an editor retyped it, as `Edits`. Pure.

She sees a paragraph as readers do, quotations in 「…」; what she leaves of them is bound to the
verified quotations again, and one that she reworded becomes a quotation with another rendering.
Of a part nothing is changed but what she typed anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pod2post import describe
from pod2post.errors import BadInput
from pod2post.page.quoting import laid, shown
from pod2post.revision import editing, handmade
from pod2post.revision.aligning import key
from pod2post.revision.edits import OWN, Edits, QuoteEdit, Removed
from pod2post.revision.placing import PAIRS, Placed, placed
from pod2post.revision.reopening import Opened
from pod2post.revision.rewording import reworded
from pod2post.rules.passages import quotes, sections
from pod2post.stages.write import OBSERVATION, OBSERVATION_HEADING
from pod2post.values import Head, Paragraph, Quote, Section, Subject
from pod2post.zh import marks

LONGEST = 20_000  # characters of one box: a long chapter, and no flood


def boxed(text: str, known: Mapping[str, Quote]) -> str:
    """A paragraph's text for a box: quotations in 「…」, and a mark where none can be shown."""
    return "".join(
        piece.text
        if piece.quote is None or (piece.quote in known and shown(known[piece.quote]))
        else text[piece.start : piece.end]
        for piece in laid(text, known)
    )


def blocks(typed: str) -> tuple[str, ...]:
    """The paragraphs of a box: what stands between empty lines, each on one line.

    Raises:
        BadInput: it is too long.
    """
    if len(typed) > LONGEST:
        raise BadInput(
            f"the text has {len(typed):,} characters, and a box takes {LONGEST:,}",
            "Divide it: keep a part of it first.",
        )
    rows = describe.clean(typed).replace("\t", " ").split("\n")
    found: list[list[str]] = [[]]
    for row in rows:
        if row.strip():
            found[-1].append(row.strip())
        else:
            found.append([])
    return tuple(handmade.unwrapped("\n".join(block)) for block in found if block)


def line(typed: str) -> str:
    """A field of one line.

    Raises:
        BadInput: as `blocks`.
    """
    return " ".join(" ".join(blocks(typed)).split())


# --- paragraphs -----------------------------------------------------------------------


def paragraph(now: Opened, part: str, number: int, typed: str) -> Edits:
    """One paragraph as it was typed: several where empty lines divide it, none where it is empty.

    Raises:
        BadInput: there is no such part or paragraph, or the text is too long.
    """
    rows = rows_of(now.shown, part)
    if not 0 <= number < len(rows):
        raise BadInput(f"{part} has no paragraph {number}", "Load the page again.")
    old = rows[number]
    known = quotes(now.shown)
    if blocks(typed) == blocks(boxed(old.text, known)):
        return now.edits
    made = _typed(now.shown, rows, number, blocks(typed))
    texts = tuple(row for row, _ in made)
    own = _own(now.shown, old, texts)
    edits = with_rows(now, part, (*rows[:number], *texts, *rows[number + 1 :]), own)
    for _, place in made:
        for name, chinese in place.reworded.items():
            edits = reworded(now, edits, QuoteEdit(quote=name, base="", chinese=chinese))
    return edits


def _typed(
    shown_: Subject, rows: Sequence[Paragraph], number: int, texts: Sequence[str]
) -> list[tuple[Paragraph, Placed]]:
    """The typed blocks as paragraphs; each rests on what the old one rested on."""
    known, old = quotes(shown_), rows[number]
    here = marks(old.text)
    elsewhere = _placed_but(shown_, old)
    kept = Counter(key(shown(known[name]) or "") for name in elsewhere if name in known)
    for text in texts:
        for match in PAIRS.finditer(text):
            kept[key(next(part for part in match.groups() if part is not None))] += 1
    free = {name: quote for name, quote in known.items() if name not in elsewhere}
    made = []
    for text in texts:
        place = placed(text, free, here, kept)
        cues = dict.fromkeys(old.cues)
        for name in place.used:
            cues |= dict.fromkeys(known[name].cues)
            free.pop(name, None)
        made.append((Paragraph(text=place.text, cues=tuple(cues)), place))
    return made


def _placed_but(shown_: Subject, old: Paragraph) -> set[str]:
    """The quotations that stand in other paragraphs than this one."""
    every = [p for s in sections(shown_) for p in s.paragraphs]
    every += shown_.draft.head.lead
    return {name for row in every if row is not old for name in marks(row.text)}


def _own(shown_: Subject, old: Paragraph, texts: Sequence[Paragraph]) -> tuple[str, ...]:
    """The texts that stay Markdown of her own hand: what was such before stays such."""
    return tuple(row.text for row in texts) if old.text in shown_.verbatim else ()


def rows_of(shown_: Subject, part: str) -> tuple[Paragraph, ...]:
    return shown_.draft.head.lead if part == editing.HEAD else _section(shown_, part).paragraphs


def _section(shown_: Subject, part: str) -> Section:
    found = next((row for row in sections(shown_) if row.id == part), None)
    if found is None:
        raise BadInput(f"the post has no part {part!r}", "Load the page again.")
    return found


def with_rows(
    now: Opened, part: str, rows: tuple[Paragraph, ...], own: Iterable[str] = ()
) -> Edits:
    """The part with these paragraphs in place of its own."""
    there = replace(now.shown, verbatim=(*now.shown.verbatim, *own))
    if part == editing.HEAD:
        return with_head(now, there, replace(now.shown.draft.head, lead=rows))
    return with_section(now, there, replace(_section(now.shown, part), paragraphs=rows))


def with_section(now: Opened, there: Subject, section: Section) -> Edits:
    """The section as it is here; an edit that says what the writer wrote is none."""
    old = next((row for row in now.edits.edits if row.section == section.id), None)
    edit = replace(editing.edit_of(section, now.written, there), locked=bool(old and old.locked))
    if old and old.locked:  # a quotation that only the lock knows stays with it
        placed_ = {name for row in section.paragraphs for name in marks(row.text)}
        mine = {quote.id for quote in edit.quotes}
        rest = tuple(q for q in old.quotes if q.id in placed_ - mine)
        edit = replace(edit, quotes=(*edit.quotes, *rest))
    if not edit.locked and editing.is_unchanged(edit):
        rows = tuple(row for row in now.edits.edits if row.section != section.id)
        return replace(now.edits, edits=rows)
    return editing.with_edit(now.edits, edit)


# --- fields ---------------------------------------------------------------------------


def heading(now: Opened, part: str, typed: str) -> Edits:
    """The section under another heading.

    Raises:
        BadInput: it is empty or too long, or there is no such section.
    """
    words = line(typed)
    if not words:
        raise BadInput("a heading is empty", "Write what the section says.")
    section = _section(now.shown, part)
    if words == section.heading:
        return now.edits
    return with_section(now, now.shown, replace(section, heading=words))


def head(now: Opened, title: str, description: str, tags: str) -> Edits:
    """Title, description and tags; tags are divided by commas of any kind, or lines.

    Raises:
        BadInput: the title is empty, or a field too long.
    """
    words = line(title)
    if not words:
        raise BadInput("the title is empty", "Write one.")
    for mark in ("，", "、", ",", "；", ";"):
        tags = tags.replace(mark, "\n")
    rows = (line(tag) for tag in tags.split("\n"))
    made = replace(
        now.shown.draft.head,
        title=words,
        description=line(description),
        tags=tuple(dict.fromkeys(row for row in rows if row)),
    )
    return now.edits if made == now.shown.draft.head else with_head(now, now.shown, made)


def with_head(now: Opened, there: Subject, top: Head) -> Edits:
    """The head as it is here; an edit that says what the writer wrote is none."""
    edit = editing.head_edit_of(now.written, replace(there, draft=replace(there.draft, head=top)))
    edit = replace(edit, locked=bool(now.edits.head and now.edits.head.locked))
    if not edit.locked and editing.is_same_head(edit):
        return replace(now.edits, head=None)
    return replace(now.edits, head=edit)


def observation(now: Opened, typed: str) -> Edits:
    """我的觀察 as a whole; one that the post lacked begins, an empty one is taken out.

    Raises:
        BadInput: it is too long.
    """
    stood = now.shown.draft.observation
    texts = blocks(typed)
    if not texts:
        return _without_observation(now)
    before = {row.text: row for row in stood.paragraphs} if stood else {}
    rows = tuple(before.get(text) or Paragraph(text=text, cues=()) for text in texts)
    old = stood or Section(id=OBSERVATION, heading=OBSERVATION_HEADING, paragraphs=())
    back = replace(
        now.edits,
        removed=tuple(row for row in now.edits.removed if row.section != OBSERVATION),
    )
    return with_section(replace(now, edits=back), now.shown, replace(old, paragraphs=rows))


def _without_observation(now: Opened) -> Edits:
    if now.shown.draft.observation is None:
        return now.edits
    edits = replace(
        now.edits, edits=tuple(row for row in now.edits.edits if row.section != OBSERVATION)
    )
    base = editing.base_of(OBSERVATION, now.written)
    if base == OWN:
        return edits
    return replace(edits, removed=(*edits.removed, Removed(section=OBSERVATION, base=base)))
