"""The corpora: transcripts that people cut by topic, read from a folder that is not ours.

    DIR/qmsum/{val,test}/*.json     QMSum (Zhong et al. 2021), MIT
    DIR/tinyrec/{dev,test}/*.json   TinyRec of TreeSeg (Gklezakos et al. 2024), Apache-2.0
    DIR/slicecast/*.txt             SliceCast (Midei and Mandic 2019): podcasts by recognisers

A unit is what the annotators numbered: a turn of a meeting, a recognised utterance of a
recording; in podcasts, of which nobody's speakers are told, a sentence. Meetings whose topics
overlap are no partition and are left out.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from pod2post.values import Cue

PARTS = {"qmsum": ("val", "test"), "tinyrec": ("dev", "test")}
MS_PER_WORD = 400  # QMSum has no times: 150 words a minute
PART = "====="  # of SliceCast
LEAST_TURN = 3  # words: a recogniser leaves most shorter ones out, or they join the next
SENTENCE = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`bounds`: the index of the first unit of each part but the first."""

    name: str
    cues: tuple[Cue, ...]
    bounds: tuple[int, ...]


def documents(folder: Path, corpus: str, part: str, level: str = "coarse") -> list[Document]:
    """One part of a corpus; empty where it does not lie there.

    `level`, for TinyRec alone: coarse or fine.
    """
    files = sorted((folder / corpus / part).glob("*.json"))
    read = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in files]
    if corpus == "tinyrec":
        return [_recording(name, data, level) for name, data in read]
    made = (_meeting(name, data) for name, data in read)
    return [one for one in made if one is not None]


def _meeting(name: str, data: dict[str, Any]) -> Document | None:
    turns = data["meeting_transcripts"]
    spans = sorted(
        (int(first), int(last))
        for topic in data["topic_list"]
        for first, last in topic["relevant_text_span"]
    )
    if any(one[1] >= two[0] for one, two in pairwise(spans)):
        return None
    bounds = [first for first, _ in spans[1:] if 0 < first < len(turns)]
    clock, cues = 0, []
    for number, turn in enumerate(turns):
        text = re.sub(r"\{\w+\}", " ", turn["content"])  # noises and false starts, as marked
        text = re.sub(r"\s+([.,?!])", r"\1", " ".join(text.split()))
        end = clock + MS_PER_WORD * max(1, len(text.split()))
        cues.append(_cue(number, clock, end, turn["speaker"], text))
        clock = end
    return Document(name=name, cues=tuple(cues), bounds=tuple(bounds)) if bounds else None


def _recording(name: str, data: dict[str, Any], level: str) -> Document:
    place, cues = [], list[Cue]()
    for entry in data["entries"]:
        place.append(len(cues))
        if "text" in entry:
            start = max(round(1000 * entry["start"]), cues[-1].start_ms if cues else 0)
            end = max(start, round(1000 * entry["end"]))
            cues.append(_cue(len(cues), start, end, entry["speaker"], entry["text"]))
    bounds = {place[first] for first, _, _ in data[level][1:]}
    inside = tuple(sorted(one for one in bounds if 0 < one < len(cues)))
    return Document(name=name, cues=tuple(cues), bounds=inside)


def _cue(number: int, start: int, end: int, speaker: str | None, text: str) -> Cue:
    return Cue(
        id=f"c{number:04}",
        start_ms=start,
        end_ms=end,
        speaker=speaker,
        text=text,
        confidence=100,
    )


def sentences(document: Document, *, speakers: bool) -> Document:
    """A meeting as a recogniser would write it: a unit is a sentence, `speakers` told or not."""
    cues, bounds, clock, owed = list[Cue](), list[int](), 0, False
    for number, turn in enumerate(document.cues):
        owed = owed or number in document.bounds
        if len(turn.text.split()) < LEAST_TURN:
            continue
        for text in SENTENCE.split(turn.text):
            if owed and cues:
                bounds.append(len(cues))
            owed = False
            end = clock + MS_PER_WORD * len(text.split())
            who = turn.speaker if speakers else None
            cues.append(_cue(len(cues), clock, end, who, text))
            clock = end
    return Document(name=document.name, cues=tuple(cues), bounds=tuple(bounds))


def podcasts(folder: Path) -> list[Document]:
    """All of SliceCast that lies there: a line of signs, then what is said in one part."""
    files = sorted((folder / "slicecast").glob("*.txt"))
    return [_podcast(one.stem, one.read_text(encoding="utf-8")) for one in files]


def _podcast(name: str, text: str) -> Document:
    cues, bounds, clock, owed = list[Cue](), list[int](), 0, False
    for line in text.splitlines():
        owed = owed or line.startswith(PART)
        said = () if line.startswith(PART) else SENTENCE.split(line.strip())
        for sentence in filter(None, said):
            if owed and cues:
                bounds.append(len(cues))
            owed = False
            end = clock + MS_PER_WORD * len(sentence.split())
            cues.append(_cue(len(cues), clock, end, None, sentence))
            clock = end
    return Document(name=name, cues=tuple(cues), bounds=tuple(bounds))


def book(path: Path) -> Document:
    """A book of benchmarks/cases: its sections are the reference."""
    data = json.loads(path.read_text(encoding="utf-8"))
    cues = tuple(
        Cue(confidence=100, **{k: one[k] for k in ("id", "start_ms", "end_ms", "speaker", "text")})
        for one in data["cues"]
    )
    ids = [one.id for one in cues]
    firsts = sorted(ids.index(section["first"]) for section in data["sections"])
    return Document(name=path.stem, cues=cues, bounds=tuple(one for one in firsts[1:] if one))


def books(files: Iterable[Path]) -> list[Document]:
    return [book(path) for path in sorted(files)]


def joined(parts: Iterable[Document]) -> Document:
    """One after the other as one talk, cut where one ends and the next begins."""
    cues, bounds, clock = list[Cue](), list[int](), 0
    for part in parts:
        bounds.append(len(cues))
        for cue in part.cues:
            moved = replace(cue, start_ms=cue.start_ms + clock, end_ms=cue.end_ms + clock)
            cues.append(replace(moved, id=f"c{len(cues):04}"))
        clock = cues[-1].end_ms
    return Document(name="joined", cues=tuple(cues), bounds=tuple(bounds[1:]))
