"""A recogniser that reads its words from a script, and counts what it was asked."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pod2post import codec
from pod2post.ports import Tell
from pod2post.values import Hotwords, Piece, Span, Windows, Word

WINDOW_MS = 30_000

Line = tuple[int, int, str]


class FakeEar:
    """Says `lines` (start_ms, end_ms, text of at most 30 s each), words evenly spread.

    `heard` and `planned` count the work; windows that begin at a time in `deaf` fail;
    `before` is called with each span before it is heard.
    """

    label = model = "fake ear"

    def __init__(
        self, lines: Sequence[Line], *, duration_ms: int | None = None, language: str = "en"
    ) -> None:
        self.lines = tuple(lines)
        self.language = language
        self.duration_ms = duration_ms or max((end for _, end, _ in lines), default=0)
        self.identity = codec.digest(["fake ear", 1, self.lines, self.duration_ms, language])
        self.heard: list[Span] = []
        self.told: list[Hotwords] = []
        self.planned = 0
        self.deaf: set[int] = set()

    @classmethod
    def of_truth(cls, path: Path) -> "FakeEar":
        """Hears what samples/interview.truth.json says was spoken, without an error."""
        truth = json.loads(path.read_text(encoding="utf-8"))
        said = [line for turn in truth["turns"] for line in turn["sentences"]]
        rows = [(line["start_ms"], line["end_ms"], line["text"]) for line in said]
        return cls(rows, duration_ms=truth["duration_ms"])

    def before(self, span: Span) -> None:
        """Nothing; a test may put something in its place."""

    def windows(self, media: Path, /, *, tell: Tell) -> Windows:
        self.planned += 1
        spans: list[Span] = []
        for start, end, _ in self.lines:
            if spans and end - spans[-1].start_ms <= WINDOW_MS:
                spans[-1] = Span(start_ms=spans[-1].start_ms, end_ms=end)
            else:
                spans.append(Span(start_ms=start, end_ms=end))
        speech = sum(end - start for start, end, _ in self.lines)
        return Windows(spans=tuple(spans), duration_ms=self.duration_ms, speech_ms=speech)

    def hear(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        for span in spans:
            self.before(span)
            self.heard.append(span)
            self.told.append(words)
            if span.start_ms in self.deaf:
                yield Piece(span=span, language="", words=(), failed="this ear was deaf")
                continue
            said = [
                word
                for line in self.lines
                if span.start_ms <= line[0] < span.end_ms
                for word in _spread(line)
            ]
            yield Piece(span=span, language=words.language or self.language, words=tuple(said))

    def glance(self, media: Path, spans: Sequence[Span], words: Hotwords, /) -> Iterator[Piece]:
        for span in spans:
            yield Piece(span=span, language=words.language or self.language, words=())


def _spread(line: Line) -> list[Word]:
    start, end, text = line
    texts = text.split()
    times = [start + (end - start) * at // max(1, len(texts)) for at in range(len(texts) + 1)]
    return [
        Word(start_ms=times[at], end_ms=times[at + 1], text=f" {word}", confidence=90)
        for at, word in enumerate(texts)
    ]
