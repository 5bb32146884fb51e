"""A plan out of the page's form, and what is wrong with it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pod2post.revision import mends
from pod2post.stages.plan import NOT_PLACED, completed
from pod2post.values import LeftOut, Outline, Plan, Segments

MOST_SECTIONS = 6
HEADING = re.compile(r"heading-([A-Za-z0-9_-]{1,40})")
OUT = ""  # where a segment is that no section uses
UNWANTED = "編輯在大綱裡沒有選這一段"


def plan(fields: Mapping[str, str], now: Plan, segments: Segments) -> Plan:
    """The plan as the form has it. Ids are looked up in the plan and the segments.

    A section that goes into another gives it its segments; segments stand in the order of time.

    Raises:
        BadInput: a field is too long.
    """
    ids = [*dict.fromkeys((*(row.id for row in now.sections), *_sent(fields), fresh(now)))]
    goes = {name: fields.get(f"goes-{name}", "keep") for name in ids}
    homes = {name: _home(name, goes) for name in ids}
    used: dict[str, list[str]] = {name: [] for name in ids}
    left = []
    for segment in segments.segments:
        home = homes.get(fields.get(f"where-{segment.id}", OUT))
        if home:
            used[home].append(segment.id)
        else:
            left.append(_left(segment.id, fields, now))
    rows = [_outline(name, fields, tuple(used[name])) for name in ids if homes[name] == name]
    stood = {row.id for row in now.sections}
    rows = [row for row in rows if row.id in stood or row.heading or row.segments]
    order = {name: _order(fields.get(f"order-{name}", "")) for name in ids}
    made = replace(
        now,
        thesis=mends.line(fields.get("thesis", "")),
        titles=tuple(filter(None, map(mends.line, fields.get("titles", "").split("\n")))),
        sections=tuple(sorted(rows, key=lambda row: order[row.id])),
        left_out=tuple(left),
    )
    return completed(made, segments)


def _sent(fields: Mapping[str, str]) -> Iterator[str]:
    """The sections that the form has, be it made from another plan than the one that stands."""
    return (found[1] for name in fields if (found := HEADING.fullmatch(name)))


def fresh(now: Plan) -> str:
    """The id of a section that is added."""
    taken = {row.id for row in now.sections}
    return next(f"s{n}" for n in range(1, 1000) if f"s{n}" not in taken)


def _home(name: str, goes: Mapping[str, str]) -> str | None:
    """The section in which another one ends up; None where it is dropped, or goes in a circle."""
    seen: set[str] = set()
    while goes.get(name) in goes and name not in seen:
        seen.add(name)
        name = goes[name]
    return None if name in seen or goes.get(name) == "drop" else name


def _left(segment: str, fields: Mapping[str, str], now: Plan) -> LeftOut:
    before = {row.segment: row.why for row in now.left_out}
    why = mends.line(fields.get(f"why-{segment}", ""))
    if not why or (segment not in before and why == NOT_PLACED):
        why = before.get(segment, UNWANTED)
    return LeftOut(segment=segment, why=why)


def _outline(name: str, fields: Mapping[str, str], segments: tuple[str, ...]) -> Outline:
    return Outline(
        id=name,
        heading=mends.line(fields.get(f"heading-{name}", "")),
        angle=mends.line(fields.get(f"angle-{name}", "")),
        segments=segments,
    )


def _order(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) < 4
    return int(text) if plain else 999


def complaints(made: Plan, now: Plan, held: frozenset[str]) -> Iterator[str]:
    """What is wrong with the plan, in the page's words. `held`: ids of locked sections."""
    if not made.thesis:
        yield "請寫下這篇文章要說什麼。"
    if not made.titles:
        yield "至少要有一個候選標題。"
    if not made.sections:
        yield "至少要有一節。"
    if len(made.sections) > MOST_SECTIONS:
        yield f"有 {len(made.sections)} 節，最多 {MOST_SECTIONS} 節。"
    for number, row in enumerate(made.sections, start=1):
        if not row.heading:
            yield f"第 {number} 節沒有小標。"
        if not row.segments:
            yield f"第 {number} 節沒有用到任何一段錄音：給它一段，或刪掉這一節。"
    stay = {row.id for row in made.sections}
    for number, row in enumerate(now.sections, start=1):
        if row.id in held and row.id not in stay:
            yield f"原來的第 {number} 節已鎖定，不能刪也不能併：請先解鎖。"


def changes(made: Plan, now: Plan) -> frozenset[str]:
    """The sections that would be written anew: what their prose is made from differs."""
    before = {row.id: row for row in now.sections}
    whole = (made.thesis, _headings(made)) != (now.thesis, _headings(now))
    return frozenset(row.id for row in made.sections if whole or before.get(row.id) != row)


def _headings(some: Plan) -> tuple[str, ...]:
    return tuple(row.heading for row in some.sections)
