"""Captions in place of recognition: beside a file, from YouTube, and heard when quoted."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from fakeyt import FakeYouTube, events, refusal
from fakeyt_answers import URL
from pod2post import codec, pipeline, runs, settings
from pod2post.backends import sidecar, whisper
from pod2post.backends.youtube import YouTube
from pod2post.backends.youtube_facts import captions as facts
from pod2post.errors import BadInput, NotFit, TryLater
from pod2post.hearing import fastpath, subtitles
from pod2post.ports import Library
from pod2post.scene import Made, Options, overridden
from pod2post.settings import Limits
from pod2post.values import (
    Caption,
    Captions,
    Coverage,
    Cue,
    Heard,
    Locator,
    Quotes,
    Track,
    Transcript,
)

SAMPLES = Path(__file__).parent.parent / "samples"
TRUTH = json.loads((SAMPLES / "interview.truth.json").read_text(encoding="utf-8"))
FIRST_NAMES = {"host": "Nora", "guest": "Jasper"}
SAID = [
    (line["start_ms"], line["end_ms"], line["text"], turn["speaker"])
    for turn in TRUTH["turns"]
    for line in turn["sentences"]
]


def srt() -> str:
    """What was said, as a person's subtitles without speakers."""
    rows = [
        Cue(id="x", start_ms=begin, end_ms=end, speaker=None, text=text, confidence=0)
        for begin, end, text, _ in SAID
    ]
    return subtitles.srt(_transcript(rows))


def vtt() -> str:
    """The same with speakers, by their first names."""
    rows = [
        Cue(
            id=f"x{at}",
            start_ms=begin,
            end_ms=end,
            speaker=FIRST_NAMES[who],
            text=text,
            confidence=0,
        )
        for at, (begin, end, text, who) in enumerate(SAID)
    ]
    return subtitles.vtt(_transcript(rows))


def _transcript(cues: list[Cue]) -> Transcript:
    cover = Coverage(duration_ms=0, speech_ms=0, recognised_ms=0, failed=())
    cues = [replace(cue, id=f"x{at}") for at, cue in enumerate(cues)]
    return Transcript(language="en", cues=tuple(cues), made_by="test", coverage=cover)


def rolling() -> str:
    """The same as a platform shows it: each line once more above the next."""
    blocks, above = ["WEBVTT\nKind: captions\nLanguage: en\n"], ""
    for (begin, end, text, _), after in zip(SAID, [*SAID[1:], None], strict=True):
        until = after[0] if after else end
        first, *rest = text.split()
        step = (end - begin) // (len(rest) + 1)
        times = [f"<{_clock(begin + step * at)}><c> {word}</c>" for at, word in enumerate(rest, 1)]
        head = f"{_clock(begin)} --> {_clock(max(until, begin + 1))}"
        blocks.append(f"{head}\n{above or ' '}\n{first}{''.join(times)}\n")
        above = text
    return "\n".join(blocks)


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


@dataclass(frozen=True)
class Desk:
    """A recording with what lies beside it, and an ear that hears every word of it."""

    folder: Path
    tell: SilentTell
    ear: FakeEar

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(
        self, until: str = "attribute", language: str | None = "en", **options: Any
    ) -> list[Made]:
        known = settings.load(SAMPLES / "pod2post.toml")
        shows = {name: replace(show, language=language) for name, show in known.shows.items()}
        known = replace(known, shows=shows)
        wanted = {
            "source": str(self.folder / "talk.mp3"),
            "workspace": str(self.folder / "workspace"),
            "writer": "extract",
            "until": until,
        }
        asked = Options(**(wanted | options))
        world = Hearing(settings=overridden(known, asked), tell=self.tell, fake=self.ear)
        return list(pipeline.episode(asked, known, tell=self.tell, world=world))

    def transcript(self, **options: Any) -> Transcript:
        made = self.run(**options)[-1].value
        assert isinstance(made, Transcript)
        return made

    @property
    def run_folder(self) -> Path:
        (folder,) = (self.folder / "workspace" / "runs").iterdir()
        return folder


@pytest.fixture
def desk(tmp_path: Path, tell: SilentTell) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copyfile(SAMPLES / "interview.mp3", folder / "talk.mp3")
    return Desk(folder, tell, FakeEar.of_truth(SAMPLES / "interview.truth.json"))


# --- beside a local file --------------------------------------------------------------


