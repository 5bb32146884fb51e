"""Planted faults: are they caught, and is what is true left alone?

    python -m benchmarks.faults --json [--cases DIR] [--without-dictionary]

Each case of each book goes alone into the book's true draft, through the program's own
verification and rules. benchmarks/cases/README.md tells the format and how it is counted.
Shares run from 0 to 1. `caught`: of the faults of all kinds but names exchanged;
`caught_core`: of the six kinds that must never pass; `mended`: faults that the program put
right by itself, which count as caught. `false_errors`, `false_warnings`: of the true cases
in plain words or with a translator's liberties; `..._idiomatic`: of those that are idiomatic
or condensed. `draft_errors`, `draft_warnings`: findings in the untouched drafts.
`dictionary`: were renderings compared with CC-CEDICT, as the program does where it can?
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
from pod2post import settings
from pod2post.errors import BadInput
from pod2post.glossary import opened
from pod2post.ports import Glossary
from pod2post.settings import weights_folder

CASES = Path(__file__).parent.parent / "cases"


def main(argv: Sequence[str] | None = None) -> int:
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=about)
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="books of cases")
    parser.add_argument(
        "--without-dictionary", action="store_true", help="do not compare words by CC-CEDICT"
    )
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args(argv)
    try:
        figures = run(asked.cases, None if asked.without_dictionary else dictionary())
    except BadInput as error:
        print(error, file=sys.stderr)
        return error.code
    print(json.dumps(figures, ensure_ascii=False) if asked.json else "\n".join(table(figures)))
    return 0


class Aside:
    """A `ports.Tell` beside the figures."""

    def say(self, text: str, /) -> None:
        print(text, file=sys.stderr)

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


def dictionary() -> Glossary | None:
    """The program's own, fetched when it is not there; None where it cannot be had."""
    known = settings.load(None).weights
    return opened(weights_folder(known), wheels=known.wheels, tell=Aside())


def run(folder: Path, glossary: Glossary | None) -> dict[str, Any]:
    """The figures of all books of a folder.

    Raises:
        BadInput: no books, or one that is not of the format.
    """
    stands = [stand(name, book, glossary) for name, book in read_all(folder).items()]
    outcomes = [judge(case, on) for on in stands for case in on.book.cases]
    return {"dictionary": glossary is not None, **score(outcomes, stands)}


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
        elif isinstance(figure, bool):
            yield f"{key:26}{'yes' if figure else 'no':>15}"
        elif isinstance(figure, float):
            yield f"{key:26}{100 * figure:14.1f}%"
        else:
            yield f"{key:26}{'no case' if figure is None else figure:>15}"


if __name__ == "__main__":
    sys.exit(main())
