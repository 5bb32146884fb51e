"""What is left after a storm, held against what was to be expected."""

import json
import statistics
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.storm.weather import DONE, Episode
from pod2post.batch import events, ledger_desk
from pod2post.batch.ledger import Ledger
from pod2post.batch.orders import STAGES
from pod2post.runs import FILES
from pod2post.store import lines_of

Row = dict[str, Any]
NEAR_S = 5.0


def ended(workspace: Path, expected: Iterable[Episode]) -> Row:
    """Every episode's outcome; those that are another than was expected, with both."""
    with Ledger(workspace / "ledger.sqlite") as book:
        every = {one.id: one for one in ledger_desk.episodes(book)}
    wrong, lost = [], []
    for wanted in expected:
        found = every.get(wanted.name)
        job = found.job if found else None
        if found is None or job is None or job.state not in ("done", "dead"):
            lost.append(wanted.name)
            continue
        got = DONE if job.state == "done" else str(job.kind)
        right = got == wanted.ends and wanted.says in job.cause
        if right and got == DONE:
            right = _digest(workspace, found.run) == wanted.digest
        if not right:
            wrong.append(
                {"episode": wanted.name, "wanted": wanted.ends, "got": got, "cause": job.cause}
            )
    return {"episodes": len(every), "wrong": wrong, "lost": lost}


def _digest(workspace: Path, run: str | None) -> str:
    """Of the bytes in the store that the run names."""
    from pod2post.codec import digest_bytes

    audio = json.loads((workspace / "runs" / str(run) / FILES["fetch"]).read_bytes())
    hexa = str(audio["digest"]).removeprefix("sha256:")
    return digest_bytes((workspace / "store" / "objects" / hexa[:2] / hexa).read_bytes())


def repeated(workspace: Path, folder: Path, killed: Iterable[Row], moments: list[float]) -> Row:
    """Stages that were finished twice, and works that were carried to their end twice.

    The latter is explained where the ledger never heard of a work's end and a kill tells why: it
    was under way at that moment, or ended within `NEAR_S` of it. `moments` are those of the kills.
    """
    rows = events.Events(workspace).rows()
    heard = [(r["episode"], r["stage"], r["fence"]) for r in rows if r["event"] == "finished"]
    works = lines_of(folder / "works.jsonl")
    good = Counter((r["episode"], r["stage"]) for r in works if r["ok"])
    in_flight = {(r["episode"], r["stage"], r["fence"]) for r in killed}
    unheard = [r for r in works if r["ok"] and _work(r) not in heard]
    near = [r for r in unheard if any(abs(r["ended"] - at) < NEAR_S for at in moments)]
    explained = {_work(r) for r in unheard} & in_flight | {_work(r) for r in near}
    finished = Counter(work[:2] for work in heard)
    return {
        "stages_finished": len(finished),
        "done_twice": sum(times > 1 for times in finished.values()),
        "again": sum(times - 1 for times in good.values()),
        "explained": len(explained),
        "attempts": len(works),
    }


def _work(row: Row) -> tuple[str, str, int]:
    return row["episode"], row["stage"], row["fence"]


def memory(folder: Path) -> Row:
    """Of long-lived workers: MB after their first and after their last works, the medians."""
    by: dict[int, list[int]] = {}
    for row in lines_of(folder / "works.jsonl"):
        if row["stage"] == STAGES[0]:
            by.setdefault(row["pid"], []).append(row["rss"])
    long = sorted(by.values(), key=len)[-5:]
    firsts = [statistics.median(r[: max(1, len(r) // 4)]) / 1024 for r in long]
    lasts = [statistics.median(r[-max(1, len(r) // 4) :]) / 1024 for r in long]
    return {
        "rss_first": round(statistics.median(firsts), 1) if firsts else None,
        "rss_last": round(statistics.median(lasts), 1) if lasts else None,
        "works_of_the_eldest": max(map(len, long), default=0),
    }
