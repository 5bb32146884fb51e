"""The text of a page below its rule: sections, and what Markdown would make of a line."""

import re
from collections.abc import Iterator

from pod2post import describe, zh
from pod2post.extras import ADDRESS
from pod2post.page.sheet import Sheet
from pod2post.page.site import Site
from pod2post.rules.spot import fault, opinions, part_at, spot
from pod2post.rules.structure import HAN
from pod2post.values import Finding

_BOLD = re.compile(r"(?<!\\)(\*\*|__)(?=\S).{1,400}?(?<=\S)\1")
_POINT = re.compile(rf"\*\*第[{'一二三四五六七八九十'}]+，[^*]+\*\*")


def heading_level(sheet: Sheet) -> Iterator[Finding]:
    """Sections begin with ## and nothing is divided further: a phone shows no depth."""
    for block in sheet.blocks:
        if block.kind == "heading" and block.level != 2 and block.mark.startswith("#"):
            what = f"a heading of level {block.level}"
            made = fault("heading_level", "error", what, "Use ## for a section, or plain text.")
            yield made.at(spot(sheet, part_at(sheet, block.start)), block.start, block.end)


def page_sections(sheet: Sheet, site: Site) -> Iterator[Finding]:
    """As many sections as the site wants, 我的觀察 not counted."""
    own = set(opinions(sheet))
    rows = [p for n, p in enumerate(sheet.parts) if p.heading and n not in own]
    at = rows[-1].heading.start if rows and rows[-1].heading else sheet.body
    whole = spot(sheet, "sections")
    if len(rows) < site.least_sections:
        what = f"{len(rows)} sections, at least {site.least_sections} are wanted"
        made = fault("sections", "error", what, "Divide the text by headings that claim something.")
        yield made.at(whole, at, at)
    if len(rows) > site.most_sections:
        what = f"{len(rows)} sections, at most {site.most_sections} are wanted"
        made = fault("sections", "warning", what, "Join sections that tell one story.")
        yield made.at(whole, at, at)


def page_length(sheet: Sheet) -> Iterator[Finding]:
    """Half a post is none; what is far too long is not read to its end."""
    least, most = HAN[0] // 2, HAN[1]
    told = [block for part in sheet.parts for block in part.blocks if block.kind == "paragraph"]
    han = sum(zh.count(sheet.of(block)) for block in told)
    if not least <= han <= most:
        made = fault("length", "warning", f"{han:,} Han of text", f"{least:,} to {most:,}.")
        at = told[0].start if told else sheet.body
        yield made.at(spot(sheet, "length"), at, at)


def own_opinion(sheet: Sheet, site: Site) -> Iterator[Finding]:
    """我的觀察 stands last and once, as the site wants it: a reader must see where fact ends."""
    found = opinions(sheet)
    last = len(sheet.parts) - 1
    for number in found:
        heading = sheet.parts[number].heading
        if heading is None:
            continue
        what = ""
        if site.observation == "none":
            what = f"this site has no {zh.OBSERVATION}"
        elif number != last:
            what = f"{zh.OBSERVATION} is not the last section"
        if what:
            made = fault("own_opinion", "error", what, "Move it to the end, or take it out.")
            yield made.at(spot(sheet, "observation"), heading.start, heading.end)
    if site.observation == "required" and not found and not _goes_on(sheet):
        at = len(sheet.text.rstrip())
        made = fault("own_opinion", "error", f"there is no {zh.OBSERVATION}", "Write it.")
        yield made.at(spot(sheet, "observation"), at, at)


def _goes_on(sheet: Sheet) -> bool:
    """Is it a part of a series, and not the last, where 我的觀察 stands?"""
    rows = (line for block in sheet.top for line in sheet.of(block).split("\n"))
    return any("本系列共 " in line and "（本篇）、" in line for line in rows)


