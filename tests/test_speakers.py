"""Names for voices in a run: who was pointed at, how many are sought, who is remembered."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import fixed
from fakes_ear import FakeEar
from pod2post import cli, codec, pipeline, settings
from pod2post.errors import BadInput
from pod2post.hearing.speakers import anchor, people, pointed
from pod2post.hearing.turns import Anchor, Part, People, Turns
from pod2post.ports import Recognizer, Shelf, Talk, Tell
from pod2post.scene import Options
from pod2post.settings import Speakers
from pod2post.values import Name, Names, Transcript
from pod2post.world import World

SAMPLES = Path(__file__).parent.parent / "samples"

POINTS = [
    ("00:01:30=Ashlee Vance", 90_000, "Ashlee Vance"),
    ('1:30="Ashlee Vance"', 90_000, "Ashlee Vance"),
    ("90=Ada", 90_000, "Ada"),
    ("01:00:00.250= 艾達 ", 3_600_250, "艾達"),
    ("5=O'Neil  Shaw", 5_000, "O'Neil Shaw"),
    ("5=a=b", 5_000, "a=b"),
]


@pytest.mark.parametrize(("text", "at_ms", "name"), POINTS)
def test_a_time_and_a_name(text: str, at_ms: int, name: str) -> None:
    assert anchor(text) == Anchor(at_ms=at_ms, name=name)


@pytest.mark.parametrize("text", ["", "Ada", "=Ada", "1:30", "1:30=", '1:30=""', "-5=Ada", "1m=A"])
def test_what_is_no_time_and_name_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="--speaker-at cannot use"):
        anchor(text)


def test_the_command_line_takes_several() -> None:
    args = cli.parse(["run", "a.mp3", "--speaker-at", "1=A", "--speaker-at", "2=B C"])
    assert args.speaker_at == ["1=A", "2=B C"]
    assert cli.parse(["run", "a.mp3"]).speaker_at == []


def test_a_bad_time_stops_before_anything_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "a.mp3", "--speaker-at", "soon=Ada"]) == BadInput.code
    assert "--speaker-at cannot use 'soon=Ada'" in capsys.readouterr().err


# --- how many ---------------------------------------------------------------------------------

SHEET = Names(
    entries=(
        Name(canonical="Mira Quill", kind="person", role="host"),
        Name(canonical="Tomas Reed", kind="person", role="guest"),
        Name(canonical="Someone Else", kind="person", role="guest"),  # of another episode
        Name(canonical="Third Person", kind="person", role="other"),
    )
)


def test_a_number_that_was_set_is_exact() -> None:
    assert people(SHEET, fixed.SOURCE, 3, ()) == People(least=3, most=3)
    assert people(SHEET, fixed.SOURCE, 1, ()) == People(least=1, most=1)


def test_hosts_and_announced_guests_are_the_least() -> None:
    assert people(SHEET, fixed.SOURCE, None, ()) == People(least=2, most=6)
    assert people(Names(entries=()), fixed.SOURCE, None, ()) == People(least=1, most=6)


def test_who_is_pointed_at_is_sought() -> None:
    given = tuple(Anchor(at_ms=at, name=name) for at, name in enumerate(("A", "a", "B", "C")))
    assert people(SHEET, fixed.SOURCE, None, given).least == 3
    assert people(SHEET, fixed.SOURCE, 2, given) == People(least=3, most=3)


@pytest.mark.parametrize("count", [0, -1, 21])
def test_a_number_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="count is 1 to 20"):
        Speakers(count=count)


# --- in a run ---------------------------------------------------------------------------------


class Heard:
    """Voices by a rule of the test; the vectors are the same in every episode."""

    def __init__(
        self,
        missing: str = "",
        prints: Any = ((100, 0), (0, 100)),
        margin: int = 40,
        parts: tuple[Part, ...] = (),
    ) -> None:
        self.identity = codec.digest(["heard", missing, prints, margin, list(parts)])
        self.missing, self.prints, self.margin, self.parts = missing, prints, margin, parts

    def turns(self, talk: Talk, /, *, shelf: Shelf, tell: Tell) -> Turns:
        count = len(talk.spans)
        if self.missing:
            nobody = (None,) * count
            return Turns(voices=nobody, margins=nobody, missing=self.missing)
        voices = tuple(at % 2 for at in range(count))
        return Turns(
            voices=voices,
            margins=(self.margin,) * count,
            parts=self.parts,
            prints=self.prints,
            how="by the test",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio(World):
    fake: FakeEar
    heard: Heard

    def ear(self, _pinned: str | None, /) -> Recognizer:
        return self.fake

    def voices(self) -> Heard:
        return self.heard


NAMED = ("I'm Nora Fable, and this is the show.", "I am Jasper Thimble.")
NAMELESS = ("So, here we are again.", "Yes, and it rains.")


@pytest.fixture
def episode(tmp_path: Path, tell: Any):
    """A run up to `attribute`; each number is another audio file of the same show."""
    known = settings.load(SAMPLES / "pod2post.toml")

    def run(number: int, opening: tuple[str, str], **more: Any) -> Transcript:
        media = tmp_path / f"{number}.mp3"
        shutil.copy(SAMPLES / "interview.mp3", media)
        with media.open("ab") as file:
            file.write(b"\0" * number)
        said = [(10_000 * at, 10_000 * at + 9_000, f"Sentence {at}.") for at in range(2, 10)]
        lines = [(0, 9_000, opening[0]), (10_000, 19_000, opening[1]), *said]
        heard = more.pop("heard", Heard())
        known_here = replace(known, speakers=Speakers(remember=more.pop("remember", True)))
        world = Studio(settings=known_here, tell=tell, fake=FakeEar(lines), heard=heard)
        options = Options(
            source=str(media),
            show="lantern-hour",
            until="attribute",
            workspace=str(tmp_path / "workspace"),
            **more,
        )
        *_, last = pipeline.episode(options, known_here, tell=tell, world=world)
        assert isinstance(last.value, Transcript)
        return last.value

    return run


def speakers(transcript: Transcript) -> list[str | None]:
    return [cue.speaker for cue in transcript.cues[:2]]


def test_a_host_is_known_again_in_the_next_episode(episode) -> None:
    assert speakers(episode(1, NAMELESS)) == ["Speaker 1", "Speaker 2"]
    assert speakers(episode(2, NAMED)) == ["Nora Fable", "Jasper Thimble"]
    assert speakers(episode(3, NAMELESS)) == ["Nora Fable", "Jasper Thimble"]
    # What an episode gave is no evidence for itself.
    assert speakers(episode(2, NAMED)) == ["Nora Fable", "Jasper Thimble"]


def test_another_voice_is_not_taken_for_the_host(episode) -> None:
    episode(1, NAMED)
    other = Heard(prints=((70, 70), (-50, 80)))
    assert speakers(episode(2, NAMELESS, heard=other)) == ["Speaker 1", "Speaker 2"]


def test_nothing_is_remembered_where_that_was_declined(episode, tmp_path: Path) -> None:
    episode(1, NAMED, remember=False)
    assert not (tmp_path / "workspace" / "store" / "recipes" / "voice").exists()
    assert speakers(episode(2, NAMELESS, remember=False)) == ["Speaker 1", "Speaker 2"]


def test_what_was_kept_is_not_used_where_that_was_declined(episode) -> None:
    episode(1, NAMED)
    assert speakers(episode(2, NAMELESS, remember=False)) == ["Speaker 1", "Speaker 2"]


def test_only_the_host_is_remembered(episode, tmp_path: Path) -> None:
    episode(1, NAMED)
    (recipe,) = (tmp_path / "workspace" / "store" / "recipes" / "voice").iterdir()
    digest = codec.decode(dict[str, Any], recipe.read_bytes())["digest"].removeprefix("sha256:")
    kept = (tmp_path / "workspace" / "store" / "objects" / digest[:2] / digest).read_text()
    assert "Nora" in kept
    assert "Jasper" not in kept


def test_a_persons_word_reaches_the_transcript(episode, tell) -> None:
    given = (Anchor(at_ms=1_000, name="Ada Example"), Anchor(at_ms=5_000_000, name="Nobody"))
    made = episode(1, NAMELESS, speaker_at=given)
    assert speakers(made) == ["Ada Example", "Speaker 2"]
    assert "--speaker-at: nobody speaks at 1:23:20 (Nobody)" in tell.said


def test_missing_weights_are_said_and_stop_nothing(episode, tell) -> None:
    made = episode(1, NAMED, heard=Heard(missing="ge2e: the index is out of reach"))
    assert speakers(made) == [None, None]
    assert "speakers stay unknown: ge2e: the index is out of reach" in tell.said
    assert speakers(episode(1, NAMED)) == ["Nora Fable", "Jasper Thimble"]


def test_the_terminal_is_told_how_and_how_surely(episode, tell) -> None:
    episode(1, NAMED)
    assert "speakers: by the test" in tell.said
    given = (Anchor(at_ms=1_000, name="Ada Example"),)
    episode(2, NAMED, heard=Heard(margin=3), speaker_at=given)
    assert "speakers: by the test; not sure in 9 of 10 sentences" in tell.said


def test_voices_that_lack_something_stop_a_run_before_anything_is_heard(
    tmp_path: Path, tell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "ear", lambda *_: pytest.fail("it was listened to"))
    known = settings.load(SAMPLES / "pod2post.toml")
    wish = replace(known.recognizer, voices="onnx", voices_model=str(tmp_path / "gone.onnx"))
    options = Options(
        source=str(SAMPLES / "interview.mp3"), writer="extract", workspace=str(tmp_path / "w")
    )
    with pytest.raises(BadInput, match=r"no speaker network .*gone\.onnx"):
        list(pipeline.episode(options, replace(known, recognizer=wish), tell=tell))
    assert not (tmp_path / "w" / "runs").exists()


RUN_ON = "I'm Nora Fable, and who are you I am Jasper Thimble."
BOTH = (
    Part(span=0, start_ms=0, end_ms=5_700, voice=0, margin=25),
    Part(span=0, start_ms=5_700, end_ms=9_000, voice=1, margin=14),
)


def test_a_sentence_of_two_people_is_divided_in_a_run(episode, tmp_path: Path) -> None:
    made = episode(1, (RUN_ON, "Yes."), heard=Heard(parts=BOTH))
    assert [(cue.id, cue.speaker, cue.text, cue.margin) for cue in made.cues[:3]] == [
        ("c0001a", "Nora Fable", "I'm Nora Fable, and who are you", 25),
        ("c0001b", "Jasper Thimble", "I am Jasper Thimble.", 14),
        ("c0002", "Jasper Thimble", "Yes.", 40),
    ]
    assert [cue.id for cue in made.cues[3:]] == [f"c{at:04d}" for at in range(3, 11)]
    (vtt,) = tmp_path.glob("workspace/runs/*/transcript.vtt")
    assert "<v Jasper Thimble>I am Jasper Thimble." in vtt.read_text(encoding="utf-8")
    assert episode(1, (RUN_ON, "Yes."), heard=Heard(parts=BOTH)) == made


def test_a_persons_word_holds_for_its_part_of_a_divided_sentence(episode) -> None:
    given = (Anchor(at_ms=7_000, name="Ada Example"),)
    made = episode(1, (RUN_ON, "Yes."), heard=Heard(parts=BOTH), speaker_at=given)
    assert [cue.speaker for cue in made.cues[:2]] == ["Nora Fable", "Ada Example"]


def test_captions_are_not_divided(episode, tmp_path: Path) -> None:
    rows = [
        f"00:{at // 12:02d}:{5 * at % 60:02d}.000 --> 00:{at // 12:02d}:{5 * at % 60 + 4:02d}.500\n"
        f"Sentence {at} of the captions is this one here.\n"
        for at in range(59)
    ]
    text = "WEBVTT\n\n" + "\n".join(rows)
    (tmp_path / "1.vtt").write_text(text, encoding="utf-8")
    made = episode(1, NAMELESS, heard=Heard(parts=BOTH), captions="only")
    assert made.made_by.startswith("captions")
    assert [cue.id for cue in made.cues] == [f"c{at:04d}" for at in range(1, 60)]


def test_a_persons_word_corrects_the_labels_of_captions() -> None:
    cues = tuple(
        replace(cue, speaker=label)
        for cue, label in zip(fixed.cues(), ["A", "B", "A", "B", None, "C"], strict=False)
    )
    told = replace(fixed.transcript(), cues=cues)
    at = [cue.start_ms for cue in cues]
    anchors = (Anchor(at_ms=at[2], name="Ada"), Anchor(at_ms=at[1], name="Bo"))
    both = (*anchors, Anchor(at_ms=at[3], name="Cy"), Anchor(at_ms=at[4], name="Di"))
    for given, wanted in (
        (anchors, ["Ada", "Bo", "Ada", "Bo", None, "C"]),
        (both, ["Ada", "B", "Ada", "B", None, "C"]),  # two names for one label say nothing
        ((), ["A", "B", "A", "B", None, "C"]),
    ):
        scene: Any = SimpleNamespace(options=Options(source="", speaker_at=given))
        assert [cue.speaker for cue in pointed(scene, told).cues] == wanted
