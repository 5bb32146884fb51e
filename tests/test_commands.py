"""The commands: what `run` hands on and reports, and what `models` says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from pod2post import cli, pipeline, verbs
from pod2post.commands.run import summary
from pod2post.costs.forecast import Forecast
from pod2post.errors import NotFit
from pod2post.page.site import Target
from pod2post.ports import Tell
from pod2post.runs import Report
from pod2post.scene import Made, Options
from pod2post.settings import Settings


def report(**facts: Any) -> Report:
    plain: dict[str, Any] = {
        "run": "w/runs/2026-01-26-a",
        "post": "w/runs/2026-01-26-a/post.md",
        "out": None,
        "instead_of": None,
        "errors": 0,
        "warnings": 2,
        "notes": 1,
        "caught": (),
        "calls": 14,
        "seconds": 95,
    }
    return Report(**{**plain, **facts})


class Played:
    """Stands in the place of `pipeline.episode`: keeps what it was asked, plays what it is told."""

    def __init__(self, *made: Made) -> None:
        self.made = made
        self.asked: list[tuple[Options, Settings]] = []

    def __call__(self, options: Options, settings: Settings, *, tell: Tell) -> Iterator[Made]:
        self.asked.append((options, settings))
        tell.say("looking")
        yield from self.made


def play(monkeypatch: pytest.MonkeyPatch, *made: Made) -> Played:
    played = Played(*made)
    monkeypatch.setattr(pipeline, "episode", played)
    return played


def a_run(**facts: Any) -> tuple[Made, Made]:
    done = report(**facts)
    first = Made(stage="resolve", value=None, path=Path("w/1-source.json"))
    return first, Made(stage="render", value=done, path=Path(done.post))


def test_the_stages_are_those_of_the_pipeline() -> None:
    assert tuple(pipeline.STAGES) == verbs.STAGES


def test_every_option_arrives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    played = play(monkeypatch, *a_run())
    config = tmp_path / "own.toml"
    config.write_text("[limits]\nmin_speech_s = 7\n", encoding="utf-8")
    words = (
        f"run a.mp3 --show core-memory --writer openai --writer-model m --model base --notes n.md "
        f"--captions only --fast --until render --series 3 --refresh --out o --workspace w "
        "--allow-preview --target html --target hugo "
        f"--config {config}"
    )
    assert cli.main(words.split()) == 0
    ((options, settings),) = played.asked
    assert options == Options(
        source="a.mp3",
        show="core-memory",
        writer="openai",
        writer_model="m",
        model="base",
        captions="only",
        fast=True,
        notes="n.md",
        until="render",
        series=3,
        refresh=True,
        allow_preview=True,
        out="o",
        target=("html", "hugo"),
        workspace="w",
    )
    assert settings.limits.min_speech_s == 7


def test_the_targets_of_the_settings_are_those_of_the_command_line() -> None:
    assert get_args(Target) == verbs.TARGETS


def test_what_is_left_out_is_not_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, *a_run())
    assert cli.main(["run", "a.mp3"]) == 0
    assert played.asked[0][0] == Options(source="a.mp3", workspace="workspace")


def test_the_result_goes_to_stdout_and_progress_to_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(
        monkeypatch,
        *a_run(out="o/a.md", others=("o/a.html",), caught=("number: s1: 30 (13 was said)",)),
    )
    assert cli.main(["run", "a.mp3"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "post      w/runs/2026-01-26-a/post.md",
        "copy      o/a.md",
        "also      o/a.html",
        "caught    number: s1: 30 (13 was said)",
        "findings  0 errors, 2 warnings, 1 note",
        "spent     14 model calls, 2 min",
    ]
    assert err.splitlines() == [
        "looking",
        "resolve: done (w/1-source.json)",
        "render: done (w/runs/2026-01-26-a/post.md)",
    ]


def test_open_errors_end_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(monkeypatch, *a_run(errors=1))
    assert cli.main(["run", "a.mp3"]) == 1
    assert "1 error," in capsys.readouterr().out


def test_each_post_of_a_series_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [a_run(post=f"w/runs/a-{n}/post.md", errors=n - 1)[1] for n in (1, 2)]
    play(monkeypatch, *parts)
    assert cli.main(["run", "a.mp3", "--series", "2"]) == 1
    out = capsys.readouterr().out
    assert [line[10:] for line in out.splitlines() if line.startswith("post ")] == [
        "w/runs/a-1/post.md",
        "w/runs/a-2/post.md",
    ]
    assert cli.main(["run", "a.mp3", "--series", "2", "--json"]) == 1
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (done["event"], done["code"]) == ("done", 1)
    assert [row["post"] for row in done["posts"]] == ["w/runs/a-1/post.md", "w/runs/a-2/post.md"]


def test_a_post_that_was_left_alone_is_named() -> None:
    rows = summary(report(out="o/a.new.md", instead_of="o/a.md"))
    assert "copy      o/a.new.md" in rows
    assert any("o/a.md is not as pod2post left it" in row for row in rows)


def test_a_run_that_stops_early_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(monkeypatch, Made(stage="plan", value=None, path=Path("w/5-plan.json")))
    assert cli.main(["run", "a.mp3", "--until", "plan"]) == 0
    assert capsys.readouterr().out == "stopped after plan: w/5-plan.json\n"


def test_json_is_one_object_per_line_and_the_last_is_the_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    play(monkeypatch, *a_run(errors=2))
    assert cli.main(["run", "a.mp3", "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["event"] for row in rows] == ["say", "made", "made", "done"]
    assert rows[1] == {"event": "made", "stage": "resolve", "path": "w/1-source.json"}
    assert rows[-1]["code"] == 1
    assert rows[-1]["post"] == "w/runs/2026-01-26-a/post.md"
    assert rows[-1]["caught"] == []


def test_a_dry_run_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played = play(monkeypatch)

    def estimate(options: Options, settings: Settings, *, tell: Tell) -> Forecast:
        return Forecast(lines=("one", f"two {options.source}"), usd=0.5)

    monkeypatch.setattr(pipeline, "estimate", estimate)
    assert cli.main(["run", "a.mp3", "--dry-run"]) == 0
    assert capsys.readouterr().out == "one\ntwo a.mp3\n"
    assert cli.main(["run", "a.mp3", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["event"], told["lines"], told["usd"]) == ("plan", ["one", "two a.mp3"], 0.5)
    assert not played.asked


def test_a_failure_in_the_middle_has_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silence(*_: object, tell: Tell) -> Iterator[Made]:
        yield a_run()[0]
        raise NotFit("there are 2 seconds of speech", "Is it the right file?")

    monkeypatch.setattr(pipeline, "episode", silence)
    assert cli.main(["run", "a.mp3", "--json"]) == 5
    out, err = capsys.readouterr()
    last = json.loads(out.splitlines()[-1])
    assert last == {
        "event": "error",
        "error": "there are 2 seconds of speech",
        "remedy": "Is it the right file?",
        "code": 5,
    }
    assert err == "error: there are 2 seconds of speech\n  Is it the right file?\n"


@pytest.mark.parametrize(
    ("source", "code", "says"),
    [
        ("missing.mp3", 2, "missing.mp3"),
        (".", 2, "folder"),
        ("ytsearch:x", 2, "ytsearch"),
        ("file:///etc/passwd", 2, "file"),
        ("x" * 5000, 2, "5000"),
    ],
)
def test_what_is_no_episode_is_refused_by_the_real_pipeline(
    source: str, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", source]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "Traceback" not in err


# --- models -------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A weights folder that holds something in the place of `base`."""
    monkeypatch.setenv("POD2POST_MODELS", str(tmp_path))
    (tmp_path / "base").mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / "base" / name).write_bytes(name.encode())
    return tmp_path


