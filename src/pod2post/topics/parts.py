"""The parts that a cut makes of a transcript: title, weightiest sentences, kind. Pure."""

from collections.abc import Sequence
from typing import Any, Literal

from pod2post.topics import lexical
from pod2post.topics.telling import key_words
from pod2post.value import value
from pod2post.values import Cue, Segment, Segments

GIST = 4
# What is no talk is called by its kind: its commonest words would be a product's.
LABELS = {"advertisement": "廣告", "intro": "開場", "small talk": "閒聊"}

Kind = Literal["talk", "advertisement", "intro", "small talk"]
Method = Literal["chapters", "divisive", "chosen"]


@value
class Start:
    """Where a part begins: the index of its first cue.

    `title` "": it is called by its kind, talk by its commonest words. `why`: what says that it is
    no talk.
    """

    cue: int
    title: str = ""
    kind: Kind = "talk"
    why: tuple[str, ...] = ()


def built(cues: Sequence[Cue], starts: Sequence[Start], method: Method) -> Segments:
    """Segments g1, g2, ... from these starts, the first of which is the first cue."""
    ends = [*(start.cue for start in starts[1:]), len(cues)]
    made = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        texts = [cue.text for cue in cues[start.cue : end]]
        made.append(
            Segment(
                id=f"g{number}",
                first=cues[start.cue].id,
                last=cues[end - 1].id,
                title=start.title or LABELS.get(start.kind) or key_words(texts),
                gist=gist(texts),
                kind=start.kind,
                why=start.why,
            )
        )
    return Segments(segments=tuple(made), method=method)


def gist(texts: Sequence[str]) -> tuple[str, ...]:
    """The sentences nearest to the centroid of these, at least one, in their own order."""
    vectors = lexical.vectors(texts)
    likeness: Any = vectors @ vectors.mean(axis=0)
    fair = [i for i, text in enumerate(texts) if len(text.split()) >= 5] or list(range(len(texts)))
    best = sorted(fair, key=lambda i: (-round(float(likeness[i]), 9), i))[:GIST]
    return tuple(texts[i] for i in sorted(best))
