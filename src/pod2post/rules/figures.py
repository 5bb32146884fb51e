"""Numbers of the post against those that were spoken: said, derived, exchanged, converted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pod2post import zh
from pod2post.rules import arithmetic, bounds, doubts, fidelity, numbers, numbers_zh
from pod2post.rules.passages import Passage, prose
from pod2post.values import Finding, Subject

PRECISE = 3  # significant figures
COUNTS = ("一", "兩", "1", "2")  # one and two are as often an article or a pair as a figure


def figures(subject: Subject) -> Iterator[Finding]:
    """A number in the Chinese that the words do not carry is invented, or wrong by ten."""
    yield from figures_in_prose(subject)
    yield from figures_in_quotes(subject)


def figures_in_prose(subject: Subject) -> Iterator[Finding]:
    """The same in paragraphs and headings."""
    held = fidelity.facts(subject)
    for passage in prose(subject):
        known = replace(held, about=fidelity.about(held, passage))
        faults = fidelity.number_faults(known, passage.text, passage.cues)
        nowhere = fidelity.invented_numbers(known, passage.text) if faults else frozenset()
        worked_out = False
        for fault in faults:
            number = fault.split(" (")[0].split(" is ")[0]
            said = [held.words.get(one, "") for one in passage.cues]
            said += [held.date[:4]] if "年前" in passage.text else []  # counted from its day
            follows = arithmetic.derived(zh.MARK.sub("", passage.text), said, number)
            worked_out = worked_out or bool(follows and follows.told)
            elsewhere = bool(passage.cues) and number not in nowhere
            note = "; it stands elsewhere in the episode" if elsewhere else ""
            note = f"; it follows from {follows.of}" if follows else note
            severity: Literal["error", "warning", "note"] = "error"
            if elsewhere or follows or passage.own:
                sure = bool(follows and (follows.told or (follows.exact and _precise(number))))
                likely = sure or (elsewhere and number in COUNTS)
                severity = "note" if likely else "warning"
            yield Finding(
                rule="figures",
                severity=severity,
                where=passage.where,
                what=fault + note,
                mend="Write the number that was said, or cite the cue that says it.",
                excerpt=fidelity.around(passage.text, number),
            )
        source = " . ".join(held.words.get(one, "") for one in passage.cues)
        if not (worked_out or passage.own):  # a year's from a month's is no other rate
            yield from _doubted(passage, source)
        yield from _converted(passage, source)


def _precise(number: str) -> bool:
    """Has it figures enough that no two numbers of the source give it by chance?"""
    (quantity,) = numbers_zh.quantities(number)[:1] or (None,)
    return quantity is not None and numbers.figures(quantity.choices[0][0]) >= PRECISE


def figures_in_quotes(subject: Subject) -> Iterator[Finding]:
    """The same in the quotations that a reader sees."""
    for passage in fidelity.shown(subject):
        source = passage.quote.source if passage.quote else ""
        for fault in numbers.disagreements(source, passage.text):
            mend = "Translate the number that was said."
            yield fidelity.error("figures", passage.where, fault, mend, passage.text[:40])
        yield from _converted(passage, source)
        yield from _doubted(passage, source)


def _doubted(passage: Passage, source: str) -> Iterator[Finding]:
    found = doubts.doubts(source, zh.MARK.sub("", passage.text))
    order = doubts.swapped(source, passage.text) if passage.quote else None
    bound = bounds.turned(source, zh.MARK.sub("", passage.text))
    for what in (*found, *bound, *([order] if order else [])):
        yield Finding(
            rule="figures",
            severity="warning",
            where=passage.where,
            what=what,
            mend="Compare numbers and units with the words that were spoken.",
            excerpt=passage.text[:40],
        )


def _converted(passage: Passage, source: str) -> Iterator[Finding]:
    """A sum in another currency hangs on a rate that nobody said."""
    for what in numbers.converted((source,), zh.MARK.sub("", passage.text)):
        yield Finding(
            rule="figures",
            severity="warning",
            where=passage.where,
            what=what,
            mend="Give the sum that was said, and the conversion in the text as yours.",
            excerpt=passage.text[:40],
        )
