"""Files of a run read back, edits of any earlier schema among them; what is damaged is named."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.revision.edits import Edits


def decoded(kind: type[Any], path: Path) -> Any:
    """The value in a file.

    Raises:
        OSError: there is no such file.
        BadInput: it holds no such value.
    """
    with _named(path):
        return codec.decode(kind, path.read_bytes())


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file whose bytes are no such value.

    Raises:
        BadInput: in place of `codec.Undecodable`.
    """
    try:
        yield
    except codec.Undecodable as error:
        raise BadInput(
            f"{path} cannot be read: {error}",
            "Correct the named entry, or remove the file to have it made anew.",
        ) from error


def edits_in(path: Path) -> Edits:
    """Edits of any schema as those of today.

    1 knew sections only, 2 no names of editors, 3 no names as an editor spells them.

    Raises:
        BadInput: the file is damaged, or a later version wrote it.
    """
    try:
        data: Any = json.loads(path.read_bytes())
    except ValueError:
        data = None
    number = data.get("schema", 1) if isinstance(data, dict) else 4
    if isinstance(number, int) and number > 4:
        raise BadInput(
            f"{path} has schema {number}, and this version of pod2post knows 1 to 4",
            "A later version wrote it: update pod2post.",
        )
    if number not in (1, 2, 3):
        edits: Edits = decoded(Edits, path)
        return edits
    with _named(path):
        return codec.build(Edits, {**data, "schema": 4})
