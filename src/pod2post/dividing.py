"""What a talk is divided by: the source's chapters, a sentence encoder, or words alone.

What a run took first it keeps: weights that come later would move its sections, and everything
after them would be paid again. `--refresh` asks anew.
"""

from pod2post.hearing.captionfit import tongue
from pod2post.scene import Scene
from pod2post.stages.segment import by_chapters, segment
from pod2post.values import Segments, Transcript

WORDS = "words"  # in run.json, where no encoder was had


def segments(scene: Scene, transcript: Transcript, *, fetch: bool) -> Segments:
    """The transcript by topic. `fetch`: may the encoder's weights be pulled now?

    Raises:
        BadInput: the weights are damaged.
        LimitReached: the disk is full.
    """
    chapters = scene.source.chapters
    if by_chapters(transcript.cues, chapters) is not None or not _english(transcript):
        return scene(segment, transcript, chapters, None)
    kept = None if scene.options.refresh else scene.run.record().encoder
    encoder = None if kept == WORDS else scene.world.embedder(fetch=fetch)
    made = scene(segment, transcript, chapters, encoder)
    if encoder or fetch:  # a run that may fetch nothing does not decide for the next
        scene.run.note(encoder=encoder.identity if encoder else WORDS)
    return made


def _english(transcript: Transcript) -> bool:
    return tongue(transcript.language) in ("", "en")
