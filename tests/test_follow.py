"""The list of followed shows, and the commands that change it; on loopback."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SilentTell
from faulthost import FaultHost
from feed_shelf import audio, item, rss
from pod2post import cli
from pod2post.errors import BadInput, Refused, TryLater
from pod2post.feeds import following, memory, places, shows
from pod2post.feeds.entry import Entry, Feed
from pod2post.feeds.following import Outcome
from pod2post.feeds.masking import masked, masked_text
from pod2post.feeds.polling import Desk, Doors, poll, remember
from pod2post.feeds.shows import Filters, Followed
from pod2post.settings import Limits, Settings, Show

NOW = datetime(2026, 2, 1, tzinfo=UTC)
OPEN = Settings(limits=Limits(private_addresses=True))
CHANNEL = "https://www.youtube.com/channel/UC" + "a" * 22
PAGE = '<!doctype html><link rel="alternate" type="application/rss+xml" title="Show" href="/feed">'


@pytest.fixture
def host() -> Iterator[FaultHost]:
    with FaultHost(b"") as running:
        serve(running, "/feed", weekly())
        serve(running, "/page", PAGE.encode(), "text/html")
        yield running


def serve(host: FaultHost, path: str, body: bytes, kind: str = "application/rss+xml") -> None:
    host.plays[path] = lambda x, _: x.say(200, body, kind)


def weekly(title: str = "Harbour Lights") -> bytes:
    rows = (
        item(f"Talk {n} of the fog", audio(str(n)), guid=f"g-{n}", day=f"{n:02} Jan 2026 09:00 GMT")
        for n in (1, 8, 15, 22)
    )
    return rss(*rows).replace(b"Harbour Lights", title.encode())


def videos(address: str, most: int, settings: Settings, *, tell: Any) -> tuple[Feed, str]:
    entry = Entry(show="", title="Fog", youtube="AbCdEfGhIjK")
    return Feed(title="Harbour Lights", entries=(entry,)), CHANNEL


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    doors = Doors(newest=lambda *_: None, videos=videos)
    return Desk(workspace=tmp_path / "w", settings=OPEN, now=lambda: NOW, doors=doors)


def follow(text: str, desk: Desk, **wishes: Any) -> list[Outcome]:
    return list(following.follow(text, wishes, desk, tell=SilentTell()))


# --- what can be followed -------------------------------------------------------------


def test_a_feed_is_followed_and_what_a_sync_would_take_is_told(host: FaultHost, desk: Desk) -> None:
    (one,) = follow(f"{host.base}/feed", desk)
    assert shows.read(desk.workspace) == (one.show,)
    assert one.show == Followed(
        key="harbour-lights",
        title="Harbour Lights",
        kind="feed",
        address=f"{host.base}/feed",
        followed="2026-02-01T00:00:00+00:00",
    )
    assert one.polled is not None
    assert [entry.title for entry in one.polled.new] == ["Talk 22 of the fog"]
    assert not (desk.workspace / "feeds").exists(), "nothing is taken by following"
    made = poll(one.show, desk, tell=SilentTell())
    assert made.new == one.polled.new


def test_a_page_leads_to_its_feed(host: FaultHost, desk: Desk) -> None:
    (one,) = follow(f"{host.base}/page", desk)
    assert one.show is not None
    assert one.show.address == f"{host.base}/feed"


def test_a_show_on_apple_podcasts_leads_to_its_feed(host: FaultHost, desk: Desk) -> None:
    asked = []

    def feed_of(number: str, *, limits: Limits) -> str | None:
        asked.append(number)
        return f"{host.base}/feed" if number == "178" else None

    there = replace(desk, doors=replace(desk.doors, feed_of=feed_of))
    for page in ("tw/podcast/harbour/id178", "podcast/id178", "us/podcast/a%20b/id178/?uo=4"):
        (one,) = follow(f"https://podcasts.apple.com/{page}", there)
        assert one.show is not None
        assert one.show.address == f"{host.base}/feed"
    assert asked == ["178"] * 3
    with pytest.raises(BadInput, match="names no feed for show 179"):
        follow("https://podcasts.apple.com/tw/podcast/x/id179", there)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://www.youtube.com/@harbour", "https://www.youtube.com/@harbour"),
        ("https://m.youtube.com/@harbour/videos?x=1", "https://www.youtube.com/@harbour"),
        (f"{CHANNEL}/featured", CHANNEL),
        ("https://youtube.com/c/Harbour", "https://www.youtube.com/c/Harbour"),
        ("https://youtube.com/user/Harbour/videos", "https://www.youtube.com/user/Harbour"),
        (f"https://www.youtube.com/feeds/videos.xml?channel_id=UC{'a' * 22}", CHANNEL),
        (
            "https://www.youtube.com/playlist?list=PLabcdefghij&si=x",
            "https://www.youtube.com/playlist?list=PLabcdefghij",
        ),
    ],
)
def test_channels_and_playlists_in_normal_form(url: str, normal: str, desk: Desk) -> None:
    assert places.places(url, desk) == (places.Place(kind="youtube", address=normal),)


def test_a_channel_is_kept_by_its_id(desk: Desk) -> None:
    (one,) = follow("https://www.youtube.com/@harbour", desk)
    assert one.show is not None
    assert (one.show.kind, one.show.address) == ("youtube", CHANNEL)
    for text in (CHANNEL, "https://www.youtube.com/@harbour"):
        (again,) = follow(text, desk)
        assert again.before
    assert len(shows.read(desk.workspace)) == 1


def test_a_list_of_feeds_is_followed_as_far_as_it_can_be(
    host: FaultHost, desk: Desk, tmp_path: Path
) -> None:
    serve(host, "/tides", weekly("Tides"))
    rows = "".join(f'<outline xmlUrl="{host.base}/{name}"/>' for name in ("feed", "gone", "tides"))
    serve(host, "/list", f"<opml><body>{rows}</body></opml>".encode(), "text/x-opml")
    host.plays["/gone"] = lambda x, _: x.say(410)
    file = tmp_path / "list.opml"
    file.write_text(f"<opml><body>{rows}</body></opml>", encoding="utf-8")
    for text in (f"{host.base}/list", str(file)):
        made = follow(text, desk)
        assert [one.show.title if one.show else one.code for one in made] == [
            "Harbour Lights",
            Refused.code,
            "Tides",
        ]
        assert [show.key for show in shows.read(desk.workspace)] == ["harbour-lights", "tides"]


def test_two_shows_of_one_name_have_two_keys(host: FaultHost, desk: Desk) -> None:
    serve(host, "/other", weekly())
    serve(host, "/han", weekly("海港"))
    keys = []
    for path in ("feed", "other", "han"):
        (one,) = follow(f"{host.base}/{path}", desk)
        assert one.show is not None
        keys.append(one.show.key)
    assert keys[:2] == ["harbour-lights", "harbour-lights-2"]
    assert keys[2].startswith("show-")


def test_a_profile_is_found_by_the_shows_name(host: FaultHost, desk: Desk) -> None:
    known = replace(OPEN, shows={"harbour": Show(source_name="Harbour lights")})
    (one,) = follow(f"{host.base}/feed", replace(desk, settings=known))
    assert one.show is not None
    assert one.show.profile == "harbour"
    with pytest.raises(BadInput, match="no show profile named 'x'"):
        follow(f"{host.base}/feed", desk, profile="x")


def test_wishes_are_kept_and_those_named_later_laid_over(host: FaultHost, desk: Desk) -> None:
    follow(f"{host.base}/feed", desk, title="fog", budget_usd=0.5, writer="extract")
    (one,) = follow(f"{host.base}/feed", desk, least_minutes=9, since="2026-01-08")
    (kept,) = shows.read(desk.workspace)
    assert one.before
    assert kept.filters == Filters(title="fog", least_minutes=9, since="2026-01-08")
    assert (kept.budget_usd, kept.writer, kept.back) == (0.5, "extract", None)
    assert one.polled is not None
    assert len(one.polled.new) == 3
    follow(f"{host.base}/feed", desk, back=0)
    assert shows.read(desk.workspace)[0].back == 0


# --- what cannot ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cause", "remedy"),
    [
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "one video", "pod2post run"),
        ("https://youtu.be/AbCdEfGhIjK", "one video", "pod2post run"),
        ("https://www.youtube.com/results?search_query=x", "neither a channel", "@name"),
        ("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk", "Spotify", "Apple Podcasts"),
        ("https://podcasts.apple.com/tw/podcast/x/id1?i=2", "one episode", "podcast/x/id1"),
        ("https://podcasts.apple.com/tw/charts", "names no show", "Give the address"),
        ("harbour.example/feed", "no file", "https://"),
        ("nothing here", "no file", "Give the address"),
        ("ftp://harbour.example/feed", "ftp://", ""),
        ("https://me:secret@harbour.example/feed", "user name or a password", ""),
        ("HOST/audio", "an audio file: one episode", "pod2post run"),
        ("HOST/page-alone", "names no feed", "Give the address"),
        ("HOST/page-many", "names several feeds", "/a.xml (One)"),
        ("HOST/json", "a JSON feed, which is not read", "RSS or Atom"),
        ("HOST/bomb", "declares entities", "Give the address"),
        ("HOST/noise", "neither a feed nor", "Give the address"),
        ("HOST/no-list", "lists no feed", "Give the address"),
    ],
)
def test_what_cannot_be_followed_is_named_with_the_next_step(
    text: str, cause: str, remedy: str, host: FaultHost, desk: Desk
) -> None:
    kind = 'rel="alternate" type="application/rss+xml"'
    serve(host, "/audio", b"\xff\xfb" * 50, "audio/mpeg")
    serve(host, "/page-alone", b"<!doctype html><html>hello", "text/html")
    many = f'<html><link {kind} href="a.xml" title="One"><link {kind} href="b.xml">'
    serve(host, "/page-many", many.encode(), "text/html")
    serve(host, "/json", b'{"version": "https://jsonfeed.org/version/1"}', "application/json")
    serve(host, "/bomb", b'<!DOCTYPE r [<!ENTITY a "b">]><rss/>')
    serve(host, "/noise", b"hello", "text/plain")
    serve(host, "/no-list", b"<opml><body/></opml>")
    with pytest.raises(BadInput) as seen:
        follow(text.replace("HOST", host.base), desk)
    assert cause in seen.value.cause
    assert remedy in seen.value.remedy
    assert not (desk.workspace / "shows.json").exists()


@pytest.mark.parametrize(
    "wish",
    [{"title": "("}, {"since": "2026-13-01"}, {"since": "soon"}, {"least_minutes": -1},
     {"back": -1}, {"budget_usd": -1.0}, {"budget_usd": float("nan")}],
)  # fmt: skip
def test_a_wish_that_is_none_is_refused_before_anybody_is_asked(
    wish: dict[str, Any], host: FaultHost, desk: Desk
) -> None:
    with pytest.raises(BadInput):
        follow(f"{host.base}/feed", desk, **wish)
    assert host.asked == []


def test_a_channel_that_cannot_be_asked_now_is_for_later(desk: Desk) -> None:
    def refused(*_: Any, **__: Any) -> tuple[Feed, str]:
        raise TryLater("YouTube wants proof that no bot is asking")

    there = replace(desk, doors=replace(desk.doors, videos=refused))
    with pytest.raises(TryLater, match="no bot"):
        follow("https://www.youtube.com/@harbour", there)


# --- the list -------------------------------------------------------------------------


def test_the_list_is_a_file_for_people(host: FaultHost, desk: Desk) -> None:
    follow(f"{host.base}/feed", desk)
    path = desk.workspace / "shows.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["shows"][0]["filters"] = {"least_minutes": 20}
    del facts["shows"][0]["writer"]
    path.write_text(json.dumps(facts), encoding="utf-8")
    assert shows.read(desk.workspace)[0].filters == Filters(least_minutes=20)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"filterz": 1}, "shows.0.filterz"),
        ({"back": -1}, "back is at least 0"),
        ({"key": "../x"}, "key '../x'"),
        ({"filters": {"title": "("}}, "no regular expression"),
        ({"writer": "magic"}, "shows.0.writer"),
    ],
)
def test_a_damaged_list_is_named_with_the_entry_at_fault(
    change: dict[str, Any], said: str, host: FaultHost, desk: Desk
) -> None:
    follow(f"{host.base}/feed", desk)
    path = desk.workspace / "shows.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["shows"][0] |= change
    path.write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(BadInput) as seen:
        shows.read(desk.workspace)
    assert said in seen.value.cause
    assert str(path) in seen.value.cause


def test_a_show_is_unfollowed_by_key_title_or_address(host: FaultHost, desk: Desk) -> None:
    for name in ("harbour-lights", "harb", "Harbour Lights", f"{host.base}/feed"):
        (one,) = follow(f"{host.base}/feed", desk)
        assert one.show is not None
        remember(desk, poll(one.show, desk, tell=SilentTell()))
        assert following.unfollow(name, desk) == one.show
        assert shows.read(desk.workspace) == ()
        assert memory.read(desk.workspace, one.show.key).seen == ()
    with pytest.raises(BadInput, match="no followed show"):
        following.unfollow("harbour-lights", desk)


def test_a_name_that_means_several_is_not_guessed(host: FaultHost, desk: Desk) -> None:
    serve(host, "/other", weekly())
    follow(f"{host.base}/feed", desk)
    follow(f"{host.base}/other", desk)
    with pytest.raises(BadInput, match="several") as seen:
        following.unfollow("harbour-l", desk)
    assert "harbour-lights, harbour-lights-2" in seen.value.remedy
    assert following.unfollow("harbour-lights", desk).address == f"{host.base}/feed"


def test_many_who_follow_at_once_lose_no_show(host: FaultHost, desk: Desk) -> None:
    for n in range(6):
        serve(host, f"/{n}", weekly(f"Show number {n}"))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: follow(f"{host.base}/{n}", desk), range(6)))
    assert [one.key for one in shows.read(desk.workspace)] == [f"show-number-{n}" for n in range(6)]


# --- what is shown --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/feed.xml", "https://a.example/feed.xml"),
        ("https://a.example/shows/the-harbour-lights-podcast", None),
        ("https://a.example:8080/f?key=1", "https://a.example:8080/f?…"),
        ("https://a.example/rss/Zk39fJ2kQ81LmZ0q", "https://a.example/rss/…"),
        ("https://a.example/rss/abcdefghijklmnopqrstuvwx", None),
        ("https://a.example/rss/0123456789abcdef01234", "https://a.example/rss/…"),
        ("https://[x/", "…"),
    ],
)
def test_an_address_is_shown_without_what_may_open_it(url: str, shown: str | None) -> None:
    assert masked(url) == (shown or url)
    assert masked_text(f"see {url} now") == f"see {shown or url} now"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.text(st.characters(codec="ascii"), min_size=1, max_size=30))
def test_no_query_is_ever_shown(path: str, query: str) -> None:
    shown = masked(f"https://a.example/{path.replace('?', '')}?{query}")
    assert "?" not in shown.removesuffix("?…")
    assert shown.startswith("https://a.example") or shown == "…"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "pod2post.toml").write_text("[limits]\nprivate_addresses = true\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_the_commands_as_a_person_uses_them(
    host: FaultHost, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "Zk39fJ2kQ81LmZ0q"
    serve(host, f"/{secret}", weekly("Tides"))
    assert cli.main(["shows"]) == 0
    assert "no show is followed" in capsys.readouterr().out
    assert cli.main(["follow", f"{host.base}/page", "--dry-run"]) == 0
    assert "would be followed: Harbour Lights" in capsys.readouterr().out
    assert shows.read(here / "workspace") == ()
    assert cli.main(["follow", f"{host.base}/page", "--back", "2"]) == 0
    told = capsys.readouterr().out
    assert "2 of 4 listed episodes would be taken" in told
    assert "2 not: it was out before the show was followed (back = 2)" in told
    assert cli.main(["follow", f"{host.base}/{secret}?token={secret}", "--back", "all"]) == 0
    assert cli.main(["shows"]) == 0
    told += capsys.readouterr().out
    assert cli.main(["shows", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(row["key"], row["back"], row["taken"]) for row in listed["shows"]] == [
        ("harbour-lights", 2, 0),
        ("tides", None, 0),
    ]
    assert cli.main(["unfollow", "tides", "--json"]) == 0
    gone = json.loads(capsys.readouterr().out)
    assert gone["key"] == "tides"
    assert secret not in f"{told}{listed}{gone}"


def test_following_for_programs(
    host: FaultHost, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = f'<outline xmlUrl="{host.base}/feed"/><outline xmlUrl="{host.base}/gone"/>'
    (here / "list.opml").write_text(f"<opml><body>{rows}</body></opml>", encoding="utf-8")
    host.plays["/gone"] = lambda x, _: x.say(404)
    assert cli.main(["follow", "list.opml", "--json"]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    good, bad = told["shows"]
    assert (told["code"], good["key"], good["skipped"]) == (1, "harbour-lights", 3)
    assert [row["title"] for row in good["would_take"]] == ["Talk 22 of the fog"]
    assert (bad["code"], bad["address"]) == (2, f"{host.base}/gone")
    assert cli.main(["follow", "list.opml", "--back", "some"]) == 2
    assert "--back 'some' is no number" in capsys.readouterr().err
