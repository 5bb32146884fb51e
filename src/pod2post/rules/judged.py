"""What a model thought of the renderings, where it was asked (`--judge`)."""

from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import prose, quotes
from pod2post.values import CheckResult, Finding, Quote, Subject

JUDGE = "judge"  # the name of its test


def judged(subject: Subject) -> Iterator[Finding]:
    """A placed quotation that reads otherwise when it is translated back; an opinion, no proof."""
    known = quotes(subject)
    silent: list[str] = []
    for passage in prose(subject):
        for mark in zh.marks(passage.text):
            test = _opinion(known[mark]) if mark in known else None
            if test is None:
                continue
            if test.verdict == "not checked":
                silent.append(mark)
            if test.verdict == "failed":
                yield Finding(
                    rule=JUDGE,
                    severity="warning",
                    where=passage.where,
                    what=f"a model doubts the rendering of {mark}: {test.note}",
                    mend="Hold the Chinese against the words as spoken; correct it, or let it be.",
                    excerpt=(known[mark].chinese or "")[:40],
                )
    if silent:
        yield Finding(
            rule=JUDGE,
            severity="note",
            where=", ".join(silent),
            what=f"the judge has no opinion on {len(silent)} quotations",
            mend="Compare them yourself.",
        )


def _opinion(quote: Quote) -> CheckResult | None:
    return next((test for test in quote.tests if test.name == JUDGE), None)
