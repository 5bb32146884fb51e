"""An editor's changes laid over a draft. Pure.

An edit against another text than the one that stands is not applied and not lost: it is a
finding. A locked part stands as it is; what it rests on is looked up in the transcript again.
"""

from collections.abc import Sequence
from dataclasses import replace

from pod2post import codec, zh
from pod2post.ports import Glossary, Shelf, Tell
from pod2post.revision.edits import OWN, Amended, Edit, Edits, QuoteEdit, named
from pod2post.revision.rebinding import Rebound, bound, places, rebound
from pod2post.revision.requoting import requoted, uncompared
from pod2post.stage import stage
from pod2post.values import Draft, Finding, Head, Paragraph, Quote, Quotes, Section, Subject

OBSERVATION = "observation"
RULE = "edits"
KEPT = "It is kept in edits.json. "


@stage("amended", 2)
def amend(
    subject: Subject, edits: Edits, glossary: Glossary | None = None, /, *, shelf: Shelf, tell: Tell
) -> Amended:
    """The subject's draft and quotations with each edit in place of what it was made against."""
    return amended(subject, edits, glossary)


def amended(subject: Subject, edits: Edits, glossary: Glossary | None = None) -> Amended:
    """As `amend`, for whoever has no store: a page that shows at once what an edit does."""
    subject = replace(subject, names=named(subject.names, edits.names))
    draft = subject.draft
    quotes, findings = _quotes(subject, edits, glossary)
    stands = {section.id: section for section in draft.sections}
    if draft.observation:
        stands[OBSERVATION] = draft.observation
    proofs: list[Rebound] = []
    verbatim: list[str] = []
    for edit in edits.edits:
        stood = stands.get(edit.section)
        if not edit.locked and (complaint := _conflict(edit, stood)):
            findings.append(complaint)
            continue
        proofs.append(_proved(edit, subject, quotes))
        bound_edit = proofs[-1].edit
        stands[edit.section] = _section(bound_edit, stood)
        rows = bound_edit.paragraphs
        verbatim += (rows[n].text for n in edit.verbatim if n < len(rows))
    ids, more = _arranged(draft, edits, stands)
    head, top = _head(subject, edits)
    if edits.head and head is not draft.head:
        verbatim += (head.lead[n].text for n in edits.head.verbatim if n < len(head.lead))
    return Amended(
        draft=replace(
            draft,
            head=head,
            sections=tuple(stands[name] for name in ids),
            observation=stands.get(OBSERVATION)
            if OBSERVATION not in _gone(edits, stands)
            else None,
        ),
        quotes=_together(quotes, proofs),
        verbatim=tuple(verbatim),
        findings=(*findings, *more, *top, *(f for proof in proofs for f in proof.findings)),
    )


def _proved(edit: Edit, subject: Subject, quotes: Sequence[Quotes]) -> Rebound:
    """The edit on the cues as they are: all of a locked one, of others what only they know."""
    if not edit.locked:
        known = {quote.id for row in quotes for quote in row.quotes}
        own = tuple(quote for quote in edit.quotes if quote.id not in known)
        edit = replace(edit, quotes=own, cues=())
    return rebound(edit, subject.transcript.cues, quotes)


def _section(edit: Edit, stood: Section | None) -> Section:
    """The edit as a section. A person has read it, so it is no hole any more."""
    same = stood is not None and _text(stood) == (edit.heading, edit.paragraphs)
    holes = stood.holes if stood and same else ()
    return Section(id=edit.section, heading=edit.heading, paragraphs=edit.paragraphs, holes=holes)


def _text(section: Section) -> tuple[str, tuple[Paragraph, ...]]:
    return section.heading, section.paragraphs


def _conflict(edit: Edit, stood: Section | None) -> Finding | None:
    """Why the edit may not be applied; None where it may, or where its text stands already."""
    if stood is None:
        if edit.base == OWN:
            return None
        what = f"your text for section {edit.section} is not used: the draft has no such section"
        return _finding(edit.section, what, "Plan it again, or make it a section of your own.")
    if edit.base == codec.digest(stood) or _text(stood) == (edit.heading, edit.paragraphs):
        return None
    what = f"your text for section {edit.section} is not used: the section was written anew"
    mend = f"Compare the two; set its base to {codec.digest(stood)} where yours shall stand."
    return _finding(edit.section, what, mend, edit.heading)


def _finding(where: str, what: str, mend: str, excerpt: str = "") -> Finding:
    return Finding(
        rule=RULE, severity="error", where=where, what=what, mend=KEPT + mend, excerpt=excerpt
    )


# --- which sections, in which order ---------------------------------------------------


