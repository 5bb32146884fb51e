"""Whom the prose beside a quotation names as its speaker. Its own rule: code knows who spoke."""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import Passage, prose, quotes, speakers
from pod2post.values import Finding, Quote, Subject

# A speaker as prose names one, the group `who`.
named = r"(?:(?:主持人|來賓)\s*)?(?P<who>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’. -]*[A-Za-zÀ-ɏ]|主持人)"
# A verb that goes on to the next quotation, or has an object, does not look back.
_AFTER = re.compile(
    rf"[，。]?\s*{named}\s*[^，。：「」⟦A-Za-z]{{0,4}}?(?:{zh.SAYING})(?:過|道)?(?=[。；]|，(?!\s*⟦)|$)"
)
_BEFORE = re.compile(
    rf"(?:^|[，。」⟧])\s*{named}\s*[^，。：「」⟦A-Za-z]{{0,6}}?(?:{zh.SAYING})(?:過|道)?[，：]\s*$"
)
_TOLD = re.compile(
    r"\b(?:he|she|they|[A-Z]\w+) (?:\w+ )?(?:said|says|told|asked|wrote|goes|replied|was like)\b"
)


def attribution(subject: Subject) -> Iterator[Finding]:
    """The name beside a verb of saying is that of the one whose words are shown."""
    known, everyone = quotes(subject), set(speakers(subject))
    for passage in prose(subject):
        for mark in zh.MARK.finditer(passage.text):
            quote = known.get(mark[1])
            if quote is None or quote.speaker is None:
                continue
            before = _BEFORE.search(passage.text[: mark.start()])
            after = _AFTER.match(passage.text, mark.end())
            for found in filter(None, (before, after)):
                meant = people(subject, everyone, found["who"])
                if not meant and found["who"] != "主持人":
                    yield from _third(subject, passage, quote, found)
                if meant and quote.speaker not in meant:
                    # 「A。」X 說，他要走。 X may say what follows.
                    goes_on = found is after and passage.text[found.end() :].startswith("，")
                    yield Finding(
                        rule="attribution",
                        severity="warning" if goes_on else "error",
                        where=passage.where,
                        what=f"the prose gives {quote.id} to {found['who']}, "
                        f"and {quote.speaker} spoke it",
                        mend=f"Name {quote.speaker}, or place another quotation.",
                        excerpt=zh.excerpt(passage.text, *found.span()),
                    )


def _third(
    subject: Subject, passage: Passage, quote: Quote, found: re.Match[str]
) -> Iterator[Finding]:
    """Somebody who is known and speaks nowhere; a speaker may tell what that one said."""
    words = set(found["who"].casefold().split())
    known = [name.canonical for name in subject.names.entries if name.kind == "person"]
    known += [person.name for person in subject.source.people]
    if not _TOLD.search(quote.source) and any(words <= set(k.casefold().split()) for k in known):
        yield Finding(
            rule="attribution",
            severity="warning",
            where=passage.where,
            what=f"the prose gives {quote.id} to {found['who']}, and {quote.speaker} spoke it",
            mend=f"Name {quote.speaker}, or let the text say who tells it.",
            excerpt=zh.excerpt(passage.text, *found.span()),
        )


def people(subject: Subject, everyone: set[str], who: str) -> set[str]:
    """The speakers whom a name, a part of one, or 主持人 may mean; empty for a stranger."""
    if who == "主持人":
        hosts = {person.name for person in subject.source.people if person.role == "host"}
        return everyone & (hosts | {subject.house.host or ""})
    words = set(who.casefold().split())
    return {speaker for speaker in everyone if words <= set(speaker.casefold().split())}
