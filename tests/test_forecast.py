"""--dry-run: the requests that it counts are those that the run then sends."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from pod2post import codec, pipeline, runs, settings
from pod2post.costs import forecast, rehearsal, sizes
from pod2post.costs.forecast import Forecast
from pod2post.costs.prices import Money, Price
from pod2post.errors import BadInput, LimitReached
from pod2post.scene import Options, opening, overridden
from pod2post.settings import Settings
from pod2post.store import Store
from samples.writer import replier
from scripted_openai import ScriptedOpenAI

SAMPLES = Path(__file__).parent.parent / "samples"
PRICE = Price(input=1.0, output=4.0)
SEEN = {"source", "first-sight"}  # what is kept before the sound is touched


@dataclass(frozen=True)
class Bench:
    """One workspace with the sample's settings and prices, and a server of replies."""

    folder: Path
    known: Settings
    server: ScriptedOpenAI
    tell: SilentTell

    def _world(self, **options: Any) -> tuple[Options, Hearing]:
        wanted = {
            "source": str(SAMPLES / "interview.mp3"),
            "workspace": str(self.folder),
            "notes": str(SAMPLES / "notes.md"),
        }
        asked = Options(**(wanted | options))
        ear = FakeEar.of_truth(SAMPLES / "interview.truth.json")
        known = overridden(self.known, asked)
        return asked, Hearing(settings=known, tell=self.tell, fake=ear)

    def run(self, **options: Any) -> Any:
        asked, world = self._world(**options)
        made = list(pipeline.episode(asked, self.known, tell=self.tell, world=world))
        return made[-1].value

    def forecast(self, **options: Any) -> Forecast:
        asked, world = self._world(**options)
        return pipeline.estimate(asked, self.known, tell=self.tell, world=world)

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.suffix != ".lock"
        }


@pytest.fixture
def bench(tmp_path: Path, tell: SilentTell) -> Iterator[Bench]:
    known = settings.load(SAMPLES / "pod2post.toml")
    with ScriptedOpenAI(replier()) as server:
        writer = replace(known.writer, kind="openai", base_url=server.base_url, model="by hand")
        priced = replace(known, writer=writer, prices={"by hand": PRICE})
        yield Bench(tmp_path / "w", priced, server, tell)


def total(told: Forecast, name: str) -> int:
    return sum(getattr(row, name) for row in told.tasks)


def sent(server: ScriptedOpenAI) -> Counter[str]:
    return Counter(body["response_format"]["json_schema"]["name"] for body in server.bodies)


def test_before_anything_is_heard_it_goes_by_the_length(bench: Bench) -> None:
    told = bench.forecast()
    assert {row.task: row.calls for row in told.tasks} == {
        "plan": 1,
        "quotes": 3,
        "section": 3,
        "head": 1,
        "observation": 1,
    }
    assert not bench.server.bodies
    assert "estimated from its length: nothing was heard yet" in told.lines
    assert told.usd == pytest.approx(PRICE.usd(total(told, "prompt"), total(told, "completion")))
    assert told.most_usd is not None
    assert told.most_usd > 3 * told.usd


def test_its_guess_from_the_length_is_near_what_is_then_counted(bench: Bench) -> None:
    guessed = bench.forecast()
    bench.run(until="segment")
    exact = bench.forecast()
    assert "counted on the transcript in the run's folder" in exact.lines
    assert total(guessed, "prompt") == pytest.approx(total(exact, "prompt"), rel=0.25)


def test_the_requests_that_it_counts_are_the_ones_that_are_sent(bench: Bench) -> None:
    """With the plan kept, those for quotations are known to the last byte."""
    bench.run(until="plan")
    told = bench.forecast()
    planned = {row.task: row for row in told.tasks}
    assert (planned["plan"].kept, planned["plan"].calls) == (1, 0)
    bench.server.bodies.clear()
    bench.run(until="quote")
    first = [
        b for b in bench.server.bodies if "上一次提出的引述" not in b["messages"][1]["content"]
    ]
    assert planned["quotes"].calls == len(first) == 3
    prompts = sum(
        sum(sizes.tokens(m["content"]) + sizes.PER_MESSAGE for m in body["messages"])
        + sizes.tokens(
            json.dumps(
                body["response_format"]["json_schema"]["schema"],
                ensure_ascii=False,
                sort_keys=True,
            )
        )
        for body in first
    )
    assert planned["quotes"].prompt == prompts


