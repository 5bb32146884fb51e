"""Length and negation of renderings, without a dictionary. All speech is invented."""

import pytest

from drafts import quote, subject, with_quote
from pod2post.rules import findings
from pod2post.rules.polarity import flipped
from pod2post.rules.rendering import disproportion, proportion
from pod2post.values import Finding, Subject
from renderings import FREE, PLAIN

KEPT = [
    ("I can't wait to open it.", "我等不及要打開它。"),
    ("It is not only cheaper, it is kinder.", "它不只便宜，也溫和。"),
    ("No problem, we said.", "沒問題，我們說。"),
    ("It's not that nobody cared.", "不是沒有人在乎。"),
    ("Why wouldn't you try it?", "為什麼不試試？"),
    ("Isn't that what a bridge is for?", "橋不就是為了這個嗎？"),
    ("You have to leave.", "你不得不離開。"),
    ("He hardly spoke.", "他幾乎不說話。"),
    ("She refused to sign.", "她不肯簽。"),
    ("It was impossible to hear.", "根本聽不見。"),
    ("They failed to notice.", "他們沒有注意到。"),
    ("He is unhappy.", "他不快樂。"),
    ("Not a day goes by without rain.", "天天下雨。"),
    ("We couldn't agree more.", "我們完全同意。"),
    ("I have no choice but to wait.", "我只能等。"),
    ("Do you want it or not?", "你要不要？"),
    ("Others stayed; that is another story.", "別人留下了，那是另一個故事。"),
    ("The future is especially open.", "未來特別開放。"),
    ("There was nothing to eat, because the road was closed.", "因為路封了，所以沒有東西吃。"),
    ("We never miss a tide.", "每一次潮水我們都趕上。"),
    ("Who would say no to that?", "誰會拒絕？"),
    ("A hundred boats sink here.", "這裡有一百艘船沉沒。"),
    ("She flew to Africa.", "她飛到非洲。"),
]
TURNED = [
    ("I never sent the letter.", "我寄了那封信。"),
    ("I sent the letter.", "我沒有寄那封信。"),
    ("You can't copy the water.", "水可以抄走。"),
    ("You can copy the recipe.", "配方不能抄。"),
    ("Nobody told me about the bridge.", "有人告訴我那座橋的事。"),
    ("The machine was right. It didn't move.", "機器是對的。它動了。"),
    ("We do not sell lamps, we sell the evening.", "我們賣燈，我們賣的是夜晚。"),
    ("I would do it again.", "我不會再做一次。"),
    ("The bridge is not safe.", "那座橋很安全。"),
    ("It worked without a battery.", "它靠電池運作。"),
]


@pytest.mark.parametrize(("source", "chinese"), KEPT)
def test_a_negation_that_was_kept_or_counts_for_nothing(source: str, chinese: str) -> None:
    assert flipped(source, chinese) is None


@pytest.mark.parametrize(("source", "chinese"), TURNED)
def test_a_negation_that_was_lost_or_added_is_named(source: str, chinese: str) -> None:
    assert flipped(source, chinese)


def test_true_renderings_are_hardly_ever_blamed() -> None:
    assert sum(bool(flipped(*row)) for row in PLAIN) <= 0.03 * len(PLAIN)
    assert sum(bool(flipped(*row)) for row in FREE) <= 0.2 * len(FREE)
    assert sum(bool(disproportion(*row)) for row in PLAIN) <= 0.05 * len(PLAIN)
    assert sum(bool(disproportion(*row)) for row in FREE) <= 0.2 * len(FREE)


def test_most_renderings_that_were_cut_or_lengthened_are_named() -> None:
    cut = [(source, chinese.split("，")[0] + "。") for source, chinese in PLAIN if "，" in chinese]
    assert sum(bool(disproportion(*row)) for row in cut) >= 0.6 * len(cut)
    longer = [
        (source, chinese + PLAIN[(at + 3) % len(PLAIN)][1])
        for at, (source, chinese) in enumerate(PLAIN)
    ]
    assert sum(bool(disproportion(*row)) for row in longer) >= 0.75 * len(longer)


def test_fillers_do_not_count_as_length() -> None:
    said = "So, um, you know, well, we, we sold, uh, you know, the, the boat, like, in, um, spring."
    assert disproportion(said, "我們春天把船賣了。") is None


def test_one_sentence_of_several_is_named() -> None:
    said = "We built the boat in the winter. My brother painted every plank of it by himself."
    what = disproportion(said, "我們是在那個漫長的冬天裡把那艘船造出來的。我哥上漆。")
    assert what
    assert "我哥上漆" in what


def denials(whole: Subject) -> list[Finding]:
    return [found for found in findings(whole) if found.rule == "negation"]


def test_the_rules_warn_of_quotations_that_are_shown() -> None:
    cut = with_quote(chinese="地圖是承諾。")
    (only,) = proportion(cut)
    assert (only.rule, only.severity, only.where) == ("proportion", "warning", "s1")
    assert "A map is a promise" in only.mend
    turned = with_quote(chinese="地圖不是一個承諾，而承諾每年春天都要兌現。")
    (only,) = denials(turned)
    assert (only.rule, only.severity) == ("negation", "warning")
    unseen = subject(quotes=(quote(), quote("s1q9", chinese="地圖不是承諾。")))
    assert [*proportion(unseen), *denials(unseen)] == []
    assert denials(with_quote(chinese=None)) == []
