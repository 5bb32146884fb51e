"""What surrounds one run: the person's options, the settings, the world, the run's folder."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from pod2post import runs
from pod2post.costs import money
from pod2post.errors import BadInput, Refused, TryLater
from pod2post.extras import Front
from pod2post.hearing.turns import Anchor
from pod2post.linking.instead import Closed, sighted
from pod2post.linking.links import Linked
from pod2post.locate import locate
from pod2post.naming import names as sheets
from pod2post.page import vocabulary
from pod2post.page.site import Site, Target
from pod2post.ports import Recognizer, Tell
from pod2post.settings import Settings, Show
from pod2post.stages.resolve import resolve
from pod2post.store import Store
from pod2post.values import House, Names, Source, value
from pod2post.world import World
from pod2post.writing.asking import Pen

R = TypeVar("R")

BEFORE_THE_WRITER = ("resolve", "fetch", "transcribe", "attribute", "segment")


@value
class Options:
    """What the person asked for. Paths as text; None means: as the settings say.

    `announced_ms`: how long the feed says that the episode is, where one led to it.
    """

    source: str
    show: str | None = None
    writer: Literal["openai", "local", "extract"] | None = None
    writer_model: str | None = None
    model: str | None = None
    captions: Literal["auto", "never", "only"] | None = None
    fast: bool = False
    notes: str | None = None
    speaker_at: tuple[Anchor, ...] = ()
    until: str | None = None
    series: int | None = None
    refresh: bool = False
    allow_preview: bool = False
    announced_ms: int | None = None
    relisten: bool = False
    judge: bool = False
    out: str | None = None
    target: tuple[Target, ...] = ()
    budget: float | None = None
    take: tuple[str, ...] = ()
    workspace: str = "workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A value, the stage that made it, and the readable file that it was written to.

    `part`: which part of a series it belongs to, None where it is of the whole episode.
    """

    stage: str
    value: Any
    path: Path | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What surrounds the stages of one run, and what they were told once at its start."""

    options: Options
    settings: Settings
    world: World
    shelf: Store
    tell: Tell
    run: runs.Run
    source: Source
    show: Show | None
    names: Names
    notes: str
    pen: Pen | None
    began: float
    linked: Linked
    front: Front

    def __call__(self, stage: Callable[..., R], *key: Any, **more: Any) -> R:
        """Call a stage on what decides its outcome, in this scene's room."""
        return stage(*key, shelf=self.shelf, tell=self.tell, **more)

    def ear(self) -> Recognizer:
        """The recogniser; what `auto` became is pinned in the run."""
        ear = self.world.ear(self.run.record().model)
        self.run.note(model=ear.model)
        return ear

    def kept(self, stage: str, made: Any) -> Made:
        """Pin a value in the run and write it where a person can read it."""
        return Made(stage=stage, value=made, path=self.run.keep(stage, made), part=self.part)

    @property
    def part(self) -> int | None:
        """Which part of a series this is; None where there is one post only."""
        return self.front.series.number if self.front.series else None

    @property
    def parts(self) -> int:
        """How many posts the episode makes."""
        return len(self.front.series.titles) if self.front.series else 1


def overridden(settings: Settings, options: Options) -> Settings:
    """The settings with what the command line says laid over them.

    Raises:
        BadInput: two options contradict each other.
    """
    writer = replace(
        settings.writer,
        kind=options.writer or settings.writer.kind,
        judge=options.judge or settings.writer.judge,
    )
    if options.writer_model and writer.kind == "local":
        writer = replace(writer, gguf=options.writer_model)
    elif options.writer_model:
        writer = replace(writer, model=options.writer_model)
    limits = settings.limits
    if options.budget is not None:
        if not 0 <= options.budget < float("inf"):
            raise BadInput(f"--budget {options.budget} is no amount", "Name USD, such as 0.50.")
        limits = replace(limits, budget_usd=options.budget)
    if options.fast and options.captions == "never":
        raise BadInput("--fast takes captions, --captions never takes none", "Choose one of them.")
    wish = settings.recognizer
    recognizer = replace(
        wish,
        model=options.model or wish.model,
        captions=options.captions or wish.captions,
        fast=options.fast or wish.fast,
    )
    site = replace(settings.site, target=options.target or settings.site.target)
    return replace(settings, writer=writer, recognizer=recognizer, limits=limits, site=site)


def opening(
    options: Options, settings: Settings, *, tell: Tell, world: World | None = None
) -> Scene:
    """The source is seen, its run is opened, its show and its names are known.

    Raises:
        Pod2postError: what resolving raises, an unknown show, notes or a list of names that
            cannot be read.
    """
    began = time.monotonic()
    settings = overridden(settings, options)
    world = world or World(settings=settings, tell=tell)
    notes, front = _notes(options.notes), Front(site=vocabulary.wanted(settings.site))
    root = Path(options.workspace) / "store"
    named = settings.show(options.show) if options.show else None
    locator = locate(options.source)
    library = world.library(locator)
    store, fresh = Store(root), options.refresh
    try:
        source = resolve(locator, library=library, shelf=store, tell=tell, fresh=fresh)
    except (Refused, TryLater) as error:
        if locator.kind != "youtube":
            raise
        source = sighted(
            Closed(locator=locator, error=error, show=named, world=world, shelf=store, tell=tell)
        )
    # What the voices or the writer lack is said before an hour is spent on hearing.
    if settings.recognizer.voices in ("onnx", "pyannote"):
        world.voices()
    pen = None if options.until in BEFORE_THE_WRITER else world.pen()
    run = runs.open_run(Path(options.workspace), source)
    shelf = Store(root, run=run.folder.name)
    show = named or settings.show_for(source.show)
    return Scene(
        options=options,
        settings=settings,
        world=world,
        shelf=shelf,
        tell=tell,
        run=run,
        source=source,
        show=show,
        names=sheets.sheet(source, show),
        notes=notes,
        pen=money.metered(pen, settings, shelf) if pen else None,
        began=began,
        linked=Linked(),
        front=front,
    )


def house(scene: Scene) -> House:
    """What show and site bring to the post; a show without a profile brings its own name."""
    return house_of(scene.show, scene.source, scene.settings.site)


def house_of(show: Show | None, source: Source, site: Site) -> House:
    """The same from its parts, for a run that is read back."""
    return House(
        source_name=show.source_name if show else source.show,
        category=show.category if show else "Podcast",
        tags=show.tags if show else ("Podcast",),
        host=show.host if show else None,
        notice=show.notice if show else None,
        timezone=site.timezone,
        tai=site.tai,
    )


def _notes(path: str | None) -> str:
    """The editor's notes, "" where there are none.

    Raises:
        BadInput: the file cannot be read as UTF-8 text.
    """
    if path is None:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"the notes {path} cannot be read: {error}", "--notes names a UTF-8 text file."
        ) from error
