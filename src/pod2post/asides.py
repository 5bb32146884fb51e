"""What of an episode is no programme: clues of its source and of the show's other episodes.

Which of its sentences other episodes have, too, is looked up once and kept in `run.json`: a later
episode must not move the sections of one that is written. `--refresh` looks again.
"""

from collections.abc import Iterator
from pathlib import Path

from pod2post import codec, runs
from pod2post.scene import Scene
from pod2post.topics import advertisements, priors, repeats
from pod2post.topics.clues import Clues
from pod2post.topics.marking import Aside
from pod2post.topics.sponsors import sponsors
from pod2post.values import Cue, Source, Span, Transcript

MOST_OTHERS = 5  # episodes that are compared, the latest
MOST_SHARED = 0.25  # of the sentences: with more it is the same episode from another place


def found(scene: Scene, transcript: Transcript) -> tuple[Aside, ...]:
    """The asides of a transcript; none where the settings say that nothing is left out."""
    if not scene.settings.topics.leave_out:
        return ()
    return advertisements.asides(transcript.cues, clues(scene, transcript))


def clues(scene: Scene, transcript: Transcript) -> Clues:
    """What the source and the show's other runs in the workspace say."""
    source = scene.source
    people = tuple(person.name for person in source.people)
    show = (source.show, scene.show.source_name, scene.show.host or "") if scene.show else ()
    known = tuple(one for one in (source.show, *show, *people) if one)
    return Clues(
        sponsors=sponsors(source.description, known),
        show=tuple(dict.fromkeys(one for one in (source.show, *show[1:2]) if one)),
        repeated=_repeated(scene, transcript),
        chapters=tuple(_sponsored(source, transcript)),
    )


def _sponsored(source: Source, transcript: Transcript) -> Iterator[Span]:
    """From where to where chapters go that are called an advertisement."""
    ends = [*(chapter.start_ms for chapter in source.chapters[1:]), transcript.coverage.duration_ms]
    for chapter, end in zip(source.chapters, ends, strict=False):
        if priors.kind(chapter.title) == "advertisement" and end > chapter.start_ms:
            yield Span(start_ms=chapter.start_ms, end_ms=end)


def _repeated(scene: Scene, transcript: Transcript) -> tuple[str, ...]:
    kept = None if scene.options.refresh else scene.run.record().repeated
    places = {f"{cue.id}@{cue.start_ms}": cue.id for cue in transcript.cues}
    if kept is not None and {*kept} <= {*places}:  # else it was heard anew
        return tuple(places[one] for one in kept)
    made = shared(transcript.cues, list(_others(scene)))
    scene.run.note(repeated=tuple(place for place, id_ in places.items() if id_ in made))
    return made


def shared(cues: tuple[Cue, ...], others: list[Transcript]) -> tuple[str, ...]:
    """The ids of the cues that stand in other episodes; an episode that is this one is none."""
    found: set[str] = set()
    for other in others:
        same = repeats.among(cues, [cue.text for cue in other.cues])
        if len(same) <= MOST_SHARED * len(cues):
            found |= {*same}
    return tuple(cue.id for cue in cues if cue.id in found)


def _others(scene: Scene) -> Iterator[Transcript]:
    """The transcripts of the latest other runs of the show, those that can be read."""
    own, count = scene.run.folder, 0
    for folder in sorted(own.parent.iterdir(), reverse=True):
        if folder == own or count == MOST_OTHERS or not _of_show(folder, scene.source):
            continue
        try:
            text = (folder / runs.FILES["attribute"]).read_bytes()
            yield codec.decode(Transcript, text)
            count += 1
        except (OSError, codec.Undecodable):
            continue


def _of_show(folder: Path, source: Source) -> bool:
    try:
        seen = codec.decode(Source, (folder / runs.FILES["resolve"]).read_bytes())
    except (OSError, codec.Undecodable):
        return False
    return bool(source.show) and seen.show == source.show and seen.locator != source.locator
