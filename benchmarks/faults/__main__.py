"""Planted faults: are they caught, and is what is true left alone?

    python -m benchmarks.faults --json [--cases DIR]

Each case of each book goes alone into the book's true draft, through the program's own
verification and rules. benchmarks/cases/README.md tells the format and how it is counted.
Shares run from 0 to 1. `caught`: of the faults of all kinds but names exchanged;
`caught_core`: of the six kinds that must never pass; `mended`: faults that the program put
right by itself, which count as caught. `false_errors`, `false_warnings`: of the true cases
in plain words or with a translator's liberties; `..._idiomatic`: of those that are idiomatic
or condensed. `draft_errors`, `draft_warnings`: findings in the untouched drafts.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.faults.reading import read_all
from benchmarks.faults.score import score
from benchmarks.faults.trial import judge, stand
from pod2post.errors import BadInput

CASES = Path(__file__).parent.parent / "cases"


def main(argv: Sequence[str] | None = None) -> int:
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=about)
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="books of cases")
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args(argv)
    try:
        figures = run(asked.cases)
    except BadInput as error:
        print(error, file=sys.stderr)
        return error.code
    print(json.dumps(figures, ensure_ascii=False) if asked.json else "\n".join(table(figures)))
    return 0


def run(folder: Path) -> dict[str, Any]:
    """The figures of all books of a folder.

    Raises:
        BadInput: no books, or one that is not of the format.
    """
    stands = [stand(name, book) for name, book in read_all(folder).items()]
    outcomes = [judge(case, on) for on in stands for case in on.book.cases]
    return score(outcomes, stands)


def table(figures: dict[str, Any]) -> Iterator[str]:
    """The figures for a person, line by line."""
    for key, figure in figures.items():
        if isinstance(figure, dict):
            rows = {name: row for name, row in figure.items() if row}
            columns: dict[str, int] = next(iter(rows.values()), {})
            yield f"\n{key:26}" + "".join(f"{column:>15}" for column in columns)
            for name, row in rows.items():
                yield f"{name:26}" + "".join(f"{count:15}" for count in row.values())
        elif isinstance(figure, list):
            yield f"\n{key}: {len(figure)}"
            for one in figure:
                yield "  " + (one if isinstance(one, str) else " | ".join(one.values()))
        elif isinstance(figure, float):
            yield f"{key:26}{100 * figure:14.1f}%"
        else:
            yield f"{key:26}{'no case' if figure is None else figure:>15}"


if __name__ == "__main__":
    sys.exit(main())
