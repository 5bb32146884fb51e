"""All that speaks for or against an aside, sentence by sentence. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pod2post.topics import brands, phrases, repeats, stories, voices, witness
from pod2post.topics.addresses import folded
from pod2post.topics.hints import Hint
from pod2post.topics.phrases import AD, INTRO, SMALL
from pod2post.topics.sponsors import Sponsors
from pod2post.topics.witness import Learned
from pod2post.value import value
from pod2post.values import Cue, Span

BREAK, BREAK_BEGINS = 1.5, 2.0  # points, and what they say for a beginning
RETURN, SHORT = 0.5, 10  # a return of more words, or Chinese characters, is talk already
OPENING = 1.5
BROKEN = 1.5
BACK, PAUSE, PAUSE_MS = 1.0, 0.5, 1200
YOU, MOST_YOU = 0.25, 0.5
ASKED, FOUND, ANSWERS = -0.6, -3.0, 5
TOLD = 0.4  # what an offer counts that is told as a story
COMMON = frozenset(("call", "address", "price", "offer", "goods", "register"))
# Of what is said in words, and of names; what it counts beside the witness.
SAID = frozenset(
    "sponsor address code offer price terms call own promo break return goods register".split()
) | {"", "brand"}
SHARE = 0.4
# So often these may fall in an episode, and a minute; beyond that each counts less.
OFTEN, OFTEN_MINUTE = 6, 0.4
HEAD_MS, HEAD_SMALL, LATE_INTRO = 120_000, -1.5, -4.0
CHAPTER, ELSEWHERE, AGAIN, TEASER = 2.0, 1.5, 4.0, 1.2
TAIL_MS, OWN_NAME = 60_000, 3.0
COLD_MS = 45_000  # a cold open is no longer


@value
class Clues:
    """What decides beside the cues.

    `show`: its names; `repeated`: ids of cues that stand in other episodes of it; `chapters`: where
    the source names one as an advertisement.
    """

    sponsors: Sponsors = Sponsors()
    show: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    chapters: tuple[Span, ...] = ()


_BEGINS = re.compile(
    r"^(?:\W*(?:and|so|but|okay|ok|all right|well|now|right|oh|hey|um|uh)\b\W*)*"
    r"(?:if you(?:'re| are)? (?:like|enjoy|love|have been)|are you|have you|do you|did you know"
    r"|imagine|picture|what (?:happens|if)|from the makers|hi,? i'm|i'm \w+ \w+,|this weekend)"
    r"|^(?:先|還在|.{2,12}(?:怎麼辦|嗎)[？?])",
    re.IGNORECASE,
)
_RETURNS = re.compile(
    r"^(?:(?:and|so|now|okay|ok|all right|right|anyway|anyhow)\b[\s.,!]*)+"
    r"(?:(?:so|back|we|let's|the|where|i|\w+,)\b|$)|^(?:好|那)[，,。]|(?:back|return) to\b"
    r"|\banyway[.!]?$",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"(?:where|how) (?:can|could|do|should|would|might) (?:\w+ ){1,3}"
    r"(?:find|follow|read|reach|get|go|learn|see|hear)\b|where can they find you"
    r"|(?:哪裡|怎麼).{0,6}(?:找到?[你您]|追蹤[你您]|看到[你您])",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]\s*$")
_PAST = re.compile(
    r"\b(?:was|were|had|did|didn't|sent|gave|took|came|went|said|told|put|sold|paid|wrote|ran|got"
    r"|\w{3,}ed)\b|後來|那時|當時|他們|了[，。]"
)
_NOW = re.compile(r"\byou(?! \w+ed\b)|[你您]|大家|聽眾|現在", re.IGNORECASE)
_COUNTED = re.compile(r"[一-鿿]|[\w'’-]+", re.ASCII)
_YOU = re.compile(r"\byou(?:r|rs|rself|'ll|'re|'ve|'d)?\b|[你您]|大家|聽眾", re.IGNORECASE)


def hints(cues: Sequence[Cue], clues: Clues, learned: Learned) -> tuple[tuple[Hint, ...], ...]:
    """One row for each cue."""
    rows = _damped([list(_said(cue.text)) for cue in cues], cues)
    for source in (
        brands.hints(cues, clues.sponsors),
        voices.hints(cues),
        witness.hints(cues, learned),
        _repeated(cues, clues),
        _told(cues, clues),
        _placed(cues),
        _called(cues, clues),
        _answers(cues),
    ):
        for at, hint in source:
            rows[at].append(hint)
    for at, hint in [*stories.hints(cues, rows), *_cold(cues, rows)]:
        rows[at].append(hint)
    return tuple(tuple(map(_counted, row)) for row in rows)


def _counted(hint: Hint) -> Hint:
    """What is said counts by less than it says: the witness has counted it, too."""
    said = hint.kind == AD and hint.points > 0 and not hint.leads and hint.sign in SAID
    return replace(hint, points=hint.points * SHARE) if said else hint


def _said(text: str) -> Iterator[Hint]:
    told = _PAST.search(text) is not None and _NOW.search(text) is None
    found = phrases.said(text)
    if (AD, "offer") in found:
        found.pop((AD, "price"), None)  # the price is a part of it
    for (kind, sign), points in found.items():
        if sign == "break":
            yield Hint(sign=sign, kind=kind, points=BREAK, begins=BREAK_BEGINS)
        elif sign == "return" and len(_COUNTED.findall(text)) > SHORT:
            yield Hint(sign="", kind=kind, points=-RETURN, ended=BACK)
        elif sign == "return":
            yield Hint(sign=sign, kind=kind, points=RETURN)
        elif told and sign in COMMON | {"code"}:
            yield Hint(sign=sign, kind=kind, points=TOLD * points)
        else:
            yield Hint(sign="" if kind is None else sign, kind=kind, points=points)
    opens = stories.opens(text)
    if opens or _BEGINS.search(text):
        yield Hint(sign="", kind=None, begins=OPENING)
    if _ASKS.search(text) and not opens and (AD, "call") not in found:
        yield Hint(sign="", kind=None, points=ASKED)
    if you := len(_YOU.findall(text)):
        yield Hint(sign="", kind=AD, points=min(YOU * you, MOST_YOU))


def _damped(rows: list[list[Hint]], cues: Sequence[Cue]) -> list[list[Hint]]:
    """Where a talk is full of addresses or prices, each of them says less."""
    minutes = (cues[-1].end_ms - cues[0].start_ms) / 60_000 if cues else 0.0
    counted = Counter(hint.sign for row in rows for hint in row if hint.sign in COMMON)
    most = OFTEN + OFTEN_MINUTE * minutes
    share = {sign: min(1.0, most / count) for sign, count in counted.items()}
    return [
        [replace(hint, points=hint.points * share.get(hint.sign, 1.0)) for hint in row]
        for row in rows
    ]


def _repeated(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    """What is said again; a teaser cut from later is no advertisement, nor what it was cut from."""
    again = repeats.within(cues)
    early = [at for at in again if cues[at].start_ms - cues[0].start_ms < HEAD_MS]
    teased = frozenset(repeats.among(cues, [cues[at].text for at in early]))
    for at in again:
        if at in early:
            yield at, Hint(sign="again", kind=INTRO, points=TEASER)
        elif cues[at].id not in teased:
            yield at, Hint(sign="again", kind=AD, points=AGAIN)
    known = frozenset(clues.repeated)
    for at, cue in enumerate(cues):
        if cue.id in known:
            yield at, Hint(sign="elsewhere", kind=None, points=ELSEWHERE)


def _told(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    for span in clues.chapters:
        for at, cue in enumerate(cues):
            if span.start_ms <= cue.start_ms < span.end_ms:
                yield at, Hint(sign="chapter", kind=AD, points=CHAPTER)


def _placed(cues: Sequence[Cue]) -> Iterator[tuple[int, Hint]]:
    """Where in the episode it stands, what silence is before it, what leads back to talk."""
    for at, cue in enumerate(cues):
        if cue.start_ms - cues[0].start_ms < HEAD_MS:
            yield at, Hint(sign="", kind=SMALL, points=HEAD_SMALL)
        else:
            yield at, Hint(sign="", kind=INTRO, points=LATE_INTRO)
        if at and _RETURNS.search(cues[at - 1].text) and len(cues[at - 1].text.split()) <= 12:
            yield at, Hint(sign="", kind=None, ended=BACK)
        if at and _broken(cues[at - 1].text, cue.text):
            yield at, Hint(sign="", kind=None, begins=BROKEN)
        if at and _goes_on(cues[at - 1].text, cue.text):
            yield at, Hint(sign="", kind=None, ended=BROKEN)
        if at and cue.start_ms - cues[at - 1].end_ms >= PAUSE_MS:
            yield at, Hint(sign="", kind=None, begins=PAUSE, ended=PAUSE)


def _called(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    """The show's own name: in its first minutes a welcome, in its last a farewell."""
    own = {folded(name) for name in clues.show} - {""}
    for at, cue in enumerate(cues):
        early = cue.start_ms - cues[0].start_ms < HEAD_MS
        late = cues[-1].end_ms - cue.end_ms < TAIL_MS
        if own and (early or late) and any(one in folded(cue.text) for one in own):
            yield (
                at,
                Hint(
                    sign="welcome" if early else "credits",
                    kind=INTRO if early else SMALL,
                    points=OWN_NAME,
                ),
            )


def _broken(before: str, text: str) -> bool:
    """Is a sentence left open, and does another begin?"""
    return before[-1:].isalpha() and before.isascii() and text[:1].isupper()


def _goes_on(before: str, text: str) -> bool:
    """Is a sentence taken up that was left open before?"""
    return before[-1:] in ".!?" and text[:1].islower()


def _answers(cues: Sequence[Cue]) -> Iterator[tuple[int, Hint]]:
    """What follows the question where somebody can be found is talk."""
    left = 0
    for at, cue in enumerate(cues):
        left = ANSWERS if _WHERE.search(cue.text) else left - 1
        if left > 0:
            yield at, Hint(sign="", kind=None, points=FOUND)


def _cold(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> Iterator[tuple[int, Hint]]:
    """What is heard before the welcome, where that comes soon."""
    points = [sum(hint.points for hint in row if hint.sign == "welcome") for row in rows]
    welcomed = next((at for at, one in enumerate(points) if one >= phrases.WELCOME), None)
    if welcomed is None:
        return
    for at in range(welcomed):
        if cues[welcomed].start_ms - cues[at].start_ms < COLD_MS:
            yield at, Hint(sign="", kind=INTRO, points=TEASER)
