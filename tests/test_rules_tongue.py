"""Passages that were to be Chinese."""

from dataclasses import replace

import pytest

from drafts import HEAD, SECTIONS, paragraph, subject, with_text
from pod2post.rules import RULES
from pod2post.rules.tongue import untranslated
from pod2post.values import Subject

COPIED = "Tom Ferrow: The river moved four hundred meters, and nobody told the map."


def by(writer: str, whole: Subject) -> Subject:
    return replace(whole, draft=replace(whole.draft, writer=writer))


@pytest.mark.parametrize(
    ("whole", "kind"),
    [
        (with_text(COPIED), "paragraph"),
        (with_text(f"他指出：{COPIED}"), "paragraph"),
        (subject(head=replace(HEAD, title="Keeping the map of a river")), "title"),
        (subject(head=replace(HEAD, description=COPIED)), "description"),
        (
            subject(sections=(*SECTIONS[:2], replace(SECTIONS[2], heading="The map of the river"))),
            "heading",
        ),
    ],
)
def test_what_was_copied_is_an_error(whole: Subject, kind: str) -> None:
    (finding,) = untranslated(whole)
    assert (finding.severity, finding.what) == ("error", f"a {kind} that is not Chinese")
    assert finding.mend


@pytest.mark.parametrize(
    "whole",
    [
        subject(),
        with_text("Tom Ferrow 的 The River Moved Again 一書談河道。"),
        with_text("⟦q:s1q1⟧"),
        by("extract", with_text(COPIED)),
        subject(
            sections=(
                replace(SECTIONS[0], paragraphs=(paragraph(COPIED, "c4"),), holes=("cut",)),
                *SECTIONS[1:],
            )
        ),
    ],
)
def test_names_quotations_and_what_is_announced_as_copied_pass(whole: Subject) -> None:
    assert list(untranslated(whole)) == []


def test_the_rule_is_in_force() -> None:
    assert untranslated in RULES
