"""Pairs of entries, each labelled beforehand: one episode, or two that merely look alike."""

from dataclasses import dataclass, replace

import pytest

from pod2post.feeds import identity
from pod2post.feeds.entry import Enclosure, Entry, Memory
from pod2post.feeds.identity import Known, episode_key
from pod2post.feeds.selecting import decided, met
from pod2post.feeds.shows import Followed

FOLLOWED = "2026-01-01T00:00:00+00:00"
FEED = Followed(
    key="harbour", title="Harbour Lights", kind="feed", address="https://h.example/f",
    followed=FOLLOWED,
)  # fmt: skip
TUBE = replace(FEED, key="harbour-2", kind="youtube", address="https://www.youtube.com/@harbour")
HOUR = 3_600_000


def entry(title: str = "Fog and tides at noon", n: int = 1, **more: object) -> Entry:
    """An entry of the feed; `n` numbers its guid and its audio, `day` is a day of January."""
    day = more.pop("day", 26)
    published = f"2026-01-{day:02}T09:00:00+00:00" if isinstance(day, int) else day
    file = more.pop("file", f"https://cdn.example/{n}.mp3")
    facts = {
        "show": "harbour",
        "title": title,
        "guid": f"g-{n}",
        "published": published,
        "duration_ms": HOUR,
        "enclosure": Enclosure(url=str(file)) if file else None,
    }
    return Entry(**(facts | more))  # type: ignore[arg-type]


def video(title: str = "Fog and tides at noon", n: int = 1, **more: object) -> Entry:
    name = f"AbCdEfGhI{n:02}"
    return entry(title, n, **({"guid": None, "youtube": name, "file": None} | more))


@dataclass(frozen=True)
class Pair:
    """`same`: are the two one episode? `beside`: what else stands in the list with the second."""

    name: str
    first: Entry
    second: Entry
    same: bool
    beside: tuple[Entry, ...] = ()


