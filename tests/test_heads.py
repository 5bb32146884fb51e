"""What the words around a place say of a new subject, and how that is learned."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.segmentation import fit, talks
from benchmarks.segmentation.corpora import Document, sentences
from benchmarks.segmentation.heads import Heads
from pod2post.topics import heads
from pod2post.values import Cue
from talk import GUEST, HOST, cue

TALKED = ("We went on about the weather.", "It was as it was.", "They said that too.")


def test_a_place_is_told_by_the_words_around_it() -> None:
    (found,) = heads.shapes(["Well, fair enough.", "Next question: why?"])
    assert found == {
        *("head next", "head question", "head why", "head next question", "head question why"),
        *("first next", "second question", "tail well", "tail fair", "tail enough"),
        *("tail well fair", "tail fair enough", "last enough"),
    }


def test_other_scripts_and_silence_have_no_words() -> None:
    assert [*heads.shapes(["水管會說話。", "", "…", "好。"])] == [frozenset()] * 3
    assert heads.sounds(["水管會說話。", "", "好。"], heads.learned()) == [0, 0]


def test_how_a_sentence_sounds_is_told_beside_the_others() -> None:
    made = heads.sounds(["One.", "Two.", "Next one.", "Two."], {"first next": 3.0})
    assert made == pytest.approx([-1, 2, -1])


def test_what_was_learned_knows_a_turn_of_talk() -> None:
    texts = [*TALKED, "Fair enough, next question.", "It was as they said.", *TALKED]
    assert int(np.argmax(heads.sounds(texts, heads.learned()))) == 2


ELSE = (10, 30, 50)  # places of no new subject


def talk(name: str, opening: str, shift: int = 0) -> Document:
    """Ninety sentences, every twentieth of which opens a subject in these words."""
    said = [TALKED[(n + shift) % 3] if n % 20 else opening for n in range(90)]
    cues = tuple(cue(n, text) for n, text in enumerate(said))
    return Document(name=name, cues=cues, bounds=(20, 40, 60, 80))


def test_words_are_learned_that_stand_at_boundaries() -> None:
    every = {
        name: [talk(f"{name}{n}", "Gotcha, and onwards.", n) for n in range(20)] for name in "abc"
    }
    found = Heads(every).fitted()
    assert found["first gotcha"] > 0.1
    assert max(found.get(f"first {word}", 0) for word in ("we", "it", "they")) < 0


def test_what_stands_in_one_collection_alone_is_not_learned() -> None:
    same = [talk(f"a{n}", "Gotcha, and onwards.", n) for n in range(40)]
    other = [talk(f"b{n}", "Onwards we go.", n) for n in range(40)]
    assert not [name for name in Heads({"a": same, "b": other}).fitted() if "gotcha" in name]


def test_a_collection_is_left_out_with_its_kin() -> None:
    every = {
        "btcpod": [talk(f"p{n}", "Gotcha, onwards.", n) for n in range(30)],
        "btctalk": [talk(f"t{n}", "Gotcha, onwards.", n) for n in range(30)],
        "syntax": [replace(talk(f"s{n}", "Gotcha, onwards.", n), bounds=ELSE) for n in range(30)],
    }
    words = Heads(every)
    samples = [fit.Sample(rows, 1.0, name) for name, rows in every.items()]
    told = fit.left_out(words, samples)
    assert told["btcpod"] == told["btctalk"] == words.fitted(["btcpod", "btctalk"])
    assert told["btcpod"].get("first gotcha", 0) < words.fitted()["first gotcha"]
    assert fit.left_out(words, samples, "btctalk")["syntax"] == words.fitted(["btctalk", "syntax"])


def test_the_file_holds_what_was_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = fit.toml({"head next": 0.25, "first it": -0.1})
    assert text.splitlines()[-2:] == ['"first it" = -0.1', '"head next" = 0.25']
    (tmp_path / "heads.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(heads.resources, "files", lambda _: tmp_path)
    assert heads.learned.__wrapped__() == {"head next": 0.25, "first it": -0.1}


def test_the_weights_are_small() -> None:
    file = Path(heads.__file__).with_name("heads.toml")
    assert file.stat().st_size < 100_000
    assert len(heads.learned()) > 300


PART = "We talk of pipes here, and of what they say. " * 15
POST = f"""---
title: x
media: y
---
## Pipes

