"""Who speaks: words with the right speaker, the number found, the error rate, the speed.

    python -m benchmarks.speakers --json [--data DIR] [--model NAME] [--voices KIND]
        [--voices-model FILE] [CLIP ...]

Each clip of DIR with turns (`NAME.rttm` beside the audio) goes through the program up to
`attribute`, once with the number of speakers given and once without. A recognised word counts
where its middle lies in a turn of the truth; it is right when the voice of its cue is that
speaker's, under the best one-to-one assignment of voices to speakers (where two talk at once,
either is right). `der`: diarisation error in per cent, collar 0.25 s, overlap counted, of cues
as turns. `not_sure`: words whose margin is below the limit of the quotations' speaker test;
`sure_right`: right ones among the others. `divided`: sentences cut at a change of speaker,
`words_right_whole`: the figure without these cuts. `run_on`: the same with all punctuation taken
out of the words first, so that sentences run across the changes.
"""

import argparse
import itertools
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pod2post import pipeline, settings
from pod2post.errors import NotFit
from pod2post.hearing import sentences
from pod2post.hearing.changes import divided
from pod2post.hearing.turns import MOST_VOICES, People, Turns, doubtful
from pod2post.naming import names
from pod2post.ports import Talk
from pod2post.scene import Options
from pod2post.settings import Settings
from pod2post.stages.transcribe import kept_words
from pod2post.store import Store
from pod2post.values import Audio, Cue, Span, Transcript, Word
from pod2post.world import World

DATA = Path("shared/data/audio")
COLLAR_MS, TICK_MS = 250, 10
SOUND = (".mp3", ".opus", ".flac", ".wav", ".m4a")


