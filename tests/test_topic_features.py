"""What is read off a transcript for its cut: phrases, pauses, words, and windows of words."""

import numpy as np
import pytest

from pod2post.topics import features, lexical, spoken
from pod2post.topics.windows import Sums, standard
from pod2post.values import Cue
from talk import GUEST, HOST, cue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okay, so let's talk about money.", (True, True, True, False)),
        ("Let’s move on to the next question.", (True, True, False, False)),
        ("And he went home.", (False, False, False, True)),
        ("So I was born there.", (False, False, True, False)),
        ("Rivers freeze in winter.", (False, False, False, False)),
        ("", (False, False, False, False)),
        ("我們來談談錢。", (False, False, False, False)),
    ],
)
def test_how_a_sentence_opens(text: str, expected: tuple[bool, ...]) -> None:
    assert spoken.opens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was fun, thank you.", True),
        ("That's it.", True),
        ("The thanks came late to her.", True),
        ("He left the thanks for a day that was far too long ago now.", False),
        ("", False),
    ],
)
def test_how_a_sentence_closes(text: str, expected: bool) -> None:
    assert spoken.closes(text) is expected


def test_a_question_is_told_by_its_mark_in_both_scripts() -> None:
    assert spoken.asks("Why?")
    assert spoken.asks("為什麼？")
    assert not spoken.asks("Why.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So that's what I've been working on this week.", True),
        ("Okay. Those are the big updates.", True),
        ("And that’s it.", True),
        ("That house was sold.", False),
        ("I think those are the big updates.", False),
        ("", False),
        ("就是這樣。", False),
    ],
)
def test_how_somebody_sums_up(text: str, expected: bool) -> None:
    assert spoken.wraps(text) is expected


def test_a_plan_is_told_at_the_beginning_of_a_sentence() -> None:
    assert spoken.plans("Now I’m going to share the code.")
    assert not spoken.plans("The code is here.")
    assert not spoken.plans(f"{'Many words ' * spoken.PLAN} and then we'll share it.")


def talk(*speakers: str | None) -> list[Cue]:
    return [cue(n, "One two three.", who) for n, who in enumerate(speakers)]


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        ((HOST, GUEST, HOST, GUEST), True),
        ((HOST, HOST, GUEST, GUEST, HOST), False),
        ((GUEST, GUEST, GUEST), False),
        ((None, None, None), False),
        ((GUEST, None, GUEST), False),  # one who is known, and nobody else
        ((), False),
    ],
)
def test_cues_are_turns_where_each_is_another_persons(
    speakers: tuple[str | None, ...], expected: bool
) -> None:
    assert spoken.whole_turns(talk(*speakers)) is expected


def test_one_slip_of_a_diarizer_makes_no_sentences_of_turns() -> None:
    turns = talk(*(HOST, GUEST) * 30)
    assert spoken.whole_turns([*turns, cue(60, "And.", GUEST)])


def test_a_turn_has_the_words_up_to_the_next() -> None:
    assert spoken.turns(talk(HOST, GUEST, GUEST, HOST)) == [0, 6, 0, 3]
    assert spoken.turns(talk(None, None)) == [0, 0]
    assert spoken.turns([]) == []


def test_the_last_time_of_a_word_is_the_first_from_behind() -> None:
    assert lexical.lasts(["bread oven", "bread", "comet"]).tolist() == [0, 1, 0]


def test_a_split_gains_most_where_two_means_lie_furthest_apart() -> None:
    rows = np.array([[1.0, 0]] * 12 + [[0, 1.0]] * 8)
    gained = Sums.of(rows, np.full(20, 5.0)).gained(40, np.ones(20))
    assert int(np.argmax(gained)) == 12
    # eight rows a side, means (1, 0) and (0, 1): 2 * 8 * 8 / (8 + 8)
    assert gained[12] == pytest.approx(8)
    assert gained[[0, 4, 20]] == pytest.approx(0)


def test_pauses_are_what_lies_between_two_sentences_and_never_below_nothing() -> None:
    cues = [cue(0, "a", at=0), cue(1, "b", at=6_000), cue(2, "c", at=7_000)]
    assert spoken.pauses(cues) == [1_500, 0]  # each lasts 4.5 s


