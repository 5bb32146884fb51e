"""A file held against the post as its run prints it: blocks as paragraphs of the draft. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pod2post import zh
from pod2post.revision import aligning, handmade
from pod2post.revision.aligning import Origin, Stand, key
from pod2post.revision.placing import PAIRS, Placed, placed
from pod2post.rules.passages import quotes
from pod2post.stages.amend import OBSERVATION
from pod2post.stages.render import printed
from pod2post.values import Evidence, Paragraph, Quote, Section, Subject

LEAD = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The post as it stands, the quotations that a file may hold, and the file.

    `kept`: the words in quotation marks that the file still has, by `aligning.key`.
    """

    shown: Subject
    known: dict[str, Quote]
    stands: tuple[Stand, ...]
    headings: dict[str, str]
    page: handmade.Page
    kept: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One block of the file as a paragraph. `own`: it is Markdown of a person's own hand."""

    paragraph: Paragraph
    block: str
    come: Origin
    placed: Placed | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the file: which section it is, its heading, its blocks."""

    id: str
    heading: str
    taken: tuple[Taken, ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(row.paragraph for row in self.taken)

    @property
    def verbatim(self) -> tuple[int, ...]:
        return tuple(n for n, row in enumerate(self.taken) if row.own)


def reading(shown: Subject, page: handmade.Page, records: Sequence[Evidence]) -> Reading:
    """What the file is compared with. `records` are rows of grounding records, newest first."""
    stands: list[Stand] = []
    headings: dict[str, str] = {}
    for where, heading, rows in printed(shown):
        if heading is not None:
            headings[where] = heading
        stands += (
            Stand(where=where, paragraph=paragraph, block=block, key=key(block))
            for paragraph, block in rows
        )
    kept: dict[str, int] = {}
    for part in page.parts:
        for block in part.blocks:
            for match in PAIRS.finditer(block):
                words = key(next(text for text in match.groups() if text is not None))
                kept[words] = kept.get(words, 0) + 1
    return Reading(
        shown=shown,
        known=_known(shown, records),
        stands=tuple(stands),
        headings=headings,
        page=page,
        kept=kept,
    )


def _known(shown: Subject, records: Sequence[Evidence]) -> dict[str, Quote]:
    """The post's quotations, then those that only an earlier record has, under ids of their own."""
    known = quotes(shown)
    said = {key(quote.chinese or quote.source) for quote in known.values()}
    for row in records:
        if row.kind == "quote" and row.quote and key(row.text) not in said:
            said.add(key(row.text))
            name = row.quote if row.quote not in known else f"{row.quote}r{len(known)}"
            known[name] = Quote(
                id=name,
                section=row.where,
                cues=row.cues,
                source=row.source,
                chinese=row.text,
                speaker=row.speaker,
                start_ms=row.start_ms,
                end_ms=row.end_ms,
                grade="exact",
                tests=row.tests,
            )
    return known


# --- parts ----------------------------------------------------------------------------


def parts(now: Reading) -> tuple[Part, ...]:
    """The lead, then the sections, in the order of the file."""
    lead, *rest = now.page.parts
    names = _names(now, rest)
    rows = [Part(id=LEAD, heading="", taken=_taken(now, lead.blocks, LEAD))]
    for name, part in zip(names, rest, strict=True):
        rows.append(
            Part(
                id=name,
                heading=_heading(now, name, part.heading or ""),
                taken=_taken(now, part.blocks, name),
            )
        )
    return tuple(rows)


def _names(now: Reading, rest: Sequence[handmade.Part]) -> list[str]:
    found = aligning.identities(rest, now.headings, now.stands)
    taken = {*now.headings, *(name for name in found if name)}
    opinion = key(zh.OBSERVATION)
    names: list[str] = []
    for name, part in zip(found, rest, strict=True):
        if name is None and key(part.heading or "") == opinion and OBSERVATION not in taken:
            name = OBSERVATION  # noqa: PLW2901 - the one section that has its name from its heading
        if name is None:
            name = next(f"e{n}" for n in range(1, 1000) if f"e{n}" not in taken)  # noqa: PLW2901
        taken.add(name)
        names.append(name)
    return names


def _heading(now: Reading, name: str, heading: str) -> str:
    """The heading's text; that of the section where nothing changed."""
    if now.headings.get(name) == heading:
        return {s.id: s.heading for s in _sections(now.shown)}[name]
    return handmade.as_heading(heading)


def _sections(shown: Subject) -> tuple[Section, ...]:
    opinion = shown.draft.observation
    return (*shown.draft.sections, *([opinion] if opinion else []))


# --- blocks ---------------------------------------------------------------------------


def _taken(now: Reading, blocks: Sequence[str], where: str) -> tuple[Taken, ...]:
    return tuple(_one(now, block, where) for block in blocks)


def _one(now: Reading, block: str, where: str) -> Taken:
    come = aligning.origin(block, now.stands, (where,))
    if come.same and handmade.alike(come.stands[0].block, block):
        paragraph = come.stands[0].paragraph
        own = paragraph.text in now.shown.verbatim
        return Taken(paragraph=paragraph, block=block, come=come, own=own)
    here = [mark for stand in come.stands for mark in zh.marks(stand.paragraph.text)]
    found = placed(block, now.known, here, now.kept)
    skeleton = zh.MARK.sub("甲", found.text)  # any Han: quotations are protected when printed
    text, own = found.text, False
    plain = handmade.as_text(skeleton)
    if plain is None:
        own = True
    elif plain != skeleton:
        text = handmade.plain(text)
    cues = dict.fromkeys(come.cues)
    for name in found.used:
        cues |= dict.fromkeys(now.known[name].cues)
    paragraph = Paragraph(text=text, cues=tuple(cues))
    if come.same and replace(come.stands[0].paragraph, cues=paragraph.cues) == paragraph:
        paragraph = come.stands[0].paragraph  # only the marks of the quotations differ
    return Taken(paragraph=paragraph, block=block, come=come, placed=found, own=own)
