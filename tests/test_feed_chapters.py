"""The chapters that a show publishes beside its feed, on loopback; and which ones a run takes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sound
from conftest import SilentTell
from faulthost import FaultHost
from pod2post import describe
from pod2post.backends.feed_chapters import FeedChapters
from pod2post.costs.limits import Limits
from pod2post.errors import Refused, TryLater
from pod2post.feeds import chapterjson
from pod2post.feeds.chapterjson import Unreadable
from pod2post.linking import chapters
from pod2post.ports import Chapterer, Tell
from pod2post.scene import Options, Scene, opening
from pod2post.settings import Settings
from pod2post.values import Chapter, Locator, Transcript
from pod2post.world import World
from talk import cue, transcript

HOME = Limits(private_addresses=True)
AUDIO = "https://cdn.example/one.mp3"
HERE = Locator(kind="enclosure", address=AUDIO + "?from=feed")


def listed(*rows: Any) -> bytes:
    return json.dumps({"version": "1.2.0", "chapters": rows}).encode()


def row(start: Any, title: Any = "Pipes", **more: Any) -> dict[str, Any]:
    return {"startTime": start, "title": title, **more}


# the format

READ: dict[str, tuple[bytes, list[tuple[int, str]]]] = {
    "times in seconds, or parts of them": (
        listed(row(0), row(61.5, "Doors")),
        [(0, "Pipes"), (61_500, "Doors")],
    ),
    "out of order": (listed(row(60, "b"), row(0, "a")), [(0, "a"), (60_000, "b")]),
    "two at one time": (listed(row(0, "a"), row(0, "b")), [(0, "a")]),
    "silent ones": (listed(row(0, "a"), row(30, "picture", toc=False)), [(0, "a")]),
    "an honest toc": (listed(row(0, "a", toc=True)), [(0, "a")]),
    "no title, or none that is one": (
        listed(row(0), row(1, None), row(2, ""), row(3, 5), {"startTime": 4}),
        [(0, "Pipes")],
    ),
    "no time": (listed(row("12:30"), row(-1), row(True), row(10**9), row(5)), [(5_000, "Pipes")]),
    "not numbers": (b'{"chapters": [{"startTime": NaN, "title": "a"}]}', []),
    "no rows": (listed(1, "a", None, []), []),
    "unseen letters": (listed(row(0, "水\u200b管\n說話")), [(0, "水管 說話")]),
    "a byte order mark": (b"\xef\xbb\xbf" + listed(row(0)), [(0, "Pipes")]),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_is_a_chapter_is_taken(name: str) -> None:
    data, due = READ[name]
    assert [(found.start_ms, found.title) for found in chapterjson.read(data)] == due


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"[]", b"{}", b'{"chapters": 5}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_list_of_chapters_is_said(data: bytes) -> None:
    with pytest.raises(Unreadable):
        chapterjson.read(data)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["startTime", "title", "toc", "chapters"]), inner)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(JSONS, max_size=8))
def test_whatever_the_rows_are_chapters_come_in_order(rows: list[Any]) -> None:
    found = chapterjson.read(json.dumps({"chapters": rows}).encode())
    starts = [one.start_ms for one in found]
    assert starts == sorted(set(starts))
    assert all(one.title == describe.short_title(one.title) for one in found)


# the feed


def feed(url: str, audio: str = AUDIO) -> bytes:
    tag = f'<podcast:chapters url="{url}" type="application/json+chapters"/>' if url else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>T</title>
<item><enclosure url="https://cdn.example/other.mp3" type="audio/mpeg" length="1"/>
<podcast:chapters url="https://cdn.example/other.json" type="application/json"/></item>
<item><enclosure url="{audio}?key=1" type="audio/mpeg" length="1"/>{tag}</item>
</channel></rss>""".encode()


@pytest.fixture
def host() -> Iterator[FaultHost]:
    with FaultHost(b"") as running:
        yield running


def serve(host: FaultHost, **bodies: bytes) -> FeedChapters:
    for name, body in bodies.items():
        host.plays[f"/{name}"] = lambda x, _, body=body: x.say(200, body)
    return FeedChapters(f"{host.base}/feed", HOME)


def test_the_chapters_of_that_very_episode(host: FaultHost, tell: SilentTell) -> None:
    asked = serve(host, feed=feed(f"{host.base}/c"), c=listed(row(0), row(60, "Doors")))
    found = asked.chapters(HERE, tell=tell)
    assert [one.title for one in found] == ["Pipes", "Doors"]
    assert [one.path for one in host.asked] == ["/feed", "/c"]


@pytest.mark.parametrize(
    "body", [feed(""), feed("file:///etc/x"), feed("x", audio="https://x.example/a")]
)
def test_where_none_are_offered_nobody_is_asked(
    body: bytes, host: FaultHost, tell: SilentTell
) -> None:
    assert serve(host, feed=body).chapters(HERE, tell=tell) == ()
    assert [one.path for one in host.asked] == ["/feed"]