def test_a_transcript_beside_the_file_is_taken_and_nothing_is_recognised(desk: Desk) -> None:
    desk.put("talk.vtt", vtt())
    made = desk.transcript()
    assert made.made_by == "captions en (given, talk.vtt)"
    assert (desk.ear.planned, desk.ear.heard) == (0, [])
    words = " ".join(cue.text for cue in made.cues).split()
    assert words == [word for _, _, text, _ in SAID for word in text.split()]
    assert {cue.speaker for cue in made.cues} == {"Nora Fable", "Jasper Thimble"}
    record = codec.decode(runs.Record, (desk.run_folder / "run.json").read_bytes())
    assert record.recognizer == made.made_by
    assert any(line.endswith("4:55 of audio; nothing was recognised") for line in desk.tell.said)
    assert any("captions en (given, talk.vtt)" in line for line in desk.tell.said)


def test_captions_never_and_a_changed_transcript(desk: Desk) -> None:
    desk.put("talk.srt", srt())
    first = desk.transcript()
    assert first.made_by == "captions en (given, talk.srt)"
    assert desk.transcript(captions="never").made_by == "fake ear"
    desk.put("talk.srt", srt().replace("Lantern", "Lamp"))
    assert desk.transcript() != first


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (srt()[: len(srt()) // 2], "s before the audio"),
        ("WEBVTT\n\nhello", "no captions in it"),
        (rolling(), "--fast takes them"),
    ],
)
def test_what_is_not_fit_is_said_and_recognised_instead(desk: Desk, text: str, why: str) -> None:
    desk.put("talk.vtt" if text.startswith("WEB") else "talk.srt", text)
    assert desk.transcript().made_by == "fake ear"
    assert any(why in line for line in desk.tell.said)
    with pytest.raises(NotFit, match="no captions can be used"):
        desk.run(captions="only")


def test_another_json_beside_the_file_is_no_transcript(desk: Desk) -> None:
    desk.put("talk.json", '{"title": "notes"}')
    assert desk.transcript().made_by == "fake ear"
    assert not any("talk.json" in line for line in desk.tell.said)


def test_fast_and_never_contradict_each_other(desk: Desk) -> None:
    with pytest.raises(BadInput, match="--fast"):
        desk.run(captions="never", fast=True)


def test_what_a_recogniser_left_beside_the_file_is_automatic(desk: Desk) -> None:
    rows = [
        {"start": begin / 1000, "end": end / 1000, "text": text, "avg_logprob": -0.2}
        for begin, end, text, _ in SAID
    ]
    desk.put("talk.json", json.dumps({"segments": rows, "language": "en"}))
    assert desk.transcript().made_by == "fake ear"
    assert any("--fast takes them" in line for line in desk.tell.said)
    assert desk.transcript(fast=True).made_by == "captions en (automatic, talk.json)"


def beside(folder: Path, language: str | None, tell: SilentTell) -> list[tuple[str, str | None]]:
    rows = sidecar.beside(folder / "talk.mp3", language, tell=tell)
    return [(row.origin, row.language) for row in rows]


def test_files_in_another_language_are_left_aside(tmp_path: Path, tell: SilentTell) -> None:
    one = "1\n00:00:00,000 --> 00:00:01,000\nYes.\n"
    for name in ("talk.de.srt", "talk.en-US.srt", "talk.srt", "talk 2.srt", "talk.mp3.srt"):
        (tmp_path / name).write_text(one, encoding="utf-8")
    (tmp_path / "talk.vtt").write_text(
        "WEBVTT\nLanguage: fr\n\n00:01.000 --> 00:02.000\nOui.\n", encoding="utf-8"
    )
    assert beside(tmp_path, "en", tell) == [("talk.en-US.srt", "en-US"), ("talk.srt", "en")]
    assert sum("is not used: it is in" in line for line in tell.said) == 2
    assert ("talk.srt", None) in beside(tmp_path, None, tell)


def test_a_language_that_nothing_tells_is_heard_once(desk: Desk) -> None:
    desk.ear.language = "cy"
    desk.put("talk.srt", srt())
    for _ in range(2):
        made = desk.transcript(language=None)
        assert (made.language, made.made_by) == ("cy", "captions cy (given, talk.srt)")
    assert len(desk.ear.heard) == 1


def test_a_model_for_english_is_not_given_another_language(desk: Desk) -> None:
    desk.ear.model = "tiny.en"
    with pytest.raises(BadInput, match=r"zh is spoken, and the model tiny\.en knows English only"):
        desk.run(language="zh-TW")
    assert desk.transcript(language="en-GB").cues
    assert desk.ear.planned == 1


# --- automatic captions: quoted words are heard first ---------------------------------


def quotes(desk: Desk) -> tuple[Quotes, ...]:
    made = desk.run(until="quote", fast=True)[-1].value
    assert isinstance(made, tuple)
    return made


