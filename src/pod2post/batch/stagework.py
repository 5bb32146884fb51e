"""One stage of one episode, done by whoever was given it: a child process, a cluster's worker."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from pod2post import codec, crash, pipeline, settings
from pod2post.batch import verdicts
from pod2post.batch.engine import Done, Work
from pod2post.batch.orders import Failure
from pod2post.errors import Pod2postError
from pod2post.ports import Recognizer, Tell
from pod2post.runs import Report
from pod2post.scene import overridden
from pod2post.settings import Settings
from pod2post.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Recognisers of this process: loading one takes seconds, an episode after the other."""

    ears: dict[str, Recognizer] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staying(World):
    """The world of a process that works on many episodes."""

    loaded: Loaded

    def ear(self, pinned: str | None, /) -> Recognizer:
        """As `World.ear`, opened once for the same settings."""
        known = self.settings
        key = codec.digest([codec.plain(known.recognizer), codec.plain(known.weights), pinned])
        with self.loaded.lock:
            if key not in self.loaded.ears:
                self.loaded.ears.clear()  # two models at once may be more than the memory holds
                self.loaded.ears[key] = World.ear(self, pinned)
            return self.loaded.ears[key]


class Worker:
    """Does works, one after the other. `world` takes the place of the real one in tests."""

    def __init__(self, tell: Tell, world: World | None = None) -> None:
        self.tell, self.world, self.loaded = tell, world, Loaded()

    def perform(self, work: Work) -> Done:
        """The stage, done or failed; whatever the episode does, nothing is raised."""
        began, made = time.monotonic(), _Made()
        outcome = self._outcome(work, made)
        return Done(
            episode=work.episode,
            stage=work.stage,
            fence=work.fence,
            key=made.run,
            seconds=round(time.monotonic() - began, 3),
            outcome=outcome,
            errors=made.errors,
        )

    def _outcome(self, work: Work, made: "_Made") -> Failure | None:
        try:
            known = settings.load(Path(work.config) if work.config else None)
            self._run(work, known, made)
        except Pod2postError as error:
            return verdicts.verdict(error, work.lane)
        except Exception as error:  # noqa: BLE001 - an episode's crash does not end the night
            argv = ["sync", work.stage, "--workspace", work.options.workspace]
            report = crash.report(argv, error)
            return verdicts.bug(type(error).__name__, str(report))
        return None

    def _run(self, work: Work, known: Settings, made: "_Made") -> None:
        mine = overridden(known, work.options)
        world = self.world or Staying(settings=mine, tell=self.tell, loaded=self.loaded)
        for one in pipeline.episode(work.options, known, tell=self.tell, world=world):
            if one.stage == "resolve" and one.path:
                made.run = one.path.parent.name
            if isinstance(one.value, Report):
                made.errors += one.value.errors


@dataclass(slots=True)
class _Made:
    run: str | None = None
    errors: int = 0
