"""Does it read like Taiwan's Traditional Chinese? Letters, words, spaces and marks."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from pod2post import assets, zh
from pod2post.rules.passages import Passage, prose, spoken
from pod2post.rules.simplified import is_simplified
from pod2post.values import Finding, Subject, value

_SCRIPTS = {
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Japanese kana": "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d",
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Arabic": "\u0600-\u06ff\u0750-\u077f",
    "Hebrew": "\u0590-\u05ff",
    "Thai": "\u0e00-\u0e7f",
    "Devanagari": "\u0900-\u097f",
    "Armenian": "\u0530-\u058f",
    "Georgian": "\u10a0-\u10ff",
}
_WIDE_MARKS = "，。、；：？！「」『』（）《》"
_LETTER = "A-Za-zÀ-ɏ0-9"
_TIGHT = re.compile(f"[{zh.HAN}][{_LETTER}]|[{_LETTER}%][{zh.HAN}]")
_LOOSE = re.compile(f" +[{_WIDE_MARKS}]|[{_WIDE_MARKS}] +(?=\\S)")
_HALF_WIDTH = re.compile(f"[{zh.HAN}」』）] ?[,;:?!()\\[\\].]|[,;:?!()][{zh.HAN}「『（]")
_LOUD = re.compile("！|——|—|…|\\.\\.\\.")
_CURLY = re.compile('[“”‘’"]')


@value
class Term:
    """A Mainland word. `unless`: longer words of Taiwan's in which it is no fault."""

    mainland: str
    taiwan: str
    severity: Literal["error", "warning", "note"]
    unless: tuple[str, ...]
    note: str


@cache
def terms() -> tuple[Term, ...]:
    """The table `terms_tw.csv`, longest words first."""
    rows = csv.DictReader(assets.text("", "terms_tw.csv").splitlines())
    levels: dict[str, Literal["error", "warning", "note"]]
    levels = {"error": "error", "warning": "warning", "note": "note"}
    found = [
        Term(
            mainland=row["mainland"],
            taiwan=row["taiwan"],
            severity=levels[row["severity"]],
            unless=tuple(word for word in row["unless"].split("|") if word),
            note=row["note"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda term: -len(term.mainland)))


def simplified(subject: Subject) -> Iterator[Finding]:
    """Simplified characters, with their positions: a Taiwanese reader stumbles over one."""
    for passage, text in _texts(subject):
        places = [at for at, character in enumerate(text) if is_simplified(character)]
        if places:
            shown = "、".join(f"{text[at]} at {at + 1}" for at in places[:6])
            yield Finding(
                rule="simplified",
                severity="error",
                where=passage.where,
                what=f"{len(places)} Simplified characters: {shown}",
                mend="Write them in Traditional Chinese.",
                excerpt=zh.excerpt(text, places[0], places[0] + 1),
            )


def foreign_scripts(subject: Subject) -> Iterator[Finding]:
    """Letters of a script that has no business here: small models slip into Russian or Korean."""
    for passage, text in _texts(subject):
        for script, letters in _SCRIPTS.items():
            least = 2 if script == "Greek" else 1  # one α or μ is a symbol
            if found := re.search(f"[{letters}]{{{least},}}", text):
                yield Finding(
                    rule="foreign_scripts",
                    severity="error",
                    where=passage.where,
                    what=f"{script} letters: {found[0]}",
                    mend="Write it in Chinese, or the name as the speaker's country writes it "
                    "in Latin letters.",
                    excerpt=zh.excerpt(text, *found.span()),
                )


def mainland_terms(subject: Subject) -> Iterator[Finding]:
    """Words that Taiwan says otherwise, by a table; what depends on context is a note."""
    for passage, text in _texts(subject):
        rest = text
        for term in terms():
            place = _stands(term, rest)
            if place is None:
                continue
            rest = rest.replace(term.mainland, "\ufffc" * len(term.mainland))
            yield Finding(
                rule="mainland_terms",
                severity=term.severity,
                where=passage.where,
                what=f"{term.mainland} is said otherwise in Taiwan",
                mend="；".join(
                    part
                    for part in (f"寫「{term.taiwan}」" if term.taiwan else "", term.note)
                    if part
                )
                or "Say it in plain words.",
                excerpt=zh.excerpt(text, place, place + len(term.mainland)),
            )


def _stands(term: Term, text: str) -> int | None:
    """Where the word stands by itself, not inside one of the longer words."""
    covered = [found.span() for word in term.unless for found in re.finditer(re.escape(word), text)]
    for found in re.finditer(re.escape(term.mainland), text):
        if not any(start <= found.start() and found.end() <= end for start, end in covered):
            return found.start()
    return None


def spacing(subject: Subject) -> Iterator[Finding]:
    """One space between Han and Latin or digits, none beside a full-width mark."""
    for passage, text in _texts(subject):
        if found := _TIGHT.search(text):
            count = len(_TIGHT.findall(text))
            yield _typography(
                "spacing",
                passage,
                text,
                found,
                f"no space between Han and Latin in {count} places",
                f"Write {found[0][0]} {found[0][-1]} with a space between.",
            )
        if found := _LOOSE.search(text):
            what = "a space beside a full-width mark"
            yield _typography("spacing", passage, text, found, what, "Take the space out.")


def punctuation(subject: Subject) -> Iterator[Finding]:
    """Half-width marks beside Han, loud marks and foreign quotation marks in our own voice."""
    for passage, text in _texts(subject):
        if found := _HALF_WIDTH.search(text):
            what = f"a half-width mark beside Han: {found[0]}"
            mend = "Use the full-width mark: ，；：？！（）。"
            yield _typography("punctuation", passage, text, found, what, mend)
        if passage.kind != "quote" and (found := _LOUD.search(text)):
            what = f"{found[0]} is not used in this house"
            yield _typography("punctuation", passage, text, found, what, "Say it in words.")
        if found := _CURLY.search(text):
            what = f"{found[0]} is no Taiwanese quotation mark"
            mend = "Use 「」, and 『』 inside; a quotation of the speaker's is placed by its id."
            yield _typography("punctuation", passage, text, found, what, mend)


def pairs(subject: Subject) -> Iterator[Finding]:
    """「」 opened and closed one by one; within them 『』."""
    for passage, text in _texts(subject):
        depth, deepest = 0, 0
        for character in text:
            depth += (character == "「") - (character == "」")
            deepest = max(deepest, depth)
            if depth < 0:
                break
        inside = passage.kind == "quote" and deepest > 0
        if depth or deepest > 1 or inside:
            what = "「」 do not close one by one" if depth else "「 inside 「"
            yield Finding(
                rule="pairs",
                severity="warning",
                where=passage.where,
                what=what,
                mend="Open and close each; inside 「」 use 『』.",
                excerpt=zh.excerpt(text, 0, 24, 0),
            )


def _typography(
    rule: str, passage: Passage, text: str, found: re.Match[str], what: str, mend: str
) -> Finding:
    return Finding(
        rule=rule,
        severity="warning",
        where=passage.where,
        what=what,
        mend=mend,
        excerpt=zh.excerpt(text, *found.span()),
    )


def _texts(subject: Subject) -> Iterator[tuple[Passage, str]]:
    """Each passage with the text to look at: quotation marks in place, names and URLs blanked.

    Only names that mix scripts or hold a term of the table need the blank: "B站", 「微信」.
    """
    mixed = [
        form
        for name in subject.names.entries
        for form in (name.canonical, name.chinese or "")
        if zh.count(form)
    ]
    for passage in (*prose(subject), *spoken(subject)):
        text = zh.without_marks(passage.text)
        yield passage, zh.masked(text, mixed)
