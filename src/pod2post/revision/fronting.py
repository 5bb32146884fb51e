"""What an editor wrote into the front matter by hand, as her choice. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pod2post.extras import FrontEdit, Reference, is_place
from pod2post.stages.render import front_matter
from pod2post.values import Subject

FIELDS = ("image", "related_companies", "related_people", "references")


def chosen(matter: Mapping[str, Any], now: Subject) -> FrontEdit:
    """The editor's choice with each field that the file has otherwise than `now` is printed.

    A field that was taken out is empty from now on; one of another form is not taken over.
    """
    printed, edit = front_matter(now), now.front.edit
    for name in FIELDS:
        said = _said(name, matter.get(name))
        if said is not None and said != (getattr(printed, name) or _said(name, None)):
            edit = replace(edit, **{name: said})
    return edit


def _said(name: str, item: Any) -> Any:
    """The field as the edit holds it; None where it has no form that is known."""
    if name == "image":
        place = item or ""
        return place if isinstance(place, str) and (not place or is_place(place)) else None
    rows = item if isinstance(item, list) else [] if item is None else None
    if rows is None:
        return None
    if name == "references":
        made = [_reference(row) for row in rows]
        return tuple(made) if all(made) else None
    return tuple(rows) if all(isinstance(row, str) for row in rows) else None


def _reference(row: Any) -> Reference | None:
    fields = {"url": row} if isinstance(row, str) else row
    try:
        made = Reference(**fields)
    except (TypeError, ValueError):
        return None
    return made if isinstance(made.title, str) else None
