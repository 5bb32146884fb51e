"""What a form on the page asks for: which box it is, and what was typed into it. Pure.

Nothing of a form becomes a path: parts, quotations and findings are looked up in the run.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from pod2post.revision.editing import HEAD
from pod2post.stages.write import OBSERVATION
from pod2post.value import value

Kind = Literal["paragraph", "heading", "head", "observation", "quote", "waive", "name"]
KINDS: tuple[str, ...] = get_args(Kind)
# The fields of each box, in their order; what else a form brings is not looked at.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "paragraph": ("text",),
    "heading": ("text",),
    "head": ("title", "description", "tags"),
    "observation": ("text",),
    "quote": ("first", "last", "chinese"),
    "waive": ("reason",),
    "name": ("old", "new", "kind_of"),
}
NAMES: Mapping[str, str] = {
    "paragraph": "改段落",
    "heading": "改小標",
    "head": "改標題與摘要",
    "observation": "改我的觀察",
    "quote": "改引文",
    "drop": "拿掉引文",
    "waive": "放行",
    "unwaive": "收回放行",
    "name": "改名字",
    "lock": "鎖定",
    "unlock": "解鎖",
    "adopt": "收下外面的修改",
    "again": "請模型重寫",
    "elsewhere": "在別處的修改",
}


@value
class Spot:
    """One box: what kind it is and what it is about; fields that do not matter are empty."""

    kind: str
    section: str = ""
    paragraph: int = 0
    quote: str = ""
    finding: str = ""

    @property
    def id(self) -> str:
        """The name of the box, the same in every window."""
        about = {
            "paragraph": f"{self.section}:{self.paragraph}",
            "heading": self.section,
            "quote": self.quote,
            "waive": self.finding,
        }
        return f"{self.kind}:{about.get(self.kind, '')}"

    @property
    def part(self) -> str:
        """The part whose basis the box is held against; "" where there is none."""
        fixed = {"head": HEAD, "observation": OBSERVATION, "waive": "", "name": ""}
        return fixed.get(self.kind, self.section)


def spot(fields: Mapping[str, str]) -> Spot | None:
    """The box that a form or an address means; None where it means none."""
    kind, number = fields.get("kind", ""), fields.get("paragraph", "0")
    if kind not in KINDS or not (number.isascii() and number.isdigit()) or len(number) > 6:
        return None
    return Spot(
        kind=kind,
        section=fields.get("section", "")[:100],
        paragraph=int(number),
        quote=fields.get("quote", "")[:100],
        finding=fields.get("finding", "")[:100],
    )


def said(which: Spot, fields: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields of this box."""
    return {name: fields.get(name, "") for name in FIELDS[which.kind]}


def step_name(what: str) -> str:
    """A step of the trail in the page's words: `kind` or `kind part`."""
    kind, _, about = what.partition(" ")
    told = NAMES.get(kind, kind)
    return f"{told}（{about}）" if about else told
