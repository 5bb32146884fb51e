"""The ledger under any order of claims, heartbeats, kills, ends of leases and jumps of the clock.

The machine keeps what workers believe, the late and the dead among them, and asks after each
step: never two owners of a stage, no finished stage given out again unless a person said so,
nothing lost, no lane above its limit.
"""

import contextlib
import random
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from pod2post.batch import ledger_desk
from pod2post.batch.ledger import LEASE, Ledger
from pod2post.batch.orders import FURTHEST, HOUR, SECOND, STAGES, Claim, Failure, limit
from pod2post.errors import BadInput
from queueing import LIMITS, START, order

Key = tuple[str, str]
AHEAD = 3
LANES = (
    ("feed:pod.example", "recognition:auto", "model:openai"),
    ("feed:pod.example", "recognition:auto", "model:local"),
    ("youtube", "recognition:auto", "model:openai"),
)
FAILURES = (
    Failure(kind="later", cause="a"),
    Failure(kind="later", cause="b", after_ms=5 * SECOND),
    Failure(kind="refused", cause="c", most=1),
    Failure(kind="not out", cause="d", counts=False, after_ms=6 * HOUR),
    Failure(kind="blocked", cause="e", counts=False, after_ms=HOUR, park="youtube"),
    Failure(kind="blocked", cause="f", counts=False, after_ms=HOUR, park="*"),
    Failure(kind="later", cause="stopped", counts=False, after_ms=0),
)
WORKERS = ("w1", "w2")
ANY = st.integers(min_value=0, max_value=10_000)
SELDOM = st.integers(min_value=0, max_value=9).map(lambda drawn: drawn == 9)


