"""Some windows once more, with the names of a mended sheet. The transcript stands."""

from collections.abc import Iterator

from pod2post import codec
from pod2post.hearing import rehearing
from pod2post.ports import Recognizer, Shelf, Tell
from pod2post.stage import stage
from pod2post.stages.fetch import where
from pod2post.values import (
    Audio,
    Cue,
    Heard,
    Hotwords,
    Piece,
    Relistened,
    Span,
    Windows,
)


@stage("relistened", 1)
def relisten(
    doubtful: tuple[Cue, ...],
    audio: Audio,
    words: Hotwords,
    ear: Recognizer,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Relistened:
    """What is heard with `words` in the windows in which these cues were spoken.

    No other window is heard; what was heard with the same words before is in the store.

    Raises:
        BadInput: the media is gone or cannot be decoded, or the weights do not load.
    """
    media = where(audio, shelf)
    plan = shelf.memo(
        "windows",
        [audio.identity, ear.identity],
        Windows,
        lambda: ear.windows(media, tell=tell),
    )
    asked = {span: _cues(doubtful, span) for span in plan.spans if _cues(doubtful, span)}
    pieces: dict[Span, Piece] = {}
    for piece in _pieces(audio, words, ear, tuple(asked), shelf):
        pieces[piece.span] = piece
        tell.step("hear again", len(pieces), len(asked), "window")
    return Relistened(
        heard=tuple(
            Heard(cues=cues, span=span, text=_text(pieces[span]), by=ear.label)
            for span, cues in asked.items()
            if not pieces[span].failed
        ),
        holes=tuple(f"window at {s.start_ms} ms" for s in asked if pieces[s].failed),
    )


def _cues(cues: tuple[Cue, ...], span: Span) -> tuple[str, ...]:
    return tuple(cue.id for cue in cues if rehearing.inside(cue, span))


def _pieces(
    audio: Audio,
    words: Hotwords,
    ear: Recognizer,
    spans: tuple[Span, ...],
    shelf: Shelf,
) -> Iterator[Piece]:
    def key(span: Span) -> str:
        return codec.digest(
            [audio.identity, span.start_ms, span.end_ms, codec.identity(words), ear.identity]
        )

    missing = []
    for span in spans:
        kept = shelf.recall("piece", key(span), Piece)
        if kept is None:
            missing.append(span)
        else:
            yield kept
    for piece in ear.hear(where(audio, shelf), missing, words) if missing else ():
        if not piece.failed:
            shelf.keep("piece", key(piece.span), piece)
        yield piece


def _text(piece: Piece) -> str:
    return " ".join("".join(word.text for word in piece.words).split())
