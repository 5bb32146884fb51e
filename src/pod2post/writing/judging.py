"""`--judge`: each quotation that the page shows is judged, and the page's record says so.

Two calls for a section, more where it places very many. The opinions lie in `judged.json` in
the run's folder, and hold for as long as a quotation's words and Chinese are what they were.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from pod2post import codec, zh
from pod2post.runs import Run
from pod2post.scene import Scene
from pod2post.stages.judge import Claim, Judged, Opinion, compare, judge
from pod2post.store import write_atomically
from pod2post.values import Draft, Quote, Quotes, Section, Subject, value
from pod2post.writing import brief
from pod2post.writing.asking import Pen
from pod2post.writing.proofing import Pair

FILE = "judged.json"
AT_ONCE = 12  # quotations in one call


@value
class Kept:
    """What lies in that file: what was judged, and the opinions on it."""

    claims: tuple[Claim, ...]
    opinions: tuple[Opinion, ...]


def judged(scene: Scene, pen: Pen, subject: Subject) -> Subject:
    """The subject with an opinion on each quotation that it places.

    Where none is wanted now, those of an earlier run stand for what did not change since.
    """
    rows = [replace(row, quotes=tuple(filter(_translated, row.quotes))) for row in subject.quotes]
    groups = _wanted(scene, rows, subject.draft)
    if not groups:
        return remembered(scene.run, subject)
    names, done = brief.glossary(brief.name_lines(subject.names)), list[Judged]()
    ask = partial(_judged, scene, names, pen)
    with ThreadPoolExecutor(max_workers=scene.settings.writer.parallel) as pool:
        try:
            for made in pool.map(ask, groups):
                done.append(made)
                scene.tell.step("judge", len(done), len(groups), "section")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    claims = tuple(claim for group in groups for claim in group)
    kept = Kept(claims=claims, opinions=tuple(row for made in done for row in made.opinions))
    write_atomically(scene.run.path(FILE), codec.readable(kept).encode())
    return _laid_over(subject, kept)


def _judged(scene: Scene, names: tuple[str, ...], pen: Pen, claims: tuple[Claim, ...]) -> Judged:
    return scene(judge, claims, names, pen)


def rehearse(scene: Scene, pen: Pen, rows: Sequence[Quotes], draft: Draft) -> None:
    """Ask `pen`, which only notes what it is asked, as `judged` would ask the writer.

    What nobody has rendered yet stands there in the words as spoken: only the length counts.
    """
    names = brief.glossary(brief.name_lines(scene.names))
    for claims in _wanted(scene, rows, draft):
        made = _judged(scene, names, pen, claims)
        if all(row.test.verdict == "not checked" for row in made.opinions):
            pairs = tuple(Pair(id=c.id, spoken=c.spoken, back=c.spoken) for c in claims)
            compare(pairs, pen, shelf=scene.shelf, tell=scene.tell)


def remembered(run: Run, subject: Subject) -> Subject:
    """The subject with the opinions of an earlier run, on quotations that did not change."""
    try:
        kept = codec.decode(Kept, run.path(FILE).read_bytes())
    except (OSError, codec.Undecodable):
        return subject
    return _laid_over(subject, kept)


def _wanted(scene: Scene, rows: Sequence[Quotes], draft: Draft) -> tuple[tuple[Claim, ...], ...]:
    """What is to be judged, in the order of the page, section by section."""
    if not scene.settings.writer.judge or scene.pen is None or not scene.pen.writer.composes:
        return ()
    groups: list[tuple[Claim, ...]] = []
    for section in draft.sections:
        claims = [_claim(quote) for quote in _placed(section, rows)]
        groups += [tuple(claims[at : at + AT_ONCE]) for at in range(0, len(claims), AT_ONCE)]
    return tuple(groups)


def _placed(section: Section, rows: Sequence[Quotes]) -> tuple[Quote, ...]:
    known = {quote.id: quote for row in rows for quote in row.quotes}
    marks = (mark for paragraph in section.paragraphs for mark in zh.marks(paragraph.text))
    return tuple(known[mark] for mark in dict.fromkeys(marks) if mark in known)


def _translated(quote: Quote) -> bool:
    return bool(quote.chinese) and not zh.count(quote.source)


def _claim(quote: Quote) -> Claim:
    return Claim(id=quote.id, spoken=quote.source, chinese=quote.chinese or quote.source)


def _laid_over(subject: Subject, kept: Kept) -> Subject:
    held = {claim.id: claim for claim in kept.claims}
    tests = {row.quote: row.test for row in kept.opinions}

    def told(rows: Sequence[Quote]) -> Iterator[Quote]:
        for quote in rows:
            if quote.id in tests and held.get(quote.id) == _claim(quote):
                others = (test for test in quote.tests if test.name != tests[quote.id].name)
                yield replace(quote, tests=(*others, tests[quote.id]))
            else:
                yield quote

    found = tuple(replace(row, quotes=tuple(told(row.quotes))) for row in subject.quotes)
    return replace(subject, quotes=found)
