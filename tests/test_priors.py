"""Chapters of the source: taken where they are sane, at the sentence that each means."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pod2post.topics import priors
from pod2post.topics.marking import Aside, marked
from pod2post.topics.priors import LEAST, MOST
from pod2post.values import Chapter, Cue, Transcript
from talk import cue, transcript

WORDS = "The pipe under this street tells you where the water goes."


def even(count: int = 60, every_ms: int = 10_000) -> Transcript:
    """Sentences of 4.5 seconds, one every ten: five minutes for each thirty."""
    cues = [cue(n, WORDS, at=n * every_ms) for n in range(count)]
    return transcript(cues, minutes=count * every_ms // 60_000)


def chapters(*seconds: int) -> tuple[Chapter, ...]:
    return tuple(Chapter(start_ms=1000 * s, title=f"No. {s}") for s in seconds)


def begun(marks: Sequence[Chapter], talk: Transcript) -> list[int]:
    return [start.cue for start in priors.read(marks, talk).starts]


def test_sane_chapters_begin_with_the_sentence_after_them() -> None:
    assert begun(chapters(0, 100, 205, 300), even()) == [0, 10, 21, 30]


NO_USE: dict[str, tuple[tuple[Chapter, ...], int | None, str]] = {
    "none at all": ((), None, ""),
    "three": (chapters(0, 100, 200), None, "there are 3"),
    "twenty-one": (chapters(*range(0, 420, 20)), None, "there are 21"),
    "out of order": (chapters(0, 300, 200, 400), None, "not in the order of time"),
    "one twice": (chapters(0, 200, 200, 400), None, "not in the order of time"),
    "beyond the end": (chapters(0, 100, 300, 600), None, "another cut"),
    "before the beginning": (chapters(-5, 100, 200, 300), None, "another cut"),
    "all in the first minutes": (chapters(0, 30, 60, 90), None, "'No. 90' would hold 85 %"),
    "one that swallows the talk": (chapters(0, 50, 500, 550), None, "'No. 50' would hold 75 %"),
    "of a longer audio": (chapters(0, 100, 200, 300), 631_000, "made for 631 s"),
    "of a shorter audio": (chapters(0, 100, 200, 300), 569_000, "made for 569 s"),
    "in whose gaps nobody speaks": (chapters(0, 1, 2, 300), None, "2 of 4 of them"),
}


@pytest.mark.parametrize("name", NO_USE)
def test_chapters_that_are_no_use_are_not_taken_and_it_is_told_why(name: str) -> None:
    marks, told_ms, why = NO_USE[name]
    made = priors.read(marks, even(), told_ms)
    assert made.starts == ()
    assert why in made.why
    assert bool(made.why) == bool(why)


def test_a_length_that_is_told_a_little_otherwise_is_the_same_cut() -> None:
    for told_ms in (600_000, 575_000, 625_000, None):
        assert priors.read(chapters(0, 100, 200, 300), even(), told_ms).starts


def test_a_mark_within_a_sentence_means_the_nearer_beginning() -> None:
    talk = transcript(
        [
            cue(0, WORDS, at=0),
            Cue(id="x", start_ms=100_000, end_ms=118_000, speaker=None, text=WORDS, confidence=9),
            *(cue(n, WORDS, at=20_000 * n) for n in range(6, 30)),
        ]
    )
    starts = begun(chapters(0, 104, 240, 360), talk)
    assert talk.cues[starts[1]].id == "x", "four seconds into it, sixteen before the next"
    starts = begun(chapters(0, 114, 240, 360), talk)
    assert talk.cues[starts[1]].start_ms == 120_000, "six seconds before the next"


def test_a_mark_a_second_after_its_sentence_means_that_sentence() -> None:
    assert begun(chapters(0, 101, 201, 301), even()) == [0, 10, 20, 30]


def test_of_two_marks_before_one_sentence_the_later_names_it() -> None:
    cues = [cue(n, WORDS, at=40_000 + n * 10_000) for n in range(56)]
    talk = transcript(cues)
    made = priors.read(chapters(0, 30, 150, 300, 450), talk)
    assert [start.title for start in made.starts] == ["No. 30", "No. 150", "No. 300", "No. 450"]


def test_talk_before_the_first_mark_is_a_part_of_its_own_when_it_is_long() -> None:
    late = priors.read(chapters(90, 200, 300, 400), even()).starts
    assert [(start.cue, start.title) for start in late[:2]] == [(0, ""), (9, "No. 90")]
    soon = priors.read(chapters(20, 200, 300, 400), even()).starts
    assert [(start.cue, start.title) for start in soon[:2]] == [(0, "No. 20"), (20, "No. 200")]


def test_kinds_come_from_titles() -> None:
    titles = ("Welcome", "How pipes talk", "A word from our sponsor", "片尾", "")
    kinds = [priors.kind(title) for title in titles]
    assert kinds == ["intro", "talk", "advertisement", "small talk", "talk"]


def test_a_chapter_that_is_hardly_programme_is_left_whole_and_keeps_its_name() -> None:
    known = priors.read(chapters(0, 100, 200, 300), even()).starts
    most = Aside(first=10, last=16, kind="advertisement", why=("業配",))
    parts = priors.named(known, marked(known, even().cues, (most,)), even().cues)
    assert [(p.cue, p.title, p.kind) for p in parts] == [
        (0, "No. 0", "talk"),
        (10, "No. 100", "advertisement"),
        (20, "No. 200", "talk"),
        (30, "No. 300", "talk"),
    ]
    assert parts[1].why == ("業配",)
    less = Aside(first=10, last=13, kind="advertisement")
    parts = priors.named(known, marked(known, even().cues, (less,)), even().cues)
    assert [(p.cue, p.kind) for p in parts[1:3]] == [(10, "advertisement"), (14, "talk")]
    across = Aside(first=13, last=25, kind="advertisement")
    parts = priors.named(known, marked(known, even().cues, (across,)), even().cues)
    assert [p.cue for p in parts] == [0, 10, 13, 26, 30], (
        "what crosses a mark stays as it was found"
    )


MARKS = st.lists(st.integers(-10_000, 700_000), max_size=24)
GAPS = st.lists(st.integers(0, 30_000), min_size=1, max_size=60)


@settings(max_examples=200, deadline=None, database=None)
@given(starts=MARKS, gaps=GAPS, told_ms=st.none() | st.integers(0, 900_000), tidy=st.booleans())
def test_whatever_is_told_the_parts_begin_at_the_first_cue_in_order(
    starts: list[int], gaps: list[int], told_ms: int | None, tidy: bool
) -> None:
    at = 0
    cues = [cue(n, WORDS, at=(at := at + gap)) for n, gap in enumerate(gaps)]
    talk = transcript(cues)
    order = sorted(set(starts)) if tidy else starts
    marks = tuple(Chapter(start_ms=ms, title=f"No. {ms}") for ms in order)
    made = priors.read(marks, talk, told_ms)
    found = [start.cue for start in made.starts]
    assert found == sorted(set(found))
    assert all(0 <= at < len(cues) for at in found)
    assert not found or (found[0] == 0 and LEAST <= len(found) <= MOST + 1)
    assert bool(marks) == (bool(made.why) or bool(found))


@settings(max_examples=100, deadline=None, database=None)
@given(starts=MARKS, titles=st.lists(st.text(max_size=30), min_size=24, max_size=24))
def test_a_changed_title_changes_no_cut(starts: list[int], titles: list[str]) -> None:
    marks = tuple(Chapter(start_ms=ms, title=f"No. {ms}") for ms in sorted(set(starts)))
    renamed = [Chapter(start_ms=m.start_ms, title=t) for m, t in zip(marks, titles, strict=False)]
    assert begun(renamed, even()) == begun(marks, even())
