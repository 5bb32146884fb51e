"""`published.json` in a run's folder: who answered for what, when, on what grounds.

It is written before the page and after it: whatever moment a kill chooses, the record names
the bytes that lie in the site's folder.
"""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from pod2post import codec, runs
from pod2post.page.hugo import Publication
from pod2post.publishing.approval import Approval
from pod2post.publishing.changes import Said, Share
from pod2post.revision.edits import Confirmation, Waiver
from pod2post.runs import Run
from pod2post.store import write_atomically
from pod2post.value import value

FILE = "published.json"


@value
class Correction:
    """A correction that a reader is told. `at`: ISO 8601 in the site's zone."""

    at: str
    text: str


@value
class Commit:
    """Where a page was committed: the branch, and the commit's name."""

    branch: str
    name: str


@value
class Issue:
    """One publication of the post: `page` and `grounding` are the digests of what was published.

    `said`: what a reader may have taken from it. `unchecked`: what no check could tell.
    `uncorrected`: why no correction was told although a quotation or a number changed.
    `approved`: who approved the whole post as it was published.
    """

    at: str
    file: str
    page: str
    grounding: str
    publication: Publication
    said: Said
    share: Share
    waived: tuple[Waiver, ...] = ()
    confirmed: Confirmation | None = None
    unchecked: tuple[str, ...] = ()
    correction: Correction | None = None
    uncorrected: str | None = None
    commit: Commit | None = None
    approved: Approval | None = None


@value
class Published:
    """`issues`: oldest first. `pending`: one that is being written.

    `permission`: who allowed it, in the editor's words. `taken`: digests of copies that a person
    changed on the site, and whose changes are in the run's edits.
    """

    schema: Literal[1] = 1
    slug: str
    issues: tuple[Issue, ...] = ()
    pending: Issue | None = None
    permission: str | None = None
    taken: tuple[str, ...] = ()

    @property
    def last(self) -> Issue | None:
        return self.issues[-1] if self.issues else None

    @property
    def corrections(self) -> tuple[Correction, ...]:
        return tuple(row.correction for row in self.issues if row.correction)

    def wrote(self, digest: str) -> bool:
        """Are these bytes one of this post's pages, or was a person's copy of it taken over?"""
        pages = (*self.issues, *([self.pending] if self.pending else []))
        return digest in self.taken or any(row.page == digest for row in pages)


def read(run: Run) -> Published | None:
    """The record as it stands; None where the post was never published.

    Raises:
        BadInput: the file is damaged.
    """
    path = run.path(FILE)
    return runs.finished(run, Published, FILE) if path.is_file() else None


def keep(run: Run, published: Published) -> None:
    write_atomically(run.path(FILE), codec.readable(published).encode())


def settled(run: Run) -> Published | None:
    """The record; what a kill left open in it is decided by the bytes in the site's folder.

    Raises:
        BadInput: as `read`.
    """
    kept = read(run)
    made = decided(kept)
    if made and made != kept:
        keep(run, made)
    return made


def decided(kept: Published | None) -> Published | None:
    """The record as it would be settled; nothing is written."""
    if kept is None or kept.pending is None:
        return kept
    there = kept.pending.page == digest_of(Path(kept.pending.file))
    issues = (*kept.issues, kept.pending) if there else kept.issues
    return replace(kept, issues=issues, pending=None)


def publication(run: Run) -> Publication | None:
    """What the page on the site says of itself; None where there is none.

    Raises:
        BadInput: as `read`.
    """
    kept = settled(run)
    return kept.last.publication if kept and kept.last else None


def take_over(run: Run, data: bytes) -> None:
    """A person's copy of the page is in the run's edits: the next page may replace it.

    It does not go into the store, or a later draft might stand on the site in its place.
    """
    kept, digest = read(run), codec.digest_bytes(data)
    if kept and not kept.wrote(digest):
        keep(run, replace(kept, taken=(*kept.taken, digest)))


def digest_of(path: Path) -> str | None:
    """The digest of a file's bytes; None where there is no file."""
    return codec.digest_bytes(path.read_bytes()) if path.is_file() else None
