"""The measures of a cut, on cases worked out by hand and against what must hold of any."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.segmentation import measures


@pytest.mark.parametrize(
    ("true", "guess", "expected"),
    [
        ((5,), (5,), 1.0),
        ((), (), 1.0),
        ((5,), (), 0.0),
        ((), (5,), 0.0),
        ((5,), (6,), 0.5),  # one beside: half a boundary, one pair
        ((5,), (7,), 0.0),  # two beside: both are wrong
        ((5, 9), (5,), 0.5),  # one of two
        ((5, 9), (6, 9), 0.75),  # a half and a whole, of two
        ((5, 6), (6,), 0.5),  # an exact one is not a near one, too
        ((3, 8), (4, 8, 12), 0.5),  # a half, a whole and one too many, of three
    ],
)
def test_boundary_similarity_by_hand(
    true: tuple[int, ...], guess: tuple[int, ...], expected: float
) -> None:
    assert measures.boundary_similarity(true, guess) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("true", "guess", "tolerance", "expected"),
    [
        ((10,), (13,), 3, 1.0),
        ((10,), (14,), 3, 0.0),
        ((10,), (9, 11), 3, 2 / 3),  # one true boundary answers for one guess
        ((10, 12), (11,), 3, 2 / 3),
        ((10, 14), (12, 16), 3, 1.0),  # 10 must go with 12, else 16 finds nobody
        ((), (), 3, 1.0),
        ((), (4,), 3, 0.0),
        ((4,), (), 3, 0.0),
        ((4, 8), (4, 9), 0, 0.5),
    ],
)
def test_tolerance_f1_by_hand(
    true: tuple[int, ...], guess: tuple[int, ...], tolerance: int, expected: float
) -> None:
    assert measures.tolerance_f1(true, guess, tolerance) == pytest.approx(expected)


def test_pk_and_window_difference_by_hand() -> None:
    # Ten units cut at 5, compared two apart: eight pairs; those that straddle 5 begin at 3 and 4.
    assert measures.pk(10, (5,), (), 2) == pytest.approx(2 / 8)
    assert measures.pk(10, (5,), (5,), 2) == 0
    assert measures.pk(10, (5,), (6,), 2) == pytest.approx(2 / 8)  # 3 parted, 5 not: 3 and 5
    assert measures.window_diff(10, (5,), (), 2) == pytest.approx(2 / 8)
    # Two guesses close by: Pk sees one split, WindowDiff counts two. Pairs 2 to 5 hold any.
    assert measures.pk(10, (5,), (4, 5), 2) == pytest.approx(1 / 8)
    assert measures.window_diff(10, (5,), (4, 5), 2) == pytest.approx(2 / 8)


def test_the_window_is_half_a_mean_part_and_fits_into_the_document() -> None:
    assert measures.half_mean(100, (50,)) == 25
    assert measures.half_mean(4, (1, 2, 3)) == 2
    assert measures.half_mean(2, (1,)) == 1


def test_no_boundary_at_all_looks_good_by_pk_and_is_worth_nothing() -> None:
    nothing = measures.score(100, (50,), ())
    assert nothing.pk < 0.4
    assert (nothing.bs, nothing.f1_3, nothing.count_ratio) == (0, 0, 0)


bounds = st.sets(st.integers(1, 39), max_size=8).map(lambda some: tuple(sorted(some)))


@settings(max_examples=300, deadline=None)
@given(true=bounds, guess=bounds)
def test_a_perfect_guess_is_perfect_and_all_stay_in_their_range(
    true: tuple[int, ...], guess: tuple[int, ...]
) -> None:
    best = measures.score(40, true, true)
    assert (best.pk, best.wd, best.bs, best.f1, best.f1_3) == (0, 0, 1, 1, 1)
    some = measures.score(40, true, guess)
    for one in (some.pk, some.wd, some.bs, some.f1, some.f1_3):
        assert 0 <= one <= 1
    assert some.pk <= some.wd
    assert some.f1 <= some.f1_3
    assert measures.boundary_similarity(true, guess) == measures.boundary_similarity(guess, true)


@settings(max_examples=200, deadline=None)
@given(true=bounds, guess=bounds)
def test_boundary_similarity_is_that_of_segeval(
    true: tuple[int, ...], guess: tuple[int, ...]
) -> None:
    segeval = pytest.importorskip("segeval", reason="segeval is not installed: pip install segeval")
    if not true and not guess:
        return  # segeval cannot compare two documents without a boundary

    def masses(some: tuple[int, ...]) -> tuple[int, ...]:
        edges = [0, *some, 40]
        return tuple(b - a for a, b in pairwise(edges))

    theirs = float(segeval.boundary_similarity(masses(guess), masses(true)))
    assert measures.boundary_similarity(true, guess) == pytest.approx(theirs)
