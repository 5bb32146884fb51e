"""Negations: where they stand, what they bear on, and whether the other side denies it too."""

import pytest

from pod2post.ports import Aligner
from pod2post.rules import denied, negations, opposites
from pod2post.rules.denials import denials
from pod2post.rules.links import strengths


def _english(source: str, *, until: bool = False, prose: bool = False) -> list[str]:
    half = negations.english(source, (), until=until, prose=prose)
    return [half.text[a:b] for a, b in half.strong]


def _han(chinese: str, *, questions: bool = False) -> list[str]:
    half = negations.han(chinese, (), questions=questions)
    return [half.text[a:b] for a, b in half.strong]


NEGATED_EN = [
    ("Nobody told me, and I didn’t ask.", ["nobody", "didn't"]),
    ("I wouldn't, I wouldn't ever go to sea again.", ["wouldn't"]),
    ("She won't leave without paying.", []),
    ("She left without paying.", ["without"]),
    ("I can't wait to see it.", []),
    ("I still don't know whether it works.", ["don't"]),
    ("It leaks, I don't know, every week.", []),
    ("Isn't that the point?", []),
]


@pytest.mark.parametrize(("source", "found"), NEGATED_EN)
def test_an_english_negation_is_one_that_denies(source: str, found: list[str]) -> None:
    assert _english(source) == found


def test_until_is_a_negation_unless_the_rendering_says_only_then() -> None:
    source = "We didn't sleep until Monday."
    assert _english(source) == ["didn't"]
    assert _english(source, until=True) == []


def test_prose_does_not_tell_questions() -> None:
    source = "Did nobody ask you? Nobody did."
    assert _english(source) == ["nobody", "nobody"]
    assert _english(source, prose=True) == ["nobody"]


def test_an_answer_is_known_with_its_question() -> None:
    source = "It was cold. Had you sailed before? Nora Vance No, never."
    ((at, first, last),) = negations.english(source, (), until=False, prose=False).answers
    assert source[at : at + 2] == "No"
    assert source[first:last].strip() == "Had you sailed before"


NEGATED_ZH = [
    ("我沒有問，也不想問。", ["沒", "不"]),
    ("那艘船不難修，不過很貴。", []),
    ("是不是這樣都好。", []),
    ("他特別不高興。", ["不"]),
    ("難道這不重要嗎？", []),
    ("要怎麼不虧錢？", []),
]


@pytest.mark.parametrize(("chinese", "found"), NEGATED_ZH)
def test_a_chinese_negation_is_one_that_denies(chinese: str, found: list[str]) -> None:
    assert _han(chinese) == found


def test_a_question_asks_where_one_was_put() -> None:
    assert _han("誰不想贏？", questions=True) == ["不"]


def test_words_left_out_are_linked_with_nothing() -> None:
    shares = [[0.9, 0.9], [0.1, 0.1]]
    every, once = strengths(shares), strengths(shares, {1})
    assert once[0][1] == once[1][1] == 0
    assert once[0][0] > every[0][0]  # one of two that are alike has half
    assert strengths([]) == []


TURNED = [
    ("他們後來把港口關了。", "They could have closed the harbor, and they didn't."),
    (
        "我把鑰匙收在抽屜裡，不是掛在牆上。",
        "I don't keep the keys in a drawer, I keep them on the wall.",
    ),
    ("我不是船長，是廚師。", "I was the captain, I wasn't the cook."),
    ("董事會並沒有否決那份計畫。", "The board rejected the plan."),
    ("鎮上禁止捕魚。", "The town didn't ban fishing."),
    ("我現在知道水泵已經修好了。", "I still don't know whether the pump works."),
    ("大家以為問題出在引擎，確實是這樣。", "People think the engine is the problem. It isn't."),
    ("照我們那樣做就對了。", "Don't do what we did."),
]
KEPT = [
    ("他們本來可以關掉港口，卻沒有這麼做。", "They could have closed the harbor, and they didn't."),
    (
        "我不是把鑰匙收在抽屜裡，是掛在牆上。",
        "I don't keep the keys in a drawer, I keep them on the wall.",
    ),
    ("鎮上不准捕魚。", "The town banned fishing."),
    ("我們認為那些會議是不必要的。", "We think those meetings are unnecessary."),
    ("她要說了再見才會走。", "She won't leave without saying goodbye."),
    ("他們懂的東西，沒有寫在任何地方。", "What they know isn't, it isn't written down anywhere."),
    ("光靠魚，要怎麼養活一整座鎮？", "You can't feed a whole town on fish alone."),
    ("大家以為問題出在引擎，其實不是。", "People think the engine is the problem. It isn't."),
    ("找一個能做你做不到的事的夥伴。", "Find a partner who can do what you can't."),
]