class Machine(RuleBasedStateMachine):
    """`held`: the claim that is good, by stage; `until`: the end of its lease."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = contextlib.ExitStack()
        self.folder = Path(self.ends.enter_context(tempfile.TemporaryDirectory()))
        self.book = self.open()
        self.now = START
        self.queued: set[str] = set()
        self.dropped: set[str] = set()
        self.given: list[Claim] = []  # every claim that some worker may still believe in
        self.held: dict[Key, Claim] = {}
        self.until: dict[Key, int] = {}
        self.finished: Counter[Key] = Counter()
        self.retried: Counter[Key] = Counter()

    def open(self) -> Ledger:
        path = self.folder / "ledger.sqlite"
        book = Ledger(path, LIMITS, ahead=AHEAD, chance=random.Random(1))
        book.db.execute("PRAGMA synchronous = OFF")
        return book

    def teardown(self) -> None:
        try:
            self.everything_comes_to_its_end()
        finally:
            self.book.close()
            self.ends.close()

    # --- what may happen ----------------------------------------------------------------

    @initialize()
    def something_is_queued(self) -> None:
        for number in range(4):
            self.enqueue(number, twin=False)

    @rule(number=st.integers(min_value=0, max_value=5), twin=st.booleans())
    def enqueue(self, number: int, twin: bool) -> None:
        made = order(number, lanes=LANES[number % 3])
        if twin:  # met elsewhere, under another id, known by one key of the two
            made = order(number, id=f"twin-{number}", keys=(made.keys[1], f"more:{number}"))
            made = order(number, id=made.id, keys=made.keys, lanes=LANES[number % 3])
        new = self.book.enqueue([made], self.now)
        known = any(name.endswith(f"{number}") for name in self.queued)
        assert bool(new) is not known
        self.queued.update(new)

    @rule(worker=st.sampled_from(WORKERS))
    def claim(self, worker: str) -> None:
        for key, until in list(self.until.items()):
            if until < self.now or until > self.now + 2 * LEASE:
                self.let_go(key)
        claim = self.book.claim(None, worker, self.now)
        if claim is None:
            return
        key = (claim.episode, claim.stage)
        assert key not in self.held, "two owners"
        assert self.finished[key] == self.retried[key], "a finished stage again"
        for before in STAGES[: STAGES.index(claim.stage)]:
            assert self.finished[claim.episode, before] > self.retried[claim.episode, before]
        assert claim.episode not in self.dropped
        assert all(claim.fence > old.fence for old in self.given if _key(old) == key)
        self.held[key], self.until[key] = claim, self.now + LEASE
        self.given.append(claim)

    @rule(worker=st.sampled_from(WORKERS))
    def claim_all(self, worker: str) -> None:
        """As a night fills its lanes; whatever is left has no room."""
        before = -1
        while before != len(self.given):
            before = len(self.given)
            self.claim(worker)

    def let_go(self, key: Key) -> None:
        del self.held[key], self.until[key]

    def one(self, which: int) -> tuple[Claim, Key, bool]:
        """Any claim that was ever given, rather a late one; is it the one that counts?"""
        good = [claim for claim in self.given if self.held.get(_key(claim)) is claim]
        some = good if good and which % 4 else self.given
        claim = some[which % len(some)]
        return claim, _key(claim), self.held.get(_key(claim)) is claim

    @rule(worker=st.sampled_from(WORKERS))
    def work(self, worker: str) -> None:
        """Most of what happens: a claim, and its end."""
        before = len(self.given)
        self.claim(worker)
        if len(self.given) > before:
            claim = self.given[-1]
            assert self.book.finish(claim, f"run-{claim.episode}")
            self.finished[_key(claim)] += 1
            self.let_go(_key(claim))

    @precondition(lambda self: self.given)
    @rule(which=ANY)
    def heartbeat(self, which: int) -> None:
        claim, key, good = self.one(which)
        assert self.book.heartbeat(claim, self.now) is good
        if good:
            self.until[key] = self.now + LEASE

    @precondition(lambda self: self.given)
    @rule(which=ANY)
    def finish(self, which: int) -> None:
        claim, key, good = self.one(which)
        assert self.book.finish(claim, f"run-{claim.episode}") is good
        if good:
            self.finished[key] += 1
            self.let_go(key)

    @precondition(lambda self: self.given)
    @rule(which=ANY, failure=st.sampled_from(FAILURES))
    def fail(self, which: int, failure: Failure) -> None:
        claim, key, good = self.one(which)
        assert self.book.fail(claim, failure, self.now) is good
        if good:
            self.let_go(key)

    @rule(worker=st.sampled_from(WORKERS), indeed=SELDOM)
    def kill(self, worker: str, indeed: bool) -> None:
        """Nothing is heard of its claims any more; the ledger does not know yet."""
        if not indeed:
            return
        self.given = [claim for claim in self.given if claim.worker != worker]

    @rule(indeed=SELDOM)
    def power_cut(self, indeed: bool) -> None:
        """Everybody dies; the next sync knows that nobody else is at work."""
        if not indeed:
            return
        self.book.close()
        self.book = self.open()
        assert self.book.reclaim(self.now) == len(self.held)
        self.held.clear()
        self.until.clear()

    @rule(ms=st.sampled_from([1, LEASE // 4, LEASE, HOUR, 7 * HOUR]))
    def time_passes(self, ms: int) -> None:
        self.now += ms

    @rule()
    def leases_end(self) -> None:
        self.now += LEASE + 1

    @rule(years=st.sampled_from([-20, 1]), indeed=SELDOM)
    def the_clock_jumps(self, years: int, indeed: bool) -> None:
        self.now += indeed * years * 365 * 24 * HOUR

    @rule()
    def a_person_opens_every_lane(self) -> None:
        for park in ledger_desk.parks(self.book, self.now):
            assert ledger_desk.reopen(self.book, park.lane)

    @precondition(lambda self: self.queued)
    @rule(which=ANY, stage=st.sampled_from([None, *STAGES]))
    def retry(self, which: int, stage: str | None) -> None:
        name = sorted(self.queued)[which % len(self.queued)]
        episode = ledger_desk.find(self.book, name)
        if any(held == name for held, _ in self.held):
            return _refused(lambda: ledger_desk.retry(self.book, episode, stage))
        if stage is None and episode.job.state == "done" and name not in self.dropped:
            return _refused(lambda: ledger_desk.retry(self.book, episode, stage))
        begin = ledger_desk.retry(self.book, episode, stage)
        for later in STAGES[STAGES.index(begin) :]:
            self.retried[name, later] = self.finished[name, later]
        self.dropped.discard(name)
        return None

    @precondition(lambda self: self.queued)
    @rule(which=ANY, indeed=SELDOM)
    def drop(self, which: int, indeed: bool) -> None:
        if not indeed:
            return
        name = sorted(self.queued)[which % len(self.queued)]
        ledger_desk.drop(self.book, ledger_desk.find(self.book, name), "not for us")
        self.dropped.add(name)

    # --- what must hold -----------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        every = ledger_desk.episodes(self.book)
        assert {one.id for one in every} == self.queued
        for one in every:
            states = [job.state for job in one.jobs]
            assert [job.stage for job in one.jobs] == list(STAGES)
            rest = states[states.count("done") :]
            assert "done" not in rest
            assert rest[1:] == ["blocked"] * (len(rest) - 1)
            assert not rest or rest[0] != "blocked"
            for job in one.jobs:
                key = (one.id, job.stage)
                assert (job.state == "running") is (key in self.held)
                assert (job.state == "done") is (self.finished[key] > self.retried[key])
                assert 0 <= job.attempts <= 6

    @invariant()
    def no_lane_is_above_its_limit(self) -> None:
        lanes = Counter(claim.lane for claim in self.held.values())
        assert all(count <= limit(lane, LIMITS) for lane, count in lanes.items())
        fetching = sum(claim.stage == "fetch" for claim in self.held.values())
        assert fetching <= AHEAD

    def everything_comes_to_its_end(self) -> None:
        """What is neither given up nor dropped can be drafted, by one patient worker."""
        for park in ledger_desk.parks(self.book, self.now):
            ledger_desk.reopen(self.book, park.lane)
        self.book.reclaim(self.now)
        self.now += FURTHEST
        most = 3 * len(self.queued) + 1
        while most and (claim := self.book.claim(None, "patient", self.now)):
            assert self.book.finish(claim)
            most -= 1
        assert most > 0
        ends = ledger_desk.counts(ledger_desk.episodes(self.book))
        assert set(ends) <= {"drafted", "given up", "dropped"}


def _key(claim: Claim) -> Key:
    return claim.episode, claim.stage


def _refused(call: object) -> None:
    try:
        call()  # type: ignore[operator]
    except BadInput:
        return
    raise AssertionError("it was allowed")


TestLedger = Machine.TestCase
TestLedger.settings = settings(
    max_examples=40,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
