"""One file as one commit on a branch, by git's plumbing. The only file that calls git.

The commit is made of an index of its own: yours, your branch and the other files are never
touched, however dirty they are. No hook of `git commit` runs, and the commit is not signed.
"""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pod2post.errors import BadInput, TryLater

TIMEOUT_S = 60
NOBODY = "0" * 40
# Set by a git that calls us, as in a hook; they would point at another repository.
LOCAL = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX"),
)
# What would make git ask, guess a name from the machine, or write beside the index we give it.
QUIET = (
    *("-c", "user.useConfigOnly=true", "-c", "core.splitIndex=false"),
    *("-c", "core.fsmonitor=false"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A working tree that one file goes into, `path` from its root; `on`: what is checked out."""

    root: Path
    path: str
    branch: str
    on: str

    def commit(self, page: bytes, message: str) -> str:
        """The name of the commit on the branch that holds the page; a new one if none does.

        The branch grows from its own tip, or from what is checked out where it is new or was
        merged.

        Raises:
            BadInput: git refuses; nothing of it is left but an object that nothing names.
            TryLater: git does not answer.
        """
        names = (f"refs/heads/{self.branch}^{{commit}}", "HEAD^{commit}")
        tip, head = map(self._found, names)
        merged = tip and head and _asked(self.root, "merge-base", "--is-ancestor", tip, head).ok
        parent = head if merged else tip or head
        blob = self._said("hash-object", "-w", "--stdin", "--path", self.path, feed=page)
        if parent and self._found(f"{parent}:{self.path}") == blob:
            commit = parent
        else:
            commit = self._made(blob, parent, message)
        if commit != tip:
            reference = f"refs/heads/{self.branch}"
            self._said("update-ref", "-m", "pod2post publish", reference, commit, tip or NOBODY)
        return commit

    def _made(self, blob: str, parent: str | None, message: str) -> str:
        """A commit in which the file alone differs from `parent`; no branch names it yet."""
        with tempfile.TemporaryDirectory(prefix="pod2post-") as folder:
            own = Path(folder) / "index"
            if parent:
                self._said("read-tree", parent, index=own)
            place = f"100644,{blob},{self.path}"
            self._said("update-index", "--add", "--cacheinfo", place, index=own)
            tree = self._said("write-tree", index=own)
        above = ("-p", parent) if parent else ()
        return self._said("commit-tree", tree, *above, "-F", "-", feed=message.encode())

    def _found(self, name: str) -> str | None:
        made = _asked(self.root, "rev-parse", "--verify", "--quiet", name)
        return made.text if made.ok else None

    def _said(self, *words: str, feed: bytes = b"", index: Path | None = None) -> str:
        made = _asked(self.root, *words, feed=feed, index=index)
        if not made.ok:
            raise BadInput(
                f"git {words[0]} refused: {made.complaint}",
                "The page is written, and not committed. Mend it and publish again, or "
                f"commit {self.path} yourself.",
            )
        return made.text


def opened(file: Path, branch: str) -> Repository:
    """The repository of a file that may not be there yet, able to take a commit on `branch`.

    Raises:
        BadInput: no git, no working tree, a branch that cannot be written, no name of yours,
            an ignored file.
        TryLater: git does not answer.
    """
    folder = next(path for path in file.parents if path.is_dir())
    inside = _asked(folder, "rev-parse", "--is-inside-work-tree")
    if inside.text != "true":
        why = f" ({inside.complaint})" if inside.complaint else ""
        raise BadInput(
            f"{folder} lies in no working tree of git{why}",
            "Name a folder of a clone that has files, or leave --git out.",
        )
    root = Path(_asked(folder, "rev-parse", "--show-toplevel").text)
    path = file.relative_to(root).as_posix()
    _refuse_branch(root, branch)
    for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if not _asked(root, "var", who).ok:
            raise BadInput(
                f"git does not know in {root} who you are",
                'git config user.name "Ada Example" and git config user.email ada@example.org',
            )
    if _asked(root, "check-ignore", "--quiet", "--", path).ok:
        raise BadInput(f"git ignores {path}", "Change .gitignore, or leave --git out.")
    on = _asked(root, "symbolic-ref", "--quiet", "--short", "HEAD")
    return Repository(root=root, path=path, branch=branch, on=on.text or "a detached HEAD")


def _refuse_branch(root: Path, branch: str) -> None:
    if not _asked(root, "check-ref-format", "--branch", branch).ok:
        raise BadInput(f"{branch!r} is no name of a branch", "Name another with --branch.")
    trees = _asked(root, "worktree", "list", "--porcelain").text.splitlines()
    if f"branch refs/heads/{branch}" in trees:
        raise BadInput(
            f"the branch {branch} is checked out: its files would seem to have changed back",
            "Name another with --branch, or leave --git out and commit the page yourself.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    ok: bool
    text: str
    complaint: str


def _asked(folder: Path, *words: str, feed: bytes = b"", index: Path | None = None) -> Answer:
    """What git says.

    Raises:
        BadInput: there is no git.
        TryLater: it does not answer.
    """
    around = {name: text for name, text in os.environ.items() if name not in LOCAL}
    around |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    around |= {"GIT_INDEX_FILE": str(index)} if index else {}
    command = ["git", *QUIET, "-C", str(folder), *words]
    try:
        made = subprocess.run(  # noqa: S603  git, and words of ours; a path stands last
            command, input=feed, capture_output=True, env=around, timeout=TIMEOUT_S, check=False
        )
    except FileNotFoundError as error:
        raise BadInput("there is no git here", "Install it, or leave --git out.") from error
    except subprocess.TimeoutExpired as error:
        raise TryLater(
            f"git {words[0]} did not answer for {TIMEOUT_S} s",
            "Is another git at work there? The same command goes on from here.",
        ) from error
    told = made.stderr.decode(errors="replace").split("\n")
    return Answer(
        ok=made.returncode == 0,
        text=made.stdout.decode(errors="replace").strip(),
        complaint=next((line for line in told if line.strip()), "").strip(),
    )
