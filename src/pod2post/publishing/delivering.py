"""A post into the site's folder and, where that is asked for, into a commit of its own."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pod2post.backends import git
from pod2post.ports import Glossary
from pod2post.publishing import issuing
from pod2post.publishing.case import Wish
from pod2post.publishing.issuing import Outcome, Refusal
from pod2post.publishing.record import Commit
from pod2post.runs import Run
from pod2post.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What was published; `repository`: where it was committed, None where that was not asked."""

    outcome: Outcome
    repository: git.Repository | None


def deliver(
    run: Run,
    known: Settings,
    wish: Wish,
    *,
    at: datetime,
    glossary: Glossary | None,
    branch: str | None,
) -> Delivered | Refusal:
    """Publish the post. `branch`: commit it there; "" is pod2post/SLUG, None is no commit.

    Raises:
        BadInput: as `issuing.publish`; git that refuses.
        LimitReached, TryLater: a full disk; git that does not answer.
    """
    repository = opened(issuing.target(run, known, wish), branch) if branch is not None else None
    made = issuing.publish(run, known, wish, at=at, glossary=glossary)
    if isinstance(made, Refusal):
        return made
    if repository:
        page = Path(made.issue.file)
        name = repository.commit(page.read_bytes(), f"Publish {page.stem}\n")
        made = issuing.committed(run, made, Commit(branch=repository.branch, name=name))
    return Delivered(outcome=made, repository=repository)


def opened(path: Path, branch: str) -> git.Repository:
    """The repository of a page, able to take a commit; "" is the branch pod2post/SLUG.

    Raises:
        BadInput, TryLater: as `git.opened`.
    """
    return git.opened(path, branch or f"pod2post/{path.stem}")
