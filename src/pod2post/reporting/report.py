"""The report as HTML: one file without a script, that asks for nothing outside it."""

import base64
import hashlib

from pod2post import assets, filling
from pod2post.errors import Pod2postError
from pod2post.picture import timeline
from pod2post.picture.marks import marks
from pod2post.picture.view import View, view
from pod2post.ports import Tell
from pod2post.reporting import telling
from pod2post.reporting.material import Material, gathered
from pod2post.revision.reopening import Opened
from pod2post.revision.waiving import Numbered
from pod2post.runs import Run
from pod2post.showing.panel import Panel, panel
from pod2post.store import write_atomically

FILE = "report.html"
FOLDER = "templates/report"
# What a damaged run or a template of ours may raise; a post is worth more than its report.
FAILS = (Pod2postError, OSError, *filling.FAILS)


def html(told: Material) -> str:
    """The whole page. Whatever was said or written stands in it as text."""
    subject = told.opened.shown
    listed = panel(subject, told.rows)
    picture = _seen(told, listed)
    style = styled()
    return filling.page(
        FOLDER,
        "report.html.j2",
        {
            "policy": f"default-src 'none'; style-src '{hashed(style)}'; base-uri 'none'; "
            "form-action 'none'",
            "style": style,
            "whole": told.whole,
            "title": subject.draft.head.title,
            "description": subject.draft.head.description,
            "facts": tuple(telling.facts(told)),
            "picture": timeline.svg(picture),
            "segments": tuple(telling.segments(picture)),
            "account": tuple(telling.account(picture)),
            "gaps": tuple(telling.gaps(picture)),
            "chapters": tuple(telling.chapters(subject, listed)),
            "panel": listed,
            "day": telling.day,
            "names": tuple(telling.names(subject.names)),
            "spelt": tuple(telling.spelt(told.mended)),
            "costs": tuple(telling.costs(told.record.ledger)),
            "asked": told.record.ledger.sent,
            "made_with": tuple(telling.made_with(told)),
            "notes": (*told.record.sound, *told.record.caught),
        },
    )


def seen(told: Material) -> View:
    """What the picture in it shows."""
    return _seen(told, panel(told.opened.shown, told.rows))


def _seen(told: Material, listed: Panel) -> View:
    subject = told.opened.shown
    part = subject.front.series is not None
    found = marks(subject, listed)
    return view(subject.transcript, told.segments, told.plan, found, part=part)


def styled() -> str:
    return assets.text(FOLDER, "report.css") + timeline.style()


def hashed(style: str) -> str:
    """What a content security policy calls a style by."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def keep(run: Run, now: Opened, rows: tuple[Numbered, ...], tell: Tell | None = None) -> bool:
    """Write `report.html` into the run's folder; was it written? That it was not stops nothing."""
    try:
        made = html(gathered(run, now, rows))
        write_atomically(run.path(FILE), made.encode())
    except FAILS as error:
        if tell:
            cause = error.cause if isinstance(error, Pod2postError) else str(error)
            tell.say(f"{FILE} was not written: {cause}")
        return False
    return True
