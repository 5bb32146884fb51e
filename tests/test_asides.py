"""What a run leaves out as no programme, by its source and by the show's other episodes."""

from dataclasses import replace
from pathlib import Path

import pytest

import sound
from conftest import SilentTell
from pod2post import asides, codec, dividing, runs
from pod2post.costs import rehearsal
from pod2post.scene import Options, Scene, opening
from pod2post.settings import Settings
from pod2post.store import write_atomically
from pod2post.topics.wishes import Topics
from pod2post.values import Chapter, Locator, Segments, Source, Transcript
from talk import transcript
from test_advertisements import HOST, QUIET, SPOT, by, spoken, talk

READ = transcript(spoken([*talk(), *by(HOST, *SPOT), *talk(start=60)]), 3)
SAID = ("c0013", "c0014", "c0015")
QUIETLY = transcript(spoken([*talk(), *QUIET, *talk(start=60)]), 3)


@pytest.fixture
def scene(tmp_path: Path, tell: SilentTell) -> Scene:
    media = tmp_path / "talk.wav"
    media.write_bytes(sound.wav(1))
    options = Options(
        source=str(media), writer="extract", workspace=str(tmp_path / "w"), until="segment"
    )
    made = opening(options, Settings(), tell=tell)
    return replace(made, source=replace(made.source, show="Lantern Hour"))


def kinds(made: Segments) -> list[str]:
    return [row.kind for row in made.segments if row.kind != "talk"]


def other(scene: Scene, name: str, heard: Transcript, **about: str) -> Path:
    """Another run of the workspace."""
    there = Locator(kind="file", address=f"/{name}.mp3", digest="sha256:" + name[0] * 64)
    source = replace(scene.source, locator=there, **about)  # type: ignore[arg-type]
    folder = scene.run.folder.parent / name
    for stage, made in (("resolve", source), ("attribute", heard)):
        write_atomically(folder / runs.FILES[stage], codec.readable(made).encode())
    return folder


def test_an_advertisement_is_a_segment_that_says_why(scene: Scene) -> None:
    made = dividing.segments(scene, READ, fetch=False)
    (row,) = [row for row in made.segments if row.kind == "advertisement"]
    assert (row.first, row.last) == ("c0013", "c0017")
    assert "贊助用語" in row.why
    assert [made.segments[0].first, made.segments[-1].last] == ["c0001", "c0029"]


def test_a_setting_keeps_them(scene: Scene) -> None:
    keeping = replace(scene, settings=replace(scene.settings, topics=Topics(leave_out=False)))
    assert kinds(dividing.segments(keeping, READ, fetch=False)) == []
    assert scene.run.record().repeated is None


def test_the_description_names_who_pays(scene: Scene) -> None:
    assert kinds(dividing.segments(scene, QUIETLY, fetch=False)) == []
    told = replace(scene.source, description="Pipes. Thanks to our sponsor, Quillwick.")
    named = replace(scene, source=told)
    assert kinds(dividing.segments(named, QUIETLY, fetch=False)) == ["advertisement"]


def test_a_chapter_that_is_called_so_counts_though_chapters_are_too_few(scene: Scene) -> None:
    begin, end = QUIETLY.cues[12].start_ms, QUIETLY.cues[15].start_ms
    marks = ((0, "Pipes"), (begin, "Our sponsor"), (end, "Cellars"))
    chapters = tuple(Chapter(start_ms=at, title=title) for at, title in marks)
    marked = replace(scene, source=replace(scene.source, chapters=chapters))
    made = dividing.segments(marked, QUIETLY, fetch=False)
    assert made.method == "divisive"
    assert kinds(made) == ["advertisement"]


def test_what_another_episode_of_the_show_says_word_for_word_counts(scene: Scene) -> None:
    heard = transcript(spoken([*talk(start=120), *QUIET, *talk(start=180)]), 3)
    other(scene, "earlier", heard)
    made = dividing.segments(scene, QUIETLY, fetch=False)
    assert [row.why[0] for row in made.segments if row.kind != "talk"] == ["別集也有的話"]
    assert {*SAID} <= {one.split("@")[0] for one in scene.run.record().repeated or ()}


def test_a_later_episode_moves_nothing_until_it_is_asked_anew(scene: Scene) -> None:
    first = dividing.segments(scene, QUIETLY, fetch=False)
    other(scene, "later", transcript(spoken([*talk(start=120), *QUIET, *talk(start=180)]), 3))
    assert dividing.segments(scene, QUIETLY, fetch=False) == first
    fresh = replace(scene, options=replace(scene.options, refresh=True))
    assert kinds(dividing.segments(fresh, QUIETLY, fetch=False)) == ["advertisement"]


def test_a_talk_that_was_heard_anew_is_looked_up_again(scene: Scene) -> None:
    other(scene, "earlier", transcript(spoken([*talk(start=120), *QUIET]), 3))
    dividing.segments(scene, QUIETLY, fetch=False)
    later = tuple(
        replace(cue, start_ms=cue.start_ms + 40, end_ms=cue.end_ms + 40) for cue in READ.cues
    )
    again = replace(READ, cues=later)
    assert not {*SAID} & {*asides.clues(scene, again).repeated}


def test_the_same_episode_from_another_place_repeats_nothing(scene: Scene) -> None:
    other(scene, "copy", QUIETLY)
    assert asides.clues(scene, QUIETLY).repeated == ()


@pytest.mark.parametrize("show", ["Another Show", ""])
def test_another_show_is_no_witness(scene: Scene, show: str) -> None:
    heard = transcript(spoken([*talk(start=120), *QUIET, *talk(start=180)]), 3)
    other(scene, "foreign", heard, show=show)
    assert asides.clues(scene, QUIETLY).repeated == ()


def test_a_run_that_cannot_be_read_is_passed_over(scene: Scene) -> None:
    heard = transcript(spoken([*talk(start=120), *QUIET, *talk(start=180)]), 3)
    other(scene, "earlier", heard)
    broken = other(scene, "broken", heard)
    (broken / runs.FILES["attribute"]).write_text("{")
    (scene.run.folder.parent / "empty").mkdir()
    assert {*SAID} <= {*asides.clues(scene, QUIETLY).repeated}


def test_a_rehearsal_writes_nothing_down(scene: Scene) -> None:
    other(scene, "earlier", transcript(spoken([*talk(start=120), *QUIET]), 3))
    dry = replace(scene, run=rehearsal.Untouched(scene.run.folder, scene.run.locator))
    before = {path: path.read_bytes() for path in scene.run.folder.iterdir()}
    assert {*SAID} <= {*asides.clues(dry, QUIETLY).repeated}
    assert {path: path.read_bytes() for path in scene.run.folder.iterdir()} == before


def test_the_show_and_its_people_are_no_sponsors(scene: Scene) -> None:
    told: Source = replace(
        scene.source, description="Lantern Hour is supported by Nora Fable and by Quillwick."
    )
    people = (*told.people,)
    assert people == ()
    named = replace(scene, source=told)
    assert "lanternhour" not in asides.clues(named, QUIETLY).sponsors.names
    assert "quillwick" in asides.clues(named, QUIETLY).sponsors.names
