"""Media from the canned YouTube: drops, caps, kills, locks, cookies."""

import fcntl
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from fakeyt import FakeYouTube, events, noise_wav, refusal
from fakeyt_answers import URL, VIDEO
from pod2post.backends import youtube
from pod2post.backends.youtube import YouTube
from pod2post.errors import BadInput, LimitReached, Pod2postError, TryLater
from pod2post.settings import Limits
from pod2post.store import Store
from pod2post.values import Locator

HERE = Locator(kind="youtube", address=URL)


# --- media ----------------------------------------------------------------------------


def test_a_dropped_connection_is_resumed_and_the_bytes_are_the_same(
    here: YouTube, fake: FakeYouTube, shelf: Store, tell: SilentTell
) -> None:
    fake.drops = 1
    audio = here.fetch(HERE, shelf=shelf, tell=tell)
    assert shelf.get(audio.digest) == fake.media
    assert (audio.size, audio.duration_ms, audio.channels) == (len(fake.media), 30_000, 1)
    assert (audio.codec, audio.origin, audio.blobs) == ("pcm_s16le", None, (audio.digest,))
    first, second = (span.removeprefix("bytes=").split("-")[0] for span in fake.ranges)
    assert first == "0"
    assert int(second) > len(fake.media) // 4
    assert tell.steps[-1] == ("download", len(fake.media), len(fake.media), "B")
    assert not list(shelf.scratch().glob("youtube-*/*"))


def test_drops_never_tire_it_while_bytes_arrive(fake: FakeYouTube, tmp_path: Path) -> None:
    fake.drops = 4
    told = events("fetch", tmp_path, **fake.options(retries=0))
    assert Path(told[-1]["path"]).read_bytes() == fake.media
    assert len(fake.ranges) == 5


def test_expired_addresses_are_asked_anew_once(fake: FakeYouTube, tmp_path: Path) -> None:
    fake.forbidden = 1
    told = events("fetch", tmp_path, **fake.options())
    assert Path(told[-1]["path"]).read_bytes() == fake.media
    fake.reset()
    fake.forbidden = 9
    error = refusal(events("fetch", tmp_path / "again", **fake.options()))
    assert type(error) is TryLater
    assert "HTTP 403" in error.cause
    assert error.remedy.startswith("First update yt-dlp")
    assert len(fake.ranges) == 2


def test_too_much_is_refused_before_it_is_downloaded(
    fake: FakeYouTube, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "media", noise_wav(70))  # 1.12 MB; the cap is 1 MB
    error = refusal(events("fetch", tmp_path, **fake.options()))
    assert type(error) is LimitReached
    assert "download_mb" in error.remedy
    (part,) = tmp_path.glob("media-*")
    assert part.stat().st_size < 10_000


