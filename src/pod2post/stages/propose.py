"""Names that a model proposes, of which code keeps what the episode itself carries.

A spelling is kept when the metadata hold it to the letter, or the transcript twice; a
mis-hearing when the transcript holds it, and it looks or sounds like the name. A model that
knows the world better than the episode cannot bring anybody in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pod2post.naming import mending, nearness
from pod2post.naming.everyday import EVERYDAY
from pod2post.naming.names import COMMON
from pod2post.ports import Shelf, Tell
from pod2post.rules.characters import is_simplified
from pod2post.stage import stage
from pod2post.values import Name, Names, value
from pod2post.writing.asking import Pen, ask
from pod2post.writing.proofing import NamesMaterial, NamesReply, ProposedName

TWICE = 2  # what was heard once may be heard wrong
ALIKE = 0.6  # of the letters: "entropic" is 0.82 like Anthropic, OpenAI is 0.4 like it
MISHEARD = 0.8  # so like a name of the sheet that it is that name misheard
SPELLING = re.compile(r"[^\W_][\w .,&'’+/:-]{1,59}")
HAN = re.compile(r"[\u3400-\u9fff·]{2,12}")


@value
class Refused:
    """A spelling that was proposed, and why it was not taken over."""

    spelling: str
    why: str


@value
class Proposed:
    """What was kept of a model's proposals. One of the sheet's names may come again, with more."""

    names: tuple[Name, ...]
    refused: tuple[Refused, ...]
    holes: tuple[str, ...] = ()


@stage("proposed", 1)
def propose(
    material: NamesMaterial,
    spoken: tuple[str, ...],
    known: Names,
    pen: Pen,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Proposed:
    """One call. `spoken` are the sentences of the transcript, `known` the sheet until now.

    A reply that cannot be used proposes nothing, and is a hole.
    """
    answer = ask("names", material, _any, pen, shelf=shelf, tell=tell)
    reply: NamesReply = answer.reply
    told = (material.show, material.title, material.description, *material.chapters)
    evidence = _Evidence("\n".join(told), "\n".join(spoken), known)
    names: dict[str, Name] = {}
    refused: list[Refused] = []
    for proposal in reply.names:
        spelling = " ".join(proposal.canonical.split())
        if why := evidence.against(spelling):
            refused.append(Refused(spelling=spelling, why=why))
            continue
        name, rest = evidence.name(spelling, proposal)
        names.setdefault(spelling.casefold(), name)
        refused += rest
    kept = tuple(_alone(name, names) for name in names.values())
    holes = (answer.hole,) if answer.hole else ()
    return Proposed(names=kept, refused=tuple(refused), holes=holes)


def _any(reply: NamesReply) -> str | None:
    return None


def _alone(name: Name, others: dict[str, Name]) -> Name:
    """Without mis-hearings that are names themselves."""
    return replace(name, heard=tuple(h for h in name.heard if h.casefold() not in others))


def _times(words: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _squeezed(one), _squeezed(other), autojunk=False).ratio()


class _Evidence:
    """What carries a name: metadata, spoken words, and the sheet that it would join."""

    def __init__(self, told: str, spoken: str, known: Names) -> None:
        self.told = told
        self.spoken = spoken
        self.sheet = {name.canonical.casefold(): name for name in known.entries}

    def against(self, spelling: str) -> str:
        """Why a spelling is not taken over; "" when nothing speaks against it."""
        if spelling.casefold() in self.sheet:
            return ""
        if not SPELLING.fullmatch(spelling):
            return "no name is spelt so"
        if spelling in COMMON or spelling.islower():
            return "an everyday word"
        whole = [name.canonical for name in self.sheet.values() if _times(spelling, name.canonical)]
        if whole:
            return f"a part of {whole[0]}"
        return "" if _times(spelling, self.told) else self._against_spoken(spelling)

    def _against_spoken(self, spelling: str) -> str:
        if _times(spelling, self.spoken) < TWICE:
            return "neither in the metadata nor twice in the transcript"
        misheard = [name.canonical for name in self.sheet.values() if self._is(spelling, name)]
        return f"{misheard[0]}, misheard" if misheard else ""

    def _is(self, spelling: str, name: Name) -> bool:
        ((shown, _),) = mending.mended([spelling], [name])
        return shown != spelling or _likeness(spelling, name.canonical) >= MISHEARD

    def name(self, spelling: str, proposal: ProposedName) -> tuple[Name, list[Refused]]:
        """The entry, joined with the one that the sheet has; and mis-hearings not believed."""
        heard, refused = list[str](), list[Refused]()
        for form in dict.fromkeys(" ".join(form.split()) for form in proposal.heard):
            why = self._not_heard(form, spelling)
            if why:
                refused.append(Refused(spelling=form, why=f"{why} ({spelling})"))
            else:
                heard.append(form)
        chinese = self._chinese(proposal)
        own = self.sheet.get(spelling.casefold())
        if own is None:
            made = Name(canonical=spelling, kind=proposal.kind, heard=tuple(heard), chinese=chinese)
            return made, refused
        both = tuple(dict.fromkeys((*own.heard, *heard)))
        # "term" is what code calls a name of which it knows nothing but that it is one.
        kind = proposal.kind if own.kind == "term" else own.kind
        return replace(own, heard=both, kind=kind, chinese=own.chinese or chinese), refused

    def _not_heard(self, form: str, spelling: str) -> str:
        if form.casefold() == spelling.casefold():
            return "the name itself"
        if not _times(form, self.spoken):
            return "not in the transcript"
        if form.casefold() in self.sheet or _times(form, self.told):
            return "spelt so in the metadata"
        if form.casefold() in EVERYDAY or form in COMMON:
            return "an everyday word"
        keys = nearness.key(_squeezed(form)), nearness.key(_squeezed(spelling))
        if keys[0] != keys[1] and _likeness(form, spelling) < ALIKE:
            return "not like the name"
        return ""

    def _chinese(self, proposal: ProposedName) -> str | None:
        """The Chinese form: that of the metadata, or one of a place or a term."""
        form = (proposal.chinese or "").strip()
        if not HAN.fullmatch(form) or any(is_simplified(letter) for letter in form):
            return None
        return form if form in self.told or proposal.kind in ("place", "term") else None


def joined(known: Names, proposed: Sequence[Name]) -> Names:
    """The sheet with what was kept: its own names first and in their order."""
    entries = {name.canonical.casefold(): name for name in known.entries}
    entries |= {name.canonical.casefold(): name for name in proposed}
    return Names(entries=tuple(entries.values()))
