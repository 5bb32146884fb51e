"""Titles as one plain line: no markup, no line ends, nothing unseen. Pure."""

import re

from pod2post import describe

TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
HARMLESS = str.maketrans({"<": "＜", ">": "＞", "⟦": "〔", "⟧": "〕", "`": "'"})


def plain(text: str, most: int) -> str:
    """At most so many characters; "" where no letter or digit is left."""
    line = " ".join(describe.clean(TAG.sub(" ", text)).split()).strip("#*_ ").translate(HARMLESS)
    if not re.search(r"[^\W_]", line):
        return ""
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
