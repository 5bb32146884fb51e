"""Renderings against a dictionary: what is true passes, what is not is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import SilentTell
from drafts import SECTIONS, paragraph, quote, subject, with_quote, with_text
from pod2post import weights
from pod2post.errors import BadInput
from pod2post.glossary import Glossary, opened
from pod2post.rules import aligned, findings, gloss, overlap
from pod2post.stages.quote import verify
from pod2post.stems import stem, words
from pod2post.values import Dropped, Finding, Quote, Subject
from pod2post.writing.tasks import ProposedQuote
from renderings import FREE, PLAIN
from talk import GUEST, brief, cue

ENTRIES = {
    "地圖": "map/CL:張|张[zhang1]/",
    "承諾": "to promise/to undertake to do something/commitment/",
    "春天": "spring (season)/",
    "每年": "every year/each year/yearly/",
    "兌現": "(of a check etc) to cash/to honor a commitment/",
    "河道": "river course/river channel/",
    "移動": "to move/movement/migration/",
    "老師": "teacher/CL:個|个[ge4],位[wei4]/",
    "政府": "government/CL:個|个[ge4]/",
    "預算": "budget/",
    "取消": "to cancel/cancellation/",
    "法律": "law/",
    "修改": "to amend/to alter/",
    "會議": "meeting/conference/",
    "醫院": "hospital/",
    "渡輪": "ferry ship/",
    "船長": "captain (of a boat)/skipper/",
    "寫信": "to write a letter/",
    "公尺": "meter (unit of length)/",
}


class Small:
    """A dictionary of a few words of ours."""

    identity = "small"
    aligner = None

    def english(self, word: str, /) -> str | None:
        return ENTRIES.get(word)


def found(whole: Subject) -> list[Finding]:
    return [one for one in findings(whole, Small()) if one.rule == "meaning"]


STEMS = [
    ("keep keeps kept keeping", "keep"),
    ("bakery bakeries", "bakery"),
    ("decide decided deciding decision decisions", "decide"),
    ("hope hopes hoped hoping", "hope"),
    ("hop hops hopped hopping", "hop"),
    ("child children", "child"),
    ("measure measured measuring measurement measurements", "measure"),
    ("patient patience", "patience"),
]


@pytest.mark.parametrize(("forms", "word"), STEMS)
def test_forms_of_a_word_meet(forms: str, word: str) -> None:
    assert {stem(form) for form in forms.split()} == {stem(word)}


def test_different_words_stay_apart() -> None:
    apart = "map mop river rival ferry fear spring string law low meter matter".split()
    assert len({stem(word) for word in apart}) == len(apart)
    assert words("The map’s edge, they'd say: CAN'T") == [
        "the",
        "map",
        "edge",
        "they",
        "say",
        "can",
    ]


def test_chinese_is_cut_by_the_longest_headword() -> None:
    assert gloss.cut(Small(), "地圖是一個承諾。") == ["地圖", "承諾"]


def test_a_true_rendering_passes_and_an_invented_one_is_an_error() -> None:
    assert found(subject()) == []
    invented = "政府取消預算，老師在醫院會議上修改法律。"
    (short,) = found(with_quote(chinese=invented))
    assert (short.severity, short.where) == ("warning", "s1")
    assert "s1q1" in short.what
    said = "The river moved four hundred meters, and nobody told the map."
    (long,) = found(with_quote(chinese=invented, cues=("c4",), source=said))
    assert long.severity == "error"


def test_a_rendering_of_another_cue_is_named_and_that_cue_offered() -> None:
    (only,) = found(with_quote(chinese="渡輪船長寫信給我們。"))
    assert only.severity in ("error", "warning")
    assert "c7" in only.mend


def test_an_added_sentence_and_one_left_out_are_named() -> None:
    added = "地圖是一個承諾，而承諾每年春天都要兌現。政府的會議取消了醫院的預算。"
    (only,) = found(with_quote(chinese=added))
    assert "政府的會議" in only.what
    two = "The river moved four hundred meters. Half of our charts were wrong."
    (only,) = found(with_quote(chinese="河道移動了四百公尺。", cues=("c4", "c5"), source=two))
    assert (only.severity, "charts" in only.what) == ("warning", True)


def test_a_paragraph_about_something_else_is_a_warning() -> None:
    text = "政府在會議上取消醫院預算，老師修改法律，醫院的老師也修改政府預算，會議取消法律。"
    (only,) = found(with_text(text))
    assert (only.severity, only.where) == ("warning", "s2")
    assert found(with_text("河道移動了四百公尺，地圖沒有跟上。")) == []


def test_without_a_dictionary_one_warning_stands() -> None:
    (only,) = [one for one in findings(subject()) if one.rule == "meaning"]
    assert only.severity == "warning"
    assert "no dictionary" in only.what
    assert "models pull cc-cedict" in only.mend


def test_without_renderings_nothing_is_missed() -> None:
    copied = with_quote(chinese=None)
    assert [one for one in findings(copied) if one.rule == "meaning"] == []
    mandarin = with_quote(source="地圖是一個承諾", chinese="地圖是承諾")
    assert found(mandarin) == []


def test_verify_says_what_the_dictionary_says() -> None:
    said = "A map is a promise, and a promise has to be kept every spring by the captain."
    one = brief(cue(1, said))
    told = ProposedQuote(
        cues=("c0001",),
        source=said,
        chinese="地圖是一個承諾，而船長每年春天都要兌現承諾。",
        speaker=GUEST,
    )

    def verdict(held: Quote | Dropped) -> str:
        assert isinstance(held, Quote)
        return {test.name: test.verdict for test in held.tests}["gloss"]

    assert verdict(verify(told, one)) == "not checked"
    assert verdict(verify(told, one, Small())) == "ok"
    invented = replace(told, chinese="政府取消預算，老師在醫院會議上修改法律。")
    held = verify(invented, one, Small())
    assert isinstance(held, Dropped)
    assert held.rule == "quote-gloss"


def test_a_file_that_is_no_dictionary_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        Glossary(tmp_path / "cedict.txt", "x").english("地圖")
    (tmp_path / "cedict.txt").write_text("# nothing\n", "utf-8")
    with pytest.raises(BadInput, match="no entries"):
        Glossary(tmp_path / "cedict.txt", "x").english("地圖")


def test_where_none_can_be_had_this_is_said_and_there_is_none(
    tmp_path: Path, tell: SilentTell
) -> None:
    assert opened(tmp_path, wheels=False, tell=tell) is None
    assert any("no dictionary" in line and "wheels is false" in line for line in tell.said)


def test_one_that_lies_there_is_opened_by_its_digest(tmp_path: Path, tell: SilentTell) -> None:
    home = tmp_path / "cc-cedict"
    home.mkdir()
    (home / "cedict.txt").write_text(
        "地圖 地图 [di4 tu2] /map/\n地圖 地图 [di4] /atlas/\n", "utf-8"
    )
    glossary = opened(tmp_path, wheels=False, tell=tell)
    assert glossary is not None
    assert glossary.english("地圖") == "map//atlas/"
    assert glossary.english("河") is None
    assert glossary.identity == weights.fingerprint(home)


# --- the real one -----------------------------------------------------------------------


def _severities(glossary: Glossary, chinese: str, source: str) -> set[str]:
    return {fault.severity for fault in overlap.faults(glossary, chinese, source)}


def test_true_renderings_are_hardly_ever_blamed(glossary: Glossary) -> None:
    blamed = [_severities(glossary, chinese, source) for source, chinese in PLAIN]
    assert sum("error" in one for one in blamed) <= 0.03 * len(PLAIN)
    assert sum("warning" in one for one in blamed) <= 0.10 * len(PLAIN)
    free = [_severities(glossary, chinese, source) for source, chinese in FREE]
    assert sum("error" in one for one in free) <= 0.10 * len(FREE)


def test_renderings_of_other_words_are_nearly_always_named(glossary: Glossary) -> None:
    crossed = [
        _severities(glossary, chinese, source)
        for at, (_, chinese) in enumerate(PLAIN)
        for other, (source, _) in enumerate(PLAIN)
        if at != other
    ]
    assert sum(bool(one) for one in crossed) >= 0.93 * len(crossed)


def test_a_sentence_added_to_a_rendering_is_mostly_named(glossary: Glossary) -> None:
    added = [
        _severities(glossary, f"{chinese}{PLAIN[(at + 7) % len(PLAIN)][1]}", source)
        for at, (source, chinese) in enumerate(PLAIN)
    ]
    assert sum(bool(one) for one in added) >= 0.85 * len(added)


def test_a_paragraph_is_held_against_its_own_cues(glossary: Glossary) -> None:
    changed = replace(SECTIONS[1], paragraphs=(paragraph("河道移動了 400 公尺。", "c4"),))
    whole = subject(sections=(SECTIONS[0], changed, SECTIONS[2]), quotes=(quote(),))
    assert [f for f in findings(whole, glossary) if f.rule == "meaning"] == []


class Rows(Small):
    """The small dictionary and some words of the sea."""

    def english(self, word: str, /) -> str | None:
        more = {
            "魚": "fish/",
            "錄音": "to record/sound recording/",
            "聲音": "voice/sound/",
            "機器": "machine/",
            "離開": "to leave/to depart from/",
            "水管": "water pipe/",
            "天氣": "weather/",
        }
        return more.get(word) or super().english(word)


SAID = "The machine does not record voices, and no sound leaves the pipe."
TURNED = [
    ("機器錄音聲音。", True),
    ("機器不錄音聲音。", False),
    ("天氣很好，機器錄音聲音。", True),
    ("天氣很好。", False),
]


@pytest.mark.parametrize(("chinese", "turned"), TURNED)
def test_a_clause_is_held_against_the_one_that_it_is_like(chinese: str, turned: bool) -> None:
    assert bool(aligned.turned(Rows(), chinese, SAID)) is turned


def test_prose_that_other_cues_fit_better_is_told_which() -> None:
    text = "地圖是承諾，而承諾每年春天都要兌現，地圖每年春天要移動，承諾的地圖每年兌現。"
    (only,) = found(with_text(text, "c7"))
    assert "c3 to c3" in only.what
    assert found(with_text(text, "c3")) == []
