"""Faults in a finished post, looked for with none of the code that checks posts.

Cruder than the rules, and meant to be: what both overlook has to be overlooked twice. It
finds numbers that are a power of ten away from one that was said, letters of scripts that have
no place in a Chinese text, passages in another language, and quotations that nobody said.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pod2post import zh
from pod2post.rules.passages import Passage, prose, spoken
from pod2post.values import Checked, Grounding, Subject, value

RULES = {
    "number": "figures",
    "script": "foreign_scripts",
    "tongue": "untranslated",
    "quote": "bare_quotes",
}
TERM_MOST = 6


@value
class Fault:
    """`where` is a section's id or a part of the head; empty where the page does not tell."""

    kind: str
    where: str
    what: str


def look(subject: Subject, record: Grounding, page: str) -> Iterator[Fault]:
    """Every fault that is found in a draft, its grounding record and its page."""
    for where, what in _powers_of_ten(subject):
        yield Fault(kind="number", where=where, what=what)
    for where, what in _strange_letters(subject):
        yield Fault(kind="script", where=where, what=what)
    for where, what in _other_tongue(subject):
        yield Fault(kind="tongue", where=where, what=what)
    for where, what in _loose_quotes(subject, record, page):
        yield Fault(kind="quote", where=where, what=what)


def flagged(fault: Fault, checked: Checked) -> bool:
    """Did the rule for such faults say something at that place about just that?"""
    return any(
        finding.rule == RULES[fault.kind]
        and fault.where in ("", finding.where)
        and (fault.kind == "script" or fault.what[:20] in finding.what + finding.excerpt)
        for finding in checked.findings
    )


DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"兩": 2, "〇": 0}
TENS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"萬": 10**4, "億": 10**8, "兆": 10**12}
CHINESE = re.compile(
    r"\d[\d,]*(?:\.\d+)? ?[十百千]?[萬億兆]?|[零〇一二兩三四五六七八九十百千萬億兆]{2,}"
)
SPOKEN = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?:\s+(hundred|thousand|million|billion|trillion))?", re.I
)
ENGLISH = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
DECADES = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _han_value(text: str) -> float:
    """The value of 三百四十 or 1.5億."""
    total, part, digit = 0.0, 0.0, 0.0
    number = re.match(r"\d[\d,]*(?:\.\d+)?", text)
    if number:
        digit, text = float(number[0].replace(",", "")), text[number.end() :]
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in TENS:
            part, digit = part + (digit or 1) * TENS[sign], 0
        else:
            total, part, digit = total + (part + digit or 1) * SCALES[sign], 0, 0
    return total + part + digit


def _said(text: str) -> set[float]:
    """Every number that an English text may be heard to hold, digits or words."""
    values = set()
    for number, scale in SPOKEN.findall(text):
        values.add(float(number.replace(",", "")) * ENGLISH.get(scale.lower(), 1))
    run: list[float] = []
    for word in [*re.findall(r"[a-z]+|[,.;:?!]", text.lower().replace("-", " ")), "end"]:
        if word in UNITS:
            run.append(UNITS.index(word))
        elif word in DECADES:
            run.append(20 + 10 * DECADES.index(word))
        elif word in ENGLISH and run:
            run = [sum(run) * ENGLISH[word]]
        elif run and word != "and":
            values |= {sum(run), *run, 100 * run[0] + sum(run[1:])}  # the last: nineteen ninety-six
            run = []
    return values


def _powers_of_ten(subject: Subject) -> Iterator[tuple[str, str]]:
    said = _said(" ".join(cue.text for cue in subject.transcript.cues))
    for passage in _written(subject):
        for found in CHINESE.findall(zh.MARK.sub("", passage.text)):
            number = _han_value(found.replace(" ", ""))
            near = {number * 10**power for power in (-4, -3, -2, -1, 1, 2, 3, 4)}
            if number >= 10 and number not in said and said & near:
                yield passage.where, found.strip()


def _written(subject: Subject) -> Iterator[Passage]:
    yield from (row for row in prose(subject) if not row.own)
    yield from spoken(subject)


PROPER = ("CJK", "LATIN", "FULLWIDTH LATIN", "DEGREE", "MICRO", "FEMININE", "MASCULINE")


def _strange_letters(subject: Subject) -> Iterator[tuple[str, str]]:
    for passage in prose(subject):
        letters = [sign for sign in zh.MARK.sub("", passage.text) if sign.isalpha()]
        strange = [sign for sign in letters if not unicodedata.name(sign, "?").startswith(PROPER)]
        if strange:
            yield passage.where, "".join(strange)


def _other_tongue(subject: Subject) -> Iterator[tuple[str, str]]:
    """Passages of which most letters are ASCII, where no section had to be copied."""
    for passage in prose(subject):
        letters = [sign for sign in zh.MARK.sub("", passage.text) if sign.isalpha()]
        latin = sum(sign.isascii() for sign in letters)
        if passage.kind != "tag" and latin > 24 and latin > 0.9 * len(letters):
            yield passage.where, passage.text


def _loose_quotes(subject: Subject, record: Grounding, page: str) -> Iterator[tuple[str, str]]:
    """「…」 on the page without a line of the record, and lines whose words nobody said."""
    words = {cue.id: _words(cue.text) for cue in subject.transcript.cues}
    known = [row for row in record.evidence if row.kind == "quote"]
    accounted = "".join(_bare(row.text) for row in known)
    for inside in re.findall("「([^「」]*)」", page):
        if zh.count(inside) > TERM_MOST and _bare(inside) not in accounted:
            yield "", inside
    for row in known:
        heard = [word for cue in row.cues for word in words[cue]]
        if not _in_order(_words(row.source), heard):
            yield row.where, row.source


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def _in_order(wanted: Iterable[str], heard: Iterable[str]) -> bool:
    rest = iter(heard)
    return all(word in rest for word in wanted)
