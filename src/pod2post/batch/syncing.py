"""One sync from its lock to its digest, and `watch`, which is the same with a sleep."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pod2post.batch import digest, ledger_desk, office
from pod2post.batch.digest import Digest
from pod2post.batch.engine import Engine
from pod2post.batch.events import Events
from pod2post.batch.gather import Gathered, Round
from pod2post.batch.ledger import Ledger
from pod2post.batch.night import Clock, Night, Tally
from pod2post.batch.orders import SECOND
from pod2post.batch.purse import Purse
from pod2post.batch.sole import FILE, sole
from pod2post.errors import Pod2postError, TryLater
from pod2post.feeds.polling import Desk
from pod2post.keeping import plan, survey, sweeping
from pod2post.ports import Tell
from pod2post.scene import Options
from pod2post.settings import Settings
from pod2post.store import Store

MINUTE = 60 * SECOND
GB = 10**9
OPEN = ("ready", "running", "blocked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What a sync was asked for. `engine` begins what does the work; `budget` in USD."""

    workspace: Path
    known: Settings
    config: str | None
    tell: Tell
    engine: Callable[[], Engine]
    budget: float | None
    wait_minutes: int
    poll: bool = True
    clock: Clock = office.clock

    def once(self) -> Digest:
        """Look at the shows, do what is due, and tell what came of it.

        Raises:
            TryLater: another sync is under way in this workspace.
            BadInput: settings, the ledger or the list of shows cannot be used.
            LimitReached: the disk is full.
        """
        with sole(self.workspace / FILE, "a sync"), self._ledger() as ledger:
            self._purse().check(self.clock())
            ledger.reclaim(self.clock())  # nobody else is at work: what is held was cut off
            begun = self.clock()
            gathered = self._gathered(ledger)
            tally = self._night(ledger).work()
            self._tidied()
            made = self._told(ledger, gathered, tally, begun)
        Events(self.workspace).note("digest", **digest.facts(made))
        return made

    def _ledger(self) -> Ledger:
        return office.ledger(self.workspace, self.known)

    def _purse(self) -> Purse:
        store = Store(self.workspace / "store")
        return Purse(store=store, settings=self.known, budget=self.budget)

    def _gathered(self, ledger: Ledger) -> Gathered:
        if not self.poll:
            return Gathered()
        now = self.clock
        desk = Desk(
            workspace=self.workspace,
            settings=self.known,
            now=lambda: datetime.fromtimestamp(now() / SECOND, UTC),
        )
        return Round(ledger=ledger, desk=desk, tell=self.tell).gather(now())

    def _night(self, ledger: Ledger) -> Night:
        return Night(
            ledger=ledger,
            engine=self.engine(),
            clock=self.clock,
            tell=self.tell,
            purse=self._purse(),
            options=Options(source="", workspace=str(self.workspace)),
            config=self.config,
            worker=f"{socket.gethostname()}:{os.getpid()}:{os.urandom(3).hex()}",
            wait=self.wait_minutes * MINUTE,
        )

    def _tidied(self) -> None:
        """Within the quota of `[limits]`, where there is one; what cannot be is said."""
        quota, place = self.known.limits.quota_gb, self.workspace
        if quota is None or not (place / "store").is_dir():
            return
        now = self.clock()
        try:
            made = plan.planned(survey.survey(place, now), round(quota * GB), now)
            done = list(sweeping.swept(place, made, now))
        except Pod2postError as error:  # the drafts are made, and the digest tells of them
            self.tell.say(f"the workspace could not be tidied up: {error.cause}")
            return
        freed = sum(row.freed for row in done)
        over = made.over + sum(row.step.frees - row.freed for row in done if row.why)
        if over > 0:
            self.tell.say(f"the workspace is {over / GB:.1f} GB above [limits] quota_gb")
        steps = sum(not row.why for row in done)
        Events(place).note("gc", removed=steps, freed=freed, quota=made.quota)

    def _told(self, ledger: Ledger, gathered: Gathered, tally: Tally, begun: int) -> Digest:
        every, now = ledger_desk.episodes(ledger), self.clock()
        waiting = [one for one in every if one.dropped is None and one.job.state in OPEN]
        usd = self._purse().paid(begun)
        return Digest(
            begun=begun,
            ended=now,
            new=len(gathered.new),
            stuck=digest.stuck(every, tally.failed),
            parked=ledger_desk.parks(ledger, now),
            troubles=gathered.troubles,
            drafts=tuple(
                digest.drawn(one, self.workspace) for one in every if one.id in tally.drafted
            ),
            waiting=len(waiting),
            later=any(one.job.kind not in (None, "not out") for one in waiting),
            budget=tally.budget,
            usd=usd,
            twd=self.known.money.twd(usd),
        )


def watch(sync: Sync, every_minutes: int, sleep: Callable[[float], None]) -> Iterator[Digest]:
    """One sync after the other, for ever.

    Raises:
        BadInput, LimitReached: as `Sync.once`; what may work another time is said and waited for.
    """
    while True:
        try:
            yield sync.once()
        except TryLater as error:
            sync.tell.say(f"{error.cause}; looking again in {every_minutes} min")
        sleep(every_minutes * 60)


def pause(seconds: float) -> None:
    """Wait; a signal ends it."""
    time.sleep(seconds)
