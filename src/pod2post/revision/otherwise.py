"""What of a file that was edited by hand the program will print otherwise, in lines. Pure."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from pod2post.page.hugo import Publication
from pod2post.revision import handmade
from pod2post.revision.reopening import Opened
from pod2post.stages.render import rendered


def stale(then: Opened) -> Iterator[str]:
    """Edits that do not fit the text any more, in lines."""
    for finding in then.amended.findings:
        if finding.severity == "error":
            yield f"{finding.where}: {finding.what}"


def otherwise(
    then: Opened, page: handmade.Page, file: Path, issued: Publication | None
) -> Iterator[str]:
    """What the program will print otherwise than the file has it; `issued`: once published."""
    ours = handmade.page(rendered(then.shown, issued).markdown, str(file))
    for name in dict.fromkeys((*ours.matter, *page.matter)):
        mine, theirs = ours.matter.get(name), page.matter.get(name)
        if mine != theirs:
            yield f"front matter, {name}: the file has {theirs!r}, it is printed {mine!r}"
    for mine, theirs in zip_longest(ours.top, page.top):
        if mine is None or theirs is None or not handmade.alike(mine, theirs):
            yield f"above the rule: the file has {_cut(theirs)}, it is printed {_cut(mine)}"
    for part, other in zip_longest(ours.parts, page.parts):
        heads = [row.heading if row else None for row in (part, other)]
        if heads[0] != heads[1]:
            yield f"a heading: the file has {_cut(heads[1])}, it is printed {_cut(heads[0])}"
        rows = zip_longest(part.blocks if part else (), other.blocks if other else ())
        for mine, theirs in rows:
            if mine is None or theirs is None or not handmade.alike(mine, theirs):
                yield f"a paragraph: the file has {_cut(theirs)}, it is printed {_cut(mine)}"


def _cut(text: str | None) -> str:
    return "nothing" if text is None else f"{text[:60]!r}"
