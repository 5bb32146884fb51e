"""A post that was edited by hand, read back as `Edits` of its run.

The file is compared with the post as the run prints it. What is the same stays what it was;
what differs becomes an edit, its quotations bound by the grounding record, its paragraphs
resting on the cues of those that they were made from. The file is never written to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pod2post import codec, runs
from pod2post.errors import BadInput
from pod2post.publishing import record
from pod2post.revision import comparing, editing, fronting, handmade, reopening, unproved
from pod2post.revision.comparing import LEAD, Part, Reading
from pod2post.revision.differing import changes
from pod2post.revision.edits import Edit, Edits, HeadEdit, QuoteEdit, Removed
from pod2post.revision.otherwise import otherwise, stale
from pod2post.revision.reopening import Opened
from pod2post.revision.requoting import requoted
from pod2post.revision.unproved import Unproved
from pod2post.rules.passages import cues, quotes, sections
from pod2post.runs import Run
from pod2post.settings import Settings
from pod2post.stages.amend import OBSERVATION
from pod2post.stages.render import front_matter
from pod2post.store import Store, put_aside
from pod2post.values import Cue, Evidence, Grounding, Paragraph, Quote, value
from pod2post.zh import marks

HEAD_FIELDS = ("title", "description", "tags")


@value
class Adopted:
    """What was taken over from a file.

    `changes`: in lines, what differs from the post as it was. `unproved`: what lost its
    evidence. `left`: what the program will print otherwise, and what it cannot take over.
    `edits`: the file that holds the result; None where nothing differed.
    """

    run: str
    file: str
    edits: str | None
    changes: tuple[str, ...]
    unproved: tuple[Unproved, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A file read back: its bytes, the edits that would hold what it says, and as in `Adopted`.

    `then`: the run with these edits. `issued`: it is a copy of the published page.
    """

    data: bytes
    edits: Edits
    then: Opened
    changes: tuple[str, ...]
    unproved: tuple[Unproved, ...]
    left: tuple[str, ...]
    issued: bool


def adopt(run: Run, file: Path, known: Settings, *, lock: bool = False) -> Adopted:
    """Take the file's changes over into the run's `edits.json`; earlier edits are kept beside it.

    `lock`: all parts of the post are locked against later runs.

    Raises:
        BadInput: the file is no post of this run, or the run has no post yet.
    """
    back = read_back(run, file, known, lock=lock)
    changed = back.edits != run.edits()
    if changed:
        run.keep_edits(back.edits)
    taken_over(run, back)
    return Adopted(
        run=str(run.folder),
        file=str(file),
        edits=str(run.path("edits.json")) if changed else None,
        changes=back.changes,
        unproved=back.unproved,
        left=back.left,
    )


def read_back(run: Run, file: Path, known: Settings, *, lock: bool = False) -> Back:
    """What `adopt` would take over; nothing is kept.

    Raises:
        BadInput: as `adopt`.
    """
    data, page = handmade.read(file)
    now = reopening.opened(run, known)
    what = comparing.reading(now.shown, page, tuple(_records(run)))
    parts = comparing.parts(what)
    _refuse_stranger(what, parts, file, run)
    edits = _taken(now, what, parts)
    then = reopening.opened(run, known, edits)
    if lock:
        every = (editing.HEAD, *(section.id for section in sections(then.shown)))
        edits = editing.locked(edits, every, then.written, then.shown)
        then = reopening.opened(run, known, edits)
    issued = record.publication(run) if page.matter.get("draft") is False else None
    return Back(
        data=data,
        edits=reopening.rooted(run, then, edits),
        then=then,
        changes=tuple(changes(now, then)),
        unproved=unproved.found(what, parts),
        left=(*stale(then), *otherwise(then, page, file, issued)),
        issued=issued is not None,
    )


def taken_over(run: Run, back: Back) -> None:
    """All that the file says is in the edits now: the next page may stand in its place.

    Not where something of it was left.
    """
    if back.left:
        return
    if back.issued:
        record.take_over(run, back.data)
    else:
        Store(run.folder.parent.parent / "store").put(back.data)


def as_edited(run: Run, file: Path, known: Settings) -> Opened:
    """The run as it would be with the file's changes; nothing is kept.

    Raises:
        BadInput: as `adopt`.
    """
    now = reopening.opened(run, known)
    what = comparing.reading(now.shown, handmade.read(file)[1], tuple(_records(run)))
    parts = comparing.parts(what)
    _refuse_stranger(what, parts, file, run)
    return reopening.opened(run, known, _taken(now, what, parts))


def run_of(file: Path, workspace: Path) -> Run:
    """The run whose post the file is: by its folder, else by its name.

    Raises:
        BadInput: it belongs to no run, or to several.
    """
    if (file.parent / "run.json").is_file():
        return runs.find_run(workspace, str(file.parent))
    name = file.parent.name if file.name == "index.md" else file.name
    slug = name.partition(".")[0]
    found = [
        path.parent
        for path in sorted(workspace.glob("runs/*/run.json"))
        if slug in (path.parent.name, runs.DAY.sub("", path.parent.name))
    ]
    if len(found) == 1:
        return runs.find_run(workspace, str(found[0]))
    if found:
        shown = ", ".join(path.name for path in found)
        raise BadInput(f"{file} may be the post of {len(found)} runs", f"--run one of: {shown}.")
    raise BadInput(
        f"{file} belongs to no run in {workspace}",
        "Name its run with --run, or the right folder with --workspace.",
    )