def test_an_endless_download_stops_at_the_byte(
    here: YouTube, fake: FakeYouTube, shelf: Store, tell: SilentTell
) -> None:
    fake.endless = True
    with pytest.raises(LimitReached, match="download_mb") as caught:
        here.fetch(HERE, shelf=shelf, tell=tell)
    assert caught.value.code == 6
    (part,) = shelf.scratch().glob(f"youtube-{VIDEO}/media-*")
    assert 0 < part.stat().st_size <= 1_000_000


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "less than was said": ({"claim": 600_000}, "smaller than YouTube said"),
    "no media": ({"media": b"<html>sorry</html>" * 500}, "no audio"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_unfit_media_are_thrown_away(
    case: str,
    here: YouTube,
    fake: FakeYouTube,
    shelf: Store,
    tell: SilentTell,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults, cause = BROKEN[case]
    for name, fault in faults.items():
        monkeypatch.setattr(fake, name, fault)
    with pytest.raises(TryLater, match=cause):
        here.fetch(HERE, shelf=shelf, tell=tell)
    assert not (shelf.scratch() / f"youtube-{VIDEO}").exists()
    assert not (shelf.root / "objects").exists()


# --- the process ----------------------------------------------------------------------


def test_a_folder_that_cannot_be_made_is_bad_input(
    here: YouTube, shelf: Store, tell: SilentTell
) -> None:
    (shelf.scratch() / f"youtube-{VIDEO}").touch()  # in the way, whatever the rights
    with pytest.raises(BadInput, match="cannot be written") as caught:
        here.fetch(HERE, shelf=shelf, tell=tell)
    assert "--workspace" in caught.value.remedy


def test_time_limits(
    fake: FakeYouTube, shelf: Store, tell: SilentTell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(youtube, "MINUTE_S", 0.0)
    hasty = YouTube(None, Limits(), options=fake.options())
    with pytest.raises(LimitReached, match="download_minutes"):
        hasty.fetch(HERE, shelf=shelf, tell=tell)
    monkeypatch.setattr(youtube, "LOOK_S", 0.0)
    with pytest.raises(TryLater, match="did not answer in time"):
        hasty.resolve(HERE, tell=tell)


def test_a_crash_of_the_child_is_our_bug(fake: FakeYouTube, tell: SilentTell) -> None:
    with pytest.raises(Pod2postError, match=r"ended with 1: .*specification") as caught:
        YouTube(None, Limits(), options=fake.options(format="[[")).resolve(HERE, tell=tell)
    assert caught.value.code == 70


class Releasing(SilentTell):
    """Lets the folder go as soon as somebody is said to wait for it."""

    def __init__(self, release: Callable[[], None]) -> None:
        super().__init__()
        self.release = release

    def say(self, text: str, /) -> None:
        super().say(text)
        self.release()


def test_two_downloads_of_one_episode_take_turns(
    here: YouTube, fake: FakeYouTube, shelf: Store
) -> None:
    with (shelf.scratch() / f"youtube-{VIDEO}.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        tell = Releasing(lambda: fcntl.flock(other, fcntl.LOCK_UN))
        audio = here.fetch(HERE, shelf=shelf, tell=tell)
    assert tell.said == ["Another process is downloading this episode; waiting for it."]
    assert shelf.has(audio.digest)


PARENT = """
import json, sys
from pathlib import Path
from pod2post.backends.youtube import YouTube
from pod2post.settings import Limits
from pod2post.store import Store
from pod2post.values import Locator
class Silent:
    def say(self, text, /): ...
    step = lambda *rest: None
root, address, options = sys.argv[1:]
here = YouTube(None, Limits(), options=json.loads(options))
here.fetch(Locator(kind="youtube", address=address), shelf=Store(Path(root)), tell=Silent())
"""


def soon(fact: Callable[[], Any], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def test_kill_of_the_parent_ends_the_child_and_the_next_run_goes_on(
    here: YouTube, fake: FakeYouTube, shelf: Store, tell: SilentTell
) -> None:
    fake.hold = True
    options = json.dumps(fake.options(socket_timeout=90))  # only the closed stdin can end it
    command = [sys.executable, "-c", PARENT, str(shelf.root), URL, options]
    parent = subprocess.Popen(command)
    folder = shelf.scratch() / f"youtube-{VIDEO}"
    soon(lambda: [part for part in folder.glob("media-*.part") if part.stat().st_size])

    def free() -> bool:
        with folder.with_suffix(".lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    assert not free()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    soon(free)  # the kernel gives a lock back when its process is gone

    fake.hold = False
    fake.asked.clear()
    audio = here.fetch(HERE, shelf=shelf, tell=tell)
    assert shelf.get(audio.digest) == fake.media
    (span,) = fake.ranges
    assert not span.startswith("bytes=0-")


def test_yt_dlp_is_not_imported_on_our_side() -> None:
    code = "import sys, pod2post.backends.youtube; print('yt_dlp' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.strip() == b"False"


# --- cookies --------------------------------------------------------------------------

JAR = "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t2000000000\tTASTE\toatmeal\n"


def test_cookies_are_sent_and_their_file_is_left_alone(
    fake: FakeYouTube, tell: SilentTell, tmp_path: Path
) -> None:
    jar = tmp_path / "cookies.txt"
    jar.write_text(JAR)
    jar.chmod(0o600)
    before = jar.stat()
    YouTube(jar, Limits(), options=fake.options()).resolve(HERE, tell=tell)
    assert any("TASTE=oatmeal" in cookies for _, _, cookies in fake.asked)
    after = jar.stat()
    assert (after.st_mtime_ns, after.st_ino, jar.read_text()) == (
        before.st_mtime_ns,
        before.st_ino,
        JAR,
    )
    assert tell.said == []


def test_cookies_that_others_can_read_are_warned_of_and_no_jar_is_bad_input(
    fake: FakeYouTube, tell: SilentTell, tmp_path: Path
) -> None:
    jar = tmp_path / "cookies.txt"
    jar.write_text("these are no cookies\n")
    jar.chmod(0o644)
    with pytest.raises(BadInput, match="Netscape"):
        YouTube(jar, Limits(), options=fake.options()).resolve(HERE, tell=tell)
    assert [f"chmod 600 {jar}" in line for line in tell.said] == [True]


def test_a_missing_cookies_file_is_bad_input(tell: SilentTell, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\[youtube\] cookies") as caught:
        YouTube(tmp_path / "none.txt", Limits()).resolve(HERE, tell=tell)
    assert caught.value.code == 2
