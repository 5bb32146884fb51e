"""What is measured of planted advertisements: the figures of dev hold, and they count right."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.advertisements import __main__ as benchmark
from benchmarks.advertisements import episodes, scoring, tables
from benchmarks.advertisements.episodes import Episode, Line, Planted, Trap
from pod2post.topics.marking import Aside

HERE = Path(episodes.HERE)


@pytest.fixture(scope="module")
def dev() -> dict[str, Any]:
    known = episodes.parts(None)
    return benchmark.measured({"dev": known["dev"]})["dev"]  # type: ignore[no-any-return]


def test_on_dev_nine_of_ten_are_found_and_two_in_a_hundred_of_the_talk_are_lost(
    dev: dict[str, Any],
) -> None:
    assert dev["ours"]["found"] >= 0.9
    assert dev["ours"]["programme_lost"] <= 0.02
    assert dev["ours"]["ad_left"] <= 0.1
    assert dev["ours"]["traps_marked"] == 0


def test_so_they_are_where_nobody_knows_who_speaks(dev: dict[str, Any]) -> None:
    assert dev["without speakers"]["found"] >= 0.9
    assert dev["without speakers"]["programme_lost"] <= 0.02


def test_one_phrase_is_worse_in_both(dev: dict[str, Any]) -> None:
    assert dev["one phrase"]["found"] < dev["ours"]["found"]
    assert dev["one phrase"]["programme_lost"] > dev["ours"]["programme_lost"]


def test_there_is_as_much_planted_as_was_asked_for() -> None:
    """Forty advertisements at least in an hour of talk, traps in every episode, some Chinese."""
    known = episodes.parts(None)
    rows = [one for part in known.values() for one in part]
    ads = [ad for one in rows for ad in one.ads if ad.kind == "advertisement"]
    assert len(ads) >= 40
    assert len([ad for one in known["dev"] for ad in one.ads if ad.kind == "advertisement"]) >= 22
    assert {ad.how for ad in ads} >= {"host-read", "inserted", "subtle"}
    assert all(one.traps for name, part in known.items() for one in part if name != "quiet")
    assert sum(one.language == "zh" for one in rows) >= 4
    talk = sum(cue.end_ms - cue.start_ms for one in rows for cue in one.cues)
    assert talk >= 60 * 60_000
    assert len({one.show for one in rows}) == len(rows)


# --- the figures ----------------------------------------------------------------------


def episode(ads: tuple[Planted, ...] = (), traps: tuple[Trap, ...] = ()) -> Episode:
    """Ten cues of a second each."""
    lines = (
        Line(start_ms=1000 * n, end_ms=1000 * n + 1000, speaker=None, text="x") for n in range(10)
    )
    return Episode(
        show="Paper Harbor",
        about="Fiction.",
        language="en",
        description="",
        cues=tuple(lines),
        ads=ads,
        traps=traps,
    )


def planted(first: int, last: int, kind: Any = "advertisement") -> Planted:
    return Planted(first=first, last=last, kind=kind, how="inserted", note="")


def aside(first: int, last: int, kind: Any = "advertisement") -> Aside:
    return Aside(first=first, last=last, kind=kind)


def figures(one: Episode, *marks: Aside) -> dict[str, Any]:
    return scoring.figures([scoring.Marks(episode=one, cues=one.spoken(), asides=marks)])


COUNTED = {
    "nothing marked": ((), {"found": 0.0, "ad_left": 1.0, "programme_lost": 0.0}),
    "all of it": ((aside(2, 5),), {"found": 1.0, "ad_left": 0.0, "programme_lost": 0.0}),
    "its half": ((aside(2, 3),), {"found": 1.0, "ad_left": 0.5, "programme_lost": 0.0}),
    "less than half": ((aside(2, 2),), {"found": 0.0, "ad_left": 0.75, "false_spans": 0}),
    "a sentence too much": ((aside(2, 6),), {"found": 1.0, "programme_lost": 0.1667}),
    "another place": ((aside(7, 9),), {"found": 0.0, "programme_lost": 0.5, "false_spans": 1}),
    "as another kind": ((aside(2, 5, "intro"),), {"found": 1.0, "kind_right": 0.0}),
    "in two": ((aside(2, 3), aside(4, 5)), {"found": 1.0, "ad_left": 0.0, "false_spans": 0}),
    "a trap": ((aside(0, 1),), {"traps": 1, "traps_marked": 1, "found": 0.0}),
}


@pytest.mark.parametrize("name", COUNTED)
def test_a_figure_counts_what_it_says(name: str) -> None:
    marks, expected = COUNTED[name]
    made = figures(episode((planted(2, 5),), (Trap(first=0, last=1, note=""),)), *marks)
    assert {key: made[key] for key in expected} == expected


def test_other_kinds_are_counted_by_themselves() -> None:
    one = episode((planted(0, 1, "intro"), planted(8, 9, "small talk")))
    made = figures(one, aside(0, 1, "intro"))
    assert (made["ads"], made["found"]) == (0, 0.0)
    assert made["by_kind"] == {
        "intro": {"planted": 1, "found": 1},
        "small talk": {"planted": 1, "found": 0},
    }
    assert made["programme_lost"] == 0.0


# --- the command and the format -------------------------------------------------------


def test_the_command_measures_a_folder_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "yelai_gongchang.json"
    (tmp_path / name).write_bytes((HERE / "dev" / name).read_bytes())
    assert benchmark.main(["--json", "--data", str(tmp_path)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert list(made) == ["data"]
    assert made["data"]["ours"]["ads"] == 4


def test_a_folder_without_any_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["--data", str(tmp_path)]) == 2
    assert "no episode" in capsys.readouterr().err


Change = Callable[[dict[str, Any]], None]
FAULTS: dict[str, tuple[Change, str]] = {
    "a span beyond the end": (lambda d: d["ads"][0].update(last=9999), "is not in the episode"),
    "two over each other": (lambda d: d["ads"].append(dict(d["ads"][0])), "overlap"),
    "a trap beyond the end": (lambda d: d["traps"][0].update(last=9999), "trap"),
    "an unknown key": (lambda d: d.update(extra=1), "extra"),
    "a kind that there is not": (lambda d: d["ads"][0].update(kind="song"), "kind"),
    "cues out of order": (lambda d: d["cues"].reverse(), "order of time"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_file_is_told_with_its_name(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, said = FAULTS[name]
    data = json.loads((HERE / "dev" / "slow_trades.json").read_text(encoding="utf-8"))
    change(data)
    (tmp_path / "mine.json").write_text(json.dumps(data), encoding="utf-8")
    assert benchmark.main(["--data", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "mine.json" in told
    assert said in told


def test_the_tables_of_the_page_are_of_the_figures_that_are_kept() -> None:
    page = tables.PAGE.read_text(encoding="utf-8")
    measured = json.loads(tables.MEASURED.read_text(encoding="utf-8"))
    assert tables.written(page, measured) == page, "python -m benchmarks.advertisements.tables"
    assert set(re.findall(r"advertisements\.tables: (\w+)", page)) == set(tables.MAKERS)


def test_the_figures_that_are_kept_are_those_of_the_rules(dev: dict[str, Any]) -> None:
    measured = json.loads(tables.MEASURED.read_text(encoding="utf-8"))
    again = "python -m benchmarks.advertisements --json > FILE; tables FILE"
    assert measured["dev"] == dev, again
    known = {"fourth": episodes.parts(None)["fourth"]}
    assert measured["fourth"] == benchmark.measured(known)["fourth"], again


def test_the_page_tells_what_was_found_by_weights_of_other_episodes() -> None:
    rows = json.loads(tables.CHECKED.read_text(encoding="utf-8"))
    page = " ".join(tables.PAGE.read_text(encoding="utf-8").split())
    for name in ("all", "all, without speakers"):
        row = rows[name]
        told = f"{round(row['found'] * row['ads'])} of {row['ads']} ({100 * row['found']:.1f} %)"
        assert told in page
        assert f"{100 * row['programme_lost']:.1f} % of the programme" in page
