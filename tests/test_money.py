"""Prices, the budget and the fuse: over real HTTP, with a server that counts what it is asked."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fakes_writer import FakeWriter
from pod2post.backends.openai import OpenAIWriter
from pod2post.costs import money, sizes
from pod2post.costs.money import Metered, Purse, expecting, metered
from pod2post.costs.prices import Money, Price
from pod2post.errors import BadInput, LimitReached, TryLater
from pod2post.ports import Message, Request
from pod2post.settings import Limits, Settings, WriterSettings
from pod2post.store import Store
from pod2post.writing.asking import Pen
from scripted_openai import Answer, ScriptedOpenAI, completion, data, down, slow

PRICE = Price(input=2.0, output=8.0, cached_input=0.5)
ROOM = 100  # the longest reply, in tokens
SERVERS = Callable[..., ScriptedOpenAI]


def request(number: int = 1, words: int = 200) -> Request:
    told = f"{number} " + "word " * words
    return Request(
        task="quotes",
        material="{}",
        messages=(Message(role="user", content=told),),
        schema="{}",
        max_tokens=ROOM,
    )


WORST = PRICE.usd(sizes.prompt(request()), ROOM)
READ = sizes.prompt(request()) - 9
USED = {"prompt_tokens": READ, "completion_tokens": 40, "total_tokens": READ + 40}
COST = PRICE.usd(READ, 40)


def counted(used: dict[str, Any] | None = None) -> Answer:
    return data(completion('{"a": 1}', usage=used or USED))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", run="a-run")


@pytest.fixture
def server() -> Iterator[ScriptedOpenAI]:
    with ScriptedOpenAI(counted()) as running:
        yield running


def pen(server: ScriptedOpenAI, store: Store, budget: float | None, **limits: Any) -> Pen:
    wish = WriterSettings(
        kind="openai", base_url=server.base_url, model="m", timeout_s=5, check_usage=False
    )
    known = Settings(writer=wish, prices={"m": PRICE}, limits=Limits(budget_usd=budget, **limits))
    bare = Pen(writer=OpenAIWriter(wish, None), spare=FakeWriter({}), max_tokens=ROOM)
    return metered(bare, known, store)


def events(store: Store) -> list[str]:
    return [row["event"] for row in store.calls()]


# --- prices ---------------------------------------------------------------------------


def test_a_price_is_for_a_million_tokens_and_cheaper_for_what_was_seen() -> None:
    assert PRICE.usd(1_000_000, 0) == 2.0
    assert PRICE.usd(0, 1_000_000) == 8.0
    assert PRICE.usd(1_000_000, 0, 400_000) == pytest.approx(0.6 * 2.0 + 0.4 * 0.5)
    assert Price(input=2, output=8).usd(1_000_000, 0, 400_000) == 2.0
    assert PRICE.usd(10, 0, 99) == PRICE.usd(10, 0, 10), "no more was seen than was sent"


@pytest.mark.parametrize("wrong", [{"input": -1.0, "output": 1.0}, {"input": 1.0, "output": -1.0}])
def test_no_price_is_below_0(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="a price is at least 0"):
        Price(**wrong)


def test_amounts_are_shown_in_both_currencies_where_the_rate_is_set() -> None:
    assert Money().shown(0.01234) == "0.0123 USD"
    assert Money(twd_per_usd=30).shown(12.5) == "12.50 USD (375.0 TWD)"
    assert Money().twd(1.0) is None
    assert Money(twd_per_usd=30).twd(None) is None


# --- budget ---------------------------------------------------------------------------


def test_the_call_that_might_pass_the_budget_is_not_made(
    server: ScriptedOpenAI, store: Store
) -> None:
    """Two cost what the server counts; a third might pass, and its worst case is what counts."""
    mine = pen(server, store, 2 * COST + WORST - 1e-9)
    for number in (1, 2):
        mine.writer.reply(request(number), shelf=store)
    with pytest.raises(LimitReached, match="too small for the next call") as caught:
        mine.writer.reply(request(3), shelf=store)
    assert caught.value.code == 6
    assert len(server.bodies) == 2, "nothing was sent"
    assert f"{2 * COST:.4f} USD is spent" in caught.value.cause
    assert "raise --budget" in caught.value.remedy
    more = pen(server, store, 2 * COST + WORST + 1e-9)
    more.writer.reply(request(3), shelf=store)
    assert len(server.bodies) == 3


def test_the_budget_is_that_of_the_run_and_no_other(server: ScriptedOpenAI, store: Store) -> None:
    mine = pen(server, store, WORST)
    mine.writer.reply(request(1), shelf=store)
    with pytest.raises(LimitReached):
        pen(server, store, WORST).writer.reply(request(2), shelf=store)
    other = Store(store.root, run="another-run")
    pen(server, other, WORST).writer.reply(request(2), shelf=other)
    assert len(server.bodies) == 2


def test_many_calls_at_once_never_pass_the_budget_together(store: Store) -> None:
    """With room for three at their worst, twenty at once spend no more than the budget."""
    budget = 3 * WORST
    with ScriptedOpenAI(lambda _: replace(counted(), delay_s=0.02)) as server:
        mine = pen(server, store, budget)

        def call(number: int) -> bool:
            try:
                mine.writer.reply(request(number), shelf=store)
            except LimitReached:
                return False
            return True

        with ThreadPoolExecutor(20) as pool:
            made = list(pool.map(call, range(20)))
        assert sum(made) == len(server.bodies)
        assert len(server.bodies) * COST <= budget
        # As many as would have been made one after another: none was refused too early.
        assert len(server.bodies) == int((budget - WORST) / COST + 1e-9) + 1


def test_our_own_calls_under_way_are_waited_for_before_saying_no(store: Store) -> None:
    second = threading.Event()

    def answer(_body: dict[str, Any]) -> Answer:
        assert not second.is_set()
        return replace(counted(), delay_s=0.3)

    with ScriptedOpenAI([answer, counted()]) as server:
        mine = pen(server, store, COST + WORST)
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(mine.writer.reply, request(1), shelf=store)
            two = pool.submit(mine.writer.reply, request(2), shelf=store)
            assert one.result().finish == two.result().finish == "stop"
    assert len(server.bodies) == 2


def test_a_call_that_a_kill_cut_off_counts_at_its_worst(
    server: ScriptedOpenAI, store: Store
) -> None:
    purse = Purse(store=store, model="m", prices={"m": PRICE}, money=Money(), budget=9.0)
    purse.reserve(request(1))  # and never settled
    with pytest.raises(LimitReached, match="in calls without a count of tokens"):
        pen(server, store, 2 * WORST - 1e-9).writer.reply(request(2), shelf=store)
    assert not server.bodies
    pen(server, store, 2 * WORST + 1e-9).writer.reply(request(2), shelf=store)


def test_a_killed_call_stays_counted_when_the_same_is_asked_again(
    server: ScriptedOpenAI, store: Store
) -> None:
    purse = Purse(store=store, model="m", prices={"m": PRICE}, money=Money(), budget=9.0)
    purse.reserve(request(1))
    pen(server, store, 9.0).writer.reply(request(1), shelf=store)
    assert purse.spent() == pytest.approx((COST, WORST))


UNCOUNTED = [
    (data(completion("{}", usage=None)), None, WORST),  # it was answered, so it was paid
    (data({"error": {"message": "bad key"}}, 401), BadInput, 0.0),
    (down(503), TryLater, 0.0),
    (slow(9), TryLater, WORST),  # nobody knows what became of it
]


@pytest.mark.parametrize(("answer", "error", "held"), UNCOUNTED)
def test_what_a_call_without_a_count_may_have_cost(
    answer: Answer, error: type[Exception] | None, held: float, store: Store
) -> None:
    with ScriptedOpenAI(answer) as server:
        mine = pen(server, store, 9.0)
        mine = replace(mine, writer=_hurried(mine.writer, server))
        if error:
            with pytest.raises(error):
                mine.writer.reply(request(), shelf=store)
        else:
            mine.writer.reply(request(), shelf=store)
    purse = Purse(store=store, model="m", prices={"m": PRICE}, money=Money(), budget=9.0)
    assert purse.spent() == pytest.approx((0.0, held))


def _hurried(writer: Any, server: ScriptedOpenAI) -> Metered:
    """The same with a deadline of one second."""
    wish = WriterSettings(base_url=server.base_url, model="m", timeout_s=1, check_usage=False)
    inner = OpenAIWriter(wish, None)
    return Metered(inner, writer.purse, writer.count, writer.most, given=writer.given)


def test_a_server_that_counts_more_than_was_estimated_is_believed(store: Store) -> None:
    used = {"prompt_tokens": 3 * sizes.prompt(request()), "completion_tokens": 0}
    with ScriptedOpenAI(counted(used | {"total_tokens": 0})) as server:
        mine = pen(server, store, 9.0)
        mine.writer.reply(request(1), shelf=store)
        spent = PRICE.usd(used["prompt_tokens"], 0)
        worst = PRICE.usd(used["prompt_tokens"], ROOM)
        with pytest.raises(LimitReached):
            pen(server, store, spent + worst - 1e-9).writer.reply(request(2), shelf=store)
        pen(server, store, spent + worst + 1e-9).writer.reply(request(2), shelf=store)


@pytest.mark.parametrize("earlier", [False, True])
def test_a_budget_needs_the_prices_of_all_that_was_asked(
    earlier: bool, server: ScriptedOpenAI, store: Store
) -> None:
    wish = WriterSettings(kind="openai", base_url=server.base_url, model="m")
    prices = {"m": PRICE} if earlier else {}
    if earlier:
        store.note_call("got", "r", task="plan", asked="older", prompt=1, completion=1)
    bare = Pen(writer=OpenAIWriter(wish, None), spare=FakeWriter({}), max_tokens=ROOM)
    known = Settings(writer=wish, prices=prices, limits=Limits(budget_usd=1.0))
    with pytest.raises(BadInput, match=r"the price of (older|m) is unknown") as caught:
        metered(bare, known, store)
    assert '[prices."' in caught.value.remedy
    without = replace(known, limits=Limits())
    assert metered(bare, without, store).writer.reply(request(), shelf=store).finish == "stop"


def test_a_model_on_this_machine_costs_nothing(store: Store) -> None:
    wish = WriterSettings(kind="local", gguf="some-model.gguf")
    known = Settings(writer=wish, limits=Limits(budget_usd=0.0))
    mine = Pen(writer=FakeWriter({"quotes": [{}]}), spare=FakeWriter({}), max_tokens=ROOM)
    assert metered(mine, known, store).writer.reply(request(), shelf=store).finish == "stop"
    used = {"task": "plan", "prompt": 9, "completion": 9, "local": True, "asked": "Some 7B"}
    store.note_call("got", "r", **used)
    assert money.cost(money.journal(store), money.prices(known), money.model(known)) == 0
    assert metered(mine, known, store), "a budget of nothing is enough"


def test_without_a_budget_nothing_is_put_aside(server: ScriptedOpenAI, store: Store) -> None:
    pen(server, store, None).writer.reply(request(), shelf=store)
    assert events(store) == ["sent", "got"]


def test_extract_is_not_metered(store: Store) -> None:
    silent = FakeWriter({})
    silent.composes = False  # type: ignore[misc]
    mine = Pen(writer=silent, spare=silent, max_tokens=ROOM)
    assert metered(mine, Settings(limits=Limits(budget_usd=0.0)), store) is mine


# --- fuse -----------------------------------------------------------------------------


def test_the_fuse_stops_runaway_calls(server: ScriptedOpenAI, store: Store) -> None:
    mine = pen(server, store, None, most_calls=3)
    for number in range(3):
        mine.writer.reply(request(number), shelf=store)
    with pytest.raises(LimitReached, match="3 calls of the writer were made") as caught:
        mine.writer.reply(request(4), shelf=store)
    assert "most_calls" in caught.value.remedy
    assert len(server.bodies) == 3
    assert expecting(mine, 50).writer.most == 3, "what a person set stands"  # type: ignore[attr-defined]


def test_the_fuse_grows_with_the_plan_and_goes_on_counting(
    server: ScriptedOpenAI, store: Store
) -> None:
    mine = pen(server, store, None)
    grown = expecting(mine, 40)
    assert grown.writer.most == 3 * 40  # type: ignore[attr-defined]
    assert expecting(mine, 1).writer.most == money.FIRST_CALLS  # type: ignore[attr-defined]
    assert grown.writer.identity == mine.writer.identity
    mine.writer.reply(request(), shelf=store)
    assert next(grown.writer.count) == 2  # type: ignore[attr-defined]
    assert expecting(Pen(writer=FakeWriter({}), spare=FakeWriter({}), max_tokens=1), 9)
