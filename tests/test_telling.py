"""What a part is called that nobody has titled: its telling words, in English and in Chinese."""

import pytest

from pod2post.topics.telling import key_words

PIPES = (
    "水管會說話，這是老師傅說的。",
    "你把耳朵貼在水管上面，就知道哪裡漏水。",
    "我們去過一間博物館，那間博物館的水管很老。",
    "漏水的時候水管聲音會變，老師傅一聽就懂。",
    "後來博物館請他去聽漏水，他聽了三天。",
)


def test_a_chinese_part_is_called_by_its_words() -> None:
    assert key_words(PIPES).split("、") == ["水管", "博物館", "漏水", "老師傅"]


def test_no_half_of_a_word_stands_in_it() -> None:
    found = key_words(PIPES).split("、")
    assert not {"博物", "物館", "師傅說", "間博物館", "老師", "的水管"} & {*found}


def test_words_of_all_talk_do_not_count() -> None:
    assert key_words(["我覺得時候到了。", "他覺得時候未到。", "大家都覺得時候很好。"]) == ""


def test_names_in_latin_letters_stand_among_them() -> None:
    texts = [f"{text}我用Pytest去測。" for text in PIPES]
    assert key_words(texts).split("、")[0] == "pytest"


@pytest.mark.parametrize(
    ("texts", "called"),
    [
        ((), ""),
        (("好。",), ""),
        (("水管。", "漏水。"), ""),
        (("The pipes, the pipes and a valve.",), "pipes, valve"),
        (("软件很慢，软件很贵。", "这软件不好。"), ""),  # simplified: no title in Taiwan
    ],
)
def test_what_is_said_once_tells_nothing_in_chinese(texts: tuple[str, ...], called: str) -> None:
    assert key_words(texts) == called
