"""What the writer is asked where it proofreads; each task is off unless asked for.

    names            metadata and counted names of the transcript in, a name sheet out
    backtranslation  Chinese quotations alone in, English out: the judge's first step
    comparison       spoken words and back translations in, verdicts out: its second

A name is shown as one line of text: its spelling, then in brackets who or what it is.
"""

from typing import Literal

from pod2post.values import value

# --- names ----------------------------------------------------------------------------

Kind = Literal["person", "company", "product", "place", "show", "term"]


@value
class Counted:
    """Words with capitals that stand together in the transcript, and how often."""

    words: str
    times: int


@value
class NamesMaterial:
    """`known`: what the name sheet has already. `counted`: the commonest first."""

    show: str
    title: str
    description: str
    chapters: tuple[str, ...]
    known: tuple[str, ...]
    counted: tuple[Counted, ...]


@value
class ProposedName:
    """`heard`: spellings of the transcript that may be this name misheard."""

    canonical: str
    kind: Kind
    chinese: str | None
    heard: tuple[str, ...]


@value
class NamesReply:
    names: tuple[ProposedName, ...]


# --- the judge ------------------------------------------------------------------------


@value
class Rendered:
    """A quotation's id and its Chinese, and nothing of what was spoken."""

    id: str
    chinese: str


@value
class BacktranslationMaterial:
    names: tuple[str, ...]
    quotes: tuple[Rendered, ...]


@value
class Backtranslated:
    """`english` None: the Chinese can be read in more than one way, or in none."""

    id: str
    english: str | None


@value
class BacktranslationReply:
    translations: tuple[Backtranslated, ...]


@value
class Pair:
    """What was spoken, and what a translator made of its Chinese alone."""

    id: str
    spoken: str
    back: str


@value
class ComparisonMaterial:
    pairs: tuple[Pair, ...]


Difference = Literal[
    "none", "roles exchanged", "negation", "number", "certainty", "left out", "added", "other"
]


@value
class Compared:
    """`what` says in Chinese in what they differ, "" where they do not."""

    id: str
    verdict: Literal["same", "differs", "cannot tell"]
    difference: Difference
    what: str


@value
class ComparisonReply:
    verdicts: tuple[Compared, ...]
