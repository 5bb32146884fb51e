"""The ledger: who works on which stage of which episode, until when, and what waits for what.

One SQLite file with any number of processes at it. It is an index: what was made lies in the
store and the runs, what a person decided in the event log, and `rebuild` makes it again from
these. Times are whole ms since 1970 and are handed in; a clock that jumps ends leases early or
late, and fencing keeps that harmless.
"""

import itertools
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pod2post import codec
from pod2post.batch.ledger_file import named, opened, transaction
from pod2post.batch.orders import (
    EVERYTHING,
    FURTHEST,
    SECOND,
    STAGES,
    Claim,
    Failure,
    Note,
    Order,
    limit,
    silent,
    wait_ms,
)

LEASE = 120 * SECOND
NOW_DUE = "(not_before <= :now OR not_before > :now + :far)"
MINE = (
    "episode = :episode AND stage = :stage AND fence = :fence AND worker = :worker "
    "AND state = 'running'"
)
FREE = "worker = NULL, until = NULL"
FETCH, HEAR = 0, 1


class Ledger:
    """One connection. `limits` are those of lanes or kinds of lanes, `ahead` see `Batch`."""

    def __init__(
        self,
        path: Path,
        limits: Mapping[str, int] | None = None,
        *,
        ahead: int = 4,
        attempts: int = 6,
        note: Note = silent,
        chance: random.Random | None = None,
    ) -> None:
        self.path, self.limits, self.note = path, dict(limits or {}), note
        self.ahead, self.attempts = ahead, attempts
        self.chance = chance or random.Random()
        self.db = opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    # --- filling ----------------------------------------------------------------------

    def enqueue(self, orders: Iterable[Order], now: int) -> tuple[str, ...]:
        """Take these in, all or none; returns the ids of those that were not known by any key.

        A key by which a known episode was not known yet is learnt.
        """
        new = []
        with named(self.path), transaction(self.db):
            for order in orders:
                known = self._known(order)
                if known is None:
                    order_ = replace(order, id=self._free_id(order.id))
                    self._add(order_, now)
                    new.append(order_)
                    known = order_.id
                for key in order.keys:
                    self.db.execute("INSERT OR IGNORE INTO known VALUES (?, ?)", (key, known))
        for order in new:
            self.note("enqueued", episode=order.id, order=codec.plain(order))
        return tuple(order.id for order in new)

    def _free_id(self, wanted: str) -> str:
        """The id itself, or with a number where another episode has it by chance."""
        taken = "SELECT 1 FROM episode WHERE id = ?"
        names = itertools.chain([wanted], (f"{wanted}-{n}" for n in itertools.count(2)))
        return next(name for name in names if not self.db.execute(taken, (name,)).fetchone())

    def _known(self, order: Order) -> str | None:
        for key in order.keys:
            row = self.db.execute("SELECT episode FROM known WHERE key = ?", (key,)).fetchone()
            if row:
                return str(row[0])
        return None

    def _add(self, order: Order, now: int) -> None:
        facts = codec.encode(order).decode()
        self.db.execute(
            "INSERT INTO episode (id, facts, published, added) VALUES (?, ?, ?, ?)",
            (order.id, facts, order.published or 0, now),
        )
        for stage, lane in enumerate(order.lanes):
            self.db.execute(
                "INSERT INTO job (episode, stage, lane, state) VALUES (?, ?, ?, ?)",
                (order.id, stage, lane, "blocked" if stage else "ready"),
            )

    # --- working ----------------------------------------------------------------------

    def claim(
        self,
        lanes: Collection[str] | None,
        worker: str,
        now: int,
        *,
        but: Collection[str] = (),
    ) -> Claim | None:
        """The right to one due stage, late stages first; None when there is none.

        `lanes`: the kinds of lanes that the worker serves, None: all; `but`: lanes that are to
        be left alone now. The limits are counted
        in the transaction that claims. Of one stage and lane comes first what was claimed
        least often, then what is newest.
        """
        with named(self.path), transaction(self.db):
            over = self._expire("until < :now OR until > :now + 2 * :lease", now)
            parked = self.parked(now).union(but)
            claim = None
            for stage, lane in () if EVERYTHING in parked else self._waiting():
                served = lanes is None or lane.partition(":")[0] in lanes
                if served and lane not in parked and self._room(stage, lane):
                    claim = self._claimed(stage, lane, worker, now)
                    if claim:
                        break
        self._tell_expired(over)
        if claim:
            facts = {"stage": claim.stage, "fence": claim.fence, "worker": worker}
            self.note("claimed", episode=claim.episode, **facts)
        return claim

    def _waiting(self) -> list[tuple[int, str]]:
        ready = "SELECT DISTINCT stage, lane FROM job WHERE state = 'ready'"
        return self.db.execute(f"{ready} ORDER BY stage DESC, lane").fetchall()

    def parked(self, now: int) -> set[str]:
        """The lanes that are closed now."""
        rows = self.db.execute(
            "SELECT lane FROM park WHERE until > ? AND until <= ? + ?", (now, now, FURTHEST)
        )
        return {lane for (lane,) in rows}

    def _room(self, stage: int, lane: str) -> bool:
        count = "SELECT count(*) FROM job WHERE state = 'running' AND lane = ?"
        if self.db.execute(count, (lane,)).fetchone()[0] >= limit(lane, self.limits):
            return False
        if stage != FETCH:
            return True
        ahead = (
            "SELECT count(*) FROM job JOIN episode ON id = episode WHERE dropped IS NULL AND "
            "((stage = ? AND state = 'running') OR (stage = ? AND state = 'ready'))"
        )
        return bool(self.db.execute(ahead, (FETCH, HEAR)).fetchone()[0] < self.ahead)

    def _claimed(self, stage: int, lane: str, worker: str, now: int) -> Claim | None:
        facts = {"stage": stage, "lane": lane, "worker": worker, "now": now, "far": FURTHEST}
        row = self.db.execute(
            "UPDATE job SET state = 'running', worker = :worker, until = :now + :lease, "
            "attempts = attempts + 1, fence = fence + 1 "
            "WHERE stage = :stage AND episode = (SELECT episode FROM job JOIN episode ON "
            "  id = episode WHERE state = 'ready' AND stage = :stage AND lane = :lane "
            f"  AND dropped IS NULL AND {NOW_DUE} "
            "  ORDER BY fence, published DESC, id LIMIT 1) "
            "RETURNING episode, fence, attempts, fresh",
            {**facts, "lease": LEASE},
        ).fetchone()
        if row is None:
            return None
        episode, fence, attempt, fresh = row
        (text,) = self.db.execute("SELECT facts FROM episode WHERE id = ?", (episode,)).fetchone()
        return Claim(
            episode=episode,
            stage=STAGES[stage],  # type: ignore[arg-type]
            lane=lane,
            fence=fence,
            attempt=attempt,
            worker=worker,
            order=codec.decode(Order, text.encode()),
            fresh=bool(fresh),
        )

    def _expire(self, which: str, now: int) -> list[tuple[str, int, str]]:
        """Give back what dead or stuck workers hold, inside the caller's transaction."""
        rows = self.db.execute(
            f"UPDATE job SET state = CASE WHEN attempts >= :most THEN 'dead' ELSE 'ready' END, "
            f"{FREE}, not_before = 0, kind = 'killed', cause = :cause, remedy = :remedy "
            f"WHERE state = 'running' AND ({which}) RETURNING episode, stage, state",
            {
                "most": self.attempts,
                "now": now,
                "lease": LEASE,
                "cause": "its worker died or was stopped",
                "remedy": "If that happens again, look for short memory in the system's log.",
            },
        )
        return rows.fetchall()

    def _tell_expired(self, rows: Iterable[tuple[str, int, str]]) -> None:
        for episode, stage, state in rows:
            self.note("expired", episode=episode, stage=STAGES[stage], state=state)

    def reclaim(self, now: int) -> int:
        """Give back all that is held: for who knows that nobody else is at work."""
        with named(self.path), transaction(self.db):
            over = self._expire("1", now)
        self._tell_expired(over)
        return len(over)

    # Each of these returns False when the claim is void: another worker has it, or a person
    # has taken it back. What was made stays in the store; there is nothing else to publish.

    def heartbeat(self, claim: Claim, now: int) -> bool:
        """Keep the lease alive."""
        with named(self.path):
            row = self.db.execute(
                f"UPDATE job SET until = :now + :lease WHERE {MINE}",
                {**_key(claim), "now": now, "lease": LEASE},
            )
        return row.rowcount == 1

    def finish(self, claim: Claim, run: str | None = None) -> bool:
        """The stage is done, the next one is due. `run`: the name of the episode's run."""
        with named(self.path), transaction(self.db):
            done = f"UPDATE job SET state = 'done', {FREE}, fresh = 0, kind = NULL, cause = '', "
            mine = self.db.execute(f"{done} remedy = '' WHERE {MINE}", _key(claim)).rowcount == 1
            if mine:
                self.db.execute(
                    "UPDATE job SET state = 'ready' WHERE episode = :episode "
                    "AND stage = :stage + 1 AND state = 'blocked'",
                    _key(claim),
                )
                self._name_run(claim.episode, run)
        self._tell(claim, "finished" if mine else "void", run=run)
        return mine

    def _name_run(self, episode: str, run: str | None) -> None:
        named_ = "UPDATE episode SET run = coalesce(?, run) WHERE id = ?"
        self.db.execute(named_, (run, episode))

    def fail(self, claim: Claim, failure: Failure, now: int) -> bool:
        """The stage did not get done: it waits, or it is given up with its reason.

        Where the failure is the lane's, the lane is parked in the same transaction.
        """
        most = self.attempts if failure.most is None else failure.most
        dead = failure.counts and claim.attempt >= most
        wait = failure.after_ms
        if wait is None:
            wait = wait_ms(claim.attempt, self.chance) if failure.counts else 0
        due = now + min(max(wait, 0), FURTHEST)
        with named(self.path), transaction(self.db):
            mine = self._failed(claim, failure, "dead" if dead else "ready", due)
            if mine and failure.park:
                self._park(failure.park, due, failure.cause, failure.remedy)
        what = "dead" if dead else "failed"
        facts = {"kind": failure.kind, "cause": failure.cause, "park": failure.park, "due": due}
        self._tell(claim, what if mine else "void", **facts)
        return mine

    def _failed(self, claim: Claim, failure: Failure, state: str, due: int) -> bool:
        row = self.db.execute(
            f"UPDATE job SET state = :state, {FREE}, not_before = :due, "
            "attempts = attempts - :back, kind = :kind, cause = :cause, remedy = :remedy "
            f"WHERE {MINE}",
            {
                **_key(claim),
                "state": state,
                "due": due,
                "back": 0 if failure.counts else 1,
                "kind": failure.kind,
                "cause": failure.cause,
                "remedy": failure.remedy,
            },
        )
        return row.rowcount == 1

    def _tell(self, claim: Claim, event: str, **facts: Any) -> None:
        at = {"stage": claim.stage, "fence": claim.fence}
        self.note(event, episode=claim.episode, **at, **facts)

    def park(self, lane: str, until: int, why: str, remedy: str = "") -> None:
        """Close a lane until a time; nobody's attempt is used up."""
        with named(self.path), transaction(self.db):
            self._park(lane, until, why, remedy)
        self.note("parked", lane=lane, until=until, cause=why)

    def _park(self, lane: str, until: int, why: str, remedy: str) -> None:
        row = (lane, until, why, remedy)
        self.db.execute("INSERT OR REPLACE INTO park VALUES (?, ?, ?, ?)", row)


def _key(claim: Claim) -> dict[str, Any]:
    number, fence = STAGES.index(claim.stage), claim.fence
    return {"episode": claim.episode, "stage": number, "fence": fence, "worker": claim.worker}
