"""What a mend is made against, and what names a finding: digests that the page carries. Pure."""

from functools import lru_cache

from pod2post import codec, zh
from pod2post.revision.editing import HEAD
from pod2post.rules.passages import quotes, sections
from pod2post.showing.panel import finding_key
from pod2post.values import Head, Paragraph, Quote, Section, Subject

__all__ = ["basis", "finding_key", "parts_of", "section_of"]
GONE = ""  # the basis of a part that is not there


def basis(shown: Subject, part: str) -> str:
    """The digest of a part as it is shown, the quotations that it places included.

    `part` is a section's id, "head" or "observation"; `GONE` for one that the post lacks. A
    quotation that was reworded in another window is another text of its section, too.
    """
    if part == HEAD:
        top = shown.draft.head
        return _digested(top, _placed(shown, top.lead))
    section = section_of(shown, part)
    if section is None:
        return GONE
    return _digested(section, _placed(shown, section.paragraphs))


@lru_cache(maxsize=64)
def _digested(part: Head | Section, placed: tuple[Quote, ...]) -> str:
    return codec.digest([part, placed])


def section_of(shown: Subject, part: str) -> Section | None:
    """The section of this id, 我的觀察 among them; None where there is none."""
    return next((row for row in sections(shown) if row.id == part), None)


def parts_of(shown: Subject) -> tuple[str, ...]:
    """The parts of the page in their order: the head, the sections, 我的觀察."""
    return (HEAD, *(section.id for section in sections(shown)))


def _placed(shown: Subject, paragraphs: tuple[Paragraph, ...]) -> tuple[Quote, ...]:
    known = quotes(shown)
    names = dict.fromkeys(mark for row in paragraphs for mark in zh.marks(row.text))
    return tuple(known[name] for name in names if name in known)
