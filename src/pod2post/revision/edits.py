"""What an editor changed: `edits.json` as values, and what became of it on a draft.

Each change names what it was made against by digest (`base`). Where that no longer stands,
the change is a conflict: reported, kept in the file, and not applied. A locked part stands
whatever was written meanwhile. Changing these values is `pod2post.revision.editing`.
"""

from typing import Literal

from pod2post.extras import FrontEdit
from pod2post.value import require, value
from pod2post.values import Cue, Draft, Finding, Name, Names, Paragraph, Quote, Quotes

OWN = ""  # the base of a section that is the editor's own: nothing stood there


@value
class Edit:
    """An editor's text for one section, made against the section with digest `base`.

    `quotes` and `cues`: what the text rests on, as it was when the edit was made; a locked
    section is proved by them again. `verbatim`: the numbers of paragraphs that are Markdown
    of the editor's own hand, printed as they are.
    """

    section: str
    base: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    locked: bool = False
    quotes: tuple[Quote, ...] = ()
    cues: tuple[Cue, ...] = ()
    verbatim: tuple[int, ...] = ()


@value
class HeadEdit:
    """An editor's title, description, tags and lead in place of the head with digest `base`."""

    base: str
    title: str
    description: str
    tags: tuple[str, ...]
    lead: tuple[Paragraph, ...]
    locked: bool = False
    cues: tuple[Cue, ...] = ()
    verbatim: tuple[int, ...] = ()


@value
class QuoteEdit:
    """A quotation dropped, bound to other cues, or reworded in Chinese. None: as it is."""

    quote: str
    base: str
    drop: bool = False
    cues: tuple[str, ...] | None = None
    chinese: str | None = None


@value
class Removed:
    """A section that the editor took out, as it was then."""

    section: str
    base: str


@value
class Take:
    """`part` (a section's id, "head" or "observation") as it was asked for the n-th time."""

    part: str
    number: int

    def __post_init__(self) -> None:
        require(self.number >= 1, f"take {self.number} of {self.part}: takes count from 1")


@value
class Waiver:
    """A finding that an editor let stand, and why. It holds as long as the finding is the same.

    `editor` and `at` are empty in waivers from before schema 3; nothing is published on those.
    """

    rule: str
    where: str
    what: str
    excerpt: str
    reason: str
    editor: str = ""
    at: str = ""

    def __post_init__(self) -> None:
        require(bool(self.reason.strip()), "a finding is waived for a reason")


@value
class Confirmation:
    """A named person stands by a part as its text was: `digest` is that of what is printed."""

    part: str
    digest: str
    editor: str
    at: str

    def __post_init__(self) -> None:
        require(bool(self.editor.strip()), "a part is confirmed by somebody with a name")


@value
class Edits:
    """`order`: the ids of all sections as the editor arranged them, empty where she did not.

    `names`: names as she has them spelt; checks know them, prompts and the transcript do not.
    """

    schema: Literal[4] = 4
    edits: tuple[Edit, ...] = ()
    head: HeadEdit | None = None
    quotes: tuple[QuoteEdit, ...] = ()
    removed: tuple[Removed, ...] = ()
    order: tuple[str, ...] = ()
    takes: tuple[Take, ...] = ()
    waived: tuple[Waiver, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    front: FrontEdit = FrontEdit()
    names: tuple[Name, ...] = ()


def named(sheet: Names, own: tuple[Name, ...]) -> Names:
    """The sheet with an editor's entries first; what they replace or correct is left out."""
    gone = {form for name in own for form in (name.canonical, *name.heard)}
    rest = tuple(name for name in sheet.entries if name.canonical not in gone)
    return Names(entries=(*own, *rest)) if own else sheet


@value
class Amended:
    """A draft and its quotations after the edits.

    `verbatim` are the texts of paragraphs that are printed as they are; `findings` say which
    edits do not fit any more, and what a locked section lost.
    """

    draft: Draft
    quotes: tuple[Quotes, ...]
    verbatim: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
