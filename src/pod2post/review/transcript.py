"""The transcript as the page shows it: cues, segments, and what is missing. Pure.

Every second is accounted for: a segment that the plan left out says why, and a stretch that
was not recognised stands where it was.
"""

from collections.abc import Iterator, Sequence

from pod2post.rules.passages import placed, prose
from pod2post.showing.evidence import Line, line
from pod2post.showing.words import span
from pod2post.value import value
from pod2post.values import Plan, Segment, Segments, Stretch, Subject
from pod2post.writing.tasks import clock

KINDS = {"advertisement": "廣告", "intro": "開場", "small talk": "閒聊", "talk": ""}
GAPS = {
    "lost": "有人說話，沒有辨識出來",
    "sound": "音樂或其他聲音",
    "silence": "沒有聲音",
    "speech": "聽得出在說話，但不確定說了什麼",
}
LONG_MS = 5_000  # of silence or music that is worth a line
UNPLANNED = "沒有排進大綱"


@value
class Row:
    """A line of the transcript: a segment's head, a stretch without words, or a cue.

    `kind`: "head", "gap" or "cue". `use`: "quoted", "cited" or "". `left`: in a part that the
    article leaves out; `why`: the reason, on the head alone. `speaks`: another than before.
    """

    kind: str
    text: str
    start_ms: int
    end_ms: int
    clock: str
    cue: Line | None = None
    use: str = ""
    left: bool = False
    why: str = ""
    speaks: bool = False


def rows(subject: Subject, segments: Segments | None, plan: Plan | None) -> tuple[Row, ...]:
    """All of it in the order of time. Without segments or a plan their heads are not there."""
    heads = {row.first: row for row in segments.segments} if segments else {}
    ends = {row.last for row in segments.segments} if segments else set()
    left = _left(segments, plan)
    quoted, cited = _used(subject)
    gaps = list(_gaps(subject.transcript.coverage.stretches))
    made: list[Row] = []
    inside: str | None = None
    speaker: str | None = ""
    for cue in subject.transcript.cues:
        while gaps and gaps[0].start_ms <= cue.start_ms:
            made.append(gaps.pop(0))
        head = heads.get(cue.id)
        if head:
            inside = head.id
            made.append(_head(head, cue.start_ms, left.get(head.id)))
        use = "quoted" if cue.id in quoted else "cited" if cue.id in cited else ""
        made.append(
            Row(
                kind="cue",
                text=cue.text,
                start_ms=cue.start_ms,
                end_ms=cue.end_ms,
                clock=clock(cue.start_ms),
                cue=line(cue),
                use=use,
                left=inside in left,
                speaks=cue.speaker != speaker or head is not None,
            )
        )
        speaker = cue.speaker
        if cue.id in ends:
            inside = None
    return (*made, *gaps)


def _head(segment: Segment, start_ms: int, why: str | None) -> Row:
    kind = KINDS[segment.kind]
    return Row(
        kind="head",
        text=f"{kind}：{segment.title}" if kind not in ("", segment.title) else segment.title,
        start_ms=start_ms,
        end_ms=start_ms,
        clock=clock(start_ms),
        left=why is not None,
        why=why or "",
    )


def _left(segments: Segments | None, plan: Plan | None) -> dict[str, str]:
    """By segment that the article leaves out: why."""
    if segments is None or plan is None:
        return {}
    told = {row.segment: row.why for row in plan.left_out}
    used = {one for section in plan.sections for one in section.segments}
    return {row.id: told.get(row.id, UNPLANNED) for row in segments.segments if row.id not in used}


def _used(subject: Subject) -> tuple[frozenset[str], frozenset[str]]:
    """The cues that placed quotations stand on, and those that paragraphs cite."""
    quoted = (cue for _, quote in placed(subject) for cue in quote.cues)
    cited = (cue for passage in prose(subject) for cue in passage.cues)
    return frozenset(quoted), frozenset(cited)


def _gaps(stretches: Sequence[Stretch]) -> Iterator[Row]:
    """The stretches that are no certain speech, short pauses apart."""
    for row in stretches:
        certain = row.kind == "speech" and not row.why
        short = row.end_ms - row.start_ms < LONG_MS and row.kind in ("silence", "sound")
        if not certain and not short:
            yield Row(
                kind="gap",
                text=GAPS[row.kind],
                start_ms=row.start_ms,
                end_ms=row.end_ms,
                clock=span(row.start_ms, row.end_ms),
                why=row.why,
            )
