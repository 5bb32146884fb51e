"""Publishing a run's post: the gate, the page, the file, the record. No stage is executed."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from pod2post import codec
from pod2post.page.hugo import Publication
from pod2post.ports import Glossary
from pod2post.publishing import approval, changes, gate, placing, record
from pod2post.publishing.approval import Approval
from pod2post.publishing.case import Case, Wish, opened, publication
from pod2post.publishing.changes import Share
from pod2post.publishing.gate import Reason
from pod2post.publishing.record import Commit, Correction, Issue, Published
from pod2post.revision import reopening
from pod2post.revision.waiving import Numbered
from pod2post.runs import Run
from pod2post.settings import Settings
from pod2post.stages.render import rendered
from pod2post.store import Store
from pod2post.values import Post, value


@value
class Outcome:
    """`did`: unchanged means that nothing was written, restored that the same page was again.

    `elsewhere`: where the post was published before, and still lies. `warnings`: how many are open.
    """

    did: Literal["published", "changed", "unchanged", "restored"]
    run: str
    issue: Issue
    elsewhere: str | None = None
    warnings: int = 0


@value
class Rehearsed:
    """What would be written to `file` in place of `before`; None: there is no such file yet.

    `warnings`: how many are open. `unchecked`: what no check could tell.
    """

    file: str
    before: str | None
    page: str
    publication: Publication
    warnings: int
    unchecked: tuple[str, ...]
    share: Share


@value
class Refusal:
    """Nothing was written; all that stands against it, and what no check could tell."""

    reasons: tuple[Reason, ...]
    unchecked: tuple[str, ...]


def publish(
    run: Run, known: Settings, wish: Wish, *, at: datetime, glossary: Glossary | None = None
) -> Outcome | Refusal:
    """Write the post into the site's folder, or say all that stands against it.

    Raises:
        BadInput: no draft, no such date, a date to come, or a file there that is not ours.
        LimitReached: the disk is full.
    """
    with _alone(run):
        case = opened(run, known, wish, at, glossary, record.settled(run))
        page = _page(case)
        if refused := _refused(case, page):
            return refused
        made = _again(case, page.same, page.post) if page.same else _issued(case, page)
        return replace(made, warnings=_open_warnings(case.rows))


def rehearsed(
    run: Run, known: Settings, wish: Wish, *, at: datetime, glossary: Glossary | None = None
) -> Rehearsed | Refusal:
    """What `publish` would write now, or what stands against it. Nothing is written.

    Raises:
        BadInput: as `publish`.
    """
    case = opened(run, known, wish, at, glossary, record.decided(record.read(run)))
    page = _page(case)
    if refused := _refused(case, page):
        return refused
    words = page.words
    return Rehearsed(
        file=str(case.path),
        before=case.path.read_text(encoding="utf-8") if case.path.is_file() else None,
        page=page.post.markdown,
        publication=page.same.publication if page.same else words,
        warnings=_open_warnings(case.rows),
        unchecked=tuple(gate.unchecked(page.post.grounding)),
        share=changes.share(case.now.shown),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The page as it would be published; `same`: the last publication, where that is it."""

    same: Issue | None
    words: Publication
    post: Post


def _page(case: Case) -> _Page:
    same = _unchanged(case)
    words = publication(case, again=same is not None)
    return _Page(same=same, words=words, post=rendered(case.now.shown, words))


def _refused(case: Case, page: _Page) -> Refusal | None:
    post = page.post
    placing.refuse_foreign(case.path, post.markdown.encode(), case.run, case.past)
    reasons = tuple(_reasons(case, same=page.same is not None))
    unchecked = tuple(gate.unchecked(post.grounding))
    return Refusal(reasons=reasons, unchecked=unchecked) if reasons else None


def _open_warnings(rows: Sequence[Numbered]) -> int:
    return sum(1 for row in rows if row.finding.severity == "warning" and row.waiver is None)


def target(run: Run, known: Settings, wish: Wish) -> Path:
    """The file that `publish` will write.

    Raises:
        BadInput: as `placing.target`.
    """
    past = record.read(run)
    slug = past.slug if past else reopening.opened(run, known).shown.source.slug
    return placing.target(wish.folder or known.site.content, slug, past)


def committed(run: Run, made: Outcome, commit: Commit) -> Outcome:
    """The outcome with its commit, noted in the record."""
    issue = replace(made.issue, commit=commit)
    with _alone(run):
        past = record.read(run)
        if past:
            record.keep(run, replace(past, issues=(*past.issues[:-1], issue)))
    return replace(made, issue=issue)


