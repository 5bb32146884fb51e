"""Names: from metadata and profile, into hotwords, sheet and overlay."""

from dataclasses import replace

import pytest

from pod2post.naming import names
from pod2post.settings import Show
from pod2post.values import Name, Names, Person
from talk import cue, source, transcript

SHOW = Show(
    source_name="Lantern Hour",
    language="en",
    names=(
        Name(canonical="Nora Fable", kind="person", role="host"),
        Name(canonical="Q-Star", kind="product", heard=("Q Star", "cue star")),
        Name(canonical="Claude\\Code", kind="product", heard=("cloud code",)),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We talk about Tidewell and the Drumfish", ("Tidewell", "Drumfish")),
        ("How Jasper Thimble left Halcyon Forge", ("Jasper Thimble", "Halcyon Forge")),
        ("a chat on ChatGPT-4 and OpenThing", ("ChatGPT-4", "OpenThing")),
        ("Today we ask why. The answer is simple.", ()),
        ("The Ear on the Pipe, with Jasper Thimble", ("Jasper Thimble",)),
        ("0:26 Walking out of Halcyon\n4:17 Next town", ()),
        ("", ()),
    ],
)
def test_names_in_metadata(text: str, expected: tuple[str, ...]) -> None:
    assert set(names.in_metadata(text)) == set(expected)


def test_the_sheet_joins_profile_people_and_metadata() -> None:
    seen = replace(
        source("The Ear on the Pipe", "Our guest founded Tidewell in Greywick."),
        people=(
            Person(name="Jasper Thimble", role="guest"),
            Person(name="Nora Fable", role="host"),
        ),
    )
    sheet = names.sheet(seen, SHOW)
    roles = {n.canonical: n.role for n in sheet.entries}
    assert roles["Nora Fable"] == "host"
    assert roles["Jasper Thimble"] == "guest"
    assert {"Tidewell", "Greywick", "Q-Star"} <= roles.keys()
    assert len(roles) == len(sheet.entries)


def test_the_host_of_the_profile_is_on_the_sheet_once() -> None:
    show = Show(source_name="X", host="Nora Fable")
    seen = replace(source(), people=(Person(name="Nora Fable", role="other"),))
    entries = names.sheet(seen, show).entries
    assert [(n.canonical, n.role) for n in entries] == [("Nora Fable", "host")]


def test_hotwords_put_people_first_and_stay_few() -> None:
    crowd = " ".join(f"of Thing{n}Corp" for n in range(60))
    words = names.hotwords(source("A talk", crowd), SHOW)
    assert words.words[0] == "Nora Fable"
    assert len(words.words) <= names.MOST_HOTWORDS
    assert words.language == "en"


def test_the_overlay_mends_text_and_moves_no_cue() -> None:
    talk = transcript(
        [cue(1, "They built Cue Star with cloud code."), cue(2, "Cloud codex stays.")]
    )
    sheet = Names(entries=SHOW.names)
    shown, _ = names.overlaid(talk, sheet)
    assert shown.cues[0].text == "They built Q-Star with Claude\\Code."
    assert shown.cues[1].text == "Cloud codex stays."
    assert [(c.id, c.start_ms) for c in shown.cues] == [(c.id, c.start_ms) for c in talk.cues]
