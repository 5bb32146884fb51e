"""Fit the weights of `rules.borne` to the books, and say how they do on a book left out.

    python -m benchmarks.faults.fit [--cases DIR]

Clauses of true drafts and of true paragraphs are borne; of those that a case of an invented, added
or wrongly cited paragraph brings in, one at least is not: the one that the weights doubt most.
Printed: the weights, and for some shares of true paragraphs doubted, the share of the faults found,
each book judged by weights fitted without it.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faults.__main__ import CASES, dictionary
from benchmarks.faults.book import FAULTS, Book, Case, ParagraphChange, place
from benchmarks.faults.proof import paragraphs_at
from benchmarks.faults.reading import read_all
from benchmarks.faults.trial import stand
from pod2post.ports import Aligner, Glossary
from pod2post.rules import borne, cited
from pod2post.values import Paragraph, Subject, value

MADE_UP = ("invented", "added", "wrong-cue")
RIDGE = 10.0
ROUNDS = 40
SEARCHES = 6
HEAVIER = 3.0  # what a clause without a counterpart weighs: there are few
SHARES = (0.03, 0.05, 0.06, 0.07, 0.1)


@value
class Told:
    """A paragraph's new clauses; `fault`: is it a case that must be doubted?"""

    book: str
    fault: bool
    rows: tuple[tuple[float, ...], ...]


def material(argv: Sequence[str] | None, about: str) -> tuple[dict[str, Book], Glossary, Aligner]:
    """The books that are named, and what their clauses are measured with.

    Raises:
        SystemExit: the dictionary or the encoder is not there.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="books of cases")
    folder = parser.parse_args(argv).cases
    glossary = dictionary()
    if glossary is None or glossary.aligner is None:
        sys.exit("the dictionary and the text encoder are needed")
    return dict(read_all(folder)), glossary, glossary.aligner


def main(argv: Sequence[str] | None = None) -> int:
    books, glossary, _ = material(argv, __doc__ or "")
    every = [one for name, book in books.items() for one in told(name, book, glossary)]
    print("WEIGHTS =", tuple(round(float(one), 3) for one in fitted(every)))
    for line in left_out(every):
        print(line)
    return 0


def told(name: str, book: Book, glossary: Glossary) -> Iterator[Told]:
    """The paragraphs of a book's draft and of its cases."""
    subject = stand(name, book, glossary).subject
    for part in book.sections:
        for row in part.paragraphs:
            yield Told(book=name, fault=False, rows=_rows(subject, glossary, row))
    for case in book.cases:
        section, number = place(case.at)
        if case.paragraph is None or section == "observation":
            continue
        if case.kind in FAULTS and case.kind not in MADE_UP:
            continue
        old = (paragraphs_at(book, section) or ())[number - 1] if number else None
        rows = _rows(subject, glossary, changed(old, case), old)
        yield Told(book=name, fault=case.kind in MADE_UP, rows=rows)


def changed(old: Paragraph | None, case: Case) -> Paragraph:
    change = case.paragraph or ParagraphChange()
    before = old or Paragraph(text="", cues=())
    return Paragraph(
        text=before.text if change.text is None else change.text,
        cues=before.cues if change.cues is None else change.cues,
    )


def _rows(
    subject: Subject, glossary: Glossary, new: Paragraph, old: Paragraph | None = None
) -> tuple[tuple[float, ...], ...]:
    """What is measured of each clause that is new; all of them where other cues are cited."""
    assert glossary.aligner is not None
    text, source = cited.beneath(subject, new.text, new.cues)
    known = set[str]()
    if old is not None and old.cues == new.cues:
        before = cited.beneath(subject, old.text, old.cues)
        known = {one.clause for one in borne.measured(glossary.aligner, glossary, *before)}
    every = borne.measured(glossary.aligner, glossary, text, source) if source else ()
    return tuple(one.row() for one in every if one.clause not in known)


def fitted(every: Sequence[Told]) -> Any:
    """The weights by the clauses of true paragraphs, and of each fault the one doubted most."""
    true = [row for one in every if not one.fault for row in one.rows]
    return by_worst(np.array(true), [np.array(one.rows) for one in every if one.fault and one.rows])


def by_worst(true: Any, faults: Sequence[Any]) -> Any:
    """The weights by which of each fault one row counts: the one that they doubt most themselves.

    Both of (rows, columns). The first column is a strength: the least is where the search begins.
    """
    worst = [int(rows[:, 0].argmin()) for rows in faults]
    wanted = np.array([0.0] * len(true) + [1.0] * len(faults))
    weigh = np.where(wanted > 0, HEAVIER, 1.0)
    weights = np.zeros(true.shape[1])
    for _ in range(SEARCHES):
        picked = [rows[at] for rows, at in zip(faults, worst, strict=True)]
        weights = logistic(np.vstack([true, *picked]), wanted, weigh)
        worst = [int((rows @ weights).argmax()) for rows in faults]
    return weights


def logistic(table: Any, wanted: Any, weigh: Any, pull: float = RIDGE) -> Any:
    """Ridge logistic regression by Newton's method: the weights of (rows, columns), last one 1.

    `wanted`: 1.0 or 0.0 for each row; `weigh`: what the row counts; `pull`: how much the weights
    are held to nothing.
    """
    mean, spread = table.mean(axis=0), table.std(axis=0)
    mean[-1], spread[-1] = 0.0, 1.0
    scaled = (table - mean) / spread
    ridge = np.diag([*[pull] * (table.shape[1] - 1), 0.0])
    weights = np.zeros(table.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (weigh * (chance - wanted)) + ridge @ weights
        curve = (scaled * (weigh * chance * (1 - chance))[:, None]).T @ scaled + ridge
        weights = weights - np.linalg.solve(curve, slope)
    plain = weights / spread
    plain[-1] -= float((weights[:-1] / spread[:-1]) @ mean[:-1])
    return plain


def left_out(every: Sequence[Told]) -> Iterator[str]:
    """A line for each share of true paragraphs that are doubted."""
    true, false = list[float](), list[float]()
    for book in sorted({one.book for one in every}):
        weights = fitted([one for one in every if one.book != book])
        for one in every:
            if one.book == book and one.rows:
                most = float((np.array(one.rows) @ weights).max())
                (false if one.fault else true).append(most)
    for share in SHARES:
        bound = float(np.quantile(true, 1 - share))
        found = sum(one > bound for one in false) / len(false)
        yield (
            f"{100 * share:.0f} % of {len(true)} true ones doubted (from {bound:.2f}): "
            f"{100 * found:.1f} % of {len(false)} faults found"
        )


if __name__ == "__main__":
    sys.exit(main())
