"""All that a report tells of a run, gathered from its folder. Nothing is executed."""

from typing import TypeVar

from pod2post import runs
from pod2post.publishing import approval, record
from pod2post.publishing.approval import Approval
from pod2post.publishing.record import Issue
from pod2post.revision import reopening
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.runs import FILES, Record, Run
from pod2post.value import value
from pod2post.values import Mended, Plan, Segments

T = TypeVar("T")


@value
class Material:
    """`rows`: all findings, waived or not; not all of them yet where `whole` is False.

    `approved`: who stands by exactly this text.
    """

    opened: Opened
    rows: tuple[Numbered, ...]
    record: Record
    segments: Segments | None = None
    plan: Plan | None = None
    mended: tuple[Mended, ...] = ()
    approved: Approval | None = None
    issued: Issue | None = None
    whole: bool = True


def gathered(run: Run, now: Opened, rows: tuple[Numbered, ...]) -> Material:
    """The run with all that stands beside its draft.

    Raises:
        BadInput: a file of the run is damaged.
    """
    published = record.read(run)
    return Material(
        opened=now,
        rows=rows,
        record=run.record(),
        segments=_if_there(run, Segments, "segment"),
        plan=_if_there(run, Plan, "plan"),
        mended=runs.kept_names(run),
        approved=_approved(run, now),
        issued=published.last if published else None,
    )


def _if_there(run: Run, kind: type[T], stage: str) -> T | None:
    name = FILES[stage]
    return runs.finished(run, kind, name) if run.path(name).is_file() else None


def _approved(run: Run, now: Opened) -> Approval | None:
    """The page is printed for it only where somebody approved one."""
    last = approval.read(run).last
    if last is None or last.content != approval.content(reopening.post(now)):
        return None
    return last
