"""The tables of docs/topics.md, made of figures that were measured.

    python -m benchmarks.segmentation --json --speed --data DIR > FILE
    python -m benchmarks.segmentation.tables [FILE]

keeps the last line of FILE as measured.json beside this file; without one, what is kept is taken.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MEASURED = HERE / "measured.json"
PAGE = HERE.parents[1] / "docs" / "topics.md"
PARTS = re.compile(
    r"(<!-- made by benchmarks\.segmentation\.tables: (\w+) -->\n).*?(<!-- end -->)", re.S
)
TITLES = {
    "qmsum": "QMSum test, {documents} meetings",
    "tinyrec": "TinyRec test, coarse, {documents} recordings",
    "tinyrec_fine": "TinyRec test, fine, {documents} recordings",
    "slicecast": "SliceCast, {documents} podcasts, nobody's speakers told",
    "books": "books of benchmarks/cases, {documents} short interviews of our own",
    "joined": "these books end to end, {documents} talk cut where one book ends",
}
COLUMNS = {
    "f1_3": "F1 ± 3",
    "bs": "BS",
    "f1": "F1",
    "pk": "Pk",
    "wd": "WindowDiff",
    "count_ratio": "count",
}


def free(measured: dict[str, Any]) -> str:
    """The rows that are told nothing."""
    return _tables(measured, "free")


def given(measured: dict[str, Any]) -> str:
    """The rows that are told how many boundaries there are."""
    return _tables(measured, "given")


def speed(measured: dict[str, Any]) -> str:
    cut = f"2,000 sentences are cut in {measured['cut_s']:.2f} s once their vectors are there"
    rate = measured.get("sentences_per_s")
    return cut + (f"; {rate:.0f} sentences a second are embedded." if rate else ".")


def apart(measured: dict[str, Any]) -> str:
    """What is between ours and each row, where speakers are few or none."""
    made = []
    for name in ("tinyrec", "slicecast"):
        for part in measured.get(name, {}).values():
            heads = [TITLES[name].format(documents=part["documents"]), "ours less it, F1 ± 3", "Pk"]
            made += [_row(heads), _row(["---"] * len(heads))]
            for kind, note in (("free", ""), ("given", ", number given")):
                for method, row in part["apart"][kind].items():
                    cells = ["{:+.3f} ({:+.3f} to {:+.3f})".format(*one) for one in row.values()]
                    made.append(_row([method + note, *cells]))
            made.append("")
    return "\n".join(made)


MAKERS = {"free": free, "given": given, "apart": apart, "speed": speed}


def _tables(measured: dict[str, Any], kind: str) -> str:
    made = []
    for name, title in TITLES.items():
        for part in measured.get(name, {}).values():
            heads = [title.format(documents=part["documents"]), *COLUMNS.values()]
            made += [_row(heads), _row(["---"] * len(heads))]
            for method, row in part[kind].items():
                cells = [f"{row[column]:.3f}" for column in COLUMNS]
                made.append(_row([f"**{method}**" if method == "ours" else method, *cells]))
            made.append("")
    return "\n".join(made)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def written(page: str, measured: dict[str, Any]) -> str:
    """The page with its tables made anew."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}\n{MAKERS[found[2]](measured).strip()}\n\n{found[3]}"

    return PARTS.sub(fill, page)


def main() -> int:
    for name in sys.argv[1:2]:
        fresh = json.loads(Path(name).read_text(encoding="utf-8").splitlines()[-1])
        MEASURED.write_text(f"{json.dumps(fresh, indent=1)}\n", encoding="utf-8")
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
