"""The tables of docs/topics.md about advertisements, made of figures that were measured.

    python -m benchmarks.advertisements --json > FILE
    python -m benchmarks.advertisements.tables [FILE]

keeps the last line of FILE as measured.json beside this file; without one, what is kept is taken.
contact.json holds what an unread part gave when it was met, and the commits that gave it;
checked.json what `python -m benchmarks.advertisements.fit --check` printed.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from benchmarks import pages

HERE = Path(__file__).resolve().parent
MEASURED = HERE / "measured.json"
CONTACT = HERE / "contact.json"
CHECKED = HERE / "checked.json"
PAGE = HERE.parents[1] / "docs" / "topics.md"
PARTS = re.compile(
    r"(<!-- made by benchmarks\.advertisements\.tables: (\w+) -->\n).*?(<!-- end -->)", re.S
)


def ours(measured: dict[str, Any]) -> str:
    """All rows of all parts."""
    heads = ["", "advertisements", "found", "their time left", "programme lost"]
    heads += ["false spans", "traps marked"]
    rows = [heads, ["---"] * len(heads)]
    for part, finders in measured.items():
        for name, row in finders.items():
            called = f"**{part}, {name}**" if name == "ours" else f"{part}, {name}"
            shares = [_share(row[key]) for key in ("found", "ad_left", "programme_lost")]
            traps = f"{row['traps_marked']} of {row['traps']}"
            rows.append([called, str(row["ads"]), *shares, str(row["false_spans"]), traps])
    return "\n".join(map(pages.row, rows))


def kinds(measured: dict[str, Any]) -> str:
    """Found of planted, of ours, by kind."""
    names = sorted({name for part in measured.values() for name in part["ours"]["by_kind"]})
    rows = [["found of planted", *measured], ["---"] * (len(measured) + 1)]
    for name in names:
        counts = (part["ours"]["by_kind"].get(name) for part in measured.values())
        rows.append([name, *(f"{c['found']} of {c['planted']}" if c else "" for c in counts)])
    return "\n".join(map(pages.row, rows))


def contact(_: dict[str, Any]) -> str:
    """What parts gave before anything was learnt from them, and after."""
    rows = [["when", "commit", "part", "found", "programme lost"], ["---"] * 5]
    for one in json.loads(CONTACT.read_text(encoding="utf-8")):
        found = f"{one['found']} of {one['ads']}"
        rows.append([one["when"], one["commit"], one["part"], found, _share(one["programme_lost"])])
    return "\n".join(map(pages.row, rows))


def left(_: dict[str, Any]) -> str:
    """Each episode by weights of all the others."""
    heads = ["weights of the other episodes", "advertisements", "found", "programme lost"]
    rows = [heads, ["---"] * len(heads)]
    for part, row in json.loads(CHECKED.read_text(encoding="utf-8")).items():
        rows.append([part, str(row["ads"]), _share(row["found"]), _share(row["programme_lost"])])
    return "\n".join(map(pages.row, rows))


MAKERS = {"ours": ours, "kinds": kinds, "contact": contact, "left": left}


def _share(part: float) -> str:
    return f"{100 * part:.1f} %"


def written(page: str, measured: dict[str, Any]) -> str:
    """The page with its tables made anew."""
    return pages.written(page, PARTS, MAKERS, measured)


def main() -> int:
    for name in sys.argv[1:2]:
        fresh = pages.last(name)
        MEASURED.write_text(f"{json.dumps(fresh, indent=1)}\n", encoding="utf-8")
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
