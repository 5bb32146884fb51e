"""A rendering beside its source, without a dictionary: how long it is, what it negates."""

import re
from collections.abc import Iterator

from pod2post import verbatim, zh
from pod2post.rules import opposites
from pod2post.rules.passages import cues, placed, prose
from pod2post.values import Finding, Quote, Subject

# Han and twice the Latin words, per English word without fillers. Measured on true renderings:
# 1.0 to 2.1 in 94 of 100, median 1.5; on the same ones cut at a comma 0.7, lengthened 3.0.
SHORT, LONG = 0.85, 2.4
FEW = 6  # cues of a paragraph that is held against them word by word
SLACK = 2  # characters by which a short one may be longer
SENTENCE_SHORT, SENTENCE_LONG = 0.6, 3.2  # of one sentence, or of a quotation below LEAST
LEAST = 8  # words of a quotation from which it is judged as a whole; half of that for a sentence
_NUMBER = re.compile(r"\d[\d,.]*(?: ?[千百萬億兆]+ ?\d*[\d,.]*)*")
_ENDS = re.compile(r"(?<=[.?!])\s+")
# What a sentence hangs on; a reason only where it is a denial of another (not because).
_HANGS = re.compile(
    r",? (?:(?P<condition>(?:unless|until|except|as long as|only if|if)\b)|because\b)[^,.?!;]*",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\bnot|\bnever|n't)\b[^,.?!;]*$", re.IGNORECASE)
_CHINESE_ENDS = re.compile("(?<=[。？！])")


def ratio(source: str, chinese: str) -> float:
    """How long a rendering is beside its source."""
    return _width(chinese) / max(1, len(verbatim.spoken(source)))


def _width(chinese: str) -> int:
    """As `zh.width`; a number in digits counts two, however long."""
    return zh.width(_NUMBER.sub("1 ", chinese))


def disproportion(source: str, chinese: str) -> str | None:
    """Which part is far too short or too long, in words; None where nothing is."""
    count, size = len(verbatim.spoken(source)), ratio(source, chinese)
    if count >= LEAST and not SHORT <= size <= LONG + SLACK / count:
        return f"{_width(chinese)} characters for {count} words: {_way(size < SHORT)}"
    said = [part for part in _ENDS.split(source.strip()) if part.strip()]
    shown = [part for part in _CHINESE_ENDS.split(chinese.strip()) if part.strip()]
    if len(said) != len(shown):
        return None
    for one, other in zip(said, shown, strict=True):
        count, size = len(verbatim.spoken(one)), ratio(one, other)
        if count >= LEAST // 2 and not SENTENCE_SHORT <= size <= SENTENCE_LONG:
            return f"{other}: {_width(other)} characters for {count} words: {_way(size < 1)}"
    return None


def _way(short: bool) -> str:
    return "something was left out" if short else "something was added"


def goes_on(source: str, said: str) -> str | None:
    """What a quotation leaves out though its sentence hangs on it: “I didn't leave | because …”."""
    at = said.lower().find(source.strip().rstrip(".").lower())
    rest = said[at + len(source.strip().rstrip(".")) :] if at >= 0 else ""
    found = _HANGS.match(rest)
    if found and (found["condition"] or _DENIED.search(source)):
        return f"the sentence goes on: “{found[0].strip(' ,')}”"
    return None


def proportion(subject: Subject) -> Iterator[Finding]:
    """A rendering as long as what was said: no sentence cut, none added."""
    heard = cues(subject)
    for where, quote in _english(subject):
        said = " ".join(heard[one].text for one in quote.cues if one in heard)
        if what := goes_on(quote.source, said):
            mend = "Quote the sentence to its end: what was left out turns it."
            yield _finding("proportion", where, quote, what, mend)
        what = disproportion(quote.source, quote.chinese or "")
        if what:
            mend = "Render all of the words that were spoken, and nothing else."
            yield _finding("proportion", where, quote, what, mend)


def negation(subject: Subject) -> Iterator[Finding]:
    """A rendering says no opposite of what the speaker said; `meaning` looks at negations."""
    for where, quote in _english(subject):
        if what := opposites.turned(quote.source, quote.chinese or ""):
            mend = "Read both once more: is the meaning turned around, or is it an idiom?"
            yield _finding("negation", where, quote, what, mend)


def opposite(subject: Subject) -> Iterator[Finding]:
    """Prose tells no opposite of what the cues beneath it say."""
    heard = cues(subject)
    for passage in prose(subject):
        if passage.own or passage.kind != "paragraph":
            continue
        parts = [heard[one].text for one in passage.cues if one in heard]
        what = opposites.turned(" ".join(parts), passage.text)
        if parts and len(parts) <= FEW and what:
            yield Finding(
                rule="negation",
                severity="warning",
                where=passage.where,
                what=what,
                mend="Compare it with the cues that it cites: is the meaning turned around?",
                excerpt=passage.text[:40],
            )


def _english(subject: Subject) -> Iterator[tuple[str, Quote]]:
    """The placed quotations that were rendered from a language of words."""
    for where, quote in placed(subject):
        if quote.chinese and zh.count(quote.chinese) and not zh.count(quote.source):
            yield where, quote


def _finding(rule: str, where: str, quote: Quote, what: str, mend: str) -> Finding:
    return Finding(
        rule=rule,
        severity="warning",
        where=where,
        what=f"{quote.id}: {what}",
        mend=f"{mend} The source: “{quote.source[:80]}”",
        excerpt=(quote.chinese or "")[:40],
    )
