"""The tables of docs/topics.md, made of figures that were measured.

    python -m benchmarks.segmentation --json --speed --data DIR > FILE
    python -m benchmarks.segmentation.shows --data DIR > SHOWS
    python -m benchmarks.segmentation.tables [FILE [SHOWS]]

keeps the last line of FILE, and of SHOWS under `shows`, as measured.json beside this file; what is
not named stays as it was kept.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from benchmarks import pages

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
    "books": "books of benchmarks/cases, {documents} short interviews of our own",
    "joined": "these books end to end, {documents} talk cut where one book ends",
}
SHOW = "{name} of SliceCast, {documents} podcasts"
TALKS = {
    "ai, physics": "lectures at MIT, {documents}, nobody named",
    "axrp": "axrp, {documents} interviews, speakers told",
    "btcpod, btctalk": "bitcointranscripts, {documents} podcasts and talks",
    "syntax": "syntax, {documents} podcasts, speakers told",
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
    """What is between ours and each row, on recordings."""
    made = []
    for part in measured["tinyrec"].values():
        title = TITLES["tinyrec"].format(documents=part["documents"])
        made += pages.heads([title, "ours less it, F1 ± 3", "Pk"])
        for kind, note in (("free", ""), ("given", ", number given")):
            for method, row in part["apart"][kind].items():
                made.append(pages.row([method + note, *map(_bounds, row.values())]))
        made.append("")
    return "\n".join(made)


def shows(measured: dict[str, Any]) -> str:
    """Podcasts, each judged by numbers that were fitted without its show."""
    made = []
    for name, show in measured["shows"].items():
        title = TALKS.get(name, SHOW).format(name=name, documents=show["documents"])
        made += pages.heads([title, "F1 ± 3", "BS", "Pk", "count", "ours less it, F1 ± 3", "Pk"])
        for kind, note in (("free", ""), ("given", ", number given")):
            for method, row in show[kind].items():
                figures = [f"{row[column]:.3f}" for column in ("f1_3", "bs", "pk", "count_ratio")]
                less = show[f"apart {kind}"].get(method)
                apart = map(_bounds, less.values()) if less else ("", "")
                title = f"**{method}{note}**" if method == "ours" else method + note
                made.append(pages.row([title, *figures, *apart]))
        made.append("")
    return "\n".join(made)


MAKERS = {"free": free, "given": given, "apart": apart, "shows": shows, "speed": speed}


def _tables(measured: dict[str, Any], kind: str) -> str:
    made = []
    for name, title in TITLES.items():
        for part in measured.get(name, {}).values():
            heads = [title.format(documents=part["documents"]), *COLUMNS.values()]
            made += pages.heads(heads)
            for method, row in part[kind].items():
                cells = [f"{row[column]:.3f}" for column in COLUMNS]
                made.append(pages.row([f"**{method}**" if method == "ours" else method, *cells]))
            made.append("")
    return "\n".join(made)


def _bounds(one: tuple[float, float, float]) -> str:
    return "{:+.3f} ({:+.3f} to {:+.3f})".format(*one)


def written(page: str, measured: dict[str, Any]) -> str:
    """The page with its tables made anew."""
    return pages.written(page, PARTS, MAKERS, measured)


def main() -> int:
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    files = [pages.last(name) for name in sys.argv[1:3]]
    if files:
        measured = {**files[0], "shows": (files[1:] or [measured["shows"]])[0]}
        MEASURED.write_text(f"{json.dumps(measured, indent=1)}\n", encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
