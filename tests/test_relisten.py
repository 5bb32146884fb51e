"""A mended name sheet: nothing is recognised anew, unless `--relisten` asks for some windows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import sound
from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from pod2post import codec, pipeline, runs
from pod2post.hearing import rehearing
from pod2post.naming import names
from pod2post.scene import Made, Options
from pod2post.settings import Settings, Show
from pod2post.values import Heard, Hotwords, Name, Names, Piece, Span
from talk import cue, transcript

SHOW = Show(source_name="Lantern Hour", language="en", names=(Name(canonical="Nora Fable",
            kind="person", role="host"),))  # fmt: skip
LINES = [
    (0, 28_000, "We sit up late and talk about pipes and water."),
    (30_000, 58_000, "Then came the engineer oak four who built it all."),
    (60_000, 88_000, "The harbor was quiet and the night was long."),
]


class SuggestibleEar(FakeEar):
    """Hears "Okafor" only when it is told of her."""

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        for piece in super().hear(media, spans, words):
            if "Okafor" not in " ".join(words.words):
                yield piece
                continue
            rows = []
            for word in piece.words:
                if word.text == " oak":
                    rows.append(replace(word, text=" Okafor"))
                elif word.text != " four":
                    rows.append(word)
            yield replace(piece, words=tuple(rows))


@dataclass(frozen=True)
class Desk:
    folder: Path
    media: Path
    ear: SuggestibleEar
    tell: SilentTell

    def run(self, *sheet: Name, **options: Any) -> list[Made]:
        show = replace(SHOW, names=(*SHOW.names, *sheet))
        known = Settings(shows={"lantern": show})
        asked = Options(
            source=str(self.media), show="lantern", writer="extract",
            workspace=str(self.folder / "w"), **options,
        )  # fmt: skip
        world = Hearing(settings=known, tell=self.tell, fake=self.ear)
        return list(pipeline.episode(asked, known, tell=self.tell, world=world))

    @property
    def home(self) -> Path:
        (found,) = (self.folder / "w" / "runs").iterdir()
        return found

    def file(self, name: str) -> Any:
        return json.loads((self.home / name).read_text(encoding="utf-8"))


@pytest.fixture
def desk(tmp_path: Path, tell: SilentTell) -> Desk:
    media = tmp_path / "talk.wav"
    media.write_bytes(sound.wav(90, rate=8_000))
    return Desk(tmp_path, media, SuggestibleEar(LINES, duration_ms=90_000), tell)


OKAFOR = Name(canonical="Okafor", kind="person", role="guest")


def test_a_mended_sheet_recognises_nothing_anew_and_moves_no_cue(desk: Desk) -> None:
    desk.run()
    before = (desk.home / "3-transcript.json").read_bytes()
    heard = len(desk.ear.heard)
    desk.run(OKAFOR)
    assert len(desk.ear.heard) == heard
    assert (desk.home / "3-transcript.json").read_bytes() == before
    record = codec.decode(runs.Record, (desk.home / "run.json").read_bytes())
    assert record.hotwords is not None
    assert "Okafor" not in record.hotwords.words


def test_relisten_hears_only_the_window_with_the_name(desk: Desk) -> None:
    desk.run()
    before = (desk.home / "3-transcript.json").read_bytes()
    desk.ear.heard.clear()
    desk.ear.told.clear()
    desk.run(OKAFOR, relisten=True)
    assert [span.start_ms for span in desk.ear.heard] == [30_000]
    assert "Okafor" in desk.ear.told[0].words
    assert (desk.home / "3-transcript.json").read_bytes() == before, "the transcript stands"
    (row,) = desk.file("heard-again.json")["heard"]
    assert row["text"] == "Then came the engineer Okafor who built it all."
    assert row["by"] == "fake ear"
    assert desk.file("names.json") == [
        {"cue": row["cues"][0], "heard": "oak four", "shown": "Okafor", "why": "heard again"}
    ]
    assert "name: heard 'oak four', shown 'Okafor'" in desk.file("run.json")["sound"]
    assert any("heard again: 1 window" in line for line in desk.tell.said)


def test_what_was_heard_again_serves_later_runs(desk: Desk) -> None:
    desk.run()
    desk.run(OKAFOR, relisten=True)
    heard = len(desk.ear.heard)
    desk.run(OKAFOR)
    assert desk.file("names.json")[0]["shown"] == "Okafor"
    desk.run(OKAFOR, relisten=True)
    assert len(desk.ear.heard) == heard, "the same words are not listened for twice"


def test_relisten_without_anything_new_says_so(desk: Desk) -> None:
    desk.run()
    heard = len(desk.ear.heard)
    desk.run(relisten=True)
    assert len(desk.ear.heard) == heard
    assert any("nothing is heard again" in line for line in desk.tell.said)


def test_damaged_evidence_is_as_good_as_none(desk: Desk) -> None:
    desk.run()
    desk.run(OKAFOR, relisten=True)
    (desk.home / "heard-again.json").write_text("{", encoding="utf-8")
    desk.run(OKAFOR)
    assert desk.file("names.json") == []


# --- the place of a name --------------------------------------------------------------

CUES = (cue(1, "Then we asked Maya oak for her view.", at=1_000),
        cue(2, "She said that oak is hard.", at=6_000))  # fmt: skip
SHEET = (Name(canonical="Maya Okafor", kind="person"), Name(canonical="Okafor", kind="person"))


def heard(text: str) -> Heard:
    return Heard(cues=("c0001",), span=Span(start_ms=0, end_ms=30_000), text=text, by="ear")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Then we asked Maya Okafor her view. She said that oak is hard.",
         ["Then we asked Maya Okafor her view."]),
        ("Then we asked Okafor her view. She said that oak is hard.", []),
        ("Then we asked Maya oak for her view. She said that Okafor is hard.", []),
        ("Maya Okafor. Maya Okafor. Maya Okafor.", []),
        ("Then we asked Maya oak for her view. Okafor. She said that oak is hard.", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_name_is_put_only_where_similar_words_were_missed(text: str, wanted: list[str]) -> None:
    """What is inserted, recited, or unlike the words in its place is no name that was missed."""
    found = rehearing.places(CUES, heard(text), SHEET)
    whole = {row.id: row.text for row in CUES}
    assert [rehearing.shown(whole[place.cue], [place]) for place in found] == wanted


def test_the_overlay_prefers_what_it_mends_itself() -> None:
    talk = transcript([cue(1, "We met Tide Well there.", at=1_000)])
    sheet = Names(entries=(Name(canonical="Tidewell", kind="company"),))
    read, changes = names.overlaid(talk, sheet, [heard("We met Tidewell there.")])
    assert read.cues[0].text == "We met Tidewell there."
    assert [row.why for row in changes] == ["division"]
