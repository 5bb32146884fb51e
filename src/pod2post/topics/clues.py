"""What speaks for an aside, sentence by sentence."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pod2post.topics import spoken
from pod2post.topics.phrases import (
    AD,
    ADDRESS,
    BREAK,
    CALL,
    CODE,
    INTRO,
    OFFER,
    OWN,
    PHRASES,
    PRICE,
    RETURN,
    SMALL,
    SPONSOR,
    TERMS,
    Kind,
)
from pod2post.topics.sponsors import Sponsors, folded, sponsors
from pod2post.value import value
from pod2post.values import Cue

BRAND, LISTED, STRANGER, TWICE, ELSEWHERE = (
    "念出的網址裡的名字",
    "節目說明裡的贊助者",
    "另一個聲音",
    "重複的話",
    "別集也有的話",
)
OFTEN, OFTEN_MINUTE = 6, 0.4


@value
class Clues:
    """All that decides beside the cues. `sponsors`: of the description; `people`: who talks, and the show.

    `repeated`: ids of cues that stand word for word in other episodes of the show.
    """

    sponsors: Sponsors = Sponsors()
    repeated: tuple[str, ...] = ()
    sponsored: tuple[tuple[int, int], ...] = ()


@value
class Hint:
    """`points` for a kind, None: for each; `begins`, `ended`: for an aside's first cue, for talk's after it."""

    kind: Kind | None
    points: float
    why: str
    begins: float = 0.0
    ended: float = 0.0
    story: bool = False


_OPENS = re.compile(
    r"^(?:\W*(?:and|so|but|okay|ok|all right|well|now|right|oh|hey|um|uh)\b\W*)*"
    r"(?:let me (?:just )?(?:tell you|take|interrupt)|let's take|(?:i|we)(?:'d| would)? (?:want|like|wanted|need|have) to (?:just )?(?:take|tell|say|talk|mention|pause|thank|ask)"
    r"|by the way|can i (?:just )?(?:tell|say|ask)|(?:a |one )?(?:quick|brief|short|small) (?:one|break|word|note|thing|message)|a (?:note|word|message)\b"
    r"|(?:just )?before (?:we|i|you)|there is one more thing|one more thing|speaking of|you know,? i (?:used|never|always)|we are going|this (?:show|episode|podcast|week)"
    r"|support for|if you(?:'re| are)? (?:like|enjoy|love|have been)|are you|have you|do you|did you know|imagine|picture|what (?:happens|if)|from the makers|hi,? i'm|i'm \w+ \w+,)"
    r"|^(?:講到|說到|在這邊|在這裡|先|今天節目|節目(?:先|開始)|還在|.{2,12}(?:怎麼辦|嗎)[？?])",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^(?:(?:and|so|now|okay|ok|all right|right|anyway|anyhow)\b[\s.,!]*)+(?:(?:so|back|we|let's|the|where|i|\w+,)\b|$)|^(?:好|那)[，,。]|(?:back|return) to\b",
    re.IGNORECASE,
)
_FIND = re.compile(
    r"(?:where|how) (?:can|could|do|should|would|might) (?:\w+ ){1,3}(?:find|follow|read|reach|get|go|learn|see|hear)\b.*|where can they find you|"
    r"(?:哪裡|怎麼).{0,6}(?:找到?你|找到?您|追蹤你|看到你)",
    re.IGNORECASE,
)
_ASK = re.compile(r"[?？]\s*$")


def hints(cues: Sequence[Cue], clues: Clues) -> tuple[tuple[Hint, ...], ...]:
    """One row for each cue."""
    rows: list[list[Hint]] = [[] for _ in cues]
    said = [list(_said(cue.text)) for cue in cues]
    minutes = (cues[-1].end_ms - cues[0].start_ms) / 60_000 if cues else 0
    often = Counter(h.why for row in said for h in row if h.why in (CALL, ADDRESS, PRICE, OFFER))
    for row, one in zip(rows, said, strict=True):
        for h in one:
            share = (
                min(1.0, (OFTEN + OFTEN_MINUTE * minutes) / often[h.why]) if often[h.why] else 1.0
            )
            row.append(replace(h, points=h.points * share))
    for source in (_named, _bursts, _voices, _twice, _placed, _answers):
        for at, hint in source(cues, clues):
            rows[at].append(hint)
    for at, hint in list(_stories(cues, rows)):
        rows[at].append(hint)
    return tuple(map(tuple, rows))


def _said(text: str) -> Iterator[Hint]:
    seen: dict[tuple[Kind | None, str], float] = {}
    told = _PAST.search(text) and not _NOW.search(text)
    for kind, weight, why, pattern in PHRASES:
        if pattern.search(text):
            weight = weight * (0.4 if told and why in (CODE, OFFER, CALL, PRICE) else 1)
            before = seen.get((kind, why), 0.0)
            seen[kind, why] = max(weight, before) + 0.5 * min(weight, before)
    for (kind, why), points in seen.items():
        if why == BREAK:
            yield Hint(kind=kind, points=1.5, why=why, begins=2)
        elif why == RETURN:
            yield Hint(kind=kind, points=0.5, why=why)
        else:
            yield Hint(kind=kind, points=min(points, 6), why=why)
    if _OPENS.search(text):
        yield Hint(kind=None, points=0, why="", begins=1.5)
    if _ASK.search(text) and not _STARTS.search(text) and not any(why == CALL for _, why in seen):
        yield Hint(kind=None, points=-0.6, why="")
    you = len(_YOU.findall(text))
    if you:
        yield Hint(kind=AD, points=min(0.25 * you, 0.5), why="")


_PAST = re.compile(
    r"\b(?:was|were|had|did|didn't|sent|gave|took|came|went|said|told|put|sold|paid|wrote|ran|got|\w{3,}ed)\b|後來|那時|當時|他們|了[，。]"
)
_YOU = re.compile(r"\b(?:you(?:r|rs|rself)?|you'(?:ll|re|ve|d))\b|[你您]|大家|聽眾", re.IGNORECASE)
_NOW = re.compile(r"\byou(?! \w+ed\b)|[你您]|大家|聽眾|現在", re.IGNORECASE)
_STARTS = re.compile(
    r"^(?:\W*(?:and|so|but|okay|ok|all right|well|now|right|oh|hey|um|uh)\b\W*)*"
    r"(?:let me (?:just )?(?:tell|interrupt|say)|(?:i|we)(?:'d| would)? (?:want|like|wanted|need|have) to (?:just )?(?:take a|tell you|say something|talk (?:to you )?about|mention|pause|thank)"
    r"|let's take|by the way|can i (?:just )?tell|(?:a |one |just a )?(?:quick|brief|short|small) (?:one|break|word|note|thing|message)|a (?:note|word|message) (?:from|for|to|on)\b"
    r"|(?:just )?before (?:we|i)\b|(?:there is |there's )?one more thing|you know,? i (?:used|never|always)|support for|this (?:show|podcast|episode) (?:is|has)|we are going)"
    r"|^(?:講到|說到|對了|在這邊|在這裡|節目(?:先|開始)|今天節目)",
    re.IGNORECASE,
)
ANCHORS = (SPONSOR, ADDRESS, CODE, OFFER, TERMS, OWN, LISTED)
BACK_MS, ON_MS = 100_000, 30_000
STORY = 0.9


def _stories(cues: Sequence[Cue], rows: Sequence[Sequence[Hint]]) -> Iterator[tuple[int, Hint]]:
    """Sentences that lead to an offer: from an opening on, from the name that it will name, in one
    voice."""
    told: dict[int, set[str]] = {}
    for at, row in enumerate(rows):
        strong = {h.why: h.points for h in row if h.why in ANCHORS and h.kind == AD}
        if sum(strong.values()) < 3 or any(h.points < 0 for h in row if h.kind is None):
            continue
        first = at
        while first and cues[at].start_ms - cues[first - 1].start_ms < BACK_MS:
            first -= 1
        back = range(at - 1, first - 1, -1)
        hosts = addresses(cues[at].text)
        named = [
            i
            for i in back
            if any(h.why == LISTED for h in rows[i])
            or any(_is(host, one) for host in hosts for one in names(cues[i].text))
        ]
        opened = []
        for i in back:
            if _STARTS.search(cues[i].text):
                opened.append(i)
            if _ASK.search(cues[i].text) or any(h.points < -1 for h in rows[i] if h.kind is None):
                break
        if named:
            for i in range(named[-1], at):
                told.setdefault(i, set()).add("name")
        before = [i for i in opened if not named or i <= named[-1]]
        if before:
            for i in range(before[0], at):
                told.setdefault(i, set()).add("opening")
        if cues[at].speaker is not None:
            i = at
            while i > first and cues[i - 1].speaker == cues[at].speaker:
                i -= 1
                told.setdefault(i, set()).add("voice")
    for at, ways in told.items():
        yield at, Hint(kind=AD, points=STORY * len(ways) ** 0.5, why="", story=True)


def without_stories(hints: Sequence[Sequence[Hint]]) -> tuple[tuple[Hint, ...], ...]:
    return tuple(tuple(h for h in row if not h.story) for row in hints)


def _named(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    """Names that the description lists, and names in spoken addresses."""
    said = [grams(cue.text) for cue in cues]
    shown = [names(cue.text) for cue in cues]
    for name in clues.sponsors.names:
        places = [at for at, row in enumerate(said) if name in row]
        if _clusters(cues, places) <= MOST_LISTED:
            for at in places:
                yield at, Hint(kind=AD, points=2.5, why=LISTED)
    for at, row in enumerate(said):
        if any(code in row for code in clues.sponsors.codes):
            yield at, Hint(kind=AD, points=2, why=CODE)
    found: dict[str, list[int]] = {}
    for at, cue in enumerate(cues):
        for host in addresses(cue.text):
            found.setdefault(host, []).append(at)
    branded: set[int] = set()
    for host, at_hosts in found.items():
        places = [at for at, row in enumerate(shown) if any(_is(host, one) for one in row)]
        if _clusters(cues, places) <= MOST_BRANDED:
            branded |= {
                at
                for at in places
                if any(
                    -30_000 < cues[one].start_ms - cues[at].start_ms < BACK_MS for one in at_hosts
                )
            }
    for at in sorted(branded):
        yield at, Hint(kind=AD, points=2, why=BRAND)


MOST_LISTED, MOST_BRANDED = 4, 2


def _clusters(cues: Sequence[Cue], places: Sequence[int]) -> int:
    """In how many stretches of the episode, at least two minutes apart, these cues lie."""
    starts = [cues[at].start_ms for at in places]
    return sum(1 for one, two in pairwise([-(10**9), *starts]) if two - one > 120_000)


def _bursts(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    """Names said again and again within a minute or so, and nowhere else."""
    places: dict[str, list[int]] = {}
    for at, cue in enumerate(cues):
        for found in re.finditer(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]{3,}", cue.text):
            if not places.get(found[0]) or places[found[0]][-1] != at:
                places.setdefault(found[0], []).append(at)
    hit = {
        at
        for rows in places.values()
        if len(rows) >= 2 and cues[rows[-1]].start_ms - cues[rows[0]].start_ms < 90_000
        for at in rows
    }
    for at in sorted(hit):
        yield at, Hint(kind=AD, points=0.6, why="")


def addresses(text: str) -> set[str]:
    """The hosts of spoken and written addresses, as their last one to four words, folded."""
    made = set()
    for found in re.finditer(r"((?:[\w'&-]+ ){1,4})dot [a-z]", text.lower()):
        words = [w for w in found[1].split()]
        for n in range(1, len(words) + 1):
            made.add(folded("".join(words[-n:])))
    for found in re.finditer(r"([\w-]{3,})\.[a-z]{2,}\b", text.lower()):
        made.add(folded(found[1]))
    return {one for one in made if len(one) >= 5}


def _is(host: str, name: str) -> bool:
    return len(name) >= 5 and (host == name or host.startswith(name) and len(name) * 2 > len(host))


def grams(text: str) -> set[str]:
    words = re.findall(r"[\w&]+", text.lower())
    made = {folded("".join(words[at : at + n])) for n in range(1, 5) for at in range(len(words))}
    flat = "".join(words)
    han = (
        {flat[a : a + n] for n in range(2, 9) for a in range(len(flat))}
        if re.search("[一-鿿]", flat)
        else set()
    )
    return made | han


def names(text: str) -> set[str]:
    """Capitalised runs, folded."""
    words = re.findall(r"[\w'’&-]+", text)
    made = set()
    for at, word in enumerate(words):
        if word[0].isupper():
            for n in range(1, 5):
                made.add(folded("".join(words[at : at + n])))
    return made


def _voices(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    sizes = Counter[str | None]()
    for cue in cues:
        sizes[cue.speaker] += cue.end_ms - cue.start_ms
    whole = sum(sizes.values()) or 1
    host = spoken.host(cues)
    known = [s for s in sizes if s is not None]
    if len(known) < 2:
        return
    loud = max(known, key=lambda s: sizes[s])
    turns: dict[str | None, list[int]] = {}
    for at, cue in enumerate(cues):
        runs = turns.setdefault(cue.speaker, [])
        if at and cues[at - 1].speaker == cue.speaker:
            runs[-1] += 1
        else:
            runs.append(1)
    for at, cue in enumerate(cues):
        who = cue.speaker
        if who is None or (
            sizes[who] < 0.12 * whole and who != host and sum(turns[who]) / len(turns[who]) >= 2
        ):
            if sizes[who] < 0.3 * whole:
                yield at, Hint(kind=AD, points=1.1, why=STRANGER)
        elif who == loud and who != host:
            yield at, Hint(kind=None, points=-1.2, why="")
        if at and cue.speaker != cues[at - 1].speaker:
            yield at, Hint(kind=None, points=0, why="", begins=0.5, ended=0.5)


def _twice(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    for at, cue in enumerate(cues):
        if cue.id in clues.repeated:
            yield at, Hint(kind=None, points=1.5, why=ELSEWHERE)


def _placed(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    """Where in the episode it stands, what silence is before it, what leads back."""
    if not cues:
        return
    begin, end = cues[0].start_ms, cues[-1].end_ms
    for at, cue in enumerate(cues):
        near = cue.start_ms - begin < 120_000
        if near:
            yield at, Hint(kind=SMALL, points=-1.5, why="")
        if not near:
            yield at, Hint(kind=INTRO, points=-4, why="")
        if at and _BACK.search(cues[at - 1].text) and len(cues[at - 1].text.split()) <= 12:
            yield at, Hint(kind=None, points=0, why="", ended=1.0)
        pause = cue.start_ms - cues[at - 1].end_ms if at else 0
        if pause >= 1200:
            yield at, Hint(kind=None, points=0, why="", begins=0.5, ended=0.5)


def _answers(cues: Sequence[Cue], clues: Clues) -> Iterator[tuple[int, Hint]]:
    """What follows the question where somebody can be found is programme."""
    left = 0
    for at, cue in enumerate(cues):
        if _FIND.search(cue.text):
            left = 5
        if left:
            yield at, Hint(kind=None, points=-3, why="")
            left -= 1
