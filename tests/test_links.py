"""Words linked across two languages: what is held, what is added, left out, denied."""

from dataclasses import replace

import pytest

from drafts import SECTIONS, paragraph, subject
from pod2post.glossary import Glossary
from pod2post.ports import Aligner, Likeness
from pod2post.rules import borne, carried, cited, credited, denied, meaning
from pod2post.rules.links import links
from pod2post.rules.passages import Passage, prose

PAIRS = {("貓", "cat"), ("睡", "sleeps"), ("狗", "dog"), ("吠", "barks"), ("貓", "kitten")}


class Letters:
    """Each Han is a piece, each word another; those of `PAIRS` are alike."""

    identity = "letters"

    def likeness(self, chinese: str, english: str, /) -> Likeness:
        words, at = [], 0
        for word in english.split():
            start = english.index(word, at)
            at = start + len(word)
            words.append((start, at))
        shares = tuple(
            tuple(900 if (one, english[a:b].strip(".").lower()) in PAIRS else 100 for a, b in words)
            for one in chinese
        )
        pieces = tuple((n, n + 1) for n in range(len(chinese)))
        return Likeness(chinese=pieces, english=tuple(words), shares=shares)


def test_a_pair_is_held_firmly_by_both_sides_and_a_stranger_by_none() -> None:
    made = links(Letters(), "貓睡。", "The cat sleeps.")
    assert [one.text for one in made.chinese] == ["貓", "睡"]
    assert [one.text for one in made.english] == ["cat", "sleeps"]
    assert all(one.strength > 0.8 for one in (*made.chinese, *made.english))
    lone = links(Letters(), "貓睡龜", "The cat sleeps.").chinese[-1]
    assert lone.text == "龜"
    assert lone.strength < 0.05


def test_one_word_cannot_hold_two() -> None:
    once, twice = links(Letters(), "貓", "cat"), links(Letters(), "貓", "cat kitten")
    assert twice.english[0].strength < 0.8 * once.english[0].strength


def test_texts_without_words_have_no_links() -> None:
    for chinese, english in (("", ""), ("。", "cat"), ("貓", "the of"), ("貓", "")):
        made = links(Letters(), chinese, english)
        assert made.both == 0
        assert all(one.strength == 0 for one in (*made.chinese, *made.english))


TRUE = [
    ("那年冬天，渡輪整整停了六個星期。", "That winter the ferry stood still for six whole weeks."),
    ("我們先問了漁夫，才去問銀行。", "We asked the fishermen first, and only then the bank."),
    (
        "她把鑰匙留在廚房的桌上，就這樣走了。",
        "She left the keys on the kitchen table and just walked out.",
    ),
    ("沒有人會為了省錢搬到島上來。", "Nobody moves to the island to save money."),
    (
        "他不是不想說，是沒有人問過他。",
        "It's not that he didn't want to say it, nobody had asked him.",
    ),
    ("不到一年，四家工廠就關了三家。", "Within a year three of the four plants had closed."),
    ("我等不及要看他們怎麼說了。", "I can't wait to see what they make of it."),
    ("直到第三天，我們才知道水泵壞了。", "We didn't know the pump was broken until the third day."),
]
ADDED = [
    ("那年冬天，渡輪整整停了六個星期，鎮長為此在電視上公開道歉。", TRUE[0][1]),
    ("她把鑰匙留在廚房的桌上就走了，後來在國外開了一家旅館。", TRUE[2][1]),
]
CUT = [
    (
        "我們先問了漁夫。",
        "We asked the fishermen first, and the bank refused to lend us a single cent.",
    ),
    (
        "她把鑰匙留在桌上。",
        "She left the keys on the table because her brother had threatened to sell the house.",
    ),
]
TURNED = [
    ("那座燈塔現在還亮著。", "The lighthouse isn't lit anymore."),
    (
        "我們跟銀行借了錢，也跟政府拿了補助。",
        "We never borrowed from the bank, and we took a grant.",
    ),
    ("我沒有見過那份合約。", "I had seen the contract."),
]


@pytest.mark.parametrize(("chinese", "source"), TRUE)
def test_a_true_rendering_is_left_alone(both: Glossary, chinese: str, source: str) -> None:
    assert both.aligner is not None
    assert carried.faults(both.aligner, both, chinese, source) == ()
    assert denied.flipped(both.aligner, source, chinese) is None


