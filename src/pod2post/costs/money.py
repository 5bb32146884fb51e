"""What a run may spend on its writer: a budget that no call passes, a fuse for runaway calls.

The journal of the store is the truth, so that a kill forgets nothing and two processes share
one budget. Before a call stands `reserved` with the most that it may cost; afterwards
`settled`. What was never settled was cut off by a kill: it may have been paid, and counts.
"""

import functools
import itertools
import math
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pod2post import codec
from pod2post.costs import sizes
from pod2post.costs.prices import Money, Price, unknown
from pod2post.errors import BadInput, LimitReached, TryLater
from pod2post.ports import Reply, Request, Shelf, Writer
from pod2post.settings import Settings
from pod2post.store import Store
from pod2post.writing.asking import Pen

FIRST_CALLS = 30  # until the plan says how many calls there will be
LOCAL = "local"  # the name of all models on this machine, whose price is 0
FUSE = 3  # times as many calls as expected
KEPT = "What was paid is kept, and the same command goes on from there."

Row = dict[str, Any]


def model(settings: Settings) -> str:
    """The model that is asked, by the name under which its price stands."""
    wanted = settings.writer
    return LOCAL if wanted.kind == "local" else wanted.model


def prices(settings: Settings) -> dict[str, Price]:
    """The prices of the settings; a model on this machine costs nothing."""
    return {LOCAL: Price(input=0, output=0)} | settings.prices


def metered(pen: Pen, settings: Settings, store: Store) -> Pen:
    """The pen whose writer counts its calls, and asks the budget before each, if there is one.

    `store` must write its journal in the run's name: the budget is that of the run.

    Raises:
        BadInput: there is a budget and the model's price is unknown.
    """
    budget = settings.limits.budget_usd
    if not pen.writer.composes:
        return pen
    purse = None
    if budget is not None:
        purse = Purse(
            store=store,
            model=model(settings),
            prices=prices(settings),
            money=settings.money,
            budget=budget,
        )
        purse.spent()  # better refused now than after an hour of hearing
    limit = settings.limits.most_calls
    most, count = limit or FIRST_CALLS, itertools.count(1)
    return replace(pen, writer=Metered(pen.writer, purse, count, most, given=bool(limit)))


