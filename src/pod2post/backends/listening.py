"""One window, heard again where the first decoding is not to be believed.

In turn: cut at its quietest place and in two parts, then whole with another beam, then the
stretches without words alone; never with names, which are recited. All at temperature 0.
Sampling comes last, and what it made is marked, for it may be heard otherwise another time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pod2post.backends import speech
from pod2post.backends.decoder import Asked, Decoder, detector
from pod2post.hearing import guard
from pod2post.hearing.guard import Told
from pod2post.values import Piece, Span, Stretch, Word

RETRIES = "retries 1: split, greedy, patched, sampled"  # part of the identity
SAMPLED = (0.4, 0.8)
AROUND_MS = 300
FATAL = {"a loop", "names recited", "words over no speech", "more words than can be said"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span with its samples (16 kHz, from -1 to 1)."""

    span: Span
    sound: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful(Window):
    """A window whose first decoding the gate doubts, and where in it somebody speaks."""

    first: Told
    speech: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    told: Told
    wrong: tuple[str, ...]
    missing: int
    sampled: bool = False


def doubtful(window: Window, told: Told, names: Sequence[str]) -> Doubtful | None:
    """The window to be heard again, or None: `told` may stand.

    The detector is asked only where words could be missing or too many: first all of the
    window is taken for speech, which finds whatever could be found.
    """
    whole = Span(start_ms=0, end_ms=_length(window))
    if not guard.faults(told, [whole], names) and not guard.OUTROS.search(told.text):
        return None
    spoken = speech.inside(window.sound, detector())
    if guard.faults(told, spoken, names):
        return Doubtful(span=window.span, sound=window.sound, first=told, speech=tuple(spoken))
    return None


def piece(span: Span, told: Told, lost: Sequence[Stretch] = (), doubt: str = "") -> Piece:
    """What was told, in the time of the media: within the window, never going back."""
    words = tuple(
        replace(
            word,
            start_ms=min(span.start_ms + word.start_ms, span.end_ms),
            end_ms=min(span.start_ms + word.end_ms, span.end_ms),
        )
        for word in told.words
    )
    return Piece(span=span, language=told.language, words=words, lost=tuple(lost), doubt=doubt)


def again(window: Doubtful, decoder: Decoder, asked: Asked, names: Sequence[str]) -> Piece:
    """The best that can be had for a doubtful window; what stays unheard is in `lost`."""
    asked = replace(asked, names=None)
    wrong = guard.faults(window.first, window.speech, names)
    tries = [Try(told=window.first, wrong=wrong, missing=_missing(window, window.first))]
    for told, sampled in _tries(window, decoder, asked, tries):
        wrong = guard.faults(told, window.speech)
        other_cut = len(tries) == 1
        if not wrong or (other_cut and _said_so(window.first, told, wrong)):
            made = piece(window.span, told, doubt=tries[0].wrong[0])
            return replace(made, sampled=sampled)
        tries.append(Try(told=told, wrong=wrong, missing=_missing(window, told), sampled=sampled))
    best = min(tries, key=_rank)
    told, lost = _rest(window, best)
    made = piece(window.span, told, lost, f"{best.wrong[0]}, in every decoding")
    return replace(made, sampled=best.sampled)


def _tries(
    window: Doubtful, decoder: Decoder, asked: Asked, tries: Sequence[Try]
) -> Iterator[tuple[Told, bool]]:
    yield _split(window, decoder, asked), False
    yield decoder.decode([window.sound], replace(asked, beam=1))[0], False
    best = min(tries, key=_rank)
    if best.missing:
        yield _patched(window, best.told, decoder, asked), False
    for heat in SAMPLED:
        yield decoder.decode([window.sound], replace(asked, temperature=heat))[0], True


def _split(window: Window, decoder: Decoder, asked: Asked) -> Told:
    """Both sides of the quietest place in the middle, each alone."""
    length = _length(window)
    at = speech.quietest(window.sound, length // 4, length * 3 // 4)
    parts = [part for part in ((0, at), (at, length)) if part[0] < part[1]]
    return _joined([_part(window, decoder, asked, *part) for part in parts])


def _patched(window: Doubtful, told: Told, decoder: Decoder, asked: Asked) -> Told:
    """`told` with words for the stretches of speech that it left without any."""
    found = [told]
    for bare in guard.uncovered(told.words, window.speech):
        part = partial(_part, window, decoder, asked)
        heard = part(max(0, bare.start_ms - AROUND_MS), min(_length(window), bare.end_ms))
        own = [word for word in heard.words if bare.start_ms <= _middle(word) <= bare.end_ms]
        heard = replace(heard, words=tuple(own))
        if own and heard.log_prob >= guard.LEAST_LOG_PROB and not guard.loops(heard):
            found.append(heard)
    return _joined(found)


def _part(window: Window, decoder: Decoder, asked: Asked, start_ms: int, end_ms: int) -> Told:
    sound = window.sound[start_ms * speech.RATE // 1000 : end_ms * speech.RATE // 1000]
    told = decoder.decode([sound], asked)[0]
    moved = tuple(
        replace(word, start_ms=word.start_ms + start_ms, end_ms=word.end_ms + start_ms)
        for word in told.words
    )
    return replace(told, words=moved)


def _joined(parts: Sequence[Told]) -> Told:
    """As sure as the least sure of them."""
    words = sorted((w for told in parts for w in told.words), key=lambda word: word.start_ms)
    return replace(
        parts[0],
        words=tuple(words),
        log_prob=min(told.log_prob for told in parts),
        no_speech=max(told.no_speech for told in parts),
    )


def _said_so(first: Told, told: Told, wrong: Sequence[str]) -> bool:
    """A repetition that is heard alike across another cut was spoken, not invented."""
    alike = guard.tokens(first.text) == guard.tokens(told.text)
    return alike and set(wrong) == {"a loop"}


def _missing(window: Doubtful, told: Told) -> int:
    bare = guard.uncovered(told.words, window.speech)
    return sum(span.end_ms - span.start_ms for span in bare)


def _rank(tried: Try) -> tuple[int, int, float]:
    """Least is best: what may never stand, then what is left without words, then doubt."""
    return len(FATAL & set(tried.wrong)), tried.missing, -tried.told.log_prob


def _rest(window: Doubtful, best: Try) -> tuple[Told, list[Stretch]]:
    """What may be passed on of a result that still fails, and the speech that is lost."""
    kept: tuple[Word, ...] = best.told.words
    if "a loop" in best.wrong:
        once = guard.unlooped(kept)
        kept = once if len(once) < len(kept) else ()  # zlib's finding cannot be taken out
    if guard.nothing_said(best.told) or (FATAL - {"a loop"}) & set(best.wrong):
        kept = ()
    lost = [
        Stretch(
            start_ms=min(window.span.start_ms + bare.start_ms, window.span.end_ms),
            end_ms=min(window.span.start_ms + bare.end_ms, window.span.end_ms),
            kind="lost",
            why=best.wrong[0],
        )
        for bare in (guard.uncovered(kept, window.speech) if kept else window.speech)
    ]
    return replace(best.told, words=kept), lost


def _middle(word: Word) -> int:
    return (word.start_ms + word.end_ms) // 2


def _length(window: Window) -> int:
    return len(window.sound) * 1000 // speech.RATE
