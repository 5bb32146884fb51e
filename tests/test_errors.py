"""One tree of failures, each with its exit code, its cause and the next step."""

import inspect
import pickle
import re

import pytest

from pod2post import errors
from pod2post.errors import (
    BadInput,
    Blocked,
    LimitReached,
    NoQuota,
    NoSpace,
    NotFit,
    NotOut,
    NotSetUp,
    Pod2postError,
    Refused,
    TryLater,
    WriterUnusable,
)

CODES = [
    (Pod2postError, 70),
    (BadInput, 2),
    (Refused, 2),
    (TryLater, 3),
    (WriterUnusable, 4),
    (NotFit, 5),
    (LimitReached, 6),
    (NotSetUp, 2),
    (NotOut, 3),
    (Blocked, 3),
    (NoQuota, 6),
    (NoSpace, 6),
]


@pytest.mark.parametrize(("branch", "code"), CODES)
def test_each_branch_has_its_exit_code(branch: type[Pod2postError], code: int) -> None:
    assert branch.code == code
    assert branch("why").code == code


def test_the_tree_drawn_at_the_top_is_the_tree_there_is() -> None:
    drawn = re.findall(r"^[│├└─ ]*(\w+) +(\d+)  ", errors.__doc__ or "", re.MULTILINE)
    real = [
        (name, str(branch.code))
        for name, branch in inspect.getmembers(errors, inspect.isclass)
        if issubclass(branch, Pod2postError)
    ]
    assert sorted(drawn) == sorted(real)


def test_the_codes_that_are_no_failures_are_distinct() -> None:
    others = [errors.DONE, errors.OPEN_ERRORS, errors.INTERRUPTED, errors.TERMINATED]
    assert others == [0, 1, 130, 143]
    assert not set(others) & {code for _, code in CODES}
    assert errors.BUG == 70


def test_a_failure_reads_as_cause_and_remedy() -> None:
    error = BadInput("there is no file a.mp3", "Check the path.")
    assert (error.cause, error.remedy) == ("there is no file a.mp3", "Check the path.")
    assert str(error) == "there is no file a.mp3\n  Check the path."
    assert str(BadInput("there is no file a.mp3")) == "there is no file a.mp3"


def test_a_failure_crosses_to_another_process_whole() -> None:
    error = TryLater("rate limit", "Wait a minute.", after_s=60)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is TryLater
    assert (again.cause, again.remedy, again.after_s) == ("rate limit", "Wait a minute.", 60)
    assert TryLater("rate limit").after_s is None
