"""A Markdown file with all that can be said of it: by its run's rules where it has a run.

A file that was edited since its run printed it is read as `adopt` would, and nothing is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pod2post.errors import BadInput
from pod2post.page import paper
from pod2post.page.paper import Paper
from pod2post.page.sheet import Sheet, sheet
from pod2post.ports import Glossary
from pod2post.revision import adopting, editing, waiving
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules import pages
from pod2post.rules.locating import located
from pod2post.rules.passages import sections
from pod2post.settings import Settings
from pod2post.values import Finding, Names

NOBODY = Names(entries=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What files are looked at with: where runs are, the settings, a dictionary if there is one."""

    workspace: Path
    known: Settings
    glossary: Glossary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A finding at its place; `line` and `column` count from 1, columns in characters."""

    line: int
    column: int
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file as it was found. `run` is its run with the file's own changes, None without one;
    `numbered` is what that run's rules found, waived or not.
    """

    file: Path
    paper: Paper
    sheet: Sheet
    run: Opened | None
    rows: tuple[Row, ...]
    numbered: tuple[Numbered, ...] = ()

    @property
    def names(self) -> Names:
        return self.run.shown.names if self.run else NOBODY


def look(file: Path, desk: Desk) -> Looked:
    """The file with its findings, in the order of its lines.

    Raises:
        BadInput: it cannot be read, or is no text.
    """
    leaf = paper.read(file)
    page = sheet(leaf.text)
    run, why = (None, "") if page.broken else _run(file, desk)
    numbered = waiving.numbered(run, desk.glossary) if run else ()
    if run:
        page = _named(page, run)
        found = [*_of_run(page, run, numbered), *pages.bound(page, desk.known.site)]
    else:
        site = desk.known.site
        found = [*pages.lone(page, site), *pages.worded(page, NOBODY, site), _unproved(why)]
    found += _form(leaf)
    rows = sorted((_placed(page, row) for row in found), key=lambda row: (row.line, row.column))
    return Looked(file=file, paper=leaf, sheet=page, run=run, rows=tuple(rows), numbered=numbered)


def _run(file: Path, desk: Desk) -> tuple[Opened | None, str]:
    """The run of the file as the file has it, or why there is none."""
    try:
        run = adopting.run_of(file, desk.workspace)
        return adopting.as_edited(run, file, desk.known), ""
    except BadInput as error:
        return None, error.cause


def _named(page: Sheet, run: Opened) -> Sheet:
    """The page whose sections bear the ids that they have in the run."""
    ids = [section.id for section in sections(run.shown)]
    lead, *rest = page.parts
    if len(rest) != len(ids):
        return page
    named = (replace(part, id=name) for part, name in zip(rest, ids, strict=True))
    return replace(page, parts=(lead, *named))


def _of_run(page: Sheet, run: Opened, rows: tuple[Numbered, ...]) -> Iterator[Finding]:
    for finding in editing.settled(tuple(row.finding for row in rows), run.edits):
        yield located(page, finding)


def _unproved(why: str) -> Finding:
    return Finding(
        rule="grounding",
        severity="note",
        where="page",
        what="no run of it is known: that its quotations were spoken could not be checked"
        + (f" ({why})" if why else ""),
        mend="Name the folder of its run with --workspace.",
    )


def _form(found: Paper) -> Iterator[Finding]:
    """How a program saved it: nothing that a reader sees, and never changed."""
    ends = set(found.ends)
    odd = (
        (found.encoding != "utf-8", f"the file is {found.encoding.upper()}"),
        (found.encoding == "utf-8" and bool(found.mark), "a byte order mark"),
        (len(ends) > 1, "lines end in several ways"),
        (len(ends) == 1 and "\n" not in ends, "lines end as on another system"),
        (bool(found.text) and not found.text.endswith("\n"), "the last line has no end"),
    )
    for is_so, what in odd:
        if is_so:
            mend = "Save it as UTF-8 with LF; Hugo takes it as it is."
            yield Finding(rule="file", severity="note", where="page", what=what, mend=mend)


def _placed(page: Sheet, finding: Finding) -> Row:
    line, column = page.place(min(finding.start or 0, len(page.text)))
    return Row(line=line, column=column, finding=finding)
