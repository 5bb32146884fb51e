"""The account of a run: from the journal's lines, and as the last lines that a person reads."""

from typing import Any

import pytest

from pod2post import cli
from pod2post.commands.run import summary
from pod2post.costs.prices import Money, Price
from pod2post.costs.spending import ledger, told
from pod2post.errors import BadInput
from pod2post.runs import Ledger, Report
from pod2post.settings import Settings, WriterSettings

KNOWN = Settings(
    writer=WriterSettings(model="new"),
    prices={
        "new": Price(input=1.0, output=10.0, cached_input=0.1),
        "old": Price(input=100.0, output=1000.0),
    },
    money=Money(twd_per_usd=30),
)


def row(event: str, task: str, **facts: Any) -> dict[str, Any]:
    return {"event": event, "task": task, "request": "r", "run": "a", **facts}


def got(task: str, prompt: int, completion: int, **facts: Any) -> dict[str, Any]:
    return row("got", task, prompt=prompt, completion=completion, **facts)


JOURNAL = [
    row("sent", "plan"),
    got("plan", 1_000_000, 100_000, cached=400_000, asked="new"),
    row("kept", "plan"),
    row("sent", "quotes"),
    row("failed", "quotes", status=503),
    row("sent", "quotes"),
    got("quotes", 10, 20, asked="old"),
    row("rejected", "quotes"),
    row("sent", "quotes"),
    row("got", "quotes", finish="stop"),
]


def test_requests_tokens_and_cost_are_counted_in_all_and_by_task() -> None:
    account = ledger(JOURNAL, KNOWN)
    assert (account.sent, account.got, account.failed, account.rejected) == (4, 3, 1, 1)
    assert account.uncounted == 1
    assert (account.prompt_tokens, account.cached_tokens) == (1_000_010, 400_000)
    assert account.completion_tokens == 100_020
    plan, quotes = account.tasks
    assert (plan.task, plan.sent, quotes.task, quotes.sent) == ("plan", 1, "quotes", 3)
    assert plan.usd == pytest.approx(0.6 * 1.0 + 0.4 * 0.1 + 0.1 * 10.0)
    assert quotes.usd == pytest.approx((10 * 100 + 20 * 1000) / 1_000_000), "by its own model"
    assert account.usd == pytest.approx((plan.usd or 0) + (quotes.usd or 0))
    assert account.twd == pytest.approx(30 * (account.usd or 0))


def test_lines_of_an_earlier_version_are_priced_as_the_model_of_today() -> None:
    (task,) = ledger([row("sent", "head"), got("head", 1_000_000, 0)], KNOWN).tasks
    assert task.usd == pytest.approx(1.0)


def test_a_price_that_is_lacking_leaves_the_cost_open() -> None:
    account = ledger([*JOURNAL, got("head", 1, 1, asked="third")], KNOWN)
    assert account.usd is account.twd is None
    assert account.prompt_tokens == 1_000_011


def test_nothing_asked_is_nothing_spent() -> None:
    assert ledger([], KNOWN) == Ledger(usd=0.0, twd=0.0)
    assert told(ledger([], KNOWN)) == ""


@pytest.mark.parametrize(
    ("account", "line"),
    [
        (Ledger(prompt_tokens=1234, completion_tokens=5, usd=0.5), "5 written, 0.5000 USD"),
        (Ledger(prompt_tokens=1234, completion_tokens=5, usd=0.5, twd=15.0), "USD (15.0 TWD)"),
        (Ledger(prompt_tokens=1234, cached_tokens=1000), "read (1,000 of them seen before)"),
        (Ledger(prompt_tokens=1234), "price unknown: pod2post run --dry-run says what to set"),
    ],
)
def test_it_is_told_in_one_line(account: Ledger, line: str) -> None:
    assert told(account).startswith("1,234 tokens read")
    assert line in told(account)


def test_the_end_of_a_run_says_what_was_spent() -> None:
    spent = Ledger(prompt_tokens=1200, completion_tokens=300, usd=0.25, twd=7.5)
    report = Report(
        run="r",
        post="p.md",
        out=None,
        instead_of=None,
        errors=0,
        warnings=0,
        notes=0,
        caught=(),
        calls=3,
        seconds=120,
        spent=spent,
    )
    assert summary(report)[-1] == (
        "spent     3 model calls, 1,200 tokens read, 300 written, 0.2500 USD (7.5 TWD), 2 min"
    )


def test_a_budget_is_a_number() -> None:
    assert cli.parse(["run", "a.mp3", "--budget", "0.5"]).budget == 0.5
    assert cli.parse(["run", "a.mp3"]).budget is None
    with pytest.raises(BadInput, match="--budget"):
        cli.parse(["run", "a.mp3", "--budget", "cheap"])
