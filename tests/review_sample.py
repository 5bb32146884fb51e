"""The sample as a whole run with its audio, and the page served over it by the command itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from desk import EDITOR
from pod2post import codec, runs, settings
from pod2post.scene import Options, opening
from pod2post.stages.fetch import fetch
from pod2post.values import Transcript
from samples import golden

ROOT = Path(__file__).parent.parent
NAME = "2026-10-05-the-ear-on-the-pipe-with-jasper-thimble"
PAGE = "the-ear-on-the-pipe-with-jasper-thimble.md"
WAIT_S = 60


def made(folder: Path) -> Path:
    """A workspace with the finished run, written by the sample's own replies."""
    workspace = folder / "workspace"
    quiet = golden.Quiet()
    golden.post(workspace, quiet)
    known = settings.load(golden.HERE / "pod2post.toml")
    bare = replace(known.writer, kind="extract")
    options = Options(source=str(golden.HERE / "interview.mp3"), workspace=str(workspace))
    scene = opening(options, replace(known, writer=bare), tell=quiet)
    heard = codec.decode(Transcript, (golden.HERE / "transcript.json").read_bytes())
    library = scene.world.library(scene.source.locator)
    scene.kept("resolve", scene.source)
    scene.kept("fetch", scene(fetch, scene.source.locator, library=library))
    scene.kept("attribute", heard)
    assert runs.find_run(workspace, NAME).folder.name == NAME
    return workspace


class Page:
    """The page over a copy of the sample: where it is, and the site it publishes to."""

    def __init__(self, workspace: Path, site: Path, address: str) -> None:
        self.workspace, self.site, self.address = workspace, site, address
        self.run = runs.find_run(workspace, NAME)

    @property
    def base(self) -> str:
        found = urlsplit(self.address)
        return f"{found.scheme}://{found.netloc}"


@contextmanager
def served(source: Path, folder: Path, *arguments: str, editor: str = EDITOR) -> Iterator[Page]:
    """`pod2post review` in a process of its own; `address` is what it printed."""
    workspace, site = folder / "workspace", folder / "site"
    shutil.copytree(source, workspace)
    posts = site / "content" / "posts"
    posts.mkdir(parents=True)
    config = folder / "pod2post.toml"
    text = (golden.HERE / "pod2post.toml").read_text(encoding="utf-8")
    empty = folder / "weights"
    config.write_text(
        f'[site]\ncontent = "{posts}"\n\n[weights]\nfolder = "{empty}"\nwheels = false\n\n{text}',
        encoding="utf-8",
    )
    named = ("--editor", editor) if editor else ()
    command = (
        *(sys.executable, "-m", "pod2post", "review", *arguments),
        *("--no-browser", "--port", "0", "--workspace", str(workspace)),
        *("--config", str(config), *named),
    )
    bare = {name: said for name, said in os.environ.items() if name != "POD2POST_MODELS"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=bare, cwd=folder
    )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address
        yield Page(workspace, posts, address)
    finally:
        process.terminate()
        process.wait(WAIT_S)
        process.stdout.close() if process.stdout else None
