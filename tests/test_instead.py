"""A video that YouTube refuses: the feed's audio where it is surely the same, else advice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from directories import Directories
from linkdesk import DAY, SECONDS, TITLE, VIDEO, WATCH, Desk, Refusing, listings
from pod2post import codec
from pod2post.errors import Pod2postError, Refused, TryLater
from pod2post.linking import instead, links
from pod2post.store import Store
from pod2post.values import Audio, Chapter, Links, Source, Track

BOT = "YouTube wants proof that no bot is asking"


def refusal() -> TryLater:
    return TryLater(BOT, "Ask later.", 3600)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Directories(listings()) as host:
        made = Desk(tmp_path, host)
        made.closed = Refusing(refusal())
        yield made


def seen(desk: Desk, **change: object) -> Source:
    """What YouTube tells of the video while it does not give it."""
    described = desk.run("resolve", source=str(Path(__file__).parents[1] / "samples/interview.mp3"))
    source = described[0].value
    locator = replace(source.locator, kind="youtube", address=WATCH, digest=None)
    fields = {
        "locator": locator,
        "title": TITLE,
        "published": DAY,
        "duration_ms": (SECONDS - 40) * 1000,
        "captions": (Track(language="en", kind="human"),),
        "chapters": tuple(Chapter(start_ms=50_000 * n, title=f"No. {n}") for n in range(5)),
        "links": Links(youtube=VIDEO),
        "slug": "the-video",
    }
    return replace(source, **(fields | change))


# --- refused before anything is told --------------------------------------------------


def test_the_list_of_uploads_tells_the_day_and_the_feed_has_it(desk: Desk) -> None:
    audio = desk.feed()
    desk.channel()
    source, fetched = desk.run("fetch", source=WATCH, show="lantern-hour")
    told: Source = source.value
    assert (told.title, told.published) == (f"EP 53 | {TITLE}", DAY)
    assert (told.locator.address, told.links.youtube) == (WATCH, VIDEO)
    assert fetched.value.duration_ms == 295_068
    (line,) = [line for line in desk.tell.said if "heard instead" in line]
    assert line.startswith(f"{BOT}: heard instead is the audio of the same episode")
    assert "title and date" in line
    assert desk.host.paths().count("/53.mp3") >= 1
    assert audio.endswith("/53.mp3")


def test_it_is_said_in_the_record_and_the_post_is_printed(desk: Desk) -> None:
    desk.feed()
    desk.channel()
    report = desk.run(None, source=WATCH, show="lantern-hour")[-1].value
    (line,) = [line for line in desk.record().sound if "heard instead" in line]
    assert links.kept(desk.kept).instead == line
    text = Path(report.post).read_text(encoding="utf-8")
    assert f"{{{{< youtube {VIDEO} >}}}}" in text
    assert f'source_url: "{WATCH}"' in text
    audio = codec.decode(Audio, desk.kept.path("2-audio.json").read_bytes())
    record = desk.kept.path("post.grounding.json").read_text(encoding="utf-8")
    assert audio.digest in record, "times belong to what was heard"


def test_later_runs_ask_youtube_nothing_and_a_refresh_asks_it_first(desk: Desk) -> None:
    desk.feed()
    desk.channel()
    first = desk.run("fetch", source=WATCH, show="lantern-hour")[-1].value
    desk.host.documents.clear()
    assert desk.run("fetch", source=WATCH, show="lantern-hour")[-1].value == first
    desk.closed = Refusing(Refused("another reason", "Mend it."))
    with pytest.raises(Refused, match="another reason"):
        desk.run("fetch", source=WATCH, show="lantern-hour", refresh=True)


def test_a_refresh_asks_youtube_once(desk: Desk) -> None:
    desk.feed()
    desk.channel()
    asked: list[str] = []

    class Counting(Refusing):
        def resolve(self, *_: object, **__: object) -> Source:
            asked.append("resolve")
            raise self.error

        def fetch(self, *_: object, **__: object) -> Audio:
            asked.append("fetch")
            raise self.error

    desk.closed = Counting(refusal())
    for refresh in (False, True):
        desk.run("fetch", source=WATCH, show="lantern-hour", refresh=refresh)
    assert asked == ["resolve", "resolve"]


@pytest.mark.parametrize("channel", [True, False])
def test_a_show_that_nobody_named_is_known_by_the_pages_author(channel: bool, desk: Desk) -> None:
    desk.feed()
    desk.host.pages[WATCH] = {"title": TITLE, "author_name": "Lantern Hour"}
    if channel:
        desk.channel()
        desk.run("fetch", source=WATCH, show="lantern-hour")
    else:  # a title alone is not enough
        with pytest.raises(TryLater) as raised:
            desk.run("fetch", source=WATCH)
        assert "it is not sure that it is the same" in raised.value.remedy
        assert f"{desk.host.base}/53.mp3" in raised.value.remedy


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Something Else Entirely", "The feed of Lantern Hour is"),
        (f"{TITLE} (Part 2)", "it is not sure"),
        (f"[Rerun] {TITLE}", "it is not sure"),
    ],
)
def test_unsure_is_not_done_and_the_error_says_what_to_do(
    title: str, told: str, desk: Desk
) -> None:
    desk.feed()
    desk.channel(title=title)
    with pytest.raises(TryLater, match=BOT) as raised:
        desk.run("fetch", source=WATCH, show="lantern-hour")
    assert raised.value.remedy.startswith("Ask later.")
    assert told in raised.value.remedy
    assert raised.value.after_s == 3600
    assert not any(path == "/53.mp3" for path in desk.host.paths())


def test_without_a_feed_the_refusal_stands_as_it_was(desk: Desk) -> None:
    desk.channel()
    desk.profile(apple_id=None)
    with pytest.raises(TryLater) as raised:
        desk.run("fetch", source=WATCH, show="lantern-hour")
    assert raised.value.remedy == "Ask later."


def test_a_feed_that_is_silent_leaves_the_refusal(desk: Desk) -> None:
    desk.feed()
    desk.channel()
    desk.host.broken.add("/feed.xml")
    with pytest.raises(TryLater, match=BOT) as raised:
        desk.run("fetch", source=WATCH, show="lantern-hour")
    assert "/feed.xml" in raised.value.remedy


# --- refused when the audio is asked for ----------------------------------------------


def test_what_youtube_told_finds_the_episode(desk: Desk) -> None:
    desk.feed()
    desk.closed = Refusing(refusal(), seen(desk))
    desk.workspace.rename(desk.folder / "before")
    made = desk.linked(source=WATCH)
    assert made.instead
    assert made.episode
    assert made.episode.guid == "lh-53"
    assert desk.kept.folder.name == f"{DAY}-the-video"


def test_times_of_the_video_are_not_taken_for_those_of_the_feed(desk: Desk) -> None:
    desk.feed(text="0:00 Start\n1:00 The middle\n2:00 The end\n4:00 Good night")
    desk.closed = Refusing(refusal(), seen(desk))
    desk.workspace.rename(desk.folder / "before")
    made = {one.stage: one.value for one in desk.run("segment", source=WATCH)}
    titles = [segment.title for segment in made["segment"].segments]
    assert "The middle" in titles
    assert "No. 2" not in titles


@pytest.mark.parametrize(
    "change",
    [
        {"published": "2026-08-01"},
        {"duration_ms": 3_600_000},
        {"title": "A Talk That the Feed Never Had"},
        {"published": None, "duration_ms": None},
    ],
)
def test_another_episode_is_never_heard_in_its_place(change: dict[str, object], desk: Desk) -> None:
    desk.feed()
    desk.closed = Refusing(refusal(), seen(desk, **change))
    desk.workspace.rename(desk.folder / "before")
    with pytest.raises(TryLater, match=BOT):
        desk.run("fetch", source=WATCH)
    assert "/53.mp3" not in desk.host.paths()


def test_other_failures_are_not_mended_this_way(desk: Desk) -> None:
    desk.feed()
    desk.closed = Refusing(Pod2postError("a bug", "Report it."), seen(desk))
    desk.workspace.rename(desk.folder / "before")
    with pytest.raises(Pod2postError, match="a bug"):
        desk.run("fetch", source=WATCH)
    assert "/feed.xml" not in desk.host.paths()


def test_a_video_that_is_given_again_is_taken_again(desk: Desk) -> None:
    desk.feed()
    source = seen(desk, captions=())
    audio = desk.run("fetch")[-1].value
    desk.closed = Refusing(refusal(), source)
    desk.workspace.rename(desk.folder / "before")
    desk.run("fetch", source=WATCH)

    class Giving(Refusing):
        def fetch(self, *_: object, **__: object) -> Audio:
            return audio

    desk.closed = Giving(refusal(), replace(source, seen_at="2030-01-01T00:00:00+00:00"))
    desk.run("fetch", source=WATCH, refresh=True)
    made = desk.linked(source=WATCH)
    assert made.instead == ""


def test_nothing_stands_for_a_video_that_was_never_refused(desk: Desk) -> None:
    shelf = Store(desk.folder / "store")
    locator = seen(desk).locator
    instead.forget(locator, shelf)
    assert instead.kept(locator, shelf) is None
    assert not (desk.folder / "store" / "recipes").exists()