def _alone(run: Run) -> AbstractContextManager[None]:
    """One at a time: two editors must not both be the first."""
    return Store(run.folder.parent.parent / "store").lock(f"publish-{run.folder.name}")


# --- what stands against it -----------------------------------------------------------


def _reasons(case: Case, *, same: bool) -> Iterator[Reason]:
    yield from gate.reasons(case.now, case.rows, case.wish.editor)
    if case.site.require_approval and approved(case) is None:
        yield Reason(
            what="nobody approved the post as it is now",
            next="Read and approve it on the page: pod2post review RUN "
            "([site] require_approval asks for it).",
            kind="unapproved",
        )
    draft = reopening.post(case.now).markdown.encode()
    if mine := placing.edited(case.run, draft):
        yield Reason(
            what=f"{mine} was changed by hand, and the run does not know of it",
            next=f"Take it over: pod2post adopt {mine}; what that leaves, mend in the file. "
            "Or remove the file: the next run prints it anew.",
            kind="edited by hand",
        )
    if case.editor is None:
        yield Reason(
            what="nobody answers for the post",
            next="Name who does with --editor NAME, or in the settings: [site] editor.",
            kind="no editor",
        )
    if case.last is None and case.wish.correction:
        yield Reason(
            what="--correction, and nothing was published yet that could be corrected",
            next="Leave it out.",
            kind="nothing to correct",
        )
    if case.last is None or same or case.wish.correction or case.wish.uncorrected:
        return
    lost = tuple(changes.gone(case.last.said, changes.said(case.now.shown)))
    if lost:
        yield Reason(
            what=f"what was published does not stand so any more: {'; '.join(lost)}",
            next='Tell the readers: --correction "原文…，應為…"; '
            'or say why that is not needed: --no-correction "…"',
            kind="changed",
        )


def approved(case: Case) -> Approval | None:
    """Who approved the whole post as it is now; None where nobody did."""
    return approval.standing(case.run, approval.content(reopening.post(case.now)))


def _unchanged(case: Case) -> Issue | None:
    """The last publication, where this one would be the same bytes at the same place."""
    last = case.last
    if last is None or Path(last.file) != case.path:
        return None
    told = last.correction.text if last.correction else None
    if case.wish.correction not in (None, told):
        return None
    page = rendered(case.now.shown, publication(case, again=True)).markdown.encode()
    return last if codec.digest_bytes(page) == last.page else None


# --- writing --------------------------------------------------------------------------


def _again(case: Case, same: Issue, post: Post) -> Outcome:
    """The page as it is; written once more where it is gone."""
    past, wish = case.past, case.wish
    if past and wish.permission and wish.permission != past.permission:
        record.keep(case.run, replace(past, permission=wish.permission))
    lies_there = record.digest_of(case.path) == same.page
    if not lies_there:
        placing.write(case.path, post.markdown.encode())
    did: Literal["unchanged", "restored"] = "unchanged" if lies_there else "restored"
    return Outcome(did=did, run=str(case.run.folder), issue=same)


def _issued(case: Case, page: _Page) -> Outcome:
    """Record, page, record: a kill between them leaves a record that names both pages."""
    post = page.post
    issue = _issue(case, page.words, post)
    past = case.past or Published(slug=case.path.stem)
    past = replace(past, permission=case.wish.permission or past.permission)
    record.keep(case.run, replace(past, pending=issue))
    placing.write(case.path, post.markdown.encode())
    record.keep(case.run, replace(past, issues=(*past.issues, issue)))
    return Outcome(
        did="changed" if case.last else "published",
        run=str(case.run.folder),
        issue=issue,
        elsewhere=_elsewhere(case),
    )


def _elsewhere(case: Case) -> str | None:
    before = Path(case.last.file) if case.last else case.path
    return str(before) if before != case.path and before.is_file() else None


def _issue(case: Case, publication: Publication, post: Post) -> Issue:
    wish, now = case.wish, case.now
    text = wish.correction
    return Issue(
        at=case.moment,
        file=str(case.path),
        page=codec.digest_bytes(post.markdown.encode()),
        grounding=codec.digest(post.grounding),
        publication=publication,
        said=changes.said(now.shown),
        share=changes.share(now.shown),
        waived=tuple(row.waiver for row in case.rows if row.waiver),
        confirmed=gate.confirmation(now),
        unchecked=tuple(gate.unchecked(post.grounding)),
        correction=Correction(at=case.moment, text=text) if text else None,
        uncorrected=wish.uncorrected,
        approved=approved(case),
    )
