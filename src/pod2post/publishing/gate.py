"""What must be true of a post before it is published; all that is not, at once. Pure.

Errors are mended or waived by somebody with a name; what is only a warning in a draft, but
would deceive a reader, counts as one here. 我的觀察 is a person's opinion: she says that it is.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from pod2post import codec, zh
from pod2post.errors import BadInput
from pod2post.revision import editing
from pod2post.revision.edits import Confirmation, Edits
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.stages.amend import OBSERVATION
from pod2post.stages.render import printed
from pod2post.value import value
from pod2post.values import Grounding, Subject
from pod2post.writing.authorship import is_extract, is_small

WARNINGS_THAT_STOP = ("unheard", "partial", "holes")


Kind = Literal[
    "finding",
    "observation",
    "drafted by a machine",
    "unapproved",
    "edited by hand",
    "no editor",
    "nothing to correct",
    "changed",
]


@value
class Reason:
    """Why a post is not published, and what the person can do next.

    `kind` tells reasons apart for a page that says them in its own words; `finding` is the
    number of the finding that it is, else None.
    """

    what: str
    next: str
    kind: Kind
    finding: int | None = None


def reasons(run: Opened, rows: Sequence[Numbered], editor: str | None) -> Iterator[Reason]:
    """All that stands against publishing. `editor`: the name that was given for this post."""
    yield from _findings(rows)
    yield from _observation(run)
    writer = run.shown.draft.writer
    if editor is None and (is_extract(writer) or is_small(writer)):
        kind = "nobody wrote this, sentences were copied" if is_extract(writer) else writer
        yield Reason(
            what=f"a draft that needs a person more than others does: {kind}",
            next="Hold every sentence against the audio, then name yourself: --editor NAME.",
            kind="drafted by a machine",
        )


def standing(rows: Sequence[Numbered]) -> tuple[Numbered, ...]:
    """The findings that stand in the way until they are mended, or waived by somebody named."""
    return tuple(
        row
        for row in rows
        if not (row.waiver and row.waiver.editor)
        and (row.finding.severity == "error" or row.finding.rule in WARNINGS_THAT_STOP)
    )


def _findings(rows: Sequence[Numbered]) -> Iterator[Reason]:
    for row in standing(rows):
        found, waiver = row.finding, row.waiver
        place = f"{found.where}: {found.excerpt}" if found.excerpt else found.where
        nameless = " (waived by nobody named)" if waiver else ""
        yield Reason(
            what=f"{row.number}. {found.rule}: {place} ({found.what}){nameless}",
            next=f"{found.mend} Or let it stand: "
            f'pod2post waive RUN {row.number} --reason "…" --editor NAME',
            kind="finding",
            finding=row.number,
        )


def _observation(run: Opened) -> Iterator[Reason]:
    if confirmation(run) or opinion(run.shown) is None:
        return
    earlier = any(row.part == OBSERVATION for row in run.edits.confirmed)
    yield Reason(
        what=f"{zh.OBSERVATION} is told in a person's name, and nobody stands by it"
        + (": it changed after it was confirmed" if earlier else ""),
        next="Read it, change what is not yours, then: pod2post confirm RUN --editor NAME",
        kind="observation",
    )


def opinion(subject: Subject) -> str | None:
    """The digest of 我的觀察 as it is printed; None where the post has none."""
    for where, heading, rows in printed(subject):
        if where == OBSERVATION and rows:
            return codec.digest([heading, *(block for _, block in rows)])
    return None


def confirmed(edits: Edits, run: Opened, editor: str, at: str) -> Edits:
    """The edits, with the editor standing by 我的觀察 as it is printed now.

    Raises:
        BadInput: the post has none.
    """
    digest = opinion(run.shown)
    if digest is None:
        raise BadInput(f"the post has no {zh.OBSERVATION}", "Nothing needs to be confirmed.")
    made = Confirmation(part=OBSERVATION, digest=digest, editor=editor, at=at)
    return editing.confirmed(edits, made)


def confirmation(run: Opened) -> Confirmation | None:
    """Who stands by 我的觀察 as it is now; None where nobody does."""
    digest = opinion(run.shown)
    rows = (row for row in run.edits.confirmed if (row.part, row.digest) == (OBSERVATION, digest))
    return next(rows, None)


def unchecked(grounding: Grounding) -> Iterator[str]:
    """What no check could tell, in lines: quotations one by one, paragraphs by their number."""
    paragraphs = 0
    for row in grounding.evidence:
        open_ = [test for test in row.tests if test.verdict == "not checked"]
        if row.kind == "paragraph":
            paragraphs += bool(open_)
            continue
        for test in open_:
            yield f"{row.quote}: {test.name}" + (f" ({test.note})" if test.note else "")
    if paragraphs:
        yield f"{paragraphs} paragraphs: that they mean what was said"
