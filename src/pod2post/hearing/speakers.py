"""Names for the voices of one run: how many are sought, who was pointed at, who is remembered.

A host's voice is kept in the store under the show's name (`[speakers] remember`). It is
evidence for the next episode and is never compared with the audio that it is from.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.hearing.changes import divided
from pod2post.hearing.relistening import hotwords
from pod2post.hearing.turns import MOST_VOICES, Anchor, Hints, People, Turns, Voiceprint, doubtful
from pod2post.scene import Scene
from pod2post.stages.attribute import attribute, listen, place
from pod2post.stages.transcribe import kept_words
from pod2post.store import Store
from pod2post.values import Audio, Name, Names, Source, Span, Transcript, Word
from pod2post.writing.tasks import clock

LEAST_MS = 30_000  # a voice that was heard for less is not worth remembering
MOST_PRINTS = 8  # of one show: microphones and rooms differ
POINTED = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d{1,3})?)=(.+)", re.DOTALL)


def anchor(text: str) -> Anchor:
    """`00:01:30=Ashlee Vance` as a value; minutes, hours and parts of a second may be left out.

    Raises:
        BadInput: it has another form.
    """
    match = POINTED.fullmatch(text.strip())
    name = " ".join(match[4].strip().strip("\"'").split()) if match else ""
    if not match or not name or not name.isprintable():
        raise BadInput(
            f"--speaker-at cannot use {text!r}", 'Write a time and a name: 00:01:30="Ada Example".'
        )
    hours, minutes, seconds = int(match[1] or 0), int(match[2] or 0), float(match[3])
    return Anchor(at_ms=3_600_000 * hours + 60_000 * minutes + round(1000 * seconds), name=name)


def people(names: Names, source: Source, count: int | None, anchors: tuple[Anchor, ...]) -> People:
    """As many voices as were set; else at least the hosts and the guests that are announced."""
    pointed = {one.name.casefold() for one in anchors}
    if count is not None:
        exact = max(count, len(pointed))
        return People(least=exact, most=exact)
    announced = " ".join(
        (source.title, source.description, *(one.name for one in source.people))
    ).casefold()
    cast = [
        one
        for one in names.entries
        if _is_host(one) or (one.role == "guest" and one.canonical.casefold() in announced)
    ]
    least = max(1, len(cast), len(pointed))
    return People(least=least, most=max(MOST_VOICES, least))


def with_speakers(scene: Scene, audio: Audio, heard: Transcript) -> Transcript:
    """The transcript with a speaker on each cue, as far as the recording tells.

    Raises:
        BadInput: the media is gone or cannot be decoded.
        LimitReached: the disk is full.
    """
    anchors, wanted = scene.options.speaker_at, scene.settings.speakers
    for one in anchors:
        if place(heard.cues, one.at_ms) is None:
            scene.tell.say(f"--speaker-at: nobody speaks at {clock(one.at_ms)} ({one.name})")
    spans = tuple(Span(start_ms=cue.start_ms, end_ms=cue.end_ms) for cue in heard.cues)
    sought = people(scene.names, scene.source, wanted.count, anchors)
    turns = scene(listen, audio, spans, sought, scene.world.voices())
    heard, turns = divided(heard, turns, _words(scene, audio, heard) if turns.parts else ())
    if turns.missing:
        scene.tell.say(f"speakers stay unknown: {turns.missing}")
    spoken = scene(attribute, heard, turns, scene.names, Hints(anchors=anchors))
    if turns.how:
        unsure = sum(map(doubtful, spoken.cues))
        doubt = f"; not sure in {unsure} of {len(spoken.cues)} sentences" if unsure else ""
        scene.tell.say(f"speakers: {turns.how}{doubt}")
    if not wanted.remember or not turns.prints:
        return spoken
    kept = _remembered(scene.shelf, _show(scene))
    _remember(scene, kept, turns, spoken, audio)
    others = tuple(one for one in kept if one.audio != audio.digest)
    return scene(attribute, heard, turns, scene.names, Hints(anchors=anchors, remembered=others))


def _words(scene: Scene, audio: Audio, heard: Transcript) -> Sequence[Word]:
    """The words with their times, where the transcript was recognised; captions have none."""
    if heard.made_by.startswith("captions "):
        return ()
    return kept_words(audio, hotwords(scene), scene.ear(), shelf=scene.shelf)


def pointed(scene: Scene, labelled: Transcript) -> Transcript:
    """A person's word on captions that name speakers: it holds for all that bear that label."""
    meant: dict[str, set[str]] = {}
    for one in scene.options.speaker_at:
        at = place(labelled.cues, one.at_ms)
        label = labelled.cues[at].speaker if at is not None else None
        if label:
            meant.setdefault(label, set()).add(one.name)
    names = {label: found.pop() for label, found in meant.items() if len(found) == 1}
    cues = (
        replace(cue, speaker=names.get(cue.speaker or "", cue.speaker)) for cue in labelled.cues
    )
    return replace(labelled, cues=tuple(cues))


def _show(scene: Scene) -> str:
    return scene.show.source_name if scene.show else scene.source.show


def _key(show: str) -> str:
    return codec.digest(["voice", show.casefold().strip()])


def _remembered(shelf: Store, show: str) -> tuple[Voiceprint, ...]:
    return shelf.recall("voice", _key(show), tuple[Voiceprint, ...]) or ()


def _remember(
    scene: Scene, kept: tuple[Voiceprint, ...], turns: Turns, spoken: Transcript, audio: Audio
) -> None:
    """Keep the voices of the hosts, when their own words or a person told who they are."""
    show = _show(scene)
    fresh = [
        Voiceprint(name=host.canonical, audio=audio.digest, vector=turns.prints[voice])
        for host in scene.names.entries
        if _is_host(host) and (voice := _voice(host.canonical, turns, spoken)) is not None
    ]
    rest = tuple(one for one in kept if one.audio != audio.digest)
    rows = (*rest, *fresh)[-MOST_PRINTS:]
    if show and fresh and rows != kept:
        scene.shelf.keep("voice", _key(show), rows)


def _is_host(name: Name) -> bool:
    return name.kind == "person" and name.role == "host"


def _voice(name: str, turns: Turns, spoken: Transcript) -> int | None:
    """The one voice that bears this name for long enough."""
    heard: dict[int, int] = {}
    for cue, voice, margin in zip(spoken.cues, turns.voices, turns.margins, strict=True):
        if cue.speaker == name and voice is not None and margin != 0:
            heard[voice] = heard.get(voice, 0) + cue.end_ms - cue.start_ms
    best = max(heard, key=heard.__getitem__, default=None)
    return best if best is not None and heard[best] >= LEAST_MS else None
