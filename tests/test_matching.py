"""Is this the episode? Every trap says beforehand what must come out: mostly nothing."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.language import links as benchmark
from pod2post.linking.matching import Listed, Wanted, matched

MINUTE = 60_000
HERE = Listed(
    id="right",
    title="EP 12 | Fog at Noon – Ada Vane",
    published="2026-03-02T09:00:00Z",
    duration_ms=60 * MINUTE,
    guid="g-12",
    enclosure="https://real.example/12.mp3",
)
ELSE = replace(
    HERE,
    id="else",
    title="EP 11 | Ropes and Other Old Software",
    published="2026-02-23T09:00:00Z",
    guid="g-11",
    enclosure="https://real.example/11.mp3",
)
WANTED = Wanted(
    title="Fog at Noon | Ada Vane",
    shows=("Harbour Lights",),
    published="2026-03-02",
    duration_ms=58 * MINUTE,
)


def outcome(wanted: Wanted, *listed: Listed) -> tuple[str, str] | None:
    found = matched(wanted, listed).found
    return (found.listed.id, found.method) if found else None


def test_the_methods_in_their_order() -> None:
    both = (ELSE, HERE)
    lost = replace(WANTED, title="final_mix_3", published=None)
    assert outcome(replace(lost, guid="g-12"), *both) == ("right", "guid")
    near = replace(lost, enclosure="https://op3.dev/e/real.example/12.mp3?x=1")
    assert outcome(near, *both) == ("right", "enclosure")
    assert outcome(replace(near, guid="g-11"), *both) == ("else", "guid")
    assert outcome(WANTED, *both) == ("right", "title and date")
    undated = replace(WANTED, published=None, duration_ms=60 * MINUTE, title=HERE.title)
    assert outcome(undated, *both) == ("right", "title and length")
    assert outcome(lost, *both) is None


@pytest.mark.parametrize(("day", "found"), [(1, True), (2, True), (3, True), (4, False)])
def test_a_day_off_is_a_matter_of_zones(day: int, found: bool) -> None:
    wanted = replace(WANTED, published=f"2026-03-0{day}", duration_ms=55 * MINUTE)
    assert (outcome(wanted, HERE) is not None) is found


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(60, True), (52, True), (49, True), (45, False), (8, False), (100, False)],
)
def test_advertisements_make_minutes_of_difference_a_clip_more(minutes: int, found: bool) -> None:
    wanted = replace(WANTED, duration_ms=minutes * MINUTE)
    assert (outcome(wanted, HERE) is not None) is found


def test_two_minutes_are_much_of_a_short_episode() -> None:
    short = replace(HERE, duration_ms=170_000)
    assert outcome(replace(WANTED, duration_ms=165_000), short) is not None
    assert outcome(replace(WANTED, duration_ms=60_000), short) is None


def test_the_score_falls_with_each_doubt() -> None:
    def score(wanted: Wanted) -> int:
        found = matched(wanted, [HERE]).found
        assert found
        return found.score

    exact = replace(WANTED, duration_ms=60 * MINUTE)
    day_off, ads = replace(exact, published="2026-03-01"), replace(exact, duration_ms=55 * MINUTE)
    shorter = replace(exact, title="Fog at Noon, Vane")
    assert score(exact) == 100
    assert score(day_off) == score(ads) == 95
    assert score(replace(ads, published="2026-03-01")) == 90
    assert 60 < score(shorter) < 95


def twin(**change: Any) -> Listed:
    return replace(HERE, **({"id": "twin", "guid": "g-x", "enclosure": None} | change))


@pytest.mark.parametrize(
    ("wanted", "listed", "why"),
    [
        (WANTED, (HERE, twin()), "2 episodes fit"),
        (WANTED, (HERE, twin(published="2026-03-05", duration_ms=None)), "stands 2 times"),
        (replace(WANTED, published="2026-03-20", duration_ms=60 * MINUTE), (HERE,), "18 days"),
        (replace(WANTED, published=None), (HERE,), None),
        (replace(WANTED, published=None, duration_ms=None), (HERE,), "neither day nor length"),
        (replace(WANTED, guid="g-99"), (HERE,), "another item"),
        (WANTED, (replace(HERE, kind="trailer"),), "calls it a trailer"),
        (
            replace(WANTED, title="Nebel am Mittag", duration_ms=60 * MINUTE),
            (HERE,),
            "titles differ",
        ),
        (
            replace(WANTED, guid="g-12", title="Salt", published="2025-01-01"),
            (HERE,),
            "guid is the",
        ),
        (
            replace(WANTED, title="Mailbag", published="2026-03-01"),
            (replace(HERE, title="Mailbag!"),),
            "so short a title",
        ),
    ],
)
def test_unsure_means_none_and_the_reason_is_named(
    wanted: Wanted, listed: tuple[Listed, ...], why: str | None
) -> None:
    verdict = matched(wanted, listed)
    if why is None:
        assert verdict.found
        return
    assert verdict.found is None
    assert any(re.search(why, near.why) for near in verdict.near)


def test_the_date_tells_a_title_that_stands_twice() -> None:
    original = twin(published="2024-03-02T09:00:00Z")
    assert outcome(WANTED, HERE, original) == ("right", "title and date")
    assert outcome(replace(WANTED, published="2024-03-02"), HERE, original) == (
        "twin",
        "title and date",
    )


def test_of_the_rest_only_what_comes_near_is_named() -> None:
    many = [replace(ELSE, id=str(n), title=f"Ropes and Knots {n}") for n in range(30)]
    assert matched(WANTED, many).near == ()
    close = [twin(id=str(n)) for n in range(9)]
    near = matched(WANTED, close).near
    assert len(near) == 3
    assert matched(WANTED, ()).near == ()


@pytest.mark.parametrize(
    "broken",
    [
        twin(published="soon", title=""),
        twin(published="", duration_ms=0),
        twin(published=None, duration_ms=None, title="\u202e\0"),
    ],
)
def test_odd_rows_harm_nobody(broken: Listed) -> None:
    assert outcome(WANTED, broken, HERE) in (("right", "title and date"), None)


@pytest.mark.parametrize("name", sorted(benchmark.FILES.values()))
def test_no_labelled_episode_gets_a_wrong_link(name: str) -> None:
    made = benchmark.scored(Path(benchmark.LISTINGS / name))
    assert [line for line in made["lines"] if line.startswith("wrong")] == []
    assert made["found"] >= 0.8
    assert made["traps"] >= (20 if name == "labelled.json" else 10)
