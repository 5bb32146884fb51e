"""What is shipped: a wheel that carries its data, a source archive that can be tested."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tree import PACKAGE, ROOT, all_imports, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("run.txt", "dev.txt")
EXTRAS = {
    "local": "local.txt",
    "cluster": "cluster.txt",
}  # locked by themselves: who does not want one does not get it
PYANNOTE = "pyannote.audio"  # an extra that the tests do without: nothing tells whose it is


def _build(source: Path, into: Path, target: str) -> Path:
    """One archive, made without a network and without an environment of its own."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    made = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    (archive,) = into.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return archive


def _shipped(folder: str) -> set[str]:
    """Files of a checkout's folder, as git would ship them."""
    files = (ROOT / folder).rglob("*")
    return {
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


def test_the_wheel_carries_prompts_templates_and_tables(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("prompts", "templates"):
        wanted = {f"pod2post/{name}" for name in _shipped(folder)}
        assert wanted, f"{folder}/ is empty"
        assert wanted <= names
    assert {"pod2post/builtin.toml", "pod2post/py.typed"} <= names


def test_the_wheel_is_the_package_and_nothing_beside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    info = f"pod2post-{PROJECT['version']}.dist-info"
    assert {name.split("/")[0] for name in names} == {"pod2post", info}
    modules = {f"pod2post/{p.relative_to(PACKAGE).as_posix()}" for p in PACKAGE.rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_wheel_brings_the_command_the_licence_and_its_needs(wheel: Path) -> None:
    info = f"pod2post-{PROJECT['version']}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        points = archive.read(f"{info}/entry_points.txt").decode()
        needs = archive.read(f"{info}/METADATA").decode()
        assert archive.read(f"{info}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert "pod2post = pod2post.cli:main" in points
    rows = re.findall(r"^Requires-Dist: (.+)$", needs, re.MULTILINE)
    named = {canonicalize_name(Requirement(row).name) for row in rows}
    assert {canonicalize_name(Requirement(need).name) for need in PROJECT["dependencies"]} <= named


def test_the_wheel_runs_where_no_checkout_is(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import pathlib, pod2post; from pod2post import settings\n"
        "print(pathlib.Path(pod2post.__file__).parent.parent)\n"
        "print(settings.load(None).show('core-memory').host)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == [str(tmp_path / "site"), "Ashlee Vance"]


def test_the_source_archive_can_be_tested(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "dev.py"}
    for folder in ("src", "tests", "samples", "prompts", "templates", "requirements"):
        wanted |= _shipped(folder)
    assert wanted - names == set()
    assert not [name for name in names if "__pycache__" in name or name.startswith(".cache")]


def test_the_source_archive_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # from 3.11.4
        archive.extractall(tmp_path, **safe)
    (source,) = (path for path in tmp_path.iterdir() if path.name.startswith("pod2post-"))
    again = _build(source, tmp_path / "dist", "wheel")
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert other.namelist() == one.namelist()
        assert all(other.read(name) == one.read(name) for name in one.namelist())


# requirements


def test_what_is_imported_is_declared() -> None:
    """No library is used because another one happens to bring it."""
    owners = {"pyannote": [PYANNOTE], **packages_distributions()}
    wanted = {canonicalize_name(Requirement(need).name) for need in PROJECT["dependencies"]}
    extras = PROJECT.get("optional-dependencies", {}).values()
    wanted |= {canonicalize_name(Requirement(need).name) for rows in extras for need in rows}
    used = {name.split(".")[0] for module in modules() for name in all_imports(module)}
    undeclared = [
        name
        for name in sorted(used - sys.stdlib_module_names - {"pod2post"})
        if not {canonicalize_name(owner) for owner in owners.get(name, [name])} & wanted
    ]
    assert undeclared == []


def _pins(lock: str) -> dict[str, list[tuple[Requirement, int]]]:
    """What a lock file pins: name -> its lines, each with the number of its hashes."""
    text = (ROOT / "requirements" / lock).read_text()
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    for line in filter(None, map(str.strip, joined.splitlines())):
        wanted, *hashes = line.split("--hash=")
        requirement = Requirement(wanted.strip())
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one.strip()) for one in hashes)
        name = canonicalize_name(requirement.name)
        pins.setdefault(name, []).append((requirement, len(hashes)))
    return pins


@pytest.mark.parametrize("lock", [*LOCKS, *EXTRAS.values()])
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    loose = [
        str(requirement)
        for rows in _pins(lock).values()
        for requirement, hashes in rows
        if not hashes or not re.fullmatch(r"==[^*,]+", str(requirement.specifier))
    ]
    assert loose == []


@pytest.mark.parametrize("lock", [*LOCKS, *EXTRAS.values()])
def test_no_lock_names_an_index(lock: str) -> None:
    rows = (ROOT / "requirements" / lock).read_text().splitlines()
    named = [row for row in rows if "://" in row or row.startswith(("-i", "--", "-f"))]
    assert named == []


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("need", PROJECT["dependencies"])
def test_the_lock_is_in_step_with_the_project(lock: str, need: str) -> None:
    wanted = Requirement(need)
    rows = _pins(lock).get(canonicalize_name(wanted.name), [])
    assert rows, f"{wanted.name} is not locked: run the lock command"
    for pinned, _ in rows:
        (version,) = (one.version for one in pinned.specifier)
        assert wanted.specifier.contains(version, prereleases=True), f"{pinned} is not {need}"


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_is_locked_and_nobody_gets_it_unasked(extra: str) -> None:
    pins = _pins(EXTRAS[extra])
    everybody = {canonicalize_name(Requirement(need).name) for need in PROJECT["dependencies"]}
    for need in map(Requirement, PROJECT["optional-dependencies"][extra]):
        name = canonicalize_name(need.name)
        assert name not in everybody
        assert name not in _pins("run.txt")
        assert pins[name], f"{need.name} is not locked: run the lock command"
        for pinned, _ in pins[name]:
            (version,) = (one.version for one in pinned.specifier)
            assert need.specifier.contains(version, prereleases=True), f"{pinned} is not {need}"


def test_the_tests_run_on_the_versions_of_the_project() -> None:
    """Both locks pin the same version of what they share."""
    run, dev = _pins("run.txt"), _pins("dev.txt")
    assert run.keys() <= dev.keys()
    apart = [
        name
        for name, rows in run.items()
        if {str(pinned.specifier) for pinned, _ in rows}
        != {str(pinned.specifier) for pinned, _ in dev[name]}
    ]
    assert apart == []


def test_what_the_tests_need_is_locked() -> None:
    rows = (ROOT / "requirements" / "dev.in").read_text().splitlines()
    needs = [Requirement(row) for row in rows if row and not row.startswith(("#", "-"))]
    assert needs
    pins = _pins("dev.txt")
    here = default_environment()
    missing = [
        need.name
        for need in needs
        if not any(
            need.specifier.contains(next(iter(pinned.specifier)).version)
            for pinned, _ in pins.get(canonicalize_name(need.name), [])
            if pinned.marker is None or pinned.marker.evaluate(here)
        )
    ]
    assert missing == []
