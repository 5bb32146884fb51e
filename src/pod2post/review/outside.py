"""A post that was changed outside the page: its draft file, or its copy on the site."""

from dataclasses import replace
from pathlib import Path

from pod2post import codec
from pod2post.errors import BadInput
from pod2post.publishing import placing, record
from pod2post.review import standing
from pod2post.review.basis import basis, parts_of, section_of
from pod2post.review.room import Room, Seen
from pod2post.revision import adopting
from pod2post.revision.adopting import Back
from pod2post.revision.editing import HEAD
from pod2post.revision.mends import boxed
from pod2post.revision.worddiff import Piece, pieces
from pod2post.rules.passages import quotes
from pod2post.runs import Run
from pod2post.value import value
from pod2post.values import Subject

WHICH = {"draft": "草稿檔 post.md", "site": "網站上的文章"}
LOST = {
    "quotation": "引文",
    "number": "數字",
    "name": "名稱",
    "sentence": "句子",
    "paragraph": "段落",
}

NEAR = 40  # characters beside a change that are shown


@value
class Part:
    """A part that the file has otherwise, and how."""

    name: str
    difference: tuple[Piece, ...]


@value
class Changed:
    """A file with what it would change. `lost`: what kind, and text, of what loses its evidence.

    `why`: it cannot be read back, and why.
    """

    which: str
    name: str
    file: str
    digest: str
    back: Back | None
    parts: tuple[Part, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    why: str = ""


def files(run: Run, seen: Seen) -> dict[str, Path]:
    """The files that are not as the program left them, by which they are."""
    found: dict[str, Path] = {}
    if mine := placing.edited(run, seen.post.markdown.encode()):
        found["draft"] = mine
    past = record.read(run)
    if past and past.last:
        there = Path(past.last.file)
        digest = record.digest_of(there)
        if digest is not None and not past.wrote(digest):
            found["site"] = there
    return found


def changed(room: Room, run: Run) -> tuple[Changed, ...]:
    """What was changed outside, and what taking it over would do; nothing is kept."""
    rows, seen = [], room.seen(run)
    for which, path in files(run, seen).items():
        back, why = None, ""
        try:
            back = adopting.read_back(run, path, room.known)
        except BadInput as error:
            why = str(error)
        digest = codec.digest_bytes(back.data) if back else ""
        rows.append(
            Changed(
                which=which,
                name=WHICH[which],
                file=path.name,
                digest=digest,
                back=back,
                parts=_parts(seen.now.shown, back.then.shown) if back else (),
                lost=tuple((LOST[row.kind], row.text) for row in back.unproved) if back else (),
                why=why,
            )
        )
    return tuple(rows)


def _parts(now: Subject, then: Subject) -> tuple[Part, ...]:
    """The parts that differ, in the order of the file; those taken out come last."""
    names = {**standing.names(now), **standing.names(then)}
    every = dict.fromkeys((*parts_of(then), *parts_of(now)))
    return tuple(
        Part(name=names[part], difference=shortened(pieces(_text(now, part), _text(then, part))))
        for part in every
        if basis(now, part) != basis(then, part)
    )


def shortened(rows: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with long stretches that are the same cut down to what stands near a change."""
    made = []
    for number, row in enumerate(rows):
        if row.kind == "same" and len(row.text) > 2 * NEAR:
            head = row.text[:NEAR] if number else ""
            tail = row.text[-NEAR:] if number < len(rows) - 1 else ""
            made.append(replace(row, text=f"{head}…{tail}"))
        else:
            made.append(row)
    return tuple(made)


def _text(subject: Subject, part: str) -> str:
    """What a reader sees of the part."""
    known, top = quotes(subject), subject.draft.head
    rows = [boxed(row.text, known) for row in standing.paragraphs(subject, part)]
    if part == HEAD:
        return "\n".join((top.title, top.description, "、".join(top.tags), *rows))
    section = section_of(subject, part)
    return "\n".join((section.heading, *rows)) if section else ""
