"""A box that was kept, as the edits of its run: what may not be kept, and what it becomes. Pure."""

from collections.abc import Callable, Mapping, Sequence

from pod2post.review.basis import basis, finding_key, parts_of
from pod2post.review.room import Seen
from pod2post.review.wishes import Spot
from pod2post.revision import editing, mends, recuing, renaming, waiving
from pod2post.revision.edits import Edits
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.rules.passages import quotes
from pod2post.value import value

LONGEST = mends.LONGEST
# By kind: the field that may not be empty, and what is said where it is.
EMPTY = {
    "heading": ("text", "小標不能是空的。"),
    "head": ("title", "標題不能是空的。"),
    "waive": ("reason", "請寫下放行的理由。"),
}


@value
class Hand:
    """Who mends, and when."""

    editor: str
    at: str


def refusal(
    now: Opened, which: Spot, said: Mapping[str, str], hand: Hand | None = None
) -> str | None:
    """Why this cannot be kept as it was typed, in the page's words; None where it can."""
    long = max((len(text) for text in said.values()), default=0)
    if long > LONGEST:
        return f"這一欄有 {long:,} 個字，最多 {LONGEST:,} 個。請先存一部分，再分段。"
    if which.kind in EMPTY and not said[EMPTY[which.kind][0]].strip():
        return EMPTY[which.kind][1]
    if which.kind == "quote":
        return _quote_refusal(now, which, said)
    if which.kind == "waive" and hand and not hand.editor.strip():
        return "放行要有人負責：請先在頁面上填你的名字。"
    return _name_refusal(said) if which.kind == "name" else None


def _name_refusal(said: Mapping[str, str]) -> str | None:
    old, new = mends.line(said["old"]), mends.line(said["new"])
    if not old or not new or old == new:
        return "請寫下現在的寫法和正確的寫法，兩者不能相同。"
    return "只寫名字本身，不要加引號。" if set("⟦⟧「」") & set(old + new) else None


def _quote_refusal(now: Opened, which: Spot, said: Mapping[str, str]) -> str | None:
    order = {cue.id: number for number, cue in enumerate(now.shown.transcript.cues)}
    if said["first"] not in order or said["last"] not in order:
        return "逐字稿裡沒有這一句，請重新選。"
    if order[said["last"]] < order[said["first"]]:
        return "最後一句在第一句前面，請對調。"
    quote = quotes(now.shown).get(which.quote)
    if quote and quote.chinese is not None and not said["chinese"].strip():
        return "譯文是空的。要拿掉這句引文，請按「拿掉」。"
    return None


def mended(seen: Seen, which: Spot, said: Mapping[str, str], hand: Hand) -> Edits:
    """The run's edits with what was typed.

    Raises:
        BadInput: the box is about something that the post does not have.
    """
    now = seen.now
    made: Mapping[str, Callable[[], Edits]] = {
        "paragraph": lambda: mends.paragraph(now, which.section, which.paragraph, said["text"]),
        "heading": lambda: mends.heading(now, which.section, said["text"]),
        "head": lambda: mends.head(now, said["title"], said["description"], said["tags"]),
        "observation": lambda: mends.observation(now, said["text"]),
        "quote": lambda: recuing.recued(
            now, which.quote, said["first"], said["last"], said["chinese"]
        ),
        "name": lambda: renaming.renamed(now, spelling(said)),
        "waive": lambda: _waived(seen, which, said["reason"], hand),
    }
    return made[which.kind]()


def spelling(said: Mapping[str, str]) -> renaming.Spelling:
    """The two names of a box.

    Raises:
        BadInput: as `renaming.spelling`.
    """
    return renaming.spelling(said["old"], said["new"], said["kind_of"])


def _waived(seen: Seen, which: Spot, reason: str, hand: Hand) -> Edits:
    found = finding(seen.rows, which.finding)
    return waiving.waived(seen.now.edits, (found,) if found else (), reason, hand.editor, hand.at)


def finding(rows: Sequence[Numbered], key: str) -> Numbered | None:
    """The finding of this key; None where it is gone."""
    return next((row for row in rows if finding_key(row.finding) == key), None)


def locked(now: Opened, part: str, *, lock: bool) -> Edits:
    """The part locked, or open to later runs.

    Raises:
        BadInput: the post has no such part.
    """
    if (part in editing.locks(now.edits)) == lock:
        return now.edits
    if lock:
        return editing.locked(now.edits, (part,), now.written, now.shown)
    return editing.unlocked(now.edits, (part,))


def is_stale(now: Opened, rows: Sequence[Numbered], which: Spot, base: str) -> bool:
    """Was the box opened on a text that stands no more?"""
    if which.kind == "waive":
        return finding(rows, which.finding) is None
    if which.kind == "name":
        return False  # it is held against the places that were shown
    if which.kind == "quote" and which.quote not in quotes(now.shown):
        return True
    return basis(now.shown, which.part) != base


def changed(before: Seen, after: Seen) -> tuple[str, ...] | None:
    """The parts that look otherwise now; None where the order or number of parts changed."""
    parts = parts_of(after.now.shown)
    if parts != parts_of(before.now.shown):
        return None
    old, new = _told(before.rows), _told(after.rows)
    locks = set(editing.locks(before.now.edits)) ^ set(editing.locks(after.now.edits))
    return tuple(
        part
        for part in parts
        if basis(before.now.shown, part) != basis(after.now.shown, part)
        or old.get(part) != new.get(part)
        or part in locks
    )


def _told(rows: Sequence[Numbered]) -> dict[str, set[tuple[str, bool]]]:
    """By part: what is found there, and whether it was waived."""
    found: dict[str, set[tuple[str, bool]]] = {}
    for row in rows:
        where = row.finding.where
        part = editing.HEAD if where in ("title", "description", "tags", "lead") else where
        found.setdefault(part, set()).add((finding_key(row.finding), row.waiver is not None))
    return found
