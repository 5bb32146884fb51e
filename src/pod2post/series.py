"""A long episode in several posts: each part is a run of its own beside the episode's.

Parts share the store and the journal, so that one budget holds for all of them. What a part
is written from is a part of the transcript, so no sentence is used by two. 我的觀察 looks back
on the whole conversation: it stands in the last part, and the notes go there alone.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from pod2post import composing, runs
from pod2post.composing import Composed, Matter
from pod2post.costs import money
from pod2post.errors import BadInput
from pod2post.extras import Series
from pod2post.linking import links
from pod2post.page.site import filled
from pod2post.ports import Glossary
from pod2post.revision import reopening
from pod2post.scene import Made, Scene
from pod2post.values import Audio, Source, Subject, Transcript
from pod2post.writing import serial
from pod2post.writing.tasks import clock

R = TypeVar("R")

WISH = re.compile(r"([1-9]):(.+)")


def written(
    whole: Matter, audio: Audio, heard: Transcript, glossary: Glossary | None
) -> Iterator[Made]:
    """All parts: each drafted in turn, then each printed with the titles of all.

    `heard` is the transcript with names as they were heard. `--until` stops each part.

    Raises:
        BadInput: the episode is too short for so many parts.
    """
    until = whole.scene.options.until
    works, done = parts(whole), list[Composed]()
    for line in told(works):
        whole.scene.tell.say(line)
    for work in works:
        _furnish(whole.scene, work, audio, heard)
        made = yield from _upto(composing.composed(work, audio, glossary), until)
        if made:
            done.append(made)
    if len(done) < len(works):
        return
    titles = tuple(made.opened.shown.draft.head.title for made in done)
    for work, made in zip(works, done, strict=True):
        titled = _titled(work.scene, made, titles)
        yield from _upto(composing.printed(work.scene, titled, glossary), until)


def parts(whole: Matter) -> tuple[Matter, ...]:
    """What each part is written from, in a run of its own.

    Raises:
        BadInput: the episode is too short for so many parts.
    """
    count = whole.scene.options.series or 1
    rows = serial.divided(whole.segments, whole.transcript, count)
    places = _places(whole.scene, count)
    wishes = _wishes(whole.scene, count)
    # One fuse for all: the plan of the last part comes after the calls of those before it.
    pen = money.expecting(whole.pen, money.FIRST_CALLS * count)
    return tuple(
        replace(
            whole,
            pen=pen,
            scene=_part(whole.scene, number, wishes[number - 1], places),
            transcript=serial.part_of(whole.transcript, segments),
            segments=segments,
        )
        for number, segments in enumerate(rows, start=1)
    )


def told(works: Sequence[Matter]) -> Iterator[str]:
    """One line per part: from when to when, and in which run's folder."""
    for number, work in enumerate(works, start=1):
        cues = work.transcript.cues
        span = f"{clock(cues[0].start_ms)} to {clock(cues[-1].end_ms)}"
        yield f"part {number}: {span}, {work.scene.run.folder}"


def _part(scene: Scene, number: int, take: tuple[str, ...], places: tuple[str, ...]) -> Scene:
    """The scene of one part. What is written later depends on no other part's title."""
    count = scene.options.series or 1
    source = slugged(scene.source, number)
    series = Series(name=scene.source.title, number=number, titles=("",) * count, places=places)
    run = scene.run.beside(source)
    linked = links.inherited(run, scene.linked)
    return replace(
        scene,
        source=links.laid_over(source, linked),
        linked=linked,
        run=run,
        shelf=scene.shelf.of_part(number),
        options=replace(scene.options, take=take),
        notes=scene.notes if number == count else "",
        front=replace(scene.front, series=series),
    )


def slugged(source: Source, number: int) -> Source:
    """The source as the run of this part has it."""
    return replace(source, slug=_slug(source, number))


def _slug(source: Source, number: int) -> str:
    return f"{source.slug}-{number}"


def _places(scene: Scene, count: int) -> tuple[str, ...]:
    """Where the parts will stand on the site, if the settings say so."""
    source, pattern = scene.source, scene.settings.site.posts
    day = source.published or source.seen_at
    slugs = (_slug(source, number) for number in range(1, count + 1))
    return tuple(filled(pattern, slug, day) for slug in slugs) if pattern else ()


def _wishes(scene: Scene, count: int) -> tuple[tuple[str, ...], ...]:
    """What `--take` asks of each part: `2:s1=1` is `s1=1` of the second."""
    rows: list[list[str]] = [[] for _ in range(count)]
    for text in scene.options.take:
        found = WISH.fullmatch(text)
        if not found or int(found[1]) > count:
            raise BadInput(
                f"--take {text} names no part of the series",
                f"Write the part's number before it, such as 2:s1; there are {count} parts.",
            )
        rows[int(found[1]) - 1].append(found[2])
    return tuple(map(tuple, rows))


def _furnish(scene: Scene, part: Matter, audio: Audio, heard: Transcript) -> None:
    """Put into the part's folder what a run has before it is planned."""
    run, record = part.scene.run, scene.run.record()
    facts = {name: getattr(record, name) for name in ("recognizer", "model", "hotwords")}
    run.note(**{name: fact for name, fact in facts.items() if fact is not None})
    run.keep("resolve", part.scene.source)
    links.keep(run, part.scene.linked)
    run.keep("fetch", audio)
    run.keep("attribute", serial.part_of(heard, part.segments))
    run.keep("segment", part.segments)
    own = {cue.id for cue in part.transcript.cues}
    runs.keep_names(run, tuple(row for row in runs.kept_names(scene.run) if row.cue in own))


def _titled(scene: Scene, made: Composed, titles: tuple[str, ...]) -> Composed:
    """The part with the titles of all: they stand in its box, and nothing else changes."""
    own = scene.front.series
    series = replace(own, titles=titles) if own else None

    def with_titles(subject: Subject) -> Subject:
        return replace(subject, front=replace(subject.front, series=series))

    was = made.opened
    opened = replace(was, written=with_titles(was.written), shown=with_titles(was.shown))
    reopening.keep_about(scene.run, opened.written)
    return replace(made, opened=opened)


def _upto(steps: Generator[Made, None, R], until: str | None) -> Generator[Made, None, R | None]:
    """The steps until one of them made what was wished for, and what they return at their end."""
    while True:
        try:
            made = next(steps)
        except StopIteration as end:
            return cast("R", end.value)
        yield made
        if made.stage == until:
            steps.close()
            return None
