"""From segments to a post: of a whole episode, or of a part of it.

Whatever is written is planned, drafted, amended, checked and printed by these steps.
"""

import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from pod2post import chaptering, reckoning, runs
from pod2post.costs import rehearsal
from pod2post.errors import BadInput
from pod2post.hearing import fastpath
from pod2post.ports import Glossary
from pod2post.reporting import report as reporting
from pod2post.revision import reopening, waiving
from pod2post.revision.editor import Editor, at_work
from pod2post.revision.reopening import Opened
from pod2post.scene import Made, Scene, house
from pod2post.stages.amend import amend
from pod2post.stages.check import check
from pod2post.stages.plan import completed, fault, plan, section_counts
from pod2post.stages.render import render
from pod2post.values import Audio, Plan, Segments, Subject, Transcript
from pod2post.writing import brief as views
from pod2post.writing import drafting, judging
from pod2post.writing.asking import Pen
from pod2post.writing.tasks import Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a post is written from. `transcript` shows names as the sheet spells them."""

    scene: Scene
    transcript: Transcript
    segments: Segments
    pen: Pen

    @property
    def about(self) -> Episode:
        """What every task is told of the episode."""
        scene = self.scene
        return views.episode(scene.source, scene.names, house(scene), scene.front.series)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A draft with all that it is checked against; what the plan left out, in lines."""

    opened: Opened
    left_out: tuple[str, ...]


def composed(
    matter: Matter, audio: Audio, glossary: Glossary | None
) -> Generator[Made, None, Composed]:
    """Plan, quotations, draft, and the editor's changes laid over it."""
    scene, pen = matter.scene, matter.pen
    scene.run.note(writer=pen.writer.label)
    editor = at_work(scene, matter.transcript)
    angle, work = _planned(matter, editor, glossary)
    yield scene.kept("plan", angle)
    if scene.part is None:
        chaptering.keep(scene, matter.segments, matter.transcript, angle)
    if matter.transcript.automatic:
        work = replace(work, hear=fastpath.Listening(scene, audio, matter.transcript))
    quotes, draft = yield from work.draft()
    written = Subject(
        source=scene.source,
        audio=audio.digest,
        transcript=matter.transcript,
        names=scene.names,
        quotes=quotes,
        draft=draft,
        house=house(scene),
        notes=scene.notes,
        front=scene.front,
        partial=scene.linked.partial,
    )
    reopening.keep_about(scene.run, written)
    made = scene(amend, written, editor.edits, glossary)
    yield scene.kept("amend", made)
    shown = judging.judged(scene, work.pen, reopening.laid_over(written, made, editor.edits))
    opened = Opened(written=written, shown=shown, edits=editor.edits, amended=made)
    out = (*views.left_out(angle, matter.segments, matter.transcript), *_cut(matter.segments))
    return Composed(opened=opened, left_out=(*out, *work.notes(quotes)))


def _cut(segments: Segments) -> tuple[str, ...]:
    return tuple(f"divided by the program itself: {hole}" for hole in segments.holes)


def printed(scene: Scene, made: Composed, glossary: Glossary | None) -> Generator[Made, None, None]:
    """Findings, page and record; the last value is a `runs.Report`."""
    subject = made.opened.shown
    found = scene(check, subject, glossary)
    checked = reopening.settled(found, made.opened)
    yield scene.kept("check", checked)
    post = scene(render, subject)
    report = reckoning.finish(scene, subject, checked, post, made.left_out)
    report = reckoning.delivered(scene, report, subject, post.slug)
    rows = waiving.counted((*found.findings, *made.opened.amended.findings), made.opened.edits)
    reporting.keep(scene.run, made.opened, rows, scene.tell)
    report = replace(report, seconds=round(time.monotonic() - scene.began))
    yield Made(stage="render", value=report, path=Path(report.post), part=scene.part)


def rehearse(matter: Matter) -> None:
    """Ask the pen all that `composed` would ask it. Quotations are not heard."""
    scene, pen = matter.scene, matter.pen
    editor = at_work(scene, matter.transcript)
    _, work = _planned(matter, editor, None)
    quotes, draft = rehearsal.ended(work.draft())
    judging.rehearse(scene, pen, quotes, draft)


def _planned(
    matter: Matter, editor: Editor, glossary: Glossary | None
) -> tuple[Plan, drafting.Drafting]:
    """The angle, and the work that it makes."""
    scene, segments, about = matter.scene, matter.segments, matter.about
    angle = editor.plan(scene.run, segments) or _angle(matter, about)
    parts = views.briefs(angle, segments, matter.transcript, about)
    work = drafting.planned(scene, matter.pen, glossary, angle, segments, parts)
    return angle, replace(work, editor=editor)


def _angle(matter: Matter, about: Episode) -> Plan:
    """The editor's plan where she changed it, else the writer's."""
    scene, transcript, segments = matter.scene, matter.transcript, matter.segments
    edited = scene.run.edited_plan()
    if edited is None:
        return scene(plan, transcript, segments, about, matter.pen)
    least, most = section_counts(transcript, segments, part=scene.part is not None)
    complaint = fault(edited, segments, min(1, least), max(most, 6))
    if complaint:
        raise BadInput(
            f"{scene.run.path(runs.FILES['plan'])}: {complaint}",
            "Correct the plan, or remove the file to have the writer's again.",
        )
    scene.tell.say("the plan in the run's folder was edited: it is used")
    return completed(edited, segments)
