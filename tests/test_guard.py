"""The gate: what it lets pass and what it sends back, rule by rule."""

import pytest

from pod2post.hearing import guard
from pod2post.hearing.coverage import coverage, gaps, summary
from pod2post.hearing.guard import Told
from pod2post.values import Piece, Span, Stretch, Windows, Word

TALK = "We opened the valves before dawn because the tide does not wait for anybody at all."
SPEECH = [Span(start_ms=0, end_ms=6_000)]


def words(text: str, start_ms: int = 0, step_ms: int = 350) -> tuple[Word, ...]:
    return tuple(
        Word(start_ms=at, end_ms=at + step_ms, text=f" {word}", confidence=90)
        for n, word in enumerate(text.split())
        for at in (start_ms + n * step_ms,)
    )


def told(text: str, *, log_prob: float = -0.3, no_speech: float = 0.1, **when: int) -> Told:
    return Told(words=words(text, **when), log_prob=log_prob, no_speech=no_speech)


def test_plain_talk_passes() -> None:
    assert guard.faults(told(TALK), SPEECH) == ()


def span(start_ms: int, end_ms: int) -> Span:
    return Span(start_ms=start_ms, end_ms=end_ms)


FAULTY = [  # what came of it, where somebody speaks, what must be found
    (told(""), SPEECH, "no words"),
    (told("We go. " * 12), SPEECH, "a loop"),
    (told("no " * 6), [span(0, 2_000)], "a loop"),
    (told("the harbor is the harbor is the harbor is the harbor is"), SPEECH, "a loop"),
    (told("Maya Okafor, Ines Duarte."), [span(0, 1_500)], "names recited"),
    (told(TALK, start_ms=8_000), [span(0, 6_000)], "words over no speech"),
    (told(f"{TALK} Thank you for watching."), [span(0, 5_000)], "words over no speech"),
    (told(TALK, step_ms=50), [span(0, 800)], "more words than can be said"),
    (told(TALK, log_prob=-1.1), SPEECH, "unsure"),
    (told("Well, so be it.", step_ms=1_400), SPEECH, "few words"),
    (told(TALK), [span(0, 9_000)], "speech without words"),
]


@pytest.mark.parametrize(("made", "speech", "fault"), FAULTY)
def test_what_is_wrong_is_named(made: Told, speech: list[Span], fault: str) -> None:
    assert fault in guard.faults(made, speech, ["Maya Okafor", "Ines Duarte"])


def test_silence_without_words_is_right() -> None:
    assert guard.faults(told(""), []) == ()
    assert guard.faults(told(""), [span(0, 400)]) == ()


def test_names_in_a_sentence_and_a_single_name_are_no_recital() -> None:
    names = ["Maya Okafor", "Ines Duarte"]
    assert not guard.recited("Maya Okafor talks with Ines Duarte.", names)
    assert not guard.recited("Ines Duarte.", names)
    assert guard.recited("It is late. Maya Okafor, Ines Duarte, Maya Okafor.", names)
    assert guard.recited("Okafor Maya Okafor Maya Okafor", names)
    assert not guard.recited("", names)


OUTROS = [
    "Thanks for watching!",
    "Thank you so much for watching.",
    "Please subscribe to my channel.",
    "See you next time.",
    "謝謝觀看",
    "感謝您的收看",
    "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
    "字幕由志願者提供",
    "ご視聴ありがとうございました",
    "Subtitles by the Amara.org community",
]


@pytest.mark.parametrize("line", OUTROS)
def test_the_last_lines_of_captioned_videos_are_known(line: str) -> None:
    assert guard.OUTROS.search(line)
    assert not guard.believable(told(line, log_prob=-0.1))


@pytest.mark.parametrize("line", ["Thank you for coming here today.", "我們謝謝大家的支持", TALK])
def test_thanks_that_a_guest_gets_are_no_outro(line: str) -> None:
    assert not guard.OUTROS.search(line)


def test_an_outro_that_is_spoken_stays() -> None:
    assert guard.faults(told("Thank you for watching."), [span(0, 1_500)]) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a b c d", None),
        ("no no no no no", None),  # said so by people
        ("x no no no no no no", (1, 1, 6)),
        ("we go we go we go we go", None),
        ("we go we go we go we go we go", (0, 2, 5)),
        ("up and down up and down up and down up and down", (0, 3, 4)),
    ],
)
def test_runs_that_come_too_often_are_found(text: str, found: tuple[int, int, int] | None) -> None:
    assert guard.repeats(text.split()) == found


