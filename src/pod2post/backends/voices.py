"""Who speaks when: by channels where they tell, else by the sound of the voices."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pod2post import codec, weights
from pod2post.backends import diarize, ge2e
from pod2post.backends.channels import ChannelVoices
from pod2post.errors import LimitReached, Pod2postError
from pod2post.ports import Shelf, Tell
from pod2post.turns import People, Turns, Vectors
from pod2post.values import Audio, Span
from pod2post.weights_table import GE2E

SCALE = 127  # a unit vector's parts lie between -1 and 1: a byte each is exact enough
WIDTH = 256


class Voices:
    """`ports.Voices`. The encoder's weights are pulled when a recording needs them."""

    def __init__(self, folder: Path, *, wheels: bool) -> None:
        self.folder = folder
        self.wheels = wheels
        self.channels = ChannelVoices()
        self.encoder = codec.digest([GE2E.name, GE2E.pinned, ge2e.IDENTITY])
        self.identity = codec.digest([self.channels.identity, self.encoder, diarize.IDENTITY])

    def turns(
        self,
        audio: Audio,
        media: Path,
        spans: Sequence[Span],
        people: People,
        /,
        *,
        shelf: Shelf,
        tell: Tell,
    ) -> Turns:
        """A voice for each span. Without the encoder's weights `missing` says why.

        Raises:
            BadInput: the media cannot be decoded.
            LimitReached: the disk is full.
        """
        sides = self.channels.turns(media, spans)
        unknown: tuple[None, ...] = (None,) * len(spans)
        if any(side is not None for side in sides):
            return Turns(voices=sides, margins=unknown, how="a person on each channel")
        if not spans:
            return Turns(voices=(), margins=())
        try:
            home = weights.pull(GE2E.name, self.folder, wheels=self.wheels, tell=tell)
        except LimitReached:
            raise
        except Pod2postError as error:
            return Turns(voices=unknown, margins=unknown, missing=error.cause)
        encoder = ge2e.Encoder(home / next(iter(GE2E.pinned)))

        def make() -> Vectors:
            made, total = bytearray(), len(ge2e.windows(spans))
            for batch in encoder.vectors(media, spans):
                made += np.rint(batch * SCALE).astype(np.int8).tobytes()
                tell.step("voices", len(made) // WIDTH, total, "window")
            return Vectors(digest=shelf.put(bytes(made)), rows=len(made) // WIDTH)

        parts = [audio.identity, self.encoder, codec.digest(list(spans))]
        kept = shelf.memo("vectors", parts, Vectors, make)
        rows = np.frombuffer(shelf.get(kept.digest), np.int8).reshape(-1, WIDTH)
        return _told(rows, spans, people)


def _told(rows: Any, spans: Sequence[Span], people: People) -> Turns:
    vectors = diarize.unit(rows.astype(np.float32))
    owners = [at for at, _, _ in ge2e.windows(spans)]
    centres = diarize.grouped(vectors, people.least, people.most)
    told = diarize.told(vectors, owners, len(spans), centres)
    guessed = people.least < people.most
    alone = len(centres) == 1 and guessed  # that nothing differs is no proof that one speaks
    voices = "1 voice" if len(centres) == 1 else f"{len(centres)} voices"
    return Turns(
        voices=tuple(voice for voice, _ in told),
        margins=tuple(0 if alone else lead for _, lead in told),
        prints=tuple(tuple(np.rint(row * SCALE).astype(int).tolist()) for row in centres),
        how=f"{voices} told apart by sound" + (", the number estimated" if guessed else ""),
    )
