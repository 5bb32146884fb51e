"""A cut with what is no programme in it: every cue once, in order, and no scrap of talk lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pod2post.topics.marking import Aside, marked, programme
from pod2post.topics.parts import Kind, Start
from talk import cue

CUES = [cue(n, f"Sentence {n}.") for n in range(1, 31)]


def aside(first: int, last: int, kind: Kind = "advertisement") -> Aside:
    return Aside(first=first, last=last, kind=kind, why=("念出網址",))


def shown(starts: list[Start], *asides: Aside) -> list[tuple[int, str, str]]:
    return [(one.cue, one.kind, one.title) for one in marked(starts, CUES, asides)]


TWO = [Start(cue=0, title="tides"), Start(cue=12, title="cranes")]
CASES = {
    "within a part, which goes on behind it": (
        aside(5, 7),
        [
            (0, "talk", "tides"),
            (5, "advertisement", ""),
            (8, "talk", "tides"),
            (12, "talk", "cranes"),
        ],
    ),
    "over a boundary": (
        aside(10, 14),
        [(0, "talk", "tides"), (10, "advertisement", ""), (15, "talk", "cranes")],
    ),
    "a part that begins two sentences before it begins behind it": (
        aside(14, 16),
        [(0, "talk", "tides"), (14, "advertisement", ""), (17, "talk", "cranes")],
    ),
    "a part that has two sentences left behind it ends with it": (
        aside(6, 9),
        [(0, "talk", "tides"), (6, "advertisement", ""), (10, "talk", "cranes")],
    ),
    "three sentences are a part": (
        aside(15, 16),
        [
            (0, "talk", "tides"),
            (12, "talk", "cranes"),
            (15, "advertisement", ""),
            (17, "talk", "cranes"),
        ],
    ),
    "at the beginning": (
        aside(0, 3, "intro"),
        [(0, "intro", ""), (4, "talk", "tides"), (12, "talk", "cranes")],
    ),
    "at the end": (
        aside(27, 29, "small talk"),
        [(0, "talk", "tides"), (12, "talk", "cranes"), (27, "small talk", "")],
    ),
    "one sentence before it is still talk": (
        aside(1, 3),
        [
            (0, "talk", "tides"),
            (1, "advertisement", ""),
            (4, "talk", "tides"),
            (12, "talk", "cranes"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_aside_is_a_part_of_its_own(name: str) -> None:
    one, expected = CASES[name]
    assert shown(TWO, one) == expected


def test_what_says_so_goes_with_it() -> None:
    assert [one.why for one in marked(TWO, CUES, (aside(5, 7),))] == [(), ("念出網址",), (), ()]


def test_a_chapter_that_is_none_already_stays_whole() -> None:
    chapters = [
        Start(cue=0),
        Start(cue=10, title="Our sponsors", kind="advertisement"),
        Start(cue=20),
    ]
    assert shown(chapters, aside(12, 15)) == [(one.cue, one.kind, one.title) for one in chapters]


def test_what_lies_between_two_asides_is_talk() -> None:
    assert shown([Start(cue=0, title="tides")], aside(0, 3), aside(5, 29)) == [
        (0, "advertisement", ""),
        (4, "talk", "tides"),
        (5, "advertisement", ""),
    ]


def test_without_asides_nothing_changes() -> None:
    assert marked(TWO, CUES, ()) == tuple(TWO)


def test_talk_is_no_aside() -> None:
    with pytest.raises(ValueError, match="talk is no aside"):
        aside(0, 3, "talk")
    with pytest.raises(ValueError, match="aside 3-2"):
        aside(3, 2)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[list[Start], list[Aside]]:
    places = sorted(draw(st.sets(st.integers(1, 29), max_size=6)) | {0})
    edges = sorted(draw(st.sets(st.integers(0, 29), max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Start(cue=at, title=f"t{at}") for at in places], [aside(a, b) for a, b in pairs]


@given(cuts())
def test_every_cue_is_of_the_kind_that_was_found(made: tuple[list[Start], list[Aside]]) -> None:
    starts, asides = made
    rows = marked(starts, CUES, asides)
    assert rows[0].cue == 0
    assert [row.cue for row in rows] == sorted({row.cue for row in rows})
    ends = [*(row.cue for row in rows[1:]), len(CUES)]
    talk = {
        at
        for row, end in zip(rows, ends, strict=True)
        if row.kind == "talk"
        for at in range(row.cue, end)
    }
    assert talk == set(programme(len(CUES), asides))
