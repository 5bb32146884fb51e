"""`pod2post gc` on real files: what runs need stays, whoever works meanwhile, whenever it dies."""

import array
import errno
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conftest import SilentTell
from pod2post import cli, codec, media
from pod2post.batch.events import Events
from pod2post.errors import BadInput, LimitReached
from pod2post.hearing import excerpt
from pod2post.keeping import listening, plan, survey, sweeping, tidying
from pod2post.keeping.sweeping import Done
from pod2post.stages.fetch import where
from pod2post.store import Store
from pod2post.values import Audio
from stockroom import DAY, NOW, RATE, Stockroom


@pytest.fixture
def room(tmp_path: Path) -> Stockroom:
    return Stockroom(tmp_path / "workspace")


def tidied(room: Stockroom, quota: int | None = 0, now: int = NOW) -> list[Done]:
    made = plan.planned(survey.survey(room.workspace, now), quota, now)
    return list(sweeping.swept(room.workspace, made, now))


def deeds(done: list[Done]) -> list[str]:
    return [row.step.deed for row in done if not row.why]


# --- which media stays ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("standings", "original", "copy"),
    [
        ([], False, False),
        (["open"], True, False),
        (["drafted"], False, True),
        (["published"], False, False),
        (["published", "open"], True, False),
        (["published", "drafted"], False, True),
    ],
)
def test_the_neediest_run_decides_what_stays_of_its_audio(
    room: Stockroom, standings: list[str], original: bool, copy: bool
) -> None:
    audio = room.audio("a")
    for standing in standings:
        room.run(f"2026-11-20-{standing}", audio, standing)
    room.aged()
    tidied(room)
    assert room.store.has(audio.digest) == original
    assert room.store.listening(audio.digest).is_file() == copy


def test_a_quota_that_holds_is_left_alone(room: Stockroom) -> None:
    room.run("2026-11-20-out", room.audio("a"), "published")
    before = room.aged().files()
    assert tidied(room, quota=sum(before.values())) == []
    assert room.files() == before


def test_audio_that_a_run_names_anywhere_is_not_useless(room: Stockroom) -> None:
    """Its record of another fetch names the older audio still."""
    audio = room.audio("a")
    run = room.run("2026-11-20-two", room.audio("b"), "open")
    run.path("post.grounding.json").write_text(json.dumps({"audio": audio.digest}), "utf-8")
    room.aged()
    tidied(room)
    assert room.store.has(audio.digest)


def test_a_local_file_is_never_ours(room: Stockroom, tmp_path: Path) -> None:
    mine = tmp_path / "mine.wav"
    mine.write_bytes(b"RIFF")
    audio = Audio(digest=codec.digest_bytes(b"RIFF"), size=4, duration_ms=1, codec="x",
                  channels=1, origin=str(mine))  # fmt: skip
    room.run("2026-11-20-mine", audio, "published")
    room.aged()
    assert tidied(room) == []
    assert mine.read_bytes() == b"RIFF"


def test_a_download_that_a_kill_cut_from_its_recipe_goes(room: Stockroom) -> None:
    audio = room.audio("a")
    (recipe,) = (room.store.root / "recipes/audio").iterdir()
    recipe.unlink()
    room.store.path(codec.digest(audio)).unlink()
    post = room.store.put("# 一篇文章\n".encode())
    room.aged()
    assert deeds(tidied(room)) == ["audio"]
    assert room.store.has(post), "a post in the store is how its file is known to be ours"


# --- the listening copy ---------------------------------------------------------------


