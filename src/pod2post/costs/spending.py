"""The account of a run's calls, from the journal: for `run.json`, and in one line for a person."""

from collections.abc import Sequence

from pod2post.costs import money, prices
from pod2post.runs import Ledger, Spent
from pod2post.settings import Settings


def ledger(calls: Sequence[money.Row], settings: Settings) -> Ledger:
    """All calls of a run, and those of each task. `calls` are its lines of the journal."""
    total = _spent(calls, "", settings)
    replies = [row for row in calls if row["event"] == "got"]
    tasks = dict.fromkeys(str(row.get("task")) for row in calls if row["event"] == "sent")
    return Ledger(
        sent=total.sent,
        got=len(replies),
        rejected=_number(calls, "rejected"),
        prompt_tokens=total.prompt_tokens,
        completion_tokens=total.completion_tokens,
        failed=_number(calls, "failed"),
        uncounted=sum(1 for row in replies if not row.get("prompt")),
        cached_tokens=total.cached_tokens,
        usd=total.usd,
        twd=settings.money.twd(total.usd),
        tasks=tuple(_spent(calls, task, settings) for task in tasks),
    )


def _spent(calls: Sequence[money.Row], task: str, settings: Settings) -> Spent:
    """What one task took, or with "" all of them."""
    rows = [row for row in calls if task in ("", row.get("task"))]
    prompt, completion, cached = (
        sum(int(row.get(name) or 0) for row in rows if row["event"] == "got")
        for name in money.TOKENS
    )
    return Spent(
        task=task,
        sent=_number(rows, "sent"),
        prompt_tokens=prompt,
        cached_tokens=cached,
        completion_tokens=completion,
        usd=money.cost(rows, money.prices(settings), money.model(settings)),
    )


def _number(rows: Sequence[money.Row], event: str) -> int:
    return sum(1 for row in rows if row["event"] == event)


def told(spent: Ledger) -> str:
    """Tokens and cost in one line; "" where nothing was counted."""
    if not spent.prompt_tokens and not spent.completion_tokens:
        return ""
    seen = f" ({spent.cached_tokens:,} of them seen before)" if spent.cached_tokens else ""
    line = f"{spent.prompt_tokens:,} tokens read{seen}, {spent.completion_tokens:,} written"
    if spent.usd is None:
        return f"{line}, price unknown: pod2post run --dry-run says what to set"
    cost = f"{line}, {prices.amount(spent.usd)} USD"
    return cost if spent.twd is None else f"{cost} ({spent.twd:,.1f} TWD)"
