"""The rules that any page is held against, whoever wrote it: structure and language.

Every finding names its place: `start` and `end` are offsets in the text of the sheet. What only
a run can say (whether a quotation was spoken) is `pod2post.rules` upon its subject.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pod2post import zh
from pod2post.page.blocks import Block, shown
from pod2post.page.sheet import Sheet
from pod2post.page.site import Site
from pod2post.rules import body, drafted, header, language, matter, tagged, voice
from pod2post.rules.locating import located
from pod2post.rules.passages import Passage
from pod2post.rules.spot import PageRule, SiteRule, opinions
from pod2post.values import Draft, Finding, Head, Names, Paragraph, Section

PAGE_RULES: tuple[PageRule, ...] = (
    matter.front_matter,
    matter.duplicate_field,
    matter.fields,
    matter.field_form,
    matter.addresses_named,
    matter.one_category,
    tagged.tags_told,
    tagged.tags_order,
    header.source_line,
    header.players,
    header.rule_line,
    header.setext,
    body.heading_level,
    body.bold,
    body.html,
    body.addresses,
    body.line_start,
    body.one_line,
    body.blanks,
    body.unseen,
)
SITE_RULES: tuple[SiteRule, ...] = (header.shortcodes, body.own_opinion)
# What a run's own rules say in other words, with all that they know of the episode.
LONE_RULES: tuple[PageRule, ...] = (body.page_length, voice.page_speech)


def lone(sheet: Sheet, site: Site) -> Iterator[Finding]:
    """Everything that can be said of a page of which no run is known, language apart."""
    yield from bound(sheet, site)
    yield from body.page_sections(sheet, site)
    for rule in LONE_RULES:
        yield from rule(sheet)
    if not sheet.broken:
        draft = read(sheet)
        for draft_rule in drafted.DRAFT_RULES:
            yield from (located(sheet, found) for found in draft_rule(draft))


def bound(sheet: Sheet, site: Site) -> Iterator[Finding]:
    """What is to be said of a run's page beside what the rules find in the run."""
    for rule in PAGE_RULES:
        yield from rule(sheet)
    for site_rule in SITE_RULES:
        yield from site_rule(sheet, site)


def worded(sheet: Sheet, names: Names, site: Site) -> Iterator[Finding]:
    """The language rules upon every passage of the page, fixes at their places."""
    for passage, start in passages(sheet):
        for found in language.language((passage,), names, site.tai):
            if start is None:
                yield replace(located(sheet, found), fix=None)
            elif found.start is not None and found.end is not None:
                begin, end = start + found.start, start + found.end
                words = zh.excerpt(sheet.text, begin, end)
                yield replace(found, start=begin, end=end, excerpt=words)
            else:
                yield located(sheet, found)


def passages(sheet: Sheet) -> Iterator[tuple[Passage, int | None]]:
    """Each passage that a reader sees, with the offset of its text; None where it is escaped.

    What Markdown and Hugo read is blanked out.
    """
    yield from _matter(sheet)
    own = opinions(sheet)
    for block in sheet.top:
        if block.kind == "quote":
            text = shown(sheet.of(block))
            yield Passage(where="header", kind="paragraph", text=text), block.start
    for number, part in enumerate(sheet.parts):
        if part.heading:
            text = shown(sheet.of(part.heading))
            heading = Passage(where=part.id, kind="heading", text=text, own=number in own)
            yield heading, part.heading.start
        for block in part.blocks:
            if block.kind in ("paragraph", "quote", "list", "table", "heading"):
                text = shown(sheet.of(block))
                told = Passage(where=part.id, kind="paragraph", text=text, own=number in own)
                yield told, block.start


def _matter(sheet: Sheet) -> Iterator[tuple[Passage, int | None]]:
    for name, kind in (("title", "title"), ("description", "description"), ("tags", "tag")):
        field, item = sheet.field(name), sheet.data.get(name)
        if field is None:
            continue
        at = field.start
        for text in item if isinstance(item, list) else [item]:
            if isinstance(text, str) and text:
                place = sheet.text.find(text, at, field.end)
                at = max(place, at)
                passage = Passage(where=name, kind=kind, text=text)  # type: ignore[arg-type]
                yield passage, place if place >= 0 else None


def read(sheet: Sheet) -> Draft:
    """The draft that the page would be: what a rule asks of a draft it can ask of any page."""
    own = opinions(sheet)
    sections = {
        number: Section(
            id=part.id,
            heading=sheet.title(part.heading) if part.heading else "",
            paragraphs=_paragraphs(sheet, part.blocks),
        )
        for number, part in enumerate(sheet.parts)
    }
    tags = sheet.data.get("tags")
    return Draft(
        head=Head(
            title=_text(sheet, "title"),
            description=_text(sheet, "description"),
            tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
            lead=sections[0].paragraphs,
        ),
        sections=tuple(row for number, row in sections.items() if number and number not in own),
        observation=sections[own[-1]] if own else None,
        writer="",
    )


def _text(sheet: Sheet, name: str) -> str:
    said = sheet.data.get(name)
    return said if isinstance(said, str) else ""


def _paragraphs(sheet: Sheet, blocks: Iterable[Block]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=sheet.of(block), cues=()) for block in blocks)
