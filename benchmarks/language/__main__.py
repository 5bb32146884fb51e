"""Is a post ready for a Taiwanese site: its language, its page, its links?

    python -m benchmarks.language --json [--cases DIR] [--only PART ...]

Each part is a module of this package with one function, `figures`:

- `words`: Simplified characters, Mainland terms, and good prose that must be left alone
- `pages`: the reference post, and mutations of it and of the sample post
- `fuzz`: hostile drafts, built together by real Hugo
- `links`: labelled episodes against a loopback Apple and Spotify

What cannot run here (no reference post, no Hugo) is null, and `skipped` says why.
"""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PARTS = ("words", "pages", "fuzz", "links")


def main(argv: Sequence[str] | None = None) -> int:
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language", description=about)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument("--cases", type=Path, metavar="DIR", help="word cases of your own")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS, metavar="PART")
    asked = parser.parse_args(argv)
    made: dict[str, Any] = {"skipped": {}}
    for name in asked.only:
        part = importlib.import_module(f"benchmarks.language.{name}")
        found = part.figures(asked.cases) if name == "words" else part.figures()
        skipped = found.pop("skipped", {})
        made |= {**found, "skipped": {**made["skipped"], **skipped}}
    print(json.dumps(made, ensure_ascii=False) if asked.json else "\n".join(table(made)))
    return 0


def table(made: dict[str, Any]) -> list[str]:
    """The figures for a person, line by line."""
    return [f"{name:26} {figure}" for name, figure in made.items()]


if __name__ == "__main__":
    sys.exit(main())
