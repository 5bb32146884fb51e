"""What a run takes, before anything is paid: calls, tokens and money, task by task."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pod2post.costs import money, prices, sizes
from pod2post.ports import Request
from pod2post.settings import Settings
from pod2post.values import value

# Tokens of usual replies, with which the likely cost is reckoned. A model that thinks
# before it writes may need some times as many; the upper bound counts [writer] max_tokens.
USUAL: dict[str, int] = {
    "names": 900,
    "topics": 700,
    "plan": 1_200,
    "quotes": 1_500,
    "section": 1_600,
    "head": 600,
    "observation": 1_500,
    "backtranslation": 400,
    "comparison": 400,
}
# A reply that cannot be used is asked for again: at the worst with room for twice as much, and
# then once more, with the bad reply shown.
MOST_ASKED, MOST_ROOM, SHOWN = 3, 4, 1
ROUNDS = {"quotes": 2}  # what does not hold is asked for once more


@value
class Row:
    """What one task takes. `kept`: answers that an earlier run left.

    `most_...`: when every reply has to be asked for again, and takes all its room.
    """

    task: str
    kept: int
    calls: int
    prompt: int
    completion: int
    most_calls: int
    most_prompt: int
    most_completion: int


def rows(asked: Iterable[Request], kept: Mapping[str, int]) -> tuple[Row, ...]:
    """One row per task that is asked or kept, in the order in which they come."""
    by_task: dict[str, list[Request]] = {task: [] for task in USUAL}
    for request in asked:
        by_task.setdefault(request.task, []).append(request)
    return tuple(
        _row(task, requests, kept.get(task, 0))
        for task, requests in by_task.items()
        if requests or kept.get(task, 0)
    )


def _row(task: str, requests: Sequence[Request], kept: int) -> Row:
    prompt = sum(sizes.prompt(request) for request in requests)
    room = sum(request.max_tokens for request in requests)
    usual = sum(min(USUAL.get(task, r.max_tokens), r.max_tokens) for r in requests)
    rounds = ROUNDS.get(task, 1)
    return Row(
        task=task,
        kept=kept,
        calls=len(requests),
        prompt=prompt,
        completion=usual,
        most_calls=rounds * MOST_ASKED * len(requests),
        most_prompt=rounds * (MOST_ASKED * prompt + SHOWN * room),
        most_completion=rounds * MOST_ROOM * room,
    )


@value
class Forecast:
    """What a run takes. The cost is None where the model's price, or the rate, is not known."""

    lines: tuple[str, ...]
    tasks: tuple[Row, ...] = ()
    model: str = ""
    usd: float | None = None
    most_usd: float | None = None
    twd: float | None = None
    most_twd: float | None = None


def forecast(about: Sequence[str], tasks: tuple[Row, ...], settings: Settings) -> Forecast:
    """The forecast with its lines for a person: what it is `about`, a table, the cost."""
    model, purse = money.model(settings), settings.money
    total = _total(tasks)
    lines = [*about, *_table((*tasks, total))]
    if total.kept:
        lines.append(f"kept from before, not paid again: {total.kept} of the answers")
    price = money.prices(settings).get(model)
    if price is None:
        lines.append(f"price unknown: {prices.unknown([model])}")
        return Forecast(lines=tuple(lines), tasks=tasks, model=model)
    usd = price.usd(total.prompt, total.completion)
    most = price.usd(total.most_prompt, total.most_completion)
    lines.append(f"cost: about {purse.shown(usd)}, at most {purse.shown(most)}")
    if purse.twd_per_usd is None:
        lines.append("in Taiwan dollars too: set [money] twd_per_usd")
    return Forecast(
        lines=tuple(lines),
        tasks=tasks,
        model=model,
        usd=usd,
        most_usd=most,
        twd=purse.twd(usd),
        most_twd=purse.twd(most),
    )


def _total(tasks: Sequence[Row]) -> Row:
    def add(name: str) -> int:
        return sum(getattr(row, name) for row in tasks)

    return Row(
        task="in all",
        kept=add("kept"),
        calls=add("calls"),
        prompt=add("prompt"),
        completion=add("completion"),
        most_calls=add("most_calls"),
        most_prompt=add("most_prompt"),
        most_completion=add("most_completion"),
    )


TITLES = (
    *("task", "kept", "calls", "tokens to read", "to write"),
    *("at most: calls", "to read", "to write"),
)


def _table(tasks: Sequence[Row]) -> Iterator[str]:
    """One line per task, numbers under their titles."""
    yield "  ".join((TITLES[0].ljust(12), *TITLES[1:]))
    for row in tasks:
        name, *numbers = (getattr(row, field) for field in Row.__dataclass_fields__)
        shown = (f"{number:,}".rjust(len(t)) for number, t in zip(numbers, TITLES[1:], strict=True))
        yield "  ".join((name.ljust(12), *shown))
