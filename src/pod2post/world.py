"""The backends of a run, chosen by the settings and loaded when first asked for."""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.linking.keys import keys, set_up
from pod2post.linking.links import Platform
from pod2post.linking.matching import Listing, Page
from pod2post.ports import (
    Captioner,
    Chapterer,
    Embedder,
    Glossary,
    Library,
    Recognizer,
    Shelf,
    Tell,
    Voices,
)
from pod2post.settings import Settings, Show, api_key, weights_folder
from pod2post.values import Captions, Locator
from pod2post.writing.asking import Pen
from pod2post.writing.ownprompts import effective, strangers
from pod2post.writing.prompts import Prompts

LIBRARIES: dict[str, str] = {
    "youtube": "pod2post.backends.youtube:YouTube",
    "enclosure": "pod2post.backends.enclosure:Enclosures",
    "file": "pod2post.backends.files:Files",
}
FEEDS = "pod2post.backends.apple:feed_of"
APPLE = "pod2post.backends.apple:episodes_of"
SPOTIFY = "pod2post.backends.spotify:episodes_of"
FEED = "pod2post.backends.feed:episodes_of"
UPLOADS = "pod2post.backends.feed:uploads_of"
PAGES = "pod2post.backends.oembed:page_of"
CHAPTERS = "pod2post.backends.feed_chapters:FeedChapters"
TRANSCRIPTS = "pod2post.backends.feed_transcripts:FeedTranscripts"
SIDECAR = "pod2post.backends.sidecar:beside"
RECOGNIZER = "pod2post.backends.whisper:open_ear"
VOICES: dict[str, str] = {
    "ge2e": "pod2post.backends.voices:by_ge2e",
    "campplus": "pod2post.backends.voices:by_campplus",
    "onnx": "pod2post.backends.voices:by_file",
    "pyannote": "pod2post.backends.pyannote_voices:by_pyannote",
    "none": "pod2post.backends.voices:by_nobody",
}
GLOSSARY = "pod2post.glossary:opened"
EMBEDDER = "pod2post.backends.minilm:opened"
EMBEDDER_HERE = "pod2post.backends.minilm:present"
WRITERS: dict[str, str] = {
    "openai": "pod2post.backends.openai:OpenAIWriter",
    "local": "pod2post.backends.local:LocalWriter",
    "extract": "pod2post.backends.extract:Extract",
}


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run reaches outside. Tests put fakes of the same ports in its place."""

    settings: Settings
    tell: Tell

    def library(self, locator: Locator) -> Library:
        made: Library
        kind = _load(LIBRARIES[locator.kind])
        if locator.kind == "youtube":
            cookies = self.settings.youtube.cookies
            made = kind(Path(cookies).expanduser() if cookies else None, self.settings.limits)
        elif locator.kind == "enclosure":
            made = kind(self.settings.limits)
        else:
            made = kind()
        return made

    def captioner(self, locator: Locator, show: Show | None, shelf: Shelf) -> Captioner | None:
        """Who has the captions of an episode; None where only the media is offered.

        Raises:
            TryLater, Refused: the show's feed has to be found, and cannot be now.
        """
        if locator.kind == "youtube":
            return cast("Captioner", self.library(locator))
        feed = self.feed(show, shelf) if show and locator.kind == "enclosure" else None
        made: Captioner | None = _load(TRANSCRIPTS)(feed, self.settings.limits) if feed else None
        return made

    def chapterer(self, locator: Locator, show: Show | None, shelf: Shelf) -> Chapterer | None:
        """Who has the chapters of an episode beside what its source tells; None: nobody.

        Raises:
            TryLater, Refused: the show's feed has to be found, and cannot be now.
        """
        feed = self.feed(show, shelf) if show and locator.kind == "enclosure" else None
        made: Chapterer | None = _load(CHAPTERS)(feed, self.settings.limits) if feed else None
        return made

    def beside(self, locator: Locator, language: str | None) -> Iterator[Captions]:
        """Transcripts that lie beside a local file."""
        if locator.kind == "file":
            yield from _load(SIDECAR)(Path(locator.address), language, tell=self.tell)

    def feed(self, show: Show, shelf: Shelf) -> str | None:
        """The show's feed: the profile's, else found by its Apple id at first use, then kept."""
        if show.feed or not show.apple_id:
            return show.feed
        key = codec.digest(["feed", show.apple_id])
        kept = shelf.recall("feed", key, str)
        found: str | None = kept or _load(FEEDS)(show.apple_id, limits=self.settings.limits)
        if found and not kept:
            shelf.keep("feed", key, found)
        return found

    def directories(self, show: Show) -> dict[Platform, Callable[[], Listing]]:
        """Who can be asked for the show's episodes: where its profile names it.

        Each raises BadInput (id, keys) or TryLater.
        """
        limits, made = self.settings.limits, dict[Platform, Callable[[], Listing]]()
        if name := show.apple_id:
            made["apple"] = lambda: _load(APPLE)(name, limits=limits)
        if show.spotify_id and set_up(self.settings.spotify):
            made["spotify"] = lambda: _load(SPOTIFY)(
                show.spotify_id, keys(self.settings.spotify), limits=limits
            )
        if channel := show.youtube_channel:
            made["youtube"] = lambda: _load(UPLOADS)(channel, limits=limits)
        return made

    def in_feed(self, show: Show, shelf: Shelf) -> Listing:
        """The episodes of the show's feed; none where no feed is known.

        Raises:
            BadInput, Refused, TryLater: the feed cannot be found or read now.
        """
        feed = self.feed(show, shelf)
        made: Listing = (
            _load(FEED)(feed, limits=self.settings.limits) if feed else Listing(listed=())
        )
        return made

    def page_of(self, platform: Platform, url: str) -> Page | None:
        """Title and author of a page on YouTube or Spotify. Raises TryLater."""
        made: Page | None = _load(PAGES)(platform, url, limits=self.settings.limits)
        return made

    def length_of(self, video: str) -> int | None:
        """How long a video is, in milliseconds. Raises as `Library.resolve`."""
        locator = Locator(kind="youtube", address=f"https://www.youtube.com/watch?v={video}")
        return self.library(locator).resolve(locator, tell=self.tell).duration_ms

    def ear(self, pinned: str | None, /) -> Recognizer:
        """The recogniser. `pinned` is what `auto` became in this run before."""
        wanted = self.settings.recognizer
        if wanted.model == "auto" and pinned:
            wanted = replace(wanted, model=pinned)
        ear: Recognizer = _load(RECOGNIZER)(
            wanted,
            weights_folder(self.settings.weights),
            wheels=self.settings.weights.wheels,
            tell=self.tell,
        )
        return ear

    def voices(self) -> Voices:
        """Who tells the speakers apart.

        Raises:
            BadInput: the one that was wished for lacks its model, its extra or its token.
        """
        wanted, known = self.settings.recognizer, self.settings.weights
        kind = wanted.voices
        if kind == "auto":
            kind = "onnx" if wanted.voices_model else "ge2e"
        voices: Voices = _load(VOICES[kind])(wanted, weights_folder(known), wheels=known.wheels)
        return voices

    def glossary(self) -> Glossary | None:
        """The dictionary against which renderings are held; None where it cannot be had."""
        known = self.settings.weights
        made: Glossary | None = _load(GLOSSARY)(
            weights_folder(known), wheels=known.wheels, tell=self.tell
        )
        return made

    def embedder(self, *, fetch: bool) -> Embedder | None:
        """What tells where a subject changes; None where it cannot be had.

        Without `fetch` only what lies in the weights folder is taken, and nothing is said.
        """
        known = self.settings.weights
        folder = weights_folder(known)
        made: Embedder | None = (
            _load(EMBEDDER)(folder, wheels=known.wheels, tell=self.tell)
            if fetch
            else _load(EMBEDDER_HERE)(folder)
        )
        return made

    def pen(self) -> Pen:
        """The writer that the settings name; said in one line when they name none.

        Raises:
            BadInput: a writer of that name does not exist, or lacks its key and address; or a
                prompt of the person's own does not render.
        """
        wanted = self.settings.writer
        spare = _load(WRITERS["extract"])()
        words = self._prompts()
        kind = wanted.kind
        if kind is None:
            kind = "openai" if api_key(wanted) or wanted.base_url else "extract"
            why = "a key or base_url is configured" if kind == "openai" else NO_MODEL
            self.tell.say(f"writer: {kind} ({why})")
        if kind not in WRITERS:
            raise BadInput(f"there is no writer {kind!r}", f"Known: {', '.join(WRITERS)}.")
        if kind == "local":
            folder = weights_folder(self.settings.weights)
            own = _load(WRITERS[kind])(wanted, folder, tell=self.tell)
            return Pen(writer=own, spare=spare, max_tokens=own.max_tokens, prompts=words)
        if kind == "extract":
            return Pen(writer=spare, spare=spare, max_tokens=wanted.max_tokens, prompts=words)
        writer = _load(WRITERS[kind])(wanted, api_key(wanted), tell=self.tell)
        return Pen(writer=writer, spare=spare, max_tokens=wanted.max_tokens, prompts=words)

    def _prompts(self) -> Prompts:
        """Ours and the person's; a file there that no prompt is read from is said."""
        named = self.settings.writer.prompts
        folder = Path(named) if named else None
        made = effective(folder)
        for name in strangers(folder):
            self.tell.say(f"{folder}/{name} is no prompt of ours, and is not read")
        if made.overridden:
            self.tell.say(f"prompts of your own: {', '.join(made.overridden)}")
        return made


NO_MODEL = "no key and no base_url is configured, so no language model writes"
