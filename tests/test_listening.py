"""A doubtful window heard again, with a decoder that answers from a script; work side by side."""

import threading
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pytest

from pod2post.backends import batches, listening, speech
from pod2post.backends.decoder import Asked
from pod2post.backends.listening import Doubtful, Window
from pod2post.hearing.guard import Told
from pod2post.values import Span, Word

TALK = "We opened the valves before dawn because the tide does not wait for anybody at all."
LOOP = "So it goes on. " * 4
SPOKEN = (Span(start_ms=0, end_ms=6_000),)
SPAN = Span(start_ms=60_000, end_ms=66_000)
NAMES = ("Maya Okafor", "Ines Duarte")
ASKED = Asked(language="en", names="Maya Okafor, Ines Duarte")


def told(text: str, start_ms: int = 0, log_prob: float = -0.3, no_speech: float = 0.1) -> Told:
    words = tuple(
        Word(start_ms=at, end_ms=at + 350, text=f" {word}", confidence=90)
        for n, word in enumerate(text.split())
        for at in (start_ms + n * 350,)
    )
    return Told(words=words, log_prob=log_prob, no_speech=no_speech, language="en")


class Scripted:
    """Answers by what is asked; keeps what that was, with the seconds of sound."""

    def __init__(self, answer: Callable[[float, Asked], Told]) -> None:
        self.answer = answer
        self.asked: list[tuple[float, Asked]] = []

    def decode(self, sounds: Sequence[Any], asked: Asked) -> list[Told]:
        self.asked += [(len(sound) / speech.RATE, asked) for sound in sounds]
        return [self.answer(len(sound) / speech.RATE, asked) for sound in sounds]


def heard(first: Told, answer: Callable[[float, Asked], Told]) -> tuple[Any, Scripted]:
    sound = np.zeros(6 * speech.RATE, np.float32)
    window = Doubtful(span=SPAN, sound=sound, first=first, speech=SPOKEN)
    decoder = Scripted(answer)
    return listening.again(window, decoder, ASKED, NAMES), decoder  # type: ignore[arg-type]


def text(piece: Any) -> str:
    return "".join(word.text for word in piece.words).strip()


def test_two_parts_mend_a_loop_and_no_names_are_told() -> None:
    half = " ".join(TALK.split()[:8])
    piece, decoder = heard(told(LOOP), lambda seconds, asked: told(half))
    assert sorted(text(piece).split()) == sorted(2 * half.split())
    assert (piece.doubt, piece.lost, piece.sampled) == ("a loop", (), False)
    assert len(decoder.asked) == 2
    assert sum(seconds for seconds, _ in decoder.asked) == pytest.approx(6, abs=0.01)
    assert {asked.names for _, asked in decoder.asked} == {None}
    assert all(60_000 <= word.start_ms <= word.end_ms <= 66_000 for word in piece.words)


def test_then_another_beam_is_tried() -> None:
    piece, decoder = heard(
        told("Maya Okafor, Ines Duarte."),
        lambda seconds, asked: told(TALK) if asked.beam == 1 else told(""),
    )
    assert (text(piece), piece.doubt) == (TALK, "names recited")
    assert [asked.beam for _, asked in decoder.asked] == [5, 5, 1]


def test_then_what_has_no_words_is_heard_alone() -> None:
    begin, rest = TALK.split()[:5], " ".join(TALK.split()[5:])
    replies = iter([told(" ".join(begin)), told(""), told(" ".join(begin)), told(rest, 300)])
    piece, decoder = heard(told(" ".join(begin)), lambda *_: next(replies))
    assert (text(piece), piece.doubt) == (TALK, "few words")
    assert len(decoder.asked) == 4
    assert decoder.asked[-1][0] == pytest.approx(6 - (1.75 + 0.3 - 0.3), abs=0.01)
    assert (piece.lost, piece.sampled) == ((), False)


def test_sampling_is_last_and_marked() -> None:
    piece, decoder = heard(
        told(""), lambda seconds, asked: told(TALK) if asked.temperature else told("")
    )
    assert (text(piece), piece.sampled, piece.doubt) == (TALK, True, "no words")
    heat = [asked.temperature for _, asked in decoder.asked]
    assert heat == sorted(heat)
    assert heat[-1] == 0.4


