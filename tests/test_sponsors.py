"""Who pays, by the description; the names in spoken addresses; passages that recur."""

import pytest

from pod2post.topics import addresses, repeats
from pod2post.topics.sponsors import Sponsors, sponsors
from talk import cue

SHOW = ("Lantern Hour", "Nora Fable")
TOLD = {
    "in so many words": (
        "Pipes. Lantern Hour is supported by Quillwick.",
        Sponsors(names=("quillwick",)),
    ),
    "two of them": (
        "Thanks to our sponsors: Pinfold Insurance and Juniper & Slate.",
        Sponsors(
            names=(
                "pinfoldinsuranceandjuniperandslate",
                "pinfoldinsurance",
                "juniperandslate",
            )
        ),
    ),
    "a code and an address": (
        "15 % off at https://tallybird.example/lantern with code LANTERN.",
        Sponsors(names=("tallybird",), codes=("lantern",)),
    ),
    "Chinese": (
        "聊行道樹。本集由「沐野茶坊」贊助播出，輸入「散步」折三百元。",
        Sponsors(names=("沐野茶坊",), codes=("散步",)),
    ),
    "Chinese, two without quotation marks": (
        "聊行道樹。本集感謝沐野茶坊、米日子支持。",
        Sponsors(names=("沐野茶坊", "米日子")),
    ),
    "Chinese thanks for something else": ("感謝老師來聊行道樹。", Sponsors()),
    "nobody": ("Jasper Thimble of Tidewell on pipes: tidewell.example", Sponsors()),
    "a title in quotation marks": ("一個寫著「勿開」的信封。", Sponsors()),
    "the show itself": ("Support for this show comes from Nora Fable.", Sponsors()),
    "nothing": ("", Sponsors()),
}


@pytest.mark.parametrize("name", TOLD)
def test_only_lines_about_money_name_sponsors(name: str) -> None:
    description, expected = TOLD[name]
    made = sponsors(description, SHOW)
    assert {*made.names} == {*expected.names}
    assert made.codes == expected.codes


SAID = {
    "Go to tally bird dot example slash lantern.": {"tallybird", "tally"},
    "See quillwick.example for more.": {"quillwick"},
    "上米日子點 com。": {"米日子"},
    "Put a dot on the map.": set(),
    "There is no address.": set(),
}


@pytest.mark.parametrize("text", SAID)
def test_the_name_in_an_address_is_the_words_before_the_dot(text: str) -> None:
    found = addresses.hosts(text)
    assert (SAID[text] & found) or found == SAID[text] == set()


@pytest.mark.parametrize(
    ("host", "name", "is_it"),
    [
        ("tallybird", "tallybird", True),
        ("larkfieldoptics", "larkfield", True),
        ("hallowvane", "hallivane", True),
        ("tallybird", "tall", False),
        ("recalls", "redcells", False),
        ("米日子", "米日子", True),
        ("米日子", "日子", False),
    ],
)
def test_a_name_is_that_of_an_address_though_misheard(host: str, name: str, is_it: bool) -> None:
    assert addresses.same(host, name) == is_it


def test_a_name_may_be_one_word_or_three() -> None:
    assert "marrowandthyme" in addresses.named("We had the Marrow and Thyme boxes.")
    assert "marrowandthyme" in addresses.spoken("we had the marrow & thyme boxes")
    assert "marrowandthyme" not in addresses.named("we had the marrow and thyme boxes")


PASSAGE = (
    "The Bundle kitchen knows what every one of your friends has been missing.",
    "Two burgers and two drinks make one very good Tuesday evening at home.",
)
TURNS = "the pipe in street number {} has been humming since the {} winter before last"


def spaced(*places: int, passage: tuple[str, ...] = PASSAGE) -> list[str]:
    """Sixty sentences, five seconds apart, with the passage at these."""
    texts = [f"{TURNS.format(n * 13, n * 7)} {n} {n * 3} {n * 5}" for n in range(60)]
    for at in places:
        texts[at : at + len(passage)] = passage
    return texts


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (spaced(5, 40), (5, 6, 40, 41)),
        (spaced(5), ()),
        (spaced(5, 9), ()),  # too near: somebody says it again
        (spaced(5, 40, passage=PASSAGE[:1]), ()),  # one sentence is a turn of speech
        (spaced(*range(0, 60, 20), passage=PASSAGE * 5), ()),  # a talk that is full of it
    ],
)
def test_a_passage_that_recurs_far_away_is_repeated(
    texts: list[str], expected: tuple[int, ...]
) -> None:
    cues = [cue(n, text) for n, text in enumerate(texts)]
    assert repeats.within(cues) == expected


def test_what_another_text_says_in_other_words_is_not_repeated() -> None:
    cues = [
        cue(1, PASSAGE[0]),
        cue(2, "Somebody else cooks for the rest of the year."),
        cue(3, "Yes."),
    ]
    slip = PASSAGE[0].replace("friends", "fronds")
    assert repeats.among(cues, [slip]) == ("c0001",)
    assert repeats.among(cues, ["Nothing of it."]) == ()
