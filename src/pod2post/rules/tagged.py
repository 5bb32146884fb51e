"""Tags of a page: guest, companies, topic, format, in this order, and all of them in the text."""

import re
from collections.abc import Iterator

from pod2post.page.sheet import Sheet
from pod2post.rules.spot import fault, spot
from pod2post.values import Finding

LEAST = 4
FORMATS = ("podcast", "interview", "訪談", "專訪")
_NAME = re.compile(r"[A-Z0-9][A-Za-z0-9À-ɏ.'’& -]*")
_PERSON = re.compile(r"[A-Z][a-zÀ-ɏ'’-]+(?: [A-Z][\wÀ-ɏ.'’-]*){1,2}")


def tags_told(sheet: Sheet) -> Iterator[Finding]:
    """A name that is a tag stands in the text: who follows the tag comes for it."""
    text = sheet.text[sheet.body :].casefold()
    given = _tags(sheet)
    for tag in given:
        absent = tag.casefold() not in text and tag.casefold() not in FORMATS
        if _NAME.fullmatch(tag) and absent:
            yield _at(sheet, tag, "tags_told", f"the tag {tag} stands nowhere in the text")
    if given and len(given) < LEAST:
        yield _at(sheet, given[0], "tags_told", f"{len(given)} tags, at least {LEAST} are wanted")


def tags_order(sheet: Sheet) -> Iterator[Finding]:
    """The guest comes first and the format last: list pages cut the row in the middle."""
    given = _tags(sheet)
    for tag in given[:-1]:
        if tag.casefold() in FORMATS:
            yield _at(sheet, tag, "tags_order", f"the format {tag} is not the last tag")
    guests = [tag for tag in given if _PERSON.fullmatch(tag) and _by_surname(sheet, tag)]
    if guests and given[0] not in guests:
        yield _at(sheet, guests[0], "tags_order", f"the guest {guests[0]} is not the first tag")


def _by_surname(sheet: Sheet, name: str) -> bool:
    """Is this a person? The text calls people by their surname alone."""
    surname = re.escape(name.rpartition(" ")[2])
    rest = sheet.text[sheet.body :].replace(name, "")
    return len(re.findall(rf"(?<!\w){surname}(?!\w)", rest)) > 1


def _tags(sheet: Sheet) -> list[str]:
    given = sheet.data.get("tags")
    return [tag for tag in given if isinstance(tag, str) and tag] if isinstance(given, list) else []


def _at(sheet: Sheet, tag: str, rule: str, what: str) -> Finding:
    field = sheet.field("tags")
    begin, end = (field.start, field.end) if field else (0, 0)
    start = max(sheet.text.find(tag, begin, end), begin)
    made = fault(
        rule, "warning", what, "Guest, companies, topic, format: each told of in the text."
    )
    return made.at(spot(sheet, "tags"), start, start + len(tag))