def bold(sheet: Sheet) -> Iterator[Finding]:
    """Bold is for the points of 我的觀察, alone on their line: elsewhere Markdown may print **."""
    for block in sheet.blocks:
        text = sheet.of(block)
        if block.kind not in ("paragraph", "quote", "list") or _POINT.fullmatch(text):
            continue
        for found in _BOLD.finditer(text):
            made = fault("bold", "error", "bold inside a text", "Take ** off; say it in words.")
            start = block.start + found.start()
            where = part_at(sheet, start)
            yield made.at(spot(sheet, where), start, start + len(found[0]))


def html(sheet: Sheet) -> Iterator[Finding]:
    """Raw HTML runs where a theme allows it, and vanishes where it does not."""
    for block in sheet.blocks:
        for tag in block.html:
            start = max(sheet.text.find(tag, block.start, block.end), block.start)
            what = f"raw HTML: {tag.split()[0][:24]}"
            made = fault("html", "error", what, "Write &lt; for <, or take the tag out.")
            yield made.at(spot(sheet, part_at(sheet, start)), start, start + len(tag))


def addresses(sheet: Sheet) -> Iterator[Finding]:
    """A link goes to http or https, or to a page of the site; a picture is the theme's work."""
    for block in sheet.blocks:
        for target in block.links:
            if ADDRESS.fullmatch(target) or re.fullmatch(r"/(?![/\\])\S*", target):
                continue
            start = max(sheet.text.find(target, block.start, block.end), block.start)
            what = f"a link to {target[:40] or 'nothing'}, which is no http or https address"
            made = fault("addresses", "error", what, "Link a public page, or take the link out.")
            yield made.at(spot(sheet, part_at(sheet, start)), start, start + len(target))


def line_start(sheet: Sheet) -> Iterator[Finding]:
    """A line that begins with a number and a dot, a dash or four blanks is no plain paragraph."""
    for block in (block for part in sheet.parts for block in part.blocks):
        text = sheet.of(block)
        numbered = block.kind == "list" and text[:1].isdigit() and int(block.mark) > 99
        if numbered or (block.kind == "code" and not block.mark):
            what = f"the line begins with {text.split()[0]} and becomes a {block.kind}"
            if block.kind == "code":
                what = "the line begins with four blanks and becomes code"
            made = fault("line_start", "error", what, "Put a \\ before the dot; take blanks off.")
        elif block.kind in ("list", "quote", "table", "code"):
            what = f"a {block.kind}: this house writes paragraphs"
            made = fault("line_start", "warning", what, "Tell it in sentences.")
        else:
            continue
        yield made.at(spot(sheet, part_at(sheet, block.start)), block.start, block.end)


def one_line(sheet: Sheet) -> Iterator[Finding]:
    """A paragraph is one line: a break inside it shows as a blank between two Han."""
    for part in sheet.parts:
        for block in part.blocks:
            text = sheet.of(block)
            if block.kind == "paragraph" and "\n" in text:
                start = block.start + text.index("\n")
                made = fault("one_line", "warning", "a line break inside a paragraph", "Join it.")
                yield made.at(spot(sheet, part_at(sheet, start)), start, start + 1)


def blanks(sheet: Sheet) -> Iterator[Finding]:
    """Blanks at the end of a line: two of them break the line on the page."""
    code = [block for block in sheet.blocks if block.kind in ("code", "html")]
    for found in re.finditer(r"[ \t]+(?=\n|\Z)", sheet.text):
        start, end = found.span()
        if any(block.start <= start < block.end for block in code):
            continue
        breaks = any(b.start <= start and end < b.end for b in sheet.blocks)
        made = fault("blanks", "warning", "blanks at the end of a line", "Take them off.")
        fix = None if breaks or start < sheet.body else ""
        yield made.at(spot(sheet, part_at(sheet, start)), start, end, fix)


def unseen(sheet: Sheet) -> Iterator[Finding]:
    """Controls, bidi marks and zero-width characters: nobody sees them, programs stumble."""
    for found in describe.UNSEEN.finditer(sheet.text):
        what = f"an unseen character, U+{ord(found[0]):04X}"
        made = fault("unseen", "error", what, "Take it out.")
        where = part_at(sheet, found.start())
        yield made.at(spot(sheet, where), *found.span(), fix="")
