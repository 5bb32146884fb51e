"""Voices to people: who says "I'm Nora", and whom "thank you, Nora" is said to."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from pod2post.ports import Shelf, Tell, Voices
from pod2post.stage import stage
from pod2post.stages.fetch import where
from pod2post.values import Audio, Name, Names, Span, Transcript

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

Scores = dict[tuple[int, str], int]


@stage("attributed", 2)
def attribute(
    transcript: Transcript,
    audio: Audio,
    names: Names,
    voices: Voices,
    /,
    *,
    shelf: Shelf,
    tell: Tell,
) -> Transcript:
    """The transcript with a speaker on each cue whose voice is known.

    A voice whose name nobody says is "Speaker 1" or "Speaker 2", in the order in which they are
    first heard; a cue without a voice keeps None.
    """
    spans = [Span(start_ms=cue.start_ms, end_ms=cue.end_ms) for cue in transcript.cues]
    turns = voices.turns(where(audio, shelf), spans)
    order = list(dict.fromkeys(voice for voice in turns if voice is not None))
    people = [name for name in names.entries if name.kind == "person"]
    said = [(turn, cue.text) for turn, cue in zip(turns, transcript.cues, strict=True)]
    named = _named(_scores(said, people, order), people, order)
    labels = {voice: named.get(voice, f"Speaker {n}") for n, voice in enumerate(order, 1)}
    cues = tuple(
        replace(cue, speaker=None if turn is None else labels[turn])
        for turn, cue in zip(turns, transcript.cues, strict=True)
    )
    return replace(transcript, cues=cues)


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
