"""Findings in the Chinese of Taiwan: every sentence of every rule of a draft has one."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk import Desk
from pod2post import rules, zh
from pod2post.glossary import Glossary
from pod2post.revision import editing, rebinding, requoting, waiving
from pod2post.showing import saying
from pod2post.showing.remedies import MENDED, TAILS
from pod2post.showing.sayings import WRONG
from pod2post.stages import amend
from pod2post.values import Dropped
from test_piecewise import mended

RULES = Path(rules.__file__).parent
# Rules of files and pages are told by `pod2post check` and never by the review page.
OF_PAGES = {"matter", "body", "header", "tagged", "pages", "locating", "links", "spot"}
SOURCES = (
    *sorted(path for path in RULES.glob("*.py") if path.stem not in OF_PAGES),
    *(Path(str(module.__file__)) for module in (amend, editing, rebinding, requoting)),
)
MAKERS = {"Finding", "Fault", "fault", "error", "_found", "_fault", "_finding", "_told"}
# What these functions return or yield is a finding's sentence.
SPEAKERS = {
    *("_complaint", "_complaints", "_swapped", "_dates", "_per", "_shared", "_measured"),
    *("_months", "_weekdays", "_seasons", "_taken_back", "_some", "_most", "dropped"),
    *("_miscounted", "_by_piece"),
    *(
        "converted",
        "flipped",
        "disproportion",
        "goes_on",
        "turned",
        "_exchanged",
        "_odd",
        "_turned",
    ),
}
SMALLER = "3 is 7 times too small: the source says 21"
# Fragments, and the whole that is made of each.
WHOLE = {
    "the rendering of Ada names Ada": "{}, which the words it rests on do not carry",
    "the text names Ada": "{}, which the words it rests on do not carry",
    "Render all of the words that were spoken, and nothing else.": "{} The source: “Ada”",
    "Quote the sentence to its end: what was left out turns it.": "{} The source: “Ada”",
    "Ada is 7 times too Ada: the source says Ada (Ada)": SMALLER,
    "It reads like Ada. ": "It reads like c1, “Ada”. Compare it with “Ada”, and translate anew.",
    "Quote what only the speaker could say, tell the rest.": "15 to 50 %: {}",
}
# Of what such wholes are put together; and what the page never shows (a waiver has its reason).
FRAMES = {
    *("Ada, which the words it rests on do not carry", "Ada The source: “Ada”", "Ada: Ada"),
    *("AdaCompare it with “Ada”, and translate anew.", "Ada; 7 more like it", "7 to 7 %: Ada"),
    *("Ada (waivedAda: Ada)", "Ada / 7"),
}
PLAIN = re.compile(r"[A-Za-z]")


def texts(node: ast.expr) -> Iterator[str]:
    """The sentences that an expression may be, `7` or a word in place of what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(_part(part) for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from texts(one)
    elif isinstance(node, ast.Tuple):
        for one in node.elts:
            yield from texts(one)


def _part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    told = ast.unparse(node)
    numeric = re.search(r"len\(|count|width|times|total\[|han:|MOST|LEAST|least|most|HEADING", told)
    return "7" if numeric or re.search(r"percent|SPEECH|LONG_MS|HAN\[", told) else "Ada"


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """("what" or "mend" or "any", sentence) of a module of rules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("what", "mend"):
            yield from ((node.arg, text) for text in texts(node.value))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("what", "mend"):
                yield from ((name, text) for text in texts(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in MAKERS:
                yield from (("any", text) for one in node.args for text in texts(one))
        elif isinstance(node, ast.FunctionDef) and node.name in SPEAKERS:
            for one in ast.walk(node):
                if isinstance(one, ast.Return | ast.Yield) and one.value is not None:
                    yield from (("any", text) for text in texts(one.value))


EVERY = sorted(
    {
        (path.stem, kind, text)
        for path in SOURCES
        for kind, text in sentences(path)
        if PLAIN.search(text) and " " in text.strip() and text not in FRAMES
    }
)


def test_the_reader_finds_the_rules_sentences() -> None:
    assert len(EVERY) > 150
    assert ("fidelity", "what", "a paragraph that rests on no cue") in EVERY
    assert ("numbers", "any", "Ada is not in the source") in EVERY


@pytest.mark.parametrize(("module", "kind", "text"), EVERY)
def test_every_sentence_of_a_rule_is_told_in_chinese(module: str, kind: str, text: str) -> None:
    text = WHOLE.get(text, "{}").format(text)
    kept = module == "amend" and text[0].isupper()
    text = f"{amend.KEPT}{text}" if kept else text
    made = saying.wrong(text) if kind != "mend" else None
    made = made or (saying.mended(text) if kind != "what" else None)
    assert made, f"{module}: {text!r} has no row in showing/sayings.py or remedies.py"
    assert zh.count(made)


def test_every_row_can_be_reached_and_fills_its_holes() -> None:
    for table, told in ((WRONG, saying.wrong), (MENDED, saying.mended), (TAILS, saying.wrong)):
        for english, chinese in table:
            holes = set(re.findall(r"{(\w+)}", english))
            assert set(re.findall(r"{(\w+)}", chinese)) <= holes, english
            filled = {name: "7" if name in saying.COUNTS else "a tag is empty" for name in holes}
            made = told(english.format(**filled))
            assert zh.count(made or ""), english
    rows = [english for english, _ in (*WRONG, *MENDED)]
    assert len(rows) == len(set(rows))


SAID = [
    (
        "34 億 (3,400,000,000) is 10 times too large: the source says 340 million (340,000,000)",
        "34 億 (3,400,000,000) 是原話的 10 倍：原話說的是 340 million (340,000,000)",
    ),
    (
        "4 萬 (40,000) is 10 times too small: the source says 400,000",
        "4 萬 (40,000) 只有原話的 10 分之一：原話說的是 400,000",
    ),
    ("s1q2: the rendering shares no word with its source", "引文 s1q2：譯文和原話沒有一個詞對得上"),
    ("7 is not in the source; it stands elsewhere in the episode", "原話裡沒有 7（節目別處說過）"),
    (
        "后来: 后 is 後 or 后 in Taiwan; 2 more like it",
        "「后来」裡的「后」，台灣寫「後或后」；同樣的還有 2 處",
    ),
    (
        "s3q1: 12 characters for 40 words: something was left out",
        "引文 s3q1：原話 40 個英文字，譯文 12 個字：可能漏譯了",
    ),
    ("the quotation s1q1 failed the test verbatim: {x}", "引文 s1q1 沒有通過「逐字比對」：{x}"),
    (
        "the prose gives s1q1 to Ada, and nobody spoke it",
        "文中把 s1q1 寫成是 Ada 說的，其實是 沒有人 說的",
    ),
]


@pytest.mark.parametrize(("english", "chinese"), SAID)
def test_what_changes_from_case_to_case_stands_in_the_chinese(english: str, chinese: str) -> None:
    assert saying.wrong(english) == chinese


def test_what_nobody_wrote_down_is_not_made_up() -> None:
    assert saying.wrong("the reply was cut off at 700 tokens") is None
    assert saying.mended("Ask somebody who knows about it.") is None
    assert saying.mended("寫「影片」") == "寫「影片」", "a table's own note is Chinese as it is"


def test_why_a_quotation_did_not_hold_is_told_reason_by_reason() -> None:
    row = Dropped(section="s1", source="Nine.", chinese="七個。", rule="quote-numbers", why="")
    whys = {
        "七 (7) is not in the source；沒有譯文": "原話裡沒有 七 (7)；沒有譯文",
        "逐字稿裡沒有這段話": "逐字稿裡沒有這段話",
        "something that no table has": "something that no table has",
    }
    for english, chinese in whys.items():
        assert saying.why(replace(row, why=english)) == replace(row, why=chinese)


def test_the_findings_of_a_bad_draft_are_all_told(tmp_path: Path, both: Glossary) -> None:
    states = mended(Desk(tmp_path))
    found = {row.finding for now in states for row in waiving.numbered(now, both)}
    assert len({one.rule for one in found}) >= 5
    for one in found:
        assert saying.wrong(one.what), one
        assert saying.mended(one.mend), one
