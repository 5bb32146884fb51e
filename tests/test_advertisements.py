"""Advertisements found without a model: what says so, from where to where, and what is talk."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import long_talk
from pod2post.topics.advertisements import asides
from pod2post.topics.clues import Clues
from pod2post.topics.marking import Aside
from pod2post.topics.sponsors import Sponsors
from pod2post.values import Cue, Span

HOST, GUEST = "Nora Fable", "Jasper Thimble"
NOUNS = (
    "pipe valve cellar winter street pressure van council flood meter ditch bridge engine tide "
    "ladder lamp drain harbour quarry mill wheel rope chimney beam tunnel"
).split()
TURNS = (
    (HOST, "How does the {} get past the {} without a {}?"),
    (GUEST, "It hums along the {}, and the {} answers some way behind the {}."),
    (GUEST, "We measured one {} after another {}, down to the last {}."),
    (HOST, "And which {} of the {} went first, before the {}?"),
    (GUEST, "None of them, since a {} leans on its {} more than on any {}."),
    (GUEST, "My brother carried the {} over the {} in a borrowed {}."),
)
NOTHING = Clues()
SPOT = (
    "Before we go on, a word from our sponsor.",
    "Tallybird does your books while you sleep.",
    "You photograph the receipt, and it is done.",
    "Try it free for sixty days at tallybird dot example slash lantern.",
    "All right, back to the cellar.",
)


def talk(rounds: int = 2, start: int = 0) -> list[tuple[str | None, str]]:
    """Six sentences a round; with another start there are others."""
    made: list[tuple[str | None, str]] = []
    for at in range(start, start + 6 * rounds):
        who, text = TURNS[at % 6]
        words = (NOUNS[(at * step + at // 25) % len(NOUNS)] for step in (3, 7, 11))
        made.append((who, text.format(*words)))
    return made


def spoken(rows: Sequence[tuple[str | None, str]]) -> tuple[Cue, ...]:
    """Cues of about 150 words a minute."""
    made, at = [], 0
    for number, (speaker, text) in enumerate(rows, start=1):
        end = at + max(
            1500, 400 * len(text.split()), 240 * len(text.encode()) // 3 * (not text.isascii())
        )
        made.append(
            Cue(
                id=f"c{number:04}",
                start_ms=at,
                end_ms=end,
                speaker=speaker,
                text=text,
                confidence=90,
            )
        )
        at = end + 250
    return tuple(made)


def found(
    inside: Sequence[tuple[str | None, str]], clues: Clues = NOTHING, *, named: bool = True
) -> tuple[Aside, ...]:
    """The asides of a talk with this in its middle, their indexes from the first of it on."""
    before, behind = talk(), talk(start=60)
    rows = [*before, *inside, *behind]
    cues = spoken(rows if named else [(None, text) for _, text in rows])
    return tuple(
        replace(one, first=one.first + 100 - len(before), last=one.last + 100 - len(before))
        for one in asides(cues, clues)
    )


def span(first: int, last: int) -> list[tuple[int, int]]:
    return [(100 + first, 100 + last)]


def spans(made: Sequence[Aside]) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in made]


def by(who: str | None, *texts: str) -> list[tuple[str | None, str]]:
    return [(who, text) for text in texts]


@pytest.mark.parametrize("named", [True, False])
def test_a_reading_is_found_from_its_first_word_to_the_way_back(named: bool) -> None:
    made = found(by(HOST, *SPOT), named=named)
    assert spans(made) == span(0, 4)
    assert made[0].kind == "advertisement"
    assert {"贊助用語", "念出網址"} & {*made[0].why}


def test_a_talk_without_any_has_none() -> None:
    assert asides(spoken(talk(11)), NOTHING) == ()


def test_a_long_talk_in_which_sentences_recur_has_none() -> None:
    assert asides(long_talk.transcript(2).cues, NOTHING) == ()


def test_an_empty_talk_has_none() -> None:
    assert asides((), NOTHING) == ()


TRAPS = {
    "a sponsor as a subject": by(
        GUEST, "The football club lost its sponsor that year.", "A funeral home took over."
    ),
    "an advertisement that is told of": by(
        GUEST, "There was an advertisement in every lift.", "It paid for the paint."
    ),
    "a code that was sent": by(
        GUEST,
        "They sent us a discount code, twenty percent off, and we used it.",
        "Then the lorry came.",
    ),
    "where a guest can be found": by(HOST, "Where can people find you?")
    + by(
        GUEST,
        "We are at pipesong dot example, and there is a map.",
        "You can look at your own street.",
    ),
    "an address as a subject": by(
        GUEST,
        "There is a page, leaks dot example, where each one stands.",
        "I read it in the morning.",
    ),
    "somebody who said that he would be right back": by(
        GUEST, "The plumber said, we'll be right back.", "He came back in May."
    ),
    "prices": by(
        GUEST,
        "The meter costs two hundred dollars and the pipe costs nine.",
        "So nobody buys the meter.",
    ),
    "a book": by(
        GUEST,
        "Read The Long Main, by Petra Lomax, it is out of print.",
        "I buy every copy that I see.",
    ),
    "thanks to a guest": by(HOST, "Jasper Thimble, thank you.") + by(GUEST, "Thank you, Nora."),
    "廣告是話題": by(GUEST, "那棵樹上釘了十一塊廣告看板。", "後來那家公司還贊助了我們。"),
    "一張折價券的故事": by(GUEST, "後來他們給我一張折價券，說下次打八折。", "那張券我掛在廁所。"),
}


@pytest.mark.parametrize("name", TRAPS)
def test_what_only_looks_like_one_is_talk(name: str) -> None:
    assert found(TRAPS[name]) == ()


@pytest.mark.parametrize("name", TRAPS)
def test_so_it_is_where_nobody_knows_who_speaks(name: str) -> None:
    assert found(TRAPS[name], named=False) == ()


KINDS = {
    "terms": by(
        None,
        "Have you been hurt at work?",
        "You pay no fee unless you win.",
        "Call us today.",
        "Terms apply.",
    ),
    "a break": by(HOST, "We'll be right back after this short break.")
    + by(
        None,
        "Rotabell puts your shifts in one place.",
        "Start your free trial at rotabell dot example.",
    ),
    "a membership": by(
        HOST,
        "This show has no owner.",
        "Become a member, and you get every episode early, ad-free.",
        "The link is in the show notes.",
    ),
    "another show": by(
        None,
        "What becomes of a town without a bridge?",
        "Follow my new series, The Long Way Round, wherever you listen.",
    ),
    "中文的業配": by(
        HOST,
        "本集由沐野茶坊贊助播出。",
        "他們的冷泡茶我每天都帶。",
        "在官網輸入折扣碼TREE，全館打九折。",
    ),
    "插播": by(
        None,
        "還在為補習班煩惱嗎？",
        "小鯨魚線上家教，第一堂免費試聽。",
        "現在加入會員，再享學費八五折。",
    ),
}


KINDS |= {
    "an appeal": by(
        None,
        "Tonight somebody in this town needs a stranger.",
        "It takes an hour, and there is tea.",
        "Book an appointment to give blood near you.",
        "A message from the regional blood service.",
    ),
    "a spot that ends on its name": by(
        None,
        "Still paying for a network that drops your calls?",
        "Switch to Rotabell, with unlimited data and no contract.",
        "Ask for a quote in any Rotabell store today.",
        "Rotabell. Heard at last.",
    ),
    "自己的書": by(
        HOST,
        "最後跟大家說一個消息，我的新書要上市了。",
        "現在預購有簽名版，還送一張明信片。",
        "各大書店都訂得到，歡迎大家去看看。",
    ),
    "公益": by(
        None,
        "聽到匯款，請先掛電話。",
        "如果你也擔心，請撥打反詐騙專線。",
        "公益宣導，守望基金會關心您。",
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_way_of_selling_is_found_whole(name: str) -> None:
    made = found(KINDS[name])
    assert spans(made) == span(0, len(KINDS[name]) - 1)
    assert made[0].kind == "advertisement"
    assert made[0].why


def test_a_long_sentence_that_leads_back_is_talk_already() -> None:
    spot = by(HOST, *SPOT[:4])
    back = by(HOST, "All right, back to the cellar, because I asked how you found the valve there.")
    assert spans(found([*spot, *back])) == span(0, 3)


def test_housekeeping_is_small_talk() -> None:
    care = ("Please subscribe, and leave us a review.", "This show is produced by Ottoline Speke.")
    assert [(one.kind, {*one.why}) for one in found(by(HOST, *care))] == [
        ("small talk", {"片尾名單", "請聽眾訂閱或評分"})
    ]


def test_the_welcome_is_an_intro_and_who_the_guest_is_is_talk() -> None:
    rows = [
        *by(
            HOST,
            "Welcome to Lantern Hour, I'm Nora Fable.",
            "Jasper Thimble listens to pipes for a living.",
        ),
        *talk(4),
    ]
    assert [(one.first, one.last, one.kind) for one in asides(spoken(rows), NOTHING)] == [
        (0, 0, "intro")
    ]


def test_a_story_belongs_to_the_offer_that_it_leads_to() -> None:
    story = (
        "By the way, I used to lose every receipt.",
        "They lay in a shoe box, and the box lay in the rain.",
        "My sister put an end to that in one afternoon.",
        "Now it is all in Tallybird.",
        "The first two months are free for you, at tallybird dot example.",
    )
    assert spans(found(by(HOST, *story))) == span(0, 4)


def test_a_name_of_which_all_talk_is_no_brand() -> None:
    """The guest's own company has an address, too."""
    rows = [(who, text.replace("It hums", "Pipesong hums")) for who, text in talk(12)]
    told = by(GUEST, "Pipesong is at pipesong dot example, and you can hear it there.")
    assert asides(spoken([*rows, *told, *rows[:6]]), NOTHING) == ()


