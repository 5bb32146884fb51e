"""The night of a budget, and what lies in the journal from it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pod2post.batch.purse import Purse, noon
from pod2post.costs.prices import Price
from pod2post.errors import BadInput
from pod2post.settings import Settings, WriterSettings
from pod2post.store import Store
from queueing import START, claimed, ledger, order

TAIPEI = "Asia/Taipei"
MADE_UP = Settings(
    writer=WriterSettings(model="made-up"), prices={"made-up": Price(input=1.0, output=1.0)}
)


def ms(text: str, zone: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000


@pytest.mark.parametrize(
    ("now", "first", "second", "zone"),
    [
        ("2026-11-22T02:30", "2026-11-21T12:00", "2026-11-22T12:00", TAIPEI),
        ("2026-11-22T11:59", "2026-11-21T12:00", "2026-11-22T12:00", TAIPEI),
        ("2026-11-22T12:00", "2026-11-22T12:00", "2026-11-23T12:00", TAIPEI),
        ("2026-11-22T23:59", "2026-11-22T12:00", "2026-11-23T12:00", TAIPEI),
        ("2026-10-25T02:30", "2026-10-24T12:00", "2026-10-25T12:00", "Europe/Paris"),
        ("2026-03-29T03:30", "2026-03-28T12:00", "2026-03-29T12:00", "Europe/Paris"),
    ],
)
def test_a_night_is_from_noon_to_noon_on_the_site_s_clock(
    now: str, first: str, second: str, zone: str
) -> None:
    assert noon(ms(now, zone), zone) == (ms(first, zone), ms(second, zone))


def test_a_call_that_a_kill_cut_off_counts_with_its_worst(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", run="a")
    purse = Purse(store=store, settings=MADE_UP, budget=1.0)
    assert purse.spent(0) == 0.0
    store.note_call("reserved", "r1", call="c1", usd=0.4)
    assert purse.spent(0) == 0.4
    store.note_call("got", "r1", prompt=100_000, completion=0, asked="made-up")
    assert purse.spent(0) == pytest.approx(0.1)
    assert purse.paid(ms("2999-01-01T00:00", TAIPEI)) == 0.0


def test_a_model_without_a_price_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", run="a")
    bare = Purse(store=store, settings=Settings(), budget=1.0)
    with pytest.raises(BadInput, match="gpt-5-mini") as caught:
        bare.check(START)
    assert 'prices."gpt-5-mini"' in caught.value.remedy
    Purse(store=store, settings=Settings(), budget=None).check(START)
    store.note_call("got", "r1", prompt=1, completion=1, asked="another")
    assert bare.paid(0) is None


def test_a_model_that_was_asked_by_hand_tonight_is_named_and_an_older_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store", run="a")
    purse = Purse(store=store, settings=MADE_UP, budget=1.0)
    facts = {"prompt": 1, "completion": 1, "asked": "another"}
    monkeypatch.setattr("pod2post.store.now", lambda: "2026-01-01T00:00:00+00:00")
    store.note_call("got", "r1", **facts)
    purse.check(START)
    monkeypatch.setattr("pod2post.store.now", lambda: "2999-01-01T00:00:00+00:00")
    store.note_call("got", "r2", **facts)
    with pytest.raises(BadInput, match="price of another is unknown"):
        purse.check(START)


def test_without_a_bound_of_the_night_the_show_s_own_stands(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with ledger(tmp_path) as book:
        book.enqueue([order(1, budget_usd=0.25), order(2)], START)
        second, first = claimed(book), claimed(book)
    free = Purse(store=store, settings=MADE_UP, budget=None)
    assert free.share(first, None, START) == 0.25
    assert free.share(second, None, START) is None
    assert not free.exhausted(START)
    assert free.left(START) is None
