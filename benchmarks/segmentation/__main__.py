"""Where an episode changes its subject: our cut beside others, on corpora that people cut.

    python -m benchmarks.segmentation --json [--data DIR] [--development]

DIR holds qmsum/ and tinyrec/ (see corpora.py); without --development the test parts are read,
which nothing was fitted on. One object for each data set, keyed by part: `tinyrec` at the coarse
level, `tinyrec_fine` at the fine one, `books` those of benchmarks/cases by their sections, `joined`
the same end to end. For podcasts, which were all fitted on, see shows.py.
`given`: the methods that are told how many boundaries the reference has; `free`: those that are
not. Rows hold Pk, WindowDiff, boundary similarity, F1 exact and within three units, and guessed
over true boundaries, as means over documents. `f1_3`, `bs`, `pk`, `count_ratio` are ours without
the count; `f1_3_given` and `f1_3_treeseg` with it, the latter of the better TreeSeg-like row.
`apart`: for each row, ours less it, in F1 within three and Pk, with the bounds of 95 draws in 100.
`cut_s`: seconds for 2,000 sentences beyond embedding; `sentences_per_s`: embedded, where asked
for by --speed.
"""

import argparse
import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.segmentation import corpora, embedding, rivals
from benchmarks.segmentation.corpora import Document
from benchmarks.segmentation.embedding import Embed
from benchmarks.segmentation.intervals import interval
from benchmarks.segmentation.measures import Score, score
from pod2post.topics import cut as topics

CASES = Path(__file__).resolve().parents[1] / "cases"
LONG = 2000
WHOLE = {"books": "cases", "joined": "cases"}  # what has no parts
Method = Callable[[Document, int], Sequence[int]]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    embedding.data_folder(parser)
    parser.add_argument("--development", action="store_true", help="the parts that were fitted on")
    parser.add_argument("--speed", action="store_true", help="embed a meeting without the store")
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    asked = parser.parse_args(argv)
    sets = chosen(asked.data, development=asked.development)
    if not sets["qmsum"] and not sets["tinyrec"]:
        return embedding.nothing(asked.data)
    ours, static = embedding.ours(), embedding.wordllama()
    if static is None:
        print("wordllama or safetensors is not installed: its rows are left out", file=sys.stderr)
    part = "development" if asked.development else "test"
    whole: dict[str, Any] = {}
    for name, documents in sets.items():
        if documents:
            where = WHOLE.get(name, part)
            whole[name] = {where: judged(documents, ours, static)}
            print(name, json.dumps(whole[name]), file=sys.stderr, flush=True)
    most = max(sets["qmsum"] or sets["tinyrec"], key=lambda one: len(one.cues))
    whole["cut_s"] = round(quickness(most, ours), 3)
    if asked.speed:
        whole["sentences_per_s"] = round(embedding.speed(most), 1)
    print(json.dumps(whole, indent=None if asked.json else 1))
    return 0


def chosen(folder: Path, *, development: bool) -> dict[str, list[Document]]:
    """The documents of each data set, none where it is not there."""
    first = 0 if development else 1
    meetings, recordings = (corpora.PARTS[name][first] for name in ("qmsum", "tinyrec"))
    return {
        "qmsum": corpora.documents(folder, "qmsum", meetings),
        "tinyrec": corpora.documents(folder, "tinyrec", recordings),
        "tinyrec_fine": corpora.documents(folder, "tinyrec", recordings, "fine"),
        "books": corpora.books(CASES.glob("*.json")),
        "joined": [corpora.joined(corpora.books(CASES.glob("*.json")))],
    }


