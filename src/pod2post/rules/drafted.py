"""What can be said of a draft alone, without transcript or record: so also of any page.

Headings, lengths, tags, the points of 我的觀察, who says "I", and how people are named.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

from pod2post import zh
from pod2post.rules.passages import Passage, written
from pod2post.rules.spot import fault
from pod2post.values import Draft, Finding, Subject

HEADING = (4, 24)  # characters, a Latin word counted as two
TITLE = (12, 45)
DESCRIPTION = (50, 180)
TAGS_MOST = 8
PARAGRAPH_MOST = 180
ORDINALS = "一二三四五六七八九十"

_CUT = re.compile(r"[/\\#?%+&:;,\"'<>{}()\[\]]")
_POINT = re.compile(rf"\*\*第(?P<number>[{ORDINALS}])，")
_I = re.compile("(?<![自忘無唯非大小你敵本真])我(?!國|行我素)")
_FULL = re.compile(r"[A-Z][a-zÀ-ɏ'’-]+(?: [A-Z][\wÀ-ɏ.'’-]*){1,2}")
_HOST = re.compile(rf"主持人 ?(?P<name>{_FULL.pattern})")

DraftRule = Callable[[Draft], Iterator[Finding]]


def shape(subject: Subject) -> Iterator[Finding]:
    """What is wrong with the draft's text by itself, rule by rule."""
    for rule in DRAFT_RULES:
        yield from rule(subject.draft)


def headings(draft: Draft) -> Iterator[Finding]:
    """A heading is a short claim without a final mark, and no two are alike."""
    seen: set[str] = set()
    for section in draft.sections:
        heading = section.heading.strip()
        passage = Passage(where=section.id, kind="heading", text=section.heading)
        if not heading:
            mend = "Write the section's claim."
            yield fault("headings", "error", "the heading is empty", mend).at(passage, 0, 0)
            continue
        faults = []
        if not HEADING[0] <= zh.width(heading) <= HEADING[1]:
            what = f"the heading is {zh.width(heading)} characters long"
            mend = f"{HEADING[0]} to {HEADING[1]} characters, a Latin word counted as two."
            faults.append(fault("headings", "warning", what, mend))
        if heading[-1] in "。：；，、！.:!,;":
            what = f"the heading ends with {heading[-1]}"
            faults.append(fault("headings", "warning", what, "Take the final mark off."))
        if heading in seen or heading == zh.OBSERVATION:
            what = "the heading stands twice"
            faults.append(fault("headings", "error", what, "Name each section for itself."))
        for one in faults:
            yield one.at(passage, 0, len(passage.text))
        seen.add(heading)


def paragraphs(draft: Draft) -> Iterator[Finding]:
    """No empty section or paragraph, none too long for a phone's screen."""
    for section in (*draft.sections, *([draft.observation] if draft.observation else [])):
        if not section.paragraphs:
            passage = Passage(where=section.id, kind="heading", text=section.heading)
            made = fault(
                "paragraphs", "error", "the section is empty", "Write it, or leave it out."
            )
            yield made.at(passage, 0, len(passage.text))
    if not draft.head.lead:
        passage = Passage(where="lead", kind="paragraph", text="")
        made = fault(
            "paragraphs", "error", "there is no lead", "Open with one to three paragraphs."
        )
        yield made.at(passage, 0, 0)
    for passage in written(draft):
        if passage.kind != "paragraph":
            continue
        if not passage.text.strip():
            yield fault("paragraphs", "error", "a paragraph is empty", "Take it out.").at(
                passage, 0, 0
            )
        if len(zh.without_marks(passage.text)) > PARAGRAPH_MOST:
            what = f"a paragraph of {len(passage.text)} characters"
            mend = f"Divide it: at most {PARAGRAPH_MOST}."
            yield fault("paragraphs", "warning", what, mend).at(passage, 0, len(passage.text))


def head(draft: Draft) -> Iterator[Finding]:
    """Title and description: what search engines and list pages show."""
    for passage in written(draft):
        if passage.kind not in ("title", "description"):
            continue
        text, where = passage.text, passage.where
        least, most = TITLE if where == "title" else DESCRIPTION
        if not text.strip():
            made = fault("head", "error", f"the {where} is empty", "Write it.")
        elif not least <= len(text) <= most:
            what = f"the {where} has {len(text)} characters"
            made = fault("head", "warning", what, f"{least} to {most} are wanted.")
        else:
            continue
        yield made.at(passage, 0, len(text))


