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
from pod2post.errors import TryLater
from pod2post.feeds.polling import Desk
from pod2post.keeping import tidying
from pod2post.ports import Tell
from pod2post.scene import Options
from pod2post.settings import Settings
from pod2post.store import Store

MINUTE = 60 * SECOND
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
            tidying.after_sync(self.workspace, self.known.limits.quota_gb, self.tell, self.clock())
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
