"""What people ask the ledger and decide: where things stand, again, never."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pod2post import codec
from pod2post.batch.ledger import Ledger
from pod2post.batch.ledger_file import named, transaction
from pod2post.batch.orders import EVERYTHING, FURTHEST, STAGES, Episode, Job, Order, Park
from pod2post.errors import BadInput
from pod2post.runs import DAY

MOST_SHOWN = 8
COLUMNS = "episode, stage, lane, state, attempts, not_before, worker, until, kind, cause, remedy"


def episodes(ledger: Ledger) -> tuple[Episode, ...]:
    """All there are, the newest first."""
    jobs: dict[str, list[Job]] = {}
    with named(ledger.path):
        for row in ledger.db.execute(f"SELECT {COLUMNS} FROM job ORDER BY episode, stage"):
            jobs.setdefault(row[0], []).append(_job(row))
        rows = ledger.db.execute(
            "SELECT id, facts, added, run, dropped FROM episode ORDER BY published DESC, id"
        ).fetchall()
    return tuple(
        Episode(
            id=name,
            order=codec.decode(Order, facts.encode()),
            added=added,
            run=run,
            dropped=dropped,
            jobs=tuple(jobs[name]),
        )
        for name, facts, added, run, dropped in rows
        if name in jobs
    )


def _job(row: tuple[Any, ...]) -> Job:
    names = [name.strip() for name in COLUMNS.split(",")][2:]
    facts: dict[str, Any] = dict(zip(names, row[2:], strict=True))
    return Job(stage=STAGES[row[1]], **facts)  # type: ignore[arg-type]


def counts(every: Iterable[Episode]) -> dict[str, int]:
    """How many episodes are drafted, dropped, given up, at work, and waiting for which stage."""
    made: Counter[str] = Counter()
    for episode in every:
        made[standing(episode)] += 1
    return dict(sorted(made.items()))


def standing(episode: Episode) -> str:
    """Where an episode stands, in one or two words."""
    job = episode.job
    if episode.dropped is not None:
        return "dropped"
    if job.state == "done":
        return "drafted"
    words = {"dead": "given up", "running": f"at {job.stage}"}
    return words.get(job.state, f"waits for {job.stage}")


def parks(ledger: Ledger, now: int) -> tuple[Park, ...]:
    """The lanes that are closed now."""
    with named(ledger.path):
        shut = ledger.parked(now)
        rows = ledger.db.execute("SELECT lane, until, why, remedy FROM park ORDER BY lane")
        return tuple(
            Park(lane=lane, until=until, why=why, remedy=remedy)
            for lane, until, why, remedy in rows.fetchall()
            if lane in shut
        )


def next_moment(ledger: Ledger, now: int) -> int | None:
    """When something may change by itself: a wait or a park ends. None: nothing waits for that."""
    with named(ledger.path):
        (due,) = ledger.db.execute(
            "SELECT min(not_before) FROM job JOIN episode ON id = episode "
            "WHERE state = 'ready' AND dropped IS NULL AND not_before > ? AND not_before <= ?",
            (now, now + FURTHEST),
        ).fetchone()
        lanes = waiting(ledger)
    ends = [park.until for park in parks(ledger, now) if park.lane in lanes | {EVERYTHING}]
    return min([*ends, *([due] if due is not None else [])], default=None) if lanes else None


def run_of(ledger: Ledger, episode: str) -> str | None:
    """The name of the episode's run, where there is one."""
    with named(ledger.path):
        row = ledger.db.execute("SELECT run FROM episode WHERE id = ?", (episode,)).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def waiting(ledger: Ledger) -> set[str]:
    """The lanes in which some episode could be worked on, now or later."""
    rows = ledger.db.execute(
        "SELECT DISTINCT lane FROM job JOIN episode ON id = episode "
        "WHERE state = 'ready' AND dropped IS NULL"
    )
    return {lane for (lane,) in rows}


def find(ledger: Ledger, text: str) -> Episode:
    """The episode that `text` means: its id or run, their beginning, or words of its title.

    Raises:
        BadInput: there is none, or several; those that could be meant are named.
    """
    every = episodes(ledger)
    wanted = text.casefold().strip()
    found: list[Episode] = []
    for fits in (_is, _begins, _says):
        found = found or [one for one in every if wanted and fits(one, wanted)]
    if len(found) == 1:
        return found[0]
    shown = "; ".join(f"{one.id} ({one.order.title})" for one in (found or every)[:MOST_SHOWN])
    if found:
        raise BadInput(f"{text!r} may be any of {len(found)} episodes", f"Write more of: {shown}.")
    raise BadInput(f"no episode {text!r} is queued", f"There are: {shown or 'none'}.")


def _names(episode: Episode) -> tuple[str, ...]:
    run = episode.run or ""
    return tuple(name.casefold() for name in (episode.id, run, DAY.sub("", run)) if name)


