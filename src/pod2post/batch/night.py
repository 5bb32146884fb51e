"""The work of a night: claim what is due, hand it to the engine, write down what came of it.

The loop itself does nothing that takes long, so that leases are kept alive and lanes filled while
one episode is recognised, the next is fetched and the last is written.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pod2post.batch import ledger_desk, verdicts
from pod2post.batch.engine import Done, Engine, work
from pod2post.batch.lanes import PAID
from pod2post.batch.ledger import LEASE, Ledger
from pod2post.batch.orders import SECOND, Claim, Failure
from pod2post.batch.purse import Purse, noon
from pod2post.errors import Pod2postError
from pod2post.feeds.masking import masked_text
from pod2post.ports import Tell
from pod2post.scene import Options
from pod2post.value import value

BEAT = LEASE // 4
Clock = Callable[[], int]


@value
class Tally:
    """What one sync came to. `begun`, `ended` in ms since 1970; the rest are episodes' ids.

    `failed`: those of which some stage failed, whatever became of them later; `budget`: the
    night's budget stopped something.
    """

    begun: int
    ended: int
    drafted: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    budget: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """All that a night needs. `clock`: ms since 1970; `wait`: ms that it waits for what is to be
    tried again; `worker`: a name that no other process has.
    """

    ledger: Ledger
    engine: Engine
    clock: Clock
    tell: Tell
    purse: Purse
    options: Options
    config: str | None
    worker: str
    wait: int
    claims: dict[str, Claim] = field(default_factory=dict)
    budgets: dict[str, float | None] = field(default_factory=dict)
    stops: list[int] = field(default_factory=list)  # when the night's budget stopped something

    def work(self) -> Tally:
        """Until nothing is left that can be done now, or within `wait`.

        However it ends, what was under way is stopped and given back.
        """
        begun, drafted, failed = self.clock(), list[str](), list[str]()
        try:
            for claim, done in self._ended():
                if done.outcome is not None:
                    failed.append(claim.episode)
                elif claim.stage == "write":
                    drafted.append(claim.episode)
        finally:
            self._give_back()
        return Tally(
            begun=begun,
            ended=self.clock(),
            drafted=tuple(dict.fromkeys(drafted)),
            failed=tuple(dict.fromkeys(failed)),
            budget=bool(self.stops),
        )

    def _ended(self) -> Iterator[tuple[Claim, Done]]:
        beat = self.clock()
        while True:
            now = self.clock()
            if now - beat >= BEAT or now < beat:
                self._beat(now)
                beat = now
            self._fill(now)
            pause = self._pause(now)
            if pause is None:
                return
            for done in self.engine.completed(pause / SECOND):
                claim = self.claims.pop(done.episode, None)
                if claim and claim.fence == done.fence:
                    yield claim, self._settled(claim, done)

    def _pause(self, now: int) -> int | None:
        """How long to wait for the engine, in ms; None: the night is over."""
        moment = ledger_desk.next_moment(self.ledger, now)
        ahead = BEAT if moment is None else max(moment - now, 1)
        if self.claims:
            return min(ahead, BEAT)
        return None if moment is None or ahead > self.wait else min(ahead, BEAT)

    def _beat(self, now: int) -> None:
        for episode, claim in list(self.claims.items()):
            if not self.ledger.heartbeat(claim, now):
                del self.claims[episode]  # another has it; what ours makes lies in the store

    def _fill(self, now: int) -> None:
        """Begin with all that there is room for."""
        while claim := self.ledger.claim(None, self.worker, now, but=self._shut(now)):
            self.claims[claim.episode] = claim
            mine = self._wished(claim, now)
            self.tell.say(f"{claim.episode}: {claim.stage}: {claim.order.title}")
            self.engine.submit(work(claim, mine, self.config))

    def _shut(self, now: int) -> tuple[str, ...]:
        """The paid lane, when nothing is left to pay with; parked when nothing will be."""
        if not self.purse.exhausted(now):
            return ()
        if not self.purse.shares and PAID in ledger_desk.waiting(self.ledger):
            self._park_paid(now)
        return (PAID,)

    def _park_paid(self, now: int) -> None:
        self.stops.append(now)
        if PAID not in self.ledger.parked(now):
            _, again = noon(now, self.purse.settings.site.timezone)
            self.ledger.park(PAID, again, *self._spent_out())

    def _spent_out(self) -> tuple[str, str]:
        shown = self.purse.settings.money.shown(self.purse.budget or 0.0)
        return f"the night's budget of {shown} is spent", BUDGET

    def _wished(self, claim: Claim, now: int) -> Options:
        """What `pod2post run` would be asked for this episode."""
        order, budget = claim.order, None
        if claim.stage == "write":
            budget = self.purse.share(claim, ledger_desk.run_of(self.ledger, claim.episode), now)
            self.budgets[claim.episode] = budget
        return replace(
            self.options,
            source=order.source,
            show=order.profile,
            writer=order.writer,
            budget=budget,
            announced_ms=order.announced_ms,
            refresh=claim.fresh and claim.stage == "fetch",
        )

    def _settled(self, claim: Claim, done: Done) -> Done:
        """Written down; a draft that the night's budget stopped goes on another night."""
        now = self.clock()
        if claim.stage == "write":
            self.purse.settle(ledger_desk.run_of(self.ledger, claim.episode) or claim.episode)
        outcome = done.outcome
        if outcome is None:
            self.ledger.finish(claim, done.key)
            return done
        if outcome.kind == "limit" and self._night_s(claim):
            outcome = self._tomorrow(now)
        self.tell.say(f"{claim.episode}: {claim.stage} failed: {masked_text(outcome.cause)}")
        self.ledger.fail(claim, outcome, now)
        return replace(done, outcome=outcome)

    def _night_s(self, claim: Claim) -> bool:
        return self.purse.bounds(claim, self.budgets.get(claim.episode))

    def _tomorrow(self, now: int) -> Failure:
        self.stops.append(now)
        _, again = noon(now, self.purse.settings.site.timezone)
        cause, remedy = self._spent_out()
        return Failure(
            kind="limit",
            cause=cause,
            remedy=remedy,
            counts=False,
            after_ms=again - now,
            park=PAID,
        )

    def _give_back(self) -> None:
        self.engine.close()
        for claim in self.claims.values():
            with contextlib.suppress(Pod2postError):
                self.ledger.fail(claim, verdicts.stopped(), self.clock())
        self.claims.clear()


BUDGET = (
    "What was paid is kept, and the next night goes on. For more, raise [batch] budget_usd, then "
    f"`pod2post retry {PAID}`."
)
