"""The sample's post from its committed transcript: `python -m samples.golden` writes it anew.

The transcript is what Whisper base heard in samples/interview.mp3; from there on every
byte is decided by the values, the replies in samples/replies.json and the program.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from pod2post import codec, pipeline, runs, settings
from pod2post.ports import Tell
from pod2post.scene import Options, opening
from pod2post.stages.fetch import fetch
from pod2post.values import Transcript
from samples.writer import replier
from tests.scripted_openai import ScriptedOpenAI

HERE = Path(__file__).parent


class Quiet:
    """Progress for nobody."""

    def say(self, text: str, /) -> None:
        """Nothing."""

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        """Nothing."""


def post(workspace: Path, tell: Tell) -> tuple[str, runs.Record]:
    """The post's text and the record of the run, made in `workspace`."""
    known = settings.load(HERE / "pod2post.toml")
    transcript = codec.decode(Transcript, (HERE / "transcript.json").read_bytes())
    options = Options(
        source=str(HERE / "interview.mp3"), workspace=str(workspace), notes=str(HERE / "notes.md")
    )
    with ScriptedOpenAI(replier()) as server:
        writer = replace(known.writer, kind="openai", base_url=server.base_url, model="by hand")
        # Its byte golden must not depend on which dictionary lies on this machine: none.
        bare = replace(known.weights, folder=str(workspace / "weights"), wheels=False)
        scene = opening(options, replace(known, writer=writer, weights=bare), tell=tell)
        scene.run.note(recognizer=transcript.made_by)
        library = scene.world.library(scene.source.locator)
        audio = scene(fetch, scene.source.locator, library=library)
        report: runs.Report | None = None
        for made in pipeline.from_transcript(scene, audio, transcript):
            report = made.value if made.stage == "render" else None
    assert report is not None
    record = codec.decode(runs.Record, (Path(report.run) / "run.json").read_bytes())
    text = Path(report.post).read_text(encoding="utf-8")
    return text, replace(record, locator=replace(record.locator, address="samples/interview.mp3"))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        text, record = post(Path(folder), Quiet())
    (HERE / "post.md").write_text(text, encoding="utf-8")
    shown = replace(record, finished=None, pins=())
    (HERE / "run.json").write_text(codec.readable(shown), encoding="utf-8")
    print(f"{HERE.name}/post.md and {HERE.name}/run.json written: {len(record.caught)} caught")
    return 0


if __name__ == "__main__":
    sys.exit(main())
