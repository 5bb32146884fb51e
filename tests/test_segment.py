"""Segments cover every cue, in order, without overlap, whatever the cut."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import SilentTell
from pod2post.stages.segment import segment
from pod2post.store import Store
from pod2post.topics.marking import Aside
from pod2post.values import Chapter, Segments, Transcript
from talk import cue, transcript

TOPICS = (
    "The pipe leaks water under the street and the pipe needs a plumber with a wrench.",
    "Our neural network has weights and the network learns from gradients and data.",
    "The bakery sells bread at dawn, sourdough bread with butter from the valley dairy.",
    "A telescope sees galaxies, and galaxies drift apart while the telescope turns.",
)


def four_topics(each: int = 12) -> Transcript:
    cues = [cue(n, TOPICS[n // each]) for n in range(each * len(TOPICS))]
    return transcript(cues, minutes=24)


def covered(segments: Segments, talk: Transcript) -> bool:
    ids = [c.id for c in talk.cues]
    at = 0
    for part in segments.segments:
        if ids[at] != part.first or ids.index(part.last) < at:
            return False
        at = ids.index(part.last) + 1
    return at == len(ids)


def chapters(*starts: int) -> tuple[Chapter, ...]:
    return tuple(Chapter(start_ms=s, title=f"Chapter {n}") for n, s in enumerate(starts, 1))


def test_chapters_of_the_source_cut_where_they_stand(shelf: Store, tell: SilentTell) -> None:
    talk = four_topics()
    made = segment(talk, chapters(0, 60_000, 120_000, 180_000), (), None, shelf=shelf, tell=tell)
    assert made.method == "chapters"
    assert [s.first for s in made.segments] == ["c0000", "c0012", "c0024", "c0036"]
    assert [s.title for s in made.segments] == [f"Chapter {n}" for n in range(1, 5)]
    assert covered(made, talk)


@pytest.mark.parametrize("starts", [(), (0, 60_000, 120_000), tuple(range(0, 210_000, 10_000))])
def test_too_few_or_too_many_chapters_are_no_cut(
    starts: tuple[int, ...], shelf: Store, tell: SilentTell
) -> None:
    talk = four_topics()
    made = segment(talk, chapters(*starts), (), None, shelf=shelf, tell=tell)
    assert made.method == "divisive"
    assert covered(made, talk)


def test_the_divisive_cut_finds_where_the_topic_turns(shelf: Store, tell: SilentTell) -> None:
    talk = four_topics()
    made = segment(talk, (), (), None, shelf=shelf, tell=tell)
    turns = [int(s.first[1:]) for s in made.segments][1:]
    assert turns
    assert all(min(abs(turn - true) for true in (12, 24, 36)) <= 2 for turn in turns)


def test_kinds_come_from_the_titles_of_chapters(shelf: Store, tell: SilentTell) -> None:
    titles = ("Welcome", "How pipes talk", "A word from our sponsor", "Credits")
    marks = tuple(Chapter(start_ms=60_000 * n, title=t) for n, t in enumerate(titles))
    made = segment(four_topics(), marks, (), None, shelf=shelf, tell=tell)
    assert [s.kind for s in made.segments] == ["intro", "talk", "advertisement", "small talk"]


def test_a_gist_is_words_of_the_segment_itself(shelf: Store, tell: SilentTell) -> None:
    talk = four_topics()
    for part in segment(talk, (), (), None, shelf=shelf, tell=tell).segments:
        assert part.gist
        assert set(part.gist) <= {c.text for c in talk.cues}


def apart(rows: list[tuple[int, int]], count: int) -> tuple[Aside, ...]:
    """Asides in order, without overlap, within so many cues."""
    made: list[Aside] = []
    for first, length in sorted(rows):
        if first < count and (not made or first > made[-1].last):
            last = min(count - 1, first + length)
            made.append(Aside(first=first, last=last, kind="advertisement", why=("業配",)))
    return tuple(made)


SPOKEN = st.tuples(
    st.sampled_from((*TOPICS, "Yes.", "", "嗯，對。")),
    st.integers(0, 30_000),
    st.sampled_from([None, "Nora Fable", "Jasper Thimble"]),
)
TITLES = st.text(max_size=12) | st.sampled_from(["Sponsor", "Welcome", "Credits", "廣告"])


def spoken(rows: list[tuple[str, int, str | None]]) -> Transcript:
    """Sentences so many milliseconds apart, which may be none."""
    at = 0
    cues = [cue(n, t, who, at=(at := at + gap)) for n, (t, gap, who) in enumerate(rows)]
    return transcript(cues, minutes=1 + at // 60_000)


@settings(max_examples=60, deadline=None, database=None)
@given(
    rows=st.lists(SPOKEN, min_size=1, max_size=60),
    starts=st.lists(st.integers(0, 900_000), max_size=24),
    lefts=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=4),
    titles=st.lists(TITLES, min_size=24, max_size=24),
)
def test_segments_cover_in_order_and_no_title_moves_them(
    rows: list[tuple[str, int, str | None]],
    starts: list[int],
    lefts: list[tuple[int, int]],
    titles: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    talk, asides = spoken(rows), apart(lefts, len(rows))
    shelf, tell = Store(tmp_path_factory.mktemp("store")), SilentTell()
    marks = chapters(*sorted(starts))
    renamed = tuple(replace(m, title=t) for m, t in zip(marks, titles, strict=False))
    made = segment(talk, marks, asides, None, shelf=shelf, tell=tell)
    again = segment(talk, renamed, asides, None, shelf=shelf, tell=tell)
    assert covered(made, talk)
    assert [s.id for s in made.segments] == [f"g{n}" for n in range(1, len(made.segments) + 1)]
    assert [(s.id, s.first, s.last) for s in again.segments] == [
        (s.id, s.first, s.last) for s in made.segments
    ]
    inside = {at for one in asides for at in range(one.first, one.last + 1)}
    kinds = {s.kind for s in made.segments if s.why}
    assert kinds <= {"advertisement"}
    assert bool(inside) >= bool(kinds)


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.sampled_from((*TOPICS, "Yes.", "", "嗯，對。")), min_size=1, max_size=60),
    starts=st.lists(st.integers(0, 400_000), max_size=24, unique=True),
)
def test_whatever_is_said_every_cue_lies_in_one_segment(
    texts: list[str], starts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    talk = transcript([cue(n, text) for n, text in enumerate(texts)])
    shelf = Store(tmp_path_factory.mktemp("store"))
    made = segment(talk, chapters(*sorted(starts)), (), None, shelf=shelf, tell=SilentTell())
    assert covered(made, talk)
    assert len({s.id for s in made.segments}) == len(made.segments)
