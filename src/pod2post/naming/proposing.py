"""The name sheet of a run, grown by a model where the settings say so.

It grows after recognition and before anything is read: an overlay, as every mended name is.
What was kept and what was refused lies in `proposed-names.json` in the run's folder.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pod2post import codec
from pod2post.naming.names import COMMON, MARKED, RUN
from pod2post.scene import Scene
from pod2post.stages.propose import Proposed, joined, propose
from pod2post.store import write_atomically
from pod2post.values import Names, Source, Transcript
from pod2post.writing.asking import Pen
from pod2post.writing.brief import glossary, name_lines
from pod2post.writing.proofing import Counted, NamesMaterial

FILE = "proposed-names.json"
MOST_COUNTED = 150
MOST_DESCRIPTION = 4000
TOGETHER = re.compile(r"\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)+")


def grown(scene: Scene, transcript: Transcript) -> Scene:
    """The scene with what a model adds to its names; the same one where none is asked."""
    made = _proposed(scene, transcript, scene.pen)
    if made is None:
        return scene
    write_atomically(scene.run.path(FILE), codec.readable(made).encode())
    scene.tell.say(f"names: {len(made.names)} of the proposed kept, {len(made.refused)} refused")
    return replace(scene, names=joined(scene.names, made.names))


def rehearsed(scene: Scene, transcript: Transcript, pen: Pen) -> Scene:
    """The same as a rehearsal has it: `pen` notes what it is asked, and nothing is written."""
    made = _proposed(scene, transcript, pen)
    return replace(scene, names=joined(scene.names, made.names)) if made else scene


def _proposed(scene: Scene, transcript: Transcript, pen: Pen | None) -> Proposed | None:
    wanted = scene.settings.writer.propose_names
    if not wanted or pen is None or scene.pen is None or not scene.pen.writer.composes:
        return None
    spoken = tuple(cue.text for cue in transcript.cues)
    asked = material(scene.source, scene.names, spoken)
    return scene(propose, asked, spoken, scene.names, pen)


def material(source: Source, known: Names, spoken: Sequence[str]) -> NamesMaterial:
    """What the model is told: metadata, the sheet, and words with capitals, counted."""
    return NamesMaterial(
        show=source.show,
        title=source.title,
        description=source.description[:MOST_DESCRIPTION],
        chapters=tuple(chapter.title for chapter in source.chapters),
        known=glossary(name_lines(known)),
        counted=counted(spoken),
    )


def counted(spoken: Sequence[str]) -> tuple[Counted, ...]:
    """Words with capitals that stand together, the commonest first.

    One that opens a sentence is counted where it also stands within one, or beside another.
    """
    seen: dict[str, None] = {}
    for text in spoken:
        for pattern in (MARKED, RUN, TOGETHER):
            for found in pattern.finditer(text):
                words = found.group().removesuffix("'s").removesuffix("’s").split()
                while words and words[0] in COMMON:
                    words.pop(0)
                if words:
                    seen.setdefault(" ".join(words))
    whole = "\n".join(spoken)
    times = Counter({w: len(re.findall(rf"(?<!\w){re.escape(w)}(?!\w)", whole)) for w in seen})
    return tuple(Counted(words=w, times=n) for w, n in times.most_common(MOST_COUNTED) if n)
