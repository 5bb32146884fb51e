"""What an editor fixed, found again in a transcript that may be another by now. Pure.

A locked section keeps its words. The cues that it rests on are looked up: by id where the
same words stand there, else by the words, near the time first and then anywhere. What is not
found keeps its old cue id, which the rules then name as never heard.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pod2post import verbatim, zh
from pod2post.revision.edits import Edit
from pod2post.values import CheckResult, Cue, Finding, Paragraph, Quote, Quotes

NEAR_MS = 60_000
LOST = "these words are not found in the transcript as it is now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebound:
    """The edit, bound to the cues of a transcript, and what could not be bound."""

    edit: Edit
    findings: tuple[Finding, ...]


def rebound(edit: Edit, now: Sequence[Cue], others: Sequence[Quotes]) -> Rebound:
    """The edit's quotations and paragraphs on the cues as they are `now`.

    `others` are the quotations of all sections: an id that means another one there is renamed.
    """
    moved = places(edit.cues, now)
    names = _renamed(edit, others)
    quotes = tuple(_again(quote, now, names) for quote in edit.quotes if quote.id in names)
    rows = tuple(
        replace(row, text=_marked(row.text, names)) for row in bound(edit.paragraphs, moved)
    )
    lost = tuple(
        _finding(edit.section, quote.chinese or quote.source)
        for quote in quotes
        if any(test == _failed() for test in quote.tests)
    )
    gone = tuple(
        _finding(edit.section, cue.text)
        for cue in edit.cues
        if cue.id in moved and not moved[cue.id]
    )
    return Rebound(edit=replace(edit, quotes=quotes, paragraphs=rows), findings=(*lost, *gone))


def _finding(where: str, text: str) -> Finding:
    return Finding(
        rule="edits",
        severity="error",
        where=where,
        what=f"a text that was fixed lost its evidence: {LOST}",
        mend="Listen to it, then change the text, or unlock the section and have it written anew.",
        excerpt=text[:40],
    )


def places(cues: Iterable[Cue], now: Sequence[Cue]) -> dict[str, tuple[str, ...]]:
    """By the id of each cue as it was: the cues that say the same now; () where none does."""
    same_id = {cue.id: cue for cue in now}
    found: dict[str, tuple[str, ...]] = {}
    for cue in cues:
        same = same_id.get(cue.id)
        if same and verbatim.tokens(same.text) == verbatim.tokens(cue.text):
            found[cue.id] = (cue.id,)
        else:
            place = _place(cue.text, cue.start_ms, cue.end_ms, now)
            found[cue.id] = tuple(one.id for one in place)
    return found


def _place(text: str, start_ms: int, end_ms: int, now: Sequence[Cue]) -> Sequence[Cue]:
    """The cues in which the words stand together, near the time if anywhere."""
    begin, end = start_ms - NEAR_MS, end_ms + NEAR_MS
    near = [cue for cue in now if cue.end_ms >= begin and cue.start_ms <= end]
    for pool in (near, now):
        match = verbatim.locate(text, pool)
        if match and match.grade in ("exact", "light"):
            return pool[match.first : match.last + 1]
    return ()


def bound(
    paragraphs: Sequence[Paragraph], moved: Mapping[str, tuple[str, ...]]
) -> tuple[Paragraph, ...]:
    """The paragraphs citing the cues as they are called now; what was not found stays named."""
    return tuple(
        replace(
            row,
            cues=tuple(dict.fromkeys(new for old in row.cues for new in moved.get(old) or (old,))),
        )
        for row in paragraphs
    )


def _failed() -> CheckResult:
    return CheckResult(name="verbatim", verdict="failed", note=LOST)


def _again(quote: Quote, now: Sequence[Cue], names: Mapping[str, str]) -> Quote:
    """The quotation where its words stand now. Lost ones keep their words and fail the test."""
    place = _place(quote.source, quote.start_ms, quote.end_ms, now)
    rest = tuple(test for test in quote.tests if test.name != "verbatim")
    if not place:
        return replace(quote, id=names[quote.id], tests=(_failed(), *rest))
    match = verbatim.locate(quote.source, place)
    grade = match.grade if match else quote.grade
    tests = (CheckResult(name="verbatim", verdict="ok", note=grade), *rest)
    return replace(
        quote,
        id=names[quote.id],
        cues=tuple(cue.id for cue in place),
        start_ms=place[0].start_ms,
        end_ms=max(cue.end_ms for cue in place),
        grade=grade,
        tests=tests,
    )


def _renamed(edit: Edit, others: Sequence[Quotes]) -> dict[str, str]:
    """The new id of each quotation. One that another section still has is left to it."""
    taken = {
        quote.id: quote for row in others if row.section != edit.section for quote in row.quotes
    }
    names: dict[str, str] = {}
    for number, quote in enumerate(edit.quotes, start=1):
        other = taken.get(quote.id)
        if other is None:
            names[quote.id] = quote.id
        elif (other.source, other.chinese) != (quote.source, quote.chinese):
            names[quote.id] = f"{edit.section}k{number}"
    return names


def _marked(text: str, names: Mapping[str, str]) -> str:
    return zh.MARK.sub(lambda mark: f"⟦q:{names.get(mark[1], mark[1])}⟧", text)
