"""One post that is to be published: what was asked for, what there is, what the page will say."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pod2post.page import markdown
from pod2post.page.hugo import Publication
from pod2post.page.site import Site
from pod2post.ports import Glossary
from pod2post.publishing import dating, gate, placing
from pod2post.publishing.record import Correction, Issue, Published
from pod2post.revision import reopening, waiving
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.runs import Run
from pod2post.settings import Settings
from pod2post.values import value


@value
class Wish:
    """What was asked for. `uncorrected`: why a change of what was said needs no correction."""

    editor: str | None = None
    folder: str | None = None
    date: str | None = None
    correction: str | None = None
    uncorrected: str | None = None
    permission: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One post that is to be published: as it is now, as it was, in whose name, where and when."""

    run: Run
    site: Site
    wish: Wish
    now: Opened
    rows: tuple[Numbered, ...]
    past: Published | None
    path: Path
    at: datetime
    date: str

    @property
    def last(self) -> Issue | None:
        return self.past.last if self.past else None

    @property
    def moment(self) -> str:
        return dating.moment(self.at, self.now.shown.house.timezone)

    @property
    def editor(self) -> str | None:
        """Who answers: who is named, else whom the settings name, else who confirmed."""
        held = gate.confirmation(self.now)
        return self.wish.editor or self.site.editor or (held.editor if held else None)


def opened(
    run: Run,
    known: Settings,
    wish: Wish,
    at: datetime,
    glossary: Glossary | None,
    past: Published | None,
) -> Case:
    """The case of a run. `past`: its record, with what a kill left open in it decided.

    Raises:
        BadInput: no draft, no folder, no such date or one to come.
    """
    now = reopening.opened(run, known)
    slug = past.slug if past else now.shown.source.slug
    last = past.last.publication.date if past and past.last else None
    return Case(
        run=run,
        site=known.site,
        wish=wish,
        now=now,
        rows=waiving.numbered(now, glossary),
        past=past,
        path=placing.target(wish.folder or known.site.content, slug, past),
        at=at,
        date=_date(now, wish, last, at),
    )


def _date(now: Opened, wish: Wish, last: str | None, at: datetime) -> str:
    """The moment asked for, else that of the first publication, else the default."""
    zone, source = now.shown.house.timezone, now.shown.source
    if wish.date:
        return dating.chosen(wish.date, zone, at)
    return last or dating.default(source.published or source.seen_at, zone, at)


def publication(case: Case, *, again: bool) -> Publication:
    """What this publication says of itself; `again`: as the last one, if nothing changed."""
    corrections = list(case.past.corrections if case.past else ())
    if case.wish.correction and not again:
        corrections.append(Correction(at=case.moment, text=case.wish.correction))
    lines = (case.site.disclosure, *map(_told, corrections))
    last = case.last
    return Publication(
        date=case.date,
        lastmod=None if last is None else last.publication.lastmod if again else case.moment,
        editor=case.editor or "",
        notices=tuple(line for line in lines if line),
    )


def _told(correction: Correction) -> str:
    day = date.fromisoformat(correction.at[:10])
    text = markdown.line(correction.text)
    return f"更正（{day.year} 年 {day.month} 月 {day.day} 日）：{text}"
