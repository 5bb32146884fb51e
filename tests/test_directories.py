"""The clients of Apple, Spotify, YouTube's lists, oEmbed and feeds, on loopback."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from directories import HOME, KEYS, Directories, rss, spotify_id, uploads
from pod2post.backends import apple, feed, oembed, spotify
from pod2post.backends.pinned import Patience
from pod2post.errors import BadInput, Refused, TryLater
from pod2post.linking.keys import Keys, SpotifySettings, keys, set_up
from pod2post.linking.matching import Listing
from pod2post.settings import Limits

ROW = [77, "Fog? At #1 Noon", "2026-03-02T09:00:00Z", 3600, "g-1", "https://a.example/1.mp3"]
SHOWS: dict[str, Any] = {
    "Harbour Lights": {
        "apple_id": "178",
        "spotify_id": "lights",
        "apple": [ROW],
        "spotify": [[f"ep{n}", f"Episode {n}", "2026-03-02", 60 * n] for n in range(1, 121)],
    }
}
SHOW = spotify_id("lights")
CHANNEL = "UC" + "a" * 22


@pytest.fixture
def host() -> Iterator[Directories]:
    with Directories(SHOWS) as running:
        yield running


def listed(host: Directories, show: str = SHOW, pair: Keys = KEYS) -> Listing:
    return spotify.episodes_of(show, pair, accounts=host.base, api=host.base, limits=HOME)


# --- Apple ----------------------------------------------------------------------------


def test_apple_lists_a_shows_episodes(host: Directories) -> None:
    made = apple.episodes_of("178", base_url=host.base, limits=HOME)
    (one,) = made.listed
    assert one.id == "tw/podcast/fog-at-1-noon/id178?i=77"
    assert (one.title, one.published, one.duration_ms) == (ROW[1], ROW[2], 3_600_000)
    assert (one.guid, one.enclosure, made.note) == ("g-1", "https://a.example/1.mp3", "")
    query = "id=178&entity=podcastEpisode&limit=200&country=tw"
    assert host.asked == [(f"/lookup?{query}", "")]


def test_a_show_that_taiwan_lacks_is_looked_for_in_america_and_that_is_said() -> None:
    with Directories(SHOWS, store="us") as host:
        made = apple.episodes_of("178", base_url=host.base, limits=HOME)
    assert made.listed[0].id.startswith("us/podcast/")
    assert "American" in made.note
    with Directories(SHOWS, store="fr") as host:
        assert apple.episodes_of("178", base_url=host.base, limits=HOME) == Listing(listed=())
        assert [path.rpartition("=")[2] for path, _ in host.asked] == ["tw", "us"]


@pytest.mark.parametrize(
    "row",
    [
        {"trackId": "77"},
        {"trackId": True},
        {"trackId": 178},  # the show's own row
        {"collectionId": 179},
        {"trackId": None},
    ],
)
def test_what_is_no_episode_of_that_very_show_is_passed_over(
    row: dict[str, Any], host: Directories
) -> None:
    base = {"collectionId": 178, "trackId": 5, "trackName": "x"}
    host.lookup = lambda _query: {"results": [base | row, None, 3, base]}  # type: ignore[method-assign]
    made = apple.episodes_of("178", base_url=host.base, limits=HOME)
    assert [one.id for one in made.listed] == ["tw/podcast/id178?i=5"]


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/x",
        "https://podcasts.apple.com/tw/podcast/no.1~b/id178?i=5",
        *("", 'a"b', None, 7),
    ],
)
def test_a_page_of_another_form_gives_no_slug(page: Any, host: Directories) -> None:
    row = {"collectionId": 178, "trackId": 5, "trackViewUrl": page}
    host.lookup = lambda _query: {"results": [row]}  # type: ignore[method-assign]
    (one,) = apple.episodes_of("178", base_url=host.base, limits=HOME).listed
    assert one.id == "tw/podcast/id178?i=5"


# --- Spotify --------------------------------------------------------------------------


def test_spotify_is_asked_page_by_page_with_a_token(host: Directories) -> None:
    made = listed(host)
    assert [one.id for one in made.listed] == [
        f"episode/{spotify_id(f'ep{n}')}" for n in range(1, 121)
    ]
    first = made.listed[0]
    assert (first.title, first.published, first.duration_ms) == ("Episode 1", "2026-03-02", 60_000)
    assert (first.guid, first.enclosure) == (None, None)
    assert host.paths() == ["/api/token", *[f"/v1/shows/{SHOW}/episodes"] * 3]
    assert {secret for _, secret in host.asked[1:]} == {"Bearer a-token"}
    assert all("market=TW" in path for path, _ in host.asked[1:])


def test_wrong_keys_are_the_persons_to_mend(host: Directories) -> None:
    with pytest.raises(BadInput, match="does not take the keys") as seen:
        listed(host, pair=Keys("an0id", "wr0ng"))
    assert "wr0ng" not in str(seen.value)
    assert "POD2POST_SPOTIFY_SECRET" in seen.value.remedy


def test_a_secret_follows_no_redirect(host: Directories) -> None:
    with Directories({}) as stranger:
        for path in ("/api/token", f"/v1/shows/{SHOW}/episodes"):
            host.moved = {path: f"{stranger.base}/take"}
            with pytest.raises(TryLater, match="HTTP 302"):
                listed(host)
        assert stranger.asked == []


@pytest.mark.parametrize("path", ["/api/token", f"/v1/shows/{SHOW}/episodes"])
def test_a_silent_spotify_is_for_later(path: str, host: Directories) -> None:
    host.broken.add(path)
    with pytest.raises(TryLater, match="HTTP 503") as seen:
        listed(host)
    assert "pod2post links RUN" in seen.value.remedy


@pytest.mark.parametrize("bad", ["", "a" * 21, "a" * 23, "a" * 21 + "/", "４" * 22])
def test_an_id_of_another_form_is_never_asked(bad: str, host: Directories) -> None:
    with pytest.raises(BadInput, match="no show id of Spotify"):
        listed(host, bad)
    assert host.asked == []


def test_keys_come_from_the_environment_else_from_their_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "spotify"
    file.write_text("fileid\nfilesecret\n", encoding="utf-8")
    named = SpotifySettings(keys_file=str(file))
    assert (set_up(SpotifySettings()), set_up(named)) == (False, True)
    assert (keys(named).id, keys(named).secret) == ("fileid", "filesecret")
    monkeypatch.setenv("POD2POST_SPOTIFY_ID", "envid")
    with pytest.raises(BadInput, match="no usable pair"):
        keys(named)
    monkeypatch.setenv("POD2POST_SPOTIFY_SECRET", "envsecret")
    assert keys(named).secret == "envsecret"
    assert set_up(SpotifySettings())


@pytest.mark.parametrize("text", ["", "one", "a b c", "id se\u00e9", "id s:x"])
def test_a_file_without_a_pair_of_keys_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "spotify"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="keys_file") as seen:
        keys(SpotifySettings(keys_file=str(file)))
    assert "two lines" in seen.value.remedy
    assert not text or text not in str(seen.value)
    with pytest.raises(BadInput, match="cannot be read"):
        keys(SpotifySettings(keys_file=str(tmp_path / "missing")))


# --- lists in XML ---------------------------------------------------------------------


def test_a_feed_lists_what_has_audio(host: Directories) -> None:
    full = {
        "title": "Fog & Rain",
        "url": "https://A.example/1.mp3?x=1&y=2",
        "guid": " g-1 ",
        "day": "Mon, 02 Mar 2026 09:00:00 +0800",
        "length": "1:02:05",
        "kind": "Full",
        "text": "<p>About fog.</p>",
    }
    bare = {"title": "B", "url": "https://a.example/2.mp3", "day": "soon", "length": "1:x"}
    host.documents["/feed"] = rss(full, bare, {"title": "C", "url": "file:///etc/passwd"})
    one, two = feed.episodes_of(f"{host.base}/feed", limits=HOME).listed
    assert (one.id, one.guid, one.title) == ("g-1", "g-1", "Fog & Rain")
    assert one.enclosure == "https://a.example/1.mp3?x=1&y=2"
    assert (one.published, one.duration_ms) == ("2026-03-02T09:00:00+08:00", 3_725_000)
    assert (one.kind, one.description.strip()) == ("full", "About fog.")
    assert (two.id, two.guid, two.published, two.duration_ms) == (two.enclosure, None, None, None)


@pytest.mark.parametrize("bad", ["feeds.example/x", "ftp://feeds.example/x", "https://[x/"])
def test_a_feed_without_an_address_is_the_persons_to_mend(bad: str) -> None:
    with pytest.raises(BadInput):
        feed.episodes_of(bad, limits=HOME)


@pytest.mark.parametrize(("text", "ms"), [("3725", 3_725_000), ("62:05", 3_725_000), ("0", None)])
def test_lengths_as_feeds_write_them(text: str, ms: int | None, host: Directories) -> None:
    row = {"title": "A", "url": "https://a.example/1.mp3", "length": text}
    host.documents["/feed"] = rss(row)
    assert feed.episodes_of(f"{host.base}/feed", limits=HOME).listed[0].duration_ms == ms


def test_a_channels_uploads_without_shorts(host: Directories) -> None:
    host.documents["/uploads"] = uploads(
        ("AbCdEfGhIjK", "Fog & Rain", "2026-03-02T09:00:00+00:00", "watch"),
        ("ShOrTsHoRtS", "Fog", "2026-03-02T09:00:00+00:00", "shorts"),
        ("bad id", "Fog", "2026-03-02T09:00:00+00:00", "watch"),
    )
    made = feed.uploads_of(CHANNEL, base_url=f"{host.base}/uploads", limits=HOME)
    assert [(one.id, one.title, one.duration_ms) for one in made.listed] == [
        ("AbCdEfGhIjK", "Fog & Rain", None)
    ]
    with pytest.raises(BadInput, match="@handle"):
        feed.uploads_of("@handle", base_url=f"{host.base}/uploads", limits=HOME)


BOMB = b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>'
ASKS: dict[str, Callable[[str], Any]] = {
    "apple": lambda base: apple.episodes_of("178", base_url=base, limits=HOME),
    "feed": lambda base: feed.episodes_of(f"{base}/lookup", limits=HOME),
    "uploads": lambda base: feed.uploads_of(CHANNEL, base_url=f"{base}/lookup", limits=HOME),
    "oembed": lambda base: oembed.page_of(
        "spotify", "https://x.example", place=f"{base}/lookup?url=", limits=HOME
    ),
}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"\xff", BOMB, b"[" * 200_000])
@pytest.mark.parametrize("name", sorted(ASKS))
def test_no_usable_answer_is_for_later(name: str, body: bytes) -> None:
    with Directories({}) as host:
        host.raw["/lookup"] = body
        with pytest.raises(TryLater, match="no usable answer"):
            ASKS[name](host.base)


def test_pages_tell_their_title_or_are_not_there(host: Directories) -> None:
    host.pages["https://open.spotify.com/episode/1?a=b&c"] = {"title": "Fog", "author_name": 5}
    place = f"{host.base}/oembed?url="

    def page(url: str) -> Any:
        return oembed.page_of("spotify", url, place=place, limits=HOME)

    found = page("https://open.spotify.com/episode/1?a=b&c")
    assert (found.title, found.author) == ("Fog", "")
    assert page("https://open.spotify.com/episode/2") is None


def test_the_guard_stands_here_too(host: Directories) -> None:
    for ask in (
        lambda: spotify.episodes_of(SHOW, KEYS, accounts=host.base, api=host.base, limits=Limits()),
        lambda: apple.episodes_of("178", base_url=host.base, limits=Limits()),
        lambda: feed.episodes_of(f"{host.base}/feed", limits=Limits()),
    ):
        with pytest.raises(Refused):
            ask()
    assert host.asked == []


def test_an_answer_in_drops_ends_in_time(
    host: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.documents["/feed"] = rss({"title": "A", "url": "https://a.example/1.mp3"})
    monkeypatch.setattr(feed, "PATIENCE", Patience(whole_s=1e-9))
    with pytest.raises(TryLater, match="no whole answer in time"):
        feed.episodes_of(f"{host.base}/feed", limits=HOME)


def test_what_is_written_down_holds_no_key() -> None:
    assert "an0secret" not in f"{KEYS!r} {KEYS}"
    with pytest.raises(TypeError):
        json.dumps(KEYS)
