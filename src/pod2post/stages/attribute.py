"""Voices to people: what a person said of them, whom they are like, and who is addressed.

"I'm Nora" and "thank you, Nora" are evidence; a voice remembered from earlier episodes of the
show is as much as one address; a person's word (`--speaker-at`) outweighs all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from math import hypot

from pod2post.hearing.turns import Anchor, Hints, People, Turns, Voiceprint
from pod2post.ports import Shelf, Talk, Tell, Voices
from pod2post.stage import stage
from pod2post.stages.fetch import where
from pod2post.values import Audio, Cue, Name, Names, Span, Transcript

ALIKE = 0.78  # recognised names are misspelt: "Tidwell" is 0.93 like "Tidewell"
SELF = re.compile(r"\b(?:i['’]?m|i am|my name['’]?s|my name is)\s+", re.I)
ABOUT = re.compile(
    r"\b(?:(?:my|our) guests?\b[^.,?!]{0,20}?\b(?:is|are)|(?:joined|with me) (?:\w+ )?by"
    r"|here with me is|welcome|thank you(?: so much| very much)?|thanks(?: a lot| so much)?"
    r"|hi|hello|hey|good morning|good evening),?\s+",
    re.I,
)
CALLED = re.compile(r"^[^.?!]{0,60}?,\s*(?:thank you|thanks|welcome)\b", re.I)
HOSTING = re.compile(r"\b(?:(?:my|our) guests?\b|welcome (?:back )?to\b)", re.I)
SAID, SPOKEN_TO, HOSTS, ENOUGH = 3, 2, 1, 2
ANCHORED, REMEMBERED = 1000, 2
SAME_VOICE, AHEAD = 0.8, 0.1  # two recordings of one person are at least so much alike
NEAR_MS = 2_000  # how far beside a cue a person may point

Scores = dict[tuple[int, str], int]


@stage("turns", 2)
def listen(
    audio: Audio,
    spans: tuple[Span, ...],
    people: People,
    voices: Voices,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Turns:
    """Which voice speaks in each of the spans, and where inside one it changes.

    Raises:
        BadInput: the media is gone or cannot be decoded.
        LimitReached: the disk is full.
    """
    talk = Talk(audio=audio, media=where(audio, shelf), spans=spans, people=people)
    return voices.turns(talk, shelf=shelf, tell=tell)


@stage("attributed", 3)
def attribute(
    transcript: Transcript, turns: Turns, names: Names, hints: Hints, /, *, shelf: Shelf, tell: Tell
) -> Transcript:
    """The transcript with a speaker on each cue whose voice is known.

    A voice whose name nobody says is "Speaker 1" or "Speaker 2", in the order in which they are
    first heard; a cue without a voice keeps None. At an anchor stands the name that it gives.
    """
    order = list(dict.fromkeys(voice for voice in turns.voices if voice is not None))
    people = _people(names, hints.anchors)
    said = [(turn, cue.text) for turn, cue in zip(turns.voices, transcript.cues, strict=True)]
    scores = _scores(said, people, order)
    fixed = dict(_fixed(transcript.cues, hints.anchors, people))
    for at, name in fixed.items():
        if (voice := turns.voices[at]) is not None:
            scores[voice, name] += ANCHORED
    for voice, name in _recognised(turns.prints, hints.remembered):
        scores[voice, name] += REMEMBERED
    named = _named(scores, people, order)
    labels = {voice: named.get(voice, f"Speaker {n}") for n, voice in enumerate(order, 1)}
    rows = zip(transcript.cues, turns.voices, turns.margins, strict=True)
    cues = tuple(
        replace(cue, speaker=None if voice is None else labels[voice], margin=margin)
        if at not in fixed
        else replace(cue, speaker=fixed[at], margin=None)
        for at, (cue, voice, margin) in enumerate(rows)
    )
    return replace(transcript, cues=cues)


def place(cues: Sequence[Cue], at_ms: int) -> int | None:
    """The place of the cue that is spoken at a time, or of one close by."""
    best = min(range(len(cues)), key=lambda at: _aside(cues[at], at_ms), default=None)
    return best if best is not None and _aside(cues[best], at_ms) <= NEAR_MS else None


def _aside(cue: Cue, at_ms: int) -> int:
    return max(cue.start_ms - at_ms, at_ms - cue.end_ms, 0)


def _people(names: Names, anchors: Sequence[Anchor]) -> list[Name]:
    """The persons of the sheet, and those that only an anchor names."""
    people = [name for name in names.entries if name.kind == "person"]
    for anchor in anchors:
        if not _known(anchor.name, people):
            people.append(Name(canonical=anchor.name, kind="person"))
    return people


def _known(name: str, people: Sequence[Name]) -> str | None:
    """How the sheet spells a name, when it has it."""
    for one in people:
        if name.casefold() in {form.casefold() for form in (one.canonical, *one.heard)}:
            return one.canonical
    return None


def _fixed(
    cues: Sequence[Cue], anchors: Sequence[Anchor], people: Sequence[Name]
) -> Iterator[tuple[int, str]]:
    for anchor in anchors:
        at = place(cues, anchor.at_ms)
        if at is not None:
            yield at, _known(anchor.name, people) or anchor.name


def _recognised(
    prints: Sequence[tuple[int, ...]], remembered: Sequence[Voiceprint]
) -> Iterator[tuple[int, str]]:
    """The voice that is like a remembered one and clearly more so than the others; a name once."""
    found: dict[tuple[int, str], None] = {}
    for known in remembered:
        alike = [_cosine(one, known.vector) for one in prints]
        best = max(range(len(alike)), key=alike.__getitem__, default=None)
        if best is None:
            continue
        rest = max((one for at, one in enumerate(alike) if at != best), default=0.0)
        if alike[best] >= SAME_VOICE and alike[best] - rest >= AHEAD:
            found.setdefault((best, known.name))
    yield from found


def _cosine(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    if len(one) != len(other):
        return 0.0  # of another encoder
    return sum(a * b for a, b in zip(one, other, strict=True)) / (hypot(*one) * hypot(*other) or 1)


def _scores(
    said: Sequence[tuple[int | None, str]], people: Sequence[Name], order: Sequence[int]
) -> Scores:
    """Evidence that a voice is a person's. With two voices, what is said to one names it."""
    scores: Scores = defaultdict(int)
    for voice, text in said:
        if voice is None:
            continue
        others = [other for other in order if other != voice] if len(order) == 2 else []
        for person in _after(SELF, text, people):
            scores[voice, person] += SAID
        for person in {*_after(ABOUT, text, people), *_called(text, people)}:
            scores[voice, person] -= SAID
            for other in others:
                scores[other, person] += SPOKEN_TO
        if HOSTING.search(text):
            for name in people:
                scores[voice, name.canonical] += {"host": HOSTS, "guest": -HOSTS}.get(
                    name.role or "", 0
                )
    return scores