def _is(episode: Episode, text: str) -> bool:
    return text in _names(episode)


def _begins(episode: Episode, text: str) -> bool:
    return any(name.startswith(text) for name in _names(episode))


def _says(episode: Episode, text: str) -> bool:
    return text in episode.order.title.casefold()


def retry(ledger: Ledger, episode: Episode, stage: str | None = None) -> str:
    """Make an episode due at once, with all its attempts; returns the stage it begins with.

    With a stage, that one and those after it are done again, if it came so far; what the store
    has costs nothing, and `fetch` looks at the episode's page anew.

    Raises:
        BadInput: somebody works on it now, or nothing is left to be done.
    """
    due = episode.job.stage
    begin = min(stage or due, due, key=STAGES.index)
    if any(job.state == "running" for job in episode.jobs):
        raise BadInput(f"{episode.id} is being worked on", "Let it end, or stop the sync.")
    if stage is None and episode.job.state == "done" and episode.dropped is None:
        raise BadInput(f"{episode.id} is drafted", "Say where to begin anew: --from write.")
    facts = {"id": episode.id, "stage": STAGES.index(begin), "fresh": int(stage == "fetch")}
    with named(ledger.path), transaction(ledger.db):
        ledger.db.execute(
            "UPDATE job SET state = CASE WHEN stage = :stage THEN 'ready' ELSE 'blocked' END, "
            "attempts = 0, not_before = 0, fresh = CASE WHEN stage = :stage THEN :fresh ELSE 0 "
            "END, kind = NULL, cause = '', remedy = '' "
            "WHERE episode = :id AND stage >= :stage AND state != 'running'",
            facts,
        )
        ledger.db.execute("UPDATE episode SET dropped = NULL WHERE id = :id", facts)
    ledger.note("retried", episode=episode.id, stage=begin, fresh=stage == "fetch")
    return begin


def readdress(ledger: Ledger, orders: Iterable[Order]) -> int:
    """Episodes that lie at another address now, and are not fetched yet: how many were changed.

    One that is being fetched, or was, stays what it was: its sound is there.
    """
    changed = 0
    with named(ledger.path), transaction(ledger.db):
        for order in orders:
            rows = ledger.db.execute(
                "SELECT DISTINCT id, facts FROM known JOIN episode ON id = known.episode "
                "JOIN job ON job.episode = id "
                "WHERE stage = 0 AND state IN ('ready', 'dead') AND key IN "
                f"({', '.join('?' * len(order.keys))})",
                order.keys,
            ).fetchall()
            for name, facts in rows:
                old = codec.decode(Order, facts.encode())
                now = replace(old, source=order.source, lanes=order.lanes)
                row = (codec.encode(now).decode(), name)
                ledger.db.execute("UPDATE episode SET facts = ? WHERE id = ?", row)
                lane = (order.lanes[0], name)
                ledger.db.execute("UPDATE job SET lane = ? WHERE episode = ? AND stage = 0", lane)
                changed += now != old
    return changed


def drop(ledger: Ledger, episode: Episode, reason: str) -> None:
    """Never work on it. What is under way ends; files stay where they are."""
    with named(ledger.path):
        row = (reason, episode.id)
        ledger.db.execute("UPDATE episode SET dropped = ? WHERE id = ?", row)
    ledger.note("dropped", episode=episode.id, reason=reason)


def reopen(ledger: Ledger, lane: str) -> bool:
    """Open a parked lane at once, and make what waited for it due; False: it is not parked."""
    with named(ledger.path), transaction(ledger.db):
        gone = ledger.db.execute("DELETE FROM park WHERE lane = ?", (lane,)).rowcount
        if gone:
            ledger.db.execute(
                "UPDATE job SET not_before = 0 WHERE state = 'ready' AND (lane = ? OR ? = '*')",
                (lane, lane),
            )
    if gone:
        ledger.note("reopened", lane=lane)
    return bool(gone)


def restore(ledger: Ledger, done: Mapping[str, tuple[int, str | None]]) -> int:
    """Mark what was made before as done: of each episode how many stages, and its run's name.

    What somebody works on is left alone. Returns how many episodes were changed.
    """
    changed = 0
    with named(ledger.path), transaction(ledger.db):
        for name, (stages, run) in done.items():
            facts = {"id": name, "stages": stages, "run": run}
            changed += ledger.db.execute(
                "UPDATE job SET state = CASE WHEN stage < :stages THEN 'done' "
                "WHEN stage = :stages THEN 'ready' ELSE 'blocked' END "
                "WHERE episode = :id AND NOT EXISTS (SELECT 1 FROM job AS other WHERE "
                "other.episode = :id AND other.state IN ('running', 'dead'))",
                facts,
            ).rowcount
            ledger.db.execute("UPDATE episode SET run = coalesce(:run, run) WHERE id = :id", facts)
    return changed // len(STAGES)