def expecting(pen: Pen, calls: int) -> Pen:
    """The pen with its fuse set for a plan of so many calls, unless a person has set it."""
    writer = pen.writer
    if not isinstance(writer, Metered) or writer.given:
        return pen
    return replace(pen, writer=writer.allowing(max(writer.most, FUSE * calls)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """One run's budget in USD. `model` is the one that is asked now, `live` our calls under way."""

    store: Store
    model: str
    prices: Mapping[str, Price]
    money: Money
    budget: float
    live: set[str] = field(default_factory=set)
    change: threading.Condition = field(default_factory=threading.Condition)

    def spent(self) -> tuple[float, float]:
        """USD by the tokens that servers counted, and USD of calls whose outcome is unknown.

        Raises:
            BadInput: a model was asked, or is to be asked, whose price nobody wrote down.
        """
        return self._spent(journal(self.store))

    def _spent(self, rows: list[Row]) -> tuple[float, float]:
        models = {self.model, *(_asked(row, self.model) for row in _got(rows))}
        if strange := sorted(models - self.prices.keys()):
            raise BadInput(
                f"there is a budget, and the price of {', '.join(strange)} is unknown",
                f"In the settings {unknown(strange)}, or leave the budget out.",
            )
        return cost(rows, self.prices, self.model) or 0.0, _held(rows)

    def reserve(self, request: Request) -> str:
        """Put the most that a call may cost aside; returns what `settle` wants to know.

        Where only our own calls under way stand in its way, it waits for them: they cost
        less than was put aside for them, as a rule.

        Raises:
            LimitReached: the call might pass the budget; nothing was sent.
        """
        with self.change:
            while True:
                with self.store.lock(f"purse-{codec.digest(self.store.run)[7:39]}"):
                    rows = journal(self.store)
                    spent, held = self._spent(rows)
                    worst = self._worst(request, rows)
                    if spent + held + worst <= self.budget:
                        return self._aside(request, worst)
                if not self.live:
                    raise self._reached(request, spent, held, worst)
                self.change.wait()

    def _aside(self, request: Request, worst: float) -> str:
        call = uuid.uuid4().hex
        self.store.note_call("reserved", request.identity, task=request.task, call=call, usd=worst)
        self.live.add(call)
        return call

    def _worst(self, request: Request, rows: list[Row]) -> float:
        """USD for the prompt as estimated, or as far above as the server counted until now."""
        settled = [row for row in rows if row["event"] == "settled" and row.get("counted")]
        above = [row["counted"] / row["estimated"] for row in settled]
        prompt = math.ceil(sizes.prompt(request) * max([1.0, *above]))
        return self.prices[self.model].usd(prompt, request.max_tokens)

    def settle(self, call: str, request: Request, reply: Reply | None, *, billed: bool) -> None:
        """The call has ended. Without a count of tokens a billed one stays at its worst."""
        used = reply.usage if reply else None
        facts: dict[str, Any] = {"call": call, "held": billed and used is None}
        if used:
            facts |= {"estimated": sizes.prompt(request), "counted": used.prompt}
        with self.change:
            self.store.note_call("settled", request.identity, task=request.task, **facts)
            self.live.discard(call)
            self.change.notify_all()

    def _reached(self, request: Request, spent: float, held: float, worst: float) -> LimitReached:
        show, lacking = self.money.shown, spent + held + worst - self.budget
        open_ = f", up to {show(held)} more in calls without a count of tokens" if held else ""
        return LimitReached(
            f"the budget of {show(self.budget)} is too small for the next call "
            f"({request.task}, up to {show(worst)}): {show(spent)} is spent{open_}",
            f"{show(lacking)} is missing: raise --budget or [limits] budget_usd. {KEPT}",
        )


class Metered:
    """A `ports.Writer` in front of another. `count` is shared by all copies of one start."""

    def __init__(
        self, inner: Writer, purse: Purse | None, count: Iterator[int], most: int, *, given: bool
    ) -> None:
        self.inner, self.purse, self.count, self.most, self.given = inner, purse, count, most, given
        self.label, self.composes = inner.label, inner.composes

    @functools.cached_property
    def identity(self) -> str:
        """That of the other; to find it out may take reading gigabytes of weights."""
        return self.inner.identity

    def allowing(self, most: int) -> "Metered":
        """The same, with another fuse."""
        return Metered(self.inner, self.purse, self.count, most, given=self.given)

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        """See `ports.Writer`.

        Raises:
            LimitReached: also where the budget or the fuse says stop; then nothing is sent.
        """
        if next(self.count) > self.most:
            raise LimitReached(
                f"{self.most} calls of the writer were made and more are wanted: that is not as "
                "planned",
                f"Read what was rejected in run.json; [limits] most_calls sets the limit. {KEPT}",
            )
        if self.purse is None:
            return self.inner.reply(request, shelf=shelf)
        call = self.purse.reserve(request)
        reply, billed = None, False
        try:
            reply = self.inner.reply(request, shelf=shelf)
            billed = True
        except TryLater as error:
            # After a deadline nobody knows whether the server went on, and what it charges.
            billed = isinstance(error.__cause__, TimeoutError)
            raise
        finally:
            self.purse.settle(call, request, reply, billed=billed)
        return reply


# --- the journal ----------------------------------------------------------------------


def journal(store: Store) -> list[Row]:
    """The lines of the store's journal that belong to its run, or to its part of a series."""
    rows = (row for row in store.calls() if row.get("run") == store.run)
    return [row for row in rows if not store.part or row.get("part") == store.part]


def cost(rows: Iterable[Row], known: Mapping[str, Price], asked: str) -> float | None:
    """USD for all replies in these lines; None where a price is unknown.

    `asked` is the model of lines that do not name one.
    """
    total = 0.0
    for row in _got(rows):
        price = known.get(_asked(row, asked))
        if price is None:
            return None
        prompt, completion, cached = (int(row.get(k) or 0) for k in TOKENS)
        total += price.usd(prompt, completion, cached)
    return total


def outlay(rows: list[Row], known: Mapping[str, Price], asked: str) -> float | None:
    """As `cost`, with the worst of what is under way or was cut off by a kill."""
    paid = cost(rows, known, asked)
    return None if paid is None else paid + _held(rows)


TOKENS = ("prompt", "completion", "cached")


def _asked(row: Row, otherwise: str) -> str:
    return LOCAL if row.get("local") else str(row.get("asked", otherwise))


def _got(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["event"] == "got" and row.get("prompt") is not None]


def _held(rows: Iterable[Row]) -> float:
    """USD put aside for calls that are under way, were killed, or came without a count."""
    aside: dict[str, Row] = {}
    for row in rows:
        if row["event"] == "reserved":
            aside[row["call"]] = row
        elif row["event"] == "settled" and not row["held"]:
            aside.pop(row["call"], None)
        elif row["event"] == "got" and row.get("prompt") is not None:
            # Its cost is known from here on; a request is never under way twice.
            same = [call for call, old in aside.items() if old["request"] == row["request"]]
            aside.pop(same[-1] if same else "", None)
    return sum(float(row["usd"]) for row in aside.values())
