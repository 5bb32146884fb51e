"""The downloader against a host that plays faults; each row names its outcome beforehand."""

import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

import sound
from conftest import SilentTell
from faulthost import Exchange, FaultHost, Play
from pod2post.backends import enclosure, pinned
from pod2post.backends.enclosure import Enclosures
from pod2post.errors import BadInput, LimitReached, Pod2postError, Refused, TryLater
from pod2post.locate import locate
from pod2post.settings import Limits
from pod2post.stages.fetch import fetch, where
from pod2post.stages.resolve import resolve
from pod2post.store import Store
from pod2post.values import Audio

QUICK = pinned.Patience(connect_s=1.0, read_s=0.15, tries=3)
HOME = Limits(private_addresses=True)
TAGS = {
    "title": "The Long Pipe",
    "album": "Lantern Hour",
    "date": "2026-10-05",
    "comment": "Nora talks.\n\n0:00 Welcome\n0:02 The pipe\n",
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("media") / "episode.mp3"
    return sound.encode(path, 5, tags=TAGS).read_bytes()


@pytest.fixture
def host(media: bytes) -> Iterator[FaultHost]:
    with FaultHost(media) as running:
        yield running


class Room:
    """One downloader; its waits are noted, not slept."""

    def __init__(self, host: FaultHost, shelf: Store, limits: Limits = HOME) -> None:
        self.waits: list[float] = []
        self.tell = SilentTell()
        self.host, self.shelf = host, shelf
        self.library = Enclosures(
            limits, QUICK, self.waits.append, lambda name, port: ["127.0.0.1"]
        )

    def fetch(self, path: str) -> Audio:
        there = locate(self.host.base + path)
        return fetch(there, library=self.library, shelf=self.shelf, tell=self.tell)

    def left(self) -> list[str]:
        return sorted(file.suffix for file in self.shelf.scratch().iterdir())


@pytest.fixture
def room(host: FaultHost, shelf: Store) -> Room:
    return Room(host, shelf)


@pytest.mark.parametrize(
    ("path", "requests", "ranges"),
    [
        ("/good.mp3", 1, 0),
        ("/moved", 2, 0),
        ("/broken-twice.mp3", 3, 2),
        ("/bit-by-bit.mp3", 9, 8),  # more breaks than tries, but each brings something
        ("/broken-weak.mp3", 2, 0),  # a weak ETag proves nothing: from the start again
        ("/broken-bare.mp3", 2, 0),
        ("/no-ranges.mp3", 2, 1),  # asks, is given everything, takes everything
        ("/bad-range.mp3", 3, 1),  # a wrong piece is thrown away
        ("/other-ads.mp3", 2, 1),  # If-Range makes the host send the other file whole
        ("/no-length.mp3", 1, 0),
        ("/busy.mp3", 3, 0),
    ],
)
def test_the_very_bytes_arrive(
    room: Room, media: bytes, path: str, requests: int, ranges: int
) -> None:
    if path == "/bit-by-bit.mp3":
        step = len(media) // 9
        room.host.plays[path] = lambda x, hit: x.file(
            media, etag=room.host.etag, upto=None if hit == 9 else step
        )
    audio = room.fetch(path)
    assert where(audio, room.shelf).read_bytes() == media
    assert (audio.size, audio.codec, audio.origin) == (len(media), "mp3", None)
    assert abs(audio.duration_ms - 5000) < 100
    assert len(room.host.asked) == requests
    assert sum(row.range is not None for row in room.host.asked) == ranges
    assert all(row.encoding == "identity" for row in room.host.asked)
    assert all(row.if_range for row in room.host.asked if row.range)
    assert room.left() == []


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/400", BadInput, "HTTP 400"),
        ("/401", Refused, "refuses"),
        ("/403", Refused, "refuses"),
        ("/404", Refused, "no such file"),
        ("/410", Refused, "no such file"),
        ("/451", Refused, "refuses"),
        ("/page.mp3", BadInput, "a page of text instead of audio"),
        ("/page-as-audio.mp3", BadInput, "a page or a document"),
        ("/json.mp3", BadInput, "JSON instead of audio"),
        ("/feed.xml", BadInput, "a feed instead of audio"),
        ("/noise.mp3", BadInput, "cannot be played"),
        ("/empty.mp3", BadInput, "empty file"),
        ("/bomb.mp3", BadInput, "packed as gzip"),
        ("/moved-to-file", Refused, "file://"),
        ("/moved-to-data", Refused, "data:"),
        ("/moved-with-password", Refused, "password"),
        ("/round", BadInput, "redirects"),
    ],
)
def test_final_refusals_ask_once_and_leave_nothing(
    room: Room, path: str, error: type[Pod2postError], words: str
) -> None:
    with pytest.raises(error) as seen:
        room.fetch(path)
    assert type(seen.value) is error
    assert words in seen.value.cause
    assert seen.value.remedy
    assert room.waits == []
    assert room.left() == []
    assert "secret" not in str(seen.value)