def test_quotations_from_automatic_captions_are_heard(desk: Desk) -> None:
    desk.put("talk.vtt", rolling())
    sections = quotes(desk)
    found = [quote for section in sections for quote in section.quotes]
    assert len(found) >= 3
    for quote in found:
        assert [(t.verdict, t.note) for t in quote.tests if t.name == "heard"] == [
            ("ok", "fake ear")
        ]
    heard = codec.decode(tuple[Heard, ...], (desk.run_folder / "heard-quotes.json").read_bytes())
    assert [row.cues for row in heard] == [quote.cues for quote in found]
    assert all(row.span.end_ms - row.span.start_ms < 60_000 for row in heard)
    assert desk.ear.planned == 0
    seconds = sum(span.end_ms - span.start_ms for span in desk.ear.heard) / 1000
    assert seconds < 120, "only the seconds of the quotations"
    transcript = codec.decode(Transcript, (desk.run_folder / "transcript.json").read_bytes())
    assert transcript.made_by == "captions en (automatic, talk.vtt)"
    count = len(desk.ear.heard)
    assert quotes(desk) == sections
    assert len(desk.ear.heard) == count


def test_what_was_not_heard_is_no_quotation(desk: Desk) -> None:
    desk.put("talk.vtt", rolling())
    deaf = Desk(desk.folder, desk.tell, FakeEar([(0, 1_000, "Nothing of the kind.")]))
    sections = quotes(deaf)
    assert [quote for section in sections for quote in section.quotes] == []
    dropped = [row for section in sections for row in section.dropped]
    assert {row.rule for row in dropped} >= {"quote-unheard"}
    assert "fake ear 聽到的是" in dropped[0].why


def test_a_quotation_that_could_not_be_heard_is_tried_again(desk: Desk) -> None:
    desk.put("talk.vtt", rolling())
    count = len([q for section in quotes(desk) for q in section.quotes])
    again = Desk(
        desk.folder / "again", desk.tell, FakeEar.of_truth(SAMPLES / "interview.truth.json")
    )
    again.folder.mkdir()
    for name in ("talk.mp3", "talk.vtt"):
        shutil.copyfile(desk.folder / name, again.folder / name)
    again.ear.deaf = {span.start_ms for span in desk.ear.heard[:1]}
    assert len([q for section in quotes(again) for q in section.quotes]) < count
    again.ear.deaf = set()
    assert len([q for section in quotes(again) for q in section.quotes]) == count


@pytest.mark.weights
def test_whisper_hears_what_is_quoted(desk: Desk, whisper_weights: Path) -> None:
    """The smallest model, on synthetic voices: what was truly said is not dropped."""
    desk.put("talk.vtt", rolling())
    real = Desk(desk.folder, desk.tell, whisper.Whisper("tiny.en", whisper_weights))  # type: ignore[arg-type]
    sections = quotes(real)
    kept = sum(len(section.quotes) for section in sections)
    unheard = sum(row.rule == "quote-unheard" for section in sections for row in section.dropped)
    assert kept >= 3
    assert kept >= 4 * unheard


def test_human_captions_are_quoted_as_they_are(desk: Desk) -> None:
    desk.put("talk.vtt", vtt())
    found = [q for section in quotes(desk) for q in section.quotes]
    assert found
    assert not [t for q in found for t in q.tests if t.name == "heard"]
    assert desk.ear.heard == []


# --- YouTube --------------------------------------------------------------------------

JSON3 = json.dumps(
    {
        "events": [
            {"tStartMs": 0, "dDurationMs": 2_000, "segs": [{"utf8": "NORA: Hello\nthere."}]},
            {"tStartMs": 2_000, "dDurationMs": 1_500, "segs": [{"utf8": "NORA: It&amp;s late."}]},
        ]
    }
).encode()
HERE = Locator(kind="youtube", address=URL)


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeYouTube]:
    with FakeYouTube(tmp_path_factory.mktemp("fakeyt")).running() as fake:
        yield fake


@pytest.fixture
def fake(_server: FakeYouTube, monkeypatch: pytest.MonkeyPatch) -> FakeYouTube:
    _server.reset()
    _server.captions = JSON3
    monkeypatch.setenv("SSL_CERT_FILE", str(_server.ca_file))
    return _server


@pytest.mark.parametrize("kind", ["human", "automatic"])
def test_a_track_is_fetched_as_it_was_spoken(
    kind: Literal["human", "automatic"], fake: FakeYouTube, tell: SilentTell
) -> None:
    here = YouTube(None, Limits(), options=fake.options())
    told = here.captions(HERE, Track(language="en", kind=kind), tell=tell)
    assert told.label == f"captions en ({kind}, YouTube)"
    assert [(line.start_ms, line.end_ms, line.speaker, line.text) for line in told.lines] == [
        (0, 2_000, "NORA", "Hello there."),
        (2_000, 3_500, "NORA", "It&amp;s late."),
    ]
    (asked,) = [path for path, _, _ in fake.asked if path.startswith("/api/timedtext")]
    assert "fmt=json3" in asked
    assert "tlang" not in asked
    assert ("kind=asr" in asked) == (kind == "automatic")
    assert fake.ranges == []


