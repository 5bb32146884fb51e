"""The findings of a run as the panel lists them, by weight, then those let stand. Pure."""

from collections.abc import Sequence

from pod2post import codec
from pod2post.revision.waiving import Numbered
from pod2post.showing import saying, words
from pod2post.showing.marking import WORST
from pod2post.showing.pinpoint import Place, Places
from pod2post.values import Finding, Subject, value

SHORT = 16  # hex digits by which the findings of one post are told apart


def finding_key(finding: Finding) -> str:
    """By what a page names a finding: it is the same as long as a waiver of it would hold."""
    same = [finding.rule, finding.where, finding.what, finding.excerpt]
    return codec.digest(same).removeprefix("sha256:")[:SHORT]


@value
class Listed:
    """A finding of the panel. `place` is None where it speaks of the post as a whole.

    `what` and `mend` are the rule's own English, `told` and `remedy` the same in zh-TW, "" where
    nobody wrote it down; `fix`: what may stand there unseen. `reason`,
    `editor` and `at` are those of the waiver, "" where none lets it stand.
    """

    key: str
    number: int
    rule: str
    name: str
    advice: str
    severity: str
    severity_name: str
    part: str
    where: str
    what: str
    mend: str
    told: str
    remedy: str
    excerpt: str
    fix: str | None
    place: Place | None
    reason: str = ""
    editor: str = ""
    at: str = ""

    @property
    def line(self) -> str:
        """The id of its line in the list of findings."""
        return f"finding-{self.key}"

    @property
    def waived(self) -> bool:
        return bool(self.reason)


@value
class Panel:
    """`open` has errors first, then warnings, then notes, each in the order of the page."""

    open: tuple[Listed, ...]
    waived: tuple[Listed, ...]
    errors: int
    warnings: int
    notes: int


def panel(subject: Subject, rows: Sequence[Numbered]) -> Panel:
    """All findings; two that a waiver could not tell apart are one."""
    names, places = _names(subject), Places(subject)
    once: dict[str, Listed] = {}
    for row in rows:
        made = _listed(row, places.of(row.finding), names)
        once.setdefault(made.key, made)
    order = {part: number for number, part in enumerate(names)}
    ranked = sorted(once.values(), key=lambda row: _rank(row, order))
    live = tuple(row for row in ranked if not row.waived)
    count = {level: sum(row.severity == level for row in live) for level in WORST}
    return Panel(
        open=live,
        waived=tuple(row for row in ranked if row.waived),
        errors=count["error"],
        warnings=count["warning"],
        notes=count["note"],
    )


def weights(listed: Panel) -> dict[str, list[str]]:
    """By quotation: how grave the open findings are that are about it."""
    made: dict[str, list[str]] = {}
    for row in listed.open:
        if row.place and row.place.quote:
            made.setdefault(row.place.quote, []).append(row.severity)
    return made


def _names(subject: Subject) -> dict[str, str]:
    """What the parts are called, in the order of the page."""
    rows = {"head": words.PLACES["head"]}
    for number, section in enumerate(subject.draft.sections, start=1):
        rows[section.id] = f"第 {number} 節"
    if subject.draft.observation:
        rows[subject.draft.observation.id] = words.PLACES["observation"]
    return rows


def _listed(row: Numbered, spot: Place | None, names: dict[str, str]) -> Listed:
    found, waiver = row.finding, row.waiver
    return Listed(
        key=finding_key(found),
        number=row.number,
        rule=found.rule,
        name=words.rule_name(found),
        advice=words.advice(found),
        severity=found.severity,
        severity_name=words.SEVERITIES[found.severity],
        part=spot.part if spot else "",
        where=_where(found, spot, names),
        what=found.what,
        mend=found.mend,
        told=saying.wrong(found.what) or "",
        remedy=saying.mended(found.mend) or "",
        excerpt=found.excerpt,
        fix=found.fix,
        place=spot,
        reason=waiver.reason if waiver else "",
        editor=waiver.editor if waiver else "",
        at=waiver.at if waiver else "",
    )


def _where(finding: Finding, spot: Place | None, names: dict[str, str]) -> str:
    told = words.PLACES.get(finding.where)
    if spot is None or finding.where in ("title", "description", "tags", "lead"):
        return told or finding.where
    name = names.get(spot.part, spot.part)
    return f"{name}，第 {spot.number + 1} 段" if spot.slot in ("paragraph", "quote") else name


def _rank(row: Listed, order: dict[str, int]) -> tuple[int, int, int, int]:
    spot = row.place
    part = order.get(spot.part, len(order)) if spot else len(order)
    return (WORST.index(row.severity), part, spot.number if spot else 0, row.number)
