"""`pod2post check`: what is wrong at which line, what is mended, and what is never touched."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.language.pages import SAMPLE, mended
from pod2post import cli, runs, settings
from pod2post.checking import fixing, reading
from pod2post.checking.reading import Desk
from pod2post.errors import BadInput
from pod2post.page.site import Site
from pod2post.revision import editing, reopening
from pod2post.revision.reopening import Opened
from pod2post.settings import Settings
from pod2post.values import Finding, Name, Names

ROOT = Path(__file__).parent.parent
OLD = Path(__file__).parent / "old_run"
SOUND = mended(SAMPLE.read_text(encoding="utf-8"))
FAULTY = (
    SOUND.replace("他們做的裝置叫 Drumfish", "他们做的裝置叫Drumfish")
    .replace("問題不在神經網路。", "問題不在神經網路 。")
    .replace('title: "離開 AI 巨頭', 'title: "離開 AI 巨头')
)


@pytest.fixture
def known() -> Settings:
    return settings.load(ROOT / "samples" / "pod2post.toml")


def check(*words: str | Path) -> int:
    config = ROOT / "samples" / "pod2post.toml"
    return cli.main(["check", *map(str, words), "--config", str(config)])


def post(folder: Path, text: str, name: str = "a.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# --- what is told ---------------------------------------------------------------------


def test_a_sound_post_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = post(tmp_path, SOUND)
    assert check(path) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith(f"{path}:1:1: note grounding: no run of it is known")
    assert out[-1] == "1 file: 0 errors, 0 warnings, 1 note"
    assert path.read_bytes() == SOUND.encode()


def test_findings_stand_by_line_with_column_rule_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = post(tmp_path, FAULTY)
    assert check(path) == 1
    out = capsys.readouterr().out.splitlines()
    lines = FAULTY.split("\n")
    at = next(n for n, line in enumerate(lines, 1) if "叫Drumfish" in line)
    wide = next(n for n, line in enumerate(lines, 1) if "網路 。" in line)
    places = [line.split(": ")[:2] for line in out[:-1] if not line.startswith("    ")]
    assert places == [
        [f"{path}:1:1", "note grounding"],
        [f"{path}:2:16", "error simplified"],
        [f"{path}:{at}:2", "error simplified"],
        [f"{path}:{at}:8", "warning spacing"],
        [f"{path}:{wide}:9", "warning spacing"],
    ]
    assert out[-1] == "1 file: 2 errors, 2 warnings, 1 note"


def test_json_is_one_object_a_finding_and_the_counts_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = post(tmp_path, FAULTY)
    assert check(path, "--json") == 1
    *found, last = rows(capsys.readouterr().out)
    assert last == {"event": "done", "code": 1, "files": 1, "errors": 2, "warnings": 2, "notes": 1}
    assert {row["event"] for row in found} == {"finding"}
    spaces = [row for row in found if row["rule"] == "spacing"]
    assert [(row["file"], row["column"], row["fix"]) for row in spaces] == [
        (str(path), 8, " "),
        (str(path), 9, ""),
    ]


def test_a_bad_file_hides_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post(tmp_path, FAULTY, "site/b.md")
    (tmp_path / "site" / "a.md").write_bytes(b"\xff\xff\xff")
    (tmp_path / "site" / "_index.md").write_text("---\n---\n", encoding="utf-8")
    post(tmp_path, SOUND, "site/deep/index.md")
    assert check(tmp_path / "site", tmp_path / "none.md", "no-run", "--json") == 2
    out, err = capsys.readouterr()
    told = rows(out)
    assert [row["file"] for row in told if row["event"] == "error"] == [
        str(tmp_path / "site" / "a.md"),
        str(tmp_path / "none.md"),
        "no-run",
    ]
    assert told[-1] == {
        "event": "done",
        "code": 2,
        "files": 2,
        "errors": 2,
        "warnings": 2,
        "notes": 2,
    }
    assert err.count("error: ") == 3


def test_a_folder_without_posts_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path) == 2
    assert "there is no .md file below" in capsys.readouterr().err


def test_any_text_can_be_looked_at(tmp_path: Path) -> None:
    for number, text in enumerate(("", "\n", "---\n---\n", "# README\n\nhello\n", "---\n", "{{<")):
        assert check(post(tmp_path, text, f"{number}.md")) == 1
        assert check(post(tmp_path, text, f"{number}.md"), "--fix") == 1
        assert (tmp_path / f"{number}.md").read_text(encoding="utf-8") == text


# --- the post of a run ----------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(OLD, tmp_path / "w" / "runs" / "2026-10-05-the-ear")
    return tmp_path / "w"


def of(workspace: Path, file: Path, known: Settings) -> set[tuple[str, str]]:
    looked = reading.look(file, Desk(workspace=workspace, known=known))
    return {(row.finding.rule, row.finding.severity) for row in looked.rows}


def test_a_run_is_checked_by_all_rules_under_any_of_its_names(
    workspace: Path, known: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workspace / "runs" / "2026-10-05-the-ear"
    copy = post(workspace.parent, (folder / "post.md").read_text(encoding="utf-8"), "the-ear.md")
    wanted = {("figures", "error"), ("names", "error"), ("simplified", "error")}
    assert wanted <= of(workspace, folder / "post.md", known)
    assert of(workspace, copy, known) == of(workspace, folder / "post.md", known)
    for name in ("the-ear", str(folder)):
        assert check(name, "--workspace", workspace) == 1
        out = capsys.readouterr().out
        assert f"{folder / 'post.md'}:29:" in out
        assert "grounding" not in out


def test_a_copy_is_checked_as_its_editor_left_it(workspace: Path, known: Settings) -> None:
    text = (OLD / "post.md").read_text(encoding="utf-8")
    invented = text.replace("真正在等他的，", "「我從來沒有說過這句話。」他說。真正在等他的，")
    copy = post(workspace.parent, invented, "the-ear.md")
    assert ("bare_quotes", "error") in of(workspace, copy, known)
    assert ("bare_quotes", "error") not in of(
        workspace, post(copy.parent, text, "the-ear.md"), known
    )
    assert not (workspace / "runs" / "2026-10-05-the-ear" / "edits-1.json").exists()


def test_findings_of_a_run_stand_where_the_words_are(workspace: Path, known: Settings) -> None:
    file = workspace / "runs" / "2026-10-05-the-ear" / "post.md"
    text = file.read_text(encoding="utf-8")
    looked = reading.look(file, Desk(workspace=workspace, known=known))
    place = {row.finding.rule: (row.line, row.column) for row in looked.rows}
    page = looked.sheet
    assert place["simplified"] == page.place(text.index("团"))
    assert place["foreign_scripts"] == page.place(text.index("дашборд"))


def test_what_was_waived_is_a_note_and_is_not_mended(workspace: Path, known: Settings) -> None:
    run = runs.find_run(workspace, "the-ear")
    now = reopening.opened(run, known)
    (fault,) = [f for f in reopening.checked(now).findings if f.rule == "simplified"]
    file = run.path("post.md")
    desk = Desk(workspace=workspace, known=known)
    assert "团隊" in fixing.mended(reading.look(file, desk), Site())
    kept = editing.waived(run.edits(), fault, "a name", editor="Ada Example", at="2026-01-26")
    run.keep_edits(kept)
    assert ("simplified", "note") in of(workspace, file, known)
    assert "团队" in fixing.mended(reading.look(file, desk), Site())


# --- --fix ----------------------------------------------------------------------------

SAVED: dict[str, Callable[[str], bytes]] = {
    "LF": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "no last line end": lambda text: text.rstrip("\n").encode(),
}


@pytest.mark.parametrize("how", SAVED)
def test_fix_mends_and_keeps_the_form_of_the_file(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(SAVED[how](FAULTY))
    path.chmod(0o600)
    assert check(path, "--fix") == 0
    assert path.read_bytes() == SAVED[how](SOUND)
    assert path.stat().st_mode & 0o777 == 0o600
    out = capsys.readouterr().out
    assert "-他们做的裝置叫Drumfish" in out
    assert "+他們做的裝置叫 Drumfish" in out
    assert check(path, "--fix") == 0
    assert "+++" not in capsys.readouterr().out
    assert path.read_bytes() == SAVED[how](SOUND)


def test_fix_shows_its_diff_in_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = post(tmp_path, FAULTY)
    assert check(path, "--fix", "--json") == 0
    first, *rest = rows(capsys.readouterr().out)
    assert (first["event"], first["file"]) == ("fixed", str(path))
    assert '+title: "離開' in first["diff"]
    assert [row["event"] for row in rest] == ["finding", "done"]


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    real = post(tmp_path, FAULTY, "real/a.md")
    link = tmp_path / "b.md"
    link.symlink_to(real)
    assert check(link, "--fix") == 0
    assert link.is_symlink()
    assert real.read_bytes() == SOUND.encode()


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path, known: Settings) -> None:
    path = post(tmp_path, FAULTY)
    looked = reading.look(path, Desk(workspace=tmp_path, known=known))
    path.write_bytes(b"mine")
    with pytest.raises(BadInput, match="changed meanwhile"):
        fixing.write(looked, SOUND)
    assert path.read_bytes() == b"mine"


NOBODY = Names(entries=())
UNTOUCHED = {
    "code": "他寫了 `a,地圖  b` 一行。",
    "an address": "見 https://site.invalid/地圖,河 一頁。",
    "a link": "見 [地圖](https://site.invalid/a,b?说=1)。",
    "a shortcode": "{{< youtube AbCdEfGhIjK >}}",
    "an odd shortcode": '{{< box title="说,话" >}}',
    "a tag of HTML": '<img alt="说,话">',
    "a fence": "```\n说,话\n```",
    "four blanks": "    说,话",
}


@pytest.mark.parametrize("case", UNTOUCHED)
def test_fix_leaves_what_is_no_prose(case: str) -> None:
    text = SOUND.replace("問題不在神經網路。", f"{UNTOUCHED[case]}\n\n問題不在神經網路。")
    assert fixing.fixed(text, NOBODY, Site()) == text


def test_fix_leaves_keys_and_names() -> None:
    text = SOUND.replace("\ndraft:", '\n说,话: "x"\ndraft:').replace("問題不在", "聯华不在")
    assert fixing.fixed(text, NOBODY, Site()) == text.replace("聯华", "聯華")
    sheet_of = Names(entries=(Name(canonical="聯华", kind="company"),))
    assert fixing.fixed(text, sheet_of, Site()) == text


FORMS = {
    "title: '離開 AI 巨頭去聽水管：他要機器敢說不確定'": "a title in single marks",
    "title: 離開 AI 巨頭去聽水管：他要機器敢說不確定": "a bare title",
}


@pytest.mark.parametrize("line", FORMS)
def test_a_form_is_mended_where_yaml_reads_the_same(line: str) -> None:
    head, first, rest = SOUND.split("\n", 2)
    assert fixing.fixed(f"{head}\n{line}\n{rest}", NOBODY, Site()) == SOUND
    assert first != line


def test_a_fix_that_would_change_the_page_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(page: Any, site: Site) -> list[Finding]:
        made = Finding(rule="x", severity="error", where="s1", what="", mend="", start=0, end=0)
        at, word = page.text.index("## "), page.text.index("Drumfish")
        blank = page.text.find("裝置叫 ")
        sound = [replace(made, start=blank, end=blank + 2, fix="機器")] if blank >= 0 else []
        return [
            replace(made, start=at, end=at + 3, fix="### "),
            replace(made, start=word, end=word + 4, fix="DRUM"),
            replace(made, start=blank, end=blank, fix="\n\n"),
            *sound,
        ]

    monkeypatch.setattr(fixing.pages, "bound", wrong)
    text = SOUND.replace("問題不在神經網路。", "問題不在神經網路 。")
    once = fixing.fixed(text, NOBODY, Site())
    assert once == SOUND.replace("裝置叫 ", "機器叫 "), "the sound fixes alone"


def test_the_guards_of_a_run_are_its_own(workspace: Path, known: Settings) -> None:
    looked = reading.look(
        workspace / "runs" / "2026-10-05-the-ear" / "post.md",
        Desk(workspace=workspace, known=known),
    )
    assert isinstance(looked.run, Opened)
    assert looked.names == looked.run.shown.names
