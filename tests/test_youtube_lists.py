"""Channels and playlists through yt-dlp's real extractor, against canned pages on loopback."""

import pytest

from conftest import SilentTell
from fakeyt import FakeYouTube, events
from fakeyt_answers import CHANNEL
from fakeyt_lists import VIDEOS, channel, playlist
from pod2post.backends import youtube_lists
from pod2post.backends.youtube import YouTube
from pod2post.errors import Refused, TryLater

HANDLE = "https://www.youtube.com/@invented"
LIST = "https://www.youtube.com/playlist?list=PLinvented0123"


def test_a_channels_videos_with_what_cannot_be_had_yet(fake: FakeYouTube) -> None:
    fake.pages["/@invented/videos"] = channel()
    told = events("list", address=f"{HANDLE}/videos", **fake.options())[-1]
    made, lasting = youtube_lists.listed(HANDLE, told)
    assert lasting == f"https://www.youtube.com/channel/{CHANNEL}"
    assert made.title == "Invented Podcast"
    assert [(one.youtube, one.title, one.duration_ms, one.pending) for one in made.entries] == [
        ("AbCdEfGhI01", "Fog and tides", 3_723_000, ""),
        ("AbCdEfGhI02", "A talk to come", None, "it is not out yet"),
        ("AbCdEfGhI03", "For members", 1_200_000, "it is for the channel's members only"),
        ("AbCdEfGhI04", "Rain", 2_400_000, ""),
    ]
    assert fake.ranges == [], "no video is asked for"
    assert [path for path, _, _ in fake.asked if "player" in path] == []


def test_a_playlist_in_its_own_order(fake: FakeYouTube) -> None:
    fake.pages["/playlist"] = playlist()
    told = events("list", address=LIST, **fake.options())[-1]
    made, lasting = youtube_lists.listed(LIST, told)
    assert (made.title, lasting) == ("Season one", LIST)
    assert [one.youtube for one in made.entries] == [VIDEOS[3][0], VIDEOS[0][0]]


def test_the_child_lists_as_many_as_were_asked_for(
    here: YouTube, fake: FakeYouTube, tell: SilentTell
) -> None:
    fake.pages["/@invented/videos"] = channel()
    told = here.listing(f"{HANDLE}/videos", 2, tell=tell)
    assert [row["id"] for row in told["videos"]] == [VIDEOS[0][0], VIDEOS[1][0]]


@pytest.mark.parametrize("address", [HANDLE, LIST])
def test_a_list_that_is_not_there_is_named(
    address: str, here: YouTube, fake: FakeYouTube, tell: SilentTell
) -> None:
    fake.api_status = 404
    with pytest.raises(Refused, match="no such channel or playlist"):
        youtube_lists.asked(here, address, 9, tell=tell)


def test_a_refusal_says_what_helps_where_a_list_was_wanted(
    here: YouTube, fake: FakeYouTube, tell: SilentTell
) -> None:
    fake.api_status = 429
    with pytest.raises(TryLater) as seen:
        youtube_lists.asked(here, HANDLE, 9, tell=tell)
    assert "follow the show's podcast feed" in seen.value.remedy
    assert "pod2post run" not in seen.value.remedy


def test_no_single_video_is_taken_for_a_list(fake: FakeYouTube) -> None:
    told = events("list", address="https://www.youtube.com/watch?v=AbCdEfGhI01", **fake.options())
    assert told[-1]["event"] == "failure"
