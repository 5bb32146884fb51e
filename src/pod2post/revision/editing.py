"""Changing `Edits`: each function gives the edits with one thing done. Pure.

A part is a section's id, "head" (title, description, tags and lead) or "observation".
`written` is the subject as the writer left it, against which bases are taken; `shown` the
same after the edits that there are, which is what the editor sees.
"""

from collections.abc import Iterable
from dataclasses import replace

from pod2post import codec, zh
from pod2post.errors import BadInput
from pod2post.revision.edits import (
    OWN,
    Confirmation,
    Edit,
    Edits,
    HeadEdit,
    QuoteEdit,
    Take,
    Waiver,
)
from pod2post.rules.passages import cues, quotes, sections
from pod2post.values import Cue, Finding, Head, Paragraph, Quote, Section, Subject

HEAD = "head"


def with_edit(edits: Edits, edit: Edit) -> Edits:
    """The edit in place of an earlier one of the same section, or at the end."""
    if all(row.section != edit.section for row in edits.edits):
        return replace(edits, edits=(*edits.edits, edit))
    rows = (edit if row.section == edit.section else row for row in edits.edits)
    return replace(edits, edits=tuple(rows))


def with_quote(edits: Edits, change: QuoteEdit) -> Edits:
    """The change in place of an earlier one of the same quotation."""
    rest = tuple(row for row in edits.quotes if row.quote != change.quote)
    return replace(edits, quotes=(*rest, change))


def base_of(part: str, written: Subject) -> str:
    """The digest of a part as it was written; `OWN` where the writer left none."""
    if part == HEAD:
        return codec.digest(written.draft.head)
    stood = {section.id: section for section in sections(written)}.get(part)
    return codec.digest(stood) if stood else OWN


def resting(
    shown: Subject, paragraphs: Iterable[Paragraph]
) -> tuple[tuple[Quote, ...], tuple[Cue, ...]]:
    """The quotations in these paragraphs, and all cues that they rest on, in order of time."""
    rows = tuple(paragraphs)
    known = quotes(shown)
    placed = dict.fromkeys(mark for row in rows for mark in zh.marks(row.text))
    quoted = tuple(known[mark] for mark in placed if mark in known)
    used = {name for row in rows for name in row.cues}
    used |= {name for quote in quoted for name in quote.cues}
    return quoted, tuple(cue for name, cue in cues(shown).items() if name in used)


def edit_of(section: Section, written: Subject, shown: Subject) -> Edit:
    """An edit that says what the section says, with all that it rests on."""
    quoted, heard = resting(shown, section.paragraphs)
    own = set(shown.verbatim)
    return Edit(
        section=section.id,
        base=base_of(section.id, written),
        heading=section.heading,
        paragraphs=section.paragraphs,
        quotes=quoted,
        cues=heard,
        verbatim=tuple(n for n, row in enumerate(section.paragraphs) if row.text in own),
    )


def head_edit_of(written: Subject, shown: Subject) -> HeadEdit:
    top, own = shown.draft.head, set(shown.verbatim)
    return HeadEdit(
        base=base_of(HEAD, written),
        title=top.title,
        description=top.description,
        tags=top.tags,
        lead=top.lead,
        cues=resting(shown, top.lead)[1],
        verbatim=tuple(n for n, row in enumerate(top.lead) if row.text in own),
    )


def locked(edits: Edits, parts: Iterable[str], written: Subject, shown: Subject) -> Edits:
    """The parts stay as they are shown, whatever a later run would write.

    Raises:
        BadInput: the post has no such part.
    """
    known = {section.id: section for section in sections(shown)}
    for part in parts:
        if part == HEAD:
            edits = replace(edits, head=replace(head_edit_of(written, shown), locked=True))
        elif part in known:
            edit = edit_of(known[part], written, shown)
            edits = with_edit(edits, replace(edit, locked=True))
        else:
            raise BadInput(
                f"the post has no part {part!r}", f"Its parts: {', '.join((HEAD, *known))}."
            )
    return edits


