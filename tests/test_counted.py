"""What was sent, counted low, and when a server's own count says that it was cut."""

import pytest

from pod2post.backends import counted
from pod2post.ports import Message, Request, Usage

ENGLISH = "The pipes under this street tell you where the water goes. " * 200
CHINESE = "街道下面的水管會告訴你，水流到哪裡去。" * 100


def request(*texts: str) -> Request:
    messages = tuple(Message(role="user", content=text) for text in texts)
    return Request(task="plan", material="{}", messages=messages, schema="{}", max_tokens=9)


def used(prompt: int, cached: int = 0) -> Usage:
    return Usage(prompt=prompt, completion=5, cached=cached)


def test_the_count_is_a_token_for_a_word_and_less_for_a_character() -> None:
    assert counted.least(request(ENGLISH)) == 200 * 11
    assert counted.least(request(CHINESE)) == int(100 * 19 * 0.6)
    assert counted.least(request("[c0001] 1:02:03 Nora: it’s 漏水")) == 7 + 1
    assert counted.least(request(ENGLISH, CHINESE)) == 2200 + 1140


# What the o200k tokenizer makes of these very texts (js-tiktoken 1.0.21): never called cut,
# and called cut when half is missing.
REAL = {"English": (ENGLISH, 2401), "Chinese": (CHINESE, 2000)}


@pytest.mark.parametrize(("text", "tokens"), REAL.values(), ids=REAL)
def test_a_real_count_is_believed_and_less_than_half_of_it_is_not(text: str, tokens: int) -> None:
    assert not counted.cut(request(text), used(tokens))
    assert counted.cut(request(text), used(tokens * 45 // 100))


def test_what_cannot_be_told_is_not_called_cut() -> None:
    long = request(ENGLISH)
    for silent in (None, used(0)):
        assert not counted.checked(silent)
        assert not counted.cut(long, silent)
    assert counted.checked(used(1))
    assert counted.cut(long, used(1))
    assert not counted.cut(long, used(300, cached=1900)), "some leave their cache out of the count"
    assert not counted.cut(request("a few words"), used(1)), "what is small fits everywhere"
