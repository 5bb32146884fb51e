"""A box in which something is mended, as the page shows it. Pure.

It holds what stands there now, or what an editor typed before and did not keep: her text always
comes first.
"""

from collections.abc import Sequence

from pod2post.review import wishes
from pod2post.review.basis import basis, finding_key
from pod2post.review.standing import main_text, names, paragraphs, standing
from pod2post.review.wishes import Spot
from pod2post.revision import mends
from pod2post.revision.unkept import Typed
from pod2post.revision.waiving import Numbered
from pod2post.revision.worddiff import Piece, pieces
from pod2post.rules.passages import quotes
from pod2post.showing import saying
from pod2post.showing.evidence import Line, line
from pod2post.showing.words import rule_name
from pod2post.value import value
from pod2post.values import Finding, Subject

AROUND = 20  # cues before and after a quotation that can be chosen without the transcript
KINDS_OF = (
    *(("person", "人名"), ("company", "公司"), ("product", "產品")),
    *(("place", "地名"), ("show", "節目"), ("term", "其他")),
)
HINTS = {
    "paragraph": "引文寫在「」裡，改了字就是改譯文；空一行就分成兩段，全刪就是刪掉這一段。",
    "head": "標籤用頓號或逗號分開。",
    "observation": "空一行分段。這一節寫你自己的看法，不放引文。",
    "quote": "選第一句和最後一句，原話由程式從逐字稿取出；譯文由你寫。也可以直接點逐字稿選句子。",
    "waive": "理由會和文章的紀錄一起保存。",
    "name": "先列出會改到的地方，看過再改。",
}
LABELS = {
    "text": "文字",
    "title": "標題",
    "description": "摘要",
    "tags": "標籤",
    "chinese": "譯文",
    "first": "第一句",
    "last": "最後一句",
    "reason": "理由",
    "old": "現在的寫法",
    "new": "正確的寫法",
    "kind_of": "這是",
}
WHOLE = ("head", "observation")  # kinds whose names say already which part they are of
TALL = {
    ("paragraph", "text"): 4,
    ("observation", "text"): 8,
    ("head", "description"): 3,
    ("quote", "chinese"): 3,
    ("waive", "reason"): 2,
}


@value
class Field:
    """One field of `lines` lines; `options`: values and labels, where it is a choice."""

    name: str
    label: str
    text: str
    lines: int = 1
    options: tuple[tuple[str, str], ...] = ()


@value
class Box:
    """`typed`: its text was typed before and not kept. `began`: what stood there, for comparing.

    `source`: words as spoken, of a quotation. `notes`: the editor's own. `about`: a finding.
    """

    run: str
    spot: Spot
    title: str
    base: str
    fields: tuple[Field, ...]
    began: str
    hint: str = ""
    typed: str = ""
    complaint: str = ""
    source: tuple[Line, ...] = ()
    language: str = ""
    notes: str = ""
    about: str = ""
    at_first: bool = True


@value
class Conflict:
    """A box whose text was changed meanwhile. `theirs`: what changed there; `mine`: hers beside it.

    `gone`: there is nothing any more that her text could stand in place of.
    """

    box: Box
    theirs: tuple[Piece, ...]
    mine: tuple[Piece, ...]
    gone: bool


def box(
    run: str, subject: Subject, rows: Sequence[Numbered], which: Spot, typed: Typed | None
) -> Box | None:
    """The box; None where there is nothing to mend."""
    stands = standing(subject, rows, which)
    if stands is None:
        return None
    mine = {name: typed.said.get(name, text) for name, text in stands.items()} if typed else stands
    differs = bool(typed) and mine != stands
    found = next((row for row in rows if finding_key(row.finding) == which.finding), None)
    quote = quotes(subject).get(which.quote)
    chosen = (mine["first"], mine["last"]) if which.kind == "quote" else ("", "")
    base = basis(subject, which.part) if which.part else ""
    return Box(
        run=run,
        spot=which,
        title=_title(subject, which),
        base=typed.base if typed and differs else base,
        fields=tuple(_field(subject, which, name, text) for name, text in mine.items()),
        began=main_text(stands),
        hint=HINTS.get(which.kind, ""),
        typed=typed.at if typed and differs else "",
        source=_cues(subject, *chosen) if quote else (),
        language=subject.transcript.language,
        notes=subject.notes if which.kind == "observation" else "",
        about=f"{rule_name(found.finding)}：{_told(found.finding)}" if found else "",
    )


def _told(finding: Finding) -> str:
    return saying.wrong(finding.what) or finding.what


def conflict(
    run: str, subject: Subject, rows: Sequence[Numbered], sent: Typed, which: Spot, began: str
) -> Conflict:
    """What is shown to her whose box was opened on a text that stands no more.

    `sent`: what she typed; `began`: what stood there when she opened the box.
    """
    here = moved(subject, which, began)
    stands = standing(subject, rows, here)
    now = "" if stands is None else main_text(stands)
    fields = tuple(_field(subject, here, name, text) for name, text in sent.said.items())
    made = Box(
        run=run,
        spot=here,
        title=_title(subject, which),
        base=basis(subject, here.part) if here.part else "",
        fields=fields,
        began=now,
        hint=HINTS.get(which.kind, ""),
        language=subject.transcript.language,
        at_first=False,
    )
    typed = main_text(sent.said)
    return Conflict(
        box=made,
        theirs=pieces(began, now),
        mine=pieces(now, typed),
        gone=stands is None,
    )


def moved(subject: Subject, which: Spot, began: str) -> Spot:
    """The box of the same paragraph, wherever it stands in its part by now."""
    if which.kind != "paragraph":
        return which
    known = quotes(subject)
    texts = [mends.boxed(row.text, known) for row in paragraphs(subject, which.section)]
    if began in texts and not (which.paragraph < len(texts) and texts[which.paragraph] == began):
        return Spot(kind=which.kind, section=which.section, paragraph=texts.index(began))
    return which


def _title(subject: Subject, which: Spot) -> str:
    name = "" if which.kind in WHOLE else names(subject).get(which.part, "")
    told = wishes.NAMES[which.kind]
    number = f"第 {which.paragraph + 1} 段" if which.kind == "paragraph" else ""
    return "，".join(filter(None, (told, name, number)))


def _field(subject: Subject, which: Spot, name: str, text: str) -> Field:
    if name in ("first", "last"):
        return Field(
            name=name, label=LABELS[name], text=text, options=_choices(subject, which, text)
        )
    if name == "kind_of":
        return Field(name=name, label=LABELS[name], text=text, options=KINDS_OF)
    lines = TALL.get((which.kind, name), 1)
    return Field(name=name, label=LABELS[name], text=text, lines=lines)


def _choices(subject: Subject, which: Spot, chosen: str) -> tuple[tuple[str, str], ...]:
    """The cues near the quotation, and the one that is chosen, with time and words."""
    cues = subject.transcript.cues
    quote = quotes(subject).get(which.quote)
    ids = {*(quote.cues if quote else ()), chosen}
    at = [number for number, cue in enumerate(cues) if cue.id in ids]
    if not at:
        return ()
    near = cues[max(0, min(at) - AROUND) : max(at) + 1 + AROUND]
    rows = map(line, near)
    return tuple((row.cue, f"{row.clock} {row.speaker}：{row.text[:60]}") for row in rows)


def _cues(subject: Subject, first: str, last: str) -> tuple[Line, ...]:
    """The cues from the first to the last."""
    cues = subject.transcript.cues
    at = {cue.id: number for number, cue in enumerate(cues)}
    if first not in at or last not in at:
        return ()
    return tuple(map(line, cues[at[first] : at[last] + 1]))
