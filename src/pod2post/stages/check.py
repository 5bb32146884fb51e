"""The draft against the rules: what is wrong, where, and how it is mended. Pure."""

from pod2post.ports import Shelf, Tell
from pod2post.rules import RULES
from pod2post.stage import stage
from pod2post.values import Checked, Subject


@stage("checked", 1)
def check(subject: Subject, /, *, shelf: Shelf, tell: Tell) -> Checked:
    """The draft with its findings, in the order of `RULES` and, within a rule, of the page."""
    findings = tuple(dict.fromkeys(finding for rule in RULES for finding in rule(subject)))
    return Checked(draft=subject.draft, findings=findings)
