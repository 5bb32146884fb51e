"""The benchmark of planted faults: what a bad book is told, and the verdicts on a tiny one."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.faults import __main__ as bench
from benchmarks.faults.reading import read, read_all
from benchmarks.faults.trial import judge, stand
from pod2post.errors import BadInput

HOST, GUEST = "Ida Quill", "Tom Ferrow"
SAID = (
    (HOST, "Welcome to Paper Harbor, Tom Ferrow of Mudlark is here."),
    (GUEST, "A map is a promise, and a promise has to be kept every spring."),
    (GUEST, "The river moved four hundred meters, and nobody told the map."),
    (HOST, "Who noticed it first?"),
    (GUEST, "A ferry captain, she wrote to us."),
)
PROMISE = {
    "id": "s1q1",
    "cues": ["c2"],
    "source": "A map is a promise, and a promise has to be kept every spring.",
    "chinese": "地圖是一個承諾，而承諾每年春天都要兌現。",
    "speaker": GUEST,
}


def case(identity: str, kind: str, at: str, **more: Any) -> dict[str, Any]:
    expect = "clean" if kind.startswith("true") else "caught"
    given = {"id": identity, "kind": kind, "style": "plain", "at": at, "expect": expect}
    return {**given, "why": "as a test needs it", **more}


CASES = (
    case("far", "number", "s2.p1", paragraph={"text": "河道移動了七百公尺，地圖沒有跟上。"}),
    case("host", "other-speaker", "s1q1", quote={"speaker": HOST}),
    case("kept", "true-quote", "s1q1", quote={"chinese": "地圖是承諾，承諾每年春天都得兌現。"}),
    case(
        "seven",
        "true-paragraph",
        "s3",
        paragraph={"text": "船長寫了七百封信給他們。", "cues": ["c5"]},
    ),
)


def book(**changes: Any) -> dict[str, Any]:
    """A true draft of three sections in which no rule finds anything, and four cases."""
    sections = [
        {
            "heading": "地圖也有保存期限",
            "quotes": [PROMISE],
            "paragraphs": [{"text": "⟦q:s1q1⟧他說。", "cues": ["c2"]}],
        },
        {
            "heading": "河道搬家了，紙上沒有",
            "paragraphs": [{"text": "河道移動了四百公尺，地圖沒有跟上。", "cues": ["c3"]}],
        },
        {
            "heading": "第一個發現的是船長",
            "paragraphs": [{"text": "寫信來的是一位渡輪船長。", "cues": ["c5"]}],
        },
    ]
    whole = {
        "about": "Fiction.",
        "show": {
            "name": "Paper Harbor",
            "title": "Keeping the map, with Tom Ferrow",
            "published": "2025-02-10",
            "description": "Fiction.",
            "language": "en",
            "people": [{"name": HOST, "role": "host"}, {"name": GUEST, "role": "guest"}],
        },
        "house": {
            "source_name": "Paper Harbor",
            "category": "虛構訪談",
            "tags": ["Podcast"],
            "host": HOST,
            "notice": None,
            "timezone": "Asia/Taipei",
        },
        "names": [{"canonical": "Mudlark", "kind": "company"}],
        "cues": [
            {
                "id": f"c{n}",
                "speaker": who,
                "start_ms": n * 5000,
                "end_ms": n * 5000 + 4500,
                "text": said,
            }
            for n, (who, said) in enumerate(SAID, 1)
        ],
        "head": {
            "title": "製圖公司創辦人談維護：畫完地圖，只是工作的開始",
            "description": "這位虛構的創辦人在河口畫地圖。他為什麼說地圖是一個承諾？河道搬了家，"
            "紙上卻沒有，第一個發現的又是誰？這場訪談談的不是地圖，而是維護，以及承諾怎麼兌現。",
            "tags": ["地圖"],
            "lead": [{"text": "這一集談的是地圖。", "cues": ["c1"]}],
        },
        "sections": [
            {"id": f"s{n}", "first": "c1", "last": "c5", "quotes": [], **section}
            for n, section in enumerate(sections, 1)
        ],
        "observation": {"notes": [], "paragraphs": []},
        "cases": list(CASES),
    }
    return {**whole, **changes}


def shelved(folder: Path, content: object, name: str = "tiny") -> Path:
    path = folder / f"{name}.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


# verdicts


def test_four_verdicts_on_a_tiny_book(tmp_path: Path) -> None:
    """Two faults are caught by name, one truth is left alone, one liar among them is blamed."""
    on = stand("tiny", read(shelved(tmp_path, book())))
    said = {one.id: judge(one, on).alarms for one in on.book.cases}
    assert [(alarm.rule, alarm.severity) for alarm in said["far"]] == [("figures", "error")]
    assert [(alarm.rule, alarm.severity) for alarm in said["host"]] == [("quote-speaker", "error")]
    assert said["kept"] == ()
    assert ("figures", "error") in {(alarm.rule, alarm.severity) for alarm in said["seven"]}


def test_the_figures_of_a_tiny_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shelved(tmp_path, book())
    assert bench.main(["--json", "--without-dictionary", "--cases", str(tmp_path)]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (figures["faults"], figures["clean"], figures["clean_idiomatic"]) == (2, 2, 0)
    assert (figures["caught"], figures["caught_core"], figures["caught_exchanged"]) == (1, 1, None)
    assert (figures["false_errors"], figures["false_errors_idiomatic"]) == (0.5, None)
    assert figures["draft_errors"] == 0
    assert figures["missed"] == []
    assert {row["id"] for row in figures["alarms"]} - {"draft"} == {"seven"}
    assert figures["by_kind"]["number"] == {"faults": 1, "caught": 1, "as_error": 1}
    assert figures["by_rule"]["quote-speaker"]["caught_alone"] == 1
    assert bench.main(["--without-dictionary", "--cases", str(tmp_path)]) == 0
    assert "tiny | seven | figures | error" in capsys.readouterr().out


def test_a_fault_that_nothing_finds_is_missed_and_named(tmp_path: Path) -> None:
    same = case("same", "added", "s2.p1", paragraph={"text": "河道移動了四百公尺，地圖沒有跟上。"})
    shelved(tmp_path, book(cases=[same]))
    figures = bench.run(tmp_path, None)
    assert (figures["caught"], figures["missed"]) == (0, ["same"])


def test_what_is_found_elsewhere_or_in_the_form_catches_nothing(tmp_path: Path) -> None:
    """A true sentence with a missing space is told of, and is no fault caught."""
    tight = case("tight", "added", "s2.p1", paragraph={"text": "河道移動了 400公尺，地圖沒跟上。"})
    on = stand("tiny", read(shelved(tmp_path, book(cases=[tight]))))
    assert judge(on.book.cases[0], on).alarms == ()
    true = {**tight, "kind": "true-paragraph", "expect": "clean"}
    on = stand("tiny", read(shelved(tmp_path, book(cases=[true]))))
    assert [alarm.rule for alarm in judge(on.book.cases[0], on).alarms] == ["spacing"]


def test_a_finding_of_the_untouched_draft_catches_no_fault_beside_it(tmp_path: Path) -> None:
    whole = book()
    text = "Zephyr 看見河道移動了四百公尺，地圖沒有跟上。"
    whole["sections"][1]["paragraphs"] = [{"text": text, "cues": ["c3"]}]
    beside = text.replace("Zephyr 看見", "Zephyr 沒看見")
    whole["cases"] = [case("beside", "negation", "s2.p1", paragraph={"text": beside})]
    on = stand("tiny", read(shelved(tmp_path, whole)))
    assert "names" in {alarm.rule for alarm in on.alarms}
    assert "names" not in {alarm.rule for alarm in judge(on.book.cases[0], on).alarms}


def test_a_finding_beside_a_placed_quotation_is_at_its_place(tmp_path: Path) -> None:
    """Its excerpt shows the quotation's mark as a blank, or not at all."""
    text = "⟦q:s1q1⟧Zephyr 畫的。"
    stranger = case("stranger", "replaced-name", "s1.p1", paragraph={"text": text})
    on = stand("tiny", read(shelved(tmp_path, book(cases=[stranger]))))
    assert "names" in {alarm.rule for alarm in judge(on.book.cases[0], on).alarms}


