"""Fit the weights of `rules.rendered` to the books, and say how they do on a book left out.

    python -m benchmarks.faults.fit_quotes [--cases DIR]

Every clause of a true quotation has its counterpart; of one that was cut, or to which something
was added, one clause at least has none: the one that the weights themselves doubt most, found in
some rounds from the one that is linked least. Printed for both sides: the weights, and for some
shares of true quotations doubted, the share of the faults found, each book judged by weights fitted
without it. Idiomatic and condensed ones teach nothing and are told apart; what has one clause only
is not judged for what it may have lost.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np

from benchmarks.faults.book import APART, FAULTS, Book, Told
from benchmarks.faults.fit import by_worst, material
from benchmarks.faults.proof import whole_quote
from pod2post.ports import Glossary
from pod2post.rules import rendered
from pod2post.rules.overlap import comparable
from pod2post.values import value

SIDES = {"cut": rendered.said, "added": rendered.shown}
SHARES = (0.01, 0.02, 0.03, 0.05)
Sort = Literal["true", "apart", "fault"]


@value
class Clauses:
    """The clauses of one quotation, of the side in question."""

    book: str
    sort: Sort
    rows: tuple[tuple[float, ...], ...]


def main(argv: Sequence[str] | None = None) -> int:
    books, glossary, _ = material(argv, __doc__ or "")
    for kind in SIDES:
        every = [one for name, book in books.items() for one in clauses(name, book, kind, glossary)]
        name = "LOST_WEIGHTS" if kind == "cut" else "ADDED_WEIGHTS"
        print(name, "=", tuple(round(float(one), 3) for one in fitted(every)))
        for line in left_out(every):
            print(line)
    return 0


def clauses(name: str, book: Book, kind: str, glossary: Glossary) -> Iterator[Clauses]:
    """The quotations of a book's draft, its true ones, and those with this fault."""
    assert glossary.aligner is not None
    told: list[tuple[Sort, Told]]
    told = [("true", quote) for part in book.sections for quote in part.quotes]
    for case in book.cases:
        if case.quote and (case.kind == kind or case.kind not in FAULTS):
            apart: Sort = "apart" if case.style in APART else "true"
            told.append(("fault" if case.kind == kind else apart, whole_quote(book, case)))
    for sort, quote in told:
        if comparable(quote.source):
            found = SIDES[kind](glossary.aligner, glossary, quote.chinese, quote.source)
            if found:
                yield Clauses(book=name, sort=sort, rows=tuple(one.row() for one in found))


def fitted(every: Sequence[Clauses]) -> Any:
    """The weights of the regression in which the clauses doubted most are the faulty ones."""
    true = np.array([row for one in every if one.sort == "true" for row in one.rows])
    return by_worst(true, [np.array(one.rows) for one in every if one.sort == "fault"])


def left_out(every: Sequence[Clauses]) -> Iterator[str]:
    """A line for each share of true quotations that are doubted."""
    most: dict[Sort, list[float]] = {"true": [], "apart": [], "fault": []}
    for book in sorted({one.book for one in every}):
        weights = fitted([one for one in every if one.book != book])
        for one in every:
            if one.book == book:
                most[one.sort].append(float((np.array(one.rows) @ weights).max()))
    for share in SHARES:
        bound = float(np.quantile(most["true"], 1 - share))
        found, apart = (np.mean([one > bound for one in most[s]]) for s in ("fault", "apart"))
        yield (
            f"{100 * share:.0f} % of {len(most['true'])} true ones doubted (from {bound:.2f}), "
            f"{100 * apart:.1f} % of {len(most['apart'])} idiomatic and condensed ones: "
            f"{100 * found:.1f} % of {len(most['fault'])} faults found"
        )


if __name__ == "__main__":
    sys.exit(main())
