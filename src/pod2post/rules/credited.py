"""Does prose give what was said to the one who said it? By linked words. Pure."""

import re
from collections.abc import Iterator, Sequence

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules import carried
from pod2post.rules.attribution import named, people
from pod2post.rules.passages import Passage, cues, speakers
from pod2post.values import Cue, Finding, Subject

AHEAD = 0.1  # how much firmer another speaker's cue holds the sentence than the named one's
LEAST = 8  # Han of a sentence
_ENDS = re.compile(r"(?<=[。？！；])|(?=⟦q:[^⟧]+⟧)|(?<=⟧)")
# A question may be told by the one who was asked.
_VERB = rf"(?:{zh.SAYING}|建議|覺得|自承|估計)(?!道|了?她|了?他)"
_SAYS = re.compile(rf"(?:^|[，：])\s*{named}\s*[^，。：；「」A-Za-z]{{0,4}}?{_VERB}")
_ALSO = re.compile(
    rf"(?:^|[，：；])(?P<who>[他她])[^，。：；「」A-Za-z]{{0,4}}?(?:{_VERB}|[給的]?[^，。：；「」]{{0,6}}建議)"
)
_ASKS = re.compile("[追反]?問|[回]?答|告訴")
_BEGINS = re.compile(
    rf"^\s*{named}(?![A-Za-z]|\s*(?:[A-Za-z和與跟及、被]|[^，。]{{0,6}}?(?:{zh.SAYING})))"
)
_OWN_EN = re.compile(r"\b(?:I|my|mine)\b", re.IGNORECASE)
_YOU_EN = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
_HAS = re.compile(r"\s*(?:也|還|曾|就|本身)*有(?:一?[個位名家隻台]|過)")
_MINE_EN = re.compile(r"(?:^|[.?!,] |\band )my [a-z]+\b", re.IGNORECASE)


def faults(subject: Subject, aligner: Aligner, passage: Passage) -> Iterator[Finding]:
    """Sentences that tell as one speaker's what the cited cues of another say."""
    heard = cues(subject)
    rows = [heard[one] for one in passage.cues if one in heard and heard[one].speaker]
    yield from _said(subject, aligner, passage, rows)
    yield from _of_himself(subject, passage, rows)


def _said(
    subject: Subject, aligner: Aligner, passage: Passage, rows: Sequence[Cue]
) -> Iterator[Finding]:
    """By a verb of saying: under a name, or under a pronoun that has stood for somebody else."""
    everyone = set(speakers(subject))
    pronouns = dict[str, str]()  # whose words stood under it since the last name
    for sentence in _ENDS.split(passage.text):
        found = _SAYS.search(sentence)
        if found and not _ASKS.search(found[0]) and zh.count(sentence) >= LEAST:
            meant = people(subject, everyone, found["who"])
            if len(meant) == 1 and not {cue.speaker for cue in rows} <= meant:
                cue = _firmer(aligner, sentence, found.end(), rows, meant)
                if cue is not None:
                    yield _fault(passage, sentence, found, found["who"], cue)
        also = _ALSO.search(sentence)
        if zh.MARK.search(sentence) or any(_names(sentence, one) for one in everyone):
            pronouns.clear()
        elif also and not _ASKS.search(also[0]):
            cue = _firmest(aligner, sentence, also.end(), rows)
            before = pronouns.setdefault(also["who"], str(cue.speaker)) if cue else ""
            if cue and before != cue.speaker:
                yield _fault(passage, sentence, also, before, cue)


def _names(sentence: str, speaker: str) -> bool:
    return any(re.search(rf"\b{re.escape(part)}\b", sentence) for part in speaker.split())


def _told(sentence: str, after: int) -> str:
    """What is said, without who says it; the whole where that is short."""
    rest = re.split(rf"，(?={named})", sentence[after:])[0].strip(" ，：")
    return rest if zh.count(rest) >= LEAST else sentence.strip()


def _firmer(
    aligner: Aligner, sentence: str, after: int, rows: Sequence[Cue], meant: set[str]
) -> Cue | None:
    """The cue of somebody else that holds the words clearly firmer than those of who is named."""
    for text in dict.fromkeys((sentence.strip(), _told(sentence, after))):
        held = [(carried.held(aligner, text, cue.text), cue) for cue in rows]
        own = max((strength for strength, cue in held if cue.speaker in meant), default=0.0)
        others = [row for row in held if row[1].speaker not in meant]
        strength, cue = max(others, key=lambda row: row[0], default=(0.0, None))
        if cue is not None and strength >= own + AHEAD:
            return cue
    return None


def _firmest(aligner: Aligner, sentence: str, after: int, rows: Sequence[Cue]) -> Cue | None:
    """The cue that holds the words, where no other speaker's comes near."""
    text = _told(sentence, after)
    held = sorted(
        ((carried.held(aligner, text, cue.text), at) for at, cue in enumerate(rows)), reverse=True
    )
    if not held:
        return None
    strength, best = held[0]
    others = [other for other, at in held if rows[at].speaker != rows[best].speaker]
    return rows[best] if strength >= max(others, default=0.0) + AHEAD else None


def _of_himself(subject: Subject, passage: Passage, rows: Sequence[Cue]) -> Iterator[Finding]:
    """What one speaker tells of himself, told of another who says nothing in the cited cues."""
    everyone = set(speakers(subject))
    spoken = " ".join(cue.text for cue in rows)
    for sentence in _ENDS.split(passage.text):
        found = _BEGINS.search(sentence)
        meant = people(subject, everyone, found["who"]) if found else set()
        if not found or len(meant) != 1 or {cue.speaker for cue in rows} & meant:
            continue
        (who,) = meant
        cue = next((cue for cue in rows if _OWN_EN.search(cue.text)), None)
        has = _HAS.match(sentence, found.end()) and _MINE_EN.search(spoken)
        if cue and not _names(spoken, who) and (has or not _YOU_EN.search(spoken)):
            yield _fault(passage, sentence, found, found["who"], cue)


def _fault(passage: Passage, sentence: str, found: re.Match[str], who: str, cue: Cue) -> Finding:
    return Finding(
        rule="attribution",
        severity="warning",
        where=passage.where,
        what=f"the prose gives to {who} what {cue.speaker} says in {cue.id}",
        mend=f"Name {cue.speaker}, or cite the cues in which {who} says it.",
        excerpt=zh.excerpt(sentence, *found.span()),
    )
