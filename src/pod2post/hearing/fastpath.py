"""Captions in place of recognition: looked for, judged, and heard where they are quoted."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from pod2post import codec
from pod2post.errors import NotFit, Refused, TryLater
from pod2post.hearing import captionfit
from pod2post.naming import mending
from pod2post.naming import names as sheets
from pod2post.scene import Scene
from pod2post.stages.captioned import captioned, captions
from pod2post.stages.confirm import confirm, held
from pod2post.stages.fetch import where
from pod2post.store import write_atomically
from pod2post.values import Audio, Captions, Heard, Names, Quotes, Source, Span, Track, Transcript

PROBE_MS = 28_000
NONE = "there are none in the spoken language"
AUTOMATIC = "a platform recognised them: --fast takes them"


def transcript(scene: Scene, audio: Audio) -> Transcript | None:
    """The transcript that captions make, or None: then the speech is recognised.

    Raises:
        NotFit: only captions were wanted, and none are complete.
        BadInput: automatic captions are taken, and the recogniser that must hear their
            quotations cannot be opened.
    """
    wish, why = scene.settings.recognizer, NONE
    if wish.captions == "never":
        return None
    for told in _offered(scene, fast=wish.fast):
        automatic = told.kind == "automatic" and not wish.fast
        fault = AUTOMATIC if automatic else captionfit.fault(told, audio.duration_ms)
        if fault:
            why = f"{told.label}: {fault}"
            scene.tell.say(f"not taken: {why}")
            continue
        if told.language is None:
            told = replace(told, language=_heard_language(scene, audio, told))  # noqa: PLW2901
        if told.kind == "automatic":
            scene.ear()  # better refused now than when its quotations are to be heard
        scene.tell.say(f"transcript: {told.label}; the speech was not recognised")
        scene.run.note(recognizer=told.label)
        return scene(captioned, audio, told)
    if wish.captions == "only":
        raise NotFit(
            f"no captions can be used: {why}", "Leave --captions only out to recognise the speech."
        )
    return None


def _offered(scene: Scene, *, fast: bool) -> Iterator[Captions]:
    """What is on offer in the spoken language, the best first."""
    source, asked = scene.source, scene.options
    language = sheets.hotwords(source, scene.show).language
    yield from scene.world.beside(source.locator, language)
    before = scene.run.record().recognizer or "captions "
    if not (before.startswith("captions ") or asked.refresh or asked.captions or asked.fast):
        return  # this run was recognised and written: what is newly offered must not undo it
    for track in _tracks(source, language, fast=fast):
        try:
            library = scene.world.captioner(source.locator, scene.show, scene.shelf)
            if library is None:
                return
            yield scene(captions, source.locator, track, library=library, fresh=asked.refresh)
        except (Refused, TryLater) as error:
            scene.tell.say(f"the {track.kind} captions are not to be had: {error.cause}")


def _tracks(source: Source, language: str | None, *, fast: bool) -> Iterator[Track]:
    """The human track, then with `fast` the automatic one. A feed does not list any."""
    if source.locator.kind == "enclosure" and language:
        yield Track(language=language, kind="human")
    for kind in ("human", "automatic") if fast else ("human",):
        rows = [track for track in source.captions if track.kind == kind]
        if track := captionfit.choose(rows, language, fast=fast):
            yield track


def _heard_language(scene: Scene, audio: Audio, told: Captions) -> str:
    """Neither profile nor metadata nor file tells: the recogniser hears half a minute."""
    words = replace(sheets.hotwords(scene.source, scene.show), words=())
    start = told.lines[len(told.lines) // 2].start_ms
    span = Span(start_ms=start, end_ms=max(start + 1, min(start + PROBE_MS, audio.duration_ms)))
    ear, media = scene.ear(), where(audio, scene.shelf)

    def hear() -> str:
        return next(ear.hear(media, (span,), words)).language or "und"

    key = [audio.identity, str(start), codec.identity(words), ear.identity]
    heard = scene.shelf.memo("language", key, str, hear)
    scene.tell.say(f"language: {heard} (heard, since nothing tells it)")
    return heard


# --- speakers that the captions name --------------------------------------------------


def labelled(told: Transcript) -> bool:
    """Has every cue its speaker already?"""
    return all(cue.speaker for cue in told.cues)


def named(told: Transcript, spoken: Transcript, names: Names) -> Transcript:
    """`spoken` with the speakers that the captions told, spelt as in the name sheet."""
    people = [name.canonical for name in names.entries if name.kind == "person"]
    cues = tuple(
        replace(cue, speaker=_person(first.speaker, people), margin=None) if first.speaker else cue
        for first, cue in zip(told.cues, spoken.cues, strict=True)
    )
    return replace(spoken, cues=cues)


def _person(label: str, people: list[str]) -> str:
    """The one person of that name, or of that first or last name; else the label itself."""
    said = label.casefold()
    fit = [name for name in people if said == name.casefold()]
    fit = fit or [name for name in people if said in name.casefold().split()]
    return fit[0] if len(fit) == 1 else label


# --- quotations from automatic captions -----------------------------------------------


class Listening:
    """Quotations from automatic captions: only those that were heard, too, are kept.

    Called section by section, from several threads; the recogniser hears one at a time.
    """

    def __init__(self, scene: Scene, audio: Audio, spoken: Transcript) -> None:
        words = sheets.hotwords(scene.source, scene.show)
        if words.language is None and spoken.language != "und":
            words = replace(words, language=spoken.language)
        self._scene, self._key = scene, (audio, words, scene.ear())
        self._heard: dict[str, tuple[Heard, ...]] = {}
        self._turn = threading.Lock()

    def __call__(self, section: Quotes) -> Quotes:
        with self._turn:
            made = self._scene(confirm, (section,), *self._key)
        self._heard[section.section] = made.heard
        (kept,) = held((section,), made.heard, partial(_spelt, names=self._scene.names))
        return kept

    def keep(self, sections: Iterable[Quotes]) -> None:
        """`heard-quotes.json` in the run's folder: what was heard, in the order of the sections."""
        rows = [row for section in sections for row in self._heard.get(section.section, ())]
        write_atomically(self._scene.run.path("heard-quotes.json"), codec.readable(rows).encode())


def _spelt(text: str, *, names: Names) -> str:
    """What was heard, with its names as the transcript shows them."""
    ((spelt, _),) = mending.mended([text], names.entries)
    return spelt