@pytest.mark.parametrize(("chinese", "source"), ADDED)
def test_what_nobody_said_is_named(both: Glossary, chinese: str, source: str) -> None:
    assert both.aligner is not None
    (fault,) = carried.faults(both.aligner, both, chinese, source)
    assert fault.what.startswith("words that the source does not carry: ")
    assert fault.what[-3:] in chinese[len(chinese) // 2 :]


@pytest.mark.parametrize(("chinese", "source"), CUT)
def test_what_was_left_out_is_named(both: Glossary, chinese: str, source: str) -> None:
    assert both.aligner is not None
    whats = [fault.what for fault in carried.faults(both.aligner, both, chinese, source)]
    assert [what for what in whats if what.startswith("words without a counterpart: ")]


def test_a_rendering_of_another_sentence_is_named(both: Glossary) -> None:
    assert both.aligner is not None
    exchanged = [(chinese, TRUE[(n + 1) % 6][1]) for n, (chinese, _) in enumerate(TRUE[:6])]
    named = [bool(carried.faults(both.aligner, both, *pair)) for pair in exchanged]
    assert sum(named) >= len(named) - 1


@pytest.mark.parametrize(("chinese", "source"), TURNED)
def test_a_negation_lost_or_gained_is_named(aligner: Aligner, chinese: str, source: str) -> None:
    assert denied.flipped(aligner, source, chinese)


KEPT = [
    (
        "那一晚無人受傷，我們損失了三百萬美元。",
        "Nobody was hurt that night, and we lost three million.",
    ),
    (
        "那十年沒有人在乎，她一個人守著燈塔。",
        "For ten years nobody cared, she kept the light alone.",
    ),
    ("她推辭了四個月。", "She said no for four months."),
    ("沒有一天我不想起她。", "I think of her every single day."),
    (
        "我們沒贏，是對方撤回，兩回事。",
        "We didn't win, they withdrew, and that's not the same thing.",
    ),
]


@pytest.mark.parametrize(("chinese", "source"), KEPT)
def test_a_negation_said_otherwise_is_kept(aligner: Aligner, chinese: str, source: str) -> None:
    assert denied.flipped(aligner, source, chinese) is None


PROSE = [
    (
        "港務局取消了合約，秋天才簽字，燈塔的電費由鎮上分攤。",
        "The port didn't cancel the contract.",
        "港務局取消了合約",
    ),
    ("那一晚有人受傷，隔天照常開工。", "Nobody was hurt that night.", "那一晚有人受傷"),
    ("這件事最後鬧上法院。", "It never went to court.", "這件事最後鬧上法院"),
]
TOLD = [
    ("港務局沒有取消合約，秋天才簽字。", "The port didn't cancel the contract."),
    ("沒有人因為那場風暴受傷，隔天照常開工。", "Nobody was hurt in that storm."),
    ("隔天照常開工，鎮上分攤電費。", "Nobody was hurt that night."),
    ("他問她怕不怕，她笑了。", "Weren't you afraid? She laughed."),
]


@pytest.mark.parametrize(("prose", "source", "where"), PROSE)
def test_a_negation_that_prose_drops_is_named_with_its_clause(
    aligner: Aligner, prose: str, source: str, where: str
) -> None:
    found = denied.turned(aligner, source, prose)
    assert found is not None
    assert found[1] == where


@pytest.mark.parametrize(("prose", "source"), TOLD)
def test_prose_may_tell_a_negation_otherwise_or_leave_it_out(
    aligner: Aligner, prose: str, source: str
) -> None:
    assert denied.turned(aligner, source, prose) is None


def test_sentences_of_prose_are_held_by_what_they_tell(aligner: Aligner) -> None:
    source = " ".join(said for _, said in TRUE[:3])
    own = dict(carried.sentences(aligner, TRUE[0][0] + "市長後來出版了一本回憶錄。", source))
    assert own[TRUE[0][0]] > own["市長後來出版了一本回憶錄。"] + 0.1


@pytest.mark.parametrize("chinese", ["……", "！", "", "OK", "好"])
@pytest.mark.parametrize("source", ["We never said that the map was a promise.", "No map", "— —"])
def test_a_rendering_of_next_to_nothing_is_no_accident(
    both: Glossary, chinese: str, source: str
) -> None:
    assert both.aligner is not None
    words = bool(chinese.strip("…！")) and source != "— —"
    whats = [fault.what for fault in meaning.faults(both, chinese, source)]
    assert words or not [what for what in whats if "does not carry" in what]
    if not words:
        assert denied.flipped(both.aligner, source, chinese) is None


MOVED = [
    (
        "Nobody in the village, including me, can draw more than ten buckets.",
        "村裡誰都不能打超過十桶水，我也一樣。",
    ),
    ("If you miss the tide, it's not the boat that waits.", "你錯過潮水的話，等你的可不是船。"),
    (
        "The rope isn't the problem. It just doesn't care whether you're tired.",
        "問題不在繩子，你累不累，它不放在心上。",
    ),
]


@pytest.mark.parametrize(("source", "chinese"), MOVED)
def test_a_negation_that_stands_elsewhere_is_none_lost(
    aligner: Aligner, source: str, chinese: str
) -> None:
    assert denied.flipped(aligner, source, chinese) is None


def test_what_prose_tells_once_may_have_been_denied_once(both: Glossary) -> None:
    aligner = both.aligner
    assert aligner is not None
    said = "He called me, I didn't call him. We had met at the harbor in June."
    assert denied.turned(aligner, said, "這次是他主動打電話來，兩人六月在港口見過。") is None


def test_the_clause_that_nothing_bears_stands_first(both: Glossary) -> None:
    aligner = both.aligner
    assert aligner is not None
    said = "The mill burned in March. We rebuilt it with nine people from the village."
    told = "磨坊三月燒掉了，他們和九個村民把它重建起來，國王為此頒給他們一枚勳章。"
    worst = borne.least(aligner, both, told, said)
    assert worst is not None
    assert worst[1].clause == "國王為此頒給他們一枚勳章"
    assert worst[0] >= borne.DOUBTED
    true = borne.least(aligner, both, told.replace("，國王為此頒給他們一枚勳章", ""), said)
    assert true is not None
    assert true[0] < borne.DOUBTED
    assert borne.least(aligner, both, "是。", said) is None


CREDITED = [
    ("Tom Ferrow 說，他們的海圖有一半是錯的，還是照樣印了。", True),
    ("Ida Quill 坦言，他們的海圖有一半是錯的，還是照樣印了。", False),
    ("Ida Quill 追問，他們的海圖是不是有一半是錯的，還是照樣印了。", True),
    ("Ida Quill 問的是誰先發現。Tom Ferrow 說，他們的海圖有一半是錯的。", True),
    ("一位船長說，他們的海圖有一半是錯的，還是照樣印了。", True),
]


@pytest.mark.parametrize(("text", "right"), CREDITED)
def test_what_one_speaker_said_is_given_to_no_other(
    aligner: Aligner, text: str, right: bool
) -> None:
    changed = replace(SECTIONS[0], paragraphs=(paragraph(text, "c5", "c6"),))
    whole = subject(sections=(changed, *SECTIONS[1:]))
    passage: Passage = next(one for one in prose(whole) if one.text == text)
    whats = [finding.what for finding in credited.faults(whole, aligner, passage)]
    wrong = ["the prose gives to Ida Quill what Tom Ferrow says in c5"]
    assert whats == ([] if right else wrong)


HEARD = (
    ("Tom Ferrow", "Walk the whole river yourself, from the spring down to the mouth, on foot."),
    ("Ida Quill", "And ask the people who clean the locks. They know where everything ends up."),
    ("Ida Quill", "I had a boss who burned a hundred of his best charts in a single night."),
    ("Ida Quill", "And the noise? My cousin lives right under one of your masts."),
)
TOLD = [
    ("他建議親自走完整條河。他補充，還要去問打掃船閘的那些人。", ("c1", "c2"), "c2"),
    ("他建議親自走完整條河。Ida Quill 補充，還要去問打掃船閘的那些人。", ("c1", "c2"), None),
    ("他補充，還要去問打掃船閘的那些人。", ("c1", "c2"), None),
    ("Ferrow 有過一位老闆，一夜之間燒了一百張最好的海圖。", ("c3",), "c3"),
    ("Ferrow 和主持人都聽過那位一夜燒掉海圖的老闆。", ("c3",), None),
    ("Quill 有過一位老闆，一夜之間燒了一百張最好的海圖。", ("c3",), None),
    ("Ferrow 有個表親就住在桅杆底下，抱怨那聲音。", ("c4",), "c4"),
    ("Ferrow 的桅杆底下，主持人有個表親住在那裡。", ("c4",), None),
]


@pytest.mark.parametrize(("text", "cited_cues", "wrong"), TOLD)
def test_what_one_tells_of_himself_is_told_of_no_other(
    aligner: Aligner, text: str, cited_cues: tuple[str, ...], wrong: str | None
) -> None:
    changed = replace(SECTIONS[0], paragraphs=(paragraph(text, *cited_cues),))
    whole = subject(sections=(changed, *SECTIONS[1:]))
    rows = zip(whole.transcript.cues, HEARD, strict=False)
    said = tuple(replace(cue, speaker=who, text=words) for cue, (who, words) in rows)
    whole = replace(whole, transcript=replace(whole.transcript, cues=said))
    passage: Passage = next(one for one in prose(whole) if one.text == text)
    found = [finding.what for finding in credited.faults(whole, aligner, passage)]
    assert [what.rpartition(" ")[2] for what in found] == ([wrong] if wrong else [])


def test_all_prose_is_asked_who_said_it(both: Glossary) -> None:
    changed = replace(SECTIONS[0], paragraphs=(paragraph(CREDITED[1][0], "c5", "c6"),))
    whole = subject(sections=(changed, *SECTIONS[1:]))
    assert "attribution" in {finding.rule for finding in cited.prose_faults(whole, both)}