def test_translated_tracks_are_never_fetched(fake: FakeYouTube) -> None:
    told = events("captions", language="de", automatic=True, **fake.options())
    assert told[-1]["event"] == "failure"
    assert "no captions" in refusal(told).cause
    assert not [path for path, _, _ in fake.asked if path.startswith("/api/timedtext")]
    rows = [{"ext": "json3", "url": "https://www.youtube.com/api/timedtext?lang=de&tlang=en"}]
    answer = facts(pytest.fail, {"automatic_captions": {"en": rows}}, "en", automatic=True)
    assert answer["kind"] == "no captions"


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [(b"<html>", 200, "no captions"), (b"", 200, "no captions"), (JSON3, 429, "how much")],
)
def test_captions_that_are_not_to_be_had(
    body: bytes, status: int, why: str, fake: FakeYouTube, tell: SilentTell
) -> None:
    fake.captions, fake.captions_status = body, status
    here = YouTube(None, Limits(), options=fake.options())
    with pytest.raises(TryLater, match=why):
        here.captions(HERE, Track(language="en", kind="human"), tell=tell)


class FakeTube:
    """A library whose video has tracks, in front of the sample's sound."""

    def __init__(self, offered: dict[Track, Captions]) -> None:
        self.offered = offered
        self.asked: list[Track] = []

    def captions(self, locator: Locator, track: Track, /, *, tell: Any) -> Captions:
        self.asked.append(track)
        if track not in self.offered:
            raise TryLater("not now")
        return self.offered[track]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tubed(Hearing):
    tube: FakeTube

    def captioner(self, locator: Locator, show: Any, shelf: Any) -> Any:
        return self.tube


def whole(track: Track) -> Captions:
    lines = tuple(
        Caption(start_ms=begin, end_ms=end, text=text, speaker=None) for begin, end, text, _ in SAID
    )
    return Captions(language=track.language, kind=track.kind, origin="YouTube", lines=lines)


HUMAN, GERMAN = Track(language="en", kind="human"), Track(language="de", kind="human")
AUTOMATIC = Track(language="en", kind="automatic")


@pytest.mark.parametrize(
    ("tracks", "had", "options", "made_by", "asked"),
    [
        ((GERMAN, HUMAN), (GERMAN, HUMAN), {}, "captions en (human, YouTube)", [HUMAN]),
        ((GERMAN,), (GERMAN,), {}, "fake ear", []),
        ((AUTOMATIC,), (AUTOMATIC,), {}, "fake ear", []),
        (
            (AUTOMATIC,),
            (AUTOMATIC,),
            {"fast": True},
            "captions en (automatic, YouTube)",
            [AUTOMATIC],
        ),
        ((HUMAN, AUTOMATIC), (AUTOMATIC,), {}, "fake ear", [HUMAN]),
        (
            (HUMAN, AUTOMATIC),
            (AUTOMATIC,),
            {"fast": True},
            "captions en (automatic, YouTube)",
            [HUMAN, AUTOMATIC],
        ),
        ((HUMAN,), (HUMAN,), {"captions": "never"}, "fake ear", []),
    ],
)
def test_which_track_of_a_video_is_taken(
    tracks: tuple[Track, ...],
    had: tuple[Track, ...],
    options: dict[str, Any],
    made_by: str,
    asked: list[Track],
    desk: Desk,
) -> None:
    tube = FakeTube({track: whole(track) for track in had})
    known = settings.load(SAMPLES / "pod2post.toml")
    wanted = Options(
        source=str(desk.folder / "talk.mp3"), workspace=str(desk.folder / "w"), **options
    )
    world = Tubed(settings=overridden(known, wanted), tell=desk.tell, fake=desk.ear, tube=tube)
    scene = pipeline.opening(wanted, known, tell=desk.tell, world=world)
    scene = replace(scene, source=replace(scene.source, captions=tracks, language="en"))
    library: Library = world.library(scene.source.locator)
    audio = library.fetch(scene.source.locator, shelf=scene.shelf, tell=desk.tell)
    made = fastpath.transcript(scene, audio)
    assert (made.made_by if made else "fake ear") == made_by
    assert tube.asked == asked
    if made:
        assert fastpath.transcript(scene, audio) == made
        assert tube.asked == [*asked, *(track for track in asked if track not in had)], "kept"


def test_a_speaker_is_the_one_person_of_that_name() -> None:
    people = ["Nora Fable", "Jasper Thimble", "Jasper Reed"]
    labels = ("NORA", "Thimble", "jasper thimble", "Jasper", "Announcer")
    assert [fastpath._person(label, people) for label in labels] == [
        "Nora Fable", "Jasper Thimble", "Jasper Thimble", "Jasper", "Announcer"
    ]  # fmt: skip
