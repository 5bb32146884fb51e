"""A run that an earlier version left still opens, is checked by the rules of today, and prints.

`old_run/` is the run folder of the sample as version 0.1.0 made it before edits had a second
schema: with one edit of section s2, and without a store. Never make it anew.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pod2post import codec, runs, settings
from pod2post.errors import BadInput
from pod2post.hearing import clips
from pod2post.revision import adopting, editing, reopening
from pod2post.rules.passages import quotes
from pod2post.settings import Settings
from pod2post.store import Store
from pod2post.values import Audio, CheckResult

ROOT = Path(__file__).parent.parent
OLD = Path(__file__).parent / "old_run"
EDITED = "小到可以夾在水管上"


@pytest.fixture
def known() -> Settings:
    return settings.load(ROOT / "samples" / "pod2post.toml")


@pytest.fixture
def run(tmp_path: Path) -> runs.Run:
    shutil.copytree(OLD, tmp_path / "runs" / "2026-10-05-the-ear")
    return runs.find_run(tmp_path, "the-ear")


def files(run: runs.Run) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in run.folder.iterdir()}


def test_it_opens_with_the_edit_of_the_first_schema(run: runs.Run, known: Settings) -> None:
    assert json.loads((OLD / "edits.json").read_bytes())["schema"] == 1
    edits = run.edits()
    assert (edits.schema, [edit.section for edit in edits.edits]) == (4, ["s2"])
    subject = reopening.reopened(run, known)
    assert [s.heading for s in subject.draft.sections][1] == EDITED
    assert reopening.opened(run, known).amended.findings == ()
    assert len(subject.transcript.cues) == 93


def test_edits_of_the_second_schema_keep_their_waivers_which_name_nobody(run: runs.Run) -> None:
    waiver = {"rule": "names", "where": "s1", "what": "X", "excerpt": "", "reason": "seen"}
    old = {"schema": 2, "waived": [waiver], "order": ["s2", "s1"]}
    run.path("edits.json").write_text(json.dumps(old), encoding="utf-8")
    edits = run.edits()
    assert (edits.schema, edits.order, edits.confirmed) == (4, ("s2", "s1"), ())
    assert [(row.reason, row.editor) for row in edits.waived] == [("seen", "")]


def test_it_is_checked_by_the_rules_of_today_and_nothing_is_made(
    run: runs.Run, known: Settings, tmp_path: Path
) -> None:
    before = files(run)
    found = reopening.checked(reopening.opened(run, known)).findings
    rules = {finding.rule for finding in found if finding.severity == "error"}
    assert {"names", "figures", "simplified", "foreign_scripts"} <= rules
    assert files(run) == before
    assert not (tmp_path / "store").exists()


def test_it_prints_the_bytes_that_it_printed_then(
    run: runs.Run, known: Settings, tmp_path: Path
) -> None:
    now = reopening.opened(run, known)
    text = reopening.post(now).markdown
    assert text.encode() == (OLD / "post.md").read_bytes()
    shelf = Store(tmp_path / "store")
    target = tmp_path / "site" / "post.md"
    assert reopening.published(now, target, shelf) == target
    assert target.read_text(encoding="utf-8") == text
    target.write_text("of a person", encoding="utf-8")
    assert reopening.published(now, target, shelf).name == "post.new.md"
    assert target.read_text(encoding="utf-8") == "of a person"


def test_what_a_judge_said_once_is_remembered(run: runs.Run, known: Settings) -> None:
    quote = quotes(reopening.reopened(run, known))["s1q1"]
    said = {"name": "judge", "verdict": "not checked", "note": "abstained"}
    claim = {"id": quote.id, "spoken": quote.source, "chinese": quote.chinese}
    kept = {"claims": [claim], "opinions": [{"quote": quote.id, "test": said}]}
    run.path("judged.json").write_text(json.dumps(kept), encoding="utf-8")
    now = quotes(reopening.reopened(run, known))["s1q1"]
    assert now.tests == (*quote.tests, CheckResult(**said))


def test_its_quotations_can_be_cut_out_of_the_audio(run: runs.Run) -> None:
    path = run.path("2-audio.json")
    audio = json.loads(path.read_bytes()) | {"origin": str(ROOT / "samples" / "interview.mp3")}
    path.write_text(codec.readable(codec.build(Audio, audio)), encoding="utf-8")
    made = clips.cut(run, "s1q1")
    assert Path(made.path).stat().st_size > 1000
    with pytest.raises(BadInput, match="no quotation 's9q9'"):
        clips.cut(run, "s9q9")


def test_its_post_is_adopted_and_edited_further(run: runs.Run, known: Settings) -> None:
    same = adopting.adopt(run, run.path("post.md"), known)
    assert (same.changes, same.unproved, same.left, same.edits) == ((), (), (), None)
    assert json.loads(run.path("edits.json").read_bytes())["schema"] == 1
    text = run.path("post.md").read_text(encoding="utf-8")
    run.path("post.md").write_text(text.replace("其實很單純", "說來單純"), encoding="utf-8")
    made = adopting.adopt(run, run.path("post.md"), known)
    assert made.changes == ("s2: the text changed",)
    assert made.left == ()
    assert json.loads(run.path("edits-1.json").read_bytes())["schema"] == 1
    now = reopening.opened(run, known)
    assert "說來單純" in reopening.post(now).markdown
    first = codec.decode(dict[str, Any], run.path("edits-1.json").read_bytes())["edits"][0]
    (edit,) = run.edits().edits
    assert edit.heading == first["heading"]
    # The next run finds the section as it was written, before both edits.
    assert edit.base == first["base"] != codec.digest(now.written.draft.sections[1])


def test_an_edit_of_an_edit_names_the_base_of_both(run: runs.Run, known: Settings) -> None:
    """The next run finds the section as it was written, before the first edit."""
    first = run.edits().edits[0]
    again = editing.with_edit(run.edits(), codec.decode(type(first), codec.encode(first)))
    changed = codec.build(type(first), {**codec.plain(first), "heading": "比水管還小的模型"})
    run.keep_edits(editing.with_edit(again, changed))
    now = reopening.opened(run, known)
    assert now.amended.findings == ()
    assert now.shown.draft.sections[1].heading == "比水管還小的模型"


BROKEN = ["1-source.json", "3-transcript.json", "6-quotes.json", "7-draft.json", "edits.json"]


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("data", [b"", b"{", b'{"schema": 1, "strange": 2}', b"\xff\xfe", b"[1"])
def test_an_entry_that_cannot_be_read_is_named(
    name: str, data: bytes, run: runs.Run, known: Settings
) -> None:
    run.path(name).write_bytes(data)
    with pytest.raises(BadInput) as caught:
        reopening.opened(run, known)
    assert name in caught.value.cause
    assert caught.value.remedy


def test_a_run_without_a_draft_says_how_to_get_one(run: runs.Run, known: Settings) -> None:
    run.path("7-draft.json").unlink()
    with pytest.raises(BadInput, match=r"has no 7-draft\.json"):
        reopening.opened(run, known)


def test_edits_of_a_later_version_are_not_read_as_ours(run: runs.Run) -> None:
    run.path("edits.json").write_text('{"schema": 5, "more": []}', encoding="utf-8")
    with pytest.raises(BadInput, match="schema 5") as caught:
        run.edits()
    assert "update pod2post" in caught.value.remedy
