"""Strangers' text made harmless for Goldmark and Hugo. Pure.

Model output, transcripts and metadata are data: not a character of theirs may become a
heading, a list, a link, HTML, or a shortcode, which would stop the build of the whole site.
"""

import re

from pod2post.describe import clean

_IMAGE_OR_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()\s]*(?:\([^()]*\))?[^()]*\)|\[[^\[\]]*\])"
)
_ANGLED = re.compile(r"<((?:https?|ftp|mailto):[^<>\s]*)>")
TERM_MAX = 60  # characters of a tag
_SLASHES = re.compile(r"(?<=[/\\])")
_NESTED = 5  # links in links are shown as text so deep; what lies deeper shows its brackets
_ENTITY = re.compile(r"&(?=#?\w+;)")
# A backslash before a bracket would begin mathematics on a site that has it: entities for these.
_ENTITIES = str.maketrans(
    {"\\": "&#92;", "[": "&#91;", "]": "&#93;", "<": "&lt;", ">": "&gt;"},
)
_MARKS = re.compile(r"([`*_~^$]|\+(?=\+)|(?<=\+)\+|=(?==)|(?<==)=)")
_EMOJI = re.compile(r":(?=(?:[0-9+-]*[a-z][\w+-]*|[+-]1|100|1234):)", re.ASCII | re.IGNORECASE)
_BARE = re.compile(r"(?i)(https?|ftp)(?=://)|(www)(?=\.)")
_AT = re.compile(r"(?<=\S)@(?=\w)")
_POINT = re.compile(r"\*\*(第[一二三四五六七八九十]+，[^*]+。)\*\*")
_STARTS = re.compile(r"^(?:([#+\-=|:{])|(\d{1,9})([.)]))")


def line(text: str) -> str:
    """Any text as one clean line: NFC, nothing unseen, single spaces."""
    return " ".join(clean(text).replace("⟦", "").replace("⟧", "").split())


def term(text: str) -> str:
    """A tag or a category, of which a site makes a folder; "" where nothing is left.

    What stands between slashes holds a letter or a digit, or `../posts` would lie over the
    site's own pages; a name that is longer than a file's may be would stop the build.
    """
    kept = [part for part in _SLASHES.split(line(text)) if any(map(_is_written, part))]
    return "".join(kept).strip("/\\ ")[:TERM_MAX].rstrip("/\\ ")


def _is_written(character: str) -> bool:
    return character.isalpha() or character.isdecimal()


def inline(text: str) -> str:
    """One line of text that renders as itself, wherever in a line it stands.

    Also on a site with emoji, mathematics, and the marks that Hugo calls extras.
    """
    flat = _ENTITY.sub("&amp;", _stripped(line(text))).translate(_ENTITIES)
    flat = _MARKS.sub(r"\\\1", flat)
    flat = _EMOJI.sub(r"\\:", flat)
    flat = flat.replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;")
    flat = _BARE.sub(_unlinked, flat)
    return _AT.sub(r"\\@", flat)


def paragraph(text: str) -> str:
    """One paragraph. Only the house's bold point, alone in its paragraph, stays bold."""
    flat = _stripped(line(text))
    if point := _POINT.fullmatch(flat):
        return f"**{inline(point[1])}**"
    safe = inline(re.sub(r"\*\*(.+?)\*\*", r"\1", flat))
    return _STARTS.sub(_escaped_start, safe)


def heading(text: str) -> str:
    """The text of a heading, without `{...}`, which Goldmark reads as its attributes."""
    flat = re.sub(r"\s*\{[^{}]*\}\s*$", "", line(text))
    safe = inline(flat).replace("{", "&#123;").replace("}", "&#125;")
    return re.sub(r"(#+)$", r"\\\1", safe)


def _stripped(text: str) -> str:
    """Links and images as the text that they show."""
    for _ in range(_NESTED):
        text = _ANGLED.sub(r"\1", _IMAGE_OR_LINK.sub(r"\1", text))
    return text


def _unlinked(found: re.Match[str]) -> str:
    """A bare address stays readable and becomes no link."""
    return f"{found[0]}\\"


def _escaped_start(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"
