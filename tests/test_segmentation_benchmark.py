"""The benchmark of the cut: it reads the corpora as they are, and counts like with like."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.segmentation import __main__ as benchmark
from benchmarks.segmentation import corpora, fit, rivals, shows, splits, tables
from benchmarks.segmentation.corpora import Document
from benchmarks.segmentation.intervals import interval
from pod2post.topics import count, features, fitted
from talk import cue

ROOT = Path(__file__).parent.parent
SUBJECTS = ("pipe plumber valve sewer", "galaxy comet orbit lens", "bread oven dough yeast")


def meeting(*spans: tuple[int, int], turns: int = 12) -> dict[str, object]:
    said = [
        {"speaker": "AB"[n % 2], "content": f"Um {{disfmarker}} turn {n} , yes ."}
        for n in range(turns)
    ]
    topics = [{"topic": "x", "relevant_text_span": [[str(a), str(b)]]} for a, b in spans]
    return {"meeting_transcripts": said, "topic_list": topics}


def recording() -> dict[str, object]:
    entries = [
        {"start": float(n), "end": n + 0.8, "speaker": "User 1", "text": f"Sentence {n}."}
        for n in range(8)
    ]
    entries.insert(4, {"start": 3.9, "end": 3.9, "event": "FOCUS"})
    coarse = [[0, 3, "one"], [4, 8, "two"]]  # the second begins on what is no speech
    return {"id": "x", "coarse": coarse, "fine": [[0, 1, "a"], *coarse], "entries": entries}


def written(folder: Path, place: str, data: object) -> None:
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")


def test_meetings_are_read_by_turns_and_overlaps_left_out(tmp_path: Path) -> None:
    written(tmp_path, "qmsum/val/a.json", meeting((0, 3), (4, 8), (9, 11)))
    written(tmp_path, "qmsum/val/b.json", meeting((0, 5), (4, 11)))
    (one,) = corpora.documents(tmp_path, "qmsum", "val")
    assert (one.name, len(one.cues), one.bounds) == ("a", 12, (4, 9))
    assert one.cues[3].text == "Um turn 3, yes."
    assert [c.start_ms for c in one.cues[:2]] == [0, 4 * corpora.MS_PER_WORD]


def test_recordings_are_read_without_what_is_no_speech(tmp_path: Path) -> None:
    written(tmp_path, "tinyrec/dev/a.json", recording())
    (one,) = corpora.documents(tmp_path, "tinyrec", "dev")
    assert (len(one.cues), one.bounds) == (8, (4,))
    assert one.cues[4].text == "Sentence 4."
    (fine,) = corpora.documents(tmp_path, "tinyrec", "dev", "fine")
    assert fine.bounds == (4,)  # a part that begins with the recording is no boundary


def test_podcasts_are_read_by_sentences_and_nobody_speaks(tmp_path: Path) -> None:
    (tmp_path / "slicecast").mkdir()
    said = "=====,1,a.\nOne here. And two?\n=====,1,b.\n\n=====,1,c.\nThree. Four\n\nfive.\n"
    (tmp_path / "slicecast" / "x1.txt").write_text(said, encoding="utf-8")
    (one,) = corpora.podcasts(tmp_path)
    assert [c.text for c in one.cues] == ["One here.", "And two?", "Three.", "Four", "five."]
    assert one.bounds == (2,)  # a part in which nobody speaks is none
    assert {c.speaker for c in one.cues} == {None}


def test_a_meeting_is_told_by_sentences_with_its_speakers_and_without(tmp_path: Path) -> None:
    turns = ("Yes.", "Now the first point. It is long.", "Mm.", "Here is another one.")
    cues = tuple(cue(n, text, "AB"[n % 2]) for n, text in enumerate(turns))
    meeting = Document(name="made", cues=cues, bounds=(2,))
    told, untold = (corpora.sentences(meeting, speakers=by) for by in (True, False))
    assert [c.text for c in told.cues] == [
        "Now the first point.",
        "It is long.",
        "Here is another one.",
    ]
    assert told.bounds == untold.bounds == (2,)  # its turn was too short: the next begins the part
    assert [c.speaker for c in told.cues] == ["B", "B", "B"]
    assert {c.speaker for c in untold.cues} == {None}


def test_nothing_is_read_where_nothing_lies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpora.documents(tmp_path, "qmsum", "test") == []
    assert benchmark.main(["--data", str(tmp_path)]) == 2
    assert "--data DIR" in capsys.readouterr().err


def test_a_book_is_cut_by_its_sections() -> None:
    (one,) = corpora.books([ROOT / "benchmarks" / "cases" / "corridor.json"])
    assert one.bounds == (20, 42, 62)


def test_books_end_to_end_are_cut_where_one_ends() -> None:
    one = corpora.joined([document(4, 3), document(5)])
    assert (len(one.cues), one.bounds) == (12, (7,))
    assert one.cues[7].start_ms == one.cues[6].end_ms
    assert len({c.id for c in one.cues}) == 12


def document(*sizes: int) -> Document:
    texts = [SUBJECTS[k % len(SUBJECTS)] for k, size in enumerate(sizes) for _ in range(size)]
    bounds = tuple(int(at) for at in np.cumsum(sizes)[:-1])
    return Document(
        name="made", cues=tuple(cue(n, text) for n, text in enumerate(texts)), bounds=bounds
    )


def embed(one: Document) -> np.ndarray:
    return np.array([np.eye(3)[SUBJECTS.index(cue_.text)] for cue_ in one.cues])


def test_the_divisive_cut_finds_clean_subjects() -> None:
    found = rivals.divisive(document(30, 20, 40), embed, 2)
    late = [at - true for at, true in zip(found, (30, 50), strict=True)]
    assert all(0 <= one < splits.CONTEXT for one in late), "rows are means with the four before"
    assert len(splits.splits(embed(document(30, 20, 40)), 1)) == 1


def test_valleys_lie_where_subjects_meet() -> None:
    assert rivals.depth(document(30, 20, 40), embed, 2) == [30, 50]
    assert set(rivals.depth(document(40, 40, 40), embed, None)) >= {40, 80}


def test_equal_parts_are_equal_and_chance_is_the_same_twice() -> None:
    one = document(30, 20, 40)
    assert rivals.equidistant(one, 2) == [30, 60]
    assert rivals.at_random(one, 3) == rivals.at_random(one, 3)
    assert len(rivals.at_random(one, 3)) == 3


def test_texttiling_cuts_only_where_units_begin() -> None:
    made = rivals.texttiling(document(60, 60, 60))
    assert made
    assert all(0 < at < 180 for at in made)


def test_every_row_is_judged_on_the_same_documents() -> None:
    made = benchmark.judged([document(30, 20, 40), document(20, 20)], embed, embed)
    assert made["documents"] == 2
    assert made["pk_none"] == made["free"]["none"]["pk"] > 0
    assert made["given"]["treeseg wordllama"]["f1_3"] == made["f1_3_treeseg"] == 1
    assert made["free"]["ours"]["count_ratio"] == made["count_ratio"]
    assert all(row["count_ratio"] == 1 for row in made["given"].values())


def test_a_difference_is_told_with_what_chance_could_make_of_it() -> None:
    assert interval([0.5, 0.5, 0.5], [0.2, 0.2, 0.2]) == pytest.approx((0.3, 0.3, 0.3))
    mean, low, high = interval([1.0, 0.0] * 8, [0.0, 1.0] * 8)
    assert mean == 0
    assert low < -0.3
    assert high > 0.3


def test_ours_is_held_against_every_other_row() -> None:
    made = benchmark.judged([document(30, 20, 40), document(20, 20)], embed, None)
    for kind in ("given", "free"):
        assert set(made["apart"][kind]) == set(made[kind]) - {"ours"}
    assert made["apart"]["free"]["none"]["f1_3"][0] == made["f1_3"]


def test_without_the_static_vectors_their_rows_are_left_out() -> None:
    made = benchmark.judged([document(30, 20, 40)], embed, None)
    assert [name for name in made["given"] if "wordllama" in name] == []
    assert made["f1_3_treeseg"] == made["given"]["treeseg tf-idf"]["f1_3"]


def test_the_fit_finds_the_column_that_marks_boundaries() -> None:
    draw = np.random.default_rng(3)
    examples = []
    for _ in range(20):
        table = draw.normal(size=(60, 3))
        bounds = [10, 30, 50]
        table[[one - 1 for one in bounds], 1] += 4
        examples.append(fit.example(table, bounds, 1.0))
    weights = fit.fitted(examples, ridge=1.0)
    assert weights[1] > 1
    assert abs(weights[0]) < 0.3
    assert abs(weights[2]) < 0.3


def test_where_little_is_known_weights_stay_where_they_were() -> None:
    draw = np.random.default_rng(3)
    table = draw.normal(size=(60, 2))
    held = np.array([0.7, -0.4])
    (little,) = [fit.example(table, [10], 1e-6)]
    assert fit.fitted([little], 5.0, held) == pytest.approx(held, abs=1e-4)
    assert fit.fitted([little], 5.0) == pytest.approx([0, 0], abs=1e-4)


def test_the_numbers_of_before_are_those_of_the_columns_of_before() -> None:
    for embedded in (True, False):
        names = features.taken(embedded=embedded, turns=False)
        known = dict(zip(names, fit.former(names, embedded), strict=True))
        assert known.pop("sounds") == 0
        assert all(known.values())


def test_the_law_is_the_line_through_its_documents() -> None:
    long = [document(*[20 * n] * 3) for n in (1, 2, 3, 4)]
    made = fit.law(long, [1.0] * 4)
    assert made[0] + made[2] * np.log(20.0) == pytest.approx(np.log(3), abs=1e-6)
    assert made[1] == pytest.approx(0, abs=1e-6)


def test_a_line_keeps_what_a_turn_does_and_fits_the_rest() -> None:
    long = [document(*[20 * n] * 3) for n in (1, 2, 3, 4)]
    made = fit.line(long, [1.0] * 4, 0.5)
    assert made[2] == 0.5
    assert made[0] + 0.5 * np.log(20.0) == pytest.approx(np.log(3), abs=1e-6)


def corpus(shows: dict[str, list[Document]]) -> fit.Corpus:
    two = [document(30, 20, 40), document(20, 20)]
    return fit.Corpus(meetings=two, coarse=two, fine=two, shows=shows)


def test_a_show_of_many_episodes_counts_no_more_than_one_of_few() -> None:
    few, many = [document(20, 20)], [document(20, 20, 20), document(30, 20, 40)]
    many *= 40
    samples = corpus({"few": few * 80, "many": many}).sentences()
    told = {one.collection: one for one in samples}
    assert told["many"].documents == many
    assert [
        told[name].weight * sum(len(d.bounds) for d in told[name].documents)
        for name in ("few", "many")
    ] == pytest.approx([fit.SHOW, fit.SHOW])


def test_the_law_of_sentences_bends_to_the_podcasts_and_that_of_turns_does_not() -> None:
    busy = [document(*[10] * 12), document(*[15] * 16)]
    without, given = corpus({}), corpus({"busy": busy})
    assert np.array_equal(without.law_of_turns(), given.law_of_turns())
    assert without.law()[2] == given.law()[2] == given.law_of_turns()[2]
    pace = np.array([1.0, *count.pace(busy[1].cues)])
    assert given.law() @ pace > without.law() @ pace


def test_shows_are_told_apart_by_the_names_of_their_episodes(tmp_path: Path) -> None:
    for name in ("a1", "a20", "b3"):
        (tmp_path / "slicecast").mkdir(exist_ok=True)
        file = tmp_path / "slicecast" / f"{name}.txt"
        file.write_text("=====,1,x.\nOne.\n=====,1,y.\nTwo.\n", encoding="utf-8")
    read = fit.corpus(tmp_path).shows
    assert {show: [one.name for one in made] for show, made in read.items()} == {
        "a": ["a1", "a20"],
        "b": ["b3"],
    }


def test_without_podcasts_the_fit_says_what_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "qmsum/val/a.json", meeting((0, 3), (4, 8), (9, 11)))
    written(tmp_path, "tinyrec/dev/a.json", recording())
    monkeypatch.setattr(fit.embedding, "ours", lambda: lambda one: np.ones((len(one.cues), 2)))
    assert fit.main(["--data", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "no podcasts under" in told.err
    assert "no talks under" in told.err
    assert "is not what fitted.py holds" in told.err
    assert "LAW_TURNS = (" in told.out


def test_a_show_that_is_judged_was_not_fitted_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = corpus({"a": [document(30, 20, 40)], "b": [document(20, 30)]})
    seen = list[tuple[str, ...]]()
    plain = fitted.fit(embedded=True, turns=False), fitted.fit(embedded=False, turns=False)
    monkeypatch.setattr(shows.fit, "corpus", lambda _folder: read)
    monkeypatch.setattr(shows.embedding, "ours", lambda: embed)
    monkeypatch.setattr(shows.embedding, "wordllama", lambda: None)
    monkeypatch.setattr(shows, "without", lambda rest, *_: seen.append(tuple(rest.shows)) or plain)
    assert shows.main(["--data", str(tmp_path)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert seen == [("b",), ("a",)]
    assert set(made["a"]["given"]) == set(made["a"]["free"])
    assert set(made["a"]["apart given"]) == set(made["a"]["given"]) - {"ours"}
    assert all(row["count_ratio"] == 1 for row in made["b"]["given"].values())


def test_numbers_are_fitted_on_what_is_left() -> None:
    read = corpus({"a": [document(30, 20, 40)]})
    by_meaning, by_words = shows.without(read, embed, read.words(), ["b"])
    assert tuple(by_meaning.weights) == features.taken(embedded=True, turns=False)
    assert tuple(by_words.weights) == features.taken(embedded=False, turns=False)
    assert by_meaning.weights["meaning 60"] > 0
    assert by_meaning.law == by_words.law


def test_long_talks_are_timed_by_2000_sentences() -> None:
    assert benchmark.quickness(document(30, 20, 40), embed) > 0


def test_the_tables_of_the_page_are_those_of_the_figures() -> None:
    measured = json.loads(tables.MEASURED.read_text(encoding="utf-8"))
    page = tables.PAGE.read_text(encoding="utf-8")
    assert tables.PARTS.search(page)
    assert tables.written(page, measured) == page, "python -m benchmarks.segmentation.tables"
