"""A part of an episode is never taken for the whole of it."""

from dataclasses import replace
from typing import Any

import pytest

import fixed
from pod2post.errors import NotFit
from pod2post.linking import previews
from pod2post.linking.matching import Listed
from pod2post.linking.previews import Sign
from pod2post.rules.partial import partial

MINUTE = 60_000
WHOLE = replace(fixed.SOURCE, title="Fog at Noon", description="About fog.", duration_ms=None)
ITEM = Listed(id="g", title="Fog at Noon", duration_ms=60 * MINUTE, kind="full")


def signs(
    title: str = "Fog at Noon", text: str = "About fog.", minutes: int = 58, **item: Any
) -> list[str]:
    source = replace(WHOLE, title=title, description=text)
    return [sign.why for sign in previews.signs(source, replace(ITEM, **item), minutes * MINUTE)]


@pytest.mark.parametrize(
    "title",
    [
        "Fog at Noon (Preview)",
        "Fog at Noon [Free Preview]",
        "Preview: Fog at Noon",
        "Free preview – Fog at Noon",
        "Fog at Noon | Episode Preview",
        "Trailer: Fog at Noon",
        "【試聽】正午的霧",
        "正午的霧（預告）",
    ],
)
def test_a_title_that_calls_itself_a_part(title: str) -> None:
    assert [line.partition(" says")[0] for line in signs(title)] == ["the title"]


@pytest.mark.parametrize(
    "title",
    [
        "A Preview of Nothing",
        "The Teaser Trailer Business",
        "Election preview",
        "How Trailers Are Cut",
        "正午的霧",
    ],
)
def test_a_title_about_previews_is_none(title: str) -> None:
    assert signs(title) == []


@pytest.mark.parametrize(
    "text",
    [
        "This is a free preview of a bonus episode.",
        "You are hearing a preview of a premium episode. Thanks!",
        "Subscribe to hear the full episode.",
        "To hear the rest of the conversation, become a member.",
        "Members on Patreon get the whole interview and more.",
        "本集為免費試聽，完整內容請訂閱。",
        "付費會員可收聽完整集數。",
    ],
)
def test_a_description_that_sells_the_rest(text: str) -> None:
    assert [line.partition(" says")[0] for line in signs(text=text)] == ["the description"]


@pytest.mark.parametrize(
    "text",
    [
        "Watch the full episode on YouTube. Subscribe for more.",
        "Get a free preview of her book.",
        "The full interview, without a cut.",
        "Support us as a member. New episodes each Monday.",
        "訂閱我們的頻道。完整逐字稿在網站上。",
    ],
)
def test_a_description_that_only_advertises_is_left_alone(text: str) -> None:
    assert signs(text=text) == []


@pytest.mark.parametrize(
    ("announced", "there", "flagged"),
    [(60, 58, False), (60, 54, False), (60, 53, True), (60, 12, True), (4, 2, False), (6, 3, True)],
)
def test_audio_that_ends_long_before_it_should(announced: int, there: int, flagged: bool) -> None:
    found = signs(minutes=there, duration_ms=announced * MINUTE)
    assert found == ([f"{announced} minutes are announced, {there} are there"] * flagged)


@pytest.mark.parametrize(("there", "sure"), [(53, False), (36, False), (35, True)])
def test_a_file_that_was_cut_off_is_told_and_half_of_one_is_refused(there: int, sure: bool) -> None:
    source = replace(WHOLE, duration_ms=60 * MINUTE)
    (sign,) = previews.signs(source, None, there * MINUTE)
    assert sign.sure == sure


def test_what_the_feed_calls_it() -> None:
    assert signs(kind="trailer") == ["the feed calls it a trailer"]
    assert signs(kind="bonus") == ["the feed calls it a bonus"]
    assert signs(kind="full") == signs(kind="") == []
    assert previews.signs(WHOLE, None, 58 * MINUTE) == ()


def test_sure_ones_are_refused_and_unsure_ones_only_told() -> None:
    sure, unsure = Sign(why="the title says it"), Sign(why="a bonus", sure=False)
    assert previews.line(()) == ""
    previews.refuse(())
    previews.refuse((unsure,))
    assert previews.line((unsure,)).endswith("only: a bonus")
    with pytest.raises(NotFit, match="a bonus; the title says it") as seen:
        previews.refuse((unsure, sure))
    assert "--allow-preview" in seen.value.remedy
    assert seen.value.cause == previews.line((unsure, sure))


def test_the_draft_of_a_part_carries_a_warning() -> None:
    subject = fixed.SUBJECT
    assert list(partial(subject)) == []
    (found,) = partial(replace(subject, partial="it is a preview"))
    assert (found.severity, found.rule, found.what) == ("warning", "partial", "it is a preview")
