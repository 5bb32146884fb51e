"""Approving and publishing as the page shows them: values made of what the run says. Pure,
but for the two files that it is handed the content of.
"""

import difflib
from collections.abc import Iterator

from pod2post import codec
from pod2post.publishing import approval, gate
from pod2post.publishing.approval import Approval, Approvals, Part
from pod2post.publishing.gate import Reason
from pod2post.publishing.issuing import Rehearsed
from pod2post.publishing.record import Issue, Published
from pod2post.review.room import Seen
from pod2post.showing import panel
from pod2post.stages.render import rendered
from pod2post.value import value

PARTS: dict[Part, str] = {"text": "文字", "evidence": "依據", "transcript": "逐字稿"}
AROUND = 3  # unchanged lines shown beside changed ones
# What is said of a reason by its kind, and what she can do about it on the page.
REASONS: dict[str, tuple[str, str]] = {
    "observation": ("還沒有人為〈我的觀察〉負責", "讀過、改成自己的意見，然後核准。"),
    "drafted by a machine": ("初稿出自小型模型或原句摘錄", "逐句對照錄音後，以自己的名字核准。"),
    "unapproved": ("還沒有人核准現在的內容", "回到草稿，讀完後核准。"),
    "edited by hand": ("有人在外面改過這篇的檔案", "回到草稿，先收回那些修改，或移走那個檔案。"),
    "no editor": ("還沒有人具名負責", "核准時填上名字。"),
    "nothing to correct": ("填了更正說明，但這篇還沒有發布過", "把更正說明清空。"),
    "changed": ("已發布的引文或數字改了", "在下面寫一句更正告訴讀者，或說明為什麼不需要。"),
}


@value
class Signing:
    """Where a draft stands between reading and publishing.

    `content`: what an approval given now would hold, "" where none can be. `approved`: who
    approved exactly this; `before`: the last approval that stands no more, `changed` what is
    different since.
    `published`: the last publication; `is_current`: is the page on the site this text?
    `whole`: were all rules asked?
    """

    run: str
    content: str
    standing: tuple[panel.Listed, ...]
    warnings: int
    has_opinion: bool
    approved: Approval | None
    before: Approval | None
    changed: tuple[str, ...]
    published: Issue | None
    is_current: bool
    whole: bool

    @property
    def can_approve(self) -> bool:
        return self.whole and not self.standing


def signing(seen: Seen, given: Approvals, published: Published | None) -> Signing:
    """The state of a run that was read back."""
    last = given.last
    issue = published.last if published else None
    held = {row.number for row in gate.standing(seen.rows)}
    listed = seen.page.panel
    standing = tuple(row for row in (*listed.open, *listed.waived) if row.number in held)
    # Printing the post takes time: a draft that nobody approved and nobody can is not printed.
    now = seen.content if last or (seen.whole and not standing) else None
    stands = last is not None and last.content == now
    return Signing(
        run=seen.run.folder.name,
        content=now.digest if now else "",
        standing=standing,
        warnings=sum(1 for row in listed.open if row.severity == "warning"),
        has_opinion=gate.opinion(seen.now.shown) is not None,
        approved=last if stands else None,
        before=None if stands else last,
        changed=_changed(last, now) if last and now and not stands else (),
        published=issue,
        is_current=issue is not None and _is_current(seen, issue),
        whole=seen.whole,
    )


def _changed(last: Approval, now: approval.Content) -> tuple[str, ...]:
    return tuple(PARTS[part] for part in approval.changed(last.content, now))


def _is_current(seen: Seen, issue: Issue) -> bool:
    page = rendered(seen.now.shown, issue.publication).markdown.encode()
    return codec.digest_bytes(page) == issue.page


# What cannot be done at all, by words of its cause, in the page's own.
CAUSES = (
    ("not said where", "還沒有設定網站文章的資料夾：請在 pod2post.toml 的 [site] content 寫上。"),
    ("did not leave there", "網站資料夾裡有同名的檔案，而且有人改過：先收回它的修改，或移走它。"),
    ("is no plain file", "網站資料夾裡同名的不是一般檔案：請移走它。"),
    ("has the name of this post already", "網站上已經有同名的文章資料夾：請移走它。"),
    ("is no folder", "設定的網站文章資料夾不是資料夾。"),
    ("is gone", "原來發布的資料夾不見了：請在 pod2post.toml 的 [site] content 改寫。"),
    ("cannot be written to", "網站的資料夾不能寫入。"),
    ("no space left", "磁碟滿了。已經存好的都還在；清出空間後再按一次。"),
    ("git", "文章寫好了，但 git 沒有收下提交。"),
)


def told(cause: str) -> str:
    """What an editor can make of a failure; "" where only its own words say it."""
    return next((said for words, said in CAUSES if words in cause), "")


# --- before it is published -----------------------------------------------------------


@value
class Obstacle:
    """Why it cannot be published yet. `key`: the finding that it is, "" where it is none."""

    what: str
    advice: str
    detail: str = ""
    key: str = ""


def obstacles(reasons: tuple[Reason, ...], seen: Seen) -> Iterator[Obstacle]:
    """The gate's reasons in the page's own words, the findings with their names."""
    listed = seen.page.panel
    by_key = {row.key: row for row in (*listed.open, *listed.waived)}
    known = {row.number: by_key[panel.finding_key(row.finding)] for row in seen.rows}
    told: set[str] = set()
    for reason in reasons:
        row = known.get(reason.finding or 0)
        if row and row.key in told:
            continue
        if row:
            told.add(row.key)
            what = f"{row.name}（{row.where}）"
            yield Obstacle(what=what, advice=row.advice, detail=row.excerpt, key=row.key)
        else:
            what, advice = REASONS.get(reason.kind, (reason.what, reason.next))
            yield Obstacle(what=what, advice=advice, detail=reason.what)


@value
class Line:
    """One line of the page to come: added, taken out, the same, or the number of lines left out."""

    kind: str
    text: str


def lines(made: Rehearsed) -> tuple[Line, ...]:
    """What the site's file would become: all of a new one, of an old one what changes."""
    if made.before is None:
        return tuple(Line(kind="added", text=text) for text in made.page.splitlines())
    old, new = made.before.splitlines(), made.page.splitlines()
    rows = difflib.unified_diff(old, new, n=AROUND, lineterm="")
    kinds = {"+": "added", "-": "removed", " ": "same", "@": "left out"}
    shown = (row for row in rows if not row.startswith(("+++", "---")))
    return tuple(
        Line(kind=kinds[row[0]], text="⋯" if row[0] == "@" else row[1:]) for row in shown if row
    )
