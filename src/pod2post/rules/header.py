"""What stands above the text of a page: attribution, players, the rule. And every shortcode."""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.page import markdown
from pod2post.page.blocks import SHORTCODE
from pod2post.page.hugo import EMBEDS
from pod2post.page.sheet import Sheet
from pod2post.page.site import Site
from pod2post.rules.spot import fault, part_at, spot
from pod2post.values import Finding

WHERE = "header"
ATTRIBUTION = re.compile(
    r"> 本文整理自 (?P<name>\S.*?) "
    r"(?:於 (?P<year>\d{4}) 年 (?P<month>[1-9]|1[0-2]) 月)?播出的訪談。"
)
FORMS = {
    found[0]: embed
    for embed in EMBEDS.values()
    if (found := re.search(r"[a-z][\w-]+", embed.before))
}
_OPEN = re.compile(r"\{\{[<%]|[>%]\}\}")


def source_line(sheet: Sheet) -> Iterator[Finding]:
    """The first line says whose talk this is, with the name that the front matter has."""
    first = next((block for block in sheet.blocks if block.kind != "rule"), None)
    line = sheet.of(first).split("\n")[0] if first else ""
    start = first.start if first else sheet.body
    said = ATTRIBUTION.fullmatch(line)
    name = sheet.data.get("source_name")
    if not said:
        what = "the text does not begin with its attribution"
        mend = "> 本文整理自 NAME 於 2026 年 1 月播出的訪談。"
    elif isinstance(name, str) and said["name"] not in (name, markdown.inline(name)):
        what = f"the attribution names {said['name']}, the front matter {name}"
        mend = "Write the show's name alike in both."
    else:
        return
    made = fault("source_line", "error", what, mend)
    yield made.at(spot(sheet, WHERE), start, start + len(line))


def shortcodes(sheet: Sheet, site: Site) -> Iterator[Finding]:
    """Only players that the site has, in their exact form: Hugo builds no site with another."""
    body, whole = sheet.text[sheet.body :], sheet.text
    for found in SHORTCODE.finditer(whole, sheet.body):
        words = re.findall(r"[^\s{}<>%\"/]+", found[0])
        name = words[0] if words else ""
        form = FORMS.get(name)
        if name not in site.shortcodes:
            what = f"the shortcode {name or found[0]} is none of the site's"
            mend = f"Allowed are {', '.join(site.shortcodes) or 'none'} ([site] shortcodes)."
        elif form and not re.fullmatch(
            re.escape(form.before) + form.pattern + re.escape(form.after), found[0]
        ):
            what = f"the shortcode {name} is not of its form"
            mend = f"{form.before}ID{form.after}, the ID as {form.pattern}"
        else:
            continue
        where = part_at(sheet, found.start())
        yield fault("shortcodes", "error", what, mend).at(spot(sheet, where), *found.span())
    rest = SHORTCODE.sub(lambda found: zh.blank(found[0]), body)
    for found in _OPEN.finditer(rest):
        at = sheet.body + found.start()
        made = fault(
            "shortcodes",
            "error",
            f"a lone {found[0]}, which stops the build of the site",
            "Close it, take it out, or write &#123;&#123;.",
        )
        yield made.at(spot(sheet, part_at(sheet, at)), at, at + 2)


def players(sheet: Sheet) -> Iterator[Finding]:
    """Each player once, above the rule, in one order; the video is the one that is named."""
    order, seen = list(FORMS), list[str]()
    for block in sheet.blocks:
        for found in SHORTCODE.finditer(sheet.text, block.start, block.end):
            name = next((name for name in order if re.search(rf"[<%] {name}\b", found[0])), None)
            if name is None:
                continue
            what = ""
            if block not in sheet.top or block.kind != "shortcode":
                what = f"the player {name} stands in the text"
            elif name in seen:
                what = f"the player {name} stands twice"
            elif seen and order.index(name) < order.index(seen[-1]):
                what = f"the player {name} stands behind {seen[-1]}"
            elif name == "youtube" and _another_video(sheet, found[0]):
                what = "the player shows another video than source_url names"
            seen.append(name)
            if what:
                mend = f"Once each, above the rule, in the order {', '.join(order)}."
                where = part_at(sheet, found.start())
                yield fault("players", "warning", what, mend).at(spot(sheet, where), *found.span())


def _another_video(sheet: Sheet, player: str) -> bool:
    said = re.search(r"(?:youtu\.be/|[?&]v=)([\w-]{11})", str(sheet.data.get("source_url")))
    return bool(said) and said[1] not in player if said else False


def rule_line(sheet: Sheet) -> Iterator[Finding]:
    """One line of --- between header and text, alone between empty lines."""
    first = sheet.rules[0].start if sheet.rules else -1
    if not sheet.rules or any(block.end >= first for block in sheet.top):
        made = fault("rule_line", "error", "no --- between header and text", "Add one.")
        at = sheet.top[-1].end if sheet.top else sheet.body
        yield made.at(spot(sheet, WHERE), at, at)
    for block in sheet.rules:
        whole = spot(sheet, part_at(sheet, block.start))
        if sheet.of(block) != "---":
            made = fault("rule_line", "warning", "a rule that is no ---", "Write ---.")
            yield made.at(whole, block.start, block.end)
        if block.start != first:
            made = fault("rule_line", "error", "a second rule", "Divide the text by headings.")
            yield made.at(whole, block.start, block.end)


def setext(sheet: Sheet) -> Iterator[Finding]:
    """A line of --- or === right under a paragraph makes a heading of the paragraph."""
    for block in sheet.blocks:
        if block.kind == "heading" and block.mark in ("-", "="):
            what = "the line below makes a heading of this paragraph"
            made = fault("setext", "error", what, "Put an empty line between them.")
            yield made.at(spot(sheet, part_at(sheet, block.start)), block.start, block.end)
