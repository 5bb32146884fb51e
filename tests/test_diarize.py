"""Vectors to voices, on voices that are made up; the real encoder on real speech at the end."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

from pod2post.backends import diarize, embedding, ge2e, voices
from pod2post.backends.voices import by_ge2e
from pod2post.hearing.turns import People, Turns
from pod2post.ports import Talk
from pod2post.settings import RecognizerSettings
from pod2post.values import Audio, Span
from sound import encode

SHARED = Path(__file__).parents[2] / "shared" / "data" / "audio"


def crowd(*sizes: int, noise: float = 0.03, between: float = 0.0, seed: int = 0):
    """Vectors of people in turn; `between` brings them nearer to one another."""
    draw = np.random.default_rng(seed)
    shared = draw.normal(size=256)
    own = draw.normal(size=(len(sizes), 256))
    middles = diarize.unit((1 - between) * own + between * shared)
    who = np.repeat(np.arange(len(sizes)), sizes)
    rows = middles[who] + draw.normal(scale=noise, size=(len(who), 256))
    return diarize.unit(rows.astype(np.float32)), who


def agrees(found, who) -> float:
    """The share of windows with the right voice; voices are numbered as they are first heard."""
    return float(np.mean(np.asarray(found) == who))


@pytest.mark.parametrize("sizes", [(40, 60), (200, 8), (30, 30, 30), (50, 20, 20, 10), (90,)])
def test_the_number_is_found_and_each_window_gets_its_voice(sizes) -> None:
    vectors, who = crowd(*sizes)
    centres = diarize.grouped(vectors, 1, 6, ge2e.APART)
    assert len(centres) == len(sizes)
    told = diarize.told(vectors, list(range(len(who))), len(who), centres)
    assert agrees([voice for voice, _ in told], who) == 1


def test_a_number_that_was_said_holds() -> None:
    vectors, who = crowd(60, 60, between=0.75)  # more alike than two people are
    assert len(diarize.grouped(vectors, 1, 6, ge2e.APART)) == 1
    centres = diarize.grouped(vectors, 2, 2, ge2e.APART)
    told = diarize.told(vectors, list(range(120)), 120, centres)
    assert agrees([voice for voice, _ in told], who) > 0.98
    assert max(lead or 0 for _, lead in told) < 30


def test_at_least_as_many_and_more_where_they_differ() -> None:
    three, _ = crowd(50, 50, 50)
    assert len(diarize.grouped(three, 2, 6, ge2e.APART)) == 3
    two, _ = crowd(50, 50, between=0.75)
    assert len(diarize.grouped(two, 2, 6, ge2e.APART)) == 2


def test_a_laugh_is_no_person() -> None:
    vectors, _ = crowd(100, 100, 3)
    assert len(diarize.grouped(vectors, 1, 6, ge2e.APART)) == 2


def test_a_span_of_two_voices_is_in_doubt() -> None:
    vectors, _ = crowd(20, 20)
    owners = [*range(19), 19, 19, *range(20, 39)]  # one span across the change
    told = diarize.told(vectors, owners, 39, diarize.grouped(vectors, 2, 2, ge2e.APART))
    clear = [lead for at, (_, lead) in enumerate(told) if at != 19]
    assert told[19][1] < 25 < min(clear)


def test_nothing_and_next_to_nothing() -> None:
    none = np.zeros((0, 256), np.float32)
    assert diarize.grouped(none, 2, 2, ge2e.APART).shape == (0, 256)
    one, _ = crowd(1)
    assert len(diarize.grouped(one, 3, 6, ge2e.APART)) == 1
    same = np.repeat(one, 12, axis=0)
    assert (
        diarize.told(same, list(range(12)), 12, diarize.grouped(same, 1, 6, ge2e.APART))
        == [(0, None)] * 12
    )
    assert (
        len(diarize.told(same, list(range(12)), 12, diarize.grouped(same, 2, 2, ge2e.APART))) == 12
    )
    silent = np.zeros((5, 256), np.float32)
    assert (
        len(diarize.told(silent, list(range(5)), 5, diarize.grouped(silent, 1, 6, ge2e.APART))) == 5
    )


def test_the_same_vectors_give_the_same_voices() -> None:
    vectors, _ = crowd(40, 30, 20, noise=0.2)
    first, again = (diarize.grouped(vectors, 1, 6, ge2e.APART) for _ in range(2))
    assert np.array_equal(first, again)


def test_five_hours_are_grouped_in_seconds() -> None:
    vectors, who = crowd(15_000, 7_500)
    began = time.process_time()
    centres = diarize.grouped(vectors, 1, 6, ge2e.APART)
    assert len(centres) == 2
    assert time.process_time() - began < 20
    told = diarize.told(vectors, list(range(len(who))), len(who), centres)
    assert agrees([voice for voice, _ in told], who) == 1


# --- the backend ----------------------------------------------------------------------------


class Drawn:
    """An encoder that reads vectors from a drawing, and counts how often."""

    asked = 0
    rows = crowd(3, 3)[0]

    front = ge2e.FRONT

    def __init__(self, file: Path, front: embedding.Front) -> None:
        assert front is ge2e.FRONT

    def vectors(self, media, spans, cut, /):
        Drawn.asked += 1
        yield Drawn.rows[: len(embedding.windows(spans, cut))]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> type[Drawn]:
    monkeypatch.setattr(voices.weights, "pull", lambda name, folder, **_: folder / name)
    monkeypatch.setattr(voices, "Encoder", Drawn)
    Drawn.asked = 0
    return Drawn


@pytest.fixture
def mono(tmp_path: Path) -> Audio:
    media = encode(tmp_path / "a.mp3", 7.0)
    size = media.stat().st_size
    return Audio(
        digest="sha256:" + "5" * 64,
        size=size,
        duration_ms=7000,
        codec="mp3",
        channels=1,
        origin=str(media),
    )


SPANS = [Span(start_ms=at * 1000, end_ms=at * 1000 + 900) for at in range(6)]


def turns(audio: Audio, people: People, shelf, tell) -> Turns:
    made = by_ge2e(RecognizerSettings(), Path("weights"), wheels=False)
    return made.turns(
        Talk(audio=audio, media=Path(audio.origin or ""), spans=SPANS, people=people),
        shelf=shelf,
        tell=tell,
    )


def test_voices_are_told_apart_and_heard_once(drawn, mono, shelf, tell) -> None:
    given = turns(mono, People(least=2, most=2), shelf, tell)
    assert given.voices == (0, 0, 0, 1, 1, 1)
    assert given.how == "2 voices told apart by sound"
    assert min(lead or 0 for lead in given.margins) > 30
    assert [len(one) for one in given.prints] == [256, 256]
    assert given.holes == ()
    found = turns(mono, People(), shelf, tell)
    assert found.how.endswith("the number estimated")
    assert drawn.asked == 1
    assert tell.steps[-1] == ("voices", 6, 6, "window")


def test_that_nothing_differs_is_no_proof(drawn, mono, shelf, tell, monkeypatch) -> None:
    monkeypatch.setattr(drawn, "rows", crowd(6)[0])
    assert turns(mono, People(), shelf, tell).margins == (0,) * 6
    alone = turns(mono, People(least=1, most=1), shelf, tell)
    assert (alone.voices, alone.margins) == ((0,) * 6, (None,) * 6)


def test_without_weights_nobody_is_known_and_that_is_no_failure(mono, shelf, tell) -> None:
    made = turns(mono, People(), shelf, tell)
    assert made.voices == (None,) * 6
    assert "ge2e" in made.missing
    assert made.holes


def test_the_identity_needs_no_weights() -> None:
    one, other = (
        by_ge2e(RecognizerSettings(), Path(name), wheels=False).identity for name in ("a", "b")
    )
    assert one == other


# --- real speech ----------------------------------------------------------------------------


def _clip(name: str) -> Path:
    if not (SHARED / name).is_file():
        pytest.skip("no recordings beside this checkout")
    return SHARED / name


def _audio(path: Path) -> Audio:
    return Audio(
        digest="sha256:" + "7" * 64,
        size=path.stat().st_size,
        duration_ms=1,
        codec="opus",
        channels=1,
        origin=str(path),
    )


@pytest.mark.weights
@pytest.mark.parametrize("people", [People(least=2, most=2), People()])
def test_two_synthetic_voices_turn_by_turn(people, ge2e_weights, shelf, tell) -> None:
    media = _clip("synth_1min.opus")
    rows = json.loads(_clip("synth_1min.json").read_text(encoding="utf-8"))["turns"]
    spans = [
        Span(start_ms=round(1000 * row["start"]), end_ms=round(1000 * row["end"])) for row in rows
    ]
    made = by_ge2e(RecognizerSettings(), ge2e_weights.parent, wheels=False).turns(
        Talk(audio=_audio(media), media=media, spans=spans, people=people), shelf=shelf, tell=tell
    )
    names = [row["speaker"] for row in rows]
    order = list(dict.fromkeys(names))
    assert made.voices == tuple(order.index(name) for name in names)
    assert min(lead or 0 for lead in made.margins) >= 10


@pytest.mark.weights
@pytest.mark.parametrize("name", ["jfk", "sonnet_2", "talk_headset", "docs_1", "libri_1088"])
def test_one_real_reader_is_one_voice(name, ge2e_weights, shelf, tell) -> None:
    media = _clip(f"clips/{name}.flac")
    spans = [Span(start_ms=at, end_ms=at + 4000) for at in range(0, 9000, 4000)]
    made = by_ge2e(RecognizerSettings(), ge2e_weights.parent, wheels=False).turns(
        Talk(audio=_audio(media), media=media, spans=spans, people=People()), shelf=shelf, tell=tell
    )
    assert set(made.voices) == {0}
    assert set(made.margins) == {0}
    forced = by_ge2e(RecognizerSettings(), ge2e_weights.parent, wheels=False).turns(
        Talk(audio=_audio(media), media=media, spans=spans, people=People(least=2, most=2)),
        shelf=shelf,
        tell=tell,
    )
    assert forced.parts == ()
