"""`approvals.json` in a run's folder: who approved the whole post, and exactly what of it.

An approval holds digests of the text, of the evidence beside it and of the transcript. It
stands as long as all three are what they were; nothing has to be withdrawn.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pod2post import codec, runs
from pod2post.errors import BadInput
from pod2post.runs import Run
from pod2post.store import write_atomically
from pod2post.value import require, value
from pod2post.values import Post

FILE = "approvals.json"
Part = Literal["text", "evidence", "transcript"]
# Files that say nothing of the post, and edits that stand no more.
BESIDE = re.compile(
    r"(run|progress|typing|undo|options|approvals|published|post\.grounding|edits-\d+)\.json"
)


@value
class Content:
    """What is approved, as digests: the page, its grounding record, the transcript."""

    text: str
    evidence: str
    transcript: str

    @property
    def digest(self) -> str:
        return codec.digest([self.text, self.evidence, self.transcript])


@value
class Approval:
    """A named person stands by the whole post as it was. `at`: ISO 8601.

    `files`: the digest of what the post was read from. While that is the same nothing else
    needs to be compared.
    """

    editor: str
    at: str
    content: Content
    files: str = ""

    def __post_init__(self) -> None:
        require(bool(self.editor.strip()), "a post is approved by somebody with a name")


@value
class Approvals:
    """All that were ever given, oldest first. `withdrawn`: nobody stands by the last any more."""

    schema: Literal[1] = 1
    given: tuple[Approval, ...] = ()
    withdrawn: bool = False

    @property
    def last(self) -> Approval | None:
        return None if self.withdrawn or not self.given else self.given[-1]


def content(post: Post) -> Content:
    """What an approval of this post would hold."""
    return Content(
        text=codec.digest_bytes(post.markdown.encode()),
        evidence=codec.digest(post.grounding),
        transcript=post.grounding.transcript,
    )


def read(run: Run) -> Approvals:
    """What was approved; nothing where nobody did.

    Raises:
        BadInput: the file is damaged.
    """
    return runs.finished(run, Approvals, FILE) if run.path(FILE).is_file() else Approvals()


def standing(run: Run, now: Content) -> Approval | None:
    """The approval of exactly this content; None where there is none.

    Raises:
        BadInput: as `read`.
    """
    last = read(run).last
    return last if last and last.content == now else None


def changed(before: Content, now: Content) -> tuple[Part, ...]:
    """What is not as it was when it was approved."""
    parts: tuple[Part, ...] = ("text", "evidence", "transcript")
    return tuple(part for part in parts if getattr(before, part) != getattr(now, part))


def sources(run: Run) -> tuple[Path, ...]:
    """The files that a run's post is read back from, by name."""
    found = (path for path in run.folder.glob("*.json") if not BESIDE.fullmatch(path.name))
    return tuple(sorted(path for path in found if path.is_file()))


def files(run: Run) -> str:
    """The digest of all of them."""
    return codec.digest([[p.name, codec.digest_bytes(p.read_bytes())] for p in sources(run)])


def approve(run: Run, now: Content, editor: str, at: str) -> Approval:
    """Write that the editor approves this content.

    Raises:
        BadInput: no name was given, or the file is damaged.
    """
    if not editor.strip():
        raise BadInput("a post is approved by somebody with a name", "Say who: --editor NAME.")
    made = Approval(editor=editor.strip(), at=at, content=now, files=files(run))
    kept = read(run)
    _keep(run, replace(kept, given=(*kept.given, made), withdrawn=False))
    return made


def withdraw(run: Run) -> None:
    """Nobody stands by the post any more; that somebody did stays on record.

    Raises:
        BadInput: the file is damaged.
    """
    kept = read(run)
    if kept.last:
        _keep(run, replace(kept, withdrawn=True))


def _keep(run: Run, approvals: Approvals) -> None:
    write_atomically(run.path(FILE), codec.readable(approvals).encode())
