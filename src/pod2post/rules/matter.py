"""The front matter of a page: readable, whole, in the house's order and form.

One field that YAML cannot read, or reads otherwise than was meant, stops the whole site.
"""

from collections import Counter
from collections.abc import Iterator

from pod2post.extras import ADDRESS
from pod2post.page.hugo import FIELDS, NEEDED, canonical
from pod2post.page.sheet import Sheet
from pod2post.rules.spot import fault, spot
from pod2post.values import Finding

WHERE = "front matter"
_FORMS = {
    "text": "in double quotation marks, on one line",
    "moment": "a time with its offset, bare, such as 2026-01-26T10:00:00+08:00",
    "list": 'on one line: ["one", "two"]',
    "references": 'on one line: ["https://...", {title: "...", url: "https://..."}]',
    "flag": "true or false, bare",
}


def front_matter(sheet: Sheet) -> Iterator[Finding]:
    """Hugo builds no site that holds a post whose front matter YAML cannot read."""
    if sheet.broken:
        at, why = sheet.broken
        end = sheet.text.find("\n", at)
        mend = "Begin with fields of YAML between two lines of ---; quote what holds : or #."
        yield fault("front_matter", "error", why, mend).at(
            spot(sheet, WHERE), at, end if end > 0 else len(sheet.text)
        )


def duplicate_field(sheet: Sheet) -> Iterator[Finding]:
    """A key that stands twice stops Hugo; other readers take the last and say nothing."""
    seen: Counter[str] = Counter()
    for field in sheet.fields:
        seen[field.name] += 1
        if seen[field.name] == 2:
            made = fault("duplicate_field", "error", f"{field.name} stands twice", "Keep one.")
            yield made.at(spot(sheet, field.name), field.at, field.end)


def fields(sheet: Sheet) -> Iterator[Finding]:
    """All fields that list pages need, in the one order in which people look for them."""
    if sheet.broken:
        return
    for name in NEEDED:
        if name not in sheet.data:
            made = fault("fields", "error", f"the field {name} is missing", f"Add {name}.")
            yield made.at(spot(sheet, name), 0, 3)
    order, last = list(FIELDS), -1
    for field in sheet.fields:
        whole = spot(sheet, field.name)
        if field.name not in FIELDS:
            what = f"{field.name} is no field of this house"
            mend = "Take it out, unless your site's theme reads it."
            yield fault("fields", "warning", what, mend).at(whole, field.at, field.end)
        elif (place := order.index(field.name)) < last:
            what = f"{field.name} stands behind {order[last]}"
            mend = "The order is " + ", ".join(n for n in order if n in sheet.data) + "."
            yield fault("fields", "error", what, mend).at(whole, field.at, field.end)
        else:
            last = place


def field_form(sheet: Sheet) -> Iterator[Finding]:
    """Quoted text, flow lists, a date with its offset: nothing that YAML might take otherwise.

    Where YAML reads the value that was meant, its form is safe to mend.
    """
    for field in () if sheet.broken else sheet.fields:
        if field.name not in FIELDS or field.name not in sheet.data:
            continue
        item = sheet.data[field.name]
        meant, raw = canonical(field.name, item), sheet.text[field.start : field.end]
        if meant == raw or (FIELDS[field.name] == "references" and meant):
            continue
        form = _FORMS[FIELDS[field.name]]
        what = f"{field.name} is not {form}"
        whole = spot(sheet, field.name)
        mend = f"Write {field.name}: {meant}" if meant else f"Write it {form}."
        fix = meant if meant and "\n" not in raw else None
        yield fault("field_form", "error", what, mend).at(whole, field.start, field.end, fix)


def addresses_named(sheet: Sheet) -> Iterator[Finding]:
    """An address of the front matter becomes a link on the page: http or https, nothing else."""
    field = sheet.field("source_url")
    said = sheet.data.get("source_url")
    if field and isinstance(said, str) and not ADDRESS.fullmatch(said):
        what = "source_url is no http or https address"
        mend = "Give the episode's public page, or take the field out."
        made = fault("addresses_named", "error", what, mend)
        yield made.at(spot(sheet, "source_url"), field.start, field.end)


def one_category(sheet: Sheet) -> Iterator[Finding]:
    """A post stands in one category; what else it is about is a tag."""
    field, said = sheet.field("categories"), sheet.data.get("categories")
    if field and isinstance(said, list) and len(said) != 1:
        what = f"{len(said)} categories"
        made = fault("one_category", "warning", what, "Name one; make the others tags.")
        yield made.at(spot(sheet, "categories"), field.start, field.end)
