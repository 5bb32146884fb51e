"""The draft against the rules: what is wrong, where, and how it is mended. Pure."""

from pod2post.ports import Glossary, Shelf, Tell
from pod2post.rules import findings
from pod2post.stage import stage
from pod2post.values import Checked, Subject


@stage("checked", 5)
def check(
    subject: Subject, glossary: Glossary | None = None, /, *, shelf: Shelf, tell: Tell
) -> Checked:
    """The draft with its findings, in the order of the rules and, within a rule, of the page."""
    return Checked(draft=subject.draft, findings=findings(subject, glossary))