class Quiet:
    """A `ports.Tell` that shows nothing."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


@dataclass(frozen=True)
class Turn:
    start_ms: int
    end_ms: int
    who: str


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clips", nargs="*", help="names of clips (default: all with turns)")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", default="base")
    kinds = ("auto", "ge2e", "campplus", "onnx", "pyannote")
    parser.add_argument("--voices", choices=kinds, default="auto")
    parser.add_argument("--voices-model", help="for --voices onnx")
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args(argv)
    known = settings.load(None)
    limits = replace(known.limits, min_speech_s=0, min_coverage_percent=0)
    ear = replace(
        known.recognizer,
        model=asked.model,
        voices=asked.voices,
        voices_model=asked.voices_model,
    )
    known = replace(known, limits=limits, recognizer=ear)
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rttm in sorted(asked.data.rglob("*.rttm")):
            media = next((m for m in map(rttm.with_suffix, SOUND) if m.is_file()), None)
            if media and (not asked.clips or rttm.stem in asked.clips):
                rows[rttm.stem] = clip(media, truth(rttm), known, Path(folder))
                print(rttm.stem, json.dumps(rows[rttm.stem]), file=sys.stderr, flush=True)
    best = rows.get("synth_interview", {})
    whole = {
        "speaker_words_right": best.get("given", {}).get("words_right"),
        "speaker_words_right_found": best.get("found", {}).get("words_right"),
        "run_on_words_right": best.get("given", {}).get("run_on", {}).get("words_right"),
        "count_found": best.get("found", {}).get("voices"),
        "der": best.get("given", {}).get("der"),
        "times_real_time": best.get("times_real_time"),
        "clips": rows,
    }
    print(json.dumps(whole if asked.json else rows, indent=None if asked.json else 1))
    return 0


def clip(media: Path, real: Sequence[Turn], known: Settings, folder: Path) -> dict[str, Any]:
    """The figures of one recording."""
    people = {turn.who for turn in real}
    row: dict[str, Any] = {"speakers": len(people)}
    for mode, count in (("given", len(people)), ("found", None)):
        heard = replace(known, speakers=replace(known.speakers, count=count, remember=False))
        options = Options(
            source=str(media), writer="extract", until="attribute", workspace=str(folder)
        )
        try:
            made = {one.stage: one.value for one in pipeline.episode(options, heard, tell=Quiet())}
        except NotFit as error:
            return row | {"not_fit": error.cause}
        case = Case(
            audio=made["fetch"],
            heard=made["transcribe"],
            words=kept_words(
                made["fetch"],
                names.hotwords(made["resolve"], None),
                World(settings=heard, tell=Quiet()).ear(None),
                shelf=Store(folder / "store"),
            ),
            people=People(least=count or 1, most=count or MOST_VOICES),
            known=heard,
            shelf=Store(folder / "store"),
        )
        row[mode] = judged(made["attribute"].cues, real, case.words)
        row[mode]["words_right_whole"] = case.told(real)[0]["words_right"]
        whole, cut = case.run_on().told(real)
        row[mode]["run_on"] = {
            "words_right_whole": whole["words_right"],
            "words_right": cut["words_right"],
            "divided": cut["divided"],
        }
    return row | speed(replace(case, shelf=Store(folder / f"cold-{case.audio.digest[7:15]}")))


@dataclass(frozen=True, kw_only=True)
class Case:
    """A recording that was recognised, and what is asked about it."""

    audio: Audio
    heard: Transcript
    words: Sequence[Word]
    people: People
    known: Settings
    shelf: Store

    def turns(self) -> Turns:
        spans = [Span(start_ms=cue.start_ms, end_ms=cue.end_ms) for cue in self.heard.cues]
        voices = World(settings=self.known, tell=Quiet()).voices()
        media = Path(str(self.audio.origin))
        talk = Talk(audio=self.audio, media=media, spans=spans, people=self.people)
        return voices.turns(talk, shelf=self.shelf, tell=Quiet())

    def told(self, real: Sequence[Turn]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Judged with each sentence whole, and divided where the speaker changes."""
        turns = self.turns()
        pairs = [(self.heard, turns), divided(self.heard, turns, self.words)]
        whole, cut = (
            judged(
                [
                    replace(cue, speaker=None if voice is None else str(voice), margin=margin)
                    for cue, voice, margin in zip(t.cues, u.voices, u.margins, strict=True)
                ],
                real,
                self.words,
            )
            for t, u in pairs
        )
        return whole, cut

    def run_on(self) -> "Case":
        """The same words without any punctuation."""
        bare = [replace(word, text=re.sub(r"[^\w\s'’-]", "", word.text)) for word in self.words]
        cues = sentences.cues(bare)
        return replace(self, heard=replace(self.heard, cues=cues), words=bare)