QUIET = by(
    HOST,
    "I keep my notes in a Quillwick these days.",
    "I had one in the cellar, and it was dry when we came back.",
    "The first Quillwick was lost, and I was sorry for it.",
)


def test_a_sponsor_of_the_description_is_known() -> None:
    assert found(QUIET) == ()
    assert spans(found(QUIET, Clues(sponsors=Sponsors(names=("quillwick",))))) == span(0, 2)


def test_what_other_episodes_say_too_weighs_more() -> None:
    assert found(QUIET) == ()
    ids = tuple(f"c{len(talk()) + n:04}" for n in (1, 2, 3))
    made = found(QUIET, Clues(repeated=ids))
    assert (spans(made), made[0].why[0]) == (span(0, 2), "別集也有的話")


def test_a_chapter_of_that_name_weighs_more() -> None:
    cues = spoken([*talk(), *QUIET])
    chapter = Span(start_ms=cues[-3].start_ms, end_ms=cues[-1].end_ms)
    assert spans(found(QUIET, Clues(chapters=(chapter,)))) == span(0, 2)


def test_what_is_said_twice_in_an_episode_weighs_more() -> None:
    spot = by(
        None,
        "Two burgers and two drinks make one very good Tuesday evening for the whole house.",
        "The Bundle kitchen knows what every one of your friends has been missing all week.",
    )
    once = [*talk(4), *spot, *talk(4, start=60)]
    assert asides(spoken([(None, text) for _, text in once]), NOTHING) == ()
    rows = spoken([(None, text) for _, text in [*once, *spot, *talk(2, start=90)]])
    made = asides(rows, NOTHING)
    assert [(one.last - one.first, rows[one.first].text[:11]) for one in made] == [
        (1, "Two burgers"),
        (1, "Two burgers"),
    ]


texts = st.sampled_from(
    [text for _, text in talk()] + list(SPOT) + ["", "?", "本集由茶坊贊助", "dot com", "a" * 400]
)
speakers = st.sampled_from([HOST, GUEST, None])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(speakers, texts), max_size=40))
def test_whatever_is_said_asides_are_in_order_and_within_the_talk(
    rows: list[tuple[str | None, str]],
) -> None:
    made = asides(spoken(rows), NOTHING)
    edges = [at for one in made for at in (one.first, one.last)]
    assert edges == sorted(edges)
    assert len({at for one in made for at in range(one.first, one.last + 1)}) == sum(
        one.last - one.first + 1 for one in made
    )
    assert all(0 <= at < len(rows) for at in edges)
