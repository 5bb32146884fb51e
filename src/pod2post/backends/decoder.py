"""Whisper's network: sounds to words with times. The only file that imports faster-whisper.

The library's own batched mode carries the end of one window over to the times of the next. Here
the network is asked directly, so a window gives the same words alone and in any company.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from pod2post.backends import device as machine
from pod2post.backends import encoder
from pod2post.errors import BadInput
from pod2post.hearing.guard import Told
from pod2post.values import Word

RATE = 16_000
FRAMES_A_SECOND = 100
PREPENDED, APPENDED = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
ENDS = ".。!！?？"
MOST_MEDIAN_S = 0.7
INT8 = ("cpu", "int8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How to decode. Temperature 0 is beam search; above it, sampling."""

    language: str
    names: str | None = None
    beam: int = 5
    temperature: float = 0.0


class Decoder:
    """The weights in memory. Threads may decode side by side, as many as `workers`."""

    def __init__(self, home: Path, device: machine.Device, compute: str) -> None:
        from faster_whisper import WhisperModel

        self.device = device
        self.workers, threads = machine.crew(device)
        self._encoder = encoder.load(home, threads) if (device, compute) == INT8 else None
        try:
            self._model: Any = WhisperModel(
                str(home),
                device=device,
                compute_type=compute,
                cpu_threads=threads,
                num_workers=self.workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise BadInput(
                f"the weights in {home} cannot be loaded ({first_line(error)})",
                "Check them with `pod2post models verify`; delete the folder to pull them again.",
            ) from error

    @cached_property
    def languages(self) -> frozenset[str]:
        """What the model knows; an English model knows "en" alone."""
        many = self._model.model.is_multilingual
        return frozenset(self._model.supported_languages if many else ("en",))

    def language_of(self, sound: Any) -> str:
        """The language that a window is most likely spoken in."""
        if len(self.languages) == 1:
            return "en"
        language, *_ = self._model.detect_language(features=self._features(sound))
        return str(language)

    def decode(self, sounds: list[Any], asked: Asked) -> list[Told]:
        """One result per sound of at most 30 s (16 kHz, from -1 to 1)."""
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = self._tokenizer(asked.language)
        parts = self._encoded(sounds)
        machine.give_back()
        prompt = self._model.get_prompt(
            tokenizer, [], without_timestamps=True, hotwords=asked.names
        )
        if asked.temperature:
            machine.seed()
        results = self._model.model.generate(
            _joined(parts),
            [list(prompt) for _ in sounds],
            beam_size=1 if asked.temperature else asked.beam,
            max_length=self._model.max_length,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
            sampling_temperature=asked.temperature,
            sampling_topk=0 if asked.temperature else 1,
        )
        machine.give_back()
        rows = [result.sequences_ids[0] for result in results]
        texts = [[token for token in row if token < tokenizer.eot] for row in rows]
        frames = [math.ceil(len(sound) / RATE) * FRAMES_A_SECOND for sound in sounds]
        aligned = self._aligned(tokenizer, parts, texts, frames)
        machine.give_back()
        return [
            Told(
                words=_words(timed, round(len(sound) / RATE * 1000)),
                log_prob=result.scores[0] * len(row) / (len(row) + 1),
                no_speech=result.no_speech_prob,
                language=asked.language,
            )
            for sound, row, result, timed in zip(sounds, rows, results, aligned, strict=True)
        ]

    def _encoded(self, sounds: list[Any]) -> list[Any]:
        """All in one part on a GPU. On a CPU one by one, where a batch is no faster.

        There it would take 100 MB a window to encode, and as much again to align.
        """
        import numpy as np
        from faster_whisper.transcribe import get_ctranslate2_storage

        features = [self._features(sound) for sound in sounds]
        if self.device != "cpu":
            return [self._model.encode(np.stack(features))]
        if self._encoder is None:
            return [self._model.encode(row) for row in features]
        return [get_ctranslate2_storage(self._encoder(row)) for row in features]

    def _aligned(
        self, tokenizer: Any, parts: list[Any], texts: list[list[int]], frames: list[int]
    ) -> list[Any]:
        """Tokens with their times, for each window."""
        made, size = list[Any](), len(texts) // len(parts)
        for at, part in enumerate(parts):
            own = slice(at * size, (at + 1) * size)
            made += self._model.find_alignment(tokenizer, texts[own], part, frames[own])
        return made

    def _features(self, sound: Any) -> Any:
        from faster_whisper.audio import pad_or_trim

        return pad_or_trim(self._model.feature_extractor(sound)[..., :-1])

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        many = self._model.model.is_multilingual
        return Tokenizer(self._model.hf_tokenizer, many, task="transcribe", language=language)


def _joined(parts: list[Any]) -> Any:
    """Encoded windows as one batch."""
    import numpy as np
    from faster_whisper.transcribe import get_ctranslate2_storage

    if len(parts) == 1:
        return parts[0]
    return get_ctranslate2_storage(np.concatenate([np.asarray(part) for part in parts]))


def _words(timed: list[dict[str, Any]], length_ms: int) -> tuple[Word, ...]:
    """Aligned tokens as words, in order, within the window."""
    from faster_whisper.transcribe import merge_punctuations

    spans = [row["end"] - row["start"] for row in timed if row["end"] > row["start"]]
    longest = 2 * min(MOST_MEDIAN_S, float(median(spans))) if spans else 0.0
    _shortened(timed, longest)
    merge_punctuations(timed, PREPENDED, APPENDED)
    said = [row for row in timed if row["word"]]
    if said and said[0]["end"] - said[0]["start"] > longest:
        said[0]["start"] = said[0]["end"] - longest
    words: list[Word] = []
    floor = 0
    for row in said:
        start = min(max(floor, round(float(row["start"]) * 1000)), length_ms)
        end = min(max(start, round(float(row["end"]) * 1000)), length_ms)
        sure = round(100 * min(1.0, max(0.0, float(row["probability"]))))
        words.append(Word(start_ms=start, end_ms=end, text=row["word"], confidence=sure))
        floor = start
    return tuple(words)


def _shortened(timed: list[dict[str, Any]], longest: float) -> None:
    """Around a full stop the alignment gives the pause to a word (the library's own rule)."""
    for before, row in pairwise(timed):
        if row["end"] - row["start"] > longest:
            if row["word"] in ENDS:
                row["end"] = row["start"] + longest
            elif before["word"] in ENDS:
                row["start"] = row["end"] - longest


def detector() -> Any:
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


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
