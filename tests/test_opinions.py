"""What a model may add to a run, end to end over HTTP: names, and the judge's opinion."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import SilentTell
from fakes_ear import FakeEar
from fakes_world import Hearing
from pod2post import cli, codec, pipeline, runs, settings
from pod2post.naming import proposing
from pod2post.revision import reopening
from pod2post.scene import Options
from pod2post.stages.propose import Proposed
from pod2post.writing import judging
from samples.writer import replier
from scripted_openai import Answer, ScriptedOpenAI, completion, data

SAMPLES = Path(__file__).parent.parent / "samples"
DOUBTED = "s2q1"


def opinions(body: dict[str, Any]) -> Answer:
    """The sample's replies; names, translations and verdicts besides."""
    task = body["response_format"]["json_schema"]["name"]
    prompt = body["messages"][-1]["content"]
    if task == "names":
        rows = [{"canonical": n, "kind": "term", "chinese": None, "heard": []} for n in NAMES]
        return told({"names": rows})
    if task == "backtranslation":
        ids = [line[3:].partition("]")[0] for line in prompt.splitlines() if line[:3] == "- ["]
        return told({"translations": [{"id": id_, "english": "As was said."} for id_ in ids]})
    if task == "comparison":
        ids = [line[1:-1] for line in prompt.splitlines() if line[:2] == "[s" and line[-1] == "]"]
        return told({"verdicts": [verdict(id_) for id_ in ids]})
    return REPLY(body)


REPLY = replier()
NAMES = ("Imaginary Industries", "Halcyon Forge")


def verdict(id_: str) -> dict[str, str]:
    odd = id_ == DOUBTED
    return {
        "id": id_,
        "verdict": "differs" if odd else "same",
        "difference": "roles exchanged" if odd else "none",
        "what": "誰追誰反了" if odd else "",
    }


def told(what: Any) -> Answer:
    usage = {"prompt_tokens": 900, "completion_tokens": 9, "total_tokens": 909}
    return data(completion(json.dumps(what, ensure_ascii=False), usage=usage))


def babbling(body: dict[str, Any]) -> Answer:
    """A model that writes as it should, and judges nothing in the form that was asked for."""
    task = body["response_format"]["json_schema"]["name"]
    return told({"verdict": "all fine"}) if task in ("names", "backtranslation") else REPLY(body)


@pytest.fixture
def server() -> Iterator[ScriptedOpenAI]:
    with ScriptedOpenAI(opinions) as running:
        yield running


def run(folder: Path, server: ScriptedOpenAI, tell: SilentTell, **writer: Any) -> runs.Report:
    known = settings.load(SAMPLES / "pod2post.toml")
    wanted = replace(known.writer, kind="openai", base_url=server.base_url, check_usage=False)
    known = replace(known, writer=replace(wanted, **writer))
    options = Options(
        source=str(SAMPLES / "interview.mp3"),
        workspace=str(folder),
        judge=writer.get("judge", False),
    )
    ear = FakeEar.of_truth(SAMPLES / "interview.truth.json")
    world = Hearing(settings=known, tell=tell, fake=ear)
    *_, last = pipeline.episode(options, known, tell=tell, world=world)
    assert isinstance(last.value, runs.Report)
    return last.value


def tasks(server: ScriptedOpenAI) -> list[str]:
    return [body["response_format"]["json_schema"]["name"] for body in server.bodies]


