"""A transcript that lies beside a local recording: `talk.vtt` or `talk.en.srt` for `talk.mp3`."""

import glob
import re
from collections.abc import Iterator
from pathlib import Path

from pod2post.hearing import captions
from pod2post.hearing.captionfit import rolls, tongue
from pod2post.hearing.feedtext import by_program
from pod2post.ports import Tell
from pod2post.values import Captions

ENDINGS = ("vtt", "srt", "json")
NAME = re.compile(r"(?:\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*))?\.(vtt|srt|json)", re.IGNORECASE)
HEAD = re.compile(rb"^Language:[ \t]*([\w-]{2,12})", re.MULTILINE)


def beside(media: Path, language: str | None, *, tell: Tell) -> Iterator[Captions]:
    """The captions beside `media` that are not in another language than `language`.

    One that names its language comes first. Who wrote it is not told; but lines that move up
    the screen were recognised by a platform, and JSON with probabilities by a program. JSON
    that is no transcript is passed over.
    """
    for code, file in sorted(_named(media), key=lambda row: (row[0] is None, _rank(row[1]))):
        try:
            with file.open("rb") as stream:
                data = stream.read(captions.MOST_BYTES + 1)
            lines = captions.read(data)
        except (OSError, captions.Unreadable) as error:
            if file.suffix.casefold() != ".json":
                tell.say(f"{file.name} is not read as captions: {error}")
            continue
        told = HEAD.search(data[:400])
        own = code or (told[1].decode() if told else None)
        if own and language and tongue(own) != tongue(language):
            tell.say(f"{file.name} is not used: it is in {own}, and {language} is spoken")
            continue
        yield Captions(
            language=own or language,
            kind="automatic" if rolls(lines) or by_program(data) else "given",
            origin=file.name,
            lines=lines,
        )


def _named(media: Path) -> Iterator[tuple[str | None, Path]]:
    for file in media.parent.glob(glob.escape(media.stem) + ".*"):
        name = NAME.fullmatch(file.name[len(media.stem) :])
        if name and file.is_file():
            yield name[1], file


def _rank(file: Path) -> tuple[int, str]:
    return ENDINGS.index(file.suffix[1:].casefold()), file.name
