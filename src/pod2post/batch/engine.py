"""The door to whatever does the work: processes on this machine, or a cluster."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from pod2post.batch.orders import Claim, Failure, Stage
from pod2post.scene import Options
from pod2post.value import value

UNTIL: dict[str, str | None] = {"fetch": "fetch", "hear": "attribute", "write": None}


@value
class Work:
    """One stage of one episode. Nothing secret is in it: keys come from the environment.

    `config`: the settings file, None for the usual one.
    """

    episode: str
    stage: Stage
    lane: str
    fence: int
    options: Options
    config: str | None = None


@value
class Done:
    """How a work ended. `key`: the name of the run's folder, where it got so far.

    `outcome`: None when all is well; `errors`: those open in the draft.
    """

    episode: str
    stage: Stage
    fence: int
    key: str | None
    seconds: float
    outcome: Failure | None = None
    errors: int = 0


class Engine(Protocol):
    """Takes work and gives back what became of it. How much at once is the ledger's to say."""

    def submit(self, work: Work, /) -> None:
        """Begin with this; returns at once."""

    def completed(self, wait_s: float, /) -> Iterator[Done]:
        """What has ended; waits up to so long for the first, and then no longer."""

    def close(self) -> None:
        """Stop whatever is under way. What was finished lies in the store."""


def work(claim: Claim, options: Options, config: str | None) -> Work:
    """What a claim asks for; `options` but for where the stage ends."""
    return Work(
        episode=claim.episode,
        stage=claim.stage,
        lane=claim.lane,
        fence=claim.fence,
        options=replace(options, until=UNTIL[claim.stage]),
        config=config,
    )
