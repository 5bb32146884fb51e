"""What small models leave in a text: ids of cues, and the same sentence again and again."""

import re
from collections import Counter
from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import prose
from pod2post.values import Finding, Subject

LONG = 12  # Han, a Latin word counted as two: shorter sentences may well come back
_ID = re.compile(r"\bc\d+\b")
_SENTENCE = re.compile(r"[^。？！!?\n]+")


def ids_in_text(subject: Subject) -> Iterator[Finding]:
    """A cue's id on the page: it belongs into the list of cues, no reader knows it."""
    known = {cue.id for cue in subject.transcript.cues}
    for passage in prose(subject):
        if found := [id_ for id_ in _ID.findall(passage.text) if id_ in known]:
            yield Finding(
                rule="ids_in_text",
                severity="error",
                where=passage.where,
                what=f"ids of the transcript stand in the text: {', '.join(found)}",
                mend="Take them out.",
                excerpt=passage.text[:60],
            )


def repeated(subject: Subject) -> Iterator[Finding]:
    """A sentence that stands more than once in one place of the post."""
    seen: Counter[tuple[str, str]] = Counter()
    for passage in prose(subject):
        if passage.kind in ("paragraph", "description"):
            text = zh.MARK.sub("", passage.text)
            sentences = (sentence.strip(" ，,「」") for sentence in _SENTENCE.findall(text))
            seen.update((passage.where, one) for one in sentences if zh.width(one) >= LONG)
    for (where, sentence), times in seen.items():
        if times > 1:
            yield Finding(
                rule="repeated",
                severity="error",
                where=where,
                what=f"the same sentence {times} times",
                mend="Say it once.",
                excerpt=sentence[:60],
            )
