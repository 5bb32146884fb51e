"""The shipped books of planted faults: true where they say so, and enough of each kind."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.faults import trial
from benchmarks.faults.__main__ import CASES
from benchmarks.faults.book import APART, FAULTS, Book, Case
from benchmarks.faults.reading import read, read_all
from pod2post import rules
from pod2post.rules import language

PATHS = sorted(CASES.glob("*.json"))
UNSEEN = CASES.parent / "unseen"
FAULTS_LEAST, KIND_LEAST = 120, 8
QUOTES_LEAST, APART_LEAST, PARAGRAPHS_LEAST = 60, 20, 30


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for book in read_all(CASES).values() for case in book.cases]


@pytest.fixture(params=[*PATHS, *sorted(UNSEEN.glob("*.json"))], ids=lambda path: path.stem)
def book(request: pytest.FixtureRequest) -> Book:
    """Reading alone proves ids, places, speakers and source words."""
    path: Path = request.param
    return read(path)


def test_there_are_four_books_or_more() -> None:
    assert len(PATHS) >= 4


def test_every_kind_of_fault_is_there_often_enough(cases: list[Case]) -> None:
    kinds = Counter(case.kind for case in cases if case.kind in FAULTS)
    assert len(FAULTS) == 14
    assert {kind: kinds[kind] for kind in FAULTS if kinds[kind] < KIND_LEAST} == {}
    assert kinds.total() >= FAULTS_LEAST
    assert sum(case.paragraph is not None for case in cases if case.kind in FAULTS) >= 40
    assert sum(case.quote is not None for case in cases if case.kind in FAULTS) >= 40


def test_there_are_enough_true_ones_of_each_style(cases: list[Case]) -> None:
    quotes = [case for case in cases if case.kind == "true-quote"]
    assert len(quotes) >= QUOTES_LEAST
    assert sum(case.style in APART for case in quotes) >= APART_LEAST
    assert sum(case.kind == "true-paragraph" for case in cases) >= PARAGRAPHS_LEAST


def test_the_unseen_book_holds_enough_of_each_kind_and_shares_no_name(cases: list[Case]) -> None:
    unseen = [case for book in read_all(UNSEEN).values() for case in book.cases]
    kinds = Counter[str](case.kind for case in unseen)
    assert {kind: kinds[kind] for kind in FAULTS if kinds[kind] < 3} == {}
    true = [case for case in unseen if case.kind == "true-quote"]
    assert len(true) >= 25
    assert sum(case.style in APART for case in true) >= 10
    assert kinds["true-paragraph"] >= 12
    assert {case.id for case in unseen} & {case.id for case in cases} == set()


def test_a_transcript_is_long_enough_to_be_one(book: Book) -> None:
    assert 60 <= len(book.cues) <= 130
    assert "fiction" in book.about or "invented" in book.about
    assert 2 <= len({cue.speaker for cue in book.cues}) <= 3


def test_every_case_changes_something(book: Book) -> None:
    told = {quote.id: quote for part in book.sections for quote in part.quotes}
    for case in book.cases:
        old = told.get(case.at)
        if case.quote is not None and old is not None:
            fields = ("cues", "source", "chinese", "speaker")
            pairs = [(getattr(case.quote, name), getattr(old, name)) for name in fields]
            assert any(new not in (None, before) for new, before in pairs), case.id
        assert case.why.strip(), case.id


def test_no_two_cases_are_alike(cases: list[Case]) -> None:
    alike = Counter((case.at, case.quote, case.paragraph) for case in cases)
    assert [key for key, times in alike.items() if times > 1] == []


def test_true_cases_are_written_as_the_house_writes(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Form is no matter of truth: what is true must not be blamed for its spaces and terms."""
    monkeypatch.setattr(rules, "RULES", (language.in_draft,))
    on = trial.stand("book", book)
    names = trial.LETTERS
    assert names & {alarm.rule for alarm in on.alarms} == set()
    blamed = {
        (case.id, alarm.rule)
        for case in book.cases
        if case.expect == "clean"
        for alarm in trial.judge(case, on).alarms
        if alarm.rule in names
    }
    assert blamed == set()