def test_a_place_that_the_program_mends_counts_when_it_is_the_right_one(tmp_path: Path) -> None:
    wrong = case("wrong", "wrong-cue", "s1q1", quote={"cues": ["c5"]}, truth=["c2"])
    on = stand("tiny", read(shelved(tmp_path, book(cases=[wrong]))))
    alarms = judge(on.book.cases[0], on).alarms
    assert [alarm.rule for alarm in alarms if alarm.mended] == ["quote-cues"]
    untold = {key: thing for key, thing in wrong.items() if key != "truth"}
    on = stand("tiny", read(shelved(tmp_path, book(cases=[untold]))))
    assert not [alarm for alarm in judge(on.book.cases[0], on).alarms if alarm.mended]


# bad books

BAD_CASES = {
    "an unknown kind": (case("x", "typo", "s1q1", quote={"chinese": "無"}), "cases.0.kind"),
    "an unknown key": (case("x", "cut", "s1q1", quote={"text": "無"}), "quote.text"),
    "a wrong expectation": (
        {**case("x", "cut", "s1q1", quote={"chinese": "無"}), "expect": "clean"},
        "x: a case of the kind cut is expected to be caught",
    ),
    "a liberty in a fault": (
        {**case("x", "cut", "s1q1", quote={"chinese": "無"}), "style": "liberty"},
        "x: the style of a fault is plain",
    ),
    "neither quote nor paragraph": (case("x", "cut", "s1q1"), "x: a case brings a quote or a"),
    "no such quotation": (
        case("x", "cut", "s9q1", quote={"chinese": "無"}),
        "x: there is no quotation and no section s9q1",
    ),
    "an added quotation without its words": (
        case("x", "cut", "s1", quote={"chinese": "無"}),
        "x: a quotation that is added needs cues, source, speaker",
    ),
    "words that nobody said": (
        case("x", "number", "s1q1", quote={"source": "A map is a lie."}),
        "x: its cues do not carry the words 'A map is a lie.' in one piece",
    ),
    "a true quotation under another name": (
        case("x", "true-quote", "s1q1", quote={"speaker": HOST}),
        "x: Ida Quill did not speak c2",
    ),
    "a cue that the section lacks": (
        case("x", "true-quote", "s1q1", quote={"cues": ["c77"]}),
        "x: s1 has no cue c77",
    ),
    "no such paragraph": (
        case("x", "added", "s2.p9", paragraph={"text": "無"}),
        "x: there is no place s2.p9",
    ),
    "a paragraph on a cue that is none": (
        case("x", "added", "s2", paragraph={"text": "無", "cues": ["c77"]}),
        "x: there is no cue c77",
    ),
    "an unsupported claim outside the observation": (
        case("x", "unsupported", "s2", paragraph={"text": "無", "cues": []}),
        "x: the kind unsupported is of the observation",
    ),
}


