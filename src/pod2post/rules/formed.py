"""Chinese forms of known names that differ by one character: 聖歐拉 for 聖奧拉."""

import re
from collections.abc import Iterable, Iterator

from pod2post import zh
from pod2post.rules.naming import sheet
from pod2post.rules.passages import prose
from pod2post.values import Finding, Name, Subject

LEAST = 3  # characters of a form: of two, one other character makes another word
_FUNCTION = frozenset("的了是在和有就都也與及或而但把被對跟從到不一這那")


def formed(subject: Subject) -> Iterator[Finding]:
    """A name is written in Chinese as the sheet writes it."""
    known = sheet(subject)
    for passage in prose(subject):
        text = zh.MARK.sub(" ", passage.text)
        for shown, name in misspelt(text, known):
            at = text.find(shown)
            yield Finding(
                rule="names",
                severity="warning",
                where=passage.where,
                what=f"{shown} is not how the name sheet writes {name.canonical}",
                mend=f"Did you mean {name.chinese}?",
                excerpt=zh.excerpt(text, at, at + len(shown)),
            )


def misspelt(text: str, known: Iterable[Name]) -> Iterator[tuple[str, Name]]:
    """Words of a text that are a name's Chinese form but for one character; terms apart."""
    entries = tuple(known)
    forms = {name.chinese for name in entries if name.chinese}
    for name in entries:
        form = name.chinese or ""
        if name.kind == "term" or len(form) < LEAST or zh.count(form) != len(form):
            continue
        if form in text:
            text = text.replace(form, " " * len(form))
        for at in range(len(form)):
            pattern = re.escape(form[:at]) + f"[{zh.HAN}]" + re.escape(form[at + 1 :])
            for found in re.finditer(pattern, text):
                if found[0] not in forms and found[0][at] not in _FUNCTION:
                    yield found[0], name
