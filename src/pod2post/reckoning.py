"""The end of a run: what was caught, what was paid, where the post lies."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pod2post import codec, runs
from pod2post.costs import money, spending
from pod2post.hearing.coverage import account, gaps
from pod2post.hearing.turns import doubtful
from pod2post.linking import links
from pod2post.page import templates
from pod2post.scene import Scene
from pod2post.store import Store, now, replaced, write_atomically
from pod2post.targets.files import files
from pod2post.values import Checked, Finding, Mended, Post, Subject
from pod2post.writing import callbook
from pod2post.writing.authorship import is_small


def finish(
    scene: Scene, subject: Subject, checked: Checked, post: Post, left_out: tuple[str, ...]
) -> runs.Report:
    """Write post, grounding record and `run.json`; the report of the run."""
    run, shelf = scene.run, scene.shelf
    place = shelf.place(run.path("post.md"), post.markdown)
    grounding = codec.readable(post.grounding).encode()
    if place == run.path("post.md"):
        write_atomically(run.path(runs.GROUNDING), grounding)
    else:  # the post in a person's hands has the record that stands there
        replaced(run.path(runs.GROUNDING), grounding)
    calls = money.journal(shelf)
    caught = tuple(_caught(subject, checked, calls))
    ledger = spending.ledger(calls, scene.settings)
    author = tuple(_author(subject, checked))
    for line in author:
        scene.tell.say(line)
    record = replace(
        run.record(),
        sound=(
            *author,
            *links.sound(scene.linked),
            *_sound(subject),
            *_names(runs.kept_names(run)),
            *left_out,
            *callbook.lines(calls),
        ),
        caught=caught,
        findings=checked.findings,
        ledger=ledger,
        finished=now(),
    )
    run.write_record(record)
    own = run.path("post.md")
    return runs.Report(
        run=str(run.folder),
        post=str(place),
        out=None,
        instead_of=None if place == own else str(own),
        errors=_count(checked, "error"),
        warnings=_count(checked, "warning"),
        notes=_count(checked, "note"),
        caught=caught,
        calls=ledger.sent,
        seconds=0,
        spent=ledger,
    )


def paid(scene: Scene) -> None:
    """`run.json` with what was asked and paid until now, whether the run came to its end or not."""
    ledger = spending.ledger(money.journal(scene.shelf), scene.settings)
    record = scene.run.record()
    if ledger.sent and record.ledger != ledger:
        scene.run.write_record(replace(record, ledger=ledger))


def delivered(scene: Scene, report: runs.Report, subject: Subject, slug: str) -> runs.Report:
    """The files of the other targets beside the post; all that were asked for in --out, too.

    Raises:
        BadInput: a person's own template fails on this post.
    """
    site, out = scene.settings.site, scene.options.out
    beside = files(subject, site.target, templates.effective(site.templates))
    rows = [(scene.run.path(f"post{ending}"), text) for ending, text in beside]
    if out:
        if "hugo" in site.target:
            report = _handed_over(report, Path(out) / f"{slug}.md", scene.shelf)
        rows += [(Path(out) / f"{slug}{ending}", text) for ending, text in beside]
    return replace(report, others=tuple(str(scene.shelf.place(*row)) for row in rows))


def _handed_over(report: runs.Report, path: Path, shelf: Store) -> runs.Report:
    """The post once more at `path`, or beside it where another text stands."""
    text = Path(report.post).read_text(encoding="utf-8")
    place = shelf.place(path, text)
    instead = report.instead_of if place == path else str(path)
    return replace(report, out=str(place), instead_of=instead)


def _count(checked: Checked, severity: str) -> int:
    return sum(1 for finding in checked.findings if finding.severity == severity)


def _caught(subject: Subject, checked: Checked, calls: list[dict[str, Any]]) -> Iterable[str]:
    """One line per thing that would have gone wrong unseen."""
    for call in calls:
        if call["event"] == "rejected":
            yield f"reply refused: {call.get('task')}: {call.get('why')}"
    for row in subject.quotes:
        for dropped in row.dropped:
            yield f"{dropped.rule}: {row.section}: {dropped.source} ({dropped.why})"
    for finding in checked.findings:
        if finding.severity == "error":
            yield _line(finding)


def _line(finding: Finding) -> str:
    place = f"{finding.where}: {finding.excerpt}" if finding.excerpt else finding.where
    return f"{finding.rule}: {place} ({finding.what})"


def _author(subject: Subject, checked: Checked) -> Iterable[str]:
    """A small model's work is announced with what was found in it."""
    if is_small(subject.draft.writer):
        open_ = f"{_count(checked, 'error')} errors and {_count(checked, 'warning')} warnings"
        yield (
            f"written by {subject.draft.writer}: {open_} are open, and what no check finds "
            "may be wrong too; hold every sentence against the audio"
        )


def _sound(subject: Subject) -> Iterable[str]:
    """How much was heard, what could not be, and which parts no model wrote."""
    covered = subject.transcript.coverage
    yield account(subject.transcript)
    yield from gaps(covered)
    cues = subject.transcript.cues
    if unsure := sum(map(doubtful, cues)):
        yield f"who speaks is not sure in {unsure} of {len(cues)} sentences"
    draft = subject.draft
    parts = (draft.head, *subject.quotes, *draft.sections, draft.observation)
    for part in parts:
        for hole in part.holes if part else ():
            yield f"not written by the writer: {hole}"


def _names(mended: Sequence[Mended]) -> Iterable[str]:
    """Which names are shown otherwise than they were heard, and how often."""
    for (heard, shown), times in Counter((row.heard, row.shown) for row in mended).items():
        often = f" ({times} times)" if times > 1 else ""
        yield f"name: heard {heard!r}, shown {shown!r}{often}"
