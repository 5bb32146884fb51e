"""One damaged file through the first stages, with a recogniser that hears what is decoded."""

import array
from dataclasses import replace
from pathlib import Path

from conftest import SilentTell
from damaged_bytes import Case, Sources
from fakes_ear import FakeEar
from pod2post import media
from pod2post.backends.files import Files
from pod2post.errors import BadInput
from pod2post.locate import locate
from pod2post.ports import Tell
from pod2post.stages.fetch import fetch
from pod2post.stages.resolve import resolve
from pod2post.stages.transcribe import transcribe
from pod2post.store import Store
from pod2post.values import Hotwords, Transcript, Windows

LOUD = 500
SECOND = 32_000  # bytes


class PlainEar(FakeEar):
    """Plans by what can be decoded: one sentence for each second that is not silent."""

    def __init__(self) -> None:
        super().__init__(())

    def windows(self, media_file: Path, /, *, tell: Tell) -> Windows:
        held, lines, at = bytearray(), [], 0
        for block in media.pcm(media_file):
            held += block
            while len(held) >= SECOND:
                lines += self._line(held[:SECOND], at)
                del held[:SECOND]
                at += 1
        lines += self._line(held, at)
        self.lines = tuple(lines)
        self.duration_ms = at * 1000 + len(held) // 32
        return super().windows(media_file, tell=tell)

    def _line(self, data: bytes, at: int) -> list[tuple[int, int, str]]:
        samples = array.array("h", data[: len(data) // 2 * 2])
        if not samples or max(map(abs, samples)) < LOUD:
            return []
        return [(at * 1000, at * 1000 + len(samples) // 16, "One second was heard.")]


def transcript(path: Path, folder: Path) -> Transcript:
    """What a run would make of this file.

    Raises:
        BadInput: as the stages do.
    """
    shelf, tell = Store(folder / "store"), SilentTell()
    library, locator = Files(), locate(str(path))
    resolve(locator, library=library, shelf=shelf, tell=tell)
    audio = fetch(locator, library=library, shelf=shelf, tell=tell)
    words = Hotwords(words=(), language="en")
    made = transcribe(audio, words, PlainEar(), media=path, shelf=shelf, tell=tell)
    return replace(made, made_by="")


def complaint(case: Case, known: Sources, folder: Path) -> str:
    """What is wrong with the outcome of this case; "" when it is the one that was named."""
    path = folder / case.file
    path.write_bytes(case.make(known))
    try:
        made = transcript(path, folder)
    except BadInput as error:
        good = case.wanted == "bad input" and error.cause and error.remedy
        return "" if good else f"refused: {error.cause}"
    if not made.cues:
        return "" if case.wanted == "nothing heard" else "nothing was heard"
    heard = made.coverage.speech_ms / 1000
    least, most = case.seconds
    if case.wanted != "transcript":
        return f"{heard:.1f} s were heard, and nothing was wanted"
    return "" if least <= heard <= most else f"{heard:.1f} s were heard, not {least} to {most}"
