"""What a poll takes of a followed show, what it leaves and why; on loopback."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import SilentTell
from faulthost import Exchange, FaultHost
from feed_shelf import ITUNES, PODCAST, audio, item, rss
from pod2post.backends import feed_fetch, youtube_lists
from pod2post.errors import BadInput, Pod2postError, Refused, TryLater
from pod2post.feeds import identity, memory, selecting, shows
from pod2post.feeds.entry import Enclosure, Entry, Feed, Memory, Polled
from pod2post.feeds.polling import Desk, Doors, poll, remember
from pod2post.feeds.shows import Filters, Followed
from pod2post.locate import locate
from pod2post.settings import Limits, Settings
from pod2post.stages.resolve import resolve
from pod2post.store import Store
from pod2post.values import Audio, Locator, Source

NOW = datetime(2026, 2, 1, tzinfo=UTC)
HOME = Limits(private_addresses=True)
OPEN = Settings(limits=HOME)
NOBODY = identity.known((), ())
WEEKS = ("Thu, 01 Jan 2026", "Thu, 08 Jan 2026", "Thu, 15 Jan 2026", "Thu, 22 Jan 2026")


@pytest.fixture
def host() -> Iterator[FaultHost]:
    with FaultHost(b"") as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(workspace=tmp_path / "w", settings=OPEN, now=lambda: NOW)


def show(address: str, **more: Any) -> Followed:
    facts = {
        "key": "harbour",
        "title": "Harbour Lights",
        "kind": "feed",
        "address": address,
        "followed": "2026-01-20T00:00:00+00:00",
    }
    return Followed(**(facts | more))


def weekly(count: int = 4) -> bytes:
    return rss(
        *(
            item(f"Talk {n} of the fog", audio(str(n)), guid=f"g-{n}", day=f"{day} 09:00:00 GMT")
            for n, day in enumerate(WEEKS[:count], 1)
        )
    )


def serve(host: FaultHost, body: bytes, path: str = "/feed", **fields: str) -> None:
    """A feed that answers 304 to whoever holds its ETag."""

    def play(x: Exchange, _: int) -> None:
        if fields.get("ETag") and x.headers.get("If-None-Match") == fields["ETag"]:
            x.say(304, b"")
        else:
            x.say(200, body, "application/rss+xml", **fields)

    host.plays[path] = play


def polled(one: Followed, desk: Desk) -> Polled:
    made = poll(one, desk, tell=SilentTell())
    remember(desk, made)
    return made


def titles(made: Polled) -> list[str]:
    return [entry.title for entry in made.new]


# --- what is taken --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("back", "expected"), [(0, [4]), (1, [3, 4]), (2, [2, 3, 4]), (None, [1, 2, 3, 4])]
)
def test_of_what_was_out_before_as_many_are_taken_as_were_asked_for(
    back: int | None, expected: list[int], host: FaultHost, desk: Desk
) -> None:
    serve(host, weekly())
    made = polled(show(f"{host.base}/feed", back=back), desk)
    assert titles(made) == [f"Talk {n} of the fog" for n in expected]
    assert len(made.new) + len(made.skipped) == 4
    assert all(row.why == f"it was out before the show was followed (back = {back})"
               for row in made.skipped)  # fmt: skip


def test_what_a_filter_holds_back_takes_no_place_of_the_few_that_are_taken(
    host: FaultHost, desk: Desk
) -> None:
    serve(host, weekly())
    one = show(f"{host.base}/feed", back=1, filters=Filters(title="Talk [12]"))
    assert titles(polled(one, desk)) == ["Talk 2 of the fog"]


@pytest.mark.parametrize(
    ("filters", "why"),
    [
        (Filters(title="rain|snow"), "its title does not fit 'rain|snow'"),
        (Filters(least_minutes=61), "it lasts 60 min, less than 61"),
        (Filters(since="2026-01-27"), "it is of 2026-01-26, before 2026-01-27"),
        (Filters(title="FOG", least_minutes=60, since="2026-01-26"), ""),
    ],
)
def test_filters_say_what_they_hold_back(filters: Filters, why: str) -> None:
    one = entry("Fog", duration_ms=3_600_000)
    (seen,) = selecting.decided(
        selecting.met(Memory(), (one,), show("x"), NOW).seen,
        show("x", filters=filters),
        NOBODY,
        NOW,
    )
    assert (seen.why, seen.taken) == (why, not why)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"kind": "trailer"}, "it is a trailer"),
        ({"title": "Season 2 trailer", "duration_ms": 90_000}, "it is a trailer"),
        ({"title": "The trailer park", "duration_ms": 3_600_000}, ""),
        ({"preview": "the title says x"}, "it is a part of a paid episode: the title says x"),
        ({"pending": "it is live now"}, "it is live now"),
        ({"kind": "bonus"}, ""),
        ({"duration_ms": None}, ""),
    ],
)
def test_what_is_no_episode_is_left(more: dict[str, Any], why: str) -> None:
    seen = selecting.met(Memory(), (replace(entry("Fog"), **more),), show("x"), NOW).seen
    filters = Filters(least_minutes=1)
    (made,) = selecting.decided(seen, show("x", filters=filters), NOBODY, NOW)
    assert made.why == why


def entry(title: str, n: int = 1, day: int | None = 26, **more: Any) -> Entry:
    return Entry(
        show="harbour",
        title=title,
        guid=f"g-{n}",
        published=f"2026-01-{day:02}T09:00:00+00:00" if day else None,
        enclosure=Enclosure(url=f"https://cdn.example/{n}.mp3"),
        **more,
    )


def test_what_turns_up_later_is_new_unless_it_is_an_archive(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/feed", back=0)
    serve(host, weekly(1))
    assert titles(polled(one, desk)) == []
    archive = item("An old talk", audio("0"), guid="g-0", day="Thu, 02 Jan 2020 09:00:00 GMT")
    undated = item("A talk without a day", audio("9"), guid="g-9", day=None)
    serve(host, weekly().replace(b"<item>", (archive + undated + "<item>").encode(), 1))
    made = polled(one, desk)
    assert sorted(titles(made)) == [
        "A talk without a day",
        *(f"Talk {n} of the fog" for n in (2, 3, 4)),
    ]
    assert [row.entry.title for row in made.skipped if row.fresh] == ["An old talk"]


def test_a_date_in_the_far_future_is_none(host: FaultHost, desk: Desk) -> None:
    serve(host, rss(item("Fog", audio(), day="Mon, 26 Jan 2099 09:00:00 GMT")))
    assert titles(polled(show(f"{host.base}/feed", back=0), desk)) == []
    assert titles(polled(show(f"{host.base}/feed", back=1), desk)) == ["Fog"]


def test_a_filter_that_is_loosened_lets_through_what_it_held(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/feed", back=None)
    serve(host, weekly(), ETag='"a"')
    strict = replace(one, filters=Filters(title="Talk 4"))
    assert titles(polled(strict, desk)) == ["Talk 4 of the fog"]
    made = polled(replace(one, filters=Filters(title="Talk [34]")), desk)
    assert (made.unchanged, titles(made)) == (True, ["Talk 3 of the fog"])


# --- twice ----------------------------------------------------------------------------


def test_a_second_poll_without_change_finds_nothing_new(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/feed", back=None)
    serve(host, weekly())
    assert len(polled(one, desk).new) == 4
    made = polled(one, desk)
    assert (made.new, made.unchanged) == ((), False)


def test_an_unchanged_feed_is_not_sent_again(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/feed", back=None)
    serve(host, weekly(), ETag='"a"', Last_Modified="Mon, 26 Jan 2026 09:00:00 GMT")
    assert not polled(one, desk).unchanged
    kept = memory.read(desk.workspace, one.key)
    assert (kept.etag, kept.modified) == ('"a"', "Mon, 26 Jan 2026 09:00:00 GMT")
    made = polled(one, desk)
    assert (made.unchanged, made.new, made.title) == (True, (), "Harbour Lights")
    serve(host, weekly(), ETag='"b"')
    assert not polled(one, desk).unchanged
    moved = replace(one, address=f"{host.base}/feed?again=1")
    assert not polled(moved, desk).unchanged  # an ETag belongs to one address


def test_what_was_not_remembered_is_given_again(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/feed", back=None)
    serve(host, weekly(), ETag='"a"')
    first = poll(one, desk, tell=SilentTell())
    assert not list(desk.workspace.rglob("*")), "a poll writes nothing"
    again = poll(one, desk, tell=SilentTell())
    assert again == first
    assert len(again.new) == 4


def test_a_memory_that_is_lost_or_damaged_costs_nothing_but_a_poll(
    host: FaultHost, desk: Desk
) -> None:
    one = show(f"{host.base}/feed", back=None)
    serve(host, weekly(), ETag='"a"')
    first = polled(one, desk)
    file = desk.workspace / "feeds" / "harbour.json"
    file.write_bytes(file.read_bytes()[:-20])
    assert polled(one, desk).new == first.new


def test_an_episode_that_lies_elsewhere_now_is_told(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/feed", back=None)
    serve(host, weekly())
    assert polled(one, desk).changed == ()
    serve(host, weekly().replace(b"https://cdn.example/2.mp3", b"https://new.example/b.mp3"))
    made = polled(one, desk)
    assert [(row.title, row.source) for row in made.changed] == [
        ("Talk 2 of the fog", "https://new.example/b.mp3")
    ]
    assert (made.new, polled(one, desk).changed) == ((), ())


def test_audio_that_a_script_hands_out_is_told_apart_by_its_whole_query(
    host: FaultHost, desk: Desk
) -> None:
    rows = (
        item(f"Talk {n}", audio(url=f"https://cdn.example/get?token={n}"), guid=f"g-{n}")
        for n in (1, 2)
    )
    serve(host, rss(*rows))
    one, other = polled(show(f"{host.base}/feed", back=None), desk).new
    assert not set(identity.identity(one)) & set(identity.identity(other))


def test_the_twin_on_youtube_is_taken_once(host: FaultHost, desk: Desk) -> None:
    feed, tube = show(f"{host.base}/feed", back=None), channel(back=None)
    shows.write(desk.workspace, (feed, tube))
    serve(host, weekly())
    polled(feed, desk)
    theirs = (video("Talk 3 of the fog | Harbour Lights", 3, "2026-01-15"), video("Another", 9))
    made = polled(tube, tubed(desk, theirs))
    assert titles(made) == ["Another"]
    (row,) = made.skipped
    assert row.why == "it is the same episode as 'Talk 3 of the fog' of harbour"


def test_a_twin_that_a_filter_held_back_in_the_feed_is_taken_from_youtube(
    host: FaultHost, desk: Desk
) -> None:
    feed = show(f"{host.base}/feed", back=None, filters=Filters(title="nothing"))
    tube = channel(back=None)
    shows.write(desk.workspace, (feed, tube))
    serve(host, weekly())
    assert polled(feed, desk).new == ()
    theirs = (video("Talk 3 of the fog", 3, "2026-01-15"),)
    assert titles(polled(tube, tubed(desk, theirs))) == ["Talk 3 of the fog"]


# --- YouTube --------------------------------------------------------------------------


def channel(**more: Any) -> Followed:
    return show("https://www.youtube.com/channel/UC" + "a" * 22, kind="youtube", key="tube", **more)


def video(title: str, n: int, day: str | None = None, **more: Any) -> Entry:
    published = f"{day}T09:00:00+00:00" if day else None
    return Entry(show="", title=title, youtube=f"AbCdEfGhI{n:02}", published=published, **more)


def tubed(desk: Desk, days: tuple[Entry, ...] | None, lengths: Any = ()) -> Desk:
    """A desk whose YouTube tells `days`, and `lengths` (entries or an error) beside them."""

    def videos(address: str, most: int, settings: Settings, *, tell: Any) -> tuple[Feed, str]:
        if isinstance(lengths, Pod2postError):
            raise lengths
        return Feed(title="Harbour Lights", entries=lengths), address

    def newest(address: str, settings: Settings) -> tuple[Entry, ...] | None:
        if days is None:
            raise TryLater("no list")
        return days

    return replace(desk, doors=Doors(newest=newest, videos=videos))


def test_days_and_lengths_of_videos_come_together(desk: Desk) -> None:
    lengths = (video("Fog", 1, duration_ms=60_000), video("Old", 2, duration_ms=120_000))
    made = polled(channel(back=None), tubed(desk, (video("Fog", 1, "2026-01-26"),), lengths))
    assert [
        (one.title, one.published and one.published[:10], one.duration_ms) for one in made.new
    ] == [
        ("Old", None, 120_000),
        ("Fog", "2026-01-26", 60_000),
    ]


def test_each_of_the_two_lists_is_enough(desk: Desk) -> None:
    refusal = TryLater("YouTube wants proof that no bot is asking", "", 3600)
    made = poll(
        channel(), tubed(desk, (video("Fog", 1, "2026-01-26"),), refusal), tell=SilentTell()
    )
    assert titles(made) == ["Fog"]
    assert "proof that no bot" in made.notes[0]
    alone = poll(channel(), tubed(desk, None, (video("Fog", 1),)), tell=SilentTell())
    assert titles(alone) == ["Fog"]
    with pytest.raises(TryLater, match="no bot"):
        poll(channel(), tubed(desk, None, refusal), tell=SilentTell())


def test_the_long_list_is_asked_for_only_when_the_short_one_has_something_new(desk: Desk) -> None:
    days = (video("Fog", 1, "2026-01-26"),)
    assert titles(polled(channel(), tubed(desk, days, days))) == ["Fog"]
    refusal = TryLater("must not be asked")
    made = polled(channel(), tubed(desk, days, refusal))
    assert (made.unchanged, made.new, made.notes) == (True, (), ())


def test_what_is_live_or_for_members_is_taken_once_it_can_be_had(desk: Desk) -> None:
    days = (video("Fog", 1, "2026-01-26"),)
    live = replace(days[0], pending="it is live now")
    made = polled(channel(), tubed(desk, days, (live,)))
    assert (made.new, made.skipped[0].why) == ((), "it is live now")
    assert titles(polled(channel(), tubed(desk, days, days))) == ["Fog"]


def test_older_videos_that_a_longer_list_brings_are_not_new(desk: Desk) -> None:
    first = tuple(video(f"Talk {n} of many", n) for n in (5, 4))
    assert titles(polled(channel(back=1), tubed(desk, None, first))) == ["Talk 5 of many"]
    longer = (video("Talk 6 of many", 6), *first, video("Talk 3 of many", 3))
    assert titles(polled(channel(back=1), tubed(desk, None, longer))) == ["Talk 6 of many"]


def test_the_childs_event_becomes_entries() -> None:
    rows = [
        {"id": "AbCdEfGhIjK", "title": "Fog", "seconds": 61.4, "state": None, "who": None},
        {"id": "AbCdEfGhIjL", "title": "Rain", "seconds": None, "state": "is_live", "who": None},
        {"id": "AbCdEfGhIjM", "title": "Hail", "seconds": 9, "state": "was_live",
         "who": "subscriber_only"},
    ]  # fmt: skip
    found = {
        "title": "Harbour",
        "list": "Harbour - Videos",
        "channel": "UC" + "b" * 22,
        "videos": rows,
    }
    made, lasting = youtube_lists.listed("https://www.youtube.com/@harbour", found)
    assert (made.title, lasting) == ("Harbour", "https://www.youtube.com/channel/UC" + "b" * 22)
    assert [(one.youtube, one.duration_ms, one.pending) for one in made.entries] == [
        ("AbCdEfGhIjK", 61_400, ""),
        ("AbCdEfGhIjL", None, "it is live now"),
        ("AbCdEfGhIjM", 9_000, "it is for the channel's members only"),
    ]
    listed = "https://www.youtube.com/playlist?list=PLabcdefghij"
    made, lasting = youtube_lists.listed(listed, found)
    assert (made.title, lasting) == ("Harbour - Videos", listed)


# --- what a run begins with -----------------------------------------------------------


class Nobody:
    """A library that must not be asked."""

    def resolve(self, locator: Locator, /, *, tell: Any) -> Source:
        raise AssertionError("the feed has told it")

    def fetch(self, locator: Locator, /, *, shelf: Any, tell: Any) -> Audio:
        raise AssertionError("nothing is fetched")


def test_a_run_begins_with_what_the_feed_says(host: FaultHost, desk: Desk) -> None:
    tags = (
        "<description>Tides.\n0:00 Hello\n12:00 The fog\n30:00 End</description>",
        '<podcast:person role="guest">Ada Example</podcast:person>',
        "<itunes:duration>3600</itunes:duration>",
    )
    day = "Mon, 26 Jan 2026 07:00:00 +0800"
    head = "<language>en-us</language>"
    spaces = f"{PODCAST} {ITUNES}"
    serve(host, rss(item("霧與潮汐", audio(), *tags, day=day), head=head, spaces=spaces))
    (new,) = polled(show(f"{host.base}/feed", back=None), desk).new
    shelf = Store(desk.workspace / "store")
    seen = resolve(locate(new.source), library=Nobody(), shelf=shelf, tell=SilentTell())
    assert (seen.title, seen.show, seen.published) == ("霧與潮汐", "Harbour Lights", "2026-01-26")
    assert seen.slug == identity.episode_key(new)
    assert (seen.duration_ms, seen.language) == (3_600_000, None)
    assert [person.name for person in seen.people] == ["Ada Example"]
    assert [chapter.title for chapter in seen.chapters] == ["Hello", "The fog", "End"]


def test_without_a_title_in_the_feed_the_audio_speaks_for_itself(
    host: FaultHost, desk: Desk
) -> None:
    serve(host, rss(item("", audio())))
    (new,) = polled(show(f"{host.base}/feed", back=None), desk).new
    shelf = Store(desk.workspace / "store")
    with pytest.raises(AssertionError, match="the feed has told it"):
        resolve(locate(new.source), library=Nobody(), shelf=shelf, tell=SilentTell())


# --- where it lies --------------------------------------------------------------------


def test_a_feed_that_moved_for_good_is_asked_there(host: FaultHost, desk: Desk) -> None:
    one = show(f"{host.base}/old", back=None)
    serve(host, weekly())
    host.plays["/old"] = lambda x, _: x.say(301, Location="/feed")
    made = polled(one, desk)
    assert made.notes == (f"the feed moved to {host.base}/feed",)
    assert polled(one, desk).notes == ()
    assert [asked.path for asked in host.asked] == ["/old", "/feed", "/feed"]


def test_a_feed_that_is_elsewhere_for_now_is_asked_at_its_own_address(
    host: FaultHost, desk: Desk
) -> None:
    one = show(f"{host.base}/old", back=None)
    serve(host, weekly())
    host.plays["/old"] = lambda x, _: x.say(302, Location="/feed")
    assert polled(one, desk).notes == ()
    polled(one, desk)
    assert [asked.path for asked in host.asked] == ["/old", "/feed"] * 2


def moved_feed(host: FaultHost, target: str) -> bytes:
    head = f"<itunes:new-feed-url>{host.base}{target}</itunes:new-feed-url>"
    space = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    return rss(item("Fog", audio()), head=head, spaces=space)


def test_a_feed_that_names_its_new_address_is_followed_there_if_it_is_a_feed(
    host: FaultHost, desk: Desk
) -> None:
    serve(host, moved_feed(host, "/new"), "/feed")
    one = show(f"{host.base}/feed")
    host.plays["/new"] = lambda x, _: x.say(404)
    made = polled(one, desk)
    assert (titles(made), "where no feed can be read" in made.notes[0]) == (["Fog"], True)
    serve(host, rss(), "/new")
    assert "where no feed can be read" in polled(one, desk).notes[0]
    assert memory.read(desk.workspace, "harbour").address == one.address
    serve(host, weekly(), "/new")
    made = polled(show(f"{host.base}/feed"), desk)
    assert titles(made) == [f"Talk {n} of the fog" for n in (2, 3, 4)]
    assert memory.read(desk.workspace, "harbour").address == f"{host.base}/new"


@pytest.mark.parametrize(
    ("code", "error", "after"),
    [(404, Refused, None), (410, Refused, None), (401, Refused, None), (403, Refused, None),
     (400, BadInput, None), (429, TryLater, 77), (503, TryLater, 77), (500, TryLater, 77)],
)  # fmt: skip
def test_refusals_are_told_apart(
    code: int, error: type[Pod2postError], after: int | None, host: FaultHost, desk: Desk
) -> None:
    host.plays["/feed"] = lambda x, _: x.say(code, Retry_After="77")
    with pytest.raises(error) as seen:
        poll(show(f"{host.base}/feed"), desk, tell=SilentTell())
    assert type(seen.value) is error
    assert getattr(seen.value, "after_s", None) == after


def test_a_page_in_the_place_of_a_feed_is_named(host: FaultHost, desk: Desk) -> None:
    serve(host, b"<!doctype html><html>log in")
    with pytest.raises(BadInput, match="Harbour Lights cannot be read: it is a web page") as seen:
        poll(show(f"{host.base}/feed"), desk, tell=SilentTell())
    assert "pod2post unfollow harbour" in seen.value.remedy


def test_a_compressed_answer_is_inflated_and_a_bomb_is_not(host: FaultHost) -> None:
    import gzip

    serve(host, gzip.compress(weekly()), Content_Encoding="gzip")
    found = feed_fetch.fetched(f"{host.base}/feed", limits=HOME)
    assert found.data == weekly()
    serve(host, gzip.compress(bytes(40_000_000)), Content_Encoding="gzip")
    with pytest.raises(TryLater, match="unpacked it is larger than 30 MB"):
        feed_fetch.fetched(f"{host.base}/feed", limits=HOME)
    serve(host, weekly(), Content_Encoding="br")
    with pytest.raises(TryLater, match="packed as br"):
        feed_fetch.fetched(f"{host.base}/feed", limits=HOME)


def test_an_address_inside_is_not_asked(host: FaultHost, desk: Desk) -> None:
    guarded = replace(desk, settings=Settings())
    with pytest.raises(Refused, match="not an address of the public internet"):
        poll(show(f"{host.base}/feed"), guarded, tell=SilentTell())
    assert host.asked == []


SECRET = "Zk39fJ2kQ81LmZ0q"


@pytest.mark.parametrize("code", [302, 403, 404, 429, 500, 200])
def test_what_opens_a_private_feed_is_in_no_message(code: int, host: FaultHost, desk: Desk) -> None:
    path = f"/feeds/{SECRET}?token={SECRET}"
    host.plays[f"/feeds/{SECRET}"] = lambda x, _: x.say(
        code, b"<html>", Location=f"ftp://h.example/{SECRET}"
    )
    with pytest.raises(Pod2postError) as seen:
        poll(show(host.base + path), desk, tell=SilentTell())
    assert [asked.path for asked in host.asked] == [path]
    assert SECRET not in f"{seen.value} {seen.value.args} {seen.value.remedy}"


def test_what_is_kept_is_the_users_alone(host: FaultHost, desk: Desk) -> None:
    os.umask(0o022)
    one = show(f"{host.base}/feed")
    shows.write(desk.workspace, (one,))
    serve(host, weekly())
    polled(one, desk)
    for name in ("shows.json", "feeds/harbour.json"):
        assert stat.S_IMODE((desk.workspace / name).stat().st_mode) == 0o600


# --- properties -----------------------------------------------------------------------

LISTS = st.lists(
    st.builds(
        entry,
        st.sampled_from(["Fog", "Rain at sea", "Fog and rain at sea", "Season trailer", "霧"]),
        st.integers(0, 30),
        st.one_of(st.none(), st.integers(1, 28)),
        duration_ms=st.one_of(st.none(), st.integers(1, 7_200_000)),
    ),
    max_size=12,
    unique_by=lambda one: one.guid,
)
FILTERS = st.builds(
    Filters,
    title=st.sampled_from([None, "fog", "sea$"]),
    least_minutes=st.integers(0, 90),
    since=st.sampled_from([None, "2026-01-05", "2026-01-20"]),
)
BACK = st.one_of(st.none(), st.integers(0, 12))


def taken(entries: list[Entry], followed: Followed) -> set[str]:
    seen = selecting.met(Memory(), entries, followed, NOW).seen
    made = selecting.decided(seen, followed, NOBODY, NOW)
    return {str(one.entry.guid) for one in made if one.taken}


@hypothesis_settings(max_examples=150, deadline=None)
@given(LISTS, FILTERS, BACK)
def test_the_same_list_twice_gives_nothing_new(
    entries: list[Entry], filters: Filters, back: int | None
) -> None:
    one = show("x", filters=filters, back=back)
    laid = selecting.met(Memory(), entries, one, NOW)
    first = replace(laid, seen=selecting.decided(laid.seen, one, NOBODY, NOW))
    later = NOW + timedelta(days=1)
    again = selecting.met(first, entries, one, later)
    assert [row.entry for row in again.seen] == [row.entry for row in first.seen]
    assert selecting.decided(again.seen, one, NOBODY, later) == first.seen


@hypothesis_settings(max_examples=150, deadline=None)
@given(LISTS, FILTERS)
def test_a_looser_filter_takes_no_less(entries: list[Entry], filters: Filters) -> None:
    strict = taken(entries, show("x", filters=filters, back=None))
    for looser in (
        replace(filters, title=None),
        replace(filters, least_minutes=filters.least_minutes // 2),
        replace(filters, since=None),
    ):
        assert strict <= taken(entries, show("x", filters=looser, back=None))


@hypothesis_settings(max_examples=150, deadline=None)
@given(LISTS, FILTERS, st.integers(0, 11))
def test_a_larger_back_takes_no_less(entries: list[Entry], filters: Filters, back: int) -> None:
    fewer = taken(entries, show("x", filters=filters, back=back))
    more = taken(entries, show("x", filters=filters, back=back + 1))
    assert fewer <= more <= taken(entries, show("x", filters=filters, back=None))
    assert len(more - fewer) <= 1


@hypothesis_settings(max_examples=100, deadline=None)
@given(LISTS, LISTS, FILTERS, BACK)
def test_what_was_met_is_never_lost(
    first: list[Entry], second: list[Entry], filters: Filters, back: int | None
) -> None:
    one = show("x", filters=filters, back=back)
    laid = selecting.met(Memory(), first, one, NOW)
    seen = selecting.decided(laid.seen, one, NOBODY, NOW)
    after = selecting.met(replace(laid, seen=seen), second, one, NOW)
    made = selecting.decided(after.seen, one, NOBODY, NOW)
    assert len(made) >= len(seen)
    assert all(late.taken for early, late in zip(seen, made, strict=False) if early.taken)
    known = {key for row in made for key in identity.identity(row.entry)}
    for entry_ in second:
        assert known & set(identity.identity(entry_))
