"""What is printed for systemd and cron runs from nothing: no environment, any folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pod2post import cli
from pod2post.batch import schedule
from pod2post.batch.schedule import Place
from pod2post.errors import BadInput

ODD = "a folder's 100 % $HOME"


def place(folder: Path, **more: str) -> Place:
    facts = {"python": sys.executable, "folder": str(folder), "config": None, "home": str(folder)}
    return Place(**{"workspace": str(folder / "workspace"), **facts, **more})  # type: ignore[arg-type]


def run_by_cron(line: str) -> subprocess.CompletedProcess[str]:
    """As cron does it: the part after the five times, without backslashes before %, by sh."""
    command = line.split(" ", 5)[5].replace("\\%", "%")
    return subprocess.run(
        ["env", "-i", "sh", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd="/",
    )


@pytest.mark.parametrize("name", ["plain", ODD])
def test_the_line_for_cron_runs_under_an_empty_environment(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    line = schedule.cron(place(folder), "02:30")
    assert line.startswith("30 2 * * * ")
    assert "%" not in line.replace("\\%", "")
    done = run_by_cron(line)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    log = (folder / "workspace" / "sync.log").read_text(encoding="utf-8")
    assert "0 drafts, 0 things to check" in log
    assert (folder / "workspace" / "batch.jsonl").is_file()


def test_the_settings_of_the_folder_are_read(tmp_path: Path) -> None:
    (tmp_path / "pod2post.toml").write_text("[batch]\nwriting = 0\n")
    done = run_by_cron(schedule.cron(place(tmp_path), "02:30"))
    assert done.returncode == 2
    log = (tmp_path / "workspace" / "sync.log").read_text(encoding="utf-8")
    assert "writing is at least 1" in log


def test_a_settings_file_of_another_place_is_named(tmp_path: Path) -> None:
    words = schedule.command(place(tmp_path, config="/srv/my settings.toml"))
    assert words[-2:] == ("--config", "/srv/my settings.toml")
    assert '"/srv/my settings.toml"' in schedule.service(place(tmp_path, config=words[-1]))


@pytest.mark.parametrize("at", ["24:00", "2", "02:60", "", "02:30:00", "-1:00", "٠٢:٣٠"])
def test_a_time_that_is_none_is_refused(at: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no time of day"):
        schedule.cron(place(tmp_path), at)


def test_a_line_break_cannot_get_into_a_crontab(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="line break"):
        schedule.cron(place(tmp_path, workspace="/srv/a\n* * * * * rm"), "02:30")
    with pytest.raises(BadInput, match="line break"):
        schedule.service(place(tmp_path, workspace="/srv/a\nExecStartPre=rm"))


@pytest.fixture(scope="module")
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not installed here")
    return found


def verified(analyze: str, folder: Path, service: str, timer: str) -> tuple[int, str]:
    folder.mkdir(exist_ok=True)
    for name, text in (("pod2post.service", service), ("pod2post.timer", timer)):
        (folder / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", "--recursive-errors=no", *map(str, folder.iterdir())],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["plain", ODD])
def test_systemd_accepts_the_units(name: str, analyze: str, tmp_path: Path) -> None:
    here = tmp_path / name
    here.mkdir()
    units = schedule.service(place(here)), schedule.timer("2:05")
    assert "OnCalendar=*-*-* 02:05:00" in units[1]
    assert verified(analyze, tmp_path / "units", *units) == (0, "")


def test_systemd_would_not_accept_others(analyze: str, tmp_path: Path) -> None:
    service, timer = schedule.service(place(tmp_path)), schedule.timer("02:30")
    for wrong in (
        (service.replace("oneshot", "onceshot"), timer),
        (service.replace(sys.executable, "/srv/no/python"), timer),
        (service, timer.replace("OnCalendar=*-", "OnCalendar=?-")),
    ):
        code, said = verified(analyze, tmp_path / "units", *wrong)
        assert code or said


def test_what_is_printed_can_be_saved_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, analyze: str
) -> None:
    assert cli.main(["schedule", "print", "--systemd", "--workspace", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    _, service, timer = told.split("# ~/.config/systemd/user/")
    parts = (service.partition("\n")[2], timer.partition("\n")[2])
    assert verified(analyze, tmp_path / "units", *parts) == (0, "")
    assert cli.main(["schedule", "print", "--cron", "--workspace", str(tmp_path)]) == 0
    (line,) = [row for row in capsys.readouterr().out.splitlines() if not row.startswith("#")]
    assert run_by_cron(line).returncode == 0
