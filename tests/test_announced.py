"""How long the feed says an episode is goes with it to where its audio is decoded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from directories import Directories
from linkdesk import APPLE, SPOTIFY, Desk, listings
from pod2post.batch.gather import ordered
from pod2post.errors import NotFit
from pod2post.feeds.entry import Enclosure, Entry
from pod2post.settings import Settings
from queueing import order
from test_night import Bench
from test_sync import SHOW

HOUR_MS = 3_600_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Directories(listings([APPLE], [SPOTIFY])) as running:
        yield Desk(tmp_path, running)


def test_the_length_in_the_feed_goes_into_the_queue() -> None:
    audio = Enclosure(url="https://pod.example/1.mp3")
    entry = Entry(show=SHOW.key, title="Fog", guid="1", enclosure=audio, duration_ms=HOUR_MS)
    assert ordered(entry, SHOW, Settings()).announced_ms == HOUR_MS


def test_every_stage_of_the_night_is_told_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path, [order(1, announced_ms=HOUR_MS), order(2)])
    bench.night.work()
    told = {(work.episode, work.options.announced_ms) for work in bench.engine.asked}
    assert told == {(order(1).id, HOUR_MS), (order(2).id, None)}


def test_a_file_that_was_cut_off_is_refused_or_told_also_without_a_profile(desk: Desk) -> None:
    """The sample has five minutes."""
    audio = desk.feed()
    with pytest.raises(NotFit, match="60 minutes are announced, 4 are there"):
        desk.run("links", source=audio, announced_ms=HOUR_MS)
    made = desk.linked(source=audio, announced_ms=7 * 60_000 + 30_000)
    assert made.partial.endswith("only: 7 minutes are announced, 4 are there")
    assert not desk.linked(source=audio, announced_ms=300_000).partial
