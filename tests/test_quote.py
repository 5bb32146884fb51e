"""Quotations are verified before any prose exists: each fault has its rule."""

from dataclasses import replace
from typing import Any

import pytest

from conftest import SilentTell
from fakes_writer import FakeWriter, said
from pod2post.stages.quote import bare, quote, verify
from pod2post.store import Store
from pod2post.values import Dropped, Quote
from pod2post.writing.asking import Pen
from pod2post.writing.tasks import ProposedQuote
from talk import GUEST, HOST, brief, cue

CUES = (
    cue(1, "Most people would call that bad timing.", HOST),
    cue(2, "Our last model cost $340 million to train."),
    cue(3, "And nobody in the room could tell me who it was for."),
    cue(4, "I wrote that down, because Tidewell had three people then.", GUEST),
    cue(5, "Nobody asked me twice.", None),
)
ONE = brief(*CUES, names=["Tidewell"])


def proposal(**changes: Any) -> ProposedQuote:
    fields = {
        "cues": ("c0002",),
        "source": "Our last model cost $340 million to train.",
        "chinese": "我們最後一個模型花了 3.4 億美元訓練。",
        "speaker": GUEST,
    }
    return ProposedQuote(**(fields | changes))


def test_a_true_quotation_holds_with_its_place_and_its_checks() -> None:
    held = verify(proposal(), ONE)
    assert isinstance(held, Quote)
    assert (held.cues, held.start_ms, held.end_ms) == (("c0002",), 10_000, 14_500)
    assert held.grade == "exact"
    assert {t.name: t.verdict for t in held.tests} == {
        "verbatim": "ok",
        "cues": "ok",
        "speaker": "ok",
        "numbers": "ok",
        "names": "ok",
        "length": "ok",
        "gloss": "not checked",
    }


FAULTS = [
    ("quote-not-found", {"source": "We were all afraid of what we had built."}),
    ("quote-stitched", {"source": "Our last model cost because Tidewell had three people"}),
    ("quote-speaker", {"speaker": HOST}),
    ("quote-numbers", {"chinese": "我們最後一個模型花了 34 億美元訓練。"}),
    ("quote-names", {"chinese": "Tidewall 最後一個模型花了 3.4 億美元訓練。"}),
    ("quote-length", {"chinese": "我們" * 40}),
    (
        "quote-speaker",
        {
            "source": "call that bad timing. Our last model cost $340 million to train.",
            "cues": ("c0001", "c0002"),
        },
    ),
]


@pytest.mark.parametrize(("rule", "changes"), FAULTS)
def test_each_fault_is_dropped_by_its_own_rule(rule: str, changes: dict[str, Any]) -> None:
    held = verify(proposal(**changes), ONE)
    assert isinstance(held, Dropped)
    assert held.rule == rule
    assert held.why


def test_right_words_under_a_wrong_cue_are_found_again_and_said() -> None:
    held = verify(proposal(cues=("c0004",)), ONE)
    assert isinstance(held, Quote)
    assert held.cues == ("c0002",)
    assert ("cues", "ok", "corrected") in {(t.name, t.verdict, t.note) for t in held.tests}


def test_an_unknown_speaker_is_not_checked_and_never_ok() -> None:
    held = verify(
        proposal(source="Nobody asked me twice.", chinese="沒有人再問過我。", cues=("c0005",)), ONE
    )
    assert isinstance(held, Quote)
    assert {t.name: t.verdict for t in held.tests}["speaker"] == "not checked"
    assert held.speaker == GUEST, "the writer's word, and marked as such"


def test_a_writer_that_composes_must_translate() -> None:
    for nothing in (None, "", " 「」 "):
        held = verify(proposal(chinese=nothing), ONE)
        assert isinstance(held, Dropped)
        assert held.rule == "quote-untranslated"
        assert isinstance(verify(proposal(chinese=nothing), ONE, composed=False), Quote)


def row(**changes: Any) -> dict[str, Any]:
    one = proposal(**changes)
    return {
        "cues": list(one.cues),
        "source": one.source,
        "chinese": one.chinese,
        "speaker": one.speaker,
    }