def locks(edits: Edits) -> tuple[str, ...]:
    """The parts that are locked."""
    rows = tuple(row.section for row in edits.edits if row.locked)
    return (HEAD, *rows) if edits.head and edits.head.locked else rows


def unlocked(edits: Edits, parts: Iterable[str]) -> Edits:
    """The parts may be written anew. What the editor changed in them stays, as an edit."""
    gone = set(parts)
    rows = tuple(
        replace(row, locked=False) if row.section in gone else row
        for row in edits.edits
        if row.section not in gone or not is_unchanged(row)
    )
    head = edits.head
    if head and HEAD in gone:
        head = None if is_same_head(head) else replace(head, locked=False)
    return replace(edits, edits=rows, head=head)


def is_unchanged(edit: Edit) -> bool:
    """Does the edit say what the writer wrote, so that it did nothing but lock?"""
    section = Section(id=edit.section, heading=edit.heading, paragraphs=edit.paragraphs)
    return codec.digest(section) == edit.base


def is_same_head(edit: HeadEdit) -> bool:
    """Does it say what the writer wrote?"""
    top = Head(title=edit.title, description=edit.description, tags=edit.tags, lead=edit.lead)
    return codec.digest(top) == edit.base


def take_of(edits: Edits, part: str) -> int:
    """For the how-manieth time the part is asked; 1 where nobody asked again."""
    return next((row.number for row in edits.takes if row.part == part), 1)


def with_take(edits: Edits, part: str, number: int) -> Edits:
    """The part as it was answered the n-th time. The first take needs no entry."""
    rest = tuple(row for row in edits.takes if row.part != part)
    takes = rest if number == 1 else (*rest, Take(part=part, number=number))
    return replace(edits, takes=takes)


def waived(edits: Edits, finding: Finding, reason: str, *, editor: str = "", at: str = "") -> Edits:
    """The finding stands, for a reason that is told beside it."""
    waiver = Waiver(
        rule=finding.rule,
        where=finding.where,
        what=finding.what,
        excerpt=finding.excerpt,
        reason=reason,
        editor=editor,
        at=at,
    )
    return replace(edits, waived=(*unwaived(edits, finding).waived, waiver))


def unwaived(edits: Edits, finding: Finding) -> Edits:
    """The finding is open again."""
    return replace(edits, waived=tuple(row for row in edits.waived if not waives(row, finding)))


def confirmed(edits: Edits, confirmation: Confirmation) -> Edits:
    """The confirmation in place of an earlier one of the same part."""
    rest = tuple(row for row in edits.confirmed if row.part != confirmation.part)
    return replace(edits, confirmed=(*rest, confirmation))


def unconfirmed(edits: Edits, part: str) -> Edits:
    """Nobody stands by the part any more."""
    return replace(edits, confirmed=tuple(row for row in edits.confirmed if row.part != part))


def waives(waiver: Waiver, finding: Finding) -> bool:
    """Is it this very finding that was waived?"""
    fields = ("rule", "where", "what", "excerpt")
    return all(getattr(waiver, name) == getattr(finding, name) for name in fields)


def settled(findings: tuple[Finding, ...], edits: Edits) -> tuple[Finding, ...]:
    """The findings, the waived ones as notes with the editor's reason.

    A waiver whose finding is gone is a note too: it can be taken out.
    """
    rows: list[Finding] = []
    unused = list(edits.waived)
    for finding in findings:
        waiver = next((row for row in edits.waived if waives(row, finding)), None)
        if waiver is None:
            rows.append(finding)
            continue
        unused = [row for row in unused if row is not waiver]
        by = f" by {waiver.editor}" if waiver.editor else ""
        what = f"{finding.what} (waived{by}: {waiver.reason})"
        rows.append(replace(finding, severity="note", what=what))
    rows += (
        Finding(
            rule="edits",
            severity="note",
            where=row.where,
            what=f"a waived finding is gone: {row.rule}: {row.what}",
            mend="Nothing needs to be done.",
        )
        for row in unused
    )
    return tuple(rows)