def tags(draft: Draft) -> Iterator[Finding]:
    """Tags as the site will know them: it merges AI and ai, and makes c of C/C++."""
    given = draft.head.tags
    whole = Passage(where="tags", kind="tag", text="")
    if not [tag for tag in given if tag.strip()]:
        yield fault("tags", "error", "there are no tags", "Give four to eight.").at(whole, 0, 0)
    elif not all(tag.strip() for tag in given):
        yield fault("tags", "error", "a tag is empty", "Take it out.").at(whole, 0, 0)
    if len(given) > TAGS_MOST:
        what = f"{len(given)} tags"
        yield fault("tags", "warning", what, f"At most {TAGS_MOST}.").at(whole, 0, 0)
    seen: Counter[str] = Counter()
    for tag in given:
        passage = Passage(where="tags", kind="tag", text=tag)
        folded = re.sub(r"[\s_-]+", "-", tag.casefold().strip())
        seen[folded] += 1
        if seen[folded] == 2:
            what = f"the tag {tag.casefold().strip()} stands 2 times"
            mend = "Once: the site merges them."
            yield fault("tags", "warning", what, mend).at(passage, 0, len(tag))
        if cut := _CUT.search(tag):
            what = f"the tag {tag} loses {cut[0]} in its address"
            mend = "Write it in letters, digits and blanks."
            yield fault("tags", "warning", what, mend).at(passage, *cut.span())


def points(draft: Draft) -> Iterator[Finding]:
    """The points of 我的觀察 are counted 第一, 第二, ... without a gap."""
    wanted = 0
    for passage in written(draft):
        found = _POINT.match(passage.text) if passage.own else None
        if not found:
            continue
        if found["number"] != ORDINALS[wanted]:
            what = f"第{found['number']} stands where 第{ORDINALS[wanted]} is due"
            made = fault("points", "error", what, "Count the points in their order.")
            yield made.at(passage, *found.span("number"))
        wanted = min(wanted + 1, len(ORDINALS) - 1)


def first_person(draft: Draft) -> Iterator[Finding]:
    """Only 我的觀察 says "I": elsewhere a reader could not tell whose opinion it is."""
    for passage in written(draft):
        if passage.kind == "paragraph" and not passage.own:
            for found in _I.finditer(_unquoted(passage.text)):
                what = f"{found[0]} outside a quotation"
                mend = f"Say who, or keep it for {zh.OBSERVATION}."
                yield fault("first_person", "warning", what, mend).at(passage, *found.span())


def full_names(draft: Draft) -> Iterator[Finding]:
    """A person's full name stands once, where she first appears; then the surname."""
    told = [passage for passage in written(draft) if passage.kind == "paragraph"]
    texts = [(passage, _unquoted(passage.text)) for passage in told]
    hosts = {found["name"] for _, text in texts for found in _HOST.finditer(text)}
    guests = {tag for tag in draft.head.tags if _FULL.fullmatch(tag)}
    for name in sorted(hosts | guests):
        surname = re.escape(name.rpartition(" ")[2])
        places = [
            (found[0] == name, passage, found.span())
            for passage, text in texts
            for found in re.finditer(rf"(?<![\w]){re.escape(name)}|(?<![\w]){surname}(?!\w)", text)
        ]
        full = [row for row in places if row[0]]
        if len(full) == len(places):  # never by surname: no person, or one who is named once
            continue
        if not places[0][0]:
            what = f"{name} is first called by the surname alone"
            made = fault("full_names", "warning", what, "Write the full name there.")
            yield made.at(places[0][1], *places[0][2])
        for _, passage, span in full[1:]:
            made = fault(
                "full_names",
                "warning",
                f"the full name {name} stands again",
                "After the first time the surname will do.",
            )
            yield made.at(passage, *span)


DRAFT_RULES: tuple[DraftRule, ...] = (
    headings,
    paragraphs,
    head,
    tags,
    points,
    first_person,
    full_names,
)


@lru_cache(maxsize=512)
def _unquoted(text: str) -> str:
    """The text of the same length with every 「…」 blanked out."""
    letters = list(text)
    for start, end in zh.quoted(text):
        letters[start:end] = zh.blank(text[start:end])
    return "".join(letters)