def test_what_fails_is_repaired_once_or_dropped_and_listed(shelf: Store, tell: SilentTell) -> None:
    good = row(
        source="Most people would call that bad timing.",
        chinese="多數人會說時機不對。",
        cues=("c0001",),
        speaker=HOST,
    )
    wrong_speaker = row(speaker=HOST)
    invented = row(source="We were all afraid of it.", chinese="我們都怕它。")
    writer = FakeWriter(
        {"quotes": [{"quotes": [wrong_speaker, invented, good]}, {"quotes": [row()]}]}
    )
    made = quote(ONE, Pen(writer=writer, spare=writer, max_tokens=100), shelf=shelf, tell=tell)
    assert [(q.id, q.cues, q.speaker) for q in made.quotes] == [
        ("s1q1", ("c0001",), HOST),
        ("s1q2", ("c0002",), GUEST),
    ]
    assert [d.rule for d in made.dropped] == ["quote-speaker", "quote-not-found"]
    assert writer.count("quotes") == 2
    assert "We were all afraid of it." in writer.asked[1].messages[-1].content


def test_the_same_words_twice_are_one_quotation(shelf: Store, tell: SilentTell) -> None:
    longer = row(source="our last model cost $340 million", chinese="上一個模型花了 3.4 億美元。")
    writer = FakeWriter({"quotes": [{"quotes": [row(), longer]}]})
    made = quote(ONE, Pen(writer=writer, spare=writer, max_tokens=100), shelf=shelf, tell=tell)
    assert len(made.quotes) == 1


def test_when_the_writer_fails_the_section_has_a_hole_and_nothing_invented(
    shelf: Store, tell: SilentTell
) -> None:
    writer = FakeWriter({"quotes": [said("", finish="empty")]})
    spare = FakeWriter({"quotes": [{"quotes": [row(chinese=None)]}]}, name="spare")
    pen = Pen(writer=writer, spare=spare, max_tokens=100)
    made = quote(ONE, pen, shelf=shelf, tell=tell)
    assert made.holes
    assert made.quotes == ()
    again = FakeWriter({"quotes": [{"quotes": [row()]}]})
    mended = quote(ONE, Pen(writer=again, spare=spare, max_tokens=100), shelf=shelf, tell=tell)
    assert not mended.holes
    assert again.asked, "a hole is not remembered: the next run asks again"


MARGINS = [  # how far the voice of each cue leads, the verdict on who spoke
    ((30,), GUEST, "ok"),
    ((None,), GUEST, "ok"),
    ((10,), GUEST, "ok"),
    ((9,), GUEST, "not checked"),
    ((0,), GUEST, "not checked"),
    ((9,), HOST, "not checked"),  # a voice that is not told apart refutes nothing either
    ((30, 4), GUEST, "not checked"),
]


@pytest.mark.parametrize(("margins", "speaker", "verdict"), MARGINS)
def test_a_voice_that_hardly_leads_is_no_proof(margins, speaker, verdict) -> None:
    cues = [replace(CUES[at], margin=margin) for at, margin in enumerate(margins, 1)]
    words = " ".join(one.text for one in cues)
    found = verify(
        proposal(source=words, cues=tuple(one.id for one in cues), speaker=speaker, chinese=None),
        brief(*cues, names=["Tidewell"]),
        composed=False,
    )
    assert isinstance(found, Quote)
    (test,) = [test for test in found.tests if test.name == "speaker"]
    assert test.verdict == verdict
    assert bool(test.note) == (verdict == "not checked")


@pytest.mark.parametrize(
    ("proposed", "kept"),
    [
        ("「地圖是承諾。」", "地圖是承諾。"),
        ("“地圖是承諾。”", "地圖是承諾。"),
        ("「他說：『開門。』」", "他說：『開門。』"),
        ("他說：『開門。』", "他說：『開門。』"),
        ("『開門』和『關門』", "『開門』和『關門』"),
        ("「地圖是承諾。", "地圖是承諾。"),
        ("地圖是承諾。」", "地圖是承諾。"),
        ("「", ""),
        ("", ""),
    ],
)
def test_marks_around_the_whole_are_taken_off_and_nested_speech_keeps_its_own(
    proposed: str, kept: str
) -> None:
    assert bare(proposed) == kept
