"""The learned witness: what a sentence shows, what its weights make of it, how they are made."""

import json
import tomllib
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.advertisements import fit, tables
from benchmarks.advertisements.episodes import learning, parts
from pod2post.topics import advertisements, witness, wording
from pod2post.topics.clues import Clues
from pod2post.topics.witness import Learned
from pod2post.values import Cue


def spoken(*texts: str, apart: int = 5000) -> tuple[Cue, ...]:
    return tuple(
        Cue(
            id=f"c{at:04}",
            start_ms=at * apart,
            end_ms=at * apart + 4000,
            speaker=None,
            text=text,
            confidence=90,
        )
        for at, text in enumerate(texts)
    )


SHOWN = {
    "a word, its plural and a pair": ("Lamps glow.", {"w lamp": 1.0, "p lamp glow": 1.0}),
    "the first word": ("Lamps glow.", {"f lamp": 1.0}),
    "a number, whatever it is": ("It costs ninety or 4.", {"w 0": 1.0, "en number": 1.0}),
    "a listener": ("It is yours and your aunt's.", {"en you": 1.0}),
    "what a listener is to do": ("Then pick the blue one.", {"en imperative": 1.0}),
    "no such thing": ("They pick the blue one.", {"en imperative": 0.0}),
    "a question to a listener": ("Do you sleep?", {"en asks you": 1.0}),
    "Chinese pairs": ("燈很亮。", {"h 燈很": 1.0, "h 很亮": 1.0, "zh": 1.0}),
    "a Chinese listener": ("你和你的燈", {"zh you": 1.0, "zh I": 0.0}),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_sentence_shows(name: str) -> None:
    text, expected = SHOWN[name]
    row = wording.shapes(spoken(text))[0]
    assert {key: row[key] for key in expected} == expected


def test_a_name_said_within_a_minute_is_named_and_one_of_the_whole_talk_is_not() -> None:
    short = wording.shapes(spoken("We have Quillwick.", "Buy Quillwick now."))
    assert short[0]["en named"] == 1.0
    long = wording.shapes(spoken("We have Quillwick.", "Buy Quillwick now.", apart=100_000))
    assert long[0]["en named"] == 0.0


def points(known: Learned, *texts: str) -> list[float]:
    return [hint.points for _, hint in witness.hints(spoken(*texts), known)]


def test_points_follow_the_weights_and_stay_within_their_bounds() -> None:
    known = Learned(weights={"w lamp": 1.0, "w oil": 100.0, "w rain": -100.0}, bias=witness.MIDDLE)
    size = 4 / witness.USUAL
    for word, much in (("lamp", 1.0), ("mud", 0.0), ("oil", witness.MOST), ("rain", witness.LEAST)):
        expected = witness.WEIGHT * size * much
        assert points(known, f"The {word}.") == pytest.approx([expected])


def test_a_long_sentence_speaks_more_than_a_short_one() -> None:
    known = Learned(weights={"w oil": 2.0}, bias=witness.MIDDLE)
    cue = spoken("The oil.")[0]
    made = {}
    for seconds in (1, 2, 4, 8, 60):
        longer = replace(cue, end_ms=cue.start_ms + 1000 * seconds)
        made[seconds] = next(witness.hints([longer], known))[1].points
    assert made[8] == pytest.approx(2 * made[4])
    assert made[60] == pytest.approx(witness.WEIGHT * witness.LARGE * 2.0)
    assert made[1] == pytest.approx(made[2]) == pytest.approx(witness.WEIGHT * witness.SMALL * 2.0)


def test_an_advertisement_without_any_phrase_is_found_by_its_wording_alone() -> None:
    talk = ["The valve was under the street, and they closed it in the winter."] * 8
    spot = ["Oil.", "Oil and more oil.", "Oil again.", "Oil it is."] * 2
    known = Learned(weights={"w oil": 5.0}, bias=-3.0)
    made = advertisements.asides(spoken(*talk, *spot, *talk), Clues(), learned=known)
    assert [(one.first, one.last, one.why) for one in made] == [(8, 15, ("整段聽起來像廣告",))]
    nothing = Learned(weights={}, bias=-3.0)
    assert advertisements.asides(spoken(*talk, *spot, *talk), Clues(), learned=nothing) == ()


def test_a_talk_that_is_worded_so_all_along_is_a_talk() -> None:
    known = Learned(weights={"w oil": 9.0}, bias=-3.0)
    rows = [f"The oil of the lamp in the {place}." for place in ("cellar", "mill", "barn")] * 5
    assert advertisements.asides(spoken(*rows), Clues(), learned=known) == ()


# --- how the weights are made ---------------------------------------------------------


def test_the_weights_that_are_kept_are_those_of_the_fit() -> None:
    made = fit.fitted([fit.example(one) for rows in learning().values() for one in rows])
    kept = witness.learned()
    assert set(made.weights) == set(kept.weights), "python -m benchmarks.advertisements.fit"
    rows = [(made.weights[name], kept.weights[name]) for name in kept.weights]
    assert all(one == pytest.approx(two, abs=0.01) for one, two in rows)
    assert made.bias == pytest.approx(kept.bias, abs=0.01)


def test_the_spots_are_learned_from_and_measured_by_nobody() -> None:
    learnt = set(parts(None)) - {"unseen"}
    assert set(learning()) == {*learnt, "spots"}
    assert {*checked_parts()} == {*learnt, "all", "all, without speakers"}


def checked_parts() -> list[str]:
    return list(json.loads(tables.CHECKED.read_text(encoding="utf-8")))


def test_no_weight_is_for_the_name_of_a_show() -> None:
    shows = {one.show.lower() for rows in learning().values() for one in rows}
    names = {name[2:] for name in witness.learned().weights}
    assert shows.isdisjoint(names)


def test_a_word_of_advertisements_alone_gets_a_greater_weight_than_one_of_talk() -> None:
    rows = [
        fit.Example(
            shapes=({"w oil": 1.0}, {"w mud": 1.0}, {"w sky": 1.0}),
            labels=np.array([1.0, 0.0, np.nan]),
            ads=(range(1),),
        )
        for _ in range(fit.WORD)
    ]
    made = fit.fitted(rows)
    assert made.weights["w oil"] > 0 > made.weights["w mud"]
    assert made.weights["w sky"] == 0.0
    assert fit.names(rows[1:]) == ()


def test_the_file_reads_back_as_what_was_written() -> None:
    known = Learned(weights={"w don't": 0.25, "h 燈亮": -1.5}, bias=-2.0)
    assert tomllib.loads(fit.text(known)) == {"bias": -2.0, "weights": known.weights}