def onsets(samples: bytes) -> list[int]:
    """Where clicks begin, in ms: the first loud sample after silence."""
    heard, found, quiet = array.array("h", samples), [], 0
    for at, level in enumerate(heard):
        if abs(level) > 4_000:
            if quiet > RATE // 10:
                found.append(at * 1000 // RATE)
            quiet = 0
        else:
            quiet += 1
    return found


def test_the_copy_has_the_times_of_the_original(room: Stockroom) -> None:
    audio = room.audio("a", seconds=40)
    copy = listening.make(room.store, audio.digest)
    expected = list(range(700, 39_990, 700))
    heard = onsets(b"".join(media.pcm(copy)))
    assert len(heard) == len(expected)
    assert max(abs(a - b) for a, b in zip(heard, expected, strict=True)) <= 10
    late = onsets(excerpt.part(copy, 30_000, 34_000, rate=RATE, channels=1))
    assert max(abs(a - b) for a, b in zip(late, (800, 1500, 2200, 2900, 3600), strict=True)) <= 10
    assert copy.stat().st_size < room.store.path(audio.digest).stat().st_size / 8


def test_after_the_original_went_the_run_still_plays_and_does_not_download_again(
    room: Stockroom,
) -> None:
    audio = room.audio("a")
    room.run("2026-11-20-a", audio, "drafted")
    room.aged()
    assert deeds(tidied(room)) == ["original"]
    assert where(audio, room.store) == room.store.listening(audio.digest)
    assert room.store.recall("audio", codec.digest("a"), Audio) == audio
    room.store.listening(audio.digest).unlink()
    assert room.store.recall("audio", codec.digest("a"), Audio) is None
    with pytest.raises(BadInput, match="no longer"):
        where(audio, room.store)


def test_what_cannot_be_copied_keeps_its_original(room: Stockroom) -> None:
    audio = room.audio("a")
    room.run("2026-11-20-a", audio, "drafted")
    room.store.path(audio.digest).write_bytes(bytes(500_000))
    room.aged()
    (done,) = tidied(room)
    assert "not a media file" in done.why
    assert room.store.has(audio.digest)
    assert not list(room.store.listening("x").parent.iterdir())


def test_a_copy_that_is_shorter_than_its_original_is_no_copy(
    room: Stockroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    audio = room.audio("a")
    room.run("2026-11-20-a", audio, "drafted")
    room.aged()
    monkeypatch.setattr(listening, "AGREE_MS", -1)
    (done,) = tidied(room)
    assert "the copy of sha256:" in done.why
    assert room.store.has(audio.digest)
    assert not room.store.listening(audio.digest).exists()


def test_no_room_for_a_copy_ends_it_with_the_original_in_place(
    room: Stockroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    audio = room.audio("a")
    room.run("2026-11-20-a", audio, "drafted")
    room.aged()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(excerpt, "write", full)
    with pytest.raises(LimitReached, match="no space left"):
        tidied(room)
    assert room.store.has(audio.digest)
    assert not list(room.store.listening("x").parent.iterdir())


# --- values ---------------------------------------------------------------------------


def test_values_go_with_their_run_and_transcripts_last(room: Stockroom) -> None:
    room.run("2026-11-20-here", room.audio("a"), "open")
    mine = room.value("piece", "spoken here", "2026-11-20-here")
    gone = [
        room.value("transcript", "all that was said", "2026-11-19-gone"),
        room.value("piece", "some that was said", "2026-11-19-gone"),
    ]
    paid = room.value("reply", "what was paid for", "2026-11-19-gone")
    nobodys = room.value("piece", "who knows whose", "")
    twin = room.value("windows", "spoken here", "2026-11-19-gone")  # the object of `mine`
    room.aged()
    assert deeds(tidied(room)) == ["value", "value", "transcript"]
    recipes = room.store.root / "recipes"
    assert all((recipes / row).is_file() for row in (mine, paid, nobodys))
    assert not any((recipes / row).exists() for row in (*gone, twin))
    digest = json.loads((recipes / mine).read_bytes())["digest"]
    assert room.store.has(digest)


def test_a_value_that_another_run_pins_stays(room: Stockroom) -> None:
    row = room.value("segments", "chapters", "2026-11-19-gone")
    digest = json.loads((room.store.root / "recipes" / row).read_bytes())["digest"]
    run = room.run("2026-11-20-here", room.audio("a"), "open")
    run.path("edits.json").write_text(json.dumps({"base": digest}), "utf-8")
    room.aged()
    assert tidied(room) == []


# --- leftovers ------------------------------------------------------------------------


def leave(room: Stockroom, name: str, days: float) -> Path:
    path = room.workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    at = (NOW - int(days * DAY)) * 1_000_000
    os.utime(path, ns=(at, at))
    return path


@pytest.mark.parametrize(
    ("name", "days", "goes"),
    [
        ("runs/a/.writing-abc", 0.5, True),
        ("runs/a/.writing-abc", 0.01, False),
        ("store/objects/ab/.writing-abc", 3, True),
        ("store/listening/.writing-abc.m4a", 3, True),
        ("store/unfinished/0a.part", 8, True),
        ("store/unfinished/0a.part", 6, False),
        ("store/unfinished/youtube-a/media-1-2.webm", 8, True),
        (f"store/locks/piece-{'a' * 64}.lock", 2, True),
        (f"store/locks/piece-{'a' * 64}.lock", 0.9, False),
        ("store/locks/calls.lock", 99, False),
        ("store/locks/tidying.lock", 99, False),
        ("cache/listening/0a.mp4", 8, True),
        ("cache/listening/0a.mp4", 6, False),
        ("runs/a/edits.json", 99, False),
        ("runs/a/edits-1.json", 99, False),
        ("runs/a/clips/s1q1.mp3", 99, False),
        ("store/calls.jsonl", 99, False),
        ("batch.jsonl", 99, False),
        ("shows.json", 99, False),
        ("ledger.sqlite-wal", 99, False),
    ],
)
def test_which_files_are_leftovers(room: Stockroom, name: str, days: float, goes: bool) -> None:
    path = leave(room, name, days)
    tidied(room)
    assert path.exists() != goes


def test_a_lock_that_is_held_stays(room: Stockroom) -> None:
    path = leave(room, f"store/locks/piece-{'a' * 64}.lock", 2)
    with room.store.lock(path.stem):
        os.utime(path, ns=((NOW - 2 * DAY) * 1_000_000,) * 2)
        (done,) = tidied(room)
    assert done.why
    assert path.exists()


def test_a_lock_is_swept_between_two_that_want_it_and_both_get_it(room: Stockroom) -> None:
    name = f"piece-{'a' * 64}"
    for _ in range(3):
        with room.store.lock(name):
            pass
        leave(room, f"store/locks/{name}.lock", 2)
        tidied(room)
    with room.store.lock(name):
        pass


# --- beside a run ---------------------------------------------------------------------


def test_what_is_used_at_the_last_moment_comes_back(
    room: Stockroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run recalls the audio between the plan and the removal, and just as it is moved."""
    audio = room.audio("a")
    room.aged()
    path, rename = room.store.path(audio.digest), os.rename

    def moved(source: Path, target: Path) -> None:
        os.utime(source, ns=(NOW * 1_000_000, NOW * 1_000_000))
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", moved)
        (done,) = tidied(room)
    assert done.why == "in use, or gone already"
    assert path.is_file()
    assert room.store.recall("audio", codec.digest("a"), Audio) == audio
    assert tidied(room) == [], "recalled: young for a day"


def test_a_removal_that_was_cut_off_is_finished_or_undone(room: Stockroom) -> None:
    audio = room.audio("a")
    path = room.store.path(audio.digest)
    aside = path.with_name(f"{survey.LEAVING}{path.name}")
    path.rename(aside)
    room.aged(days=0.1)
    tidied(room, None)
    assert path.is_file(), "used lately: it comes back"
    path.rename(aside)
    room.aged()
    tidied(room, None)
    assert not path.exists()
    assert not aside.exists()


def test_a_run_at_work_finds_its_audio_or_downloads_it(room: Stockroom) -> None:
    """Ten sweeps beside a reader, who is at rest only while a day is made to pass."""
    failed, stop, at_rest = [], threading.Event(), threading.Lock()
    audio = room.audio("a", seconds=1)
    data = room.store.path(audio.digest).read_bytes()

    def used() -> str:
        found = room.store.recall("audio", codec.digest("a"), Audio)
        if found is None:
            room.audio("a", seconds=1)
        try:
            good = where(found or audio, room.store).read_bytes() == data
        except (OSError, BadInput) as error:
            return repr(error)
        return "" if good else "other bytes"

    def reader() -> None:
        while not stop.is_set():
            with at_rest:
                trouble = used() and used()  # it may be aside for the blink of an eye
            failed.extend([trouble] if trouble else [])

    busy = threading.Thread(target=reader)
    busy.start()
    try:
        for _ in range(10):
            with at_rest:
                room.aged()
            tidied(room)
    finally:
        stop.set()
        busy.join(20)
    assert failed == []


# --- killed ---------------------------------------------------------------------------


def stocked(place: Path) -> Stockroom:
    room = Stockroom(place)
    for standing in ("open", "drafted", "published"):
        room.run(f"2026-11-20-{standing}", room.audio(standing), standing)
    room.audio("nobody's")
    room.value("piece", "some", "2026-11-19-gone")
    room.value("transcript", "all", "2026-11-19-gone")
    leave(room.aged(), "runs/2026-11-20-open/.writing-x", 3)
    return room


def test_killed_at_any_moment_and_run_again_the_end_is_the_same(tmp_path: Path) -> None:
    calm = stocked(tmp_path / "calm")
    tidied(calm)
    expected = set(calm.files())
    script = Path(__file__).parent / "gc_once.py"
    kept = [name for name in expected if name.startswith("runs/")]
    for moment in range(1, 40):
        room = stocked(tmp_path / f"w{moment}")
        command = [sys.executable, str(script), str(room.workspace), str(moment)]
        code = subprocess.run(command, timeout=60, check=False).returncode
        assert all((room.workspace / name).is_file() for name in kept)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        for left in room.workspace.rglob(".writing-*"):
            os.utime(left, ns=((NOW - DAY) * 1_000_000,) * 2)  # the next gc is a day later
        tidied(room.aged())
        tidied(room)
        assert set(room.files()) == expected, f"killed at moment {moment}"
    assert code == 0, "there are more moments than were tried"
    assert moment > 10


# --- the command ----------------------------------------------------------------------


def command(room: Stockroom, *more: str) -> int:
    return cli.main(["gc", "--workspace", str(room.workspace), *more])


def old(room: Stockroom) -> None:
    for path in room.workspace.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_dry_run_lists_sizes_and_removes_nothing(
    room: Stockroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.audio("a")
    room.run("2026-11-20-out", room.audio("b"), "published")
    old(room)
    before = room.files()
    assert command(room, "--quota", "100kB", "--dry-run") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(f"holds {sum(before.values()) / 1000:.1f} kB, quota 100.0 kB")
    assert lines[1].split("  ")[-1] == "audio that no run needs"
    assert "audio of 2026-11-20-out, published: a copy to listen to stays" in lines[2]
    assert room.files() == before
    assert not (room.workspace / "batch.jsonl").exists()


def test_the_list_comes_first_then_it_is_done_and_noted(
    room: Stockroom, capsys: pytest.CaptureFixture[str]
) -> None:
    audio = room.audio("a")
    old(room)
    assert command(room, "--quota", "100kB") == 0
    out = capsys.readouterr().out
    assert out.index("audio that no run needs") < out.index("removed 256.0 kB")
    (row,) = Events(room.workspace).rows()
    assert (row["event"], row["removed"], row["freed"]) == ("gc", 1, audio.size)


def test_a_quota_that_cannot_be_kept_ends_with_6_and_says_what_stays(
    room: Stockroom, capsys: pytest.CaptureFixture[str]
) -> None:
    room.run("2026-11-20-open", room.audio("a"), "open")
    old(room)
    assert command(room, "--quota", "1kB") == 6
    assert "above the quota stay: what unfinished runs need" in capsys.readouterr().out


def test_json_holds_the_plan_and_what_became_of_it(
    room: Stockroom, capsys: pytest.CaptureFixture[str]
) -> None:
    audio = room.audio("a")
    old(room)
    assert command(room, "--quota", "1kB", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert row["plan"]["steps"][0]["name"] == audio.digest
    assert row["done"][0]["freed"] == row["plan"]["steps"][0]["frees"] == audio.size


def test_the_quota_may_stand_in_the_settings(room: Stockroom, tmp_path: Path) -> None:
    audio = room.audio("a")
    old(room)
    config = tmp_path / "c.toml"
    config.write_text("[limits]\nquota_gb = 0.0001\n", "utf-8")
    assert command(room, "--config", str(config)) == 0
    assert not Store(room.store.root).has(audio.digest)


def test_no_workspace_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["gc", "--workspace", str(tmp_path / "none")]) == 2
    assert "there is no workspace" in capsys.readouterr().err


# --- after a sync ---------------------------------------------------------------------


def test_after_a_sync_the_quota_of_the_settings_is_kept(room: Stockroom, tell: SilentTell) -> None:
    audio = room.audio("a")
    room.aged()
    tidying.after_sync(room.workspace, None, tell, NOW)
    assert room.store.has(audio.digest)
    tidying.after_sync(room.workspace, 0.0001, tell, NOW)
    assert not room.store.has(audio.digest)
    assert tell.said == ["gc: removed 256.0 kB"]


def test_a_quota_that_cannot_be_kept_is_a_warning_and_ends_no_sync(
    room: Stockroom, tell: SilentTell, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.run("2026-11-20-open", room.audio("a"), "open")
    room.aged()
    tidying.after_sync(room.workspace, 0.0001, tell, NOW)
    assert [line.partition(" above ")[2] for line in tell.said] == [
        "[limits] quota_gb stay: `pod2post gc` says why"
    ]

    def full(*_: object) -> None:
        raise LimitReached("no space left")

    monkeypatch.setattr(tidying, "looked", full)
    tidying.after_sync(room.workspace, 0.0001, tell, NOW)
    assert tell.said[-1] == "warning: gc: no space left"


def test_a_sync_ends_with_it(room: Stockroom, tmp_path: Path) -> None:
    audio = room.audio("a")
    old(room)
    config = tmp_path / "c.toml"
    config.write_text("[limits]\nquota_gb = 0.0001\n", "utf-8")
    place = ["--workspace", str(room.workspace), "--config", str(config)]
    assert cli.main(["sync", "--no-poll", *place]) == 0
    assert not room.store.has(audio.digest)