@pytest.mark.parametrize(
    ("path", "requests", "left"),
    [
        ("/500", 3, []),
        ("/stall.mp3", 4, [".json", ".part"]),  # one try brings half, three bring nothing
        ("/broken-always.mp3", 3, [".json", ".part"]),
        ("/too-long.mp3", 3, [".json", ".part"]),
    ],
)
def test_trouble_that_lasts_is_for_later(
    room: Room, media: bytes, path: str, requests: int, left: list[str]
) -> None:
    if path == "/stall.mp3":
        half, first = len(media) // 2, room.host.plays[path]
        room.host.plays[path] = lambda x, hit: (
            first(x, hit) if hit == 1 else x.file(media[:half], etag=room.host.etag, upto=0)
        )
    with pytest.raises(TryLater) as seen:
        room.fetch(path)
    assert seen.value.code == 3
    assert len(room.host.asked) == requests
    assert len(room.waits) == requests - 1
    assert all(0 <= wait <= 8 for wait in room.waits)
    assert room.left() == left


def test_a_long_retry_after_is_handed_on(room: Room) -> None:
    with pytest.raises(TryLater) as seen:
        room.fetch("/429")
    assert seen.value.after_s == 900
    assert "900 s" in seen.value.remedy
    assert len(room.host.asked) == 1


def test_a_short_retry_after_is_kept_to(room: Room) -> None:
    room.fetch("/busy.mp3")
    assert room.waits == [1.0, 1.0]


def test_an_endless_body_ends_at_the_cap(host: FaultHost, shelf: Store) -> None:
    room = Room(host, shelf, Limits(private_addresses=True, download_mb=1))
    with pytest.raises(LimitReached, match="larger than 1 MB") as seen:
        room.fetch("/endless.mp3")
    assert "download_mb" in seen.value.remedy
    assert seen.value.code == 6
    assert room.left() == []


def test_an_announced_size_over_the_cap_is_not_begun(host: FaultHost, shelf: Store) -> None:
    room = Room(host, shelf, Limits(private_addresses=True, download_mb=1))
    host.plays["/big.mp3"] = lambda x, _: x.head(200, 1_000_001, "audio/mpeg")
    with pytest.raises(LimitReached, match="larger than 1 MB"):
        room.fetch("/big.mp3")
    assert room.waits == []
    assert room.left() == []


