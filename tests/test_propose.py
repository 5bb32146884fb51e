"""Names that a model proposes: kept is what the episode carries, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from conftest import SilentTell
from fakes_writer import FakeWriter, said
from pod2post.backends.extract import Extract
from pod2post.naming import names as sheets
from pod2post.naming import proposing
from pod2post.stages.propose import Proposed, joined, propose
from pod2post.store import Store
from pod2post.values import Name, Names
from pod2post.writing.asking import Pen
from talk import cue, source, transcript

HEARD = (
    "Welcome back to Lantern Hour, I am here with Jasper Thimble.",
    "At Tide Well we clamp a Drumfish on the pipe, and the drum fish listens.",
    "The Drumfish went to Greywick, and Grey Wick was quiet.",
    "I asked Jasper Thymble about Halcyon Forge, and the Halcyon forge people laughed.",
    "Then Halcyon Forge called about the Kestrel.",
    "Monday was bad, and the Jasper Thymble story came on a Monday.",
)
EPISODE = source(
    title="Jasper Thimble on pipes", description="Jasper Thimble of Tidewell makes water audible."
)
KNOWN = Names(
    entries=(
        Name(canonical="Jasper Thimble", kind="person", role="guest"),
        Name(canonical="Tidewell", kind="term"),
    )
)


def name(canonical: str, kind: str = "term", **more: Any) -> dict[str, Any]:
    return {"canonical": canonical, "kind": kind, "chinese": None, "heard": []} | more


def proposed(*rows: dict[str, Any], shelf: Store, tell: SilentTell) -> Proposed:
    writer = FakeWriter({"names": [{"names": list(rows)}]})
    pen = Pen(writer=writer, spare=Extract(), max_tokens=500)
    asked = proposing.material(EPISODE, KNOWN, HEARD)
    return propose(asked, HEARD, KNOWN, pen, shelf=shelf, tell=tell)


def test_words_with_capitals_are_counted_wherever_they_stand() -> None:
    rows = {row.words: row.times for row in proposing.counted(HEARD)}
    assert rows["Drumfish"] == 2
    assert rows["Halcyon Forge"] == 2
    assert rows["Jasper Thymble"] == 2
    assert rows["Grey Wick"] == rows["Kestrel"] == 1
    assert not {"Welcome", "At", "Then", "I", "The"} & rows.keys()


def test_the_model_is_told_metadata_and_counts_and_no_sentence() -> None:
    made = proposing.material(EPISODE, KNOWN, HEARD)
    assert made.title == "Jasper Thimble on pipes"
    assert made.known == ("Jasper Thimble（來賓）", "Tidewell")
    assert all(len(row.words.split()) < 4 for row in made.counted)


def test_a_spelling_that_the_episode_carries_is_kept(shelf: Store, tell: SilentTell) -> None:
    made = proposed(
        name("Drumfish", "product", heard=["drum fish"]),
        name("Halcyon Forge", "company"),
        name("Tidewell", "company", heard=["Tide Well"]),
        shelf=shelf,
        tell=tell,
    )
    assert made.names == (
        Name(canonical="Drumfish", kind="product", heard=("drum fish",)),
        Name(canonical="Halcyon Forge", kind="company"),
        Name(canonical="Tidewell", kind="company", heard=("Tide Well",)),
    )
    assert made.refused == made.holes == ()


REFUSED = [
    ("Anthropic", "neither in the metadata nor twice in the transcript"),
    ("Kestrel", "neither in the metadata nor twice in the transcript"),
    ("drum fish", "an everyday word"),
    ("Monday", "an everyday word"),
    ("Thimble", "a part of Jasper Thimble"),
    ("Jasper Thymble", "Jasper Thimble, misheard"),
    ("⟦q:s1q1⟧", "no name is spelt so"),
    ("", "no name is spelt so"),
    ("x" * 80, "no name is spelt so"),
]


@pytest.mark.parametrize(("spelling", "why"), REFUSED)
def test_what_the_episode_does_not_carry_is_refused(
    spelling: str, why: str, shelf: Store, tell: SilentTell
) -> None:
    made = proposed(name(spelling, "company"), shelf=shelf, tell=tell)
    assert made.names == ()
    assert [(row.spelling, row.why) for row in made.refused] == [(spelling, why)]


MISHEARD = [
    ("Grey Wick", "Greywick", ""),
    ("Halcyon Forge", "Tidewell", "not like the name"),
    ("Tide Weld", "Tidewell", "not in the transcript"),
    ("pipes", "Tidewell", "not in the transcript"),
    ("Jasper Thimble", "Tidewell", "spelt so in the metadata"),
    ("quiet", "Greywick", "an everyday word"),
    ("Greywick", "Greywick", "the name itself"),
]


@pytest.mark.parametrize(("form", "canonical", "why"), MISHEARD)
def test_a_mishearing_stands_in_the_transcript_and_is_like_the_name(
    form: str, canonical: str, why: str, shelf: Store, tell: SilentTell
) -> None:
    twice = (*HEARD, "In Greywick it rains.")
    writer = FakeWriter({"names": [{"names": [name(canonical, "place", heard=[form])]}]})
    pen = Pen(writer=writer, spare=Extract(), max_tokens=500)
    asked = proposing.material(EPISODE, KNOWN, twice)
    made = propose(asked, twice, KNOWN, pen, shelf=shelf, tell=tell)
    (kept,) = made.names
    assert kept.heard == (() if why else (form,))
    assert [row.why for row in made.refused] == ([f"{why} ({canonical})"] if why else [])


def test_one_proposal_is_no_mishearing_of_another(shelf: Store, tell: SilentTell) -> None:
    rows = (name("Halcyon Forge"), name("Drumfish", heard=["Halcyon Forge", "drum fish"]))
    made = proposed(*rows, shelf=shelf, tell=tell)
    assert [row.heard for row in made.names] == [(), ("drum fish",)]


def test_people_and_companies_keep_their_letters(shelf: Store, tell: SilentTell) -> None:
    made = proposed(
        name("Halcyon Forge", "company", chinese="翠鳥鍛造"),
        name("Drumfish", "term", chinese="鼓魚"),
        name("Tidewell", "term", chinese="软件"),
        shelf=shelf,
        tell=tell,
    )
    assert [row.chinese for row in made.names] == [None, "鼓魚", None]


def test_the_sheet_grows_at_its_end_and_what_a_person_wrote_stands() -> None:
    own = Name(canonical="Tidewell", kind="company", heard=("Tidewel",), chinese="潮井")
    more = Name(canonical="Drumfish", kind="product")
    grown = joined(Names(entries=(own,)), (more,))
    assert grown.entries == (own, more)


def test_a_profile_keeps_its_kind_and_its_chinese(shelf: Store, tell: SilentTell) -> None:
    guest = replace(KNOWN.entries[0], chinese="頂針")
    writer = FakeWriter(
        {"names": [{"names": [name("Jasper Thimble", "company", heard=["Jasper Thymble"])]}]}
    )
    pen = Pen(writer=writer, spare=Extract(), max_tokens=500)
    known = Names(entries=(guest,))
    asked = proposing.material(EPISODE, known, HEARD)
    (made,) = propose(asked, HEARD, known, pen, shelf=shelf, tell=tell).names
    assert made == replace(guest, heard=("Jasper Thymble",))


@pytest.mark.parametrize("reply", ["no JSON", {"names": [{"canonical": 3}]}, said("", "empty")])
def test_nonsense_proposes_nothing_and_is_a_hole(
    reply: Any, shelf: Store, tell: SilentTell
) -> None:
    pen = Pen(writer=FakeWriter({"names": [reply]}), spare=Extract(), max_tokens=500)
    asked = proposing.material(EPISODE, KNOWN, HEARD)
    made = propose(asked, HEARD, KNOWN, pen, shelf=shelf, tell=tell)
    assert made.names == ()
    assert made.holes


def test_a_mishearing_that_was_kept_is_mended_as_any_other(shelf: Store, tell: SilentTell) -> None:
    row = name("Jasper Thimble", "person", heard=["Jasper Thymble"])
    made = proposed(row, shelf=shelf, tell=tell)
    talk = transcript([cue(n, text) for n, text in enumerate(HEARD, 1)])
    shown, changes = sheets.overlaid(talk, joined(KNOWN, made.names))
    assert ("Jasper Thymble", "Jasper Thimble", "listed") in {
        (c.heard, c.shown, c.why) for c in changes
    }
    assert [c.id for c in shown.cues] == [c.id for c in talk.cues]
