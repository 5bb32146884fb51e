"""What is said around a sentence: on which side, how near, and by how much more than usual."""

import pytest

from pod2post.topics import surroundings
from test_witness import spoken

OFFER = "Use code LANTERN for twenty percent off."
MUD = "The mud was deep."


def test_an_offer_is_known_by_the_side_on_which_it_is() -> None:
    before, own, behind = surroundings.shapes(spoken(MUD, OFFER, MUD))
    assert own["all offer"] == 1.0
    assert "all offer after" in before
    assert "all offer before" not in before
    assert before["all offer after"] == behind["all offer before"] > 0
    assert own["all offer before"] == own["all offer after"] == 0.0


def test_an_offer_far_away_is_far_and_one_farther_is_none() -> None:
    far = surroundings.shapes(spoken(MUD, OFFER, apart=30_000))[0]
    assert far["all far after"] > 0
    assert "all offer after" not in far
    assert "all far after" not in surroundings.shapes(spoken(MUD, OFFER, apart=70_000))[0]
    assert "all far before" not in surroundings.shapes(spoken(OFFER, MUD, apart=50_000))[1]


def test_questions_count_by_how_many_more_there_are_than_in_the_whole_episode() -> None:
    asked = surroundings.shapes(spoken("Why?", MUD, "How?", MUD, MUD, MUD, MUD, MUD, apart=10_000))
    assert asked[1]["all asked after"] == pytest.approx(1 - 2 / 8)
    assert asked[6]["all asked after"] == pytest.approx(-2 / 8)
    always = surroundings.shapes(spoken(*["Why?"] * 5))
    assert always[2]["all asked after"] == 0.0


OWN = {
    "somebody else": ("She had a lamp.", {"all third": 1.0, "all said": 0.0}),
    "what was said": ("He said no.", {"all third": 1.0, "all said": 1.0}),
    "Chinese": ("他說不行。", {"all third": 1.0, "all said": 1.0}),
    "a name and a few words at the end": ("Quillwick. Write it down.", {"all tag": 1.0}),
    "a sentence like any other": ("We wrote it down.", {"all tag": 0.0, "all third": 0.0}),
    "an offer that is told of": (f"He said, {OFFER}", {"all story": 1.0}),
    "an offer that is none of a story": (OFFER, {"all story": 0.0}),
}


@pytest.mark.parametrize("name", OWN)
def test_a_sentence_by_itself_shows(name: str) -> None:
    text, expected = OWN[name]
    row = surroundings.shapes(spoken(text))[0]
    assert {key: row[key] for key in expected} == expected


def test_of_no_sentences_nothing_is_shown() -> None:
    assert surroundings.shapes(()) == ()
