"""The program as one chain: a generator that yields each value as it is made.

resolve fetch transcribe attribute segment plan quote write amend check render
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pod2post import brief as views
from pod2post import fastpath, reckoning, relistening, runs, speakers, subtitles
from pod2post import names as sheets
from pod2post.asking import Pen
from pod2post.brief import Brief
from pod2post.captionfit import tongue
from pod2post.coverage import account
from pod2post.errors import BadInput, NotFit
from pod2post.ports import Glossary, Tell
from pod2post.scene import Made, Options, Scene, house, opening
from pod2post.settings import Settings
from pod2post.stages.amend import amend
from pod2post.stages.check import check
from pod2post.stages.fetch import fetch, where
from pod2post.stages.plan import completed, fault, plan, section_counts
from pod2post.stages.quote import quote
from pod2post.stages.render import render
from pod2post.stages.segment import segment
from pod2post.stages.transcribe import transcribe
from pod2post.stages.write import head, observe, write
from pod2post.store import write_atomically
from pod2post.tasks import Episode, clock
from pod2post.values import (
    Audio,
    Draft,
    Plan,
    Quotes,
    Segments,
    Subject,
    Transcript,
)
from pod2post.world import World

STAGES = tuple(
    "resolve fetch transcribe attribute segment plan quote write amend check render".split()
)
SHORTER_MS = 5000  # a file that ends this much before its announced end is said to be cut

T = TypeVar("T")
R = TypeVar("R")


def episode(
    options: Options, settings: Settings, *, tell: Tell, world: World | None = None
) -> Iterator[Made]:
    """One episode, from its address to the post; the last value is a `runs.Report`.

    Raises:
        Pod2postError: any branch of the tree in `errors`.
    """
    if options.until is not None and options.until not in STAGES:
        known = ", ".join(STAGES)
        raise BadInput(f"there is no stage {options.until!r}", f"The stages are: {known}.")
    for made in _chain(options, settings, tell, world):
        yield made
        if made.stage == options.until:
            return


def _chain(options: Options, settings: Settings, tell: Tell, world: World | None) -> Iterator[Made]:
    scene = opening(options, settings, tell=tell, world=world)
    yield scene.kept("resolve", scene.source)
    library = scene.world.library(scene.source.locator)
    audio = scene(fetch, scene.source.locator, library=library)
    yield scene.kept("fetch", audio)
    transcript = yield from _heard(scene, audio)
    yield from from_transcript(scene, audio, transcript)


def from_transcript(scene: Scene, audio: Audio, transcript: Transcript) -> Iterator[Made]:
    """The later half of the chain, from a transcript with speakers to the post."""
    again = relistening.evidence(scene, audio, transcript)
    read, mended = sheets.overlaid(transcript, scene.names, again)
    runs.keep_names(scene.run, mended)
    pen = scene.pen or scene.world.pen()
    glossary = scene.world.glossary() if pen.writer.composes else None
    subject, left_out = yield from _written(scene, audio, read, pen, glossary)
    checked = scene(check, subject, glossary)
    yield scene.kept("check", checked)
    post = scene(render, subject)
    report = reckoning.finish(scene, subject, checked, post, left_out)
    if scene.options.out:
        path = Path(scene.options.out) / f"{post.slug}.md"
        report = reckoning.deliver(report, path, scene.shelf)
    report = replace(report, seconds=round(time.monotonic() - scene.began))
    yield Made(stage="render", value=report, path=Path(report.post))


def _heard(scene: Scene, audio: Audio) -> Generator[Made, None, Transcript]:
    """The transcript, then the same with speakers; refused where too little was said."""
    told = fastpath.transcript(scene, audio)
    heard = told or _recognised(scene, audio)
    yield scene.kept("transcribe", heard)
    scene.tell.say(account(heard))
    _gate(heard, audio, scene)
    whole = told is not None and fastpath.labelled(told)
    spoken = heard if whole else speakers.with_speakers(scene, audio, heard)
    if told:
        spoken = speakers.pointed(scene, fastpath.named(told, spoken, scene.names))
    for name, text in subtitles.files(spoken).items():
        write_atomically(scene.run.path(name), text.encode())
    yield scene.kept("attribute", spoken)
    return spoken


def _recognised(scene: Scene, audio: Audio) -> Transcript:
    ear = scene.ear()
    scene.run.note(recognizer=ear.label)
    media = where(audio, scene.shelf)
    words = relistening.hotwords(scene)
    spoken = tongue(words.language)
    if ear.model.endswith(".en") and spoken not in ("", "en"):
        raise BadInput(
            f"{spoken} is spoken, and the model {ear.model} knows English only",
            "Choose one that knows many languages, such as --model base.",
        )
    return scene(transcribe, audio, words, ear, media=media)


def _gate(transcript: Transcript, audio: Audio, scene: Scene) -> None:
    """Refuse what no post can honestly be made of; say what is missing of the rest.

    Raises:
        NotFit: too little speech, or too little of it was recognised.
    """
    covered, limits = transcript.coverage, scene.settings.limits
    if covered.speech_ms < limits.min_speech_s * 1000 or not transcript.cues:
        raise NotFit(
            f"there are {covered.speech_ms / 1000:.0f} seconds of speech in "
            f"{clock(covered.duration_ms)} of audio, too little for a post",
            f"A post needs {limits.min_speech_s} s ([limits] min_speech_s). Is it the right file?",
        )
    percent = 100 * covered.recognised_ms // covered.speech_ms
    if percent < limits.min_coverage_percent:
        raise NotFit(
            f"only {percent} % of the speech could be recognised",
            "Run it again (what was recognised is kept), with --model for a larger one. "
            f"The threshold is [limits] min_coverage_percent = {limits.min_coverage_percent}.",
        )
    if audio.duration_ms - covered.duration_ms > SHORTER_MS:
        scene.tell.say(
            f"the file announces {clock(audio.duration_ms)} and ends after "
            f"{clock(covered.duration_ms)}: it is cut, the post covers what is there"
        )


def _written(
    scene: Scene, audio: Audio, transcript: Transcript, pen: Pen, glossary: Glossary | None
) -> Generator[Made, None, tuple[Subject, tuple[str, ...]]]:
    """The draft with all that it is checked against; and what the plan left out, in lines."""
    segments = scene(segment, transcript, scene.source.chapters)
    yield scene.kept("segment", segments)
    scene.run.note(writer=pen.writer.label)
    home = house(scene)
    about = views.episode(scene.source, scene.names, home)
    angle = _angle(scene, transcript, segments, about, pen)
    yield scene.kept("plan", angle)
    parts = views.briefs(angle, segments, transcript, about)
    _called(scene, 1, parts)
    quotes = _side_by_side(scene, 1, parts, lambda brief: scene(quote, brief, pen, glossary))
    quotes = fastpath.heard(scene, audio, transcript, quotes)
    yield scene.kept("quote", quotes)
    draft = _draft(scene, parts, quotes, angle, pen)
    yield scene.kept("write", draft)
    draft = scene(amend, draft, scene.run.edits())
    yield scene.kept("amend", draft)
    subject = Subject(
        source=scene.source,
        audio=audio.digest,
        transcript=transcript,
        names=scene.names,
        quotes=quotes,
        draft=draft,
        house=home,
        notes=scene.notes,
    )
    return subject, views.left_out(angle, segments, transcript)


def _angle(
    scene: Scene, transcript: Transcript, segments: Segments, about: Episode, pen: Pen
) -> Plan:
    """The editor's plan where she changed it, else the writer's."""
    edited = scene.run.edited_plan()
    if edited is None:
        return scene(plan, transcript, segments, about, pen)
    least, most = section_counts(transcript, segments)
    complaint = fault(edited, segments, min(1, least), max(most, 6))
    if complaint:
        raise BadInput(
            f"{scene.run.path(runs.FILES['plan'])}: {complaint}",
            "Correct the plan, or remove the file to have the writer's again.",
        )
    scene.tell.say("the plan in the run's folder was edited: it is used")
    return completed(edited, segments)


def _draft(
    scene: Scene,
    parts: tuple[Brief, ...],
    quotes: tuple[Quotes, ...],
    angle: Plan,
    pen: Pen,
) -> Draft:
    story = views.story(angle)
    by_section = {row.section: row for row in quotes}
    done = 1 + len(parts)
    sections = _side_by_side(
        scene,
        done,
        parts,
        lambda brief: scene(write, brief, story, by_section[brief.outline.id], pen),
    )
    done += len(parts)
    said = [q for row in quotes for q in row.quotes]
    whole = views.Whole(
        episode=parts[0].episode,
        thesis=angle.thesis,
        titles=angle.titles,
        sections=tuple(views.section_text(section, said) for section in sections),
    )
    observation = scene(observe, whole, scene.notes, pen)
    _called(scene, done + 1, parts)
    top = scene(head, whole, pen)
    _called(scene, done + 2, parts)
    return Draft(
        head=top,
        sections=sections,
        observation=observation if observation.paragraphs else None,
        writer=pen.writer.label,
    )


def _called(scene: Scene, done: int, parts: Sequence[object]) -> None:
    """Progress in calls: the plan, quotes and prose of each section, 我的觀察, the head."""
    scene.tell.step("write", done, 2 * len(parts) + 3, "call")


def _side_by_side(
    scene: Scene, before: int, parts: Sequence[T], make: Callable[[T], R]
) -> tuple[R, ...]:
    """One result per part, in order; the calls run side by side, after `before` others."""
    made: list[R] = []
    with ThreadPoolExecutor(max_workers=scene.settings.writer.parallel) as pool:
        try:
            for result in pool.map(make, parts):
                made.append(result)
                _called(scene, before + len(made), parts)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(made)


def estimate(options: Options, settings: Settings, *, tell: Tell) -> tuple[str, ...]:
    """What a run would do and about what it would send, for --dry-run. Nothing is paid."""
    scene = opening(options, settings, tell=tell)
    pen = scene.pen or scene.world.pen()
    return reckoning.estimate(scene.source, pen.writer, scene.run)
