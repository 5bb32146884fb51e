"""Does prose tell without reserve what a speaker said with one: if, maybe, some of it? Pure.

Prose may leave things out; what it does tell it must not tell as more than was said. A reservation
is a word of a short list in a sentence of the source. Where the words about it are linked with a
sentence of prose, this has to hold one of the words that may render it. A condition may be rendered
without any (the radar fails, the turbines stop): there its own words must be missing, too.
"""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.ports import Aligner
from pod2post.rules import carried
from pod2post.rules.links import Links, links
from pod2post.values import value

RENDERED = 0.38  # the mean strength of a clause's words from which prose tells it
CLOSE = 0.32  # of both sides, from which a sentence of prose is one of the source with a condition
MISSING, TOLD = 0.15, 0.2  # of a condition that is left out, of what depends on it
LEAST = 4  # words of a source's sentence, and characters of one of prose
_SAID = re.compile(r"(?<=[.?!])\s+")
_ENDS = re.compile(r"(?<=[。？！；])")
_CLAUSE = re.compile(
    r"[,;:.?!—]+(?:\s+|$)|\s+(?=(?:but|and|because|so|which|until|if|while|though|although|unless)\s)",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:only if|even if|(?<!as )if(?! (?:anything|not|you (?:will|like))\b)|unless|as long as"
    r"|provided that)\s(?P<condition>[^,;.?!]*)",
    re.IGNORECASE,
)
# Where no comma ends a condition, the second subject does: if all goes well | we'll tape it out.
_SUBJECT = re.compile(
    r"(?<=\w )(?=(?:i|you|he|she|it|we|they|there|everybody|nobody)\b)", re.IGNORECASE
)
_LEAD = re.compile(r"\s*(?:(?:and|but|so|now|well)[\s,]*)?", re.IGNORECASE)
_IF_ZH = re.compile(
    "如果|假如|假使|假設|若(?!干)|倘|要是|萬一|除非|只要|的話|一旦|順利|前提|條件|即使|就算|哪怕|無論|不論"
    "|不管|才|否則|不然|取決|是否|只有|直到|每當|沒|少了|看不看|[會能有要是]不[會能有要是]"
)


@value
class Reserve:
    """One sort of reservation: how it is said, and all that may render it."""

    english: re.Pattern[str]
    chinese: re.Pattern[str]


_SORTS = (
    Reserve(
        english=re.compile(
            r"\b(?:[Mm]aybe|[Pp]erhaps|probably|possibly|might|may|guess(?!ed)|figured|reckons?"
            r"|supposedly|apparently)\b"
        ),
        chinese=re.compile(
            "可能|也許|或許|大概|八成|頂多|至多|恐|應|估|猜|推測|認為|覺得|看來|說不定|未必|不一定|似乎|好像|難免|多半|難說|不敢"
            "|[會能]不[會能]|約|左右|上下|料|想|算"
        ),
    ),
    Reserve(
        english=re.compile(
            r"\b(?:(?:[Ss]ome|[Mm]ost) of|[Ii]n most|[Mm]ostly|[Pp]artly|half (?:right|wrong|true)"
            r"|[Aa]lmost|[Nn]early)\b"
        ),
        chinese=re.compile(
            "部分|有些|一些|有的|某些|若干|多|半|幾|差不多|將近|近|不少|絕大|通常|往往|主要|成|分之|快要|差點|險些|約"
        ),
    ),
    Reserve(
        english=re.compile(
            r"\b(?:promised?|hop(?:e|es|ed|ing)|expect\w*|plan(?:s|ned|ning)? to|aim\w* to"
            r"|should (?:get|be|have|make|reach|arrive|come))\b"
        ),
        chinese=re.compile(
            "承諾|答應|保證|許諾|說好|希望|盼|但願|預[計期估定]|計畫|計劃|規劃|打算|目標|爭取|力拚|有望|可望|應|該|原本"
            "|本來|期待|期望|指望|估計|以為|料|認為|看好|準備|主張|建議|要求|呼籲|巴不得|想"
        ),
    ),
)


def unreserved(aligner: Aligner, text: str, source: str, quoted: str) -> tuple[str, str] | None:
    """The reservation that prose lost, and the sentence that lost it.

    `quoted`: what the paragraph quotes of the source: there a reader finds the reservation.
    """
    told = [part.strip() for part in _ENDS.split(text) if zh.count(part) >= LEAST]
    for one in _SAID.split(source):
        if len(one.split()) < LEAST or one.endswith("?") or one in quoted or not _reserved(one):
            continue
        near = max(told, key=lambda part: carried.alike(aligner, part, one), default=None)
        lost = next(_lost(aligner, one, near), None) if near else None
        if near and lost:
            return lost, near
    return None


def _reserved(said: str) -> bool:
    return bool(_IF.search(said)) or any(sort.english.search(said) for sort in _SORTS)


def _lost(aligner: Aligner, said: str, told: str) -> Iterator[str]:
    made = links(aligner, told, said)
    for sort in _SORTS:
        for found in sort.english.finditer(said) if not sort.chinese.search(told) else ():
            start, end = _clause(said, found.start())
            about = _strengths(made, start, found.start()) + _strengths(made, found.end(), end)
            if about and sum(about) / len(about) >= RENDERED:
                yield found[0]
    if not _IF_ZH.search(told) and carried.alike(aligner, told, said) >= CLOSE:
        for found in _IF.finditer(said):
            condition, rest = _divided(said, found)
            if _mean(made, *condition) < MISSING and _mean(made, *rest) >= TOLD:
                yield said[found.start() : condition[1]].strip()


def _clause(said: str, at: int) -> tuple[int, int]:
    """Where the clause of this character begins and ends."""
    cuts = [0, *(found.end() for found in _CLAUSE.finditer(said)), len(said)]
    return max(cut for cut in cuts if cut <= at), min(cut for cut in cuts if cut > at)


def _divided(said: str, found: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a condition stands, and what depends on it: the clause behind it, or before it."""
    start, end = found.span("condition")
    for subject in _SUBJECT.finditer(said, start, end):
        if len(said[start : subject.start()].split()) > 1:
            return (start, subject.start()), (subject.start(), end)
    first = _clause(said, found.start())[0]
    behind = said[end : end + 1] == ","
    if behind and _LEAD.fullmatch(said[first : found.start()]):
        return (start, end), _clause(said, min(end + 2, len(said) - 1))
    return (start, end), _clause(said, max(0, found.start() - 2))


def _strengths(made: Links, start: int, end: int) -> list[float]:
    return [one.strength for one in made.english if start <= one.start < end]


def _mean(made: Links, start: int, end: int) -> float:
    rows = _strengths(made, start, end)
    return sum(rows) / len(rows) if rows else 0.0
