"""One file as one commit: nothing else of a clone changes, however it stands."""

import os
import subprocess
from pathlib import Path

import pytest

from pod2post.backends import git
from pod2post.errors import BadInput, TryLater

PAGE = '---\ntitle: "頁"\n---\n\n文。\n'.encode()
BRANCH = "pod2post/a-page"


def run(folder: Path, *words: str) -> str:
    made = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True
    )
    return made.stdout.strip()


def named(folder: Path) -> Path:
    run(folder, "config", "user.name", "Ada Example")
    run(folder, "config", "user.email", "ada@example.org")
    return folder


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of this machine, no names out of the environment."""
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in [name for name in os.environ if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A clone with one commit, on the branch `main`."""
    root = tmp_path / "site"
    (root / "content" / "posts").mkdir(parents=True)
    run(root, "init", "-q", "-b", "main")
    named(root)
    (root / "hugo.toml").write_text("title = 'x'\n", encoding="utf-8")
    run(root, "add", ".")
    run(root, "commit", "-qm", "The site")
    return root


def page(site: Path, data: bytes = PAGE) -> Path:
    path = site / "content" / "posts" / "a-page.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def commit(path: Path, branch: str = BRANCH) -> str:
    return git.opened(path, branch).commit(path.read_bytes(), "Publish a-page\n")


def state(site: Path) -> tuple[str, ...]:
    """What a person would notice: branch, its tip, index, working tree."""
    head = run(site, "for-each-ref", "refs/heads/main")
    where = (site / run(site, "rev-parse", "--git-path", "HEAD")).read_text(encoding="utf-8")
    return (where, head, run(site, "ls-files", "--stage"), run(site, "status", "--porcelain"))


def test_one_commit_holds_one_file_and_nothing_else_moves(site: Path) -> None:
    path = page(site)
    before = state(site)
    name = commit(path)
    assert state(site) == before
    assert run(site, "rev-parse", BRANCH) == name
    assert run(site, "diff", "--name-status", "main", BRANCH) == "A\tcontent/posts/a-page.md"
    assert run(site, "rev-list", "--count", f"main..{BRANCH}") == "1"
    assert run(site, "show", f"{BRANCH}:content/posts/a-page.md").encode() + b"\n" == PAGE
    assert run(site, "log", "-1", "--format=%an %ae %s", BRANCH) == (
        "Ada Example ada@example.org Publish a-page"
    )


def test_a_dirty_clone_stays_as_dirty_as_it_was(site: Path) -> None:
    (site / "hugo.toml").write_text("title = 'staged'\n", encoding="utf-8")
    run(site, "add", "hugo.toml")
    (site / "hugo.toml").write_text("title = 'not staged'\n", encoding="utf-8")
    (site / "new.md").write_text("new", encoding="utf-8")
    path = page(site)
    before = state(site)
    commit(path)
    assert state(site) == before
    assert run(site, "show", f"{BRANCH}:hugo.toml") == "title = 'x'"
    assert "new.md" not in run(site, "ls-tree", "-r", "--name-only", BRANCH)


def test_the_same_page_again_makes_no_second_commit(site: Path) -> None:
    path = page(site)
    name = commit(path)
    assert commit(path) == name
    path.write_bytes(PAGE + b"\n")
    second = commit(path)
    assert run(site, "rev-parse", f"{second}^") == name


def test_a_branch_that_was_merged_grows_from_what_is_checked_out(site: Path) -> None:
    path = page(site)
    commit(path)
    path.unlink()  # as the command says: or git will not merge over it
    run(site, "merge", "-q", "--no-ff", "-m", "Merge", BRANCH)
    path.write_bytes(PAGE + b"\n")
    name = commit(path)
    assert run(site, "rev-parse", f"{name}^") == run(site, "rev-parse", "main")


def test_a_page_that_is_there_already_needs_no_commit(site: Path) -> None:
    path = page(site)
    run(site, "add", str(path))
    run(site, "commit", "-qm", "By hand")
    assert commit(path) == run(site, "rev-parse", "main") == run(site, "rev-parse", BRANCH)


def test_a_detached_head_stays_detached(site: Path) -> None:
    run(site, "checkout", "-q", "--detach")
    path = page(site)
    before = state(site)
    found = git.opened(path, BRANCH)
    assert found.on == "a detached HEAD"
    name = found.commit(path.read_bytes(), "Publish\n")
    assert state(site) == before
    assert run(site, "rev-parse", f"{name}^") == run(site, "rev-parse", "main")