def _named(scores: Scores, people: Sequence[Name], order: Sequence[int]) -> dict[int, str]:
    """The clearest pairs first; of two voices and two people, the last ones belong together."""
    named: dict[int, str] = {}
    for (voice, person), score in sorted(scores.items(), key=lambda row: (-row[1], row[0])):
        rivals = [s for (v, p), s in scores.items() if (v == voice) != (p == person)]
        clear = score >= ENOUGH and score > max(rivals, default=0)
        if clear and voice not in named and person not in named.values():
            named[voice] = person
    cast = [name.canonical for name in people if name.role in ("host", "guest")]
    left = [person for person in cast if person not in named.values()]
    if len(order) == len(cast) == 2 and len(named) == len(left) == 1:
        named.update((voice, left[0]) for voice in order if voice not in named)
    return named


def _after(pattern: re.Pattern[str], text: str, people: Sequence[Name]) -> Iterator[str]:
    """Whose name follows the pattern, at each place where it stands."""
    for match in pattern.finditer(text):
        if person := _person(text[match.end() :], people):
            yield person


def _called(text: str, people: Sequence[Name]) -> list[str]:
    """ "NAME, welcome" and "NAME of Tidewell, thank you": whose name begins the sentence."""
    person = _person(text, people) if CALLED.match(text) else None
    return [person] if person else []


def _person(text: str, people: Sequence[Name]) -> str | None:
    """The person whose name this text begins with: as a whole, or the first name alone."""
    words = [re.sub(r"['’]s$|\W", "", word).casefold() for word in text.split()[:4]]
    best: dict[str, float] = {}
    for person in people:
        forms = [form.casefold().split() for form in (person.canonical, *person.heard)]
        first = [form[:1] for form in forms if form and len(form[0]) > 2]
        best[person.canonical] = max(
            (_alike(words[: len(form)], form) for form in (*forms, *first) if form), default=0.0
        )
    top = max(best.values(), default=0.0)
    winners = [name for name, ratio in best.items() if ratio == top]
    return winners[0] if top >= ALIKE and len(winners) == 1 else None


def _alike(words: Sequence[str], form: Sequence[str]) -> float:
    if len(words) < len(form):
        return 0.0
    return SequenceMatcher(None, " ".join(words), " ".join(form), autojunk=False).ratio()