Ann: {PART}

Bo: {PART}

### Not a part

Ann: {PART}

## Is this a very long question that somebody in the hall has asked?

Bo: {PART}

- a list

## Valves

Ann: {PART}

## Q&A

Bo: {PART}

## Why?

Ann: {PART} {PART}
"""


def test_a_talk_is_divided_by_its_headings(tmp_path: Path) -> None:
    folder = tmp_path / "talks" / "bitcointranscripts"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(POST, encoding="utf-8")
    (folder / "a.fr.md").write_text(POST, encoding="utf-8")
    (folder / "_index.md").write_text(POST, encoding="utf-8")
    (made,) = talks.talks(tmp_path)["btctalk"]
    assert made.bounds == (60, 75)
    assert {one.text for one in made.cues} == {PART[:44]}


def test_captions_are_cut_at_the_times_of_the_notes(tmp_path: Path) -> None:
    folder = tmp_path / "talks" / "syntax"
    for name in ("shows", "transcripts"):
        (folder / name).mkdir(parents=True)
    notes = "0:05 - Jingle\n\n01:40 - Pipes\n\n* a link\n\n05:00 - Valves\n\n08:20 - Drains\n"
    (folder / "shows" / "007 - Pipes.md").write_text(notes, encoding="utf-8")
    blocks = [
        f"{n}\n00:{n // 6:02}:{n % 6 * 10:02},000 --> 00:{n // 6:02}:{n % 6 * 10 + 9:02},000\n"
        f"{('Ann', 'Bo')[n % 2]}: We talk of pipe number {n} and of all that pipe said. So there."
        for n in range(60)
    ]
    (folder / "transcripts" / "Syntax7.srt").write_text("\n\n".join(blocks), encoding="utf-8")
    (made,) = talks.talks(tmp_path)["syntax"]
    begun = [made.cues[at].start_ms for at in made.bounds]
    assert begun == [100_000, 300_000, 500_000]
    assert {one.speaker for one in made.cues} == {"Ann", "Bo"}


def test_lectures_are_cut_by_their_marks(tmp_path: Path) -> None:
    folder = tmp_path / "talks" / "bayes-seg" / "data" / "lectures" / "ai" / "manual"
    folder.mkdir(parents=True)
    part = (
        "So what is it , then ?\nIt 's a pipe that has a leak in it somewhere , and so on .\n" * 16
    )
    (folder / "a.ref").write_text("==========\n".join(["", *[part] * 3, ""]), encoding="utf-8")
    (made,) = talks.talks(tmp_path)["ai"]
    assert made.bounds == (32, 64)
    assert made.cues[1].text.startswith("It's a pipe")


def test_an_excerpt_begins_at_the_beginning_or_with_a_part() -> None:
    whole = talk("x", "Onwards.")
    assert talks.excerpt(whole, 90) == whole
    for name in "abcdefgh":
        made = talks.excerpt(Document(name=name, cues=whole.cues, bounds=whole.bounds), 30)
        assert len(made.cues) == 30
        low = whole.cues.index(made.cues[0])
        assert low in (0, 20, 40, 60)
        assert all(made.cues[at].text == "Onwards." for at in made.bounds)


def test_where_nobody_is_known_all_else_is_the_same() -> None:
    cues: tuple[Cue, ...] = tuple(cue(n, TALKED[n % 3], (HOST, GUEST)[n % 2]) for n in range(9))
    whole = Document(name="x", cues=cues, bounds=(3,))
    bare = talks.silent(whole)
    assert {one.speaker for one in bare.cues} == {None}
    assert [one.text for one in bare.cues] == [one.text for one in cues]
    assert all(one.start_ms <= other.start_ms for one, other in pairwise(bare.cues))
    assert sentences(bare, speakers=True).bounds == (3,)
