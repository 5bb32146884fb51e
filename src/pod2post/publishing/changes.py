"""What a reader may have taken from a published post: quotations and numbers. Pure.

Where one of them does not stand any more as it was published, a reader may have passed it on:
that takes a correction, and not a silent change.
"""

from collections import Counter
from collections.abc import Iterator

from pod2post import zh
from pod2post.page.quoting import shown, with_quotes
from pod2post.rules import numbers_zh, units
from pod2post.rules.passages import placed, prose, quotes
from pod2post.rules.quantity import Quantity, plainly
from pod2post.value import value
from pod2post.values import Subject


@value
class Said:
    """The words in quotation marks, and all other text, in the order of the page.

    The text itself is kept: a later version may read another number out of it.
    """

    quotes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@value
class Share:
    """Characters of direct speech, and of all prose with it."""

    speech: int
    prose: int

    @property
    def percent(self) -> int:
        return round(100 * self.speech / self.prose) if self.prose else 0


def said(subject: Subject) -> Said:
    """What a page made of this subject tells."""
    words = tuple(text for _, quote in placed(subject) if (text := shown(quote)))
    texts = (passage.text for passage in prose(subject) if passage.kind != "tag")
    return Said(quotes=words, texts=tuple(zh.without_marks(text) for text in texts))


def gone(before: Said, after: Said) -> Iterator[str]:
    """In lines, what was published and does not stand so any more."""
    for words in (Counter(before.quotes) - Counter(after.quotes)).elements():
        yield f"a quotation: 「{words}」"
    for number in (_numbers(before) - _numbers(after)).elements():
        yield f"a number: {number}"


def _numbers(said: Said) -> Counter[str]:
    every = (q for text in (*said.texts, *said.quotes) for q in numbers_zh.quantities(text))
    return Counter(_named(number) for number in every if not number.bare)


def share(subject: Subject) -> Share:
    """How much of the post are other people's words."""
    known = quotes(subject)
    texts = (p.text for p in prose(subject) if p.kind == "paragraph")
    speech = sum(len(text) for _, quote in placed(subject) if (text := shown(quote)))
    return Share(speech=speech, prose=sum(len(with_quotes(text, known)) for text in texts))


def _named(number: Quantity) -> str:
    """The number by what it is, not by how it is written: 四千億 is 4,000 億."""
    spans = (
        plainly(low) if low == high else f"{plainly(low)}-{plainly(high)}"
        for low, high in number.choices
    )
    return " ".join(filter(None, [" or ".join(spans), units.named(number.units)]))