@pytest.mark.parametrize("name", BAD_CASES)
def test_a_bad_case_is_refused_with_its_id_and_what_is_wrong(name: str, tmp_path: Path) -> None:
    bad, words = BAD_CASES[name]
    with pytest.raises(BadInput) as refused:
        read(shelved(tmp_path, book(cases=[bad])))
    assert words in refused.value.cause
    assert "tiny.json" in refused.value.cause
    assert "benchmarks/cases/README.md" in refused.value.remedy


def test_a_draft_that_is_not_true_is_refused(tmp_path: Path) -> None:
    whole = book()
    whole["sections"][0]["quotes"] = [{**PROMISE, "source": "A map is a lie."}]
    whole["sections"][1]["paragraphs"] = [{"text": "⟦q:s2q9⟧", "cues": ["c9"]}]
    with pytest.raises(BadInput) as refused:
        read(shelved(tmp_path, whole))
    for words in ("s1q1: its cues do not", "no quotation s2q9", "s2.p1: there is no cue c9"):
        assert words in refused.value.cause


def test_a_folder_without_books_and_an_id_that_stands_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no book"):
        read_all(tmp_path)
    shelved(tmp_path, book(), "one")
    shelved(tmp_path, book(), "two")
    with pytest.raises(BadInput, match="the case far stands in one and in two"):
        read_all(tmp_path)


def test_the_command_tells_what_is_wrong_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelved(tmp_path, "{")
    assert bench.main(["--json", "--without-dictionary", "--cases", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "tiny.json is no book of cases" in told.err
    assert "benchmarks/cases/README.md" in told.err
