"""A sync from its lock to its digest; the commands around it; the ledger made anew."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from pod2post import cli, runs
from pod2post.batch import ledger_desk, office, syncing
from pod2post.batch.engine import Done
from pod2post.batch.events import Events
from pod2post.batch.gather import ordered
from pod2post.batch.orders import SECOND, Failure
from pod2post.batch.sole import FILE, sole
from pod2post.batch.syncing import Sync
from pod2post.commands import sync as command
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, Blocked, LimitReached, Pod2postError, Refused, TryLater
from pod2post.feeds import memory, polling, shows
from pod2post.feeds.entry import Enclosure, Entry, Memory, Polled, Seen, Skipped
from pod2post.feeds.identity import episode_key
from pod2post.feeds.shows import Followed
from pod2post.locate import locate
from pod2post.runs import Pin
from pod2post.settings import Settings
from pod2post.values import Finding
from queueing import START, order
from scripted_engine import Clock, Script, Scripted

SHOW = Followed(
    key="harbour-lights",
    title="Harbour Lights",
    kind="feed",
    address="https://pod.example/feed.xml",
    followed="2026-11-20T00:00:00+00:00",
    writer="extract",
)
FINDING = Finding(rule="made up", severity="error", where="s1", what="planted", mend="Mend it.")


def entry(number: int, show: str = SHOW.key) -> Entry:
    return Entry(
        show=show,
        title=f"Episode {number}: the tide tables",
        guid=f"{show}-{number}",
        published=f"2026-11-{number:02}T08:00:00+00:00",
        enclosure=Enclosure(url=f"https://pod.example/{show}/{number}.mp3"),
    )


class Feeds:
    """Stands in the place of `polling.poll` and `remember`: plays what a test lists."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lists: dict[str, list[Entry] | Pod2postError] = {}
        self.remembered: list[str] = []
        self.skipped: tuple[Skipped, ...] = ()
        self.changed: tuple[Entry, ...] = ()
        monkeypatch.setattr(polling, "poll", self.poll)
        monkeypatch.setattr(polling, "remember", self.remember)

    def poll(self, show: Followed, _desk: object, /, *, tell: SilentTell) -> Polled:
        found = self.lists.get(show.key, [])
        if isinstance(found, Pod2postError):
            raise found
        seen = tuple(
            Seen(entry=one, first="2026-11-22T00:00:00+00:00", taken=True) for one in found
        )
        return Polled(
            show=show.key,
            title=show.title,
            new=tuple(found),
            skipped=self.skipped,
            changed=self.changed,
            unchanged=False,
            memory=Memory(seen=seen),
            notes=("the feed moved",),
        )

    def remember(self, desk: polling.Desk, polled: Polled) -> None:
        self.remembered.append(polled.show)
        memory.write(desk.workspace, polled.show, polled.memory)


class Drafting(Scripted):
    """Leaves what a run leaves: a folder with a record, a pin for each stage, findings."""

    def __init__(self, clock: Clock, workspace: Path, script: Script | None = None) -> None:
        super().__init__(clock, script)
        self.workspace = workspace

    def _done(self, end: int, begun: int, work: Any) -> Done:
        done = super()._done(end, begun, work)
        if done.outcome is None:
            run = runs.Run(self.workspace / "runs" / str(done.key), locate(work.options.source))
            run.note(pin=Pin(stage={"hear": "attribute"}.get(work.stage, work.stage), digest="d"))
            if work.stage == "write":
                run.write_record(replace(run.record(), findings=(FINDING,), finished="now"))
        return done


class Place:
    """A workspace, its followed shows, and a sync over them on a scripted engine."""

    def __init__(self, folder: Path, feeds: Feeds) -> None:
        self.workspace, self.feeds = folder / "workspace", feeds
        self.clock, self.tell = Clock(), SilentTell()
        self.engines: list[Drafting] = []
        self.known = Settings()
        shows.write(self.workspace, (SHOW,))

    def sync(self, script: Script | None = None, **more: Any) -> Sync:
        def engine() -> Drafting:
            self.engines.append(Drafting(self.clock, self.workspace, script))
            return self.engines[-1]

        facts: dict[str, Any] = {
            "workspace": self.workspace,
            "known": self.known,
            "config": None,
            "tell": self.tell,
            "engine": engine,
            "budget": None,
            "wait_minutes": 15,
            "clock": self.clock,
        }
        return Sync(**{**facts, **more})

    def standing(self) -> dict[str, str]:
        with office.ledger(self.workspace, self.known) as ledger:
            every = ledger_desk.episodes(ledger)
        return {one.order.title[:9].strip(": "): ledger_desk.standing(one) for one in every}

    def stages(self) -> list[tuple[str, str]]:
        return [row[:2] for engine in self.engines for row in engine.done]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, Feeds(monkeypatch))


