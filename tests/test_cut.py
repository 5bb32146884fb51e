"""The cut covers an episode whatever is said in it, and falls where the subject turns."""

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post.topics import count, features, fitted
from pod2post.topics.candidates import TIMES, Candidate, candidates
from pod2post.topics.cut import MOST, PLACES, SHORT, cut, divided, evidence
from pod2post.values import Cue
from talk import GUEST, HOST, cue

SUBJECTS = (
    "pipe leak plumber wrench drain valve sewer basin",
    "network gradient weight layer training data model tensor",
    "bread flour oven dough butter yeast crust baker",
    "galaxy telescope orbit planet comet lens nebula dust",
    "violin cello concert bow string rehearsal hall tune",
)
PAUSES = ("Yes.", "", "嗯，對。", "Okay, so next let's talk about the roof?", "And it was fine.")


def talk_of(*sizes: int, seed: int = 1) -> list[Cue]:
    """So many sentences about each subject, by a host and a guest in turn."""
    draw = random.Random(seed)
    cues = list[Cue]()
    for subject, size in zip(SUBJECTS, sizes, strict=False):
        for _ in range(size):
            said = " ".join(draw.choices(subject.split(), k=9))
            cues.append(cue(len(cues), f"The {said}.", (HOST, GUEST)[len(cues) % 2]))
    return cues


def meaning_of(cues: list[Cue], *sizes: int) -> np.ndarray:
    """A direction for each subject, and some noise."""
    draw = np.random.default_rng(1)
    rows = np.repeat(np.eye(len(sizes)), sizes, axis=0)
    return rows + 0.05 * draw.normal(size=rows.shape)


def covers(starts: tuple[int, ...], size: int) -> bool:
    inside = all(0 <= start < size for start in starts)
    return starts[0] == 0 and list(starts) == sorted(set(starts)) and inside


@pytest.mark.parametrize("embedded", [True, False], ids=["by meaning", "by words alone"])
def test_four_subjects_are_cut_where_they_turn(embedded: bool) -> None:
    sizes = (40, 25, 50, 35)
    cues = talk_of(*sizes)
    made = cut(cues, meaning_of(cues, *sizes) if embedded else None, 4)
    assert len(made) == 4
    assert [abs(one - true) <= 1 for one, true in zip(made, (0, 40, 65, 115), strict=True)] == [
        True
    ] * 4


def test_what_the_host_says_decides_between_two_places_alike() -> None:
    cues = [cue(n, "We went on about the weather there.", GUEST) for n in range(80)]
    cues[37] = cue(37, "Okay, so let's move on to the next question: how did you begin?", HOST)
    assert cut(cues, None, 2) == (0, 37)


def test_a_long_pause_decides_where_nothing_else_tells() -> None:
    cues = [cue(n, "We went on about the weather there.") for n in range(80)]
    later = [cue(n, "We went on about the weather there.", at=5000 * n + 9000) for n in range(80)]
    assert cut([*cues[:44], *later[44:]], None, 2) == (0, 44)


@pytest.mark.parametrize(
    ("size", "asked", "expected"),
    [(0, None, 0), (0, 5, 0), (1, None, 1), (1, 9, 1), (2, 1, 1), (2, 2, 2), (2, 50, 2), (7, 7, 7)],
)
def test_the_shortest_transcripts(size: int, asked: int | None, expected: int) -> None:
    cues = [cue(n, "One and two and three.") for n in range(size)]
    made = cut(cues, None, asked)
    assert len(made) == expected
    assert not made or covers(made, size)


@settings(max_examples=80, deadline=None)
@given(
    texts=st.lists(st.sampled_from((*SUBJECTS, *PAUSES)), min_size=1, max_size=70),
    speakers=st.lists(st.sampled_from([HOST, GUEST, None]), min_size=1, max_size=5),
    asked=st.none() | st.integers(1, 90),
    vectors=st.sampled_from(["none", "random", "constant", "zeros", "no numbers"]),
)
def test_whatever_is_said_the_parts_cover_it_in_order(
    texts: list[str], speakers: list[str | None], asked: int | None, vectors: str
) -> None:
    cues = [cue(n, text, speakers[n % len(speakers)]) for n, text in enumerate(texts)]
    shape = (len(texts), 6)
    rows = {
        "none": None,
        "random": np.random.default_rng(len(texts)).normal(size=shape),
        "constant": np.ones(shape),
        "zeros": np.zeros(shape),
        "no numbers": np.full(shape, np.nan),
    }[vectors]
    known = evidence(cues, rows)
    assert np.isfinite(known.scores).all()
    assert np.isfinite(known.sums).all()
    made = divided(known, asked)
    assert covers(made, len(texts))
    assert len(made) <= (asked or MOST)
    offered = candidates(known, made)
    assert [one.cue for one in offered] == sorted({one.cue for one in offered})
    assert {one.cue for one in offered if one.chosen} == set(made[1:])


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(8, 40), min_size=2, max_size=5), asked=st.integers(2, 12))
def test_no_part_is_shorter_than_a_fifth_of_its_equal_share(sizes: list[int], asked: int) -> None:
    cues = talk_of(*sizes)
    known = evidence(cues, None)
    made = divided(known, asked)
    edges = [known.words[at] for at in (*made, len(cues))]
    shares = [b - a for a, b in pairwise(edges)]
    assert min(shares) >= known.words[-1] / (SHORT * len(made)) - 1e-9


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.integers(20, 40), min_size=3, max_size=5), asked=st.integers(4, 7))
def test_no_part_is_longer_than_is_allowed_where_that_can_be(sizes: list[int], asked: int) -> None:
    cues = talk_of(*sizes)
    known = evidence(cues, None)
    made = divided(known, asked, 0.35)
    edges = [known.words[at] for at in (*made, len(cues))]
    assert len(made) == asked
    assert max(b - a for a, b in pairwise(edges)) <= 0.35 * known.words[-1]


