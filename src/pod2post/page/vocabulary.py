"""The site's own list of companies and people: a TOML or JSON file that the settings name.

[companies.halcyon-forge]
names = ["Halcyon Forge", "Halcyon"]

[people.ida-quill]
names = ["Ida Quill"]
"""

import json
import tomllib
from dataclasses import field
from pathlib import Path
from typing import Any

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.extras import Entry, Wanted
from pod2post.page import templates
from pod2post.page.site import Site
from pod2post.value import value


@value
class Row:
    names: tuple[str, ...]


@value
class Vocabulary:
    """The file, by slug."""

    companies: dict[str, Row] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)


def wanted(site: Site) -> Wanted:
    """What the settings ask of a post's front matter, the list of names read from its file.

    Raises:
        BadInput: as `read` and `templates.effective`.
    """
    return Wanted(
        entries=read(Path(site.vocabulary)) if site.vocabulary else (),
        mentions=site.mentions,
        image=site.image,
        hosts=site.references,
        template=templates.effective(site.templates).own(templates.HUGO),
    )


def read(path: Path) -> tuple[Entry, ...]:
    """The entries of a list, companies first, each in the order of the file.

    Raises:
        BadInput: the file cannot be read, is no such list, or has a name in two places.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        data: Any = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        found = codec.build(Vocabulary, data)
        entries = (
            *(Entry(slug=s, kind="company", names=row.names) for s, row in found.companies.items()),
            *(Entry(slug=s, kind="person", names=row.names) for s, row in found.people.items()),
        )
    except (OSError, ValueError) as error:  # what is no text, TOML, JSON or entry is a ValueError
        raise BadInput(
            f"[site] vocabulary, {path}: {error}",
            'Name a TOML or JSON file, such as [people.ida-quill] names = ["Ida Quill"].',
        ) from error
    _refuse_twice(entries, path)
    return entries


def _refuse_twice(entries: tuple[Entry, ...], path: Path) -> None:
    owner: dict[str, str] = {}
    for entry in entries:
        for name in dict.fromkeys(entry.names):
            if name in owner:
                raise BadInput(
                    f"[site] vocabulary, {path}: {name!r} is {owner[name]} and {entry.slug}",
                    "A name means one of them: take it out of the other.",
                )
            owner[name] = entry.slug
