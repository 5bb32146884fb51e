"""Which sentences of a post lost their evidence when a person changed them. Pure."""

from collections.abc import Iterator, Sequence
from typing import Literal

from pod2post import zh
from pod2post.page.quoting import shown
from pod2post.revision import aligning
from pod2post.revision.aligning import key
from pod2post.revision.comparing import Part, Reading, Taken
from pod2post.rules import fidelity
from pod2post.stages.amend import OBSERVATION
from pod2post.values import value


@value
class Unproved:
    """A sentence with nothing behind it any more. `where` is a section's id or "lead"."""

    where: str
    kind: Literal["quotation", "number", "name", "sentence", "paragraph"]
    text: str
    why: str


def found(now: Reading, parts: Sequence[Part]) -> tuple[Unproved, ...]:
    """What a person's changes left without evidence, in the order of the page."""
    held = fidelity.facts(now.shown)
    rows = []
    for part in parts:
        for taken in part.taken:
            if taken.placed is not None:
                rows += [*_quotations(now, part.id, taken), *_facts(held, part.id, taken)]
                rows += _words(part.id, taken)
    return tuple(dict.fromkeys(rows))


def _quotations(now: Reading, where: str, taken: Taken) -> Iterator[Unproved]:
    place = taken.placed
    for name, chinese in place.reworded.items() if place else ():
        quote = now.known[name]
        if key(chinese) != key(shown(quote) or ""):
            why = f"the quotation {name} was reworded; the words spoken are: {quote.source}"
            yield Unproved(where=where, kind="quotation", text=chinese, why=why)
    for words in place.doubtful if place else ():
        why = "it may be either of two quotations: none was chosen"
        yield Unproved(where=where, kind="quotation", text=words, why=why)
    for words in place.bare if place else ():
        why = "it stands in quotation marks and is no quotation that was verified"
        yield Unproved(where=where, kind="quotation", text=words, why=why)


def _facts(held: fidelity.Facts, where: str, taken: Taken) -> Iterator[Unproved]:
    """Numbers and names that nothing carries, those apart that stood there before."""
    text, cues = taken.paragraph.text, taken.paragraph.cues
    before = [stand.paragraph for stand in taken.come.stands]
    old = {fault for row in before for fault in fidelity.number_faults(held, row.text, row.cues)}
    for fault in fidelity.number_faults(held, text, cues):
        if fault not in old:
            yield Unproved(where=where, kind="number", text=_sentence(text, fault), why=fault)
    old = {fault for row in before for fault in fidelity.name_faults(held, row.text)}
    for fault in fidelity.name_faults(held, text):
        if fault not in old:
            why = f"{fault} is neither on the name sheet nor in the episode"
            yield Unproved(where=where, kind="name", text=_sentence(text, fault), why=why)


def _sentence(text: str, fault: str) -> str:
    """The sentence that a fault speaks of."""
    word = fault.split(" (", maxsplit=1)[0].split(" is ", maxsplit=1)[0]
    rows = aligning.sentences(zh.without_marks(text))
    return next((row for row in rows if word in row), zh.without_marks(text)[:60])


def _words(where: str, taken: Taken) -> Iterator[Unproved]:
    """New paragraphs that rest on nothing, new sentences in old ones. An opinion needs neither."""
    if where == OBSERVATION:
        return
    text = zh.MARK.sub("", taken.paragraph.text)
    if taken.come.doubtful:
        why = "it may be either of two paragraphs: no cue was chosen"
        yield Unproved(where=where, kind="paragraph", text=text, why=why)
    elif not taken.paragraph.cues:
        if zh.count(text) or not taken.own:
            yield Unproved(where=where, kind="paragraph", text=text, why="it cites no cue")
    else:
        for sentence in aligning.sentences(text):
            why = ""
            if aligning.is_new(sentence, taken.come):
                why = "it is new, and nothing ties it to the recording"
            elif aligning.is_turned(sentence, taken.come):
                why = "a negation was put in or taken out"
            if why:
                yield Unproved(where=where, kind="sentence", text=sentence, why=why)
