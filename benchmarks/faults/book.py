"""A book of cases as it stands in its file; the format is told in benchmarks/cases/README.md."""

import re
from typing import Literal, get_args

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
