"""Tables of figures that stand in a page between two marks, made anew from what was measured."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Maker = Callable[[dict[str, Any]], str]


def row(cells: Sequence[str]) -> str:
    """One row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def heads(cells: Sequence[str]) -> list[str]:
    """The first two rows of a table."""
    return [row(cells), row(["---"] * len(cells))]


def written(
    page: str, parts: re.Pattern[str], makers: Mapping[str, Maker], measured: dict[str, Any]
) -> str:
    """The page with its tables made anew; `parts` finds the mark, the table's name, the end."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}\n{makers[found[2]](measured).strip()}\n\n{found[3]}"

    return parts.sub(fill, page)


def last(name: str) -> Any:
    """The JSON object that a benchmark printed as its last line into this file."""
    return json.loads(Path(name).read_text(encoding="utf-8").splitlines()[-1])
