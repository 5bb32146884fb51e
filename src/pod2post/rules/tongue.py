"""Text that was to be Chinese and is not: small models copy what they should have rendered."""

import re
from collections.abc import Iterator

from pod2post import zh
from pod2post.rules.passages import prose, sections
from pod2post.values import Finding, Subject
from pod2post.writing.authorship import is_extract

WORDS = 5  # a name of a company or the title of a book may have four
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")


def untranslated(subject: Subject) -> Iterator[Finding]:
    """A passage with more Latin words than Han. What `extract` copied is announced as that."""
    if is_extract(subject.draft.writer):
        return
    copied = {section.id for section in sections(subject) if section.holes}
    if subject.draft.head.holes:
        copied |= {"title", "description", "tags", "lead"}
    for passage in prose(subject):
        if passage.kind == "tag" or passage.where in copied:
            continue
        text = zh.MARK.sub("", passage.text)
        words = _LATIN.findall(text)
        if len(words) >= WORDS and zh.count(text) < len(words):
            yield Finding(
                rule="untranslated",
                severity="error",
                where=passage.where,
                what=f"a {passage.kind} that is not Chinese",
                mend="Render it in Chinese, or quote it.",
                excerpt=text[:60],
            )
