"""What batch work may do at once, take and cost: `[batch]` of the settings."""

import re

from pod2post.value import require, value

SAFE = re.compile(r"https://[^/\s]+(/\S*)?|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?")


@value
class Batch:
    """Bounds of one night over all its episodes.

    `budget_usd`: what all replies from noon to noon may cost. `webhook`: who is told at the end,
    https or this machine. `ledger`: its file, when the workspace lies on a network. `writing`,
    `recognitions`, `per_host`: episodes at once. `ahead`: downloaded and not yet recognised.
    `attempts`: until an episode is given up. `wait_minutes`: a sync waits so long for what is to
    be tried again; `every_minutes`: from one sync of `watch` to the next.
    """

    budget_usd: float | None = None
    webhook: str | None = None
    ledger: str | None = None
    writing: int = 2
    recognitions: int = 1
    per_host: int = 2
    ahead: int = 4
    attempts: int = 6
    wait_minutes: int = 15
    every_minutes: int = 60

    def __post_init__(self) -> None:
        require(self.budget_usd is None or self.budget_usd >= 0, "budget_usd is at least 0")
        require(self.webhook is None or bool(SAFE.fullmatch(self.webhook)), WEBHOOK)
        for name in ("writing", "recognitions", "per_host", "ahead", "attempts", "every_minutes"):
            require(getattr(self, name) >= 1, f"{name} is at least 1")
        require(self.wait_minutes >= 0, "wait_minutes is at least 0")


WEBHOOK = "webhook is an https address, or an http address of this machine"
