"""The part of a Hugo post that is data: front matter and the header block, byte for byte.

A JSON string is a YAML double-quoted scalar, so no YAML library writes here; PyYAML reads
back what was written, and a difference is refused before a file exists.
"""

import json
import re
from datetime import date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pod2post.errors import BadInput, Pod2postError
from pod2post.extras import Reference
from pod2post.page import markdown
from pod2post.values import Links, value


@value
class FrontMatter:
    """`date` and `lastmod` are ISO 8601 with their offset; `image` is an address or a site's path.

    `related_...` are slugs of the site's own list. What is None or empty is not written,
    unless it is in `NEEDED`.
    """

    title: str
    date: str
    lastmod: str | None = None
    description: str
    image: str | None = None
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    series: tuple[str, ...] = ()
    related_companies: tuple[str, ...] = ()
    related_people: tuple[str, ...] = ()
    source_url: str | None
    source_name: str
    references: tuple[Reference, ...] = ()
    draft: bool


Form = Literal["text", "moment", "list", "references", "flag"]

# Every field in the order in which it is written, and its form.
FIELDS: dict[str, Form] = {
    "title": "text",
    "date": "moment",
    "lastmod": "moment",
    "description": "text",
    "image": "text",
    "tags": "list",
    "categories": "list",
    "series": "list",
    "related_companies": "list",
    "related_people": "list",
    "source_url": "text",
    "source_name": "text",
    "references": "references",
    "draft": "flag",
}
# Those that no post is without; the others stand only where there is something to say.
NEEDED = ("title", "date", "description", "tags", "categories", "source_name", "draft")


@value
class Publication:
    """What makes a published page of a draft: moments in ISO 8601, lines of its own, who answers.

    `notices` stand above the rule: how it was made, corrections.
    """

    date: str
    lastmod: str | None = None
    editor: str
    notices: tuple[str, ...] = ()


@value
class Header:
    """What stands between front matter and `---`. `notices` are lines every reader must see.

    `series`: the line that names all parts, as Markdown, "" where there is one post only.
    """

    source_name: str
    year: int | None
    month: int | None
    notices: tuple[str, ...]
    links: Links
    series: str = ""


@value
class Embed:
    """A player: the ids that its shortcode takes, and how it is written around one."""

    pattern: str
    before: str
    after: str


EMBEDS = {
    "youtube": Embed(pattern=r"[A-Za-z0-9_-]{11}", before="{{< youtube ", after=" >}}"),
    "spotify": Embed(pattern=r"episode/[A-Za-z0-9]{22}", before='{{< spotify "', after='" >}}'),
    "apple": Embed(
        pattern=r"[a-z]{2}/podcast/(?:[A-Za-z0-9%_-]+/)?id[0-9]+\?i=[0-9]+",
        before='{{< apple-podcast "',
        after='" >}}',
    ),
}
# Fine in JSON, yet a line end or no character at all to one YAML reader or another.
_AWKWARD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def quoted(text: str) -> str:
    """A YAML double-quoted scalar on one line."""
    plain = json.dumps(text, ensure_ascii=False)
    return _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


def front_matter(matter: FrontMatter) -> str:
    """The block with both its fences and one LF at the end."""
    rows = ((name, form, getattr(matter, name)) for name, form in FIELDS.items())
    lines = [f"{n}: {_written(form, item)}" for n, form, item in rows if item or n in NEEDED]
    return "\n".join(["---", *lines, "---"]) + "\n"


def _written(form: Form, item: Any) -> str:
    if form == "flag":
        return "true" if item else "false"
    if form == "moment":
        return str(item)
    if form == "text":
        return quoted(item)
    return "[" + ", ".join(map(quoted if form == "list" else _reference, item)) + "]"


def _reference(item: Reference) -> str:
    """A mapping; the address alone where it has no title."""
    url = quoted(item.url)
    return f"{{title: {quoted(item.title)}, url: {url}}}" if item.title else url


def header(parts: Header) -> tuple[str, ...]:
    """The blocks above `---`: attribution, series, notices; then players with a well-formed id."""
    said = attribution(parts, markdown.inline(parts.source_name))
    lines = [said, *filter(None, [parts.series])]
    lines += map(markdown.paragraph, parts.notices)
    players = (shortcode(name, getattr(parts.links, name)) for name in EMBEDS)
    return ("\n>\n".join(f"> {line}" for line in lines), *filter(None, players))


def attribution(parts: Header, name: str) -> str:
    """Where it comes from, in one sentence; `name` is the show's, as it is to be written."""
    when = f"於 {parts.year} 年 {parts.month} 月" if parts.year and parts.month else ""
    return f"本文整理自 {name} {when}播出的訪談。"


def shortcode(name: str, identity: str | None) -> str | None:
    """The player's shortcode, or None for an id that is missing or not well formed."""
    embed = EMBEDS[name]
    if identity is None or not re.fullmatch(embed.pattern, identity):
        return None
    return f"{embed.before}{identity}{embed.after}"


