"""Fit the weights of `rules.denied` to the books, and say how they do on a book left out.

    python -m benchmarks.faults.fit_denied [--cases DIR]

Negations of true drafts and of true cases were kept; of a case of the kind negation one was not,
that which looks most like it by the weights so far. Printed: the weights, and for some shares of
true places doubted, the share of the faults found, each book judged by weights fitted without it.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.faults.book import APART, FAULTS, Book, place
from benchmarks.faults.fit import changed, logistic, material
from benchmarks.faults.proof import paragraphs_at, whole_quote
from benchmarks.faults.trial import stand
from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules import cited, denials, denied
from pod2post.values import value

KIND = "negation"
RIDGE = 3.0
HEAVY = 3.0  # what the one negation of a fault weighs
ROUNDS = 5
SHARES = (0.005, 0.01, 0.015, 0.02, 0.03)


@value
class Place:
    """A quotation or a paragraph, with what is measured of its negations.

    `apart`: idiomatic or condensed; its doubts are counted by themselves.
    """

    book: str
    fault: bool
    apart: bool
    prose: bool
    rows: tuple[tuple[float, ...], ...]


def main(argv: Sequence[str] | None = None) -> int:
    books, _, aligner = material(argv, __doc__ or "")
    every = [one for name, book in books.items() for one in places(name, book, aligner)]
    print("WEIGHTS =", tuple(round(float(one), 3) for one in fitted(every)))
    for line in left_out(every):
        print(line)
    return 0


def places(name: str, book: Book, aligner: Aligner) -> Iterator[Place]:
    """The quotations and paragraphs of a book's draft and of its cases, true ones and faults."""
    subject = stand(name, book).subject
    for part in book.sections:
        for quote in part.quotes:
            yield _quote(name, aligner, quote.source, quote.chinese)
        for row in part.paragraphs:
            yield _prose(name, aligner, cited.beneath(subject, row.text, row.cues))
    for case in book.cases:
        section, number = place(case.at)
        if section == "observation" or (case.kind in FAULTS and case.kind != KIND):
            continue
        sort = (case.kind == KIND, case.style in APART)
        if case.quote is not None:
            told = whole_quote(book, case)
            yield _quote(name, aligner, told.source, told.chinese, *sort)
            continue
        old = (paragraphs_at(book, section) or ())[number - 1] if number else None
        new = changed(old, case)
        known = set(denied.sentences(zh.MARK.sub(" ", old.text))) if old else set()
        yield _prose(name, aligner, cited.beneath(subject, new.text, new.cues), known, *sort)


def _quote(
    name: str,
    aligner: Aligner,
    source: str,
    chinese: str,
    fault: bool = False,
    apart: bool = False,
) -> Place:
    rows = tuple(one.row() for one in denials.denials(aligner, source, chinese))
    return Place(book=name, fault=fault, apart=apart, prose=False, rows=rows)


def _prose(
    name: str,
    aligner: Aligner,
    pair: tuple[str, str],
    known: set[str] | None = None,
    fault: bool = False,
    apart: bool = False,
) -> Place:
    """Of a paragraph that was changed, its new sentences alone."""
    text, source = pair
    rows = denied.told(aligner, source, text) if source.strip() else ()
    new = tuple(one.denial.row() for one in rows if one.chinese not in (known or ()))
    return Place(book=name, fault=fault, apart=apart, prose=True, rows=new)


def fitted(every: Sequence[Place]) -> Any:
    """Round by round: a fault is its likeliest negation by the weights of the round before."""
    weights = None
    for _ in range(ROUNDS):
        rows = [(row, one.fault) for one in every for row in _meant(one, weights)]
        table = np.array([row for row, _ in rows])
        wanted = np.array([float(fault) for _, fault in rows])
        weights = logistic(table, wanted, np.where(wanted > 0, HEAVY, 1.0), RIDGE)
    return weights


def _meant(one: Place, weights: Any) -> tuple[tuple[float, ...], ...]:
    if not one.fault or not one.rows:
        return one.rows
    likely = [row[0] - row[1] - row[2] for row in one.rows]  # asserted, not denied, nor softened
    scores = likely if weights is None else [float(np.array(row) @ weights) for row in one.rows]
    return (one.rows[scores.index(max(scores))],)


def left_out(every: Sequence[Place]) -> Iterator[str]:
    """A line for each share of true places that are doubted, of quotations and of prose."""
    judged = list[tuple[Place, float]]()
    for book in sorted({one.book for one in every}):
        weights = fitted([one for one in every if one.book != book])
        for one in every:
            if one.book == book:
                most = max((float(np.array(row) @ weights) for row in one.rows), default=-np.inf)
                judged.append((one, most))
    for prose in (False, True):
        rows = [(one, odds) for one, odds in judged if one.prose == prose]
        yield from _shares("prose" if prose else "quotations", rows)


def _shares(sort: str, judged: Sequence[tuple[Place, float]]) -> Iterator[str]:
    faults = [odds for one, odds in judged if one.fault]
    true = sorted((odds for one, odds in judged if not (one.fault or one.apart)), reverse=True)
    free = [odds for one, odds in judged if one.apart and not one.fault]
    for share in SHARES:
        bound = true[int(share * len(true))]
        yield (
            f"{sort}: {100 * share:g} % of {len(true)} true ones doubted (above {bound:.2f}): "
            f"{sum(odds > bound for odds in faults)} of {len(faults)} faults found, "
            f"{sum(odds > bound for odds in free)} of {len(free)} idiomatic ones doubted"
        )


if __name__ == "__main__":
    sys.exit(main())
