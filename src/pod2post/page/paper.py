"""A Markdown file as text: what reading takes off (line ends, marks of the encoding) is kept."""

import re
from pathlib import Path

from pod2post.errors import BadInput
from pod2post.value import require, value

MOST_BYTES = 2_000_000
_END = re.compile("\r\n|\r|\n")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@value
class Paper:
    """`text` with `\\n` for each of the line ends in `ends`; `mark` stood before it, or nothing."""

    data: bytes
    text: str
    ends: tuple[str, ...]
    mark: bytes
    encoding: str


def read(path: Path) -> Paper:
    """The file's bytes, and the text that they are.

    Raises:
        BadInput: no such file, too large for a post, no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}", "Name a post, a .md file."
        ) from error
    if len(data) > MOST_BYTES:
        raise BadInput(f"{path} has {len(data)} bytes, which no post has", "Name a post's file.")
    mark, encoding = next((row for row in _MARKS if data.startswith(row[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path} is no UTF-8 text: {error.reason} at byte {error.start}",
            "Save it as UTF-8 in your editor.",
        ) from error
    return Paper(
        data=data,
        text=_END.sub("\n", text),
        ends=tuple(_END.findall(text)),
        mark=mark,
        encoding=encoding,
    )


def written(paper: Paper, text: str) -> bytes:
    """The bytes that say `text` with the line ends and the mark that the file had.

    Raises:
        ValueError: `text` has other lines than the file.
    """
    lines = text.split("\n")
    require(len(lines) == len(paper.ends) + 1, "lines were added or taken out")
    whole = "".join(f"{line}{end}" for line, end in zip(lines, (*paper.ends, ""), strict=True))
    return paper.mark + whole.encode(paper.encoding)
