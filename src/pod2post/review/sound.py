"""What of a run can be listened to on the page, and where it lies. Nothing is fetched.

The recording is the store's or the local file that was transcribed. Where it is gone, clips
that were cut from it may be left: those play, and the page says so.
"""

from pathlib import Path
from typing import Literal

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.hearing.clips import AIR_MS
from pod2post.hearing.seekable import seekable
from pod2post.runs import FILES, GROUNDING, Run, finished
from pod2post.stages.fetch import where
from pod2post.store import Store
from pod2post.value import value
from pod2post.values import Audio, Grounding

# By how a file begins: (at, bytes, media type). A type that nothing names is played by nobody.
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ID3", "audio/mpeg"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
    (0, b"fLaC", "audio/flac"),
    (0, b"RIFF", "audio/wav"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"\xff", "audio/mpeg"),
)
UNKNOWN = "application/octet-stream"
LISTENING = "cache/listening"  # in the workspace; what is there can be made again


@value
class Kept:
    """A quotation's own clip: `start_ms` of the recording is where it begins."""

    quote: str
    start_ms: int


@value
class Sound:
    """`state`: the whole recording, clips of some quotations, or nothing at all."""

    state: Literal["whole", "clips", "gone"]
    clips: tuple[Kept, ...] = ()
    why: str = ""


def sound(run: Run, store: Store) -> Sound:
    """What can be heard of this run."""
    try:
        where(finished(run, Audio, FILES["fetch"]), store)
    except BadInput as error:
        clips = tuple(_clips(run))
        return Sound(state="clips" if clips else "gone", clips=clips, why=error.cause)
    return Sound(state="whole")


def recording(run: Run, store: Store) -> tuple[Path, str] | None:
    """The run's own recording, in a form in which a player finds its moments, and its digest.

    None where it is gone. The form may be a copy with an index, beside the store.
    """
    try:
        audio = finished(run, Audio, FILES["fetch"])
        path = where(audio, store)
    except BadInput:
        return None
    return seekable(path, audio.digest, store.root.parent / LISTENING, store), audio.digest


def clip(run: Run, quote: str) -> Path | None:
    """The clip of one quotation of the run's record; None where there is none."""
    if quote not in {row.quote for row in _clips(run)}:
        return None
    return run.path("clips") / f"{quote}.mp3"


def media_type(path: Path) -> str:
    """What a player is told, by how the file begins and not by its name."""
    with path.open("rb") as file:
        begun = file.read(16)
    return next((kind for at, sign, kind in SIGNS if begun[at:].startswith(sign)), UNKNOWN)


def _clips(run: Run) -> list[Kept]:
    """Those that lie in the run's folder, by its record and not by what is called so."""
    folder = run.path("clips")
    try:
        record = codec.decode(Grounding, run.path(GROUNDING).read_bytes())
    except (OSError, codec.Undecodable):
        return []
    if folder.is_symlink():
        return []
    made = {}
    for row in record.evidence:
        path = folder / f"{row.quote}.mp3"
        plain = row.quote is not None and path.parent == folder and path.name == f"{row.quote}.mp3"
        if plain and path.is_file() and not path.is_symlink():
            made[row.quote] = Kept(quote=str(row.quote), start_ms=max(0, row.start_ms - AIR_MS))
    return list(made.values())
