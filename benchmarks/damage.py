"""Some 340 damaged, disguised and absurd media files, each with its outcome named beforehand.

    python -m benchmarks.damage --json

The files are made anew from sounds of our own, always the same ones (tests/damaged.py), and go
through resolve, fetch and transcribe with real decoding and a recogniser that hears what is
decoded. `as_named` of `cases` came out as named; `crashes` are other errors or a dead process,
`hangs` took over --limit seconds. `rss_mb` is the highest peak of a process, `slowest_s` one
file. With other outcomes the exit code is 1, and they are listed.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

import damaged  # noqa: E402
import damaged_run  # noqa: E402

BATCH = 45
START_S = 60  # for a process to begin and to encode the whole files


def work(begin: int, end: int) -> None:
    """Try these cases; a line before each, so that a death has a name, and one after it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = damaged.sources(folder)
        for at, case in enumerate(damaged.cases()[begin:end], begin):
            print(json.dumps({"case": case.name}), flush=True)
            place = folder / str(at)
            place.mkdir()
            began, crash, wrong = time.monotonic(), "", ""
            try:
                wrong = damaged_run.complaint(case, known, place)
            except Exception as error:  # noqa: BLE001 - to be counted
                crash = f"{type(error).__name__}: {error}"
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            row = {"wrong": wrong, "crash": crash, "s": time.monotonic() - began, "rss": peak}
            print(json.dumps(row), flush=True)


def batch(begin: int, end: int, limit: float) -> list[dict[str, Any]]:
    """The outcomes of these cases, from a process of its own; the last may be a death."""
    command = [sys.executable, "-m", "benchmarks.damage", "--work", str(begin), str(end)]
    seconds = START_S + limit * (end - begin)
    try:
        run = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, timeout=seconds, check=False
        )
        text, end_of_it = run.stdout, {"crash": f"the process ended with {run.returncode}"}
    except subprocess.TimeoutExpired as late:
        text, end_of_it = late.stdout or b"", {"hang": f"nothing within {seconds:.0f} s"}
    rows = [json.loads(line) for line in text.decode().splitlines()]
    told = [{**one, **two} for one, two in zip(rows[::2], rows[1::2], strict=False)]
    if len(told) < end - begin:
        at = rows[-1].get("case", "the start") if rows else "the start"
        told.append({"case": at, "wrong": "", "crash": "", "s": limit, "rss": 0, **end_of_it})
    return told


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--limit", type=float, default=15.0, help="seconds for one file")
    parser.add_argument("--work", type=int, nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.work:
        work(*args.work)
        return 0
    cases = damaged.cases()
    rows: list[dict[str, Any]] = []
    began = time.monotonic()
    while len(rows) < len(cases):
        rows += batch(len(rows), min(len(cases), len(rows) + BATCH), args.limit)
        print(f"{len(rows)} of {len(cases)}", file=sys.stderr)
    hangs = [row for row in rows if "hang" in row or row["s"] > args.limit]
    failed = [row for row in rows if row["wrong"] or row["crash"] or row in hangs]
    for row in failed:
        print(json.dumps(row, ensure_ascii=False))
    result = {
        "cases": len(cases),
        "named": dict(Counter(case.wanted for case in cases)),
        "as_named": len(rows) - len(failed),
        "crashes": sum(bool(row["crash"]) for row in rows),
        "hangs": len(hangs),
        "rss_mb": max(row["rss"] for row in rows),
        "slowest_s": round(max(row["s"] for row in rows), 2),
        "wall_s": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result) if args.json else "\n".join(f"{k}: {v}" for k, v in result.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