def test_the_time_cap_keeps_what_is_there(
    host: FaultHost, shelf: Store, media: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock jumps by half an hour whenever it is read."""
    room = Room(host, shelf, Limits(private_addresses=True, download_minutes=60))
    hours = iter(range(0, 3600 * 99, 1800))
    clock = types.SimpleNamespace(monotonic=lambda: next(hours), time=lambda: 0)
    with monkeypatch.context() as patch:
        patch.setattr(enclosure, "time", clock)
        long = media * 20  # many blocks
        host.plays["/good.mp3"] = lambda x, _: x.file(long, etag=host.etag)
        with pytest.raises(LimitReached, match="more than 60 minutes") as seen:
            room.fetch("/good.mp3")
    assert "download_minutes" in seen.value.remedy
    assert room.left() == [".json", ".part"]
    assert where(room.fetch("/good.mp3"), shelf).read_bytes() == long
    assert host.asked[-1].range


# --- minutes and bytes, whatever the host does ----------------------------------------


class Minute:
    """Limits as `Limits` has them, with a part of a minute."""

    download_mb, private_addresses = 2000, True
    download_minutes = 0.4 / 60


def drip(x: Exchange, _: int) -> None:
    """A header that never ends: no single read takes long."""
    x.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        x.wfile.write(b"x")
        x.wfile.flush()
        time.sleep(0.03)


def trickle(x: Exchange, _: int) -> None:
    """A body that comes byte by byte."""
    x.head(200, 500_000, "audio/mpeg")
    for _ in range(200):
        x.wfile.write(b"x")
        x.wfile.flush()
        time.sleep(0.03)


@pytest.mark.parametrize("slow", [drip, trickle])
def test_the_time_cap_holds_while_each_byte_comes_in_time(
    host: FaultHost, shelf: Store, slow: Play
) -> None:
    room = Room(host, shelf, Minute())
    host.plays["/slow.mp3"] = slow
    with pytest.raises(LimitReached, match="took more than"):
        room.fetch("/slow.mp3")
    assert host.hits["/slow.mp3"] <= 1, "on a busy machine the cap may come before the first answer"


def test_looking_at_a_host_that_drips_ends_too(
    host: FaultHost, shelf: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosure, "LOOK_S", 0.3)
    host.plays["/slow.mp3"] = drip
    room = Room(host, shelf)
    with pytest.raises(TryLater, match="no answer in time"):
        room.library.resolve(locate(host.base + "/slow.mp3"), tell=room.tell)


def test_no_wait_goes_beyond_the_time_cap(host: FaultHost, shelf: Store) -> None:
    room = Room(host, shelf, Minute())
    host.plays["/busy.mp3"] = lambda x, _: x.say(503, Retry_After="90")
    with pytest.raises(TryLater) as seen:
        room.fetch("/busy.mp3")
    assert (seen.value.after_s, room.waits) == (90, [])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("9" * 400, 604_800), ("Fri, 31 Dec 9999 23:59:59 GMT", 604_800), ("0", 0), ("soon", None)],
)
def test_what_a_host_asks_for_is_a_week_at_most(
    host: FaultHost, shelf: Store, header: str, seconds: int | None
) -> None:
    room = Room(host, shelf)
    host.plays["/429"] = lambda x, _: x.say(429, Retry_After=header)
    with pytest.raises(TryLater) as seen:
        room.fetch("/429")
    assert seen.value.after_s == seconds


def test_a_body_of_unknown_length_stops_before_the_disk_is_full(
    host: FaultHost, shelf: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk loses what was written: after some blocks the margin is reached."""
    monkeypatch.setattr(enclosure, "DISK_EVERY", 100_000)
    asked = iter(range(10))
    full = enclosure.DISK_MARGIN

    def usage(_: Path) -> types.SimpleNamespace:
        return types.SimpleNamespace(free=full + 250_000 - 100_000 * next(asked))

    monkeypatch.setattr(enclosure.shutil, "disk_usage", usage)
    room = Room(host, shelf)
    with pytest.raises(LimitReached, match="has no room"):
        room.fetch("/endless.mp3")
    (left,) = shelf.scratch().glob("*.part")
    assert 200_000 < left.stat().st_size < 500_000


def test_a_part_of_an_earlier_run_is_continued(room: Room, media: bytes) -> None:
    half = len(media) // 2
    good = room.host.plays["/good.mp3"]
    room.host.plays["/good.mp3"] = lambda x, hit: x.file(
        media, etag=room.host.etag, upto=half if hit == 1 else 0
    )
    with pytest.raises(TryLater):
        room.fetch("/good.mp3")
    room.host.plays["/good.mp3"] = good
    again = Room(room.host, room.shelf)
    audio = again.fetch("/good.mp3")
    assert where(audio, room.shelf).read_bytes() == media
    assert room.host.asked[-1].range == f"bytes={half}-"
    assert any("goes on" in line for line in again.tell.said)


def test_a_piece_of_a_file_of_another_size_is_thrown_away(room: Room, media: bytes) -> None:
    """The same ETag, but the whole has grown: one of the two is a lie."""
    longer = media + bytes(10)
    room.host.plays["/good.mp3"] = lambda x, hit: x.file(
        media if hit != 2 else longer, etag=room.host.etag, upto=9_000 if hit == 1 else None
    )
    assert where(room.fetch("/good.mp3"), room.shelf).read_bytes() == media
    assert [bool(row.range) for row in room.host.asked] == [False, True, False]


def test_a_finished_part_is_not_asked_for_again(
    room: Room, media: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(file: Path, digest: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(room.shelf, "adopt", killed)
        with pytest.raises(KeyboardInterrupt):
            room.fetch("/good.mp3")
    assert room.fetch("/good.mp3").size == len(media)
    assert len(room.host.asked) == 1


def test_the_second_fetch_is_a_look_up_until_the_object_is_gone(room: Room) -> None:
    audio = room.fetch("/good.mp3")
    assert room.fetch("/good.mp3") == audio
    assert len(room.host.asked) == 1
    room.shelf.path(audio.digest).unlink()
    with pytest.raises(BadInput, match="no longer"):
        where(audio, room.shelf)
    assert where(room.fetch("/good.mp3"), room.shelf).is_file()


# --- what is seen before the download -------------------------------------------------


def test_tags_at_the_start_describe_the_episode(room: Room) -> None:
    there = locate(room.host.base + "/good.mp3")
    source = resolve(there, library=room.library, shelf=room.shelf, tell=room.tell)
    assert (source.title, source.show) == ("The Long Pipe", "Lantern Hour")
    assert (source.published, source.slug) == ("2026-10-05", "the-long-pipe")
    assert source.duration_ms is None
    assert [chapter.title for chapter in source.chapters] == ["Welcome", "The pipe"]
    assert room.host.asked[0].range == "bytes=0-999999"


@pytest.mark.parametrize(
    ("path", "fields", "title", "slug"),
    [
        ("/shows/My_first-Talk.mp3?x=1", {}, "My first Talk", "my-first-talk"),
        ("/%E7%AC%AC%E4%B8%80%E9%9B%86.mp3", {}, "第一集", None),
        ("/default.mp3", {}, "default", None),
        ("/x.mp3", {"Content_Disposition": 'attachment; filename="../../A Walk.mp3"'},
         "A Walk", "a-walk"),
    ],
)  # fmt: skip
def test_without_tags_the_files_name_is_the_title(
    room: Room, path: str, fields: dict[str, str], title: str, slug: str | None
) -> None:
    bare = sound.wav(0.2)
    room.host.plays[path.partition("?")[0]] = lambda x, _: x.say(200, bare, "audio/wav", **fields)
    source = room.library.resolve(locate(room.host.base + path), tell=room.tell)
    assert source.title == title
    if slug is None:
        assert source.slug.startswith("enclosure-")
        assert len(source.slug) == len("enclosure-") + 8
    else:
        assert source.slug == slug


def test_a_refreshed_source_keeps_slug_and_day(room: Room, tmp_path: Path) -> None:
    there = locate(room.host.base + "/good.mp3")
    doors = {"library": room.library, "shelf": room.shelf, "tell": room.tell}
    first = resolve(there, **doors)
    renamed = sound.encode(tmp_path / "b.mp3", 1, tags={"title": "Another Name"}).read_bytes()
    room.host.plays["/good.mp3"] = lambda x, _: x.file(renamed)
    assert resolve(there, **doors) == first
    fresh = resolve(there, **doors, fresh=True)
    assert fresh.title == "Another Name"
    assert (fresh.slug, fresh.published) == (first.slug, first.published)
    assert resolve(there, **doors) == fresh


@pytest.mark.parametrize(("path", "error"), [("/404", Refused), ("/page.mp3", BadInput)])
def test_what_cannot_be_fetched_is_said_at_resolve(
    room: Room, path: str, error: type[Pod2postError]
) -> None:
    there = locate(room.host.base + path)
    with pytest.raises(error):
        resolve(there, library=room.library, shelf=room.shelf, tell=room.tell)
