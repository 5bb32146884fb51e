"""A quotation's own sound: from a run's record to a short file that can be played."""

from pathlib import Path
from typing import Any

from pod2post import media
from pod2post.backends import clip
from pod2post.errors import BadInput
from pod2post.hearing import excerpt
from pod2post.runs import FILES, Run, finished
from pod2post.stages.fetch import where
from pod2post.store import Store, write_atomically
from pod2post.values import Audio, Evidence, Grounding, Source, Transcript, value
from pod2post.writing.tasks import clock

AIR_MS = 1_000  # before and after the words: word times are good to some tenths of a second
AGREE_MS = 250  # between announced and decoded length: below that, stamps may be trusted
RATE = 44_100
OURS = "cut by pod2post"


@value
class Clip:
    """The file that was written, and which stretch of the audio it holds."""

    path: str
    quote: str
    start_ms: int
    end_ms: int


def cut(run: Run, quote: str, target: Path | None = None) -> Clip:
    """Write the quotation's sound to `target`, or to clips/<quote>.mp3 in the run's folder.

    Raises:
        BadInput: no such quotation, a run without a post or of other audio, media that is
            gone or silent there, an ending that is no clip's, a file that is not ours.
    """
    path = target or run.path("clips") / f"{quote}.mp3"
    if path.suffix.casefold() not in excerpt.ENDINGS:
        raise BadInput(f"a clip is .mp3 or .m4a, not {path.name!r}", "Name it with -o FILE.mp3.")
    audio: Audio = finished(run, Audio, FILES["fetch"])
    evidence = _evidence(run, quote, audio)
    whole_ms = finished(run, Transcript, FILES["attribute"]).coverage.duration_ms
    source = where(audio, Store(run.folder.parent.parent / "store"))
    _spare(path)
    begin, end = max(0, evidence.start_ms - AIR_MS), min(whole_ms, evidence.end_ms + AIR_MS)
    form = {"rate": RATE, "channels": min(2, media.probe(source).channels)}
    seek = abs(audio.duration_ms - whole_ms) <= AGREE_MS
    samples = _samples(source, begin, end, seek=seek, form=form)
    if not samples:
        raise BadInput(f"{source} is silent at {clock(begin)}", "Run the episode again.")
    tags = _tags(finished(run, Source, FILES["resolve"]), evidence)
    ending = path.suffix.casefold()
    write_atomically(path, excerpt.encode(clip.shaped(samples, **form), ending, **form, tags=tags))
    return Clip(path=str(path), quote=quote, start_ms=begin, end_ms=end)


def _samples(source: Path, begin: int, end: int, *, seek: bool, form: dict[str, Any]) -> bytes:
    if seek:
        return excerpt.part(source, begin, end, **form)
    return b"".join(media.pcm(source, start_ms=begin, end_ms=end, **form))


def _evidence(run: Run, quote: str, audio: Audio) -> Evidence:
    grounding: Grounding = finished(run, Grounding, "post.grounding.json")
    if grounding.audio != audio.digest:
        raise BadInput(
            f"the post in {run.folder} was made from other audio", "Run the episode again."
        )
    rows = {row.quote: row for row in grounding.evidence if row.kind == "quote"}
    if quote not in rows:
        known = ", ".join(str(name) for name in rows) or "none"
        raise BadInput(
            f"there is no quotation {quote!r} in {run.folder.name}", f"Its quotations: {known}."
        )
    return rows[quote]


def _spare(path: Path) -> None:
    """Write over an earlier clip, never over anything else."""
    if not path.exists():
        return
    try:
        ours = OURS in media.probe(path).tag("comment")
    except BadInput:
        ours = False
    if not ours:
        raise BadInput(f"{path} exists and is no clip of ours", "Name another file with -o.")


def _tags(source: Source, evidence: Evidence) -> dict[str, str]:
    span = f"{clock(evidence.start_ms)} to {clock(evidence.end_ms)}"
    tags = {
        "title": evidence.source[:200],
        "album": source.show,
        "artist": evidence.speaker or source.show,
        "date": source.published or "",
        "comment": f"{source.title}, {span} ({OURS})",
    }
    return {name: text for name, text in tags.items() if text}
