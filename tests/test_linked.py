"""Links of a run: found once, asked for again while missing, never worth a failed run."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from directories import Directories
from linkdesk import APPLE, DAY, ON_SPOTIFY, SECONDS, SPOTIFY, TITLE, VIDEO, Desk, listings
from pod2post.errors import BadInput, NotFit, TryLater
from pod2post.linking import deadline, links, searching
from pod2post.linking.deadline import within
from pod2post.linking.links import Link, Linked
from pod2post.linking.matching import Listed, Listing, Wanted
from pod2post.values import Links

ON_APPLE = "id900000178?i=1000053"
ALL = ["apple", "spotify"]


@pytest.fixture
def host() -> Iterator[Directories]:
    with Directories(listings([APPLE], [SPOTIFY])) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, host: Directories) -> Desk:
    return Desk(tmp_path, host)


def test_a_run_finds_its_links_and_prints_the_players(desk: Desk) -> None:
    report = desk.run(None)[-1].value
    made = links.kept(desk.kept)
    assert [(row.platform, row.method, row.score) for row in made.links] == [
        ("apple", "title and date", 100),
        ("spotify", "title and date", 100),
    ]
    text = Path(report.post).read_text(encoding="utf-8")
    assert f'{{{{< spotify "{ON_SPOTIFY}" >}}}}' in text
    assert '{{< apple-podcast "tw/podcast/' in text
    assert ON_APPLE in text
    assert any(line.startswith("link: apple by title and date") for line in desk.tell.said)


def test_what_was_found_is_not_asked_for_again(desk: Desk, host: Directories) -> None:
    first = desk.linked()
    assert [link.platform for link in first.links] == ALL
    asked = len(host.asked)
    assert desk.linked().links == first.links
    assert len(host.asked) == asked
    assert desk.linked(refresh=True).links[0].id == first.links[0].id
    assert len(host.asked) == 2 * asked


def test_not_found_is_asked_for_again_until_it_is_there(desk: Desk, host: Directories) -> None:
    host.shows = listings([], [SPOTIFY])
    assert [link.platform for link in desk.linked().links] == ["spotify"]
    host.shows = listings([APPLE], [SPOTIFY])
    host.asked.clear()
    assert [link.platform for link in desk.linked().links] == ["spotify", "apple"]
    assert set(host.paths()) == {"/lookup"}


def test_what_only_came_near_is_listed_with_its_reason_and_not_printed(desk: Desk) -> None:
    desk.host.shows = listings([APPLE, [1000054, TITLE, f"{DAY}T05:00:00Z", SECONDS, "x", ""]])
    made = desk.linked()
    assert made.links == ()
    assert {(row.platform, row.why) for row in made.candidates} == {("apple", "2 episodes fit")}
    assert any("2 came near" in line for line in desk.tell.said)


@pytest.mark.parametrize("trouble", ["broken", "stalled"])
def test_a_silent_platform_is_one_note(
    trouble: str, desk: Desk, host: Directories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LISTING_S", 1.5)
    getattr(host, trouble).add("/lookup")
    began = time.monotonic()
    made = desk.linked()
    assert time.monotonic() - began < 5
    assert [link.platform for link in made.links] == ["spotify"]
    (note,) = made.notes
    assert note.startswith("apple: ")
    assert [line for line in desk.tell.said if "apple" in line] == [f"links: {note}"]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"apple_id": "x"}, "no show id of Apple"),
        ({"spotify_id": "x"}, "no show id of Spotify"),
        ({"youtube_channel": "@lantern"}, "no channel id of YouTube"),
    ],
)
def test_a_wrong_id_in_the_profile_is_a_note(bad: dict[str, Any], why: str, desk: Desk) -> None:
    desk.profile(**bad)
    assert any(why in note for note in desk.linked().notes)


def test_without_ids_nobody_is_asked_and_nothing_is_written(desk: Desk) -> None:
    desk.profile(apple_id=None, spotify_id=None)
    assert desk.linked() == Linked()
    assert desk.host.asked == []
    assert not desk.kept.path(links.FILE).exists()


def test_a_damaged_file_is_named(desk: Desk) -> None:
    desk.linked()
    desk.kept.path(links.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match=r"links\.json cannot be read"):
        desk.linked()


# --- YouTube --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "found"), [(SECONDS * 1000, True), (60_000, False), (None, False)]
)
def test_a_video_counts_when_it_is_as_long_as_the_episode(
    length: int | None, found: bool, desk: Desk
) -> None:
    desk.channel()
    desk.lengths = {VIDEO: length}
    made = desk.linked()
    assert (VIDEO in [link.id for link in made.links]) is found
    if not found:
        (near,) = [row for row in made.candidates if row.platform == "youtube"]
        assert near.why in (searching.NO_LENGTH, "the lengths differ too much")


def test_only_the_video_that_fits_is_measured() -> None:
    measured = []

    def length_of(video: str) -> int:
        measured.append(video)
        return 3_600_000

    rows = (
        Listed(id="one", title="Fog at Noon Today", published="2026-03-02"),
        Listed(id="two", title="Ropes and Knots", published="2026-03-02"),
    )
    wanted = Wanted(title="Fog at Noon Today", published="2026-03-02", duration_ms=3_600_000)
    asked = {"youtube": lambda: Listing(listed=rows)}
    made = searching.looked(Linked(), asked, wanted, length_of)
    assert (measured, [link.id for link in made.links]) == (["one"], ["one"])


# --- an episode out of a feed ---------------------------------------------------------


def test_the_feed_tells_guid_and_title_of_an_audio_address(desk: Desk) -> None:
    audio = desk.feed(title="Quite Another Title")
    made = desk.linked(source=f"{audio}?listener=7", show="lantern-hour")
    assert made.episode
    assert (made.episode.guid, made.episode.title) == ("lh-53", "Quite Another Title")
    by = {link.platform: link.method for link in made.links}
    assert by == {"apple": "guid"}


def test_a_feed_that_is_silent_is_a_note(desk: Desk) -> None:
    audio = desk.feed()
    del desk.host.documents["/feed.xml"]
    made = desk.linked(source=audio, show="lantern-hour")
    assert [note for note in made.notes if note.startswith("feed: ")]
    assert made.episode is None
    assert [link.platform for link in made.links] == ALL, "its own tags tell enough"


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"length": "3600"}, "60 minutes are announced, 4 are there"),
        ({"kind": "trailer"}, "calls it a trailer"),
        ({"text": "This is a free preview of a paid episode."}, "free preview of"),
        ({"title": f"{TITLE} (Preview)"}, "the title says"),
    ],
)
def test_a_part_is_refused_before_anything_is_heard(
    item: dict[str, str], why: str, desk: Desk
) -> None:
    audio = desk.feed(**item)
    with pytest.raises(NotFit, match=why):
        desk.run("links", source=audio, show="lantern-hour")
    assert not desk.kept.path("3-transcript.json").exists()
    made = desk.linked(source=audio, show="lantern-hour", allow_preview=True)
    assert why in made.partial
    assert made.partial in desk.tell.said


def test_an_allowed_part_stands_in_record_and_findings(desk: Desk) -> None:
    audio = desk.feed(kind="trailer")
    desk.run(None, source=audio, show="lantern-hour", allow_preview=True)
    record = desk.record()
    line = "this may be a part of the episode only: the feed calls it a trailer"
    assert line in record.sound
    assert [row.what for row in record.findings if row.rule == "partial"] == [line]


# --- what wins ------------------------------------------------------------------------


def link(method: Any, identity: str = "new") -> Link:
    return Link(
        platform="spotify", id=identity, method=method, score=None, title="", seen_at="2026"
    )


@pytest.mark.parametrize(
    ("own", "method", "shown"),
    [
        (None, "guid", "new"),
        ("described", "guid", "new"),
        ("described", "pasted", "new"),
        (None, "pasted", "new"),
    ],
)
def test_what_was_pasted_or_found_wins_over_a_description(
    own: str | None, method: str, shown: str, desk: Desk
) -> None:
    source = desk.run("resolve")[0].value
    source = replace(source, links=Links(spotify=own))
    laid = links.laid_over(source, Linked(links=(link(method),)))
    assert laid.links == Links(spotify=shown)
    assert replace(laid, links=source.links) == source


def test_a_video_is_its_own_page_and_no_other_is_looked_for(desk: Desk) -> None:
    source = desk.run("resolve")[0].value
    video = replace(
        source, locator=replace(source.locator, kind="youtube"), links=Links(youtube=VIDEO)
    )
    found = replace(link("guid", "AnotherOne1"), platform="youtube")
    assert links.laid_over(video, Linked(links=(found,))) == video
    own = replace(found, method="pasted")
    assert links.laid_over(video, Linked(links=(own,))).links.youtube == "AnotherOne1"
    assert links.laid_over(source, Linked(links=(found,))).links.youtube == "AnotherOne1"


def test_a_description_is_believed_where_no_platform_finds_it(desk: Desk) -> None:
    desk.host.shows = listings([], [SPOTIFY])
    made = desk.run("links")
    source = replace(made[0].value, links=Links(spotify="episode/x", apple="tw/podcast/y"))
    shown = links.laid_over(source, links.kept(desk.kept)).links
    assert shown == Links(spotify=ON_SPOTIFY, apple="tw/podcast/y")


# --- deadlines ------------------------------------------------------------------------


def test_who_is_late_is_left_behind_and_bugs_are_not_hidden() -> None:
    begun = time.monotonic()
    got = within(0.2, {"late": lambda: time.sleep(1.0), "fast": lambda: 7})
    assert time.monotonic() - begun < 0.9
    assert got["fast"] == 7
    assert isinstance(got["late"], TryLater)
    assert within(0.1, {}) == {}
    with pytest.raises(ZeroDivisionError):
        deadline.answer(1.0, lambda: 1 // 0)