def test_what_cannot_be_as_short_as_wished_is_cut_all_the_same() -> None:
    cues = [cue(0, "One word."), cue(1, "So many words stand here. " * 60), cue(2, "And a word.")]
    assert covers(divided(evidence(cues, None), 2, 0.1), 3)


def test_the_chances_of_all_places_add_up_to_one() -> None:
    known = evidence(talk_of(30, 30), None)
    assert np.exp(known.scores).sum() == pytest.approx(1, abs=1e-4)
    assert known.shares.shape == (59, len(known.names))


def test_a_place_lends_some_of_its_chance_to_those_close_by() -> None:
    """Three likely places side by side are likelier together than one that is likelier alone."""
    cues = talk_of(60, 60)
    plain, near = (
        fitted.Fit(weights={"edge": 1.0}, even=0.1, law=fitted.LAW, worth=4.0, lent=lent)
        for lent in (0.0, fitted.LENT)
    )
    alone, lent = (np.exp(evidence(cues, None, by).scores) for by in (plain, near))
    assert alone.sum() == pytest.approx(lent.sum(), abs=1e-4)
    assert np.ptp(lent[:8]) < np.ptp(alone[:8]), "what stands out is shared"
    assert lent[60] == pytest.approx(alone[60], rel=0.1)


def test_a_boundary_falls_where_several_places_are_likely_rather_than_one() -> None:
    cues = [cue(n, "We went on about the weather there.") for n in range(120)]
    cues[30] = cue(30, "Okay, so next let's talk about the roof.")
    for at in (79, 80, 81):
        cues[at] = cue(at, "Okay, so next let's see the roof.")
    assert 79 <= cut(cues, None, 2)[1] <= 81


def test_a_place_that_is_asked_for_again_is_the_same() -> None:
    cues = talk_of(30, 20, 40)
    rows = meaning_of(cues, 30, 20, 40)
    assert cut(cues, rows) == cut(list(cues), rows.copy())
    assert cut(cues, rows) == cut(cues, rows + 1e-12)


def test_ids_and_names_do_not_matter() -> None:
    cues = talk_of(30, 20, 40)
    named = [
        Cue(
            id=f"x{n}",
            start_ms=one.start_ms,
            end_ms=one.end_ms,
            speaker="A" if one.speaker == HOST else "B",
            text=one.text,
            confidence=1,
        )
        for n, one in enumerate(cues)
    ]
    assert cut(named, None) == cut(cues, None)


LAWS = pytest.mark.parametrize("law", [fitted.LAW, fitted.LAW_TURNS], ids=["sentences", "turns"])


