"""Findings by number, so that an editor can say which of them she lets stand. Pure.

The numbers count what the rules find and what became of the edits, waived or not: waiving one
finding moves no other.
"""

from collections.abc import Iterable, Sequence

from pod2post.errors import BadInput
from pod2post.ports import Glossary
from pod2post.revision import editing
from pod2post.revision.edits import Edits, Waiver
from pod2post.revision.reopening import Opened
from pod2post.rules import findings
from pod2post.value import value
from pod2post.values import Finding


@value
class Numbered:
    """A finding as the rules gave it, and the waiver that lets it stand, or None."""

    number: int
    finding: Finding
    waiver: Waiver | None


def numbered(run: Opened, glossary: Glossary | None = None) -> tuple[Numbered, ...]:
    """All findings of the run's post, counted from 1."""
    return counted((*findings(run.shown, glossary), *run.amended.findings), run.edits)


def counted(found: Iterable[Finding], edits: Edits) -> tuple[Numbered, ...]:
    """The findings, each with its number and its waiver."""
    return tuple(
        Numbered(number=number, finding=finding, waiver=_waiver(edits, finding))
        for number, finding in enumerate(found, start=1)
    )


def _waiver(edits: Edits, finding: Finding) -> Waiver | None:
    return next((row for row in edits.waived if editing.waives(row, finding)), None)


def chosen(rows: Sequence[Numbered], wanted: str) -> tuple[Numbered, ...]:
    """The finding of this number, or all of a rule of this name.

    Raises:
        BadInput: there is none.
    """
    by = "number" if wanted.isdecimal() else "rule"
    found = tuple(
        row for row in rows if wanted in (str(row.number), row.finding.rule, f"{row.number}.")
    )
    if not found:
        rules = ", ".join(dict.fromkeys(row.finding.rule for row in rows)) or "nothing"
        raise BadInput(
            f"no finding has the {by} {wanted!r}",
            f"There are {len(rows)} findings, of: {rules}. Without a number `waive` lists them.",
        )
    return found


def waived(edits: Edits, rows: Sequence[Numbered], reason: str, editor: str, at: str) -> Edits:
    """The findings stand, for a reason and in somebody's name.

    Raises:
        BadInput: the reason or the name is empty.
    """
    for what, text in (("--reason", reason), ("--editor", editor)):
        if not text.strip():
            raise BadInput(
                f"{what} is missing: a finding is let stand by somebody, for a reason",
                '--reason "the guest spells it so" --editor "Ada Example"',
            )
    for row in rows:
        edits = editing.waived(edits, row.finding, reason.strip(), editor=editor.strip(), at=at)
    return edits


def reopened(edits: Edits, rows: Sequence[Numbered]) -> Edits:
    """The findings are open again."""
    for row in rows:
        edits = editing.unwaived(edits, row.finding)
    return edits
