"""A model's choice of where an episode changes its subject, among places that the cut proposes.

One call. What is chosen is checked by code; a choice that does not hold leaves the cut as it is.
"""

from dataclasses import replace

from pod2post.ports import Embedder, Shelf, Tell
from pod2post.stage import stage
from pod2post.stages.segment import evidence_of, proposed
from pod2post.topics import choosing
from pod2post.topics.marking import Aside, marked
from pod2post.topics.parts import built
from pod2post.topics.places import Places, material
from pod2post.topics.places import places as around
from pod2post.values import Segments, Transcript
from pod2post.writing.asking import Pen, ask
from pod2post.writing.tasks import Episode, TopicsReply

KEPT = "topics: the program's own cut is taken"


@stage("places", 1)
def places(
    transcript: Transcript,
    cut: Segments,
    asides: tuple[Aside, ...],
    encoder: Embedder | None,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Places:
    """The places that a model may choose from, none within an aside.

    `cut`: what `segment` made of the same asides with this encoder.
    """
    known = evidence_of(transcript, encoder, shelf=shelf, tell=tell)
    return around(known, proposed(known), cut, asides)


@stage("topics", 1)
def topics(
    transcript: Transcript,
    where: Places,
    about: Episode,
    pen: Pen,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Segments:
    """Segments as a model chose and titled them; else the cut, with a hole that says why."""

    def judge(reply: TopicsReply) -> str | None:
        return choosing.fault(reply, where.spots, transcript.cues)

    asked = material(where, transcript, about)
    answer = ask("topics", asked, judge, pen, shelf=shelf, tell=tell)
    if answer.hole:
        tell.say(KEPT)
        return replace(where.cut, holes=(answer.hole,))
    starts = choosing.starts(answer.reply, where.spots, transcript.cues)
    return built(transcript.cues, marked(starts, transcript.cues, where.asides), "chosen")
