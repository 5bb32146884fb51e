"""The words that a run tells the recogniser: pinned, so that a mended sheet moves no cue.

`--relisten` hears some windows again with the words of the sheet as it is now. What is heard
lies in heard-again.json in the run's folder, and serves later runs of the same transcript.
"""

from dataclasses import replace

from pod2post import codec
from pod2post.naming import mending
from pod2post.naming import names as sheets
from pod2post.scene import Scene
from pod2post.stages.relisten import relisten
from pod2post.store import write_atomically
from pod2post.values import Audio, Heard, Hotwords, Transcript, value

FILE = "heard-again.json"


@value
class Again:
    """What lies in that file. `transcript` is the digest of the one that it belongs to."""

    transcript: str
    words: Hotwords
    heard: tuple[Heard, ...]


def hotwords(scene: Scene) -> Hotwords:
    """Those of the run's first recognition, as long as the language is the same."""
    now = sheets.hotwords(scene.source, scene.show)
    pinned = scene.run.record().hotwords
    if pinned is not None and pinned.language == now.language:
        return pinned
    scene.run.note(hotwords=now)
    return now


def evidence(scene: Scene, audio: Audio, transcript: Transcript) -> tuple[Heard, ...]:
    """What was listened to once more, now or by an earlier run, for this transcript."""
    if scene.options.relisten:
        _listen(scene, audio, transcript)
    return remembered(scene, transcript)


def remembered(scene: Scene, transcript: Transcript) -> tuple[Heard, ...]:
    """What an earlier run listened to once more, for this transcript."""
    kept = _kept(scene)
    return kept.heard if kept and kept.transcript == codec.digest(transcript) else ()


def _listen(scene: Scene, audio: Audio, transcript: Transcript) -> None:
    ear, now = scene.ear(), sheets.hotwords(scene.source, scene.show)
    if transcript.made_by != ear.label:
        scene.tell.say(f"nothing is heard again: the transcript is {transcript.made_by}")
        return
    if now == scene.run.record().hotwords:
        scene.tell.say("nothing is heard again: the name sheet tells the recogniser nothing new")
        return
    if now.language is None:
        now = replace(now, language=transcript.language)
    near = mending.suspects([cue.text for cue in transcript.cues], scene.names.entries)
    doubtful = tuple(cue for cue, odd in zip(transcript.cues, near, strict=True) if odd)
    made = scene(relisten, doubtful, audio, now, ear)
    again = Again(transcript=codec.digest(transcript), words=now, heard=made.heard)
    write_atomically(scene.run.path(FILE), codec.readable(again).encode())
    scene.tell.say(f"heard again: {len(made.heard)} windows that hold something near a name")


def _kept(scene: Scene) -> Again | None:
    """What lies in the folder; what cannot be read is as good as nothing."""
    try:
        return codec.decode(Again, scene.run.path(FILE).read_bytes())
    except (OSError, codec.Undecodable):
        return None