def speed(case: Case) -> dict[str, float]:
    """From cues to voices with an empty store: the part that `attribute` adds."""
    began, spent = time.perf_counter(), _cpu()
    case.turns()
    wall, spent = time.perf_counter() - began, _cpu() - spent
    length = case.audio.duration_ms / 1000
    return {
        "seconds": round(length, 1),
        "times_real_time": round(length / wall, 1),
        "cpu_s": round(spent, 2),
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def truth(rttm: Path) -> list[Turn]:
    """The turns of one file, in the order of time."""
    rows = (line.split() for line in rttm.read_text(encoding="utf-8").splitlines())
    turns = [
        Turn(round(1000 * float(r[3])), round(1000 * (float(r[3]) + float(r[4]))), r[7])
        for r in rows
        if r and r[0] == "SPEAKER"
    ]
    return sorted(turns, key=lambda turn: (turn.start_ms, turn.end_ms))


def judged(cues: Sequence[Cue], real: Sequence[Turn], timed: Sequence[Word]) -> dict[str, Any]:
    """Words and time with the right speaker, under the best assignment for each."""
    words = [
        (cue, {turn.who for turn in real if turn.start_ms <= at < turn.end_ms})
        for cue in cues
        for at in _middles(cue, timed)
    ]
    words = [(cue, who) for cue, who in words if who]
    voices = sorted({cue.speaker for cue in cues if cue.speaker})
    people = sorted({turn.who for turn in real})
    table = _best(
        voices,
        people,
        {
            (voice, person): sum(1 for cue, who in words if cue.speaker == voice and person in who)
            for voice in voices
            for person in people
        },
    )
    right = [cue for cue, who in words if cue.speaker and table.get(cue.speaker) in who]
    sure = [cue for cue, _ in words if not doubtful(cue)]
    sure_right = sum(1 for cue in right if not doubtful(cue))
    return {
        "voices": len(voices),
        "words": len(words),
        "words_right": _percent(len(right), len(words)),
        "not_sure": _percent(len(words) - len(sure), len(words)),
        "sure_right": _percent(sure_right, len(sure)),
        "der": error_rate(cues, real),
        "divided": len({cue.id[:-1] for cue in cues if cue.id[-1].isalpha()}),
    }


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _middles(cue: Cue, timed: Sequence[Word]) -> list[int]:
    """When the words of a cue are said: as recognised, else spread evenly over it."""
    own = [
        (word.start_ms + word.end_ms) // 2
        for word in timed
        if cue.start_ms <= word.start_ms and word.end_ms <= cue.end_ms and word.text.strip()
    ]
    count, long = len(cue.text.split()), cue.end_ms - cue.start_ms
    spread = [cue.start_ms + long * (2 * at + 1) // (2 * count) for at in range(count)]
    return own if len(own) == count else spread


def _best(
    voices: Sequence[str], people: Sequence[str], shared: dict[tuple[str, str], int]
) -> dict[str, str]:
    """The one-to-one assignment of voices to people that shares most."""
    seats: list[str | None] = [*people, *[None] * len(voices)]
    best: tuple[int, dict[str, str]] = (-1, {})
    for order in itertools.permutations(seats, len(voices)):
        pairs = {v: p for v, p in zip(voices, order, strict=True) if p is not None}
        total = sum(shared[pair] for pair in pairs.items())
        best = max(best, (total, pairs), key=lambda one: one[0])
    return best[1]


def error_rate(cues: Sequence[Cue], real: Sequence[Turn]) -> float | None:
    """Missed, false and confused time over the time of speech, in per cent."""
    ticks = max(turn.end_ms for turn in real) // TICK_MS + 1
    spoken = [Turn(cue.start_ms, cue.end_ms, cue.speaker or "?") for cue in cues]
    scored = [True] * ticks
    for turn in real:
        for edge in (turn.start_ms, turn.end_ms):
            low, high = (edge - COLLAR_MS) // TICK_MS, (edge + COLLAR_MS) // TICK_MS
            for at in range(max(0, low), min(ticks, high)):
                scored[at] = False
    told, guessed = _raster(real, ticks), _raster(spoken, ticks)
    shared: dict[tuple[str, str], int] = {}
    total = wrong = 0
    for at in itertools.compress(range(ticks), scored):
        total += len(told[at])
        wrong += max(len(told[at]), len(guessed[at]))
        for pair in itertools.product(guessed[at], told[at]):
            shared[pair] = shared.get(pair, 0) + 1
    voices, people = sorted({t.who for t in spoken}), sorted({t.who for t in real})
    full = {pair: shared.get(pair, 0) for pair in itertools.product(voices, people)}
    hits = sum(full[pair] for pair in _best(voices, people, full).items())
    return round(100 * (wrong - hits) / total, 1) if total else None


def _raster(turns: Sequence[Turn], ticks: int) -> list[set[str]]:
    rows: list[set[str]] = [set() for _ in range(ticks)]
    for turn in turns:
        for at in range(turn.start_ms // TICK_MS, min(ticks, turn.end_ms // TICK_MS)):
            rows[at].add(turn.who)
    return rows


if __name__ == "__main__":
    sys.exit(main())
