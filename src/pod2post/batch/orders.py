"""What the ledger takes and gives: an episode to be worked on, a claim, a failure."""

import random
from typing import Any, Literal, Protocol

from pod2post.value import require, value

STAGES = ("fetch", "hear", "write")
Stage = Literal["fetch", "hear", "write"]
State = Literal["blocked", "ready", "running", "done", "dead"]

SECOND = 1000
HOUR = 3600 * SECOND
FIRST_WAIT = 30 * SECOND
LONGEST_WAIT = HOUR
FURTHEST = 7 * 24 * HOUR  # nothing waits longer; what seems to is the mark of a clock that jumped
EVERYTHING = "*"  # the lane that all others belong to

Kind = Literal[
    "later", "blocked", "not out", "refused", "input", "unusable", "unfit", "limit", "bug", "killed"
]


@value
class Order:
    """An episode to be drafted. `id` is short, stable, and typed by people.

    `keys`: all that it is known by; who shares one with it is the same episode. `source` is what
    `pod2post run` takes; `lanes` are those of its three stages; `published` is in ms since 1970.
    `profile`, `writer`, `budget_usd` are what its show wants; `announced_ms` is how long its feed
    says that it is.
    """

    id: str
    keys: tuple[str, ...]
    source: str
    show: str
    title: str
    lanes: tuple[str, str, str]
    published: int | None = None
    profile: str | None = None
    writer: Literal["openai", "local", "extract"] | None = None
    budget_usd: float | None = None
    announced_ms: int | None = None

    def __post_init__(self) -> None:
        require(bool(self.id and self.keys), "an episode has an id, and is known by something")


@value
class Claim:
    """The right to work on one stage of one episode while the lease is kept alive.

    `fence` is the number of the claim, never used again: a later claim makes this one void.
    `fresh`: a person asked for the episode's page to be looked at anew.
    """

    episode: str
    stage: Stage
    lane: str
    fence: int
    attempt: int
    worker: str
    order: Order
    fresh: bool = False


@value
class Failure:
    """Why a stage did not get done, and what follows.

    `most`: attempts until it is given up. `counts`: does this one use up an attempt?
    `after_ms`: when the other side said how long to wait. `park`: the lane that stops as a
    whole for that time.
    """

    kind: Kind
    cause: str
    remedy: str = ""
    most: int | None = None
    counts: bool = True
    after_ms: int | None = None
    park: str | None = None


@value
class Job:
    """One stage of one episode, as it stands. `until`: of a running one, the end of its lease."""

    stage: Stage
    lane: str
    state: State
    attempts: int
    not_before: int
    worker: str | None
    until: int | None
    kind: str | None
    cause: str
    remedy: str


@value
class Episode:
    """All that the ledger knows of an episode. `dropped` is the reason; "" for none given."""

    id: str
    order: Order
    added: int
    run: str | None
    dropped: str | None
    jobs: tuple[Job, ...]

    @property
    def job(self) -> Job:
        """The stage that is due; the last one when all are done."""
        return next((job for job in self.jobs if job.state != "done"), self.jobs[-1])


@value
class Park:
    """A lane that is closed until a time, in ms since 1970."""

    lane: str
    until: int
    why: str
    remedy: str


class Note(Protocol):
    """Where events go, after they are in the ledger."""

    def __call__(self, event: str, /, **facts: Any) -> None: ...


def silent(event: str, /, **facts: Any) -> None:
    """For those who keep no events."""


def wait_ms(attempt: int, chance: random.Random) -> int:
    """Full jitter: from nothing to 30 s, doubled with each attempt, at most an hour."""
    return round(chance.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1))))


def limit(lane: str, limits: dict[str, int]) -> int:
    """How many may work in a lane at once: its own limit, else its kind's, else 1."""
    return limits.get(lane, limits.get(lane.partition(":")[0], 1))
