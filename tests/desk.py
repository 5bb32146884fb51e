"""A run that an earlier version left, an editor, and the site that she publishes to."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pod2post import runs, settings
from pod2post.publishing import gate, issuing, record
from pod2post.publishing.case import Wish
from pod2post.publishing.issuing import Outcome, Refusal
from pod2post.publishing.record import Published
from pod2post.revision import reopening, waiving
from pod2post.runs import Run
from pod2post.store import Store

ROOT = Path(__file__).parent.parent
OLD = Path(__file__).parent / "old_run"
NAME = "the-ear-on-the-pipe-with-jasper-thimble"
EDITOR = "Ada Example"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # in Taipei


class Desk:
    """One workspace with the old run, and the folder of a site's posts."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.site = folder / "site" / "content" / "posts"
        shutil.copytree(OLD, self.workspace / "runs" / "2026-10-05-the-ear")
        self.run: Run = runs.find_run(self.workspace, "the-ear")
        # As the run that printed it did: so it is known for no person's text.
        Store(self.workspace / "store").put(self.run.path("post.md").read_bytes())
        self.known = settings.load(ROOT / "samples" / "pod2post.toml")
        self.wish = Wish(editor=EDITOR, folder=str(self.site))
        self.page = self.site / f"{NAME}.md"

    def waive(self) -> None:
        """Every error stands, for a reason."""
        now = reopening.opened(self.run, self.known)
        errors = [row for row in waiving.numbered(now) if row.finding.severity == "error"]
        edits = waiving.waived(self.run.edits(), errors, "planted", EDITOR, "2026-11-20")
        self.run.keep_edits(edits)

    def confirm(self) -> None:
        now = reopening.opened(self.run, self.known)
        self.run.keep_edits(gate.confirmed(self.run.edits(), now, EDITOR, "2026-11-21"))

    def ready(self) -> "Desk":
        """With nothing that stands against publishing."""
        self.waive()
        self.confirm()
        return self

    def publish(self, at: datetime = NOON, **wish: Any) -> Outcome | Refusal:
        return issuing.publish(self.run, self.known, replace(self.wish, **wish), at=at)

    def published(self, at: datetime = NOON, **wish: Any) -> Outcome:
        made = self.publish(at, **wish)
        assert isinstance(made, Outcome), made
        return made

    def refused(self, at: datetime = NOON, **wish: Any) -> list[str]:
        """What stands against it; nothing was written."""
        before = self.files()
        made = self.publish(at, **wish)
        assert isinstance(made, Refusal), made
        assert self.files() == before
        assert all(reason.next for reason in made.reasons)
        return [reason.what for reason in made.reasons]

    def record(self) -> Published:
        found = record.read(self.run)
        assert found
        return found

    def files(self) -> dict[str, bytes]:
        """The site's folder and the run's, by path."""
        found = [*self.site.rglob("*"), *self.run.folder.rglob("*")]
        return {str(path): path.read_bytes() for path in found if path.is_file()}

    def exchange(self, name: str, old: str, new: str) -> None:
        """Words in a file of the run, as another run of the program would have left them."""
        path = self.run.path(name)
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), encoding="utf-8")