def moment(day: str, zone: str) -> str:
    """Ten in the morning of `day` (YYYY-MM-DD) in a zone of the IANA list, ISO 8601.

    Raises:
        BadInput: no such day, no such zone.
    """
    try:
        at = datetime.combine(date.fromisoformat(day[:10]), time(10), ZoneInfo(zone))
    except (ValueError, KeyError, OSError) as error:
        raise BadInput(
            f"{day!r} in the time zone {zone!r} is no moment: {error}",
            "Correct [site] timezone in pod2post.toml, such as Asia/Taipei.",
        ) from error
    return at.isoformat(timespec="seconds")


def read_back(page: str) -> tuple[FrontMatter, tuple[str, ...]]:
    """Front matter and blocks of a page, as another program would read them.

    Raises:
        Pod2postError: the page has no front matter that YAML can read, or an unknown field.
    """
    import yaml  # only who renders pays for it

    fence, _, rest = page.partition("---\n")
    raw, _, body = rest.partition("\n---\n")
    try:
        data: Any = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        raise _our_fault(f"no YAML reader takes the front matter: {error}") from error
    if fence or not isinstance(data, dict):
        raise _our_fault("the page does not begin with front matter")
    if not set(NEEDED) <= set(data) <= set(FIELDS):
        raise _our_fault(f"the front matter holds the fields {sorted(data)}")
    try:
        fields = {name: _read(FIELDS[name], item) for name, item in data.items()}
    except (TypeError, ValueError) as error:
        raise _our_fault(f"a field of the front matter has another form: {error}") from error
    matter = FrontMatter(**{"source_url": None, **fields})
    return matter, tuple(body.strip("\n").split("\n\n"))


def _read(form: Form, item: Any) -> Any:
    """What `_written` wrote, as YAML has it, as the field holds it."""
    if form == "moment":
        return item.isoformat(timespec="seconds") if isinstance(item, datetime) else str(item)
    if form == "references":
        return tuple(
            Reference(**row) if isinstance(row, dict) else Reference(url=row) for row in item
        )
    return tuple(item) if form == "list" else item


class Unreadable(ValueError):
    """No YAML reader takes it; `line` counts from 0, and is None where nobody can say."""

    def __init__(self, said: str, line: int | None) -> None:
        super().__init__(said)
        self.line = line


def parsed(raw: str) -> Any:
    """What YAML makes of a front matter.

    Raises:
        Unreadable: nothing.
    """
    import yaml  # as above

    try:
        return yaml.safe_load(raw)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or " ".join(str(error).split())[:200]
        raise Unreadable(said, mark.line if mark else None) from error


def fields(raw: str, name: str) -> dict[str, Any]:
    """The fields of a front matter that a person may have changed, times as ISO 8601.

    Raises:
        BadInput: it is no YAML mapping; `name` is what the error calls it.
    """
    try:
        data = parsed(raw)
    except Unreadable as error:
        raise BadInput(f"the front matter of {name} is no YAML: {error}", "Mend it.") from error
    if not isinstance(data, dict):
        raise BadInput(f"the front matter of {name} holds no fields", "Is it the right file?")
    return {
        str(key): item.isoformat() if isinstance(item, date) else item for key, item in data.items()
    }


def canonical(name: str, item: Any) -> str | None:
    """How a field of `FIELDS` is written that YAML reads as `item`; None: `item` is no such."""
    form = FIELDS[name]
    kinds: dict[Form, type] = {"text": str, "moment": datetime, "flag": bool}
    texts = isinstance(item, list) and all(isinstance(one, str) for one in item)
    if not isinstance(item, kinds.get(form, list)) or (form == "list" and not texts):
        return None
    if isinstance(item, datetime) and item.tzinfo is None:
        return None
    try:
        return _written(form, _read(form, item))
    except (TypeError, ValueError):
        return None


def written(name: str, item: Any) -> str:
    """How a field of `FIELDS` is written."""
    return _written(FIELDS[name], item)


def _our_fault(what: str) -> Pod2postError:
    return Pod2postError(
        f"the post that was about to be written is not what was meant: {what}",
        "Nothing was written. Please report it with the run's folder.",
    )


def refuse_difference(
    page: str, matter: FrontMatter, blocks: tuple[str, ...], own: tuple[str, ...] = ()
) -> None:
    """Check that `page` reads back as what was meant; `own` blocks are a person's Markdown.

    Raises:
        Pod2postError: it does not; the first difference is named.
    """
    seen, found = read_back(page)
    for field in FrontMatter.__dataclass_fields__:
        if getattr(seen, field) != getattr(matter, field):
            raise _our_fault(f"{field} reads back as {getattr(seen, field)!r}")
    if found != blocks:
        first = next((a for a, b in zip(found, blocks, strict=False) if a != b), "(missing)")
        raise _our_fault(f"{len(found)} blocks in place of {len(blocks)}, first odd: {first[:60]}")
    ours = [block for block in found if block not in own]
    stray = [block for block in ours if "{{" in block and not block.startswith("{{<")]
    if stray or found.count("---") != 1 + own.count("---"):
        raise _our_fault("a shortcode or a rule stands where none was put")
