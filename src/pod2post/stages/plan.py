"""The post's angle: thesis, titles, sections from segments, and what is left out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pod2post.errors import WriterUnusable
from pod2post.ports import Shelf, Tell
from pod2post.stage import stage
from pod2post.topics.parts import LABELS
from pod2post.values import LeftOut, Outline, Plan, Segment, Segments, Transcript
from pod2post.writing import brief
from pod2post.writing.asking import Pen, ask
from pod2post.writing.authorship import is_local
from pod2post.writing.tasks import Episode, PlanMaterial, PlanReply, SegmentBrief, clock

SHORT_MS = 20 * 60_000
NOT_PLACED = "計畫沒有用到這一段"


def section_counts(
    transcript: Transcript, segments: Segments, *, part: bool = False
) -> tuple[int, int]:
    """Fewest and most sections: 3 under 20 minutes, else 4 to 6; never more than segments.

    A part of a series has 3 to 6, however long it is.
    """
    least, most = (3, 3) if transcript.coverage.duration_ms < SHORT_MS else (4, 6)
    if part:
        least, most = 3, 6
    talk = sum(1 for s in segments.segments if s.kind == "talk") or 1
    return min(least, talk), min(most, talk)


@stage("plan", 1)
def plan(
    transcript: Transcript,
    segments: Segments,
    about: Episode,
    pen: Pen,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Plan:
    """A plan in which every segment is used once or left out with a reason.

    Advertisements are left out, whatever the writer says; an editor may put them in.

    Raises:
        WriterUnusable: no usable plan came from a hosted model, so nothing more is paid for.
    """
    least, most = section_counts(transcript, segments, part=about.part is not None)
    material = PlanMaterial(
        episode=about,
        segments=tuple(_brief(segment, transcript) for segment in segments.segments),
        least=least,
        most=most,
    )

    def judge(reply: PlanReply) -> str | None:
        return fault(_plan(reply, segments, pen.writer.label), segments, least, most)

    answer = ask("plan", material, judge, pen, shelf=shelf, tell=tell)
    if answer.hole and is_local(pen.writer.label):
        # Nothing is paid: a plan out of the segments is better than no post.
        tell.say("plan: made without the writer, from the segments and their titles")
        return replace(_plan(answer.reply, segments, pen.spare.label), holes=(answer.hole,))
    if answer.hole:
        raise WriterUnusable(
            f"the writer gave no usable plan ({answer.hole})",
            "Choose another model with --writer-model, or --writer extract; "
            "the transcript is kept.",
        )
    return _plan(answer.reply, segments, pen.writer.label)


def fault(plan: Plan, segments: Segments, least: int, most: int) -> str | None:
    """What is wrong with a plan, the editor's included, or None."""
    known = [segment.id for segment in segments.segments]
    used = [id_ for outline in plan.sections for id_ in outline.segments]
    unknown = sorted({*used, *(row.segment for row in plan.left_out)} - {*known})
    twice = _twice([*used, *(row.segment for row in plan.left_out)])
    count = len(plan.sections)
    faults = (
        (unknown, f"there is no segment {', '.join(unknown)}; there are {', '.join(known)}"),
        (twice, f"segment {', '.join(twice)} stands in more than one place"),
        (not least <= count <= most, f"{count} sections, wanted {least} to {most}"),
        (len({o.id for o in plan.sections}) != count, "two sections have the same id"),
        (not all(o.segments for o in plan.sections), "a section rests on no segment"),
        (not all(o.heading.strip() for o in plan.sections), "a heading is empty"),
        (not plan.thesis.strip(), "the thesis is empty"),
        (not plan.titles, "there is no candidate title"),
    )
    return next((complaint for broken, complaint in faults if broken), None)


def _twice(ids: Iterable[str]) -> list[str]:
    return sorted(id_ for id_, times in Counter(ids).items() if times > 1)


def _plan(reply: PlanReply, segments: Segments, writer: str) -> Plan:
    """The reply as a plan; a section that told nothing but advertisements is none."""
    unfit = _unfit(segments)
    rows = [row for row in reply.sections if not row.segments or set(row.segments) - unfit]
    made = Plan(
        thesis=reply.thesis,
        titles=reply.titles,
        sections=tuple(
            Outline(
                id=f"s{n}",
                heading=row.heading,
                angle=row.angle,
                segments=tuple(id_ for id_ in row.segments if id_ not in unfit),
            )
            for n, row in enumerate(rows, start=1)
        ),
        left_out=tuple(LeftOut(segment=row.segment, why=row.why) for row in reply.left_out),
        writer=writer,
    )
    return completed(made, segments)


def _unfit(segments: Segments) -> frozenset[str]:
    """The advertisements, where there is anything else.

    Those of runs that were planned before advertisements were looked for say no `why`, and stay
    where their writer put them: else that section would be paid again.
    """
    found = frozenset(s.id for s in segments.segments if s.kind == "advertisement" and s.why)
    return found if len(found) < len(segments.segments) else frozenset()


def completed(plan: Plan, segments: Segments) -> Plan:
    """The plan with each segment that it forgot listed as left out, and why."""
    placed = {id_ for row in plan.sections for id_ in row.segments}
    placed |= {row.segment for row in plan.left_out}
    forgotten = (s for s in segments.segments if s.id not in placed)
    rest = tuple(LeftOut(segment=s.id, why=_reason(s)) for s in forgotten)
    return replace(plan, left_out=(*plan.left_out, *rest))


def _reason(segment: Segment) -> str:
    """Why a segment is not used that nobody spoke of: its kind, and what says so."""
    kind = LABELS.get(segment.kind)
    if kind is None:
        return NOT_PLACED
    return f"{kind}（{'、'.join(segment.why)}）" if segment.why else kind


def _brief(segment: Segment, transcript: Transcript) -> SegmentBrief:
    cues = brief.cues_of(segment, transcript)
    return SegmentBrief(
        id=segment.id,
        at=clock(cues[0].start_ms),
        until=clock(cues[-1].end_ms),
        title=segment.title,
        kind=segment.kind,
        words=sum(len(cue.text.split()) for cue in cues),
        gist=segment.gist,
    )
