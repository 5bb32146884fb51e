"""Values are frozen, say themselves what is well formed, and survive bytes unchanged."""

import dataclasses
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pod2post import codec, extras, heard, ports, values
from pod2post.extras import Entry, FrontEdit, Reference, Series
from pod2post.values import (
    Audio,
    Caption,
    Coverage,
    Cue,
    Grounding,
    Piece,
    Span,
    Stretch,
    Transcript,
    Windows,
)

KINDS = [
    kind
    for module in (extras, heard, values, ports)
    for kind in vars(module).values()
    if isinstance(kind, type)
    and dataclasses.is_dataclass(kind)
    and kind.__module__ == module.__name__
    and hasattr(kind, "__pydantic_config__")  # what is no value is never written down
]

GAPS = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), max_size=5)


def _spans(gaps: list[tuple[int, int]]) -> tuple[Span, ...]:
    edges = list(accumulate(step for gap in gaps for step in gap))
    return tuple(Span(start_ms=a, end_ms=b) for a, b in zip(edges[::2], edges[1::2], strict=True))


def _cues(rows: list[tuple[int, str]]) -> tuple[Cue, ...]:
    return tuple(
        Cue(id=f"c{n:04}", start_ms=at, end_ms=at + 1, speaker=None, text=text, confidence=90)
        for n, (at, text) in enumerate(sorted(rows))
    )


SPANS = GAPS.map(_spans)
CUES = st.lists(st.tuples(st.integers(0, 10**7), st.text()), max_size=5).map(_cues)
st.register_type_strategy(Span, SPANS.filter(bool).map(lambda spans: spans[0]))
st.register_type_strategy(
    Stretch,
    st.builds(
        lambda at, why: Stretch(start_ms=at, end_ms=at + 9, kind="lost", why=why),
        st.integers(0, 10**7),
        st.text(),
    ),
)
st.register_type_strategy(
    Caption,
    st.builds(
        lambda at, text: Caption(start_ms=at, end_ms=at + 9, text=text),
        st.integers(0, 10**7),
        st.text(),
    ),
)
st.register_type_strategy(
    Windows, st.builds(Windows, spans=SPANS, duration_ms=st.integers(), speech_ms=st.integers())
)
REFERENCES = st.builds(Reference, url=st.just("https://site.invalid/?a=1#b"), title=st.text())
st.register_type_strategy(Reference, REFERENCES)
st.register_type_strategy(
    Entry, st.builds(Entry, slug=st.just("a-1"), kind=st.just("person"), names=st.just(("A B",)))
)
st.register_type_strategy(
    FrontEdit,
    st.builds(
        FrontEdit,
        image=st.sampled_from([None, "", "/a.webp"]),
        related_people=st.none() | st.lists(st.text()).map(tuple),
        references=st.none() | st.lists(REFERENCES).map(tuple),
    ),
)
st.register_type_strategy(
    Series, st.builds(Series, name=st.text(), number=st.just(2), titles=st.just(("a", "b")))
)
st.register_type_strategy(
    Transcript,
    st.builds(
        Transcript,
        language=st.text(),
        cues=CUES,
        made_by=st.text(),
        coverage=st.from_type(Coverage),
    ),
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_comes_back_from_its_bytes(kind: type) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.from_type(kind))
    def comes_back(made: Any) -> None:
        data = codec.encode(made)
        again = codec.decode(kind, data)
        assert again == made
        assert codec.encode(again) == data
        assert codec.decode(kind, codec.readable(made)) == made

    comes_back()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_is_frozen_slotted_and_named(kind: type) -> None:
    parameters = kind.__dataclass_params__  # type: ignore[attr-defined]
    assert parameters.frozen
    assert all(field.kw_only for field in dataclasses.fields(kind))
    assert "__dict__" not in dir(kind)


def test_a_value_cannot_be_changed() -> None:
    span = Span(start_ms=1, end_ms=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        span.end_ms = 3  # type: ignore[misc]


def test_a_value_takes_no_positional_arguments() -> None:
    with pytest.raises(TypeError):
        Span(1, 2)  # type: ignore[misc]


def _cue(name: str, at: int) -> Cue:
    return Cue(id=name, start_ms=at, end_ms=at + 10, speaker=None, text="x", confidence=90)


def _transcript(*cues: Cue, failed: tuple[Span, ...] = ()) -> Transcript:
    coverage = Coverage(duration_ms=100, speech_ms=90, recognised_ms=90, failed=failed)
    return Transcript(language="en", cues=cues, made_by="test", coverage=coverage)


def _windows(*edges: tuple[int, int]) -> Windows:
    spans = tuple(Span(start_ms=a, end_ms=b) for a, b in edges)
    return Windows(spans=spans, duration_ms=100, speech_ms=90)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Span(start_ms=5, end_ms=4), "span 5-4"),
        (lambda: Span(start_ms=-1, end_ms=4), "span -1-4"),
        (lambda: _windows((0, 10), (9, 20)), "windows overlap"),
        (lambda: _windows((10, 20), (0, 5)), "windows overlap"),
        (lambda: _transcript(_cue("c1", 0), _cue("c1", 5)), "a cue id stands twice"),
        (lambda: _transcript(_cue("c1", 5), _cue("c2", 0)), "not in the order of time"),
    ],
    ids=["end first", "negative", "overlap", "out of order", "id twice", "cues out of order"],
)
def test_what_is_not_well_formed_cannot_be_made(make: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        make()


def test_the_edges_of_the_rules_hold() -> None:
    assert Span(start_ms=0, end_ms=0).end_ms == 0
    assert len(_windows((0, 10), (10, 20)).spans) == 2
    assert len(_transcript(_cue("c1", 5), _cue("c2", 5)).cues) == 2


def test_the_decoder_keeps_the_same_rules() -> None:
    with pytest.raises(codec.Undecodable, match=r"^\(top\): span 5-4$"):
        codec.decode(Span, '{"start_ms": 5, "end_ms": 4}')


def test_audio_is_known_by_its_bytes_wherever_they_lie() -> None:
    def audio(origin: str | None) -> Audio:
        return Audio(
            digest="sha256:aa", size=9, duration_ms=9, codec="mp3", channels=1, origin=origin
        )

    here, moved, stored = audio("/a/talk.mp3"), audio("/b/talk.mp3"), audio(None)
    assert codec.identity(here) == codec.identity(moved) == codec.identity(stored)
    assert here.blobs == ()
    assert stored.blobs == ("sha256:aa",)


def test_a_failed_window_is_a_hole_in_the_piece_and_in_the_transcript() -> None:
    span = Span(start_ms=10, end_ms=20)
    assert Piece(span=span, language="en", words=(), failed="no result").holes == ("no result",)
    assert Piece(span=span, language="en", words=()).holes == ()
    assert _transcript(_cue("c1", 0), failed=(span,)).holes == ("window at 10 ms",)
    assert _transcript(_cue("c1", 0)).holes == ()


def test_a_grounding_record_of_another_schema_is_refused() -> None:
    record = Grounding(audio="sha256:aa", transcript="sha256:bb", evidence=())
    data = codec.readable(record).replace('"schema": 1', '"schema": 2')
    with pytest.raises(codec.Undecodable, match="schema: Input should be 1"):
        codec.decode(Grounding, data)
