"""Chapters for other programs, in the run's folder: `chapters.json` and `chapters.txt`."""

from pod2post.scene import Scene
from pod2post.store import write_atomically
from pod2post.topics import chapterlist
from pod2post.values import Plan, Segments, Transcript


def keep(
    scene: Scene, segments: Segments, transcript: Transcript, plan: Plan | None = None
) -> None:
    """Write both; a list that YouTube would not take is not left from before, and that is said.

    `plan`: by which an advertisement may be told of after all.
    """
    used = {id_ for row in plan.sections for id_ in row.segments} if plan else set[str]()
    rows = chapterlist.marks(segments, transcript, used)
    text = chapterlist.as_json(rows)
    write_atomically(scene.run.path(chapterlist.JSON), text.encode())
    lines = chapterlist.as_lines(rows, transcript.coverage.duration_ms)
    place = scene.run.path(chapterlist.LINES)
    if lines is not None:
        write_atomically(place, lines.encode())
        return
    place.unlink(missing_ok=True)
    if plan is None:
        scene.tell.say(chapterlist.FEW)
