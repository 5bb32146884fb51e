"""The work of a night on a scripted engine: overlap, failures, lanes, budgets, an early end."""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from pod2post.batch import ledger_desk
from pod2post.batch.engine import Done
from pod2post.batch.ledger import LEASE, Ledger
from pod2post.batch.night import Night
from pod2post.batch.orders import HOUR, SECOND, STAGES, Failure, Order
from pod2post.batch.purse import Purse, noon
from pod2post.costs.prices import Money, Price
from pod2post.scene import Options
from pod2post.settings import Settings, WriterSettings
from pod2post.store import Store
from queueing import HOST, START, ledger, order
from scripted_engine import Clock, Script, Scripted

MINUTE = 60 * SECOND
LATER = Failure(kind="later", cause="the host is asleep", after_ms=2 * MINUTE)
GONE = Failure(kind="refused", cause="the host says 410", most=1)
ASKED = Failure(kind="blocked", cause="429", counts=False, after_ms=10 * MINUTE, park=HOST)
PRICED = Settings(
    writer=WriterSettings(model="made-up"),
    prices={"made-up": Price(input=1.0, output=1.0)},
    money=Money(twd_per_usd=30),
)


class Bench:
    """A ledger with some episodes, and a night over them."""

    def __init__(
        self, folder: Path, orders: list[Order], script: Script | None = None, **night: Any
    ) -> None:
        self.clock, self.tell = Clock(), SilentTell()
        self.engine = Scripted(self.clock, script)
        self.book: Ledger = ledger(folder)
        self.book.enqueue(orders, START)
        self.store = Store(folder / "store")
        budget = night.pop("budget", None)
        facts: dict[str, Any] = {
            "ledger": self.book,
            "engine": self.engine,
            "clock": self.clock,
            "tell": self.tell,
            "purse": Purse(store=self.store, settings=PRICED, budget=budget),
            "options": Options(source="", workspace=str(folder)),
            "config": None,
            "worker": "test",
            "wait": 15 * MINUTE,
        }
        self.night = Night(**{**facts, **night})

    def standing(self) -> dict[str, str]:
        return {one.id: ledger_desk.standing(one) for one in ledger_desk.episodes(self.book)}

    def counts(self) -> dict[str, int]:
        return ledger_desk.counts(ledger_desk.episodes(self.book))


def names(count: int) -> list[str]:
    return [order(n).id for n in range(count)]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Any]:
    benches: list[Bench] = []

    def make(orders: list[Order], script: Script | None = None, **night: Any) -> Bench:
        benches.append(Bench(tmp_path, orders, script, **night))
        return benches[-1]

    yield make
    for bench in benches:
        bench.book.close()


def test_every_episode_is_drafted_and_the_recogniser_is_never_idle(made: Any) -> None:
    bench = made([order(n) for n in range(20)])
    tally = bench.night.work()
    assert sorted(tally.drafted) == names(20)
    assert (tally.failed, tally.budget) == ((), False)
    heard = sorted(row[2:] for row in bench.engine.done if row[1] == "hear")
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(heard)]
    assert gaps == [0] * 19
    # One download before the first, one draft after the last: nothing else is waited for.
    assert tally.ended - tally.begun == (60 + 20 * 600 + 120) * SECOND
    assert Counter(row[1] for row in bench.engine.done) == dict.fromkeys(STAGES, 20)
    assert bench.engine.most == {"fetch": 2, "hear": 1, "write": 1}


def test_the_newest_episode_is_drafted_first(made: Any) -> None:
    bench = made([order(n) for n in range(5)])
    assert list(bench.night.work().drafted) == names(5)[::-1]


def test_one_failure_stops_nobody_else(made: Any) -> None:
    script = {(order(2).id, "fetch"): [GONE], (order(1).id, "hear"): [LATER]}
    bench = made([order(n) for n in range(4)], script)
    tally = bench.night.work()
    assert sorted(tally.drafted) == [order(n).id for n in (0, 1, 3)]
    assert sorted(tally.failed) == [order(1).id, order(2).id]
    assert bench.standing()[order(2).id] == "given up"


def test_what_is_due_within_the_wait_is_waited_for_and_no_longer(made: Any) -> None:
    soon = Failure(kind="later", cause="a", after_ms=15 * MINUTE)
    late = Failure(kind="later", cause="b", after_ms=15 * MINUTE + 1)
    first = made([order(1)], {(order(1).id, "fetch"): [soon]})
    assert first.night.work().drafted == (order(1).id,)
    first.book.enqueue([order(2)], first.clock())
    again = Scripted(first.clock, {(order(2).id, "fetch"): [late]})
    night = Night(**{**_facts(first.night), "engine": again})
    assert night.work().drafted == ()
    assert first.standing()[order(2).id] == "waits for fetch"


