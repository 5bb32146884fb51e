"""What a talk is divided by: the source's chapters, else a cut of our own or a choice from it.

What a run took first it keeps: weights that come later, or a model that is asked later, would
move its sections, and everything after them would be paid again. `--refresh` asks anew.
"""

from dataclasses import replace
from pathlib import Path

from pod2post import asides, codec, runs, series
from pod2post.errors import BadInput
from pod2post.hearing.captionfit import tongue
from pod2post.linking import chapters
from pod2post.ports import Embedder
from pod2post.scene import Scene, house
from pod2post.stages.segment import segment
from pod2post.stages.topics import places, topics
from pod2post.topics.marking import Aside
from pod2post.topics.places import LEAST_TOKENS, TOKENS, Places
from pod2post.values import Segments, Transcript
from pod2post.writing import brief, portions, serial
from pod2post.writing.asking import Pen

WORDS = "words"  # in run.json, where no encoder was had
BEFORE, LATELY = "2", "3"  # versions of the stage whose cuts a finished run keeps
LEAST_PLACES = 4  # with fewer there is nothing to choose
OWN = "the program's own cut is taken"
KEPT = "topics: the cut from which this post was planned is kept; --refresh makes it anew"


def segments(
    scene: Scene,
    transcript: Transcript,
    pen: Pen | None = None,
    *,
    fetch: bool,
    offline: bool = False,
) -> Segments:
    """The transcript by topic. `fetch`: may the encoder's weights be pulled now? `offline`: may
    nobody at all be asked?

    `pen`: who chooses among the places where the subject may change; None, or where the run's
    writer composes nothing: the program's own cut is taken.

    Raises:
        BadInput: the weights are damaged.
        LimitReached: the disk is full.
        Pod2postError: what the writer raises.
    """
    planned = _planned(scene, pen)
    if planned and (kept := _of_earlier(scene, transcript, planned)):
        return kept
    left = _left(scene, transcript, planned)
    if planned and (kept := _of_earlier(scene, transcript, planned, left)):
        return kept
    settled = planned is not None and planned.method != "chapters"
    if found := chapters.sane(scene, transcript, fetch=not offline, beside=not settled):
        return scene(segment, transcript, found, left, None)
    encoder = _encoder(scene, transcript, fetch=fetch)
    cut = scene(segment, transcript, (), left, encoder)
    if encoder or fetch:  # a run that may fetch nothing does not decide for the next
        scene.run.note(encoder=encoder.identity if encoder else WORDS)
    # A rehearsal's pen composes nothing; the run's own says whether it would.
    composes = scene.pen is not None and scene.pen.writer.composes
    if pen is None or not composes or not scene.settings.topics.choose:
        return cut
    if planned and planned.method == "divisive":
        scene.tell.say(KEPT)
        return cut
    where = scene(places, transcript, cut, left, encoder)
    return _chosen(scene, transcript, where, pen)


def _chosen(scene: Scene, transcript: Transcript, where: Places, pen: Pen) -> Segments:
    about = brief.episode(scene.source, scene.names, house(scene))
    room = portions.room(about, pen, scene.settings.writer.context)
    if len(where.spots) < LEAST_PLACES or room < LEAST_TOKENS:
        return where.cut
    parts = scene.options.series
    if parts:
        serial.divided(where.cut, transcript, parts)  # too short a talk is refused unpaid
    made = scene(topics, transcript, replace(where, tokens=min(TOKENS, room)), about, pen)
    if parts and not _enough(made, transcript, parts):
        scene.tell.say(f"topics: too few were chosen for {parts} posts; {OWN}")
        return where.cut
    return made


def _enough(made: Segments, transcript: Transcript, parts: int) -> bool:
    try:
        serial.divided(made, transcript, parts)
    except BadInput:
        return False
    return True


def _encoder(scene: Scene, transcript: Transcript, *, fetch: bool) -> Embedder | None:
    if tongue(transcript.language) not in ("", "en"):
        return None
    kept = None if scene.options.refresh else scene.run.record().encoder
    return None if kept == WORDS else scene.world.embedder(fetch=fetch)


# --- what a run was planned from ------------------------------------------------------


def _planned(scene: Scene, pen: Pen | None) -> Segments | None:
    """The segments from which this writer's plan was made; None: nothing was paid for yet."""
    if scene.options.refresh or pen is None:
        return None
    folder = scene.run.folder
    if scene.options.series:
        first = series.slugged(scene.source, 1)
        folder = runs.run_of(folder.parent.parent, first).folder
    if not _by(folder, pen):
        return None
    try:
        return runs.finished(scene.run, Segments, runs.FILES["segment"])
    except BadInput:
        return None


def _by(folder: Path, pen: Pen) -> bool:
    """Was a plan made in this run's folder, by this writer?"""
    try:
        record = codec.decode(runs.Record, (folder / "run.json").read_bytes())
    except (OSError, codec.Undecodable):
        return False
    return record.writer == pen.writer.label and any(pin.stage == "plan" for pin in record.pins)


def _left(scene: Scene, transcript: Transcript, planned: Segments | None) -> tuple[Aside, ...]:
    """What is no programme. A post keeps what it was planned from: by later rules its sections
    would move, and what was written from them would be paid again.
    """
    places = {cue.id: at for at, cue in enumerate(transcript.cues)}
    if planned is None or not {s.first for s in planned.segments} <= {*places}:
        return asides.found(scene, transcript)
    if not scene.settings.topics.leave_out:
        return ()
    return tuple(
        Aside(first=places[s.first], last=places[s.last], kind=s.kind, why=s.why)
        for s in planned.segments
        if s.kind != "talk" and s.why and s.last in places
    )


def _of_earlier(
    scene: Scene, transcript: Transcript, planned: Segments, left: tuple[Aside, ...] | None = None
) -> Segments | None:
    """`planned`, where an earlier version of the program made it from the same.

    `left`: the asides, of which the version before the last knew nothing (None); the last one read
    chapters that are no use as none.
    """
    told = scene.source.chapters if left is None else ()
    encoder = scene.run.record().encoder
    for by in dict.fromkeys((None, None if encoder == WORDS else encoder)):
        known = [codec.identity(transcript), codec.identity(told)]
        version = [BEFORE, *known] if left is None else [LATELY, *known, codec.identity(left)]
        key = codec.digest(["segments", *version, by or codec.identity(None)])
        cut = scene.shelf.recall("segments", key, Segments)
        chosen = cut is not None and planned.method == "chosen" and scene.settings.topics.choose
        if chosen or cut == planned:  # a choice was made among the places of such a cut
            scene.shelf.keep("segments", key, planned)  # as the run names it from now on: see `gc`
            return planned
    return None
