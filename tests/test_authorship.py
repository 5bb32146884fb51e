"""A small model's draft says so: on the page, among the findings, at the end of the run."""

from dataclasses import replace

import pytest

from conftest import SilentTell
from drafts import subject
from pod2post.rules import RULES
from pod2post.rules.authorship import small_model
from pod2post.stages.render import EXTRACT_BANNER, SMALL_BANNER, render
from pod2post.store import Store
from pod2post.values import Subject
from pod2post.writing.authorship import SMALL_BELOW, is_small, local_label


def by(writer: str) -> Subject:
    whole = subject()
    return replace(whole, draft=replace(whole.draft, writer=writer))


SMALL = local_label("toy (small: talk)", SMALL_BELOW - 1)
LARGE = local_label("toy (small: talk)", SMALL_BELOW)


@pytest.mark.parametrize(
    ("writer", "small"),
    [
        (SMALL, True),
        (LARGE, False),
        ("openai gpt-5-mini", False),
        ("openai local x (small: 1.0 billion parameters)", False),
        ("extract", False),
    ],
)
def test_only_a_small_local_model_is_announced(
    writer: str, small: bool, shelf: Store, tell: SilentTell
) -> None:
    assert is_small(writer) is small
    findings = list(small_model(by(writer)))
    assert [finding.severity for finding in findings] == ["warning"] * small
    assert all(writer in finding.what and finding.mend for finding in findings)
    page = render(by(writer), shelf=shelf, tell=tell).markdown
    assert (f"> {SMALL_BANNER}" in page) is small
    assert (EXTRACT_BANNER in page) is (writer == "extract")


def test_the_rule_is_in_force() -> None:
    assert small_model in RULES
