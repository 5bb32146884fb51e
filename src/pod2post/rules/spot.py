"""Where on a page a rule points: a fault at characters of the page's own text."""

from collections.abc import Callable, Iterator
from typing import Literal

from pod2post import zh
from pod2post.page.sheet import Sheet
from pod2post.page.site import Site
from pod2post.rules.passages import Fault, Passage
from pod2post.values import Finding

Severity = Literal["error", "warning", "note"]
PageRule = Callable[[Sheet], Iterator[Finding]]
SiteRule = Callable[[Sheet, Site], Iterator[Finding]]


def fault(rule: str, severity: Severity, what: str, mend: str) -> Fault:
    return Fault(rule=rule, severity=severity, what=what, mend=mend)


def spot(sheet: Sheet, where: str) -> Passage:
    """The whole page as one passage: offsets in it are offsets of the file's text."""
    return Passage(where=where, kind="paragraph", text=sheet.text)


def part_at(sheet: Sheet, offset: int) -> str:
    """The part in which a character stands: `header`, `lead`, `s1` ... or `observation`."""
    if offset < sheet.body:
        return "front matter"
    name = "header" if any(offset < block.end for block in sheet.top) else "lead"
    for part in sheet.parts:
        if part.heading and part.heading.start <= offset:
            name = part.id
    return name


def opinions(sheet: Sheet) -> tuple[int, ...]:
    """The numbers of the parts that are 我的觀察."""
    return tuple(
        number
        for number, part in enumerate(sheet.parts)
        if part.heading and sheet.title(part.heading) == zh.OBSERVATION
    )