def test_models_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["models", "list"]) == 0
    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines()[1:]}
    assert "here" in rows["base"]
    assert "here" not in rows["small"]
    assert "unpinned" in rows["small"]
    assert cli.main(["models", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(folder)
    assert {row["name"]: row["present"] for row in told["models"]}["base"] is True


def test_weights_are_verified_and_damage_ends_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", "verify"]) == 0
    assert "base: as it should be (recorded)" in capsys.readouterr().out
    (folder / "base" / "model.bin").write_bytes(b"other")
    assert cli.main(["models", "verify", "base"]) == 2
    out, err = capsys.readouterr()
    assert "model.bin is not what was recorded" in out
    assert "damaged weights: base" in err
    assert cli.main(["models", "verify", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["code"] == 2
    assert told["models"][0]["faults"] == ["model.bin is not what was recorded"]


def test_nothing_to_verify_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POD2POST_MODELS", str(tmp_path / "none"))
    assert cli.main(["models", "verify"]) == 0
    assert "nothing to verify" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["pull"], "which model"),
        (["pull", "huge"], "'huge'"),
        (["verify", "huge"], "'huge'"),
        (["verify", "small"], "small is not in"),
    ],
)
def test_models_that_are_none(
    argv: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", *argv]) == 2
    assert says in capsys.readouterr().err


def test_a_pull_of_what_is_here_is_quick_and_says_where(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", "pull", "base"]) == 0
    assert capsys.readouterr().out == f"{folder / 'base'}\n"
    assert cli.main(["models", "pull", "base", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == {"event": "done", "code": 0, "path": str(folder / "base")}
