"""A book of cases as it stands in its file; the format is told in benchmarks/cases/README.md."""

import re
from pathlib import Path
from typing import Literal, get_args

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.values import Head, House, Name, Paragraph, Person, value

Core = Literal["invented", "wrong-cue", "other-speaker", "replaced-name", "number", "magnitude"]
Beside = Literal["misheard-name", "unit", "negation", "cut", "added", "stitched", "unsupported"]
Exchanged = Literal["exchanged-names"]
True_ = Literal["true-quote", "true-paragraph"]
Style = Literal["plain", "liberty", "idiomatic", "condensed"]

CORE: tuple[str, ...] = get_args(Core)
FAULTS: tuple[str, ...] = (*CORE, *get_args(Beside), *get_args(Exchanged))
APART = ("idiomatic", "condensed")  # styles whose false alarms are counted by themselves
WHOLE = ("cues", "source", "chinese", "speaker")
PLACE = re.compile(r"(?P<section>[^.]+)\.p(?P<number>[1-9]\d*)")


@value
class Spoken:
    """A cue; `margin` as in `values.Cue`."""

    id: str
    speaker: str | None
    start_ms: int
    end_ms: int
    text: str
    margin: int | None = None


@value
class Show:
    """What was seen of the episode. `published` is YYYY-MM-DD."""

    name: str
    title: str
    published: str | None
    description: str
    language: str
    people: tuple[Person, ...]


@value
class Told:
    """A quotation of the draft, as the writer proposed it."""

    id: str
    cues: tuple[str, ...]
    source: str
    chinese: str
    speaker: str


@value
class Part:
    """A section, and the first and last cue that its writer was given."""

    id: str
    heading: str
    first: str
    last: str
    quotes: tuple[Told, ...]
    paragraphs: tuple[Paragraph, ...]


@value
class Opinion:
    """我的觀察 and the editor's notes that it grew from."""

    notes: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]


@value
class QuoteChange:
    """The fields of a quotation that a case brings; None: as the draft has it."""

    cues: tuple[str, ...] | None = None
    source: str | None = None
    chinese: str | None = None
    speaker: str | None = None


@value
class ParagraphChange:
    text: str | None = None
    cues: tuple[str, ...] | None = None


@value
class Case:
    """One fault, or one true passage that must be left alone."""

    id: str
    kind: Core | Beside | Exchanged | True_
    style: Style
    at: str
    expect: Literal["caught", "clean"]
    why: str
    quote: QuoteChange | None = None
    paragraph: ParagraphChange | None = None
    truth: tuple[str, ...] = ()


@value
class Book:
    about: str
    show: Show
    house: House
    names: tuple[Name, ...]
    cues: tuple[Spoken, ...]
    head: Head
    sections: tuple[Part, ...]
    observation: Opinion
    cases: tuple[Case, ...]


def place(at: str) -> tuple[str, int | None]:
    """Section and paragraph number of `s1.p2`; (`s1`, None) where no paragraph is named."""
    found = PLACE.fullmatch(at)
    return (found["section"], int(found["number"])) if found else (at, None)


def read(path: Path) -> Book:
    """The book in this file, well formed and consistent.

    Raises:
        BadInput: not readable, not of the format, or not true where it says so; with places.
    """
    from benchmarks.faults.proof import complaints  # it knows the values above

    step = "Mend the file; the format is told in benchmarks/cases/README.md."
    try:
        book = codec.decode(Book, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", "Name a folder of books.") from error
    except codec.Undecodable as error:
        raise BadInput(f"{path.name} is no book of cases: {error}", step) from error
    if found := complaints(book):
        shown = "; ".join(found[:5])
        more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
        raise BadInput(f"{path.name} contradicts itself: {shown}{more}", step)
    return book


def read_all(folder: Path) -> dict[str, Book]:
    """Every book of a folder by its file's stem, in the order of names.

    Raises:
        BadInput: no books there, a bad one, or a case id that stands in two.
    """
    books = {path.stem: read(path) for path in sorted(folder.glob("*.json"))}
    if not books:
        step = "Name a folder that holds books with --cases; see benchmarks/cases/README.md."
        raise BadInput(f"there is no book (*.json) in {folder}", step)
    seen: dict[str, str] = {}
    for stem, book in books.items():
        for case in book.cases:
            if case.id in seen:
                cause = f"the case {case.id} stands in {seen[case.id]} and in {stem}"
                raise BadInput(cause, "Give each case an id of its own.")
            seen[case.id] = stem
    return books