OLDER = entry("The lighthouse keeper", 9, day=2)
IN_ONE_FEED = (
    Pair("nothing changed", entry(), entry(), True),
    Pair("another title and text", entry(), entry("Fog, tides and rain", day=27), True),
    Pair("a changed enclosure host", entry(), entry(file="https://new.example/x/1.mp3"), True),
    Pair("a changed guid", entry(), entry(guid="https://h.example/fog"), True),
    Pair("no guid any more", entry(), entry(guid=None), True),
    Pair(
        "a counting service before the address, and no guid",
        entry(guid=None),
        entry(guid=None, file="https://count.example/r/cdn.example/1.mp3?source=feed"),
        True,
    ),
    Pair(
        "guid and enclosure changed, the moment stands",
        entry(),
        entry(n=2, file="https://new.example/a/b.mp3"),
        True,
    ),
    Pair("uploaded again, a day later, the first taken out", entry(), entry(n=2, day=27), True,
         (OLDER,)),
    Pair("tomorrow's of the same title, where a list holds one item only", entry(),
         entry(n=2, day=27), False),
    Pair("both stand in the list", entry(), entry(n=2), False, (entry(),)),
    Pair("part 2", entry("Fog and tides, part 1"), entry("Fog and tides, part 2", 2), False,
         (OLDER,)),
    Pair("the second half", entry("霧與潮汐（上）"), entry("霧與潮汐（下）", 2), False,
         (OLDER,)),
    Pair("a rerun", entry(day=3), entry("Rerun: Fog and tides at noon", 2, day=26), False),
    Pair("a rerun months later under its old title", entry(day=1), entry(n=2, day=31), False,
         (OLDER,)),
    Pair("the live twin", entry(), entry("Fog and tides at noon (live)", 2), False, (OLDER,)),
    Pair("a bonus", entry(), entry("Fog and tides at noon: bonus", 2), False, (OLDER,)),
    Pair("the next number", entry("Ep 5: letters from you all"),
         entry("Ep 6: letters from you all", 2, day=27), False, (OLDER,)),
    Pair("so short a title comes again", entry("Mailbag"), entry("Mailbag", 2, day=27), False,
         (OLDER,)),
    Pair("a guid used again for wholly another episode", entry(),
         entry("Granite", 2, guid="g-1", day=31, duration_ms=HOUR // 3), False),
    Pair("another title", entry(), entry("Granite under the harbour", 2), False, (OLDER,)),
)  # fmt: skip
FEED_AND_VIDEO = (
    Pair("the same title and day", entry(), video(), True),
    Pair("a day later, as the evening falls in another zone", entry(), video(day=27), True),
    Pair("the show's name and a number in the title", entry(),
         video("Fog and tides at noon | Harbour Lights #12"), True),
    Pair("advertisements in the audio", entry(), video(duration_ms=HOUR - 200_000), True),
    Pair("no date on YouTube, the same length", entry(), video(day=None), True),
    Pair("no date and another length", entry(), video(day=None, duration_ms=HOUR // 2), False),
    Pair("a clip under its title", entry(), video(duration_ms=HOUR // 6), False),
    Pair("part 2 of it", entry("Fog and tides, part 1"), video("Fog and tides, part 2"), False),
    Pair("the live evening", entry(), video("Fog and tides at noon, live"), False),
    Pair("a trailer", entry(), video("Fog and tides at noon (trailer)", duration_ms=60_000),
         False),
    Pair("years apart", entry(), video(day="2021-01-26T09:00:00+00:00"), False),
    Pair("another title", entry(), video("Granite under the harbour"), False),
)  # fmt: skip


def remembered(*entries: Entry) -> Memory:
    return met(Memory(), entries, FEED, OLDER.when)  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", IN_ONE_FEED, ids=lambda pair: pair.name)
def test_an_episode_met_again_in_its_feed(pair: Pair) -> None:
    before = remembered(pair.first, OLDER)
    after = met(before, (pair.second, *pair.beside), FEED, OLDER.when)  # type: ignore[arg-type]
    fresh = [one.entry for one in after.seen[len(before.seen) :]]
    assert (fresh == []) is pair.same, fresh
    if not pair.same:
        shared = set(identity.identity(fresh[0])) & set(identity.identity(pair.first))
        assert not shared, "whoever knows episodes by what they bear would take them for one"


def test_an_episode_is_still_known_as_it_was_last_seen() -> None:
    before = remembered(entry(), OLDER)
    moved = entry(file="https://new.example/x/1.mp3")
    after = met(before, (moved, OLDER), FEED, OLDER.when)  # type: ignore[arg-type]
    third = entry(guid=None, file="https://new.example/x/1.mp3")
    assert len(met(after, (third, OLDER), FEED, OLDER.when).seen) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("pair", FEED_AND_VIDEO, ids=lambda pair: pair.name)
@pytest.mark.parametrize("turned", [False, True], ids=["feed first", "video first"])
def test_an_episode_met_on_youtube_and_in_the_feed(pair: Pair, turned: bool) -> None:
    one, other = (pair.second, pair.first) if turned else (pair.first, pair.second)
    taken: Known = identity.known((one, replace(OLDER, show="x")), ("Harbour Lights",))
    show = replace(FEED if turned else TUBE, back=None)
    now = one.when or other.when
    assert now is not None
    laid = met(Memory(), (replace(other, show=show.key),), show, now)
    (seen,) = decided(laid.seen, show, taken, now)
    if "trailer" in seen.why:
        assert not pair.same
    else:
        assert seen.taken is not pair.same, seen.why
        assert pair.same is ("the same episode as" in seen.why)


def test_what_an_entry_bears_and_the_name_made_of_it() -> None:
    one = entry(file="https://count.example/r/cdn.example/a/1.mp3?utm_source=x&id=7")
    assert identity.identity(one) == ("guid:harbour:g-1", "audio:cdn.example/a/1.mp3&id=7")
    assert identity.identity(video()) == ("youtube:AbCdEfGhI01",)
    assert episode_key(one).startswith("harbour-")
    assert episode_key(one) == episode_key(
        replace(one, title="Rain", enclosure=None, youtube="x" * 11)
    )
    assert episode_key(one) != episode_key(entry(n=2))
    assert len(episode_key(replace(one, show=""))) == 8


def test_a_thousand_items_that_all_changed_their_guid_and_host_are_no_new_ones() -> None:
    def listed(host: str, mark: str) -> tuple[Entry, ...]:
        return tuple(
            entry(
                f"Number {n}: a talk of fog",
                n,
                guid=f"{mark}{n}",
                file=f"https://{host}/{mark}/{n}.mp3",
                published=f"20{10 + n // 300:02}-{1 + n % 12:02}-{1 + n % 28:02}T09:00:00+00:00",
            )
            for n in range(1000)
        )

    before = met(Memory(), listed("a.example", "x"), FEED, OLDER.when)  # type: ignore[arg-type]
    after = met(before, listed("b.example", "y"), FEED, OLDER.when)  # type: ignore[arg-type]
    assert len(after.seen) == len(before.seen) == 1000