@LAWS
def test_a_longer_episode_gets_more_parts_and_longer_turns_do(
    law: tuple[float, float, float],
) -> None:
    quick = [cue(n, "It is so.", (HOST, GUEST)[n % 2]) for n in range(100)]
    slow = [cue(n, "It is so.", (HOST, GUEST)[n // 10 % 2]) for n in range(100)]
    assert count.expected(quick, law) < count.expected([*quick, *_later(quick)], law)
    assert count.expected(quick, law) < count.expected(slow, law)


def test_an_hour_of_podcast_has_more_parts_than_an_hour_of_meeting() -> None:
    hour = [
        cue(n, "We went on about the weather there.", (HOST, GUEST)[n // 4 % 2], at=n * 6000)
        for n in range(600)
    ]
    turns = [
        cue(n, "We went on about the weather there.", (HOST, GUEST)[n % 2], at=n * 6000)
        for n in range(600)
    ]
    podcast, meeting = (evidence(one, None).about for one in (hour, turns))
    assert 7 <= podcast <= 12
    assert 3 <= meeting <= 6


def test_a_talk_of_a_day_is_cut_into_no_more_than_the_most() -> None:
    day = [cue(n, "We went on about the weather there.", None, at=n * 120_000) for n in range(720)]
    assert evidence(day, None).about * 0.6 > MOST, "the law alone would ask for more"
    assert len(cut(day, None)) == MOST


def test_other_numbers_may_be_given_than_those_that_were_fitted() -> None:
    cues = talk_of(40, 25, 50, 35)
    by = fitted.Fit(weights={"edge": 2.0}, even=0.7, law=fitted.LAW, worth=9.0, lent=0.0)
    known = evidence(cues, None, by)
    assert (known.even, known.worth) == (0.7, 9.0)
    assert {
        name for name, share in zip(known.names, known.shares.T, strict=True) if share.any()
    } == {"edge"}


@LAWS
def test_one_voice_and_unknown_voices_count_alike(law: tuple[float, float, float]) -> None:
    one = [cue(n, "It is so.", HOST) for n in range(50)]
    nobody = [cue(n, "It is so.", None) for n in range(50)]
    assert count.expected(one, law) == count.expected(nobody, law)


def _later(cues: list[Cue]) -> list[Cue]:
    return [cue(n, one.text, one.speaker) for n, one in enumerate(cues, start=len(cues))]


def test_the_automatic_count_stays_near_the_law_and_follows_the_gain() -> None:
    sizes = (60, 60, 60, 60, 60)
    cues = talk_of(*sizes)
    about = evidence(cues, None).about
    made = cut(cues, meaning_of(cues, *sizes))
    assert 0.5 * about <= len(made) <= 2 * about
    flat = [cue(n, "We went on about the weather there.", HOST) for n in range(300)]
    assert math.floor(0.6 * evidence(flat, None).about) <= len(cut(flat, None)) <= MOST


def test_there_are_three_candidates_for_a_part_and_each_says_why() -> None:
    cues = talk_of(40, 25, 50, 35)
    known = evidence(cues, meaning_of(cues, 40, 25, 50, 35))
    made = candidates(known)
    chosen = [one for one in made if one.chosen]
    assert len(chosen) + 1 <= len(made) <= (TIMES + 1) * (len(chosen) + 1)
    assert all(one.why and set(one.why) <= set(known.names) for one in chosen)
    assert all(one.score < 0 for one in made)


def test_a_candidate_before_the_first_cue_is_refused() -> None:
    with pytest.raises(ValueError, match="before the first"):
        Candidate(cue=0, score=-1, why=(), chosen=False)


@pytest.mark.parametrize("turns", [True, False], ids=["turns", "sentences"])
@pytest.mark.parametrize("embedded", [True, False], ids=["by meaning", "by words alone"])
def test_every_column_that_is_taken_has_its_weight_and_no_other(
    embedded: bool, turns: bool
) -> None:
    taken = features.taken(embedded=embedded, turns=turns)
    assert tuple(fitted.fit(embedded=embedded, turns=turns).weights) == taken
    assert set(taken) < set(features.names(embedded=embedded))
    assert PLACES >= 4 * MOST


def test_turns_and_sentences_are_weighed_by_different_numbers() -> None:
    said = "We went on about the weather there. ".split()
    turns = [cue(n, " ".join(said[: n % 5 + 1]), (HOST, GUEST)[n % 2]) for n in range(60)]
    sentences = [cue(n, one.text, (HOST, GUEST)[n // 4 % 2]) for n, one in enumerate(turns[:58])]
    read = [evidence(one, None) for one in (turns, sentences)]
    weighed = [set(np.array(known.names)[np.abs(known.shares).sum(axis=0) > 0]) for known in read]
    assert [("turn" in one, "end" in one) for one in weighed] == [(False, True), (True, False)]
    assert [known.even for known in read] == [fitted.EVEN_TURNS, fitted.EVEN]


@pytest.mark.parametrize("who", [None, GUEST], ids=["nobody known", "one person"])
def test_one_voice_that_sums_up_and_goes_on_is_cut_between(who: str | None) -> None:
    cues = [cue(n, "We went on about the weather there.", who) for n in range(80)]
    cues[36] = cue(36, "So those are the big changes.", who)
    assert cut(cues, None, 2) == (0, 37)


@pytest.mark.parametrize("embedded", [True, False], ids=["by meaning", "by words alone"])
def test_a_talk_of_one_voice_is_cut_where_its_subjects_turn(embedded: bool) -> None:
    sizes = (40, 25, 50, 35)
    cues = [cue(n, one.text, None) for n, one in enumerate(talk_of(*sizes))]
    made = cut(cues, meaning_of(cues, *sizes) if embedded else None, 4)
    assert len(made) == 4
    assert max(abs(one - true) for one, true in zip(made, (0, 40, 65, 115), strict=True)) <= 1


@pytest.mark.parametrize("embedded", [True, False])
def test_a_transcript_of_one_sentence_has_a_table_without_rows(embedded: bool) -> None:
    rows = np.ones((1, 3)) if embedded else None
    made = features.table([cue(0, "Alone.")], rows)
    assert made.shape == (0, len(features.names(embedded=embedded)))
