"""What a run knows before it begins: the show, the settings, where else to look."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from conftest import SilentTell
from faulthost import FaultHost
from pod2post import settings, world
from pod2post.backends import apple, feed, spotify
from pod2post.errors import Pod2postError, Refused, TryLater
from pod2post.linking.links import Platform
from pod2post.linking.matching import Listing, Page
from pod2post.ports import Library, Shelf, Tell
from pod2post.scene import Options, opening, overridden
from pod2post.settings import Limits
from pod2post.store import Store
from pod2post.values import Audio, Locator, Source
from pod2post.world import World

VIDEO = "https://www.youtube.com/watch?v=AbCdEfGhIjK"
FEED = "https://feeds.example/core.xml"
ASKED: list[str] = []


@dataclass(frozen=True)
class Closed:
    """A library that refuses everything."""

    error: Pod2postError

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:
        raise self.error

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:
        raise self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedWorld(World):
    error: Pod2postError

    def library(self, locator: Locator) -> Library:
        return Closed(self.error)

    def page_of(self, platform: Platform, url: str) -> Page | None:
        return None


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultHost]:
    """Apple's directory on loopback, asked by the real client."""
    with FaultHost(b"") as host:
        row = {"collectionId": 1789397163, "feedUrl": FEED}
        body = json.dumps({"results": [row]}).encode()
        host.plays["/lookup"] = lambda x, _: x.say(200, body, "text/javascript")

        real = apple.feed_of

        def feed_of(apple_id: str, *, limits: Limits) -> str | None:
            ASKED.append(apple_id)
            near = Limits(private_addresses=True)
            return real(apple_id, base_url=host.base, limits=near)

        ASKED.clear()
        monkeypatch.setattr(apple, "feed_of", feed_of)
        yield host


def remedy(error: Pod2postError, folder: Path, show: str | None) -> str:
    known = settings.load(None)
    tell = SilentTell()
    closed = ClosedWorld(settings=known, tell=tell, error=error)
    options = Options(source=VIDEO, show=show, workspace=str(folder))
    with pytest.raises(type(error)) as raised:
        opening(options, known, tell=tell, world=closed)
    return raised.value.remedy


@pytest.mark.parametrize("kind", [Refused, TryLater])
def test_a_refused_video_of_a_known_show_points_to_its_feed(
    kind: type[Pod2postError], directory: FaultHost, tmp_path: Path
) -> None:
    for _ in range(2):
        told = remedy(kind("This video is private.", "Ask its owner."), tmp_path, "core-memory")
        assert told.startswith("Ask its owner.")
        assert FEED in told
    assert ASKED == ["1789397163"], "found at first use, then kept"


def test_without_a_show_nobody_is_asked(directory: FaultHost, tmp_path: Path) -> None:
    assert remedy(Refused("private", "Ask."), tmp_path, None) == "Ask."
    assert not ASKED


def test_a_directory_that_is_silent_changes_nothing(directory: FaultHost, tmp_path: Path) -> None:
    directory.plays["/lookup"] = lambda x, _: x.say(404, b"", "text/plain")
    assert remedy(Refused("private", "Ask."), tmp_path, "core-memory") == "Ask."


def test_the_command_line_lies_over_the_settings() -> None:
    known = settings.load(None)
    options = Options(source="x", writer="extract", writer_model="big", model="base")
    laid = overridden(known, options)
    assert (laid.writer.kind, laid.writer.model, laid.recognizer.model) == (
        "extract",
        "big",
        "base",
    )
    assert overridden(known, Options(source="x")) == known


def test_the_writer_is_chosen_by_what_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    tell = SilentTell()
    bare = World(settings=settings.load(None), tell=tell)
    assert not bare.pen().writer.composes
    assert "no key" in tell.said[-1]
    monkeypatch.setenv("POD2POST_API_KEY", "sk-test")
    assert bare.pen().writer.composes
    assert "openai" in tell.said[-1]


def test_every_backend_in_the_tables_is_there() -> None:
    places = [*world.LIBRARIES.values(), *world.WRITERS.values(), *world.VOICES.values()]
    doors = (world.FEEDS, world.APPLE, world.SPOTIFY, world.FEED, world.UPLOADS, world.PAGES)
    for place in (*places, world.RECOGNIZER, *doors):
        assert callable(world._load(place)), place


def test_a_shows_profile_says_who_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def note(name: str) -> Callable[..., Listing]:
        def ask(*words: object, limits: Limits) -> Listing:
            asked.append((name, *words))
            return Listing(listed=())

        return ask

    for module, name in ((apple, "episodes_of"), (spotify, "episodes_of"), (feed, "uploads_of")):
        monkeypatch.setattr(module, name, note(module.__name__.rpartition(".")[2]))
    monkeypatch.setattr(feed, "episodes_of", note("own feed"))
    known = settings.load(None)
    tell = SilentTell()
    near = World(settings=known, tell=tell)
    show = replace(known.shows["core-memory"], spotify_id="s", youtube_channel="c", feed=FEED)
    assert sorted(near.directories(show)) == ["apple", "youtube"], "Spotify needs keys"
    monkeypatch.setenv("POD2POST_SPOTIFY_ID", "id1")
    monkeypatch.setenv("POD2POST_SPOTIFY_SECRET", "secret1")
    for ask in near.directories(show).values():
        ask()
    near.in_feed(show, Store(Path("store")))
    assert [row[:2] for row in asked] == [
        ("apple", "1789397163"),
        ("spotify", "s"),
        ("feed", "c"),
        ("own feed", FEED),
    ]
    bare = replace(show, apple_id=None, spotify_id=None, youtube_channel=None, feed=None)
    assert near.directories(bare) == {}
    assert near.in_feed(bare, Store(Path("store"))) == Listing(listed=())
