"""What a night came to, in the morning: what needs a person first. Pure but for `drawn`."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pod2post import codec
from pod2post.batch.gather import Trouble
from pod2post.batch.ledger_desk import standing
from pod2post.batch.orders import Episode, Park
from pod2post.costs.prices import amount
from pod2post.errors import DONE, OPEN_ERRORS, LimitReached, TryLater
from pod2post.feeds.masking import masked_text
from pod2post.locate import locate
from pod2post.runs import Run
from pod2post.value import value

MOST_SHOWN = 12


@value
class Draft:
    """An episode that was drafted. `errors`, `warnings`: findings that are open in its post."""

    episode: str
    title: str
    show: str
    post: str
    errors: int
    warnings: int


@value
class Stuck:
    """An episode that was given up, until a person says retry or drop."""

    episode: str
    title: str
    stage: str
    cause: str
    remedy: str
    tonight: bool


@value
class Digest:
    """One sync. `usd` None: a price is unknown; `twd` None: the rate is not in the settings.

    `waiting`: episodes that go on by themselves another time; `later`: is one of them due to a
    failure? `budget`: the night's budget stopped something. Times in ms since 1970.
    """

    begun: int
    ended: int
    new: int
    stuck: tuple[Stuck, ...]
    parked: tuple[Park, ...]
    troubles: tuple[Trouble, ...]
    drafts: tuple[Draft, ...]
    waiting: int
    later: bool
    budget: bool
    usd: float | None
    twd: float | None
    schema: Literal[1] = 1

    @property
    def checks(self) -> int:
        """Things for an editor to check."""
        return sum(draft.errors + draft.warnings for draft in self.drafts)

    @property
    def code(self) -> int:
        """The exit code of the sync that it is of."""
        if self.budget:
            return LimitReached.code
        if self.later or self.parked or any(one.later for one in self.troubles):
            return TryLater.code
        wrong = any(draft.errors for draft in self.drafts) or any(s.tonight for s in self.stuck)
        return OPEN_ERRORS if wrong or self.troubles else DONE


def drawn(episode: Episode, workspace: Path) -> Draft:
    """What lies in the run of a drafted episode."""
    run = Run(workspace / "runs" / (episode.run or ""), locate(episode.order.source))
    findings = run.record().findings
    counted = {kind: sum(f.severity == kind for f in findings) for kind in ("error", "warning")}
    return Draft(
        episode=episode.id,
        title=episode.order.title,
        show=episode.order.show,
        post=str(run.path("post.md")),
        errors=counted["error"],
        warnings=counted["warning"],
    )


def stuck(every: Sequence[Episode], tonight: Sequence[str]) -> tuple[Stuck, ...]:
    """Those that were given up, tonight's first."""
    rows = [
        Stuck(
            episode=one.id,
            title=one.order.title,
            stage=one.job.stage,
            cause=masked_text(one.job.cause),
            remedy=one.job.remedy,
            tonight=one.id in tonight,
        )
        for one in every
        if standing(one) == "given up"
    ]
    return tuple(sorted(rows, key=lambda row: not row.tonight))


def lines(digest: Digest) -> Iterator[str]:
    """For the terminal and the log."""
    for one in digest.stuck[:MOST_SHOWN]:
        yield f"given up  {one.episode} at {one.stage}: {one.title}: {one.cause}"
        yield from _next(one.remedy, f"then `pod2post retry {one.episode}`, or `drop`")
    if len(digest.stuck) > MOST_SHOWN:
        yield f"          and {len(digest.stuck) - MOST_SHOWN} more: `pod2post status`"
    for park in digest.parked:
        yield f"parked    {park.lane} until {clock(park.until)}: {masked_text(park.why)}"
        yield from _next(park.remedy, f"`pod2post retry {park.lane}` opens it at once")
    for trouble in digest.troubles:
        yield f"show      {trouble.title} ({trouble.show}): {masked_text(trouble.cause)}"
        yield from _next(trouble.remedy)
    for draft in digest.drafts:
        found = f"{_count(draft.errors, 'error')}, {_count(draft.warnings, 'warning')}"
        yield f"draft     {draft.title} ({draft.show}): {found}"
        yield f"          {draft.post}"
    if digest.waiting:
        yield f"waiting   {_count(digest.waiting, 'episode')} for a later sync"
    yield headline(digest)


def headline(digest: Digest) -> str:
    """`3 drafts, 7 things to check, NT$41`."""
    checks = "thing to check" if digest.checks == 1 else "things to check"
    parts = [_count(len(digest.drafts), "draft"), f"{digest.checks} {checks}", paid(digest)]
    return ", ".join(part for part in parts if part)


def paid(digest: Digest) -> str:
    """What it cost; "" where that is nothing, or a price is unknown."""
    if not digest.usd:
        return ""
    if digest.twd is not None:
        return f"NT${round(digest.twd):,}"
    return f"US${amount(digest.usd)}"


def text(digest: Digest) -> str:
    """The same for the editor, in Taiwan's Chinese: what needs her first."""
    rows = [
        f"需要處理：〈{one.title}〉停在{STAGES[one.stage]}：{one.cause}" for one in digest.stuck
    ]
    rows += [
        f"暫停：{lane(p.lane)}，到 {clock(p.until)}：{masked_text(p.why)}" for p in digest.parked
    ]
    rows += [f"節目有狀況：{t.title}：{masked_text(t.cause)}" for t in digest.troubles]
    cost = paid(digest)
    total = f"{len(digest.drafts)} 篇草稿，{digest.checks} 處待查核"
    rows.append(total + (f"，花費 {cost}" if cost else "") + "。")
    rows += [f"〈{d.title}〉：{d.errors} 個錯誤、{d.warnings} 個提醒" for d in digest.drafts]
    if digest.waiting:
        rows.append(f"還有 {digest.waiting} 集排隊中。")
    return "\n".join(rows)


STAGES = {"fetch": "下載", "hear": "語音辨識", "write": "撰稿"}
LANES = {
    "*": "全部工作",
    "youtube": "YouTube 下載",
    "feed": "音檔下載",
    "recognition": "語音辨識",
    "model": "撰稿模型",
}


def lane(name: str) -> str:
    """A lane's name for the editor; the host of a feed with it."""
    kind, _, which = name.partition(":")
    shown = LANES.get(kind, kind)
    return f"{shown}（{which}）" if kind == "feed" and which else shown


def facts(digest: Digest) -> dict[str, Any]:
    """For a webhook and for `--json`: what needs a person first, then all of it."""
    plain = codec.plain(digest)
    for row in (*plain["parked"], *plain["troubles"]):
        for name in ("why", "cause"):
            if name in row:
                row[name] = masked_text(row[name])
    needs = len(digest.stuck) + len(digest.parked) + len(digest.troubles)
    shown = {"text": text(digest), "headline": headline(digest), "needs": needs}
    return {**shown, **plain, "checks": digest.checks, "code": digest.code}


def clock(ms: int) -> str:
    """A time of this machine's clock, to the minute."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC).astimezone():%Y-%m-%d %H:%M}"


def _next(remedy: str, after: str = "") -> Iterator[str]:
    for part in (remedy, after):
        if part:
            yield f"          {part}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
