"""The doors to the outside, as narrow as they can be, and what passes through them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pod2post import codec
from pod2post.hearing.turns import People, Turns
from pod2post.values import (
    Audio,
    Captions,
    Chapter,
    Hotwords,
    Locator,
    Piece,
    Source,
    Span,
    Track,
    Windows,
    require,
    value,
)

T = TypeVar("T")


class Tell(Protocol):
    """Progress. Implementations draw bars, print lines, write JSON, or stay silent."""

    def say(self, text: str, /) -> None:
        """One line that the person should read."""

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        """`done` of `total` units of a named task; None when the total is unknown."""


class Shelf(Protocol):
    """The store, as the stages see it. `pod2post.store.Store` is the one that exists."""

    def path(self, digest: str) -> Path: ...
    def listening(self, digest: str) -> Path: ...
    def has(self, digest: str) -> bool: ...
    def put(self, data: bytes) -> str: ...
    def get(self, digest: str) -> bytes: ...
    def adopt(self, file: Path, digest: str) -> None: ...
    def recall(self, kind: str, key: str, type_: type[T]) -> T | None: ...
    def keep(self, kind: str, key: str, made: Any, seconds: float = 0.0) -> str: ...
    def memo(self, kind: str, parts: Iterable[str], type_: type[T], make: Callable[[], T]) -> T: ...
    def lock(self, name: str) -> AbstractContextManager[None]: ...
    def scratch(self) -> Path: ...
    def note_call(self, event: str, request: str, **facts: Any) -> None: ...


class Library(Protocol):
    """Where episodes come from: YouTube, a direct audio address, a local file."""

    def resolve(self, locator: Locator, /, *, tell: Tell) -> Source:
        """What can be seen about the episode now.

        Raises:
            BadInput, Refused, TryLater: in the person's words, with what to do.
        """

    def fetch(self, locator: Locator, /, *, shelf: Shelf, tell: Tell) -> Audio:
        """The media, in the store (a local file stays where it is)."""


class Captioner(Protocol):
    """Captions that lie where an episode lies."""

    def captions(self, locator: Locator, track: Track, /, *, tell: Tell) -> Captions:
        """One track of those on offer.

        Raises:
            BadInput, Refused, TryLater: in the person's words, with what to do.
        """


class Chapterer(Protocol):
    """Chapters that are published apart from the episode."""

    def chapters(self, locator: Locator, /, *, tell: Tell) -> tuple[Chapter, ...]:
        """Those of one episode, in the order of time; none where none are offered.

        Raises:
            Refused, TryLater: they cannot be read now.
        """


class Recognizer(Protocol):
    """Speech to words. The identity names weights, decode options and compute type.

    `model` is the name or folder by which the same weights can be asked for again.
    """

    identity: str
    label: str
    model: str

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        """The plan of windows. `Windows.speech_ms` is 0 where nobody speaks."""

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        """One piece per span, in the order in which they are made."""

    def glance(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        """A second look outside all windows: words only where they are hardly to be doubted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A recording, its spoken spans in their order, and how many people may speak in it."""

    audio: Audio
    media: Path
    spans: Sequence[Span]
    people: People


class Voices(Protocol):
    """Who speaks when, without names."""

    identity: str

    def turns(self, talk: Talk, /, *, shelf: Shelf, tell: Tell) -> Turns:
        """A voice for each span; all None where nothing tells them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A rendering and its source, piece by piece.

    `chinese`, `english`: from and to, in characters of each text, of its pieces in order;
    `shares`: the cosine of what they mean where they stand, in thousandths, one row for each
    Chinese piece.
    """

    chinese: tuple[tuple[int, int], ...]
    english: tuple[tuple[int, int], ...]
    shares: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        rows = [len(row) for row in self.shares]
        require(rows == [len(self.english)] * len(self.chinese), "a share for each two pieces")


class Aligner(Protocol):
    """How alike two texts are, piece by piece. The identity names weights and method."""

    identity: str

    def __hash__(self) -> int: ...

    def likeness(self, chinese: str, english: str, /) -> Likeness:
        """Every piece of a rendering against every piece of its source.

        Raises:
            BadInput: the weights are gone or damaged.
        """


class Embedder(Protocol):
    """What texts are about, as vectors. The identity names weights and method."""

    identity: str

    def vectors(self, texts: Sequence[str], /) -> Any:
        """float32 (len(texts), width), rows of length 1 or zeros; equal texts, equal bytes.

        Raises:
            BadInput: the weights are gone or damaged.
        """


class Glossary(Protocol):
    """A dictionary from Chinese to English, and an aligner where there is one.

    The identity names both.
    """

    identity: str
    aligner: Aligner | None

    def __hash__(self) -> int: ...

    def english(self, word: str, /) -> str | None:
        """The senses of a word, divided by slashes; None where it is no headword."""


@value
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@value
class Request:
    """One call of the writer.

    `task` and `material` say in data what `messages` say in words; `schema` is the JSON
    schema of the reply, as text, and `shape` tells it to a model whose server takes none.
    A higher `take` asks for another answer.
    """

    task: str
    material: str
    messages: tuple[Message, ...]
    schema: str
    max_tokens: int
    take: int = 1
    shape: str = ""

    @property
    def identity(self) -> str:
        messages = [[m.role, m.content] for m in self.messages]
        return codec.digest([messages, self.schema, self.max_tokens, self.take])


@value
class Usage:
    """Tokens, as the server counts them."""

    prompt: int
    completion: int
    cached: int = 0


@value
class Reply:
    """What the writer said. Only `finish == "stop"` with text is worth keeping."""

    text: str
    finish: Literal["stop", "length", "filtered", "refused", "empty", "unreadable"]
    usage: Usage | None
    model: str
    detail: str = ""


class Writer(Protocol):
    """A language model, or what stands in for one."""

    label: str
    composes: bool  # False for `extract`: it copies sentences and writes no prose

    @property
    def identity(self) -> str:
        """What decides its answers: it is in the key of each."""

    def reply(self, request: Request, /, *, shelf: Shelf) -> Reply:
        """One answer.

        Raises:
            TryLater: rate limit, network, server error, after the client's own retries.
            BadInput: key refused, unknown model, wrong address, not all of it was read.
            TooLong: it does not fit into the model's context.
            LimitReached: quota used up.
        """
