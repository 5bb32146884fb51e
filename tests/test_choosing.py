"""What a model may choose: ids that were given, in order, parts of a fair length. No times."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post.topics import choosing
from pod2post.topics.choosing import LONGEST_TITLE, Spot, counts, fault, title
from pod2post.topics.parts import Kind
from pod2post.values import Cue
from pod2post.writing.tasks import ChosenPart, TopicsReply
from talk import cue

WORDS = "The pipe under this street tells you where the water goes at night."  # 13 words
# 240 sentences of five seconds: 20 minutes. The cut has four parts of them.
CUES = tuple(cue(n, WORDS) for n in range(240))
OURS = (0, 60, 120, 180)
SPOTS = tuple(
    Spot(id=f"p{n}", cue=at, ours=at in OURS)
    for n, at in enumerate((0, 5, 30, 60, 90, 120, 150, 180, 210, 237))
)


def reply(*ids: str, kind: Kind = "talk") -> TopicsReply:
    return TopicsReply(parts=tuple(ChosenPart(start=i, title="水管", kind=kind) for i in ids))


def test_our_own_choice_has_no_fault_and_keeps_its_cut() -> None:
    own = reply("p0", "p3", "p5", "p7")
    assert fault(own, SPOTS, CUES) is None
    assert [start.cue for start in choosing.starts(own, SPOTS, CUES)] == list(OURS)


def test_another_choice_among_the_places_is_taken() -> None:
    other = reply("p0", "p4", "p6", "p7", "p8")
    assert fault(other, SPOTS, CUES) is None
    assert [start.cue for start in choosing.starts(other, SPOTS, CUES)] == [0, 90, 150, 180, 210]


NONSENSE: dict[str, tuple[TopicsReply, str]] = {
    "nothing": (reply(), "the first part does not start at p0"),
    "unknown ids": (reply("p0", "p3", "p99", "g1"), "there is no place g1, p99"),
    "a time": (reply("p0", "5:00", "p5"), "there is no place 5:00"),
    "markup": (reply("<b>p0</b>"), "there is no place <b>p0</b>"),
    "not from the beginning": (reply("p3", "p5", "p7"), "does not start at p0"),
    "out of order": (reply("p0", "p5", "p3", "p7"), "not in the order of time"),
    "one twice": (reply("p0", "p3", "p3", "p7"), "place p3 is chosen more than once"),
    "all of them": (reply(*(spot.id for spot in SPOTS)), "10 parts, wanted 2 to 6"),
    "one": (reply("p0"), "1 parts, wanted 2 to 6"),
    "a scrap": (reply("p0", "p1", "p5", "p7"), "the part from p0 is too short (65 words)"),
    "a scrap at the end": (reply("p0", "p3", "p5", "p7", "p9"), "the part from p9 is too short"),
    "one that holds all": (reply("p0", "p2", "p3", "p4"), "the part from p4 is too long (62 %)"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_named(name: str) -> None:
    made, words = NONSENSE[name]
    assert words in (fault(made, SPOTS, CUES) or "")


def test_a_hundred_thousand_parts_are_named_at_once() -> None:
    made = fault(reply(*(f"p{n}" for n in range(100_000))), SPOTS, CUES)
    assert made is not None
    assert len(made) < 300


def test_what_no_place_divides_may_be_long() -> None:
    few = [Spot(id="p0", cue=0, ours=True), Spot(id="p1", cue=30, ours=False)]
    few += [Spot(id="p2", cue=60, ours=True), Spot(id="p3", cue=90, ours=False)]
    assert fault(reply("p0", "p1", "p2"), few, CUES) is None, "75 % lie after the last of ours"


def test_an_advertisement_may_be_short() -> None:
    parts = (
        ChosenPart(start="p0", title="甲", kind="advertisement"),
        *(ChosenPart(start=id_, title="乙", kind="talk") for id_ in ("p1", "p3", "p5", "p7")),
    )
    made = TopicsReply(parts=parts)
    assert fault(made, SPOTS, CUES) is None
    starts = choosing.starts(made, SPOTS, CUES)
    assert [start.kind for start in starts] == ["advertisement", *["talk"] * 4]


@pytest.mark.parametrize("kind", ["advertisement", "intro", "small talk"])
def test_no_five_minutes_and_no_whole_episode_are_left_out_on_a_models_word(kind: Kind) -> None:
    everything = choosing.starts(reply("p0", "p3", "p5", "p7", kind=kind), SPOTS, CUES)
    assert {start.kind for start in everything} == {"talk"}
    halves = tuple(cue(n, WORDS, at=n * 900) for n in range(240))  # the same in 3.6 minutes
    everything = choosing.starts(reply("p0", "p3", "p5", "p7", kind=kind), SPOTS, halves)
    assert {start.kind for start in everything} == {"talk"}


TITLES = (
    ("水管會說話", "水管會說話"),
    ("  水管\n會\t說話 ", "水管 會 說話"),
    ("<b>水管</b><script>alert(1)</script>", "水管 alert(1)"),
    ("水\u200b管\u202e會", "水管會"),
    ("a < b ⟦q:s1q1⟧", "a ＜ b 〔q:s1q1〕"),
    ("## **水管**", "水管"),
    ("软件", ""),  # Simplified: the words of the part stand in its place
    ("", ""),
    ("…—", ""),
    ("水" * 500, "水" * (LONGEST_TITLE - 1) + "…"),
)


@pytest.mark.parametrize(("said", "kept"), TITLES)
def test_a_title_is_one_plain_line(said: str, kept: str) -> None:
    assert title(said) == kept


@pytest.mark.parametrize(
    ("ours", "spots", "due"),
    [(1, 2, (2, 2)), (3, 9, (2, 5)), (5, 5, (3, 5)), (5, 20, (3, 8)), (14, 42, (8, 22))],
)
def test_the_number_of_parts_goes_by_the_cuts_own(
    ours: int, spots: int, due: tuple[int, int]
) -> None:
    assert counts(ours, spots) == due


IDS = st.sampled_from([*(spot.id for spot in SPOTS), "p99", "", "0:00"])
KINDS = st.sampled_from(["talk", "advertisement", "intro", "small talk"])
PARTS = st.lists(st.builds(ChosenPart, start=IDS, title=st.text(max_size=60), kind=KINDS))


def covered(starts: Sequence[int], cues: Sequence[Cue]) -> bool:
    rising = list(starts) == sorted(set(starts))
    return rising and starts[0] == 0 and starts[-1] < len(cues)


@settings(max_examples=300, deadline=None, database=None)
@given(PARTS)
def test_what_has_no_fault_covers_the_talk_in_order(parts: list[ChosenPart]) -> None:
    made = TopicsReply(parts=tuple(parts))
    if fault(made, SPOTS, CUES) is None:
        starts = choosing.starts(made, SPOTS, CUES)
        assert covered([start.cue for start in starts], CUES)
        least, most = counts(len(OURS), len(SPOTS))
        assert least <= len(starts) <= most


@settings(max_examples=200, deadline=None, database=None)
@given(st.sets(st.sampled_from(SPOTS[1:]), min_size=1), st.lists(KINDS, min_size=10, max_size=10))
def test_choices_from_the_places_are_believed_or_named(some: set[Spot], kinds: list[Kind]) -> None:
    """The same with real places in order, so that most of it gets past the first checks."""
    ids = ["p0", *(spot.id for spot in sorted(some, key=lambda spot: spot.cue))]
    parts = [ChosenPart(start=i, title="甲", kind=k) for i, k in zip(ids, kinds, strict=False)]
    made = TopicsReply(parts=tuple(parts))
    if fault(made, SPOTS, CUES) is None:
        starts = choosing.starts(made, SPOTS, CUES)
        assert covered([start.cue for start in starts], CUES)
        aside = sum(start.kind != "talk" for start in starts)
        assert aside < len(starts)