@pytest.mark.parametrize(("chinese", "source"), TURNED)
def test_a_negation_is_missed_or_too_many(aligner: Aligner, chinese: str, source: str) -> None:
    assert denied.flipped(aligner, source, chinese)


@pytest.mark.parametrize(("chinese", "source"), KEPT)
def test_a_negation_is_told_in_its_own_way(aligner: Aligner, chinese: str, source: str) -> None:
    assert denied.flipped(aligner, source, chinese) is None


def test_what_is_shown_are_words_of_the_clause(aligner: Aligner) -> None:
    source = "We could have sold the mill, and we didn't. Nobody left the island that year."
    rows = denials(aligner, source, "我們把磨坊賣了。那一年大家都離開了那座島。")
    assert [one.shown for one in rows] == ["we didn't", "Nobody left the island that year"]
    assert all(one.asserted > 0.3 and one.denied == 0 for one in rows)


def test_the_two_that_changed_places_are_crossed(aligner: Aligner) -> None:
    source = "I don't keep the keys in a drawer, I keep them on the wall."
    kept = denials(aligner, source, "我不是把鑰匙收在抽屜裡，是掛在牆上。")
    turned = denials(aligner, source, "我把鑰匙收在抽屜裡，不是掛在牆上。")
    assert len(kept) == len(turned) == 2
    assert all(one.crossed == 0 for one in kept)
    assert all(one.crossed > 0 for one in turned)


ASKED = "Had you ever sailed before? Nora Vance No, and I think that helped. Nora Vance"
ISLAND = "The roof was leaking, and the town paid the rent. Nobody was hurt that night."


@pytest.mark.parametrize(
    ("prose", "source", "clause"),
    [
        ("Vance 之前就駕過船，她說這點幫了大忙。", ASKED, "Vance 之前就駕過船"),
        ("屋頂漏水，房租照付。那一晚有人受傷。", ISLAND, "那一晚有人受傷"),
        ("屋頂漏水，鎮上沒有付房租。", ISLAND, "鎮上沒有付房租"),
    ],
)
def test_prose_that_turns_a_negation_is_named_with_its_clause(
    aligner: Aligner, prose: str, source: str, clause: str
) -> None:
    found = denied.turned(aligner, source, prose)
    assert found is not None
    assert found[1] == clause


@pytest.mark.parametrize(
    ("prose", "source"),
    [
        ("Vance 之前沒駕過船，她說這點幫了大忙。", ASKED),
        ("屋頂漏水，房租照付。那一晚沒有人受傷。", ISLAND),
        ("沒有人因為屋頂漏水受傷，鎮上照付房租。", ISLAND),
        ("好。", ISLAND),
    ],
)
def test_prose_that_keeps_it_is_left_alone(aligner: Aligner, prose: str, source: str) -> None:
    assert denied.turned(aligner, source, prose) is None


def test_each_negation_of_the_source_is_told_by_one_sentence(aligner: Aligner) -> None:
    rows = denied.told(aligner, ISLAND, "屋頂漏水，房租照付。那一晚沒有人受傷。")
    (source,) = [one for one in rows if one.denial.english]
    assert source.chinese == "那一晚沒有人受傷。"


PAIRS = [
    ("Those years were well spent.", "那幾年都白費了。", "那幾年沒有白費。"),
    ("We lose forty thousand dollars a year.", "我們已經轉虧為盈。", "我們每年虧損四萬美元。"),
    ("The town allowed fires.", "鎮上嚴禁生火。", "鎮上准許生火。"),
    ("It uses ten percent more oil.", "它的耗油低了一成。", "它的耗油高了一成。"),
    ("It was easy to repair.", "修起來很難。", "修起來不難。"),
    ("She remembered his name.", "她忘了他的名字。", "她沒忘了他的名字。"),
]


@pytest.mark.parametrize(("source", "turned", "kept"), PAIRS)
def test_the_opposite_word_is_told_without_a_negation(source: str, turned: str, kept: str) -> None:
    assert opposites.turned(source, turned)
    assert opposites.turned(source, kept) is None
