"""What the house refuses: greedy handlers, drawers for odds and ends, traces of a machine."""

import ast
import re
import subprocess

import pytest

from tree import PACKAGE, ROOT, modules, where

SHELLS = ("cli.py", "batch/stagework.py")
WAITING = ("backends/", "batch/")


def test_only_a_shell_catches_everything() -> None:
    greedy = []
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ExceptHandler) or module.place in SHELLS:
                continue
            caught = ast.unparse(node.type) if node.type else "everything"
            passed_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            swallows = caught == "BaseException" and not passed_on
            if swallows or re.search(r"\bException\b|everything", caught):
                greedy.append((where(module, node), caught))
    assert greedy == []


def test_only_backends_and_the_batch_wait() -> None:
    waits = [
        where(module, node)
        for module in modules()
        if not module.place.startswith(WAITING)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep")
    ]
    assert waits == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawer = re.compile(r"(utils?|help(er)s?|manag(er)s?|common|misc)$", re.IGNORECASE)
    assert [m.name for m in modules() if drawer.search(m.name.rpartition(".")[2])] == []
    names = [
        (where(module, node), node.name)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and drawer.search(node.name)
    ]
    assert names == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
    texts = [*PACKAGE.rglob("*.py"), *ROOT.glob("prompts/*"), *ROOT.glob("templates/**/*.j2")]
    found = [path.name for path in texts if later.search(path.read_text(encoding="utf-8"))]
    assert found == []


def _tracked() -> list[str]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_machine() -> None:
    folders = re.compile(rb"(?<![\w.<>:/-])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/\w")
    indexes = re.compile(rb"--(extra-)?index-[u]rl|--find-link[s]|trusted-hos[t]")
    found = []
    for name in _tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" in data[:4096]:
            continue
        found += [(name, hit.group().decode()) for hit in folders.finditer(data)]
        found += [(name, hit.group().decode()) for hit in indexes.finditer(data)]
        if str(ROOT).encode() in data:
            found.append((name, "the folder of this checkout"))
    assert found == []


def test_every_tracked_text_is_utf_8_with_plain_line_ends() -> None:
    odd = []
    for name in _tracked():
        data = (ROOT / name).read_bytes()
        if b"\0" in data[:4096]:
            continue
        try:
            data.decode()
        except UnicodeDecodeError:
            odd.append(name)
        if b"\r\n" in data:
            odd.append(name)
    assert odd == []
