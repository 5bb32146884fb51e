"""kill -9 while publishing: the old page or the new, a record that knows it, mended by the next."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk import NAME, NOON, Desk
from pod2post import codec
from pod2post.publishing import record

MOMENTS = 9  # three files, each with three
TOLD = "「無線電」一句原少了「遠」字。"
LATER = NOON + timedelta(days=3)


def start(desk: Desk, at: datetime, correction: str | None, kill_at: int) -> int:
    job = {
        "workspace": str(desk.workspace),
        "site": str(desk.site),
        "at": at.isoformat(),
        "correction": correction,
        "kill_at": kill_at,
    }
    script = Path(__file__).parent / "publish_once.py"
    command = [sys.executable, str(script), json.dumps(job)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, timeout=60, check=False).returncode


def pages(desk: Desk) -> list[str]:
    """The site's files; what a kill left unnamed is no page."""
    return [path.name for path in desk.site.glob("*.md")] if desk.site.is_dir() else []


def first(desk: Desk) -> tuple[datetime, str | None]:
    return NOON, None


def again(desk: Desk) -> tuple[datetime, str | None]:
    desk.published()
    desk.exchange("6-quotes.json", "因為無線電比思考", "因為無線電遠比思考")
    return LATER, TOLD


@pytest.mark.parametrize(
    ("kind", "moments"), [(first, (3, 5, 6, 8)), (again, range(1, MOMENTS + 1))]
)
def test_killed_at_any_moment_and_run_again(
    kind: Callable[[Desk], tuple[datetime, str | None]], moments: Iterable[int], tmp_path: Path
) -> None:
    calm = Desk(tmp_path / "calm").ready()
    at, told = kind(calm)
    old = calm.page.read_bytes() if calm.page.is_file() else None
    shutil.copytree(tmp_path / "calm", tmp_path / "start")
    calm.published(at, correction=told)
    new, kept = calm.page.read_bytes(), calm.record()
    assert new != old
    seen = set()
    for kill_at in moments:
        shutil.rmtree(calm.workspace.parent)  # the same place each time: the record names it
        shutil.copytree(tmp_path / "start", calm.workspace.parent)
        assert start(calm, at, told, kill_at) == -signal.SIGKILL
        there = calm.page.read_bytes() if calm.page.is_file() else None
        assert there in (old, new), "half a page"
        seen.add(there)
        found = record.read(calm.run)
        if there is not None:
            assert found, "a page that no record knows"
            assert found.wrote(codec.digest_bytes(there))
        calm.published(at, correction=told)
        assert calm.page.read_bytes() == new
        assert calm.record() == kept
        assert pages(calm) == [f"{NAME}.md"]
    assert seen == {old, new}


def test_there_are_no_more_moments_than_were_tried(tmp_path: Path) -> None:
    desk = Desk(tmp_path).ready()
    assert start(desk, NOON, None, MOMENTS + 1) == 0


def test_run_again_on_another_day_it_goes_on_from_what_lies_there(tmp_path: Path) -> None:
    desk = Desk(tmp_path).ready()
    at, told = again(desk)
    named_but_not_noted = 6  # the page has its name, the record still says pending
    assert start(desk, at, told, named_but_not_noted) == -signal.SIGKILL
    page = desk.page.read_bytes()
    assert desk.record().pending
    assert desk.published(at + timedelta(days=1), correction=told).did == "unchanged"
    assert desk.page.read_bytes() == page
    assert (len(desk.record().issues), desk.record().pending) == (2, None)