def test_the_host_is_who_asks_and_leads() -> None:
    led = [cue(0, "Welcome! Let's start.", HOST), cue(1, "Hello there.", GUEST)]
    led += [cue(2, "What did you do next?", HOST), cue(3, "We built bridges.", GUEST)]
    assert spoken.host(led) == HOST
    assert spoken.host([cue(0, "Alone?", HOST)]) is None
    assert spoken.host([cue(0, "Who?", None), cue(1, "Me.", None)]) is None


def test_lengths_count_words_and_chinese_characters() -> None:
    assert lexical.length("one two three") == 3
    assert lexical.length("我們來談談錢") == 4
    assert lexical.length("") == 1


def test_terms_are_stems_without_talk_and_pairs_of_characters() -> None:
    assert lexical.terms("The bakers were baking, you know") == [
        *lexical.terms("bakers"),
        *lexical.terms("baking"),
    ]
    assert lexical.terms("烤麵包") == ["烤麵", "麵包"]


def test_vectors_of_words_are_unit_or_nothing() -> None:
    rows = lexical.vectors(["bread oven", "oven bread bread", "you know", "comet"])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 0, 0])
    assert rows[0] @ rows[1] > 0.8


def test_a_word_is_fresh_once_and_only_if_it_comes_again() -> None:
    assert lexical.firsts(["bread oven", "bread", "comet"]).tolist() == [1, 0, 0]


def test_windows_turn_where_the_rows_do() -> None:
    rows = np.array([[1.0, 0]] * 10 + [[0, 1.0]] * 10)
    turned = Sums.of(rows, np.full(20, 5.0)).turned(25)
    assert int(np.argmax(turned[1:-1])) + 1 == 10
    assert turned[10] == pytest.approx(1)
    assert turned[5] == pytest.approx(0)


def test_windows_reach_as_far_as_their_words() -> None:
    sums = Sums.of(np.eye(4), np.array([10.0, 10, 30, 10]))
    left, right = sums.sides(20)
    assert left[2].tolist() == [1, 1, 0, 0]
    assert right[2].tolist() == [0, 0, 1, 0]  # the third alone has more words than asked for
    assert right[0].tolist() == [1, 1, 0, 0]
    assert left[0].tolist() == [0, 0, 0, 0]


def test_speakers_shift_from_one_to_the_other() -> None:
    rows = np.array([[5.0, 0]] * 6 + [[0, 5.0]] * 6)
    shifted = Sums.of(rows, np.full(12, 5.0)).shifted(20)
    assert shifted[6] == pytest.approx(1)
    assert shifted[2] == pytest.approx(0)  # its four rows on the right are still the first's


def test_what_is_all_alike_has_no_standard() -> None:
    assert standard(np.ones(5)).tolist() == [0] * 5
    assert standard(np.array([1.0, 3.0])).tolist() == [-1, 1]


def test_the_table_names_its_columns() -> None:
    cues = [cue(0, "We bake bread.", GUEST), cue(1, "Okay, so next, what about stars?", HOST)]
    cues += [cue(2, "They shine.", GUEST)]
    names = features.names(embedded=False)
    row = dict(zip(names, features.table(cues, None)[0].tolist(), strict=True))
    marked = ("another speaker", "host", "host opens", "opener", "step", "marker", "asks")
    assert [row[name] for name in marked] == [1] * len(marked)
    assert row["plans after"] == row["wraps"] == 0
    assert row["asked"] == row["goes on"] == 0


def test_what_is_summed_up_before_and_planned_after_is_told_of_the_place_between() -> None:
    cues = [cue(n, "It rained again.", None) for n in range(8)]
    cues[2] = cue(2, "So that's it.", None)
    cues[5] = cue(5, "I'm going to show you.", None)
    rows = features.table(cues, None)
    names = features.names(embedded=False)
    told = {
        name: np.flatnonzero(rows[:, names.index(name)]) + 1 for name in ("wraps", "plans after")
    }
    assert {name: found.tolist() for name, found in told.items()} == {
        "wraps": [3, 4],
        "plans after": [4],
    }