def test_chinese_is_counted_by_characters() -> None:
    assert guard.tokens("港口從不睡覺, OK") == [*"港口從不睡覺", "ok"]
    assert guard.units("港口從不睡覺") == pytest.approx(3.6)
    assert guard.loops(Told(words=words("今天的天氣很好" * 9), log_prob=0, no_speech=0))


def test_a_loop_is_taken_out_but_for_its_first_time() -> None:
    once = guard.unlooped(
        words("So the pipes sang, the pipes sang, the pipes sang, the pipes sang.")
    )
    assert "".join(word.text for word in once).strip() == "So the pipes sang,"
    assert guard.unlooped(words(TALK)) == words(TALK)


def test_uncovered_speech_is_what_no_word_reaches() -> None:
    said = (*words("one two", 0), *words("three", 6_000))
    assert guard.uncovered(said, [span(0, 9_000)]) == [span(1_000, 5_700), span(6_650, 9_000)]
    assert guard.uncovered(said, [span(0, 2_500)]) == []
    stretched = (Word(start_ms=0, end_ms=9_000, text=" one", confidence=9),)
    assert guard.uncovered(stretched, [span(0, 9_000)]) == [span(2_300, 9_000)]


def test_outside_the_windows_little_is_believed() -> None:
    assert guard.believable(told(TALK))
    assert not guard.believable(told(TALK, no_speech=0.7))
    assert not guard.believable(told(TALK, log_prob=-0.9))
    assert not guard.believable(told("Hello."))
    assert not guard.believable(told("We go. " * 12))


# what became of each second

PLAN = Windows(
    spans=(span(1_000, 11_000), span(20_000, 30_000)),
    duration_ms=60_000,
    speech_ms=19_000,
    speech=(span(1_000, 5_000), span(6_000, 11_000), span(20_000, 30_000)),
    audible=(span(30_000, 40_000), span(40_000, 50_000)),
)


def piece(start_ms: int, end_ms: int, text: str = "", **more: object) -> Piece:
    said = words(text, start_ms)
    return Piece(span=span(start_ms, end_ms), language="en", words=said, **more)  # type: ignore[arg-type]


def kinds(made: object) -> list[tuple[int, int, str, str]]:
    return [(s.start_ms, s.end_ms, s.kind, s.why) for s in made.stretches]  # type: ignore[attr-defined]


def test_every_second_is_accounted_for() -> None:
    lost = Stretch(start_ms=8_000, end_ms=11_000, kind="lost", why="speech without words")
    made = coverage(
        PLAN,
        [piece(1_000, 11_000, TALK, lost=(lost,)), piece(20_000, 30_000, TALK)],
        [piece(30_000, 40_000), piece(40_000, 50_000, "a voice in the storm")],
    )
    assert kinds(made) == [
        (0, 1_000, "silence", ""),
        (1_000, 5_000, "speech", ""),
        (5_000, 6_000, "silence", ""),
        (6_000, 8_000, "speech", ""),
        (8_000, 11_000, "lost", "speech without words"),
        (11_000, 20_000, "silence", ""),
        (20_000, 30_000, "speech", ""),
        (30_000, 40_000, "sound", "audible, no words"),
        (40_000, 41_750, "speech", ""),
        (41_750, 50_000, "sound", "audible, no words"),
        (50_000, 60_000, "silence", ""),
    ]
    assert (made.recognised_ms, made.speech_ms, made.failed) == (17_750, 20_750, ())
    assert "0:17 of 0:20 of speech recognised, in 1:00 of audio" in summary(made)
    assert [line.split(":")[0] for line in gaps(made)] == [
        "not recognised",
        "not speech, or not heard",
        "not speech, or not heard",
    ]


def test_windows_without_words_are_lost_and_doubtful_ones_are_named() -> None:
    made = coverage(
        PLAN,
        [
            piece(1_000, 11_000, failed="RuntimeError: CUDA out of memory"),
            piece(20_000, 30_000, TALK, doubt="unsure, in every decoding"),
        ],
        [piece(30_000, 40_000), piece(40_000, 50_000)],
    )
    assert made.failed == (span(1_000, 11_000),)
    assert made.recognised_ms == 10_000
    assert [row for row in kinds(made) if row[2] != "silence"] == [
        (1_000, 5_000, "lost", "RuntimeError: CUDA out of memory"),
        (6_000, 11_000, "lost", "RuntimeError: CUDA out of memory"),
        (20_000, 30_000, "speech", "unsure, in every decoding"),
        (30_000, 50_000, "sound", "audible, no words"),
    ]
    empty = coverage(Windows(spans=(), duration_ms=0, speech_ms=0), [], [])
    assert (empty.stretches, empty.speech_ms) == ((), 0)
