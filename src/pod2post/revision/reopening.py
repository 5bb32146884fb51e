"""A run read back from its folder: what it was made of, checked by the rules of today.

No stage is executed and nothing is fetched: what a run made is in its files, whichever version
of the program wrote them. Whoever shows, checks or publishes a run comes this way.
"""

from dataclasses import replace
from pathlib import Path

from pod2post import codec, runs, scene
from pod2post.extras import Front
from pod2post.linking import links
from pod2post.naming import names as sheets
from pod2post.ports import Glossary
from pod2post.revision import editing
from pod2post.revision.edits import Amended, Edits, named
from pod2post.rules import findings
from pod2post.runs import FILES, Run, finished
from pod2post.settings import Settings
from pod2post.stages.amend import amended
from pod2post.stages.render import rendered
from pod2post.store import Store, write_atomically
from pod2post.values import (
    Audio,
    Checked,
    Draft,
    House,
    Mended,
    Names,
    Post,
    Quotes,
    Source,
    Subject,
    Transcript,
    value,
)
from pod2post.writing import judging

ABOUT = "about.json"


@value
class About:
    """What show, settings and editor brought to a run: `about.json` in its folder."""

    house: House
    names: Names
    notes: str = ""
    front: Front = Front()


@value
class Opened:
    """A run as it was written, as it is with its edits, and what is to be said of it.

    `written` is the subject before any edit: bases of edits are digests of its parts.
    """

    written: Subject
    shown: Subject
    edits: Edits
    amended: Amended


def keep_about(run: Run, subject: Subject) -> None:
    """Write `about.json`, so that the run can be read without the settings of that day."""
    about = About(
        house=subject.house, names=subject.names, notes=subject.notes, front=subject.front
    )
    write_atomically(run.path(ABOUT), codec.readable(about).encode())


def opened(
    run: Run, known: Settings, edits: Edits | None = None, written: Subject | None = None
) -> Opened:
    """The run from its files, with `edits` in place of its own where they are given.

    `written`: what its other files held the last time, for who knows that they are the same.

    Raises:
        BadInput: the run has not come as far as a draft, or an entry cannot be read.
    """
    written = written or _written(run, known)
    mine = run.edits() if edits is None else edits
    if not run.path(FILES["amend"]).is_file():
        mine = _since(run, written, mine)
    made = amended(written, mine)
    shown = judging.remembered(run, laid_over(written, made, mine))
    return Opened(written=written, shown=shown, edits=mine, amended=made)


def reopened(run: Run, known: Settings) -> Subject:
    """The run's draft with its edits, and all that it can be checked against and rendered from.

    Raises:
        BadInput: as `opened`.
    """
    return opened(run, known).shown


def laid_over(written: Subject, made: Amended, edits: Edits) -> Subject:
    """The subject with what became of its draft and quotations under the edits."""
    return replace(
        written,
        draft=made.draft,
        quotes=made.quotes,
        verbatim=made.verbatim,
        front=replace(written.front, edit=edits.front),
        names=named(written.names, edits.names),
    )


def checked(run: Opened, glossary: Glossary | None = None) -> Checked:
    """The draft with what the rules of today find in it, waivers considered."""
    return settled(Checked(draft=run.shown.draft, findings=findings(run.shown, glossary)), run)


def settled(made: Checked, run: Opened) -> Checked:
    """What the rules found, what became of the edits, and what the editor let stand."""
    found = (*made.findings, *run.amended.findings)
    return replace(made, findings=editing.settled(found, run.edits))


def post(run: Opened) -> Post:
    """The page and its grounding record.

    Raises:
        BadInput, Pod2postError: as the stage `render`.
    """
    return rendered(run.shown)


def published(run: Opened, path: Path, shelf: Store) -> Path:
    """Write the page to `path`, or beside it where a person's text stands; returns where."""
    return shelf.place(path, post(run).markdown)


# --- the files of a run ---------------------------------------------------------------


def _written(run: Run, known: Settings) -> Subject:
    linked = links.kept(run)
    source = links.laid_over(finished(run, Source, FILES["resolve"]), linked)
    about = _about(run, source, known)
    return Subject(
        source=source,
        audio=finished(run, Audio, FILES["fetch"]).digest,
        transcript=_read(finished(run, Transcript, FILES["attribute"]), runs.kept_names(run)),
        names=about.names,
        quotes=finished(run, tuple[Quotes, ...], FILES["quote"]),
        draft=finished(run, Draft, FILES["write"]),
        house=about.house,
        notes=about.notes,
        partial=linked.partial,
        front=about.front,
    )


def _about(run: Run, source: Source, known: Settings) -> About:
    """`about.json`; for a run from before there was one, what the settings say now."""
    if run.path(ABOUT).is_file():
        return finished(run, About, ABOUT)
    show = known.show_for(source.show)
    home = scene.house_of(show, source, known.site)
    return About(house=home, names=sheets.sheet(source, show))


def _read(transcript: Transcript, mended: tuple[Mended, ...]) -> Transcript:
    """The transcript with its names as they were shown, and not as a sheet of today has them."""
    changes: dict[str, list[Mended]] = {}
    for row in mended:
        changes.setdefault(row.cue, []).append(row)
    cues = tuple(
        replace(cue, text=_spelt(cue.text, changes.get(cue.id, ()))) for cue in transcript.cues
    )
    return replace(transcript, cues=cues)


def _spelt(text: str, rows: "list[Mended] | tuple[()]") -> str:
    """The text with each name in turn; one that is not found any more is left as it was heard."""
    done, rest = "", text
    for row in rows:
        before, found, after = rest.partition(row.heard)
        if found:
            done, rest = f"{done}{before}{row.shown}", after
    return done + rest


def _since(run: Run, written: Subject, edits: Edits) -> Edits:
    """The edits of a run whose draft holds the earlier ones already.

    Before schema 2 a run's folder held the draft as amended. An edit of a section that was
    edited before names the digest from before both; here it stands on the earlier edit.
    """
    roots = _roots(run, written)
    return _based(edits, {(name, base): now for name, (base, now) in roots.items()})


def rooted(run: Run, now: Opened, edits: Edits) -> Edits:
    """The edits as they are kept: on what the writer wrote, also where an old run lacks it."""
    if run.path(FILES["amend"]).is_file():
        return edits
    roots = _roots(run, now.written)
    return _based(edits, {(name, here): base for name, (base, here) in roots.items()})


def _roots(run: Run, written: Subject) -> dict[str, tuple[str, str]]:
    """By section that an edit has changed already: the digests before and after it."""
    stands = {section.id: section for section in written.draft.sections}
    roots: dict[str, tuple[str, str]] = {}
    for past in (*run.past_edits(), run.edits()):
        for edit in past.edits:
            stood = stands.get(edit.section)
            if stood and (stood.heading, stood.paragraphs) == (edit.heading, edit.paragraphs):
                roots.setdefault(edit.section, (edit.base, codec.digest(stood)))
    return roots


def _based(edits: Edits, bases: dict[tuple[str, str], str]) -> Edits:
    rows = (
        replace(edit, base=bases.get((edit.section, edit.base), edit.base)) for edit in edits.edits
    )
    return replace(edits, edits=tuple(rows))