def given(ours: Embed, static: Embed | None) -> dict[str, Method]:
    """The methods that are told the number of boundaries."""
    made: dict[str, Method] = {
        "equidistant": rivals.equidistant,
        "random": rivals.at_random,
        "depth tf-idf": lambda one, count: rivals.depth(one, rivals.tfidf, count),
        "treeseg tf-idf": lambda one, count: rivals.divisive(one, rivals.tfidf, count),
        "treeseg minilm": lambda one, count: rivals.divisive(one, ours, count),
    }
    if static is not None:
        made["depth wordllama"] = lambda one, count: rivals.depth(one, static, count)
        made["treeseg wordllama"] = lambda one, count: rivals.divisive(one, static, count)
    made["ours without weights"] = lambda one, count: topics.cut(one.cues, None, count + 1)[1:]
    made["ours"] = lambda one, count: topics.cut(one.cues, ours(one), count + 1)[1:]
    return made


def free(ours: Embed, static: Embed | None) -> dict[str, Method]:
    """The methods that are told nothing. `law`: the number of parts that ours starts from."""

    def law(one: Document) -> int:
        return round(topics.evidence(one.cues, None).about) - 1

    made: dict[str, Method] = {
        "none": lambda _one, _count: (),
        "equidistant, count by the law": lambda one, _: rivals.equidistant(one, law(one)),
        "texttiling": lambda one, _: rivals.texttiling(one),
        "depth tf-idf": lambda one, _: rivals.depth(one, rivals.tfidf, None),
        "treeseg tf-idf, count by the law": lambda one, _: rivals.divisive(
            one, rivals.tfidf, law(one)
        ),
    }
    if static is not None:
        made["depth wordllama"] = lambda one, _: rivals.depth(one, static, None)
        made["treeseg wordllama, count by the law"] = lambda one, _: rivals.divisive(
            one, static, law(one)
        )
    made["ours without weights"] = lambda one, _: topics.cut(one.cues, None)[1:]
    made["ours"] = lambda one, _: topics.cut(one.cues, ours(one))[1:]
    return made


def judged(documents: Sequence[Document], ours: Embed, static: Embed | None) -> dict[str, Any]:
    """All rows of one part, and the figures of ours by themselves."""
    known = [one for one in documents if one.bounds]
    told, untold = (
        {name: [judge(one, method) for one in known] for name, method in methods.items()}
        for methods in (given(ours, static), free(ours, static))
    )
    means = [{name: mean(scores) for name, scores in rows.items()} for rows in (told, untold)]
    return {
        "documents": len(documents),
        **{name: means[1]["ours"][name] for name in ("f1_3", "bs", "pk", "wd", "count_ratio")},
        "pk_none": means[1]["none"]["pk"],
        "f1_3_given": means[0]["ours"]["f1_3"],
        "f1_3_treeseg": max(row["f1_3"] for name, row in means[0].items() if name in TREESEG),
        "given": means[0],
        "free": means[1],
        "apart": {"given": apart(told), "free": apart(untold)},
    }


TREESEG = ("treeseg tf-idf", "treeseg wordllama")


def judge(document: Document, method: Method) -> Score:
    guess = method(document, len(document.bounds))
    return score(len(document.cues), document.bounds, guess)


def mean(scores: Sequence[Score]) -> dict[str, float]:
    """Over documents, each counting the same."""
    fields = [field.name for field in dataclasses.fields(Score)]
    return {
        name: round(statistics.mean(getattr(one, name) for one in scores), 4) for name in fields
    }


def apart(rows: dict[str, list[Score]]) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Ours less every other row, by two measures, each with its interval."""
    return {
        name: {
            field: interval(
                [getattr(one, field) for one in rows["ours"]],
                [getattr(one, field) for one in scores],
            )
            for field in ("f1_3", "pk")
        }
        for name, scores in rows.items()
        if name != "ours"
    }


def quickness(document: Document, ours: Embed) -> float:
    """Seconds for a cut of 2,000 sentences whose vectors are there; the best of five."""
    rows = list(islice(cycle(range(len(document.cues))), LONG))
    cues, vectors = [document.cues[at] for at in rows], ours(document)[rows]
    times = []
    for _ in range(5):
        began = time.perf_counter()
        topics.cut(cues, vectors)
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