def _facts(night: Night) -> dict[str, Any]:
    """What it was made with; what it keeps of itself stays with it."""
    own = ("claims", "budgets", "stops")
    return {name: getattr(night, name) for name in night.__dataclass_fields__ if name not in own}


def test_a_lane_that_parks_leaves_the_others_open(made: Any) -> None:
    other = ("feed:other.example", "recognition:auto", "model:openai")
    script: Script = {(order(n).id, "fetch"): [ASKED] for n in (0, 1, 2)}
    bench = made([*(order(n) for n in range(3)), order(9, lanes=other)], script)
    tally = bench.night.work()
    # The lane opens again after ten minutes, within the wait.
    assert sorted(tally.drafted) == sorted([*names(3), order(9).id])
    assert tally.drafted[0] == order(9).id
    assert all(job.attempts <= 1 for one in ledger_desk.episodes(bench.book) for job in one.jobs)


def test_a_lane_parked_for_long_ends_the_night(made: Any) -> None:
    shut = Failure(kind="blocked", cause="bot", counts=False, after_ms=HOUR, park=HOST)
    bench = made([order(n) for n in range(3)], {(order(2).id, "fetch"): [shut]})
    tally = bench.night.work()
    # The second download was under way when the lane closed.
    assert tally.drafted == (order(1).id,)
    assert bench.counts() == {"drafted": 1, "waits for fetch": 2}


def test_a_claim_that_became_void_is_not_written_down(made: Any) -> None:
    """A person or another process took the stage over while ours was at it."""
    bench = made([order(1)])
    stolen = []

    class Thief(Scripted):
        def completed(self, wait_s: float, /) -> Iterator[Done]:
            if not stolen:
                self.clock.now += 2 * LEASE
                stolen.append(bench.book.claim(None, "another", self.clock.now))
            yield from super().completed(wait_s)

    night = Night(**{**_facts(bench.night), "engine": Thief(bench.clock), "wait": 0})
    assert night.work().drafted == ()
    (one,) = ledger_desk.episodes(bench.book)
    assert (one.job.state, one.job.worker) == ("running", "another")


def test_leases_are_kept_alive_through_a_long_stage(made: Any) -> None:
    bench = made([order(1)])
    bench.engine.seconds = {"fetch": 60, "hear": 5 * 3600, "write": 60}
    assert bench.night.work().drafted == (order(1).id,)
    assert all(job.attempts == 1 for job in ledger_desk.episodes(bench.book)[0].jobs)


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit])
def test_a_night_that_is_stopped_gives_back_what_was_under_way(
    signal: type[BaseException], made: Any
) -> None:
    bench = made([order(n) for n in range(3)])

    class Stopped(Scripted):
        def completed(self, wait_s: float, /) -> Iterator[Done]:
            yield from super().completed(wait_s)
            if len(self.done) > 2:
                raise signal

    engine = Stopped(bench.clock)
    with pytest.raises(signal):
        Night(**{**_facts(bench.night), "engine": engine}).work()
    assert engine.closed
    states = [job for one in ledger_desk.episodes(bench.book) for job in one.jobs]
    assert {job.state for job in states} == {"done", "ready", "blocked"}
    assert all(job.attempts == 0 for job in states if job.state == "ready")
    again = Scripted(bench.clock)
    tally = Night(**{**_facts(bench.night), "engine": again}).work()
    assert sorted([*tally.drafted]) == names(3)
    both = Counter(row[:2] for row in (*engine.done, *again.done))
    assert max(both.values()) == 1


def test_each_stage_is_asked_for_what_its_show_wants(made: Any) -> None:
    wish = {"profile": "harbour", "writer": "extract", "budget_usd": 0.25}
    bench = made([order(1, **wish)])
    bench.night.work()
    asked = {work.stage: work.options for work in bench.engine.asked}
    assert {one.until for one in asked.values()} == {"fetch", "attribute", None}
    assert {(one.show, one.writer) for one in asked.values()} == {("harbour", "extract")}
    assert [asked[stage].budget for stage in STAGES] == [None, None, 0.25]
    assert {one.source for one in asked.values()} == {order(1).source}


def test_a_fresh_look_is_asked_for_once(made: Any) -> None:
    bench = made([order(1)])
    bench.night.work()
    ledger_desk.retry(bench.book, ledger_desk.find(bench.book, order(1).id), "fetch")
    again = Scripted(bench.clock)
    Night(**{**_facts(bench.night), "engine": again}).work()
    assert [work.options.refresh for work in again.asked] == [True, False, False]


# --- the budget of a night ----------------------------------------------------------------


