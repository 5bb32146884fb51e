"""The word cases: the bars they hold, and that the figures tell a fault when there is one."""

import json
from pathlib import Path

import pytest

from benchmarks.language.words import CASES, figures, found_in
from pod2post.rules.terms import terms

BARS = (
    ("simplified_recall", 0.95),
    ("simplified_recall_big5", 0.95),
    ("term_recall", 0.90),
)


@pytest.fixture(scope="module")
def measured() -> dict[str, object]:
    return figures()


@pytest.mark.parametrize(("name", "least"), BARS)
def test_what_is_wrong_is_found(measured: dict[str, float], name: str, least: float) -> None:
    assert measured[name] >= least, {k: v for k, v in measured.items() if k.endswith("missed")}


def test_good_prose_is_left_alone(measured: dict[str, float]) -> None:
    assert measured["good_sentences"] >= 200
    assert measured["false_errors"] <= 0.02, measured["alarms"]
    assert measured["false_errors_alike"] <= 0.02, measured["alarms"]


def test_nearly_every_listed_term_has_a_sentence(measured: dict[str, int]) -> None:
    assert measured["terms_listed"] == len(terms()) >= 250
    assert measured["terms_with_sentence"] >= 0.9 * measured["terms_listed"]


def test_every_character_of_both_scripts_is_used_both_ways_or_says_why_not() -> None:
    rows = json.loads((CASES / "mixed.json").read_text(encoding="utf-8"))["characters"]
    used = {row["character"] for row in rows}
    assert len(used) >= 121
    for row in rows:
        assert {"right", "wrong"} & row.keys()
        texts = [row[side] for side in ("right", "wrong") if side in row]
        assert all(row["character"] in text for text in texts), row


def test_a_folder_of_ones_own_is_measured_instead(tmp_path: Path) -> None:
    cases = {
        "simplified": ("sentences", [{"simplified": "这个后", "taiwan": "這個後"}]),
        "mixed": ("characters", [{"character": "后", "right": "以后", "wrong": "皇后"}]),
        "terms": ("terms", [{"term": "軟件", "wrong": "軟件。"}, {"term": "無", "wrong": "無。"}]),
        "good": ("sentences", ["他寫軟件。", "他寫信。"]),
    }
    for name, (key, rows) in cases.items():
        text = json.dumps({"about": "", key: rows}, ensure_ascii=False)
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    made = figures(tmp_path)
    assert (made["simplified_recall"], made["simplified_running_big5"]) == (1.0, 1.0)
    assert made["simplified_recall_big5"] == 0.0
    assert made["simplified_big5_missed"] == ["皇后"]
    assert (made["term_recall"], made["terms_missed"]) == (0.5, ["無"])
    assert (made["false_errors"], made["false_errors_alike"]) == (0.5, 1.0)


def test_mending_the_cases_twice_changes_nothing() -> None:
    rows = json.loads((CASES / "terms.json").read_text(encoding="utf-8"))["terms"]
    for text in [row["wrong"] for row in rows][::4]:
        once = _mended(text)
        assert _mended(once) == once


def test_a_letter_that_is_mended_is_the_one_that_the_editor_wrote() -> None:
    rows = json.loads((CASES / "simplified.json").read_text(encoding="utf-8"))["sentences"]
    for row in rows[::5]:
        mends = [
            (one.start, one.fix)
            for one in found_in(row["simplified"])
            if one.rule in ("simplified", "simplified_words") and one.fix is not None
        ]
        assert mends, row
        assert [fix for at, fix in mends if fix != row["taiwan"][at]] == [], row


def _mended(text: str) -> str:
    places = [(one.start, one.end, one.fix) for one in found_in(text) if one.fix is not None]
    for start, end, fix in sorted(places, reverse=True):
        text = text[:start] + fix + text[end:]
    return text
