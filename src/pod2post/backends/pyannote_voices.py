"""Who speaks when, by pyannote.audio: an extra with torch, and a gated model of the hub.

`pip install "pod2post[pyannote]"`; the model's page asks for a name before a token opens it.
The whole sound lies in memory while it works: 230 MB for an hour.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, takewhile
from pathlib import Path
from typing import Any

import numpy as np

from pod2post import codec
from pod2post.backends import speech
from pod2post.backends.channels import ChannelVoices
from pod2post.backends.parting import filled
from pod2post.errors import BadInput, TryLater
from pod2post.hearing.turns import Part, People, Turns
from pod2post.media import pcm
from pod2post.ports import Shelf, Talk, Tell
from pod2post.settings import RecognizerSettings
from pod2post.value import value
from pod2post.values import Span

MODEL = "pyannote/speaker-diarization-community-1"
PACKAGE = "pyannote.audio"
TOKENS = ("POD2POST_HF_TOKEN", "HF_TOKEN")
TELEMETRY = "PYANNOTE_METRICS_ENABLED"  # the library sends what is counted unless told not to
PART_MS = 300  # a shorter part of a sentence is no change of speaker
OTHERWISE = 'Or set [recognizer] voices = "ge2e", which needs neither.'


@value
class Voiced:
    """A stretch of one voice; none overlap."""

    start_ms: int
    end_ms: int
    voice: int


class PyannoteVoices:
    """`ports.Voices`. Voices are numbered as they are first heard; margins are shares of time."""

    def __init__(self, version: str, token: str | None) -> None:
        self.token = token
        self.channels = ChannelVoices()
        self.model = codec.digest([MODEL, version])
        self.identity = codec.digest([self.channels.identity, self.model, PART_MS])

    def turns(self, talk: Talk, /, *, shelf: Shelf, tell: Tell) -> Turns:
        """A voice for each span.

        Raises:
            BadInput: the media cannot be decoded; the token does not open the model.
            TryLater: the hub cannot be reached.
        """
        sides = self.channels.first(talk)
        if sides is not None:
            return sides
        spans, people = talk.spans, talk.people
        parts = [talk.audio.identity, self.model, codec.identity(people)]
        voiced = shelf.memo(
            "voiced", parts, tuple[Voiced, ...], lambda: self._voiced(talk.media, people, tell)
        )
        told = [_share(voiced, span) for span in spans]
        count = len({one.voice for one in voiced})
        guessed = people.least < people.most
        return Turns(
            voices=tuple(voice for voice, _ in told),
            margins=tuple(lead for _, lead in told),
            parts=tuple(part for at, span in enumerate(spans) for part in _parts(voiced, at, span)),
            how=f"{count} voices told apart by pyannote"
            + (", the number estimated" if guessed else ""),
        )

    def _voiced(self, media: Path, people: People, tell: Tell) -> tuple[Voiced, ...]:
        import torch

        tell.say("pyannote listens; it does not say how far it is")
        with contextlib.redirect_stdout(sys.stderr):  # it prints what it has to say
            pipeline = self._pipeline()
            sound = speech.to_float(b"".join(pcm(media)))
            given = {"waveform": torch.from_numpy(sound[np.newaxis]), "sample_rate": speech.RATE}
            if people.least == people.most:
                made = pipeline(given, num_speakers=people.least)
            else:
                made = pipeline(given, min_speakers=people.least, max_speakers=people.most)
        rows = made.exclusive_speaker_diarization.itertracks(yield_label=True)
        heard = sorted((round(1000 * s.start), round(1000 * s.end), str(who)) for s, _, who in rows)
        order = list(dict.fromkeys(who for _, _, who in heard))
        return tuple(
            Voiced(start_ms=begin, end_ms=end, voice=order.index(who)) for begin, end, who in heard
        )

    def _pipeline(self) -> Any:
        os.environ[TELEMETRY] = "false"
        from pyannote.audio import Pipeline

        try:
            pipeline = Pipeline.from_pretrained(MODEL, token=self.token)
        except OSError as error:
            raise TryLater(
                f"{MODEL} could not be loaded: {' '.join(str(error).split())}",
                f"Try again when the model hub can be reached. {OTHERWISE}",
            ) from error
        if pipeline is None:
            raise BadInput(
                f"the model hub does not open {MODEL} to this token",
                "Accept the conditions on the model's page with the account of the token in "
                f"{TOKENS[0]}, and give the token the right to read gated models. {OTHERWISE}",
            )
        return pipeline


def by_pyannote(_wanted: RecognizerSettings, _folder: Path, *, wheels: bool) -> PyannoteVoices:
    """Raises: BadInput: the extra is not installed, or there is no token."""
    del wheels
    try:
        there = importlib.util.find_spec(PACKAGE) is not None
    except ModuleNotFoundError:
        there = False
    if not there:
        raise BadInput(
            'voices = "pyannote" needs an extra that is not installed',
            f'pip install "pod2post[pyannote]" (about 3 GB with torch). {OTHERWISE}',
        )
    token = next((os.environ[name] for name in TOKENS if os.environ.get(name)), None)
    if token is None:
        raise BadInput(
            f"{MODEL} is opened with a token of the model hub, and there is none",
            f"Set {TOKENS[0]} to a token that may read gated models. {OTHERWISE}",
        )
    return PyannoteVoices(importlib.metadata.version(PACKAGE), token)


def _within(voiced: Sequence[Voiced], span: Span) -> Iterator[Voiced]:
    first = bisect_right(voiced, span.start_ms, key=lambda one: one.end_ms)
    for one in takewhile(lambda one: one.start_ms < span.end_ms, islice(voiced, first, None)):
        begin, end = max(one.start_ms, span.start_ms), min(one.end_ms, span.end_ms)
        if begin < end:
            yield Voiced(start_ms=begin, end_ms=end, voice=one.voice)


def _share(voiced: Sequence[Voiced], span: Span) -> tuple[int | None, int | None]:
    """The voice that is heard longest in the span, and its lead in per cent of all voices."""
    times: dict[int, int] = {}
    for one in _within(voiced, span):
        times[one.voice] = times.get(one.voice, 0) + one.end_ms - one.start_ms
    if not times:
        return None, None
    first, *others = sorted(times.items(), key=lambda row: (-row[1], row[0]))
    second = others[0][1] if others else 0
    return first[0], 100 * (first[1] - second) // sum(times.values())


def _parts(voiced: Sequence[Voiced], at: int, span: Span) -> list[Part]:
    long = [one for one in _within(voiced, span) if one.end_ms - one.start_ms >= PART_MS]
    rows = []
    for voice, run in groupby(long, key=lambda one: one.voice):
        own = list(run)
        whole = Span(start_ms=own[0].start_ms, end_ms=own[-1].end_ms)
        _, lead = _share(voiced, whole)
        rows.append(
            Part(span=at, start_ms=whole.start_ms, end_ms=whole.end_ms, voice=voice, margin=lead)
        )
    return filled(span, rows)
