"""The judge: blind, then side by side; it warns, abstains, and breaks nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest

import fixed
from conftest import SilentTell
from fakes_writer import FakeWriter, said
from pod2post.backends.extract import Extract
from pod2post.errors import TryLater
from pod2post.page.grounding import grounding
from pod2post.rules import findings
from pod2post.rules.judged import judged
from pod2post.stages.judge import Claim, Judged, judge
from pod2post.store import Store
from pod2post.values import CheckResult, Paragraph, Quote, Section, Subject
from pod2post.writing import judging
from pod2post.writing.asking import Pen

CLAIMS = (
    Claim(id="s1q1", spoken="We caught up with Lumen.", chinese="Lumen 追上了我們。"),
    Claim(id="s1q2", spoken="The wind decides.", chinese="由風決定。"),
)
BACK = {"s1q1": "Lumen caught up with us.", "s1q2": "The wind decides it."}


def translated(**english: str | None) -> dict[str, Any]:
    return {"translations": [{"id": id_, "english": text} for id_, text in english.items()]}


def compared(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    keys = ("id", "verdict", "difference", "what")
    return {"verdicts": [dict(zip(keys, row, strict=True)) for row in rows]}


SAME = ("s1q2", "same", "none", "")
EXCHANGED = ("s1q1", "differs", "roles exchanged", "誰追上誰反了")


def opinion(
    shelf: Store, tell: SilentTell, *, back: list[Any], verdicts: list[Any]
) -> tuple[Judged, FakeWriter]:
    writer = FakeWriter({"backtranslation": back, "comparison": verdicts})
    pen = Pen(writer=writer, spare=Extract(), max_tokens=500)
    return judge(CLAIMS, ("Lumen（公司）",), pen, shelf=shelf, tell=tell), writer


def verdicts_of(made: Judged) -> dict[str, tuple[str, str]]:
    return {row.quote: (row.test.verdict, row.test.note) for row in made.opinions}


def test_exchanged_names_are_caught_when_the_model_sees_them(
    shelf: Store, tell: SilentTell
) -> None:
    made, writer = opinion(
        shelf, tell, back=[translated(**BACK)], verdicts=[compared(EXCHANGED, SAME)]
    )
    found = verdicts_of(made)
    assert found["s1q2"] == ("ok", "")
    verdict, note = found["s1q1"]
    assert verdict == "failed"
    assert "對象對調：誰追上誰反了" in note
    assert BACK["s1q1"] in note
    assert not made.holes
    assert [request.task for request in writer.asked] == ["backtranslation", "comparison"]


def test_the_translator_sees_no_spoken_word_and_the_comparer_no_chinese(
    shelf: Store, tell: SilentTell
) -> None:
    _, writer = opinion(
        shelf, tell, back=[translated(**BACK)], verdicts=[compared(EXCHANGED, SAME)]
    )
    blind, side = ("".join(m.content for m in request.messages) for request in writer.asked)
    for claim in CLAIMS:
        assert claim.spoken not in blind
        assert claim.chinese in blind
        assert claim.chinese not in side
        assert claim.spoken in side
    assert "Lumen（公司）" in blind
    assert BACK["s1q1"] in side


def test_it_may_abstain_in_either_step(shelf: Store, tell: SilentTell) -> None:
    doubt = ("s1q1", "cannot tell", "none", "原文太破碎")
    made, writer = opinion(
        shelf,
        tell,
        back=[translated(s1q1="Lumen caught up.", s1q2=None)],
        verdicts=[compared(doubt)],
    )
    found = verdicts_of(made)
    assert found["s1q1"] == ("not checked", "原文太破碎")
    assert found["s1q2"][0] == "not checked"
    assert "不只一種讀法" in found["s1q2"][1]
    assert "s1q2" not in json.loads(writer.asked[1].material)["pairs"][0].values()
    assert not made.holes, "an abstention is an answer, and is kept"


def test_nothing_is_compared_where_every_translation_abstains(
    shelf: Store, tell: SilentTell
) -> None:
    made, writer = opinion(shelf, tell, back=[translated(s1q1=None, s1q2=" ")], verdicts=[])
    assert {verdict for verdict, _ in verdicts_of(made).values()} == {"not checked"}
    assert writer.count("comparison") == 0


NONSENSE: list[Any] = [
    "the quotations look fine to me",
    {"translations": "all good"},
    translated(s1q1="one of two"),
    translated(s1q1="a", s1q2="b", s9q9="c"),
    {"translations": [{"id": "s1q1", "english": "a"}, {"id": "s1q1", "english": "b"}]},
    said("", finish="empty"),
    said("{", finish="length"),
    said("", finish="filtered"),
]


@pytest.mark.parametrize("reply", NONSENSE)
def test_nonsense_in_the_first_step_leaves_all_unchecked(
    reply: Any, shelf: Store, tell: SilentTell
) -> None:
    made, writer = opinion(shelf, tell, back=[reply], verdicts=[])
    assert {verdict for verdict, _ in verdicts_of(made).values()} == {"not checked"}
    assert [row.quote for row in made.opinions] == ["s1q1", "s1q2"]
    assert made.holes
    assert writer.count("comparison") == 0


@pytest.mark.parametrize(
    "reply",
    [
        "differs",
        compared(SAME),
        compared(SAME, ("s1q1", "same", "negation", "")),
        compared(SAME, ("s1q1", "differs", "none", "")),
        compared(SAME, ("s1q1", "wrong", "none", "")),
    ],
)
def test_nonsense_in_the_second_step_leaves_all_unchecked(
    reply: Any, shelf: Store, tell: SilentTell
) -> None:
    made, _ = opinion(shelf, tell, back=[translated(**BACK)], verdicts=[reply])
    assert {verdict for verdict, _ in verdicts_of(made).values()} == {"not checked"}
    assert made.holes


def test_a_hole_is_mended_by_the_next_run_and_an_opinion_asked_for_once(
    shelf: Store, tell: SilentTell
) -> None:
    opinion(shelf, tell, back=[translated(**BACK)], verdicts=["nonsense"])
    good = [compared(EXCHANGED, SAME)]
    made, writer = opinion(shelf, tell, back=[TryLater("not asked again", "")], verdicts=good)
    assert not made.holes
    assert writer.count("backtranslation") == 0
    _, again = opinion(shelf, tell, back=[], verdicts=[])
    assert again.asked == []


# on the page


def subject(*tests: CheckResult) -> Subject:
    said_ = replace(fixed.QUOTE, tests=(*fixed.QUOTE.tests, *tests))
    return replace(fixed.SUBJECT, quotes=(replace(fixed.QUOTES, quotes=(said_,)),))


def test_a_doubt_is_a_warning_and_never_an_error() -> None:
    test = CheckResult(name="judge", verdict="failed", note="對象對調：反了")
    found = [finding for finding in findings(subject(test)) if "s1q1" in finding.what]
    assert [(row.rule, row.severity, row.where) for row in found] == [("judge", "warning", "s1")]
    assert "反了" in found[0].what
    other = CheckResult(name="numbers", verdict="failed", note="差十倍")
    assert "error" in {row.severity for row in findings(subject(other)) if "s1q1" in row.what}


def test_an_abstention_is_a_note_and_agreement_is_silent() -> None:
    silent = CheckResult(name="judge", verdict="not checked", note="")
    (found,) = judged(subject(silent))
    assert (found.severity, found.where) == ("note", "s1q1")
    assert list(judged(subject(CheckResult(name="judge", verdict="ok")))) == []
    assert list(judged(fixed.SUBJECT)) == []


def test_the_record_beside_the_post_holds_the_opinion() -> None:
    test = CheckResult(name="judge", verdict="not checked", note="原文太破碎")
    rows = grounding(subject(test)).evidence
    assert test in next(row for row in rows if row.quote == "s1q1").tests


# what is asked about


class Around:
    """As much of a scene as the judge needs."""

    def __init__(self, shelf: Store, tell: SilentTell, pen: Pen, *, wanted: bool = True) -> None:
        self.shelf, self.tell, self.pen = shelf, tell, pen
        self.run = self
        self.settings = self
        self.writer = self
        self.judge, self.parallel = wanted, 2
        self.names = fixed.NAMES

    def path(self, name: str) -> Any:
        self.shelf.root.mkdir(parents=True, exist_ok=True)
        return self.shelf.root / name

    def __call__(self, stage: Any, *key: Any) -> Any:
        return stage(*key, shelf=self.shelf, tell=self.tell)


def fair(material: dict[str, Any]) -> dict[str, Any]:
    return translated(**{row["id"]: "The tide is a promise." for row in material["quotes"]})


def same(material: dict[str, Any]) -> dict[str, Any]:
    return compared(*((row["id"], "same", "none", "") for row in material["pairs"]))


def with_quotes(*counts: int) -> Subject:
    """Sections that place so many quotations each, and leave one unplaced."""
    rows, sections = [], []
    for number, count in enumerate(counts, 1):
        made: tuple[Quote, ...] = tuple(
            replace(fixed.QUOTE, id=f"s{number}q{n}", section=f"s{number}")
            for n in range(1, count + 2)
        )
        rows.append(replace(fixed.QUOTES, section=f"s{number}", quotes=made))
        text = "".join(f"⟦q:{quote.id}⟧他說。" for quote in made[:count])
        paragraphs = (Paragraph(text=text, cues=("c0005",)),)
        sections.append(Section(id=f"s{number}", heading="潮", paragraphs=paragraphs))
    draft = replace(fixed.DRAFT, sections=tuple(sections))
    return replace(fixed.SUBJECT, quotes=tuple(rows), draft=draft)


def around(shelf: Store, tell: SilentTell, **more: Any) -> tuple[Any, FakeWriter]:
    writer = FakeWriter({"backtranslation": [fair], "comparison": [same]})
    pen = Pen(writer=writer, spare=Extract(), max_tokens=500)
    return Around(shelf, tell, pen, **more), writer


def judged_ids(subject: Subject) -> list[str]:
    rows = [quote for row in subject.quotes for quote in row.quotes]
    return [quote.id for quote in rows if any(test.name == "judge" for test in quote.tests)]


def test_two_calls_a_section_for_what_the_page_shows(shelf: Store, tell: SilentTell) -> None:
    scene, writer = around(shelf, tell)
    made = judging.judged(scene, scene.pen, with_quotes(3, 2))
    assert judged_ids(made) == ["s1q1", "s1q2", "s1q3", "s2q1", "s2q2"]
    assert (writer.count("backtranslation"), writer.count("comparison")) == (2, 2)


@pytest.mark.parametrize("change", [{"chinese": None}, {"source": "潮水是一個承諾。"}])
def test_what_was_not_translated_is_not_judged(
    change: dict[str, Any], shelf: Store, tell: SilentTell
) -> None:
    scene, writer = around(shelf, tell)
    plain = with_quotes(2)
    (row,) = plain.quotes
    bare = replace(row, quotes=tuple(replace(quote, **change) for quote in row.quotes))
    made = judging.judged(scene, scene.pen, replace(plain, quotes=(bare,)))
    assert judged_ids(made) == []
    assert writer.asked == []


def test_very_many_quotations_go_in_several_calls(shelf: Store, tell: SilentTell) -> None:
    scene, writer = around(shelf, tell)
    made = judging.judged(scene, scene.pen, with_quotes(judging.AT_ONCE + 1))
    assert len(judged_ids(made)) == judging.AT_ONCE + 1
    assert writer.count("backtranslation") == 2


def test_nothing_is_asked_unless_it_is_wanted(shelf: Store, tell: SilentTell) -> None:
    scene, writer = around(shelf, tell, wanted=False)
    assert judging.judged(scene, scene.pen, with_quotes(2)) == with_quotes(2)
    assert writer.asked == []


def test_an_opinion_holds_until_the_words_change(shelf: Store, tell: SilentTell) -> None:
    scene, _ = around(shelf, tell)
    plain = with_quotes(2)
    made = judging.judged(scene, scene.pen, plain)
    assert judging.remembered(scene, plain) == made
    unasked, _ = around(shelf, tell, wanted=False)
    assert judging.judged(unasked, unasked.pen, plain) == made
    (row,) = plain.quotes
    edited = replace(row.quotes[0], chinese="潮水守信，風不一定。")
    changed = replace(plain, quotes=(replace(row, quotes=(edited, *row.quotes[1:])),))
    assert judged_ids(judging.remembered(scene, changed)) == ["s1q2"]
    scene.path(judging.FILE).write_text("damaged", encoding="utf-8")
    assert judging.remembered(scene, plain) == plain


def test_a_rehearsal_asks_what_the_judge_will_ask(shelf: Store, tell: SilentTell) -> None:
    scene, real = around(shelf, tell)
    dry = FakeWriter(
        {"backtranslation": [lambda m: translated(**{r["id"]: None for r in m["quotes"]})],
         "comparison": [same]},
        name="fake writer",
    )  # fmt: skip
    pen = Pen(writer=dry, spare=Extract(), max_tokens=500)
    known = with_quotes(3, 2)
    judging.rehearse(scene, pen, known.quotes, known.draft)
    assert [request.task for request in dry.asked] == ["backtranslation", "comparison"] * 2
    assert real.asked == []
