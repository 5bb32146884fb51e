"""YouTube through yt-dlp's real extractor, against canned answers on loopback."""

import json
import time
from pathlib import Path

import pytest
import trustme

from conftest import SilentTell
from fakeyt import FakeYouTube, events, refusal, unused_port
from fakeyt_answers import PREMIERE, URL, VIDEO
from pod2post.backends import youtube
from pod2post.backends.youtube import YouTube
from pod2post.backends.youtube_errors import brief, sort
from pod2post.errors import BadInput, Blocked, NotOut, Pod2postError, Refused, TryLater
from pod2post.store import Store
from pod2post.values import Chapter, Locator, Track

HERE = Locator(kind="youtube", address=URL)


# --- what can be seen -----------------------------------------------------------------


def test_metadata_captions_and_the_platforms_chapters(
    here: YouTube, fake: FakeYouTube, tell: SilentTell
) -> None:
    fake.chapters = ((0, "Hello"), (12_000, "The middle"))
    seen = here.resolve(HERE, tell=tell)
    assert seen.title == "An invented interview — EP 1"
    assert seen.slug == "an-invented-interview-ep-1"
    assert (seen.show, seen.published, seen.duration_ms) == (
        "Invented Podcast",
        "2026-01-26",
        30_000,
    )
    assert seen.description.startswith("An invented talk.\n0:00 Intro")
    assert seen.chapters == (
        Chapter(start_ms=0, title="Hello"),
        Chapter(start_ms=12_000, title="The middle"),
    )
    assert seen.captions == (
        Track(language="en", kind="human"),
        Track(language="en", kind="automatic"),  # the machine-translated ones are left out
    )
    assert (seen.language, seen.links.youtube, seen.people) == ("en", VIDEO, ())
    assert fake.ranges == []


def test_without_the_page_chapters_come_from_the_description(fake: FakeYouTube) -> None:
    skipping = fake.options()
    skip = ["webpage", "configs", "initial_data"]
    skipping["extractor_args"]["youtube"] = {
        **skipping["extractor_args"]["youtube"],
        "player_skip": skip,
    }
    told = events("look", **skipping)[-1]
    assert told["chapters"] == []
    seen = youtube._source(HERE, VIDEO, told)
    assert [chapter.start_ms for chapter in seen.chapters] == [0, 10_000, 20_000]


def test_nothing_signed_crosses_the_pipe(fake: FakeYouTube) -> None:
    told = json.dumps(events("look", **fake.options()))
    assert "invented interview" in told
    assert "SIGNED" not in told
    assert "googlevideo" not in told


# --- what goes wrong, and what is said ------------------------------------------------

OUTCOMES: dict[str, tuple[type[Pod2postError], str, str, float | None]] = {
    # case: class, words of the cause, words of the remedy, seconds to wait
    "private": (Refused, "is private", "cookies = FILE", None),
    "removed": (Refused, "not on YouTube any more", "enclosure URL", None),
    "terminated": (Refused, "account associated", "enclosure URL", None),
    "members": (Refused, "members only", "cookies = FILE", None),
    "paid": (Refused, "payment", "enclosure URL", None),
    "geo": (Refused, "country", "enclosure URL", None),
    "age": (Refused, "adults", "cookies = FILE", None),
    "upcoming": (NotOut, "2030-03-17 17:46 UTC", "when it is out", PREMIERE),
    "live": (NotOut, "is live", "hours after it ended", 21_600),
    "bot": (Blocked, "no bot", "cookies = FILE", 3600),
    "rate": (Blocked, "how much", "in an hour", 3600),
    "unheard of": (TryLater, "moon is in the wrong house", "update yt-dlp", None),
}
EXIT = {Refused: 2, TryLater: 3, NotOut: 3, Blocked: 3}