def test_a_repository_without_a_commit_gets_its_first_on_the_branch(tmp_path: Path) -> None:
    run(tmp_path, "init", "-q", "-b", "main", "young")
    path = page(named(tmp_path / "young"))
    before = state(tmp_path / "young")
    commit(path)
    assert run(tmp_path / "young", "ls-tree", "-r", "--name-only", BRANCH) == (
        "content/posts/a-page.md"
    )
    assert state(tmp_path / "young") == before


def test_a_submodule_takes_the_commit_of_its_own_files(site: Path, tmp_path: Path) -> None:
    allowed = ("-c", "protocol.file.allow=always")
    outer = tmp_path / "outer"
    run(tmp_path, "init", "-q", "-b", "main", "outer")
    named(outer)
    run(outer, *allowed, "submodule", "--quiet", "add", str(site), "blog")
    run(outer, "commit", "-qm", "With the site")
    named(outer / "blog")
    path = page(outer / "blog")
    found = git.opened(path, BRANCH)
    assert (found.root, found.path) == (outer / "blog", "content/posts/a-page.md")
    found.commit(path.read_bytes(), "Publish\n")
    assert run(outer / "blog", "rev-parse", "--verify", BRANCH)
    assert BRANCH not in run(outer, "branch", "--all")


def test_the_folder_may_be_made_later(site: Path) -> None:
    path = site / "content" / "new" / "a-page.md"
    assert git.opened(path, BRANCH).path == "content/new/a-page.md"


def test_it_does_not_listen_to_a_git_that_calls_it(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere" / "index"))
    name = commit(page(site))
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert run(site, "rev-parse", BRANCH) == name


# --- what is refused, before anything is written --------------------------------------


def refused(path: Path, branch: str = BRANCH) -> BadInput:
    with pytest.raises(BadInput) as caught:
        git.opened(path, branch)
    assert caught.value.remedy
    return caught.value


def test_a_bare_clone_has_no_files(site: Path, tmp_path: Path) -> None:
    run(tmp_path, "clone", "-q", "--bare", str(site), "bare.git")
    assert "no working tree" in refused(tmp_path / "bare.git" / "a-page.md").cause


def test_a_folder_outside_any_clone(tmp_path: Path) -> None:
    found = refused(tmp_path / "a-page.md")
    assert "no working tree of git" in found.cause
    assert "not a git repository" in found.cause


def test_who_commits_is_never_guessed(site: Path) -> None:
    run(site, "config", "--unset", "user.name")
    run(site, "config", "--unset", "user.email")
    found = refused(page(site))
    assert "does not know" in found.cause
    assert "git config user.name" in found.remedy


@pytest.mark.parametrize("branch", ["a b", "-x", "x..y", "", "x.lock"])
def test_what_is_no_name_of_a_branch(site: Path, branch: str) -> None:
    assert "is no name of a branch" in refused(page(site), branch).cause


def test_a_branch_that_is_checked_out_is_not_moved(site: Path, tmp_path: Path) -> None:
    assert "main is checked out" in refused(page(site), "main").cause
    run(site, "worktree", "add", "-q", "-b", BRANCH, str(tmp_path / "second"))
    assert f"{BRANCH} is checked out" in refused(page(site)).cause


def test_a_file_that_git_ignores(site: Path) -> None:
    (site / ".gitignore").write_text("content/\n", encoding="utf-8")
    assert "git ignores content/posts/a-page.md" in refused(page(site)).cause


def test_what_git_refuses_later_is_told_with_what_is_there(site: Path) -> None:
    run(site, "branch", "pod2post")  # so there can be no pod2post/a-page
    path = page(site)
    before = state(site)
    with pytest.raises(BadInput, match="git update-ref refused") as caught:
        commit(path)
    assert "written, and not committed" in caught.value.remedy
    assert state(site) == before


def test_no_git_and_a_git_that_hangs_are_said(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = page(site)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(BadInput, match="there is no git here"):
        git.opened(path, BRANCH)
    slow = tmp_path / "bin" / "git"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 30\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(git, "TIMEOUT_S", 0.2)
    with pytest.raises(TryLater, match="did not answer"):
        git.opened(path, BRANCH)
