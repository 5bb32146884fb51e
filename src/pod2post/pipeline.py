"""The program as one chain: a generator that yields each value as it is made.

resolve fetch transcribe attribute segment plan quote write amend check render
"""

from collections.abc import Generator, Iterator

from pod2post import chaptering, composing, dividing, reckoning, repeating, runs, series
from pod2post.composing import Matter
from pod2post.costs import rehearsal
from pod2post.costs.forecast import Forecast, forecast, rows
from pod2post.errors import BadInput, NotFit
from pod2post.hearing import fastpath, relistening, speakers, subtitles
from pod2post.hearing.captionfit import tongue
from pod2post.hearing.coverage import account
from pod2post.linking import arrival
from pod2post.naming import names as sheets
from pod2post.naming import proposing
from pod2post.ports import Tell
from pod2post.scene import Made, Options, Scene, opening
from pod2post.settings import Settings
from pod2post.stages.fetch import where
from pod2post.stages.transcribe import transcribe
from pod2post.store import write_atomically
from pod2post.values import Audio, Transcript
from pod2post.world import World
from pod2post.writing.tasks import clock

STAGES = tuple(
    "resolve fetch transcribe attribute segment plan quote write amend check render".split()
)
LENGTH_MS = 3_600_000  # of an episode, where nothing tells it before it is fetched
SHORTER_MS = 5000  # a file that ends this much before its announced end is said to be cut


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
        if made.stage == options.until and made.part is None:
            return


def _chain(options: Options, settings: Settings, tell: Tell, world: World | None) -> Iterator[Made]:
    scene = opening(options, settings, tell=tell, world=world)
    yield scene.kept("resolve", scene.source)
    repeating.keep(scene.run, options, scene.notes)
    scene, audio = arrival.fetched(scene)
    yield scene.kept("fetch", audio)
    scene = arrival.known(scene, audio)
    transcript = yield from _heard(scene, audio)
    try:
        yield from from_transcript(scene, audio, transcript)
    finally:
        reckoning.paid(scene)  # a run that was stopped has paid, too


def from_transcript(scene: Scene, audio: Audio, transcript: Transcript) -> Iterator[Made]:
    """The later half of the chain, from a transcript with speakers to the post."""
    scene = proposing.grown(scene, transcript)
    again = relistening.evidence(scene, audio, transcript)
    read, mended = sheets.overlaid(transcript, scene.names, again)
    runs.keep_names(scene.run, mended)
    composes = scene.pen is not None and scene.pen.writer.composes
    segments = dividing.segments(scene, read, scene.pen, fetch=composes)
    yield scene.kept("segment", segments)
    chaptering.keep(scene, segments, read)
    pen = scene.pen or scene.world.pen()
    glossary = scene.world.glossary() if pen.writer.composes else None
    whole = Matter(scene=scene, transcript=read, segments=segments, pen=pen)
    if scene.options.series:
        yield from series.written(whole, audio, transcript, glossary)
    else:
        made = yield from composing.composed(whole, audio, glossary)
        yield from composing.printed(scene, made, glossary)


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


def estimate(
    options: Options, settings: Settings, *, tell: Tell, world: World | None = None
) -> Forecast:
    """What a run would send and what that would cost, for --dry-run. Nothing is paid.

    From the transcript in the run's folder; before that from the length of the episode.
    """
    scene = opening(options, settings, tell=tell, world=world)
    pen, source = scene.pen or scene.world.pen(), scene.source
    known = source.duration_ms is not None
    length = clock(source.duration_ms or 0) if known else "of unknown length"
    about = [f"{source.title} ({source.show}, {length})", f"run: {scene.run.folder}"]
    if not pen.writer.composes:
        return Forecast(lines=(*about, "writer: extract, no calls, nothing to pay"))
    about.append(f"writer: {pen.writer.label}")
    if scene.run.path(runs.FILES["attribute"]).is_file():
        transcript = runs.finished(scene.run, Transcript, runs.FILES["attribute"])
        about.append("counted on the transcript in the run's folder")
    else:
        transcript = rehearsal.stand_in(source.duration_ms or LENGTH_MS)
        basis = "its length" if known else f"a length of {clock(LENGTH_MS)}, for want of its own"
        about.append(f"estimated from {basis}: nothing was heard yet")
    quiet, dry, asked, kept = rehearsal.rehearsed(scene, pen)
    quiet = proposing.rehearsed(quiet, transcript, dry)
    again = relistening.remembered(quiet, transcript)
    read, _ = sheets.overlaid(transcript, quiet.names, again)
    segments = dividing.segments(quiet, read, dry, fetch=False, offline=True)
    whole = Matter(scene=quiet, transcript=read, segments=segments, pen=dry)
    works = series.parts(whole) if options.series else (whole,)
    about += series.told(works) if options.series else ()
    for work in works:
        composing.rehearse(work)
    return forecast(about, rows(asked.asked, kept), scene.settings)
