"""What must be the same on every machine of a cluster, and who is refused."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pod2post import codec, settings
from pod2post.errors import BadInput
from pod2post.value import value

DIFFERENT = {
    "code": "Install the same version of pod2post everywhere, and start the workers again.",
    "settings": "Name one file with --config that all machines read, by an absolute path.",
    "own": "Put prompts, templates and vocabulary of your own where all machines read the same.",
}


@value
class Likeness:
    """Digests of the code, of the settings, of the person's own prompts, templates and names.

    `token`: what a file in the workspace says.
    """

    code: str
    settings: str
    own: str
    token: str


def likeness(config: str | None, token: str) -> Likeness:
    """This process's.

    Raises:
        BadInput: the settings cannot be read.
    """
    known = settings.load(Path(config) if config else None)
    plain = codec.plain(replace(known, weights=settings.Weights()))  # each machine has its own
    named = (known.writer.prompts, known.site.templates, known.site.vocabulary)
    try:
        text = Path(token).read_text("utf-8")
    except OSError as error:
        text = f"cannot be read: {error.strerror}"
    return Likeness(
        code=_code(),
        settings=codec.digest(plain),
        own=_digest(Path(name) for name in named if name),
        token=text,
    )


@cache
def _code() -> str:
    """Of all that this program consists of, as it was when it was first asked for."""
    package = Path(__file__).parents[1]
    beside = (package.parents[1] / name for name in ("prompts", "templates"))  # of a checkout
    return _digest((package, *beside))


def _digest(places: Iterable[Path]) -> str:
    """Of files, and of all files in folders, by their names there."""
    made = hashlib.sha256()
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pyc":
                made.update(f"{path.relative_to(place)}\0".encode() + path.read_bytes())
    return f"sha256:{made.hexdigest()}"


def look(config: str | None, token: str) -> dict[str, Any]:
    """A worker's likeness, or why it has none."""
    try:
        plain: dict[str, Any] = codec.plain(likeness(config, token))
    except BadInput as error:
        return {"refused": str(error)}
    return plain


def refuse(agreed: Likeness, seen: Mapping[str, Mapping[str, Any]]) -> None:
    """Are all workers like this process?

    Raises:
        BadInput: one has other code or settings, or does not see the workspace.
    """
    for worker, found in seen.items():
        if "refused" in found:
            raise BadInput(f"{worker}: {found['refused']}", "All machines read one settings file.")
        if found["token"] != agreed.token:
            raise BadInput(
                f"{worker} does not see the workspace of this machine",
                "Store and runs lie on a file system that all share, under the same path.",
            )
        for name, remedy in DIFFERENT.items():
            if found[name] != getattr(agreed, name):
                what = "prompts, templates or names" if name == "own" else name
                raise BadInput(f"{worker} has other {what} than this machine", remedy)
