"""A page into the site's folder: all of it or nothing, and never over what is not ours."""

from pathlib import Path

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.publishing.record import Published, digest_of
from pod2post.runs import Run
from pod2post.store import Store, write_atomically


def target(folder: str | None, slug: str, past: Published | None) -> Path:
    """The page's file: in the folder that was named, else where it lies already.

    Raises:
        BadInput: no folder is known, it is none, or a page bundle has the post's name.
    """
    if folder is None and past and past.last:
        path = Path(past.last.file)
        if not path.parent.is_dir():
            raise BadInput(
                f"{path.parent}, where the post was published, is gone", "Name another with --to."
            )
    elif folder is None:
        raise BadInput(
            "it is not said where the site's posts lie",
            "Name their folder with --to, or once for all in the settings: [site] content.",
        )
    else:
        path = Path(folder).expanduser().resolve() / f"{slug}.md"
    if path.parent.exists() and not path.parent.is_dir():
        raise BadInput(f"{path.parent} is no folder", "Name the folder of the site's posts.")
    bundle = path.parent / slug / "index.md"
    if bundle.exists():
        raise BadInput(
            f"{bundle} has the name of this post already",
            "Two pages of one address break a site: move it away, or name another folder.",
        )
    return path


def refuse_foreign(path: Path, page: bytes, run: Run, past: Published | None) -> None:
    """Ours is what this run published, and drafts of pod2post that nobody changed.

    Raises:
        BadInput: something else lies there.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise BadInput(f"{path} is no plain file", "Move it away, or name another folder.")
    there = digest_of(path)
    if there is None or there == codec.digest_bytes(page) or (past and past.wrote(there)):
        return
    if _drafted(run, there):
        return
    raise BadInput(
        f"{path} holds a text that pod2post did not leave there: not touched",
        f"Take its changes over: pod2post adopt {path} --run {run.folder.name}; "
        "or move it away. Then publish again.",
    )


def edited(run: Run, draft: bytes) -> Path | None:
    """The run's own post.md, where a person changed it and the run does not know of it."""
    path = run.path("post.md")
    there = digest_of(path)
    known = there in (None, codec.digest_bytes(draft))
    return None if known or _drafted(run, there or "") else path


def _drafted(run: Run, digest: str) -> bool:
    """Are these the bytes of a draft that pod2post printed, or that were taken over?"""
    return Store(run.folder.parent.parent / "store").has(digest)


def write(path: Path, page: bytes) -> None:
    """Write the page.

    Raises:
        BadInput, LimitReached: the folder cannot be written to, or is full.
    """
    try:
        write_atomically(path, page)
    except BadInput as error:
        raise BadInput(error.cause, "Name a folder that is yours with --to.") from error