def test_what_no_decoding_hears_is_lost_and_listed() -> None:
    piece, _ = heard(told(""), lambda seconds, asked: told(""))
    assert piece.words == ()
    assert [(row.start_ms, row.end_ms, row.kind, row.why) for row in piece.lost] == [
        (60_000, 66_000, "lost", "no words")
    ]
    assert (piece.failed, piece.holes) == (None, ())


def test_a_loop_in_every_decoding_is_said_once_and_the_rest_is_lost() -> None:
    turns = iter(range(99))
    piece, _ = heard(told(LOOP), lambda *_: told(f"{LOOP} {next(turns)}"))
    assert text(piece) == "So it goes on."
    assert [(row.start_ms, row.end_ms, row.why) for row in piece.lost] == [
        (61_700, 66_000, "a loop")
    ]


def test_what_is_heard_alike_across_another_cut_was_said() -> None:
    said = "row the boat " * 5
    half = len(said.split()) // 2

    def answer(seconds: float, asked: Asked) -> Told:
        turn.append(seconds)
        part = said.split()[:half] if len(turn) == 1 else said.split()[half:]
        return told(" ".join(part))

    turn: list[float] = []
    piece, _ = heard(told(said), answer)
    assert sorted(text(piece).split()) == sorted(said.split())


def test_recited_names_are_never_passed_on() -> None:
    def answer(seconds: float, asked: Asked) -> Told:
        return told("mumbled words of no use", log_prob=-1.5, no_speech=0.9)

    piece, _ = heard(told("Maya Okafor, Ines Duarte."), answer)
    assert "Okafor" not in text(piece)
    assert piece.lost


def test_the_detector_is_asked_only_where_it_could_matter(monkeypatch: Any) -> None:
    asked: list[int] = []
    monkeypatch.setattr(speech, "inside", lambda sound, _: asked.append(1) or [SPOKEN[0]])
    window = Window(span=SPAN, sound=np.zeros(6 * speech.RATE, np.float32))
    assert listening.doubtful(window, told(TALK), NAMES) is None
    assert asked == []
    assert listening.doubtful(window, told(LOOP), NAMES) is not None
    assert listening.doubtful(window, told(TALK.replace("all", "all. Subscribe")), NAMES) is None
    assert len(asked) == 2


# side by side


@pytest.mark.parametrize(
    ("count", "most", "hands", "sizes"),
    [
        (0, 4, 2, []),
        (1, 4, 2, [1]),
        (3, 4, 2, [2, 1]),
        (13, 4, 2, [4, 3, 3, 3]),
        (16, 4, 2, [4, 4, 4, 4]),
        (17, 4, 2, [3, 3, 3, 3, 3, 2]),
        (5, 4, 1, [3, 2]),
    ],
)
def test_batches_are_even_and_no_hand_waits(count, most, hands, sizes) -> None:
    assert batches.dealt(count, most, hands) == sizes


def test_results_come_as_they_are_made_and_few_jobs_are_taken_ahead() -> None:
    taken: list[int] = []
    gate = threading.Event()

    def jobs():
        for number in range(20):
            taken.append(number)
            yield number

    def work(number: int) -> tuple[list[int], list[int]]:
        if number == 0:
            gate.wait(5)
        return [number], [number + 100] if number == 1 else []

    made = batches.side_by_side(jobs(), work, 2)
    first = list(islice(made, 3))
    assert 0 not in first
    assert 101 in first, "what comes of a job goes before the next ones"
    assert len(taken) <= 7
    gate.set()
    assert sorted([*first, *made]) == [*range(20), 101]


def test_an_error_ends_it_and_nothing_more_is_begun() -> None:
    def work(number: int) -> tuple[list[int], list[int]]:
        if number == 2:
            raise KeyError("bad")
        return [number], []

    with pytest.raises(KeyError, match="bad"):
        list(batches.side_by_side(range(50), work, 2))