def test_what_is_kept_costs_nothing_and_is_said(bench: Bench) -> None:
    bench.run()
    calls = len(bench.server.bodies)
    told = bench.forecast()
    assert total(told, "calls") == 0
    assert told.usd == told.most_usd == 0
    # The plan, quotations and prose of three sections, the head and 我的觀察.
    assert total(told, "kept") == 9
    assert "kept from before, not paid again: 9 of the answers" in told.lines
    assert len(bench.server.bodies) == calls


def test_after_a_run_that_stopped_only_the_rest_is_counted(bench: Bench) -> None:
    bench.run(until="quote")
    told = {row.task: (row.kept, row.calls) for row in bench.forecast().tasks}
    assert told["plan"] == (1, 0)
    assert told["quotes"] == (3, 0)
    assert told["section"] == (0, 3)


def test_a_dry_run_writes_nothing_of_its_own(bench: Bench) -> None:
    bench.run(until="segment")
    before = bench.files()
    bench.forecast()
    assert bench.files() == before


def test_the_upper_bound_holds_for_what_the_run_really_took(bench: Bench) -> None:
    bench.run(until="segment")
    told = bench.forecast()
    report = bench.run()
    assert isinstance(report, runs.Report)
    assert len(bench.server.bodies) <= total(told, "most_calls")
    assert report.spent.usd is not None
    assert told.most_usd is not None
    assert 0 < report.spent.usd <= told.most_usd


def test_without_a_price_there_are_tokens_and_where_to_set_one(bench: Bench) -> None:
    bare = replace(bench, known=replace(bench.known, prices={}))
    told = bare.forecast()
    assert told.usd is None
    assert any('set [prices."by hand"]' in line for line in told.lines)
    assert total(told, "prompt") > 10_000


def test_taiwan_dollars_stand_beside_the_cost_where_the_rate_is_set(bench: Bench) -> None:
    priced = replace(bench, known=replace(bench.known, money=Money(twd_per_usd=30)))
    told = priced.forecast()
    assert told.usd is not None
    assert told.twd == pytest.approx(30 * told.usd)
    assert "TWD)" in told.lines[-1]
    assert "set [money] twd_per_usd" in bench.forecast().lines[-1]


def test_an_episode_of_unknown_length_is_said_to_be_guessed(bench: Bench) -> None:
    asked, world = bench._world()
    scene = opening(asked, bench.known, tell=bench.tell, world=world)
    unknown = replace(scene.source, duration_ms=None)
    for path in (bench.folder / "store" / "recipes" / "source").iterdir():
        recipe = json.loads(path.read_bytes())
        recipe["digest"] = Store(bench.folder / "store").put(codec.encode(unknown))
        path.write_text(json.dumps(recipe))
    told = bench.forecast()
    assert "of unknown length" in told.lines[0]
    assert any("a length of 1:00:00, for want of its own" in line for line in told.lines)


def test_extract_has_nothing_to_pay(bench: Bench) -> None:
    told = bench.forecast(writer="extract")
    assert told.lines[-1] == "writer: extract, no calls, nothing to pay"
    assert told.tasks == ()


# --- the budget through the whole chain -----------------------------------------------


