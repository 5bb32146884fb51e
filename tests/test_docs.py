"""The documentation is held against the program."""

import re
import runpy
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pod2post import cli, settings
from pod2post.values import Name

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
TEXTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS]


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "generate.py"))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_no_generated_part_is_stale(path: Path, generator: dict[str, Any]) -> None:
    text = path.read_text(encoding="utf-8")
    assert generator["renewed"](text) == text, "run python3 dev.py docs"


def test_a_stale_part_would_be_noticed(generator: dict[str, Any]) -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for part in ("`--notes FILE`", "| 5 |", "| `token_field` |"):
        assert text.count(part) == 1
        assert generator["renewed"](text.replace(part, "")) == text


def test_every_generated_part_has_its_place(generator: dict[str, Any]) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DOCS)
    marks = re.findall(r"made by dev\.py docs: (\w+)", text)
    assert sorted(marks) == sorted(generator["MADE"])


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_between_the_documents_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.strip()
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_the_example_is_a_file_that_is_taken_and_that_shows_every_key() -> None:
    path = ROOT / "pod2post.toml.example"
    loaded = settings.load(path)
    assert loaded.show("my-show").names[0].canonical == "Ada Example"
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    (show,) = given["shows"].values()
    for name, kind in settings.TABLES.items():
        assert set(given[name]) == set(kind.__dataclass_fields__), name
    assert set(show) == set(settings.Show.__dataclass_fields__)
    assert set(show["names"][0]) == set(Name.__dataclass_fields__)


def test_the_options_that_the_readme_shows_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    calls = re.findall(r"^pod2post (.+)$", shown, re.MULTILINE)
    assert len(calls) > 5
    for call in calls:
        cli.parse(shlex.split(call, comments=True))


def test_no_document_names_a_machine_of_ours() -> None:
    for path in [*TEXTS, ROOT / "dev.py", ROOT / "Makefile", ROOT / "pod2post.toml.example"]:
        assert not re.search(r"/(work|root|tmp)/", path.read_text(encoding="utf-8")), path