def _gone(edits: Edits, stands: dict[str, Section]) -> set[str]:
    """Sections that were taken out and are still what they were then."""
    held = {edit.section for edit in edits.edits if edit.locked}
    return {
        row.section
        for row in edits.removed
        if row.section in stands
        and row.section not in held
        and codec.digest(stands[row.section]) == row.base
    }


def _arranged(
    draft: Draft, edits: Edits, stands: dict[str, Section]
) -> tuple[list[str], list[Finding]]:
    """The ids of the sections as the editor arranged them; what she does not know comes last."""
    gone = _gone(edits, stands)
    findings = [
        _finding(
            row.section,
            f"section {row.section} was taken out, and it was written anew since",
            "Take it out again, or forget its entry under `removed`.",
        )
        for row in edits.removed
        if row.section in stands and row.section not in gone
    ]
    own = [name for name in stands if name not in {section.id for section in draft.sections}]
    ids = [section.id for section in draft.sections] + own
    ids = [name for name in ids if name not in gone and name != OBSERVATION]
    known = [name for name in edits.order if name in ids]
    if edits.order:
        unknown = [name for name in ids if name not in known]
        removed = {row.section for row in edits.removed}
        findings += (
            _finding(name, f"section {name} is new since you arranged them", "Place it, or not.")
            for name in unknown
            if name not in removed
        )
        ids = [*known, *unknown]
    return ids, findings


def _head(subject: Subject, edits: Edits) -> tuple[Head, list[Finding]]:
    head, edit = subject.draft.head, edits.head
    if edit is None:
        return head, []
    mine = Head(
        title=edit.title,
        description=edit.description,
        tags=edit.tags,
        lead=bound(edit.lead, places(edit.cues, subject.transcript.cues)),
    )
    if edit.locked or edit.base == codec.digest(head) or mine == replace(head, holes=()):
        return mine, []
    what = "your title, description, tags and lead are not used: they were written anew"
    mend = f"Compare the two; set its base to {codec.digest(head)} where yours shall stand."
    return head, [_finding("head", what, mend, edit.title)]


# --- quotations -----------------------------------------------------------------------


def _quotes(
    subject: Subject, edits: Edits, glossary: Glossary | None
) -> tuple[tuple[Quotes, ...], list[Finding]]:
    """The quotations with the editor's changes to them, each proved anew."""
    # What a locked section quotes was changed when it was locked.
    held = {quote.id for edit in edits.edits if edit.locked for quote in edit.quotes}
    changes = {change.quote: change for change in edits.quotes if change.quote not in held}
    findings: list[Finding] = []
    rows: list[Quotes] = []
    for row in subject.quotes:
        kept = []
        for quote in row.quotes:
            change = changes.pop(quote.id, None)
            if change is None or (problem := _stale(quote, change)):
                kept.append(quote)
                findings += [problem] if change and problem else []
            elif not change.drop:
                made = requoted(subject, quote, change, glossary)
                kept.append(made)
                findings += filter(None, [uncompared(made)])
        rows.append(replace(row, quotes=tuple(kept)))
    for name in sorted(changes):
        what = f"your change to the quotation {name} is not used: there is no such quotation"
        findings.append(_finding("quotes", what, "Choose its words again."))
    return tuple(rows), findings


def _stale(quote: Quote, change: QuoteEdit) -> Finding | None:
    if change.base == codec.digest(quote):
        return None
    what = f"your change to the quotation {quote.id} is not used: it was chosen anew"
    mend = f"Compare; set its base to {codec.digest(quote)} where yours shall stand."
    return _finding(quote.section, what, mend, quote.source[:40])


def _together(quotes: Sequence[Quotes], proofs: Sequence[Rebound]) -> tuple[Quotes, ...]:
    """All quotations; those of a locked section in place of what was chosen for it since.

    Other edits add what they alone know: a quotation that an earlier text of the post had.
    """
    held = {proof.edit.section: proof.edit for proof in proofs}
    rows = []
    for row in quotes:
        edit = held.pop(row.section, None)
        if edit is None or not edit.locked:
            rows.append(replace(row, quotes=(*row.quotes, *edit.quotes)) if edit else row)
            continue
        mine = {quote.id: quote for quote in edit.quotes}
        placed = {mark for p in edit.paragraphs for mark in zh.marks(p.text)}
        placed -= {*mine, *(q.id for other in quotes if other is not row for q in other.quotes)}
        rest = (quote for quote in row.quotes if quote.id in placed)
        rows.append(replace(row, quotes=(*mine.values(), *rest)))
    more = [(name, edit.quotes) for name, edit in held.items() if edit.quotes]
    rows += [Quotes(section=name, quotes=own, dropped=()) for name, own in more]
    return tuple(rows)
