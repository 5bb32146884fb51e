"""What a quotation or a paragraph rests on: words as spoken, by whom, when, and what was checked.

Pure. A mark says what code could hold against the recording. That the Chinese means the same
is nothing that it can say, so a quotation is "verified" as to words, speaker, numbers and names.
"""

from collections.abc import Iterable, Sequence

from pod2post.page.quoting import shown
from pod2post.showing import saying, words
from pod2post.showing.words import State
from pod2post.values import CheckResult, Cue, Quote, Transcript, value
from pod2post.writing.tasks import clock

AROUND = 2  # cues before and after a quotation that are shown with it
OPINIONS = ("gloss", "judge")  # tests of the meaning: they doubt or are silent, they prove nothing
NOBODY = "說話者不明"


@value
class Line:
    """A cue as the page shows it."""

    cue: str
    start_ms: int
    end_ms: int
    clock: str
    speaker: str
    text: str


@value
class Tested:
    """A check that was made of a quotation, in words."""

    verdict: str
    name: str
    outcome: str
    note: str


@value
class Said:
    """A quotation with its evidence. `before` and `after`: the cues beside its own.

    `missing`: ids of cues that the transcript lacks.
    """

    id: str
    state: State
    state_name: str
    grade: str
    chinese: str
    source: str
    speaker: str
    start_ms: int
    end_ms: int
    clock: str
    before: tuple[Line, ...]
    lines: tuple[Line, ...]
    after: tuple[Line, ...]
    missing: tuple[str, ...]
    tests: tuple[Tested, ...]


class Heard:
    """The cues of a transcript by id and by place."""

    def __init__(self, transcript: Transcript) -> None:
        self.cues = transcript.cues
        self.at = {cue.id: number for number, cue in enumerate(transcript.cues)}

    def lines(self, ids: Iterable[str]) -> tuple[Line, ...]:
        """The cues of these ids in the order of time; unknown ones are left out."""
        found = sorted({self.at[one] for one in ids if one in self.at})
        return tuple(line(self.cues[number]) for number in found)

    def around(self, ids: Iterable[str]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """The cues just before the first and just after the last of these."""
        found = [self.at[one] for one in ids if one in self.at]
        if not found:
            return (), ()
        first, last = min(found), max(found)
        before = self.cues[max(0, first - AROUND) : first]
        after = self.cues[last + 1 : last + 1 + AROUND]
        return tuple(map(line, before)), tuple(map(line, after))


def line(cue: Cue) -> Line:
    return Line(
        cue=cue.id,
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
        clock=clock(cue.start_ms),
        speaker=cue.speaker or NOBODY,
        text=cue.text,
    )


def said(quote: Quote, heard: Heard, severities: Sequence[str] = ()) -> Said:
    """The quotation; `severities` are those of the open findings that are about it."""
    before, after = heard.around(quote.cues)
    mark = state(quote, severities)
    return Said(
        id=quote.id,
        state=mark,
        state_name=words.STATES[mark],
        grade=words.GRADES[quote.grade],
        chinese=shown(quote) or "",
        source=quote.source,
        speaker=quote.speaker or NOBODY,
        start_ms=quote.start_ms,
        end_ms=quote.end_ms,
        clock=words.span(quote.start_ms, quote.end_ms),
        before=before,
        lines=heard.lines(quote.cues),
        after=after,
        missing=tuple(one for one in quote.cues if one not in heard.at),
        tests=tuple(map(_tested, quote.tests)),
    )


def state(quote: Quote, severities: Sequence[str] = ()) -> State:
    """The mark: an error or a warning where one is open, else what the tests prove.

    Without a test, or with one that could not be made, a quotation is not verified.
    """
    firm = [test.verdict for test in quote.tests if test.name not in OPINIONS]
    if "error" in severities or "failed" in firm or quote.grade in ("stitched", "not found"):
        return "error"
    if "warning" in severities:
        return "warning"
    proved = bool(quote.cues) and "ok" in firm and "not checked" not in firm
    return "verified" if proved else "unchecked"


def _tested(test: CheckResult) -> Tested:
    return Tested(
        verdict=test.verdict.replace(" ", "-"),
        name=words.TESTS.get(test.name, test.name),
        outcome=words.VERDICTS[test.verdict],
        note=(saying.wrong(test.note) or test.note) if test.verdict != "ok" else "",
    )
