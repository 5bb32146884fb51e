"""A draft taken apart, so that a rule can be asked of one paragraph or quotation alone. Pure.

A part is the head, a section or 我的觀察 with the quotations that it places; beside them stand
the verified quotations of each section. A piece is a subject of its own, with all of its
transcript, names and settings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from pod2post import zh
from pod2post.revision.editing import HEAD
from pod2post.rules.passages import quotes, sections
from pod2post.values import Draft, Head, Paragraph, Quotes, Section, Subject

NOTHING = Head(title="", description="", tags=(), lead=())


@dataclass(frozen=True)
class Part:
    """A subject that holds one part of a draft, and its pieces, made when they are asked for."""

    name: str
    whole: Subject

    @cached_property
    def lines(self) -> tuple[Subject, ...]:
        """Its titles, then each paragraph with the quotations that it places."""
        return (_bare(self.whole), *self.paragraphs)

    @cached_property
    def paragraphs(self) -> tuple[Subject, ...]:
        """Each paragraph with the quotations that it places."""
        return tuple(_paragraphs(self.whole))

    @cached_property
    def placed(self) -> tuple[Subject, ...]:
        """Each quotation that it places, alone in the part."""
        return tuple(_placed(self.whole))

    @cached_property
    def verified(self) -> tuple[Subject, ...]:
        """Each quotation of a part that `spoken` made, in a paragraph of its own or in none."""
        return tuple(_verified(self.whole))


def bare(subject: Subject) -> Subject:
    """What surrounds a draft: transcript, names, settings."""
    return replace(subject, draft=_only(subject.draft), quotes=(), verbatim=())


def parts(subject: Subject) -> Iterator[Part]:
    """The post part by part."""
    draft, top = subject.draft, subject.draft.head
    yield Part(name=HEAD, whole=_with(subject, _only(draft, top), top.lead))
    for section in sections(subject):
        opinion = section is draft.observation
        alone = _only(draft, NOTHING, section, opinion=opinion)
        yield Part(name=section.id, whole=_with(subject, alone, section.paragraphs))


def spoken(subject: Subject) -> Iterator[Part]:
    """The verified quotations section by section; those that the post places are marked there."""
    draft, known = subject.draft, quotes(subject)
    rows = [draft.head.lead, *(section.paragraphs for section in sections(subject))]
    seen = {mark for row in rows for paragraph in row for mark in zh.marks(paragraph.text)}
    for number, (name, found) in enumerate(groupby(known.values(), lambda one: one.section)):
        mine = tuple(found)
        text = "".join(f"⟦q:{quote.id}⟧" for quote in mine if quote.id in seen)
        alone = Section(id=name, heading="", paragraphs=(Paragraph(text=text, cues=()),))
        made = tuple(Quotes(section=name, quotes=(quote,), dropped=()) for quote in mine)
        whole = replace(subject, draft=_only(draft, NOTHING, alone), quotes=made, verbatim=())
        yield Part(name=f"{number} {name}", whole=whole)


def _only(draft: Draft, top: Head = NOTHING, *some: Section, opinion: bool = False) -> Draft:
    """A draft of these parts alone."""
    own = some[-1] if opinion else None
    return replace(draft, head=top, sections=some[:-1] if opinion else some, observation=own)


def _with(subject: Subject, draft: Draft, paragraphs: tuple[Paragraph, ...]) -> Subject:
    known = quotes(subject)
    names = dict.fromkeys(mark for row in paragraphs for mark in zh.marks(row.text))
    mine = tuple(known[name] for name in names if name in known)
    rows = tuple(Quotes(section=quote.section, quotes=(quote,), dropped=()) for quote in mine)
    return replace(subject, draft=draft, quotes=rows, verbatim=())


def _bare(part: Subject) -> Subject:
    """A part without its paragraphs: title, description and tags, or the heading."""
    draft = part.draft
    if not sections(part):
        return _with(part, _only(draft, replace(draft.head, lead=())), ())
    (section,) = sections(part)
    alone = replace(section, paragraphs=())
    return _with(part, _only(draft, NOTHING, alone, opinion=section is draft.observation), ())


def _paragraphs(part: Subject) -> Iterator[Subject]:
    draft = part.draft
    for row in draft.head.lead:
        top = replace(NOTHING, lead=(row,))
        yield _with(part, _only(draft, top), (row,))
    for section in sections(part):
        opinion = section is draft.observation
        for row in section.paragraphs:
            alone = replace(section, heading="", paragraphs=(row,))
            yield _with(part, _only(draft, NOTHING, alone, opinion=opinion), (row,))


def _placed(part: Subject) -> Iterator[Subject]:
    for row in part.quotes:
        mark = Paragraph(text=f"⟦q:{row.quotes[0].id}⟧", cues=())
        draft = part.draft
        if draft.head.lead:
            alone = _only(draft, replace(NOTHING, lead=(mark,)))
        else:
            (section,) = sections(part)
            opinion = section is draft.observation
            one = replace(section, paragraphs=(mark,))
            alone = _only(draft, NOTHING, one, opinion=opinion)
        yield replace(part, draft=alone, quotes=(row,))


def _verified(part: Subject) -> Iterator[Subject]:
    (section,) = part.draft.sections
    marks = frozenset(zh.marks(section.paragraphs[0].text))
    for row in part.quotes:
        quote = row.quotes[0]
        text = f"⟦q:{quote.id}⟧" if quote.id in marks else ""
        alone = replace(section, paragraphs=(Paragraph(text=text, cues=()),))
        yield replace(part, draft=_only(part.draft, NOTHING, alone), quotes=(row,))
