"""`pod2post prompts`, and `[writer] prompts` on its way to the pen."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import SilentTell
from pod2post import cli, settings
from pod2post.errors import BadInput
from pod2post.world import World
from pod2post.writing import ownprompts, prompts

NAMES = [f"{name}{prompts.ENDING}" for name in prompts.NAMES]
PLAN = dict(prompts.ours().texts)["plan.md.j2"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings in a folder that is not the current one, naming `mine` beside them."""
    path = tmp_path / "site" / "pod2post.toml"
    (path.parent / "mine").mkdir(parents=True)
    path.write_text('[writer]\nkind = "extract"\nprompts = "mine"\n', encoding="utf-8")
    return path


def test_list_says_what_each_is_for_and_whose_it_is(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (config.parent / "mine" / "plan.md.j2").write_text(PLAN + "又。", encoding="utf-8")
    (config.parent / "mine" / "pian.md.j2").touch()
    assert cli.main(["prompts", "list", "--config", str(config)]) == 0
    out, err = capsys.readouterr()
    rows = {line.split()[0]: line for line in out.splitlines()}
    assert list(rows) == list(prompts.NAMES)
    assert [name for name, row in rows.items() if " yours " in row] == ["plan"]
    assert all(prompts.purpose(name) in row for name, row in rows.items())
    assert "pian.md.j2 is no prompt of ours" in err
    assert cli.main(["prompts", "list", "--json", "--config", str(config)]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["not_read"] == ["pian.md.j2"]
    assert {row["name"] for row in shown["prompts"] if row["overridden"]} == {"plan"}


def test_show_gives_the_template_or_what_a_model_is_sent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["prompts", "show", "plan"]) == 0
    assert capsys.readouterr().out == PLAN
    assert cli.main(["prompts", "show", "plan.md.j2", "--sample"]) == 0
    sent = capsys.readouterr().out
    assert sent.startswith("--- system\n")
    assert "--- user\n\n節目：Tidal Notes" in sent
    assert cli.main(["prompts", "show", "repair", "--sample"]) == 0
    assert "c0099" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show"], "which prompt?"),
        (["show", "sections"], "Did you mean 'section'?"),
        (["show", "q"], "There are: house"),
        (["take"], "invalid choice"),
    ],
)
def test_a_wrong_name_is_met_with_the_right_ones(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["prompts", *words]) == 2
    assert says in capsys.readouterr().err


def test_eject_writes_ours_and_never_over_a_file_that_was_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out" / "mine"
    assert cli.main(["prompts", "eject", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert f'prompts = "{folder}"' in capsys.readouterr().out
    assert ownprompts.effective(folder) == prompts.ours()
    (folder / "plan.md.j2").write_text("我的。", encoding="utf-8")
    (folder / "head.md.j2").unlink()
    assert cli.main(["prompts", "eject", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["written"] == ["head.md.j2"]
    assert said["left_alone"] == ["plan.md.j2"]
    assert (folder / "plan.md.j2").read_text(encoding="utf-8") == "我的。"


def test_eject_without_a_folder_takes_the_one_of_the_settings(config: Path) -> None:
    assert cli.main(["prompts", "eject", "--config", str(config)]) == 0
    assert sorted(path.name for path in (config.parent / "mine").iterdir()) == sorted(NAMES)


def test_the_pen_carries_what_the_settings_name(config: Path, tell: SilentTell) -> None:
    (config.parent / "mine" / "plan.md.j2").write_text(PLAN + "又。", encoding="utf-8")
    (config.parent / "mine" / "note.txt").touch()
    known = settings.load(config)
    pen = World(settings=known, tell=tell).pen()
    assert pen.prompts.overridden == ("plan",)
    assert any("note.txt is no prompt of ours" in line for line in tell.said)
    assert any("prompts of your own: plan" in line for line in tell.said)
    plain = replace(known, writer=replace(known.writer, prompts=None))
    assert World(settings=plain, tell=tell).pen().identity != pen.identity


def test_a_broken_prompt_stops_the_run_before_a_writer_is_made(
    config: Path, tell: SilentTell
) -> None:
    (config.parent / "mine" / "plan.md.j2").write_text("一\n{{ segmnts }}", encoding="utf-8")
    with pytest.raises(BadInput, match=r"plan\.md\.j2, line 2: there is no variable segmnts"):
        World(settings=settings.load(config), tell=tell).pen()


def test_a_folder_may_stand_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for written, meant in (
        ("/somewhere/p", "/somewhere/p"),
        ("~/p", str(Path("~/p").expanduser())),
    ):
        path.write_text(f'[writer]\nprompts = "{written}"\n', encoding="utf-8")
        assert settings.load(path).writer.prompts == meant