def test_what_cannot_be_read_is_for_later(host: FaultHost, tell: SilentTell) -> None:
    for body in (b"<html>", b"x" * (chapterjson.MOST_BYTES + 1)):
        asked = serve(host, feed=feed(f"{host.base}/c"), c=body)
        with pytest.raises(TryLater, match="chapters in the show's feed cannot be read"):
            asked.chapters(HERE, tell=tell)
    with pytest.raises(TryLater):
        serve(host, feed=b"no feed").chapters(HERE, tell=tell)


def test_an_address_at_home_is_not_asked(host: FaultHost, tell: SilentTell) -> None:
    with pytest.raises(Refused):
        FeedChapters(f"{host.base}/feed", Limits()).chapters(HERE, tell=tell)


# which a run takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a feed: chapters, or an error; `asked` notes who looked."""

    made: tuple[Chapter, ...] | Exception
    asked: list[str]

    def chapters(self, locator: Locator, /, *, tell: Tell) -> tuple[Chapter, ...]:
        self.asked.append(locator.address)
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(World):
    beside_feed: Beside

    def chapterer(self, *_: object) -> Chapterer | None:
        return self.beside_feed


def marks(*minutes: int) -> tuple[Chapter, ...]:
    return tuple(Chapter(start_ms=60_000 * m, title=f"At {m}") for m in minutes)


GOOD = marks(0, 5, 10, 15)


def spoken() -> Transcript:
    words = "The pipe under this street tells you where the water goes."
    return transcript([cue(n, words, at=5_000 * n) for n in range(240)], minutes=20)


def scene(
    tmp_path: Path,
    tell: SilentTell,
    made: tuple[Chapter, ...] | Exception,
    own: tuple[Chapter, ...] = (),
) -> tuple[Scene, Beside]:
    media = tmp_path / "talk.wav"
    media.write_bytes(sound.wav(1))
    options = Options(source=str(media), workspace=str(tmp_path / "w"), until="segment")
    beside = Beside(made=made, asked=[])
    world = Known(settings=Settings(), tell=tell, beside_feed=beside)
    whole = opening(options, Settings(), tell=tell, world=world)
    source = replace(whole.source, locator=HERE, chapters=own, duration_ms=1_200_000)
    return replace(whole, source=source), beside


def test_the_sources_own_come_first_and_then_nobody_is_asked(
    tmp_path: Path, tell: SilentTell
) -> None:
    one, beside = scene(tmp_path, tell, marks(0, 4, 8, 12), own=GOOD)
    assert chapters.sane(one, spoken(), fetch=True, beside=True) == GOOD
    assert beside.asked == []


def test_those_beside_the_feed_come_next_and_are_kept(tmp_path: Path, tell: SilentTell) -> None:
    one, beside = scene(tmp_path, tell, GOOD, own=marks(0, 1))
    assert chapters.sane(one, spoken(), fetch=True, beside=True) == GOOD
    assert chapters.sane(one, spoken(), fetch=False, beside=True) == GOOD, "they are known now"
    assert beside.asked == [HERE.address]
    assert any("the source are not taken: there are 2" in line for line in tell.said)


@pytest.mark.parametrize(
    ("made", "fetch", "wanted", "said"),
    [
        ((), True, True, ""),
        (marks(0, 1, 2, 3), True, True, "the show's feed are not taken: 'At 3' would hold 85 %"),
        (TryLater("the feed is down"), True, True, "the feed is down"),
        (Refused("not that address"), True, True, "not that address"),
        (GOOD, False, True, ""),  # nothing may be fetched
        (GOOD, True, False, ""),  # the run was planned without them
    ],
)
def test_without_them_the_program_divides_by_itself(
    made: tuple[Chapter, ...] | Exception,
    fetch: bool,
    wanted: bool,
    said: str,
    tmp_path: Path,
    tell: SilentTell,
) -> None:
    one, beside = scene(tmp_path, tell, made)
    assert chapters.sane(one, spoken(), fetch=fetch, beside=wanted) == ()
    assert bool(beside.asked) == (fetch and wanted)
    assert said in "\n".join(tell.said)
    assert bool(said) == any("feed" in line or "address" in line for line in tell.said)


def test_chapters_of_another_length_are_of_another_cut(tmp_path: Path, tell: SilentTell) -> None:
    one, _ = scene(tmp_path, tell, GOOD)
    longer = replace(one, source=replace(one.source, duration_ms=1_290_000))
    assert chapters.sane(longer, spoken(), fetch=True, beside=True) == ()
    assert "made for 1290 s of audio and these are 1200 s" in "\n".join(tell.said)
