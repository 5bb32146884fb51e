"""Does prose give what was said to the one who said it? By linked words. Pure."""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules import carried
from pod2post.rules.attribution import named, people
from pod2post.rules.passages import Passage, cues, speakers
from pod2post.values import Finding, Subject

AHEAD = 0.1  # how much firmer another speaker's cue holds the sentence than the named one's
LEAST = 8  # Han of a sentence
_ENDS = re.compile(r"(?<=[。？！；])|⟦q:[^⟧]+⟧")
# A question may be told by the one who was asked.
_SAYS = re.compile(
    rf"(?:^|[，：])\s*{named}\s*[^，。：；「」A-Za-z]{{0,4}}?(?:{zh.SAYING}|建議|覺得|自承|估計)(?!道|了?她|了?他)"
)
_ASKS = re.compile("[追反]?問|[回]?答|告訴")


def faults(subject: Subject, aligner: Aligner, passage: Passage) -> Iterator[Finding]:
    """Sentences that tell as one speaker's what the cited cues of another say."""
    heard = cues(subject)
    rows = [heard[one] for one in passage.cues if one in heard and heard[one].speaker]
    for sentence in _ENDS.split(passage.text):
        found = _SAYS.search(sentence)
        if not found or _ASKS.search(found[0]) or zh.count(sentence) < LEAST:
            continue
        meant = people(subject, set(speakers(subject)), found["who"])
        if len(meant) != 1 or {cue.speaker for cue in rows} <= meant:
            continue  # nobody that is known, or nobody else to give it to
        held = [(carried.held(aligner, sentence.strip(), cue.text), cue) for cue in rows]
        own = max((strength for strength, cue in held if cue.speaker in meant), default=0.0)
        others = [row for row in held if row[1].speaker not in meant]
        strength, cue = max(others, key=lambda row: row[0], default=(0.0, None))
        if cue is not None and strength >= own + AHEAD:
            yield Finding(
                rule="attribution",
                severity="warning",
                where=passage.where,
                what=f"the prose gives to {found['who']} what {cue.speaker} says in {cue.id}",
                mend=f"Name {cue.speaker}, or cite the cues in which {found['who']} says it.",
                excerpt=zh.excerpt(sentence, *found.span()),
            )