@pytest.mark.parametrize("case", OUTCOMES)
def test_refusals_are_named_and_advised(case: str, fake: FakeYouTube) -> None:
    wanted, cause, remedy, after_s = OUTCOMES[case]
    fake.reset(case)
    error = refusal(events("look", **fake.options()))
    assert type(error) is wanted
    assert error.code == EXIT[wanted]
    assert cause in error.cause
    assert remedy in error.remedy
    assert "http" not in error.cause  # neither yt-dlp's wiki nor its tracker
    if after_s == PREMIERE:
        after_s = PREMIERE - time.time()
    assert getattr(error, "after_s", None) == pytest.approx(after_s, abs=300)


def test_who_is_signed_in_is_not_told_to_sign_in(fake: FakeYouTube) -> None:
    fake.reset("members")
    error = refusal(events("look", **fake.options()), cookies=True)
    assert "account of your cookies file has no access" in error.remedy


@pytest.mark.parametrize(
    ("status", "cause", "after_s"),
    [(429, "how much", 3600), (503, "cannot be reached", 120), (403, "HTTP 403", None)],
)
def test_statuses_of_the_service(
    status: int, cause: str, after_s: int | None, fake: FakeYouTube
) -> None:
    fake.api_status = status
    error = refusal(events("look", **fake.options()))
    assert isinstance(error, TryLater)
    assert cause in error.cause
    assert error.after_s == after_s


def test_a_foreign_authority_is_refused(
    fake: FakeYouTube, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = tmp_path / "foreign.pem"
    trustme.CA().cert_pem.write_to_path(foreign)
    monkeypatch.setenv("SSL_CERT_FILE", str(foreign))
    error = refusal(events("look", **fake.options()))
    assert type(error) is TryLater
    assert "certificate" in error.cause
    assert "SSL_CERT_FILE" in error.remedy
    assert fake.asked == []


def test_no_network(fake: FakeYouTube) -> None:
    error = refusal(events("look", **fake.options(proxy=f"http://127.0.0.1:{unused_port()}")))
    assert type(error) is TryLater
    assert "cannot be reached" in error.cause
    assert "Unable to connect to proxy)" in error.cause
    assert "HTTPS_PROXY" in error.remedy


@pytest.mark.parametrize(
    "address", ["ytsearch:x", ":ytfav", "file:///etc/passwd", "https://example.org/a.mp3"]
)
def test_the_child_asks_nobody_but_youtube(address: str, fake: FakeYouTube) -> None:
    error = refusal(events("look", address=address, **fake.options()))
    assert type(error) is TryLater
    assert fake.asked == []


TEXTS = {  # as YouTube or yt-dlp words them: which kind
    "This video is available to this channel's members on level: Gold": "members",
    "Private video. Sign in if you've been granted access to this video": "private",
    "Video unavailable. It has blocked it in your country on copyright grounds": "geo",
    "This live event will begin in 3 hours": "upcoming",
    "This video may be inappropriate for some users. Sign in": "age",
    "Video unavailable. YouTube is requiring a captcha challenge before playback": "bot",
    "All player responses are invalid. Your IP is likely being blocked by Youtube": "bot",
    "unable to write data: [Errno 28] No space left on device": "disk full",
    "unable to download video data: <urlopen error timed out>": "network",
    "Failed to extract any player response": "unknown",
}


@pytest.mark.parametrize("text", TEXTS)
def test_other_wordings(text: str) -> None:
    assert sort(f"ERROR: [youtube] {VIDEO}: {text}") == TEXTS[text]
    assert brief(f"ERROR: [youtube] {VIDEO}: {text}; please report this issue on X") == text


@pytest.mark.parametrize(
    "locator",
    [
        Locator(kind="youtube", address="ytsearch:x"),
        Locator(kind="youtube", address=f"{URL}&list=PL1"),
        Locator(kind="youtube", address="https://www.youtube.com.evil.example/watch?v=" + VIDEO),
        Locator(kind="enclosure", address=URL),
    ],
)
def test_other_addresses_are_bad_input(
    locator: Locator, here: YouTube, shelf: Store, tell: SilentTell
) -> None:
    with pytest.raises(BadInput, match="no address of a YouTube video"):
        here.resolve(locator, tell=tell)
    with pytest.raises(BadInput, match="no address of a YouTube video"):
        here.fetch(locator, shelf=shelf, tell=tell)