def _records(run: Run) -> Iterator[Evidence]:
    """The rows of the run's grounding record, then of those put aside, newest first."""
    if run.path(runs.GROUNDING).is_file():
        yield from runs.finished(run, Grounding, runs.GROUNDING).evidence
    for path in reversed(put_aside(run.path(runs.GROUNDING))):
        yield from runs.finished(run, Grounding, path.name).evidence


def _refuse_stranger(what: Reading, parts: Sequence[Part], file: Path, run: Run) -> None:
    rows = [row for part in parts for row in part.taken]
    if any(row.come.stands or (row.placed and row.placed.used) for row in rows):
        return
    if what.page.matter.get("title") != front_matter(what.shown).title:
        raise BadInput(
            f"{file} has nothing in common with the post of {run.folder.name}",
            "Name the run that it belongs to with --run.",
        )


# --- edits ----------------------------------------------------------------------------


def _taken(now: Opened, what: Reading, parts: Sequence[Part]) -> Edits:
    edits = _sections(now, what, parts)
    edits = _quotations(now, what, parts, _head(now, what, parts[0], edits))
    return replace(edits, front=fronting.chosen(what.page.matter, now.shown))


def _sections(now: Opened, what: Reading, parts: Sequence[Part]) -> Edits:
    """The edits with what became of the sections: their text, their order, those taken out."""
    edits, shown = now.edits, {section.id: section for section in sections(now.shown)}
    earlier = {edit.section: edit for edit in edits.edits}
    now_known = quotes(now.shown).keys()
    stood: dict[str, list[Paragraph]] = {}
    for stand in what.stands:
        stood.setdefault(stand.where, []).append(stand.paragraph)
    for part in parts[1:]:
        section = shown.get(part.id)
        placed = {mark for row in part.paragraphs for mark in marks(row.text)}
        here = placed & what.known.keys() <= now_known
        same = section and section.heading == part.heading and here
        if same and part.paragraphs == tuple(stood.get(part.id, ())):
            continue
        old = earlier.get(part.id)
        edits = editing.with_edit(edits, _edit(now, what, part, old))
    ids = [part.id for part in parts[1:]]
    gone = [name for name in shown if name not in ids]
    removed = (Removed(section=name, base=codec.digest(shown[name])) for name in gone)
    kept = (row for row in edits.removed if row.section not in (*gone, *ids))
    edits = replace(editing.unlocked(edits, gone), removed=(*kept, *removed))
    order = tuple(name for name in ids if name != OBSERVATION)
    if order != tuple(section.id for section in now.shown.draft.sections):
        edits = replace(edits, order=order)
    return edits


def _edit(now: Opened, what: Reading, part: Part, old: Edit | None) -> Edit:
    quoted, heard = _resting(what, part.paragraphs)
    return Edit(
        section=part.id,
        base=editing.base_of(part.id, now.written),
        heading=part.heading,
        paragraphs=part.paragraphs,
        locked=bool(old and old.locked),
        quotes=quoted,
        cues=heard,
        verbatim=part.verbatim,
    )


def _resting(
    what: Reading, paragraphs: Iterable[Paragraph]
) -> tuple[tuple[Quote, ...], tuple[Cue, ...]]:
    """The quotations of these paragraphs, known from whichever record, and the cues they cite."""
    rows = tuple(paragraphs)
    names = dict.fromkeys(mark for row in rows for mark in marks(row.text))
    used = {name for row in rows for name in row.cues}
    heard = tuple(cue for name, cue in cues(what.shown).items() if name in used)
    return tuple(what.known[name] for name in names if name in what.known), heard


def _head(now: Opened, what: Reading, lead: Part, edits: Edits) -> Edits:
    """The edits with title, description, tags and lead of the file, where they differ."""
    top, shown = now.shown.draft.head, front_matter(now.shown)
    fields: dict[str, Any] = {name: getattr(top, name) for name in HEAD_FIELDS}
    for name in HEAD_FIELDS:
        said = what.page.matter.get(name)
        if isinstance(said, list):
            said = tuple(item for item in said if isinstance(item, str))
        if said is not None and said != getattr(shown, name) and type(said) is type(fields[name]):
            fields[name] = said
    stood = tuple(stand.paragraph for stand in what.stands if stand.where == LEAD)
    text = top.lead if lead.paragraphs == stood else lead.paragraphs
    if all(fields[name] == getattr(top, name) for name in HEAD_FIELDS) and text == top.lead:
        return edits
    edit = HeadEdit(
        base=editing.base_of(editing.HEAD, now.written),
        lead=text,
        locked=bool(edits.head and edits.head.locked),
        cues=_resting(what, text)[1],
        verbatim=lead.verbatim if text == lead.paragraphs else (),
        **fields,
    )
    return replace(edits, head=edit)


def _quotations(now: Opened, what: Reading, parts: Sequence[Part], edits: Edits) -> Edits:
    """The edits with each quotation that was reworded, wherever it is kept."""
    changed: dict[str, str] = {}
    for part in parts:
        for row in part.taken:
            changed |= row.placed.reworded if row.placed else {}
    written = quotes(now.written)
    held = {quote.id for edit in edits.edits if edit.locked for quote in edit.quotes}
    for name, chinese in changed.items():
        old = next((row for row in edits.quotes if row.quote == name), None)
        if name in written and name not in held:
            change = old or QuoteEdit(quote=name, base=codec.digest(written[name]))
            edits = editing.with_quote(edits, replace(change, drop=False, chinese=chinese))
            continue
        wish = QuoteEdit(quote=name, base="", chinese=chinese)
        quote = requoted(now.shown, what.known[name], wish)
        rows = (
            replace(edit, quotes=tuple(quote if q.id == name else q for q in edit.quotes))
            for edit in edits.edits
        )
        edits = replace(edits, edits=tuple(rows))
    return edits
