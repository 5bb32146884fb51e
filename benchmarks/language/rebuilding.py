"""A page read into our values and rendered anew: what we cannot say of a post, we would lose."""

import re

from pod2post.page import hugo
from pod2post.page.sheet import Sheet, sheet
from pod2post.revision import handmade
from pod2post.rules import pages
from pod2post.rules.header import ATTRIBUTION
from pod2post.stages.render import rendered
from pod2post.values import (
    Coverage,
    Draft,
    Head,
    House,
    Links,
    Locator,
    Names,
    Paragraph,
    Section,
    Source,
    Subject,
    Transcript,
)


def rebuilt(text: str, zone: str = "Asia/Taipei") -> str:
    """The page as the renderer prints what was read of it."""
    page = sheet(text)
    matter = hugo.read_back(text)[0]
    issued = None if matter.draft else hugo.Publication(date=matter.date, editor="")
    return rendered(_subject(page, matter, zone), issued).markdown


def _subject(page: Sheet, matter: hugo.FrontMatter, zone: str) -> Subject:
    said = ATTRIBUTION.match(page.text, page.blocks[0].start)
    month = f"{said['year']}-{int(said['month']):02}" if said else ""
    day = matter.date[:10]
    notes = [line[2:] for line in page.of(page.blocks[0]).split("\n")[1:] if line != ">"]
    draft = pages.read(page)
    return Subject(
        source=Source(
            locator=Locator(kind="youtube", address=matter.source_url or ""),
            slug="rebuilt",
            title=matter.title,
            show=matter.source_name,
            published=day if day.startswith(month) else f"{month}-01",
            duration_ms=None,
            description="",
            chapters=(),
            people=(),
            links=Links(**{name: _id(page, name) for name in hugo.EMBEDS}),
            captions=(),
            language=None,
            seen_at="",
        ),
        audio="",
        transcript=Transcript(
            language="en",
            cues=(),
            made_by="nobody",
            coverage=Coverage(duration_ms=0, speech_ms=0, recognised_ms=0, failed=()),
        ),
        names=Names(entries=()),
        quotes=(),
        draft=_texts(draft, matter),
        house=House(
            source_name=matter.source_name,
            category=matter.categories[0],
            tags=(),
            host=None,
            notice="".join(notes) or None,
            timezone=zone,
        ),
    )


def _texts(draft: Draft, matter: hugo.FrontMatter) -> Draft:
    """The draft with what its Markdown shows in the place of its Markdown."""
    return Draft(
        head=Head(
            title=matter.title,
            description=matter.description,
            tags=matter.tags,
            lead=_paragraphs(draft.head.lead),
        ),
        sections=tuple(map(_section, draft.sections)),
        observation=_section(draft.observation) if draft.observation else None,
        writer="a person",
    )


def _section(section: Section) -> Section:
    return Section(
        id=section.id,
        heading=handmade.as_heading(section.heading),
        paragraphs=_paragraphs(section.paragraphs),
    )


def _paragraphs(rows: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(text=handmade.as_text(row.text) or row.text, cues=row.cues) for row in rows
    )


def _id(page: Sheet, name: str) -> str | None:
    embed = hugo.EMBEDS[name]
    form = re.escape(embed.before) + f"({embed.pattern})" + re.escape(embed.after)
    found = re.search(form, page.text)
    return found[1] if found else None
