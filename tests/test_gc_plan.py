"""What goes first when the disk is short: decided by values alone."""

import pytest

from pod2post.errors import BadInput
from pod2post.keeping import plan
from pod2post.keeping.holdings import Holdings, Kept, Leftover, Media, Standing
from pod2post.keeping.plan import HOUR, planned

NOW = 1_900_000_000_000
OLD, YOUNG = NOW - 25 * HOUR, NOW - 23 * HOUR
MB = 10**6


def media(name: str, standing: Standing, touched: int = OLD, **more: int) -> Media:
    facts = {"original": 60 * MB, "copy": 0, "duration_ms": 3_600_000} | more
    runs = () if standing == "gone" else (f"run-{name}",)
    return Media(digest=name, standing=standing, runs=runs, touched=touched, **facts)


def kept(name: str, kind: str = "piece", touched: int = OLD, **more: object) -> Kept:
    facts = {"run": "a run that is gone", "reached": False} | more
    return Kept(kind=kind, recipe=name, digest=f"d-{name}", size=MB, touched=touched, **facts)


SHELVES = Holdings(
    total=500 * MB,
    media=(
        media("written", "drafted"),
        media("out", "published"),
        media("waiting", "open"),
        media("left", "gone"),
        media("older", "gone", touched=OLD - HOUR),
    ),
    kept=(
        kept("words", "transcript"),
        kept("pieces"),
        kept("paid", "reply"),
        kept("named", reached=True),
        kept("anybody's", run=""),
    ),
    leftovers=(Leftover(path="store/.writing-x", size=5 * MB, what="half", touched=OLD),),
)


def names(quota: int | None, there: Holdings = SHELVES) -> list[tuple[str, str]]:
    return [(step.deed, step.name) for step in planned(there, quota, NOW).steps]


def test_without_a_quota_only_leftovers_go() -> None:
    assert names(None) == [("leftover", "store/.writing-x")]


def test_the_order_is_useless_audio_published_drafted_copies_values_transcripts() -> None:
    assert names(0) == [
        ("leftover", "store/.writing-x"),
        ("audio", "older"),
        ("audio", "left"),
        ("original", "out"),
        ("original", "written"),
        ("copy", "out"),
        ("value", "pieces"),
        ("transcript", "words"),
    ]


def test_no_more_goes_than_the_quota_asks() -> None:
    left = [len(names(quota * MB)) for quota in (495, 494, 435, 434, 375, 374)]
    assert left == [1, 2, 2, 3, 3, 4]


def test_what_stays_above_the_quota_is_told() -> None:
    made = planned(SHELVES, 0, NOW)
    freed = 5 + 60 + 60 + (60 - 14.4) + (60 - 14.4) + 14.4 + 1 + 1
    assert made.after == made.over == 500 * MB - freed * MB
    assert planned(SHELVES, 500 * MB, NOW).over == 0


@pytest.mark.parametrize("standing", ["open", "drafted", "published", "gone"])
def test_what_was_used_within_a_day_stays(standing: Standing) -> None:
    there = Holdings(
        total=MB, media=(media("m", standing, YOUNG),), kept=(kept("k", touched=YOUNG),)
    )
    assert names(0, there) == []


@pytest.mark.parametrize(
    ("original", "copy", "deeds"),
    [
        (60 * MB, 0, ["original", "copy"]),
        (60 * MB, 14 * MB, ["original", "copy"]),  # killed between the copy and the removal
        (0, 14 * MB, ["copy"]),
        (20 * MB, 0, ["copy"]),  # hardly larger than a copy would be
    ],
)
def test_a_published_run_gives_up_its_original_then_its_copy(
    original: int, copy: int, deeds: list[str]
) -> None:
    there = Holdings(total=100 * MB, media=(media("m", "published", original=original, copy=copy),))
    made = planned(there, 0, NOW)
    assert [step.deed for step in made.steps] == deeds
    assert sum(step.frees for step in made.steps) == original + copy


@pytest.mark.parametrize("original", [0, 20 * MB])
def test_a_drafted_run_keeps_a_sound(original: int) -> None:
    there = Holdings(total=MB, media=(media("m", "drafted", original=original, copy=14 * MB),))
    assert names(0, there) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20GB", 20 * 10**9),
        ("1.5 TB", 15 * 10**11),
        ("500m", 5 * 10**8),
        ("70 KiB", 70_000),
        ("9", 9),
    ],
)
def test_sizes(text: str, number: int) -> None:
    assert plan.size(text) == number


@pytest.mark.parametrize("text", ["", "much", "-5GB", "1e9", "20 GBit", "٣GB"])
def test_no_sizes(text: str) -> None:
    with pytest.raises(BadInput, match="is no size"):
        plan.size(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (61_240_000, "61.2 MB"),
        (999_990_000, "1000.0 MB"),
        (2 * 10**12, "2.0 TB"),
    ],
)
def test_sizes_for_a_person(number: int, text: str) -> None:
    assert plan.told(number) == text