class Paying(Scripted):
    """Each draft costs what it is told, as far as its budget goes; a call costs 0.10."""

    def __init__(self, bench: Bench, wants: float) -> None:
        super().__init__(bench.clock)
        self.store, self.wants = bench.store, wants

    def _done(self, end: int, begun: int, work: Any) -> Done:
        done = super()._done(end, begun, work)
        if work.stage != "write":
            return done
        run = Store(self.store.root, run=f"2026-11-22-{work.episode}")
        paid = sum(row["prompt"] for row in run.calls() if row["run"] == run.run) / 1_000_000
        while paid < self.wants - 1e-9:
            if work.options.budget is not None and paid + 0.1 > work.options.budget + 1e-9:
                over = Failure(kind="limit", cause="the budget is too small", most=1)
                return Done(**{**_done(done), "outcome": over})
            facts = {"prompt": 100_000, "completion": 0, "cached": 0, "asked": "made-up"}
            run.note_call("got", "r", **facts)
            paid += 0.1
        return done


def _done(done: Done) -> dict[str, Any]:
    return {name: getattr(done, name) for name in done.__dataclass_fields__}


def paying(bench: Bench, wants: float, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Paying]:
    """A night whose journal is written at the scripted time."""
    monkeypatch.setattr("pod2post.store.now", lambda: at(bench))
    engine = Paying(bench, wants)
    return Night(**{**_facts(bench.night), "engine": engine}).work(), engine


def at(bench: Bench) -> str:
    now = datetime.fromtimestamp(bench.clock() / SECOND, UTC)
    return now.isoformat(timespec="seconds")


def spent(bench: Bench) -> float:
    return round(sum(row["prompt"] for row in bench.store.calls()) / 1_000_000, 6)


@pytest.mark.parametrize(
    ("budget", "wants", "drafted", "paid"),
    [(1.0, 0.3, 3, 1.0), (0.9, 0.3, 3, 0.9), (0.05, 0.3, 0, 0.0), (0.0, 0.3, 0, 0.0)],
)
def test_all_drafts_of_a_night_stay_below_its_budget(
    budget: float,
    wants: float,
    drafted: int,
    paid: float,
    made: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = made([order(n) for n in range(5)], budget=budget)
    tally, _ = paying(bench, wants, monkeypatch)
    assert len(tally.drafted) == drafted
    assert spent(bench) == paid
    assert tally.budget
    (park,) = ledger_desk.parks(bench.book, bench.clock())
    assert park.lane == "model:openai"
    assert park.until == noon(bench.clock(), "Asia/Taipei")[1]
    assert "NT$" not in park.why
    assert "budget" in park.why
    # Nobody's attempt is used up, and nothing is given up.
    assert "given up" not in bench.counts()


def test_the_next_night_goes_on_where_the_money_ended(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = made([order(n) for n in range(5)], budget=1.0)
    first, _ = paying(bench, 0.3, monkeypatch)
    again, _ = paying(bench, 0.3, monkeypatch)
    assert again.drafted == ()
    bench.clock.now = noon(bench.clock(), "Asia/Taipei")[1] + HOUR
    second, _ = paying(bench, 0.3, monkeypatch)
    assert sorted([*first.drafted, *second.drafted]) == names(5)
    # The draft that was cut off at 0.1 went on from there.
    assert spent(bench) == 1.5
    assert not second.budget


def test_a_show_s_budget_is_its_own_and_gives_the_episode_up(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = made([order(1, budget_usd=0.2), order(2)], budget=5.0)
    tally, engine = paying(bench, 0.3, monkeypatch)
    assert bench.standing() == {order(1).id: "given up", order(2).id: "drafted"}
    assert not tally.budget
    budgets = {w.episode: w.options.budget for w in engine.asked if w.stage == "write"}
    assert budgets[order(1).id] == 0.2
    assert spent(bench) == 0.5


def test_drafts_side_by_side_share_what_is_left(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a budget of its own, so two run at once, and together stay below the night's."""
    bench = made([order(n, budget_usd=0.4) for n in range(4)], budget=1.0)
    engine = Paying(bench, 0.4)
    engine.seconds = {"fetch": 1, "hear": 1, "write": 600}
    monkeypatch.setattr("pod2post.store.now", lambda: at(bench))
    tally = Night(**{**_facts(bench.night), "engine": engine}).work()
    assert engine.most["write"] == 2
    assert len(tally.drafted) == 2
    assert spent(bench) == 1.0


def test_what_costs_nothing_goes_on_when_the_money_is_spent(made: Any) -> None:
    free = (HOST, "recognition:auto", "model:extract")
    bench = made([order(1, lanes=free, writer="extract"), order(2)], budget=0.0)
    tally = bench.night.work()
    assert tally.drafted == (order(1).id,)
    assert bench.standing()[order(2).id] == "waits for write"
    assert tally.budget


def test_a_night_without_a_budget_promises_none(made: Any) -> None:
    bench = made([order(1)])
    bench.night.work()
    assert {work.options.budget for work in bench.engine.asked} == {None}
