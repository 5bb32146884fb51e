"""What a night may cost over all its episodes: a share for each draft, before it is begun.

The journal of the store says what was paid, so that a killed sync and the next one share one
budget. A night is from noon to noon on the site's clock: whatever is started, stopped and started
again in it, all replies together stay below.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pod2post.batch.lanes import PAID
from pod2post.batch.orders import SECOND, Claim
from pod2post.costs import money
from pod2post.costs.prices import unknown
from pod2post.errors import BadInput
from pod2post.settings import Settings
from pod2post.store import Store

LEAST_SHARE = 0.000_001


def noon(now: int, zone: str) -> tuple[int, int]:
    """The noons before and after, in ms since 1970."""
    there = ZoneInfo(zone)
    local = datetime.fromtimestamp(now / SECOND, UTC).astimezone(there)
    day = local.date() if local.hour >= 12 else local.date() - timedelta(days=1)
    both = (datetime.combine(day + timedelta(days=n), time(12), there) for n in (0, 1))
    first, second = (round(one.timestamp()) * SECOND for one in both)
    return first, second


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """`budget`: USD for a night, None: no bound. `shares`: what drafts under way may still cost."""

    store: Store
    settings: Settings
    budget: float | None
    shares: dict[str, float] = field(default_factory=dict)

    def check(self, now: int) -> None:
        """Better now than in the middle of the night.

        Raises:
            BadInput: there is a budget, and the price of the model is unknown.
        """
        if self.budget is not None:
            self.spent(noon(now, self.settings.site.timezone)[0])

    def spent(self, since: int) -> float:
        """USD for everything that was asked since then, the worst of what is not settled with it.

        Raises:
            BadInput: a model was asked whose price nobody wrote down.
        """
        asked, known = money.model(self.settings), money.prices(self.settings)
        rows = self._since(since)
        models = {asked, *(str(row["asked"]) for row in rows if row.get("asked"))}
        made = money.outlay(rows, known, asked)
        if made is None or asked not in known:
            strange = sorted(models - known.keys()) or [asked]
            names = ", ".join(strange)
            raise BadInput(
                f"there is a budget for the night, and the price of {names} is unknown",
                f"In the settings {unknown(strange)}, or leave [batch] budget_usd out.",
            )
        return made

    def paid(self, since: int) -> float | None:
        """USD for everything that was asked since then; None where a price is unknown."""
        return money.outlay(
            self._since(since), money.prices(self.settings), money.model(self.settings)
        )

    def _since(self, since: int) -> list[money.Row]:
        return [row for row in self.store.calls() if _ms(row.get("at")) >= since]

    def left(self, now: int) -> float | None:
        """USD that no draft under way has been promised; None: no bound."""
        if self.budget is None:
            return None
        since, _ = noon(now, self.settings.site.timezone)
        return self.budget - self.spent(since) - self._promised(since)

    def _promised(self, since: int) -> float:
        """What drafts under way may cost beyond what they have cost since."""
        return sum(max(0.0, share - self._of_run(run, since)) for run, share in self.shares.items())

    def _of_run(self, run: str, since: int) -> float:
        mine = [row for row in self._since(since) if row.get("run") == run]
        return money.outlay(mine, money.prices(self.settings), money.model(self.settings)) or 0.0

    def share(self, claim: Claim, run: str | None, now: int) -> float | None:
        """The budget for `pod2post run`, over its whole life; None: no bound.

        The smaller of what its show (or `[limits]`) allows it and what is left of the night.
        """
        own = claim.order.budget_usd
        own = self.settings.limits.budget_usd if own is None else own
        left = self.left(now)
        if left is None or claim.lane != PAID:
            return own
        paid = self._of_run(run, 0) if run else 0.0
        free = left if own is None else min(left, max(0.0, own - paid))
        self.shares[run or claim.episode] = free + (
            self._of_run(run, noon(now, self.settings.site.timezone)[0]) if run else 0.0
        )
        return paid + free

    def settle(self, name: str) -> None:
        """A draft has ended; what it did not need is free again."""
        self.shares.pop(name, None)

    def bounds(self, claim: Claim, budget: float | None) -> bool:
        """Was it the night that set the budget of this draft, and not its show?"""
        own = claim.order.budget_usd
        own = self.settings.limits.budget_usd if own is None else own
        return self.budget is not None and budget is not None and (own is None or budget < own)

    def exhausted(self, now: int) -> bool:
        """Is nothing left to begin another draft with?"""
        left = self.left(now)
        return left is not None and left < LEAST_SHARE


def _ms(at: object) -> int:
    """A time of the journal, in ms since 1970; 0 for one that cannot be read."""
    try:
        return round(datetime.fromisoformat(str(at)).timestamp()) * SECOND
    except ValueError:
        return 0
