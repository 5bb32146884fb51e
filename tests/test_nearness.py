"""Names that were misheard: what is mended, and above all what must stay as it was said."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from names_misheard import SAME, SECOND, SECOND_SHEET, THIRD, THIRD_SHEET, TUNED, TUNED_SHEET, Case
from pod2post import codec
from pod2post.naming import mending, names, nearness
from pod2post.values import Name, Names
from talk import cue, transcript

SHEET = TUNED_SHEET
Sheet = tuple[Name, ...]
TABLES = [
    ("tuned", TUNED_SHEET, TUNED),
    ("second", SECOND_SHEET, SECOND),
    ("third", THIRD_SHEET, THIRD),
]


def shown(text: str, sheet: Sheet = SHEET) -> str:
    return mending.mended([text], sheet)[0][0]


def outcome(text: str, wanted: str | None, sheet: Sheet) -> str:
    """right, wrong (changed to something else, or what should stay), missed, or stayed."""
    got = shown(text, sheet)
    if wanted is SAME:
        return "stayed" if got == text else "wrong"
    return "right" if got == wanted else "missed" if got == text else "wrong"


@pytest.mark.parametrize(("name", "sheet", "cases"), TABLES, ids=[row[0] for row in TABLES])
def test_precision_and_recall(name: str, sheet: Sheet, cases: list[Case]) -> None:
    """At least sixty cases each; `pytest -s` shows the figures."""
    tally = Counter(outcome(text, wanted, sheet) for text, wanted in cases)
    precision = tally["right"] / (tally["right"] + tally["wrong"])
    recall = tally["right"] / sum(wanted is not SAME for _, wanted in cases)
    print(f"\n{name}: {len(cases)} cases, precision {precision:.3f}, recall {recall:.3f}, {tally}")
    assert len(cases) >= 60
    assert precision >= 0.98
    assert recall >= 0.85


EVERY = [(sheet, text, wanted) for _, sheet, cases in TABLES for text, wanted in cases]


@pytest.mark.parametrize(("sheet", "text"), [(s, t) for s, t, wanted in EVERY if wanted is SAME])
def test_what_was_said_stays(sheet: Sheet, text: str) -> None:
    assert shown(text, sheet) == text


@pytest.mark.parametrize(("sheet", "text"), [(s, wanted or t) for s, t, wanted in EVERY])
def test_a_right_text_is_left_alone(sheet: Sheet, text: str) -> None:
    assert shown(text, sheet) == text


WORDS = [word for text, wanted in TUNED for word in (wanted or text).split()]
RIGHT = st.lists(
    st.one_of(
        st.sampled_from([name.canonical for name in SHEET]),
        st.sampled_from("said then, about? who. we built tested never quickly".split()),
    ),
    max_size=12,
).map(" ".join)


@given(st.lists(RIGHT, max_size=4))
def test_the_overlay_of_a_right_text_changes_nothing(texts: list[str]) -> None:
    assert mending.mended(texts, SHEET) == [(text, []) for text in texts]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join), max_size=3))
def test_the_overlay_of_an_overlay_changes_nothing_in_sure_readings(texts: list[str]) -> None:
    """Whatever is shuffled together: nothing crashes, and a correction is stable."""
    once = mending.mended(texts, SHEET)
    twice = mending.mended([text for text, _ in once], SHEET)
    settled = mending.mended([text for text, _ in twice], SHEET)
    assert [text for text, _ in settled] == [text for text, _ in twice]


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_text_passes(texts: list[str]) -> None:
    rows = mending.mended(texts, SHEET)
    assert len(rows) == len(texts)
    for before, (after, changes) in zip(texts, rows, strict=True):
        assert (before == after) or changes


def test_a_neighbouring_cue_is_company() -> None:
    alone = mending.mended(["I use cloud code."], SHEET)
    beside = mending.mended(["I use cloud code.", "And the founders of OpenAI?"], SHEET)
    far = mending.mended(["I use cloud code.", "Yes.", "No.", "In Greywick?"], SHEET)
    assert alone[0][0] == "I use cloud code."
    assert beside[0] == ("I use Claude Code.", [("cloud code", "Claude Code", "listed")])
    assert far[0][0] == "I use cloud code."


def test_the_overlay_says_what_was_heard_and_moves_no_cue() -> None:
    talk = transcript([cue(1, "Jerry Torek left Open AI."), cue(2, "For Q Star.")])
    read, changes = names.overlaid(talk, Names(entries=SHEET))
    assert [c.text for c in read.cues] == ["Jerry Tworek left OpenAI.", "For Q-Star."]
    assert [replace(c, text="") for c in read.cues] == [replace(c, text="") for c in talk.cues]
    assert [(m.cue, m.heard, m.shown, m.why) for m in changes] == [
        ("c0001", "Jerry Torek", "Jerry Tworek", "sound"),
        ("c0001", "Open AI", "OpenAI", "division"),
        ("c0002", "Q Star", "Q-Star", "division"),
    ]
    assert codec.digest(talk) != codec.digest(read)


def test_scripts_without_spaces_are_mended_by_what_is_listed() -> None:
    sheet = (Name(canonical="特沃雷克", kind="person", heard=("托雷克", "特沃")),)
    assert mending.mended(["我問托雷克，特沃雷克說好。"], sheet) == [
        ("我問特沃雷克，特沃雷克說好。", [("托雷克", "特沃雷克", "listed")])
    ]


@pytest.mark.parametrize(
    ("one", "two"),
    [("tworek", "torek"), ("claude", "cloud"), ("graham", "gram"), ("philip", "filip"),
     ("knight", "nite"), ("jerry", "gerry"), ("marc", "mark"), ("müller", "muller")],
)  # fmt: skip
def test_words_that_sound_alike_have_one_key(one: str, two: str) -> None:
    assert nearness.key(one) == nearness.key(two)


@pytest.mark.parametrize(("one", "two"), [("parker", "barker"), ("terry", "jerry"), ("sam", "tam")])
def test_another_beginning_is_another_key(one: str, two: str) -> None:
    assert nearness.key(one) != nearness.key(two)


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_the_distance_is_a_distance(one: str, two: str) -> None:
    there = nearness.distance(one, two, 8)
    assert there == nearness.distance(two, one, 8)
    assert (there == 0) == (one == two)
    assert there <= max(len(one), len(two))
    assert there == nearness.FAR or there >= abs(len(one) - len(two))


def test_a_swap_is_one_edit_and_far_is_far() -> None:
    assert nearness.distance("tworke", "tworek") == 1
    assert nearness.distance("kitten", "sitting") == 3
    assert nearness.distance("claude", "anthropic") == nearness.FAR
