"""The benchmark of speakers counts right words by when they were said."""

from pathlib import Path

from benchmarks import speakers
from benchmarks.speakers import Turn, judged, truth
from pod2post.values import Cue, Word

REAL = [Turn(0, 2_000, "Ada"), Turn(2_000, 4_000, "Bo"), Turn(9_000, 9_500, "Bo")]


def words(count: int) -> list[Word]:
    return [
        Word(start_ms=500 * at, end_ms=500 * at + 400, text=f" w{at}", confidence=90)
        for at in range(count)
    ]


def cue(name: str, first: int, last: int, speaker: str | None, margin: int = 30) -> Cue:
    return Cue(
        id=name,
        start_ms=500 * first,
        end_ms=500 * last + 400,
        speaker=speaker,
        text=" ".join(f"w{at}" for at in range(first, last + 1)),
        confidence=90,
        margin=margin,
    )


def test_a_sentence_of_two_people_is_half_right_and_divided_it_is_right() -> None:
    timed = words(8)
    whole = judged([cue("c1", 0, 7, "S")], REAL, timed)
    assert (whole["words"], whole["words_right"], whole["divided"]) == (8, 50.0, 0)
    cut = judged([cue("c1a", 0, 3, "S"), cue("c1b", 4, 7, "T")], REAL, timed)
    assert (cut["words_right"], cut["divided"], cut["voices"]) == (100.0, 1, 2)
    late = judged([cue("c1a", 0, 4, "S"), cue("c1b", 5, 7, "T", 3)], REAL, timed)
    assert late["words_right"] == 87.5
    assert (late["not_sure"], late["sure_right"]) == (37.5, 80.0)


def test_words_without_a_speaker_are_wrong_and_without_a_turn_do_not_count() -> None:
    timed = words(12)  # the last four are said where nobody speaks in truth
    made = judged([cue("c1", 0, 7, None), cue("c2", 8, 11, "S")], REAL, timed)
    assert (made["words"], made["words_right"]) == (8, 0.0)


def test_words_whose_times_are_not_known_are_spread_evenly() -> None:
    made = judged([cue("c1", 0, 7, "S")], REAL, [])
    assert (made["words"], made["words_right"]) == (8, 50.0)


def test_turns_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    rttm = tmp_path / "a.rttm"
    rttm.write_text(
        "SPEAKER a 1 2.000 2.000 <NA> <NA> Bo <NA> <NA>\n;; a remark\n"
        "SPEAKER a 1 0.000 2.000 <NA> <NA> Ada <NA> <NA>\n",
        encoding="utf-8",
    )
    assert truth(rttm) == REAL[:2]


def test_without_recordings_there_are_no_figures(tmp_path: Path, capsys) -> None:
    assert speakers.main(["--json", "--data", str(tmp_path)]) == 0
    assert '"speaker_words_right": null' in capsys.readouterr().out