def test_new_episodes_are_drafted_and_told(place: Place) -> None:
    place.feeds.lists[SHOW.key] = [entry(1), entry(2)]
    made = place.sync().once()
    assert [draft.title for draft in made.drafts] == [entry(2).title, entry(1).title]
    assert (made.new, made.waiting, made.code) == (2, 0, 1)
    assert [(draft.errors, draft.warnings) for draft in made.drafts] == [(1, 0), (1, 0)]
    assert place.feeds.remembered == [SHOW.key]
    again = place.sync().once()
    assert (again.new, again.drafts, again.code) == (0, (), 0)
    assert "Harbour Lights: the feed moved" in place.tell.said


def test_the_wish_of_a_show_reaches_its_episodes(place: Place) -> None:
    wish = replace(SHOW, profile="harbour", writer="local", budget_usd=0.4)
    shows.write(place.workspace, (wish,))
    place.feeds.lists[SHOW.key] = [entry(1)]
    place.sync().once()
    asked = place.engines[0].asked[-1].options
    assert (asked.show, asked.writer, asked.budget) == ("harbour", "local", 0.4)


def test_a_poll_is_remembered_after_its_episodes_are_queued(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, the next poll brings the same again, and they are known."""
    place.feeds.lists[SHOW.key] = [entry(1)]

    def killed(_desk: object, _polled: Polled) -> None:
        assert list(place.standing().values()) == ["waits for fetch"]
        raise KeyboardInterrupt

    monkeypatch.setattr(polling, "remember", killed)
    with pytest.raises(KeyboardInterrupt):
        place.sync().once()
    monkeypatch.setattr(polling, "remember", place.feeds.remember)
    assert len(place.sync().once().drafts) == 1


def test_an_episode_that_lies_elsewhere_now_is_fetched_from_there(place: Place) -> None:
    place.feeds.lists[SHOW.key] = [entry(1), entry(2)]
    gone = Failure(kind="refused", cause="it says 410", most=1)
    place.sync({(episode_key(entry(1)), "fetch"): [gone]}).once()
    assert place.standing() == {"Episode 1": "given up", "Episode 2": "drafted"}
    there = Enclosure(url="https://new.example/1.mp3")
    place.feeds.lists[SHOW.key] = []
    place.feeds.changed = tuple(replace(entry(n), enclosure=there) for n in (1, 2))
    place.sync().once()
    with office.ledger(place.workspace, place.known) as ledger:
        where = {one.order.title[:9]: one.order for one in ledger_desk.episodes(ledger)}
    assert where["Episode 1"].source == there.url
    assert where["Episode 1"].lanes[0] == "feed:new.example"
    assert where["Episode 2"].source == entry(2).source


def test_one_show_s_trouble_stops_no_other(place: Place) -> None:
    gone, slow = replace(SHOW, key="gone", title="Gone"), replace(SHOW, key="slow", title="Slow")
    shows.write(place.workspace, (gone, slow, SHOW))
    place.feeds.lists = {
        "gone": Refused("it answers 410", "Unfollow it."),
        "slow": TryLater("no answer", "Wait."),
        SHOW.key: [entry(1)],
    }
    made = place.sync().once()
    assert [(t.show, t.later) for t in made.troubles] == [("gone", False), ("slow", True)]
    assert len(made.drafts) == 1
    assert made.code == 3


def test_a_bot_check_while_polling_closes_youtube_and_nothing_else(place: Place) -> None:
    channel = replace(SHOW, key="channel", kind="youtube", address="https://www.youtube.com/@x")
    other = replace(channel, key="another")
    shows.write(place.workspace, (channel, other, SHOW))
    place.feeds.lists = {"channel": Blocked("prove it", "Cookies.", 1800), SHOW.key: [entry(1)]}
    place.feeds.lists["another"] = AssertionError("it was asked")  # type: ignore[assignment]
    made = place.sync().once()
    assert [park.lane for park in made.parked] == ["youtube"]
    assert made.parked[0].until == START + 1800 * SECOND
    assert len(made.drafts) == 1
    assert [trouble.show for trouble in made.troubles] == ["channel"]


def test_without_polling_only_the_queue_is_worked_on(place: Place) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    assert place.sync(poll=False).once().new == 0
    assert place.feeds.remembered == []


def test_what_a_killed_sync_held_is_taken_up_at_once(place: Place) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    with office.ledger(place.workspace, place.known) as ledger:
        ledger.enqueue([ordered(entry(1), SHOW, place.known)], START)
        assert ledger.claim(None, "a sync that was killed", START)
    assert len(place.sync().once().drafts) == 1


def test_two_syncs_do_not_meet(place: Place) -> None:
    with sole(place.workspace / FILE, "a sync"), pytest.raises(TryLater) as caught:
        place.sync().once()
    assert f"process {os.getpid()}" in caught.value.cause
    assert caught.value.code == 3
    place.sync().once()


def test_a_budget_without_a_price_is_refused_before_anything_is_asked(place: Place) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    with pytest.raises(BadInput, match="price of gpt-5-mini is unknown"):
        place.sync(budget=3.0).once()
    assert place.feeds.remembered == []


def test_the_event_log_tells_the_night(place: Place) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    place.sync().once()
    rows = Events(place.workspace).rows()
    stages = ["claimed", "finished"] * 3
    assert [row["event"] for row in rows] == ["enqueued", *stages, "digest"]
    assert rows[-1]["headline"].startswith("1 draft")
    assert rows[0]["order"]["keys"]


def test_watching_goes_on_after_what_may_pass(place: Place) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    with sole(place.workspace / FILE, "a sync"):
        watching = syncing.watch(place.sync(), 20, sleep)
        with pytest.raises(KeyboardInterrupt):
            next(watching)
    assert slept == [1200.0] * 3
    assert "looking again in 20 min" in place.tell.said[0]
    place.feeds.lists[SHOW.key] = [entry(1)]
    made = list(_some(syncing.watch(place.sync(), 20, lambda _: None), 2))
    assert [len(one.drafts) for one in made] == [1, 0]


def _some(rows: Iterator[Any], count: int) -> Iterator[Any]:
    for _ in range(count):
        yield next(rows)


def test_a_quota_is_kept_at_the_end_of_a_night(place: Place) -> None:
    junk = place.workspace / "store" / "objects" / "ab" / ".writing-left"
    junk.parent.mkdir(parents=True)
    junk.write_bytes(b"x" * 1000)
    os.utime(junk, (0, 0))
    place.feeds.lists[SHOW.key] = [entry(1)]
    assert len(place.sync().once().drafts) == 1
    assert junk.is_file()  # nobody asked for it
    place.known = Settings(limits=Limits(quota_gb=0.001))
    place.sync(known=place.known).once()
    assert not junk.exists()
    assert [row["removed"] for row in Events(place.workspace).rows() if row["event"] == "gc"] == [1]


# --- the ledger made anew -----------------------------------------------------------------


def halfway(place: Place) -> None:
    """Of four episodes one is drafted, one heard, one only queued, one dropped; then a kill."""
    place.feeds.lists[SHOW.key] = [entry(n) for n in range(1, 5)]
    with office.ledger(place.workspace, place.known) as ledger:
        ledger.enqueue([ordered(entry(4), SHOW, place.known)], START)
        ledger_desk.drop(ledger, ledger_desk.episodes(ledger)[0], "not for us")

    class Killed(Drafting):
        def completed(self, wait_s: float, /) -> Iterator[Done]:
            yield from super().completed(wait_s)
            if ("write" in {row[1] for row in self.done}) and len(self.done) >= 5:
                raise KeyboardInterrupt

    engine = Killed(place.clock, place.workspace)
    place.engines.append(engine)
    with pytest.raises(KeyboardInterrupt):
        place.sync(engine=lambda: engine).once()


@pytest.mark.parametrize(
    "lost", [("ledger.sqlite",), ("ledger.sqlite", "batch.jsonl"), ("ledger.sqlite", "feeds")]
)
def test_a_lost_ledger_is_made_again_and_nothing_is_done_twice(
    lost: tuple[str, ...], place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    halfway(place)
    before = place.standing()
    assert sorted(before.values())[:2] == ["drafted", "dropped"]
    for name in lost:
        for path in place.workspace.glob(f"{name}*"):
            _remove(path)
    argv = ["doctor", "--rebuild-ledger", "--workspace", str(place.workspace), "--json"]
    assert cli.main(argv) == 0
    told = json.loads(capsys.readouterr().out)
    # What a person dropped stands in the event log alone.
    kept = {k: v for k, v in before.items() if v != "dropped" or "batch.jsonl" not in lost}
    now = place.standing()
    assert {name: now[name] for name in kept} == kept
    assert told["drafted"] == 1
    assert told["episodes"] == 4
    place.feeds.lists[SHOW.key] = [entry(n) for n in range(1, 5)]
    place.sync().once()
    done = place.stages()
    assert len(done) == len(set(done))
    assert set(place.standing().values()) <= {"drafted", "dropped"}


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_damaged_ledger_is_put_aside(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    place.sync().once()
    path = place.workspace / "ledger.sqlite"
    path.write_bytes(b"no ledger at all, but a text of some length" * 40)
    with pytest.raises(BadInput, match="damaged"):
        place.sync().once()
    assert cli.main(["doctor", "--rebuild-ledger", "--workspace", str(place.workspace)]) == 0
    assert "1 episodes: 1 drafted" in capsys.readouterr().out
    assert path.with_name("ledger.sqlite.old").is_file()
    assert place.standing() == {"Episode 1": "drafted"}


def test_the_ledger_is_not_made_anew_under_a_sync(place: Place) -> None:
    with sole(place.workspace / FILE, "a sync"):
        argv = ["doctor", "--rebuild-ledger", "--workspace", str(place.workspace)]
        assert cli.main(argv) == 3


# --- the commands -------------------------------------------------------------------------


@pytest.fixture
def call(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """A command in the place's workspace: its exit code, and what it printed on both streams."""

    def opened(args: Any, tell: Any) -> Sync:
        real = original(args, tell)
        return replace(real, clock=place.clock, engine=place.sync(place_script).engine)

    original, place_script = command.opened, dict[Any, Any]()
    monkeypatch.setattr(command, "opened", opened)
    monkeypatch.setattr(office, "clock", place.clock)

    def run(*argv: str) -> tuple[int, str]:
        code = cli.main([*argv, "--workspace", str(place.workspace)])
        told = capsys.readouterr()
        return code, told.out + told.err

    run.script = place_script  # type: ignore[attr-defined]
    return run


GONE = Failure(kind="refused", cause="https://pod.example/f/1a2b3c4d5e6f7a8b says 410", most=1)


def test_a_week_by_its_commands(place: Place, call: Callable[..., tuple[int, str]]) -> None:
    place.feeds.lists[SHOW.key] = [entry(1), entry(2)]
    name = "harbour-lights"
    code, told = call("status")
    assert (code, told) == (0, "nothing is queued\n")
    code, told = call("why", "anything")
    assert code == 2
    assert "nothing was ever queued" in told
    code, told = call("sync")
    assert code == 1
    assert "\n2 drafts, 2 things to check\n" in told
    code, told = call("status")
    assert told == "2 drafted\n"
    code, told = call("why", "episode 1")
    assert code == 0
    assert "stands    drafted" in told
    assert told.count("finished") == 3
    assert "pod.example/harbour-lights/1.mp3" in told
    code, told = call("why", name)
    assert code == 2
    assert "any of 2 episodes" in told
    code, told = call("retry", "episode 1")
    assert code == 2
    assert "--from write" in told
    code, told = call("retry", "episode 1", "--from", "hear")
    assert (code, "queued from hear" in told) == (0, True)
    code, told = call("drop", "episode 1", "--reason", "a rerun")
    assert code == 0
    assert call("why", "episode 1")[1].count("a rerun") == 2
    assert call("sync")[0] == 0
    assert call("retry", "episode 1")[0] == 0
    assert call("sync", "--no-poll")[0] == 1
    assert place.stages().count((_id(place, 1), "hear")) == 2


def _id(place: Place, number: int) -> str:
    with office.ledger(place.workspace, place.known) as ledger:
        return ledger_desk.find(ledger, f"episode {number}:").id


def test_what_was_given_up_is_told_without_the_address_s_secret(
    place: Place, call: Callable[..., tuple[int, str]]
) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    call.script[episode_key(entry(1)), "fetch"] = [GONE]  # type: ignore[attr-defined]
    for argv in (("sync",), ("status",), ("why", "episode 1"), ("status", "--json")):
        _, told = call(*argv)
        assert "says 410" in told
        assert "1a2b3c4d5e6f7a8b" not in told


@pytest.mark.parametrize(
    "argv",
    [
        *(("sync",), ("status",), ("why", "episode 1"), ("retry", "episode 1", "--from", "write")),
        *(("drop", "episode 1"), ("schedule", "print", "--cron"), ("watch",)),
    ],
)
def test_every_command_ends_with_one_line_of_json(
    argv: tuple[str, ...],
    place: Place,
    call: Callable[..., tuple[int, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]
    call("sync")

    def over(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(syncing, "pause", over)
    code, told = call(*argv, "--json")
    rows = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    last = [row for row in rows if row["event"] == "done"][-1]
    assert last["code"] == 0
    assert code == (130 if argv == ("watch",) else 0)


def test_a_parked_lane_is_opened_by_its_name(
    place: Place, call: Callable[..., tuple[int, str]]
) -> None:
    with office.ledger(place.workspace, place.known) as ledger:
        ledger.park("youtube", place.clock() + 3600 * SECOND, "prove it", "Cookies.")
    assert "parked    youtube until" in call("status")[1]
    assert "the lane youtube is open again" in call("retry", "youtube")[1]
    assert call("retry", "youtube")[0] == 2


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("sync", "--budget", "-1"), "--budget -1.0 is no amount"),
        (("sync", "--wait", "-5"), "--wait -5 is no number"),
        (("watch", "--every", "0"), "--every 0 is no number"),
        (("schedule", "print", "--cron", "--at", "25:00"), "--at 25:00 is no time"),
        (("schedule", "print"), "one of the arguments --systemd --cron is required"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    argv: tuple[str, ...], says: str, call: Callable[..., tuple[int, str]]
) -> None:
    code, told = call(*argv)
    assert code == 2
    assert says in told


def test_a_full_disk_ends_the_night_with_its_code(
    place: Place, call: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.feeds.lists[SHOW.key] = [entry(1)]

    def full(*_: object, **__: object) -> None:
        raise LimitReached("no space left", "Free some.")

    monkeypatch.setattr(polling, "remember", full)
    code, told = call("sync")
    assert code == 6
    assert "no space left" in told


def test_sigterm_stops_a_sync_cleanly(tmp_path: Path) -> None:
    """The real program, its real children: nothing is left running, nothing is lost."""
    workspace = tmp_path / "workspace"
    script = (
        "import sys\n"
        "from pod2post.batch import children, child\n"
        "children.CHILD = (sys.executable, sys.argv[1])\n"
        "from pod2post.batch.children import Children\n"
        "Children.__init__.__defaults__ = (children.CHILD, 60.0)\n"
        "from pod2post.cli import main\n"
        "sys.exit(main(['sync', '--no-poll', '--workspace', sys.argv[2]]))\n"
    )
    with office.ledger(workspace, Settings()) as ledger:
        ledger.enqueue([order(1, source="sleep:1000")], START)
    child = str(Path(__file__).parent / "stage_child.py")
    argv = [sys.executable, "-c", script, child, str(workspace)]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "fetch" in process.stderr.readline()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 143
        assert "goes on from here" in process.stderr.read()
    with office.ledger(workspace, Settings()) as ledger:
        (one,) = ledger_desk.episodes(ledger)
    assert (one.job.state, one.job.attempts) == ("ready", 0)


def test_runs_of_earlier_versions_do_not_stop_a_rebuild(place: Place) -> None:
    folder = place.workspace / "runs" / "2026-01-01-odd"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text("{")
    assert cli.main(["doctor", "--rebuild-ledger", "--workspace", str(place.workspace)]) == 0
    assert place.standing() == {}