def test_a_judged_run_warns_of_what_the_model_doubts(
    tmp_path: Path, server: ScriptedOpenAI, tell: SilentTell
) -> None:
    plain = run(tmp_path / "w", server, tell)
    before = len(server.bodies)
    asked = {*tasks(server)}
    assert not asked & {"names", "backtranslation", "comparison"}, "both are off by default"
    report = run(tmp_path / "w", server, tell, judge=True)
    assert tasks(server)[before:].count("backtranslation") == 3
    assert tasks(server)[before:].count("comparison") == 3
    assert len(server.bodies) == before + 6, "nothing else is asked again"
    assert report.warnings == plain.warnings + 1
    assert report.errors == plain.errors
    record = codec.decode(runs.Record, (Path(report.run) / "run.json").read_bytes())
    (found,) = [row for row in record.findings if row.rule == "judge"]
    assert DOUBTED in found.what
    assert "誰追誰反了" in found.what
    evidence = json.loads((Path(report.run) / "post.grounding.json").read_text("utf-8"))["evidence"]
    verdicts = {
        row["quote"]: test["verdict"]
        for row in evidence
        for test in row["tests"]
        if test["name"] == "judge"
    }
    assert verdicts.pop(DOUBTED) == "failed"
    assert set(verdicts.values()) == {"ok"}
    opened = reopening.opened(runs.find_run(tmp_path / "w", report.run), settings.load(None))
    assert any(q.tests[-1].name == "judge" for row in opened.shown.quotes for q in row.quotes)
    run(tmp_path / "w", server, tell, judge=True)
    assert len(server.bodies) == before + 6, "opinions are kept as other replies are"
    assert (Path(report.run) / judging.FILE).is_file()


def test_nonsense_of_the_judge_and_of_the_proposer_breaks_no_run(
    tmp_path: Path, tell: SilentTell
) -> None:
    with ScriptedOpenAI(babbling) as server:
        report = run(tmp_path / "w", server, tell, judge=True, propose_names=True)
    record = codec.decode(runs.Record, (Path(report.run) / "run.json").read_bytes())
    found = [row for row in record.findings if row.rule == "judge"]
    assert [row.severity for row in found] == ["note"]
    assert "no opinion on" in found[0].what
    refused = [line for line in record.caught if line.startswith("reply refused: backtranslation")]
    assert len(refused) == 2 * 3, "asked, and repaired once, for each section"
    made = codec.decode(Proposed, (Path(report.run) / proposing.FILE).read_bytes())
    assert made.names == ()
    assert made.holes


def test_a_model_may_add_to_the_names_and_moves_no_cue(
    tmp_path: Path, server: ScriptedOpenAI, tell: SilentTell
) -> None:
    report = run(tmp_path / "w", server, tell, propose_names=True)
    assert tasks(server)[0] == "names"
    assert tasks(server).count("names") == 1
    made = codec.decode(Proposed, (Path(report.run) / proposing.FILE).read_bytes())
    assert [row.spelling for row in made.refused] == ["Imaginary Industries"]
    assert [name.canonical for name in made.names] == ["Halcyon Forge"]
    assert any("1 of the proposed kept, 1 refused" in line for line in tell.said)
    other = run(tmp_path / "x", server, tell)
    first, second = ((Path(one.run) / "3-transcript.json").read_bytes() for one in (report, other))
    assert first == second


def test_the_forecast_counts_both(tmp_path: Path, server: ScriptedOpenAI, tell: SilentTell) -> None:
    known = settings.load(SAMPLES / "pod2post.toml")
    writer = replace(known.writer, kind="openai", base_url=server.base_url)
    options = Options(source=str(SAMPLES / "interview.mp3"), workspace=str(tmp_path / "w"))

    def calls(**more: Any) -> dict[str, int]:
        wanted = replace(known, writer=replace(writer, **more))
        made = pipeline.estimate(options, wanted, tell=tell)
        return {row.task: row.calls for row in made.tasks}

    plain, both = calls(), calls(judge=True, propose_names=True)
    assert both == plain | {"names": 1, "backtranslation": 3, "comparison": 3}
    assert server.bodies == []
    assert not list((tmp_path / "w").glob(f"runs/*/{proposing.FILE}"))


def test_the_option_stands_for_the_setting() -> None:
    assert cli.parse(["run", "a.mp3", "--judge"]).judge
    assert not cli.parse(["run", "a.mp3"]).judge
