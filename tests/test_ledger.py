"""The ledger's rules, one by one; `test_ledger_machine` holds them against each other."""

import os
import random
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from pod2post.batch import ledger_desk
from pod2post.batch.ledger import LEASE
from pod2post.batch.ledger_file import opened, refuse_networks, system_of
from pod2post.batch.orders import FURTHEST, HOUR, SECOND, Claim, Failure, wait_ms
from pod2post.errors import BadInput, TryLater
from queueing import HOST, START, claimed, ledger, order

LATER = Failure(kind="later", cause="the host is asleep", remedy="Wait.")
GONE = Failure(kind="refused", cause="the host says 410", remedy="Drop it.", most=1)


def through(book: Any, number: int, stages: int) -> None:
    """The first stages of the only due episode are done."""
    for _ in range(stages):
        assert book.finish(claimed(book), f"2026-11-22-episode-{number}")


def test_an_episode_is_taken_in_once_whatever_it_is_known_by(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        assert book.enqueue([order(1)], START) == ("harbour-lights-001",)
        assert book.enqueue([order(1)], START) == ()
        moved = order(1, id="other", keys=("guid:new", "audio:pod.example/1.mp3"))
        assert book.enqueue([moved], START) == ()
        # The key that was new is learnt: now the guid alone is enough.
        assert book.enqueue([order(1, id="third", keys=("guid:new",))], START) == ()
        assert len(ledger_desk.episodes(book)) == 1


def test_two_episodes_whose_ids_meet_by_chance_are_two(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        other = order(1, keys=("guid:another",))
        assert book.enqueue([order(1), other], START) == (
            "harbour-lights-001",
            "harbour-lights-001-2",
        )


def test_all_of_a_poll_or_nothing_is_taken_in(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:

        def torn() -> Any:
            yield order(1)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            book.enqueue(torn(), START)
        assert ledger_desk.episodes(book) == ()


def test_a_stage_has_one_owner(tmp_path: Path) -> None:
    with ledger(tmp_path) as one, ledger(tmp_path) as two:
        one.enqueue([order(1)], START)
        claim = claimed(one, worker="w1")
        assert (claim.stage, claim.lane, claim.fence, claim.attempt) == ("fetch", HOST, 1, 1)
        assert two.claim(None, "w2", START) is None
        stolen = Claim(**{**_facts(claim), "worker": "w2"})
        assert not two.heartbeat(stolen, START)
        assert not two.finish(stolen)
        assert not two.fail(stolen, LATER, START)
        assert one.finish(claim, "2026-11-22-a")
        assert not one.finish(claim)


def _facts(claim: Claim) -> dict[str, Any]:
    return {name: getattr(claim, name) for name in claim.__dataclass_fields__}


def test_a_lease_that_ends_is_given_again_and_the_late_owner_changes_nothing(
    tmp_path: Path,
) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        first = claimed(book)
        assert book.claim(None, "w2", START + LEASE) is None
        second = claimed(book, START + LEASE + 1, "w2")
        assert (second.fence, second.attempt) == (2, 2)
        assert not book.finish(first)
        assert not book.heartbeat(first, START)
        assert book.finish(second)


def test_a_worker_s_own_earlier_claim_is_void_too(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        first = claimed(book)
        second = claimed(book, START + LEASE + 1)
        assert first.worker == second.worker
        assert not book.finish(first)
        assert not book.fail(first, LATER, START)
        assert book.finish(second)


def test_a_heartbeat_keeps_the_lease(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        claim = claimed(book)
        for step in range(1, 5):
            assert book.heartbeat(claim, START + step * LEASE)
            assert book.claim(None, "w2", START + step * LEASE + LEASE) is None


def test_late_stages_come_first_then_the_newest(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1), order(2), order(3)], START)
        newest = claimed(book)
        assert newest.episode == "harbour-lights-003"
        book.finish(newest)
        assert claimed(book).stage == "hear"
        assert claimed(book).episode == "harbour-lights-002"


def test_what_was_tried_least_comes_first(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1), order(2)], START)
        book.fail(claimed(book), Failure(kind="blocked", cause="", counts=False, after_ms=0), START)
        assert claimed(book).episode == "harbour-lights-001"


def test_each_lane_has_its_limit(tmp_path: Path) -> None:
    with ledger(tmp_path, ahead=99) as book:
        book.enqueue([order(n) for n in range(9)], START)
        video = {"lanes": ("youtube", "recognition:auto", "model:openai")}
        book.enqueue([order(n, **video) for n in range(10, 13)], START)
        held = []
        while claim := book.claim(None, "w1", START):
            held.append(claim.lane)
        assert sorted(held) == [HOST, HOST, "youtube"]


def test_downloads_do_not_run_far_ahead_of_recognition(tmp_path: Path) -> None:
    with ledger(tmp_path, ahead=3) as book:
        book.enqueue([order(n) for n in range(9)], START)
        for _ in range(3):
            book.finish(claimed(book, but={"recognition:auto"}))
        assert book.claim(None, "w1", START, but={"recognition:auto"}) is None
        assert claimed(book).stage == "hear"
        assert claimed(book, but={"recognition:auto"}).stage == "fetch"


def test_a_worker_may_serve_some_kinds_of_lanes_only(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        assert book.claim({"model", "recognition"}, "w1", START) is None
        assert book.claim({"feed"}, "w1", START) is not None


def test_a_failure_waits_with_full_jitter(tmp_path: Path) -> None:
    with ledger(tmp_path, chance=random.Random(7)) as book:
        book.enqueue([order(1)], START)
        waits = random.Random(7)
        now = START
        for attempt in range(1, 6):
            claim = claimed(book, now)
            assert claim.attempt == attempt
            assert book.fail(claim, LATER, now)
            due = now + wait_ms(attempt, waits)
            assert ledger_desk.next_moment(book, now) == due
            assert book.claim(None, "w1", due - 1) is None
            now = due
        assert book.fail(claimed(book, now), LATER, now)
        (job, *_) = ledger_desk.episodes(book)[0].jobs
        assert (job.state, job.attempts, job.cause) == ("dead", 6, "the host is asleep")
        assert book.claim(None, "w1", now + FURTHEST) is None


@pytest.mark.parametrize(
    ("attempt", "most_s"), [(1, 30), (2, 60), (5, 480), (7, 1920), (8, 3600), (60, 3600)]
)
def test_the_wait_grows_to_an_hour_and_begins_at_nothing(attempt: int, most_s: int) -> None:
    chance = random.Random(attempt)
    waits = [wait_ms(attempt, chance) for _ in range(2000)]
    assert 0 <= min(waits) < 0.01 * most_s * SECOND
    assert 0.99 * most_s * SECOND < max(waits) <= most_s * SECOND


def test_what_the_other_side_asked_for_is_waited(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        told = Failure(kind="later", cause="429", after_ms=90 * SECOND)
        book.fail(claimed(book), told, START)
        assert book.claim(None, "w1", START + 90 * SECOND - 1) is None
        assert book.claim(None, "w1", START + 90 * SECOND) is not None


def test_what_is_refused_for_good_is_given_up_at_once(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        book.fail(claimed(book), GONE, START)
        (one,) = ledger_desk.episodes(book)
        assert ledger_desk.standing(one) == "given up"
        assert (one.job.cause, one.job.remedy) == ("the host says 410", "Drop it.")


def test_a_parked_lane_stops_as_a_whole_and_uses_up_no_attempt(tmp_path: Path) -> None:
    shut = Failure(kind="blocked", cause="429", counts=False, after_ms=HOUR, park=HOST)
    with ledger(tmp_path) as book:
        book.enqueue([order(1), order(2)], START)
        for night in range(10):
            now = START + night * HOUR
            book.fail(claimed(book, now), shut, now)
            assert book.claim(None, "w1", now + HOUR - 1) is None
            assert [park.lane for park in ledger_desk.parks(book, now)] == [HOST]
            assert ledger_desk.next_moment(book, now) == now + HOUR
        assert all(one.job.attempts == 0 for one in ledger_desk.episodes(book))
        # Both were asked in turn: one bad episode does not hold up the others of its host.
        assert {one.job.state for one in ledger_desk.episodes(book)} == {"ready"}


def test_a_full_disk_parks_everything(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1), order(2, lanes=("youtube", "recognition:auto", "model:x"))], START)
        book.park("*", START + HOUR, "no space left", "Free some.")
        assert book.claim(None, "w1", START) is None
        assert ledger_desk.reopen(book, "*")
        assert not ledger_desk.reopen(book, "*")
        assert claimed(book)


def test_a_reopened_lane_is_due_at_once(tmp_path: Path) -> None:
    shut = Failure(kind="blocked", cause="bot", counts=False, after_ms=HOUR, park=HOST)
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        book.fail(claimed(book), shut, START)
        ledger_desk.reopen(book, HOST)
        assert claimed(book)


@pytest.mark.parametrize("jump", [-30 * 365 * 86_400_000, 30 * 365 * 86_400_000])
def test_a_clock_that_jumps_holds_nothing_up(jump: int, tmp_path: Path) -> None:
    """Whatever was waiting, parked or held under the wrong time is free under the right one."""
    with ledger(tmp_path) as book:
        book.enqueue([order(n) for n in range(4)], START)
        wrong = START + jump
        held = claimed(book, wrong, "held")
        book.fail(claimed(book, wrong), LATER, wrong)
        book.park(HOST, wrong + HOUR, "429", "")
        # Back under the right time: at most the longest wait that was asked for is still due.
        now = START + 2 * HOUR
        got = set()
        while claim := book.claim(None, "w1", now):
            got.add(claim.episode)
            book.finish(claim)
        assert held.episode in got
        assert len(got) == 4
        assert not book.finish(held)


def test_a_worker_that_dies_each_time_is_given_up_with_that_reason(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        for _ in range(6):
            claimed(book)
            assert book.reclaim(START) == 1
        assert book.reclaim(START) == 0
        (one,) = ledger_desk.episodes(book)
        assert ledger_desk.standing(one) == "given up"
        assert one.job.kind == "killed"
        assert "died" in one.job.cause


def test_events_are_told_after_they_are_written(tmp_path: Path) -> None:
    told: list[tuple[str, dict[str, Any]]] = []

    def note(event: str, /, **facts: Any) -> None:
        told.append((event, facts))

    with ledger(tmp_path, note=note) as book:
        book.enqueue([order(1)], START)
        claim = claimed(book)
        book.fail(claim, LATER, START)
        book.fail(claim, LATER, START)
        book.finish(claimed(book, START + HOUR), "2026-11-22-a")
    assert [event for event, _ in told] == [
        *("enqueued", "claimed", "failed", "void", "claimed", "finished")
    ]
    assert told[0][1]["order"]["keys"] == list(order(1).keys)
    assert told[2][1]["cause"] == "the host is asleep"


# --- the file ---------------------------------------------------------------------------


def test_only_its_owner_can_read_the_ledger(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("ledger*")}
    assert rights["ledger.sqlite"] == 0o600
    assert set(rights.values()) == {0o600}


MOUNTS = """\
/dev/vda1 / ext4 rw,relatime 0 0
nas:/pods /mnt/pods nfs4 rw,vers=4.2 0 0
/dev/vdb1 /mnt/pods/local xfs rw 0 0
host /mnt/my\\040share fuse.sshfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/ws/ledger.sqlite", "ext4"),
        ("/mnt/pods/ws/ledger.sqlite", "nfs4"),
        ("/mnt/pods/local/ledger.sqlite", "xfs"),
        ("/mnt/podsother/ledger.sqlite", "ext4"),
        ("/mnt/my share/ledger.sqlite", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path_is_told_by_the_longest_mount(path: str, kind: str) -> None:
    assert system_of(Path(path), MOUNTS) == kind


def test_a_network_file_system_is_refused_and_a_system_that_does_not_tell_is_not(
    tmp_path: Path,
) -> None:
    mounts = tmp_path / "mounts"
    refuse_networks(tmp_path / "ledger.sqlite", mounts)
    mounts.write_text(f"/dev/vda1 / ext4 rw 0 0\nnas:/x {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(BadInput, match="nfs4") as caught:
        refuse_networks(tmp_path / "ledger.sqlite", mounts)
    assert "[batch] ledger" in caught.value.remedy


@pytest.mark.parametrize("data", [b"no ledger at all, but a text of some length" * 40, b"\0" * 999])
def test_a_file_that_is_no_ledger_is_named(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"ledger\.sqlite") as caught:
        opened(path)
    assert "--rebuild-ledger" in caught.value.remedy


def test_a_later_version_s_ledger_is_refused(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.db.execute("PRAGMA user_version = 9")
    with pytest.raises(BadInput, match="schema 9"):
        ledger(tmp_path)


def test_a_locked_ledger_is_tried_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pod2post.batch.ledger_file.BUSY_S", 0)
    with ledger(tmp_path) as book, ledger(tmp_path) as other:
        other.db.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryLater, match="locked"):
            book.enqueue([order(1)], START)
        other.db.execute("ROLLBACK")
        assert book.enqueue([order(1)], START)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be opened"):
        opened(tmp_path / "file" / "ledger.sqlite")


def test_a_rule_of_the_tables_holds_whoever_writes(tmp_path: Path) -> None:
    with ledger(tmp_path) as book:
        book.enqueue([order(1)], START)
        with pytest.raises(sqlite3.IntegrityError):
            book.db.execute("UPDATE job SET state = 'running' WHERE stage = 0")
    assert os.path.exists(tmp_path / "ledger.sqlite")
