"""Will the site's own Hugo show a page? The only file that calls `hugo`."""

import csv
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pod2post.errors import BadInput, TryLater

TIMEOUT_S = 120
NAMES = tuple(
    f"{stem}{ending}" for stem in ("hugo", "config") for ending in (".toml", ".yaml", ".json")
)
FOLDER = Path("config") / "_default"
NONE = ("there is no hugo here", "Install it, or leave --verify out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HugoSite:
    root: Path

    def doubt(self, page: Path) -> str | None:
        """Why Hugo will not show this page, in words; None where it will.

        Raises:
            BadInput: Hugo cannot read the site.
            TryLater: it does not answer.
        """
        rows = list(csv.DictReader(self._listed().splitlines()))
        mine = [row for row in rows if (self.root / row["path"]).resolve() == page.resolve()]
        if not mine:
            return f"Hugo does not list {page}: is it below the site's content folder?"
        if mine[0].get("draft") == "true":
            return "Hugo takes the page for a draft"
        begins = mine[0].get("publishDate") or mine[0].get("date") or ""
        if begins and datetime.fromisoformat(begins) > datetime.now(UTC):
            return f"Hugo will not show the page before {begins}"
        return None

    def _listed(self) -> str:
        """What `hugo list all` prints, from its line of column names on."""
        command = ["hugo", "list", "all", "--noBuildLock", "--source", str(self.root)]
        try:
            made = subprocess.run(  # noqa: S603  hugo, and a path as the value of an option
                command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
            )
        except FileNotFoundError as error:
            raise BadInput(*NONE) from error
        except subprocess.TimeoutExpired as error:
            raise TryLater(
                f"hugo did not answer for {TIMEOUT_S} s", "The page is written; verify it again."
            ) from error
        if made.returncode:
            told = (made.stderr or made.stdout).strip().split("\n")[-1]
            raise BadInput(f"hugo cannot read the site: {told}", "Build the site to see why.")
        return made.stdout[max(0, made.stdout.find("path,")) :]


def opened(page: Path) -> HugoSite:
    """The site that a page lies in, or will.

    Raises:
        BadInput: no folder above it holds a site's settings, or there is no Hugo.
    """
    if shutil.which("hugo") is None:
        raise BadInput(*NONE)
    for folder in page.parents:
        if any((folder / name).is_file() for name in NAMES) or (folder / FOLDER).is_dir():
            return HugoSite(root=folder)
    raise BadInput(
        f"{page.parent} lies in no Hugo site: no {os.sep.join(FOLDER.parts)} or hugo.toml above it",
        "Name a folder of the site with --to, or leave --verify out.",
    )
