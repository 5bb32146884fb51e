"""The run, rehearsed: what it would ask its writer, before anything is paid.

The real stages make the real requests. A reply that is kept already is taken; elsewhere the
extractive writer answers in the model's place, and nothing of that is kept or written.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pod2post import codec
from pod2post.ports import Reply, Request, Shelf, Writer
from pod2post.runs import Run, run_of
from pod2post.scene import Scene
from pod2post.store import Store
from pod2post.values import Coverage, Cue, Source, Transcript
from pod2post.writing.asking import Pen

T = TypeVar("T")

WORDS_PER_MINUTE = 160
# Stands in for what is not heard yet: ordinary sentences of ordinary length, about nothing.
STAND_IN = (
    "So the first thing that we did was to write down what the old machine was good for.",
    "And how long did it take before somebody noticed?",
    "About two years, I would say, and most of that time we were simply looking elsewhere.",
    "The second version was smaller, and the people in the workshop liked it much better.",
    "Nobody had asked them, which is a mistake that I have made more than once since then.",
    "Right, and that is the part of the story that I have never heard from anyone before.",
)


class Rehearsal:
    """A `ports.Writer` that notes what it is asked; another writer answers."""

    def __init__(self, real: Writer, spare: Writer) -> None:
        self.identity, self.label = real.identity, real.label
        self.composes = spare.composes
        self.asked: list[Request] = []
        self._spare = spare

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        self.asked.append(request)
        return self._spare.reply(request, shelf=shelf)


@dataclass(frozen=True, slots=True)
class Unkept:
    """A `ports.Shelf` over a store: what lies there is read, nothing is added."""

    store: Store
    asked: list[Request]
    kept: Counter[str] = field(default_factory=Counter)

    def path(self, digest: str) -> Path:
        return self.store.path(digest)

    def listening(self, digest: str) -> Path:
        return self.store.listening(digest)

    def has(self, digest: str) -> bool:
        return self.store.has(digest)

    def put(self, data: bytes) -> str:
        return codec.digest_bytes(data)

    def get(self, digest: str) -> bytes:
        return self.store.get(digest)

    def adopt(self, file: Path, digest: str) -> None:  # noqa: ARG002
        raise AssertionError("a rehearsal has nothing to keep")

    def recall(self, kind: str, key: str, type_: type[T]) -> T | None:
        return self.store.recall(kind, key, type_)

    def keep(self, kind: str, key: str, made: Any, seconds: float = 0.0) -> str:  # noqa: ARG002
        return codec.digest(made)

    def memo(self, kind: str, parts: Iterable[str], type_: type[T], make: Callable[[], T]) -> T:
        found = self.recall(kind, codec.digest([kind, *parts]), type_)
        before = len(self.asked)
        made = make() if found is None else found
        if len(self.asked) == before:
            self.kept[kind] += 1
        return made

    def lock(self, _name: str) -> AbstractContextManager[None]:
        return nullcontext()

    def of_part(self, _part: int) -> "Unkept":
        return self

    def scratch(self) -> Path:
        return self.store.scratch()

    def note_call(self, event: str, request: str, **facts: Any) -> None:
        """Nothing is sent, so nothing is noted."""


class Untouched(Run):
    """A run's folder that is read and not written to."""

    def beside(self, source: Source) -> Run:
        return Untouched(run_of(self.folder.parent.parent, source).folder, self.locator)

    def keep(self, stage: str, value: Any) -> Path:  # noqa: ARG002
        return self.folder

    def write_record(self, record: Any) -> None:
        pass

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()

    def keep_edits(self, edits: Any) -> None:
        pass


class Quiet:
    """A `ports.Tell` that shows nothing."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


def rehearsed(scene: Scene, pen: Pen) -> tuple[Scene, Pen, Rehearsal, Counter[str]]:
    """The scene and the pen for a rehearsal, and where it is noted what was asked and kept."""
    writer = Rehearsal(pen.writer, pen.spare)
    shelf = Unkept(scene.shelf, writer.asked)
    one = replace(scene.settings.writer, parallel=1)  # so that what was asked is told apart
    quiet = replace(
        scene,
        shelf=shelf,  # type: ignore[arg-type]  # all that the stages use of a store
        run=Untouched(scene.run.folder, scene.run.locator),
        settings=replace(scene.settings, writer=one),
        tell=Quiet(),
    )
    return quiet, replace(pen, writer=writer), writer, shelf.kept


def ended(steps: Generator[Any, None, T]) -> T:
    """What a generator returns when it has been run to its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def stand_in(duration_ms: int) -> Transcript:
    """A transcript as long as an episode that was not heard yet, of sentences about nothing."""
    covered = Coverage(
        duration_ms=duration_ms, speech_ms=duration_ms, recognised_ms=duration_ms, failed=()
    )
    cues = tuple(_sentences(duration_ms))
    return Transcript(language="en", cues=cues, made_by="stand-in", coverage=covered)


def _sentences(duration_ms: int) -> Iterator[Cue]:
    at, number = 0, 0
    while at < duration_ms or number == 0:
        text = STAND_IN[(number * number + number // 7) % len(STAND_IN)]
        end = at + len(text.split()) * 60_000 // WORDS_PER_MINUTE
        speaker = "Somebody Else" if number % 3 else "The Host"
        yield Cue(
            id=f"c{number:05d}",
            start_ms=at,
            end_ms=end,
            speaker=speaker,
            text=text,
            confidence=0,
        )
        at, number = end, number + 1