def test_a_run_stops_at_its_budget_and_goes_on_with_more(bench: Bench) -> None:
    tight = replace(bench, known=replace(bench.known, money=Money(twd_per_usd=30)))
    whole = replace(bench, folder=bench.folder / "whole").run()
    assert isinstance(whole, runs.Report)
    calls = sent(bench.server)
    bench.server.bodies.clear()
    with pytest.raises(LimitReached, match=r"the budget of 0\.0500 USD \(1\.5 TWD\) is"):
        tight.run(budget=0.05)
    stopped = sent(bench.server)
    (file,) = (bench.folder / "runs").glob("*/run.json")
    kept = codec.decode(runs.Record, file.read_bytes()).ledger
    assert kept.sent == stopped.total(), "what was paid until then stands in run.json"
    assert 0 < (kept.usd or 0) <= 0.05
    assert 0 < stopped.total() < calls.total()
    spent = [row for row in Store(bench.folder / "store").calls() if row["event"] == "got"]
    assert sum(PRICE.usd(row["prompt"], row["completion"]) for row in spent) <= 0.05
    report = tight.run(budget=5.0)
    assert Path(report.post).read_bytes() == Path(whole.post).read_bytes()
    assert sent(bench.server) == calls, "nothing that was paid is asked again"


def test_a_budget_without_a_price_is_refused_before_anything_is_heard(bench: Bench) -> None:
    bare = replace(bench, known=replace(bench.known, prices={}))
    with pytest.raises(BadInput, match="the price of by hand is unknown"):
        bare.run(budget=1.0)
    assert {path.name for path in (bench.folder / "store" / "recipes").iterdir()} <= SEEN
    assert not bench.server.bodies


def test_the_fuse_ends_a_run_that_asks_too_often(bench: Bench) -> None:
    limits = replace(bench.known.limits, most_calls=4)
    with pytest.raises(LimitReached, match="4 calls of the writer were made") as caught:
        replace(bench, known=replace(bench.known, limits=limits)).run()
    assert caught.value.code == 6
    assert len(bench.server.bodies) == 4
    report = bench.run()
    assert report.calls == len(bench.server.bodies), "it went on from there"


def test_run_json_keeps_the_account_by_task(bench: Bench) -> None:
    priced = replace(bench, known=replace(bench.known, money=Money(twd_per_usd=30)))
    report = priced.run()
    record = codec.decode(runs.Record, (Path(report.run) / "run.json").read_bytes())
    kept = record.ledger
    assert kept == report.spent
    assert (kept.sent, kept.got) == (len(bench.server.bodies), len(bench.server.bodies))
    assert {row.task: row.sent for row in kept.tasks} == sent(bench.server)
    assert sum(row.prompt_tokens for row in kept.tasks) == kept.prompt_tokens > 0
    assert sum(row.completion_tokens for row in kept.tasks) == kept.completion_tokens > 0
    assert kept.usd == pytest.approx(PRICE.usd(kept.prompt_tokens, kept.completion_tokens))
    assert kept.twd == pytest.approx(30 * (kept.usd or 0))


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_a_budget_that_is_no_amount_is_refused(amount: float, bench: Bench) -> None:
    with pytest.raises(BadInput, match="is no amount"):
        bench.run(budget=amount)


# --- rehearsing -----------------------------------------------------------------------


def test_the_stand_in_is_as_long_as_what_it_stands_for() -> None:
    talk = rehearsal.stand_in(3_600_000)
    words = sum(len(cue.text.split()) for cue in talk.cues)
    assert words == pytest.approx(60 * rehearsal.WORDS_PER_MINUTE, rel=0.01)
    assert rehearsal.stand_in(0).cues, "there is always something to plan"


def test_an_old_account_is_still_read() -> None:
    """As run.json had it before costs were kept."""
    old = b'{"sent":5,"got":4,"rejected":1,"prompt_tokens":10,"completion_tokens":20}'
    kept = codec.decode(runs.Ledger, old)
    assert (kept.sent, kept.prompt_tokens, kept.usd, kept.tasks) == (5, 10, None, ())


def test_every_task_has_a_row_whatever_is_asked() -> None:
    assert forecast.rows([], {"plan": 2})[0].kept == 2
    assert forecast.rows([], {}) == ()
