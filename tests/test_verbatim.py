"""Were these words spoken? Grades, and what must never pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pod2post import verbatim
from talk import cue

CUES = (
    cue(
        1, "I left because, um, every question had turned into the same question: how much bigger?"
    ),
    cue(2, "Our last model cost $340 million to train, and nobody could tell me who it was for."),
    cue(3, "And, you know, I wrote that down. I wrote that down, because it mattered."),
    cue(4, "It leaks out of old pipes under the street."),
)

SPOKEN = [
    ("exact", "every question had turned into the same question", 0, 0),
    ("exact", "EVERY question had turned into the same question; how much bigger", 0, 0),
    ("exact", "Our last model cost $340 million to train", 1, 1),
    ("exact", "who it was for. And, you know, I wrote that down.", 1, 2),
    ("exact", "It leaks out of old pipes under the street", 3, 3),
    ("light", "I left because every question had turned into the same question", 0, 0),
    ("light", "And I wrote that down, because it mattered.", 2, 2),
    ("stitched", "every question had turned into old pipes under the street", 0, 3),
    ("stitched", "It leaks out of our last model cost", 1, 3),
]

NOT_SPOKEN = [
    "We were all afraid of what we had built",
    "Our last model cost $34 million to train",
    "every question had never turned into the same question",
    "nobody would tell me who it was for",
    "",
    "…",
]


@pytest.mark.parametrize(("grade", "source", "first", "last"), SPOKEN)
def test_words_that_were_spoken_are_found_and_graded(
    grade: str, source: str, first: int, last: int
) -> None:
    match = verbatim.locate(source, CUES)
    assert match is not None
    assert (match.grade, match.first, match.last) == (grade, first, last)


@pytest.mark.parametrize("source", NOT_SPOKEN)
def test_words_that_nobody_said_are_not_found(source: str) -> None:
    assert verbatim.locate(source, CUES) is None


@given(st.integers(0, 3), st.integers(0, 6), st.integers(3, 9))
def test_any_run_of_spoken_words_is_exact(index: int, start: int, size: int) -> None:
    words = CUES[index].text.split()[start : start + size]
    match = verbatim.locate(" ".join(words), CUES)
    assert match is not None
    assert match.grade == "exact"


@given(st.integers(0, 3), st.integers(0, 8), st.sampled_from(["zebra", "never", "77", "不"]))
def test_one_foreign_word_spoils_a_quotation(index: int, at: int, word: str) -> None:
    words = CUES[index].text.split()
    words.insert(min(at, len(words)), word)
    assert verbatim.locate(" ".join(words), CUES) is None


def test_nothing_is_found_in_nothing() -> None:
    assert verbatim.locate("anything at all", ()) is None


NUMBERED = [
    ("There were twenty-five of us.", "There were 25 of us."),
    ("It grew ten percent.", "It grew 10%."),
    ("It cost three million dollars to build.", "It cost $3 million to build."),
    ("It cost $3,000,000 to build.", "It cost three million dollars to build."),
    ("in nineteen ninety six we moved", "in 1996 we moved"),
    ("in twenty twenty-one we moved", "in 2021 we moved"),
    ("two hundred and five boats", "205 boats"),
    ("a hundred thousand boats", "100,000 boats"),
    ("a three million dollar deal", "a $3 million deal"),
    ("three point five percent of them", "3.5% of them"),
]
OTHERWISE = [
    ("There were twenty-five of us.", "There were 24 of us."),
    ("It grew ten percent.", "It grew 10 points."),
    ("It cost three million dollars.", "It cost $3 billion."),
    ("two hundred and five boats", "250 boats"),
    ("one two three boats", "123 boats"),
]


@pytest.mark.parametrize(("spoken", "written"), NUMBERED)
def test_a_number_may_be_spelt_or_in_digits(spoken: str, written: str) -> None:
    for source, heard in ((spoken, written), (written, spoken)):
        match = verbatim.locate(source, [cue(1, f"Well, {heard}")])
        assert match is not None
        assert match.grade == "exact"


@pytest.mark.parametrize(("spoken", "written"), OTHERWISE)
def test_another_number_is_not_what_was_spoken(spoken: str, written: str) -> None:
    assert verbatim.locate(written, [cue(1, spoken)]) is None
