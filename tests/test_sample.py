"""The sample: byte golden from its committed transcript, and live through real weights."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import SilentTell
from pod2post import codec, runs
from pod2post.values import Transcript
from samples import golden
from test_hugo import build, listed
from wer import word_error_rate

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
TRUTH = json.loads((SAMPLES / "interview.truth.json").read_text(encoding="utf-8"))

# The eight documented mistakes in samples/replies.json: (what, how its line begins, its words).
MISTAKES = [
    ("invented quote", "quote-not-found: s1", "We were all afraid of what we had built"),
    ("number wrong by ten", "figures: s1", "34 億"),
    ("misspelt name", "names: s2", "Drumfich"),
    ("Simplified characters", "simplified: observation", "团队"),
    ("stitched quote", "quote-stitched: s3", "slow break is a low sound"),
    ("cut JSON", "reply refused: section", "Invalid JSON"),
    ("foreign script", "foreign_scripts: s3", "дашборд"),
    ("wrong speaker", "quote-speaker: s2", "A promise is only a policy"),
]


def assert_the_eight_are_caught(caught: tuple[str, ...]) -> None:
    for mistake, rule, words in MISTAKES:
        hits = [line for line in caught if line.startswith(rule) and words in line]
        assert hits, f"{mistake} was not caught; caught was: {caught}"


def test_the_sample_is_byte_for_byte_what_its_transcript_gives(
    tmp_path: Path, tell: SilentTell
) -> None:
    text, record = golden.post(tmp_path, tell)
    assert text == (SAMPLES / "post.md").read_text(encoding="utf-8")
    shown = codec.decode(runs.Record, (SAMPLES / "run.json").read_bytes())
    assert record.caught == shown.caught
    assert record.findings == shown.findings
    assert_the_eight_are_caught(record.caught)
    assert len(record.caught) == len(MISTAKES), "nothing true was taken for a mistake"


def test_the_sample_says_that_it_is_fiction_and_written_by_hand() -> None:
    post = (SAMPLES / "post.md").read_text(encoding="utf-8")
    assert "全屬虛構" in post.split("\n---\n")[1]
    assert "人事先寫好" in post
    for page in (SAMPLES / "README.md", ROOT / "README.md"):
        assert "by hand" in page.read_text(encoding="utf-8"), page.name
    assert "invented" in json.loads((SAMPLES / "interview.json").read_text("utf-8"))["fiction"]


@pytest.mark.weights
@pytest.mark.hugo
def test_the_sample_live(tmp_path: Path, whisper_weights: Path) -> None:
    """Real weights, real HTTP, real Hugo: the README's first line, in a workspace of its own."""
    models = whisper_weights.parent
    assert (models / "base" / "model.bin").is_file(), "the test command prepares base, too"
    workspace = tmp_path / "run"
    command = [sys.executable, str(SAMPLES / "run.py"), "--workspace", str(workspace)]
    ended = subprocess.run(
        command,
        env=os.environ | {"POD2POST_MODELS": str(models)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "findings  4 errors" in ended.stdout
    (folder,) = (workspace / "runs").iterdir()
    record = codec.decode(runs.Record, (folder / "run.json").read_bytes())
    assert_the_eight_are_caught(record.caught)
    (post,) = (workspace / "content" / "posts").iterdir()
    text = post.read_text(encoding="utf-8")
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 4
    assert text.count("「") >= 12
    transcript = codec.decode(Transcript, (folder / "3-transcript.json").read_bytes())
    spoken = " ".join(line["text"] for turn in TRUTH["turns"] for line in turn["sentences"])
    rate = word_error_rate(spoken, " ".join(cue.text for cue in transcript.cues))
    print(f"\nsample, Whisper base: word error rate {100 * rate:.1f} %")
    assert rate < 0.10
    code, said, public = build(tmp_path, {"sample": text})
    assert (code, "WARN" in said) == (0, False), said
    assert listed(public)["sample"]["title"] == "離開 AI 巨頭去聽水管：他要機器敢說不確定"
