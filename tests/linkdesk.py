"""A workspace whose show can be found in loopback directories, and the sample as its episode."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conftest import SilentTell
from directories import HOME, Directories, Near, rss, spotify_id, uploads
from fakes_ear import FakeEar
from pod2post import codec, pipeline, runs, settings
from pod2post.errors import Pod2postError
from pod2post.linking import links
from pod2post.linking.links import Linked
from pod2post.ports import Shelf, Tell
from pod2post.scene import Made, Options, overridden
from pod2post.settings import Settings
from pod2post.values import Audio, Locator, Source

SAMPLES = Path(__file__).parent.parent / "samples"
TITLE = "The Ear on the Pipe, with Jasper Thimble"
DAY, SECONDS = "2026-10-05", 295
VIDEO = "AbCdEfGhIjK"
WATCH = f"https://www.youtube.com/watch?v={VIDEO}"
CHANNEL = "UC" + "a" * 22
SHOW = "900000178"
APPLE = [1000053, f"EP 53 | {TITLE}", f"{DAY}T01:00:00Z", SECONDS, "lh-53", ""]
SPOTIFY = ["lh53", f"EP 53 | {TITLE}", DAY, SECONDS + 60]
ON_SPOTIFY = f"episode/{spotify_id('lh53')}"


def listings(apple: list[Any] | None = None, spotify: list[Any] | None = None) -> dict[str, Any]:
    """The show in both places, with these episodes."""
    show = {"apple_id": SHOW, "spotify_id": "lantern"}
    return {"Lantern Hour": show | {"apple": apple or [], "spotify": spotify or []}}


@dataclass(frozen=True)
class Refusing:
    """A YouTube that tells of a video, or not, and never gives it."""

    error: Pod2postError
    source: Source | None = None

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:
        if self.source is None:
            raise self.error
        return self.source

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:
        raise self.error


class Desk:
    """`known` may be changed by `profile`; `closed` stands for YouTube."""

    def __init__(self, folder: Path, host: Directories) -> None:
        self.folder, self.host = folder, host
        self.tell = SilentTell()
        self.lengths: dict[str, int | None] = {}
        self.closed: Refusing | None = None
        self.known: Settings = replace(settings.load(SAMPLES / "pod2post.toml"), limits=HOME)
        self.profile(apple_id=SHOW, spotify_id=spotify_id("lantern"))

    def profile(self, **fields: Any) -> None:
        show = replace(self.known.shows["lantern-hour"], **fields)
        self.known = replace(self.known, shows={"lantern-hour": show})

    def world(self, known: Settings) -> Near:
        ear = FakeEar.of_truth(SAMPLES / "interview.truth.json")
        return Near(
            settings=known,
            tell=self.tell,
            fake=ear,
            host=self.host,
            lengths=self.lengths,
            closed=self.closed,
        )

    def run(self, until: str | None = "fetch", **options: Any) -> list[Made]:
        """As far as the audio and its links: nothing is heard unless a later stage is asked for."""
        wanted = {"source": str(SAMPLES / "interview.mp3"), "writer": "extract"}
        asked = Options(**(wanted | {"workspace": str(self.workspace)} | options))
        world = self.world(overridden(self.known, asked))
        made = pipeline.episode(asked, self.known, tell=self.tell, world=world)
        rows = []
        for one in made:
            rows.append(one)
            if until == "links" and one.stage == "transcribe":
                break
            if until not in (None, "links") and one.stage == until:
                break
        return rows

    def linked(self, **options: Any) -> Linked:
        self.run("links", **options)
        return links.kept(self.kept)

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def kept(self) -> runs.Run:
        (folder,) = (self.workspace / "runs").iterdir()
        return runs.find_run(self.workspace, str(folder))

    def record(self) -> runs.Record:
        return codec.decode(runs.Record, self.kept.path("run.json").read_bytes())

    def feed(self, **item: Any) -> str:
        """Serve the show's feed with the sample in it; returns the address of its audio."""
        audio = f"{self.host.base}/53.mp3"
        self.host.documents["/53.mp3"] = (SAMPLES / "interview.mp3").read_bytes()
        row = {"title": f"EP 53 | {TITLE}", "url": audio, "guid": "lh-53", "length": str(SECONDS)}
        row |= {"day": "Mon, 05 Oct 2026 01:00:00 GMT"} | item
        other = {"title": "EP 52 | Slack Water", "url": f"{self.host.base}/52.mp3", "guid": "lh-52"}
        self.host.documents["/feed.xml"] = rss(other, row)
        self.profile(feed=f"{self.host.base}/feed.xml")
        return audio

    def channel(self, title: str = TITLE, video: str = VIDEO) -> None:
        """Serve the channel's list of uploads with one video in it."""
        row = (video, title, f"{DAY}T01:00:00+00:00", "watch")
        self.host.documents["/uploads.xml"] = uploads(row)
        self.profile(youtube_channel=CHANNEL)
