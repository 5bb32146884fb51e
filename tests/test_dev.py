"""The two commands of the README: what can be shown of them without installing anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ("def test_a(): assert 0\ndef test_b(): pass", "1 passed, 1 failed, 0 skipped"),
        (
            "import pytest\n@pytest.fixture\ndef f(): 1 / 0\ndef test_a(f): pass",
            "0 passed, 1 failed, 0 skipped",
        ),
        (
            "import pytest\ndef test_a(): pytest.skip('no')\ndef test_b(): pass\n",
            "1 passed, 0 failed, 1 skipped",
        ),
        ("syntax error", "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_counts_are_those_of_pytest(tests: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(tests, encoding="utf-8")
    report = tmp_path / "tests.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir=."]
    command += ["-c", os.devnull, f"--junitxml={report}", "test_it.py"]
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, check=False)
    assert dev.counts(report) == expected


@pytest.mark.parametrize("content", [None, "", "<testsuites><testsuite"])
def test_a_missing_report_is_no_success(content: str | None, tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    if content is not None:
        report.write_text(content, encoding="utf-8")
    assert dev.counts(report).startswith("0 passed, 1 failed")


@pytest.fixture
def checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in the place of the checkout, with an environment that looks finished."""
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/run.txt", "requirements/dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "CACHE", tmp_path / ".cache")
    return tmp_path


def finish(folder: Path, kind: str) -> None:
    (folder / f".made-for-{kind}").write_text(dev.stamp(kind), encoding="utf-8")


def test_an_environment_is_made_anew_when_what_it_is_made_of_changes(checkout: Path) -> None:
    venv = checkout / ".venv"
    assert not dev.is_installed("run")
    finish(venv, "run")
    assert dev.is_installed("run")
    assert not dev.is_installed("dev")
    (checkout / "requirements" / "run.txt").write_text("another", encoding="utf-8")
    assert not dev.is_installed("run")


def test_the_environment_of_the_tests_serves_the_sample(checkout: Path) -> None:
    finish(checkout / ".venv", "dev")
    assert dev.is_installed("run")
    (checkout / ".venv" / "bin" / "python").unlink()
    assert not dev.is_installed("run")


def test_a_failed_step_fails_the_command_and_the_counts_come_last(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    finish(checkout / ".venv", "dev")
    monkeypatch.setattr(dev, "get_programs", lambda: None)
    ran = []

    def call(*command: str, **_extra: str) -> int:
        ran.append(command[2])
        return 7 if command[2:4] == ("ruff", "format") else 0

    monkeypatch.setattr(dev, "call", call)
    assert dev.main(["test"]) == 7
    assert ran == [*["pod2post"] * len(dev.TEST_WEIGHTS), "ruff", "ruff", "mypy", "pytest"]
    *_, failed, last = capsys.readouterr().out.splitlines()
    assert failed == "failed: ruff format"
    assert last.startswith("0 passed, 1 failed, 0 skipped")


@pytest.mark.parametrize(
    ("here", "user", "expected"),
    [
        (("apt-get", "google-chrome", "systemd-analyze"), 0, []),  # all is there
        (("apt-get",), 1000, []),  # not root
        ((), 0, []),  # no Debian
        (("apt-get",), 0, ["chromium", "fonts-noto-cjk", "systemd"]),
        (("apt-get", "google-chrome"), 0, ["systemd"]),
        (("apt-get", "systemd-analyze"), 0, ["chromium", "fonts-noto-cjk"]),
    ],
)
def test_a_program_is_installed_where_it_may_be(
    here: tuple[str, ...], user: int, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def call(*command: str, **_extra: str) -> int:
        ran.extend(command[5:])
        return 0

    monkeypatch.setattr(dev, "call", call)
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name in here else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: user)
    dev.get_programs()
    assert ran == expected


def test_without_a_browser_the_tests_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "call", lambda *_, **__: 100)
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    dev.get_programs()
    assert "could not be installed: tests that need them are skipped" in capsys.readouterr().out


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_what_it_can_do(argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(argv) == code
    assert "python3 dev.py sample" in capsys.readouterr().out


def test_it_starts_with_nothing_but_the_standard_library() -> None:
    """-I -S: no site-packages, no environment; the help must still come."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py"), "help"], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr == b""


def test_requirements_are_locked_with_hashes_and_name_no_index() -> None:
    for kind in ("run", "dev"):
        text = (ROOT / dev.requirements(kind)).read_text(encoding="utf-8")
        rows = [row for row in text.splitlines() if row and row[0] not in " #"]
        assert len(rows) > 20
        assert all("==" in row and row.endswith("\\") for row in rows)
        assert "index" not in "".join(row for row in text.splitlines() if row.startswith("-"))
        assert "://" not in text


def test_the_lock_of_the_tests_agrees_with_the_lock_of_a_run() -> None:
    def pins(kind: str) -> set[str]:
        text = (ROOT / dev.requirements(kind)).read_text(encoding="utf-8")
        rows = (row for row in text.splitlines() if row and row[0] not in " #-")
        return {row.split(" ", 1)[0] for row in rows}

    assert pins("run") <= pins("dev")


def test_what_the_server_runs_is_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "exec python3 dev.py test" in script
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "python3 dev.py test" in (ROOT / "README.md").read_text(encoding="utf-8")
