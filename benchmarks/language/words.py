"""How much the language rules find, and how much they find fault with that is sound.

Four corpora, written for this (their form: `cases/README.md`): sentences in Simplified
characters, characters that both scripts have, words of Mainland China, and good prose.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pod2post.rules.language import language
from pod2post.rules.passages import Passage
from pod2post.rules.terms import terms
from pod2post.values import Finding, Names

CASES = Path(__file__).resolve().parent / "cases"
_NOBODY = Names(entries=())


def figures(cases: Path | None = None) -> dict[str, Any]:
    """Shares are 0 to 1; `missed` and `alarms` list what pulls them from their ideal.

    Raises:
        OSError, ValueError: a file of the folder is not there, or is no JSON.
    """
    folder = cases or CASES
    return {
        **_plain(_rows(folder, "simplified", "sentences")),
        **_shared(_rows(folder, "mixed", "characters")),
        **_terms(_rows(folder, "terms", "terms")),
        **_sound(folder),
    }


def _plain(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Simplified characters that Big5 lacks, and those that it has, in running text."""
    places: dict[bool, list[tuple[str, bool]]] = {True: [], False: []}
    for row in rows:
        hit = {found.start for found in found_in(row["simplified"]) if found.severity != "note"}
        for at, (letter, meant) in enumerate(zip(row["simplified"], row["taiwan"], strict=True)):
            if letter != meant:
                places[_in_big5(letter)].append((letter, at in hit))
    return {
        "simplified_recall": _share(found for _, found in places[False]),
        "simplified_places": len(places[False]),
        "simplified_characters": len({letter for letter, _ in places[False]}),
        "simplified_missed": sorted({letter for letter, found in places[False] if not found}),
        "simplified_running_big5": _share(found for _, found in places[True]),
        "simplified_running_big5_places": len(places[True]),
        "simplified_running_big5_missed": sorted({a for a, found in places[True] if not found}),
    }


def _shared(rows: list[dict[str, str]]) -> dict[str, Any]:
    """The characters of both scripts: wrong uses that are found, as error or warning."""
    wrong = [(row["character"], row["wrong"]) for row in rows if "wrong" in row]
    levels = {text: _levels(text, letter) for letter, text in wrong}
    loud = {text: bool(levels[text] & {"error", "warning"}) for _, text in wrong}
    return {
        "simplified_recall_big5": _share(loud.values()),
        "simplified_big5_as_error": _share("error" in found for found in levels.values()),
        "simplified_big5_wrong": len(wrong),
        "simplified_big5_right": sum("right" in row for row in rows),
        "simplified_big5_missed": [text for _, text in wrong if not loud[text]],
    }


def _terms(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Listed words that are found where they are wrong, as a finding of any severity."""
    listed = {term.mainland for term in terms()}
    hit = [(row["term"], _covered(row["wrong"], row["term"])) for row in rows]
    return {
        "term_recall": _share(found for _, found in hit),
        "terms_listed": len(listed),
        "terms_with_sentence": len(listed & {term for term, _ in hit}),
        "terms_missed": [term for term, found in hit if not found],
    }


def _sound(folder: Path) -> dict[str, Any]:
    """Good prose, and sentences beside the faults that only look alike."""
    good = _rows(folder, "good", "sentences")
    alike = [row["right"] for row in _rows(folder, "mixed", "characters") if "right" in row]
    alike += [row["right"] for row in _rows(folder, "terms", "terms") if "right" in row]
    alarms = {text: list(_alarms(text)) for text in (*good, *alike)}

    def share(texts: list[str], severity: str) -> float | None:
        return _share(any(a["severity"] == severity for a in alarms[text]) for text in texts)

    return {
        "false_errors": share(good, "error"),
        "false_warnings": share(good, "warning"),
        "good_sentences": len(good),
        "false_errors_alike": share(alike, "error"),
        "false_warnings_alike": share(alike, "warning"),
        "alike_sentences": len(alike),
        "alarms": [alarm for found in alarms.values() for alarm in found],
    }


def found_in(text: str) -> list[Finding]:
    """What the language rules find in one paragraph."""
    return list(language((Passage(where="s1", kind="paragraph", text=text),), _NOBODY))


def _alarms(text: str) -> Iterator[dict[str, str]]:
    for found in found_in(text):
        if found.severity != "note":
            yield {"severity": found.severity, "what": found.what, "text": text}


def _levels(text: str, letter: str) -> set[str]:
    """The severities of the findings at the places of `letter`."""
    return {found.severity for found in found_in(text) if text[found.start : found.end] == letter}


def _covered(text: str, word: str) -> bool:
    """Does some term's finding lie upon the word?"""
    start = text.index(word)
    end = start + len(word)
    return any(
        found.rule == "mainland_terms" and (found.start or 0) < end and start < (found.end or 0)
        for found in found_in(text)
    )


def _in_big5(letter: str) -> bool:
    try:
        letter.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True


def _rows(folder: Path, name: str, key: str) -> list[Any]:
    rows: list[Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))[key]
    return rows


def _share(hits: Any) -> float | None:
    row = list(hits)
    return round(sum(row) / len(row), 4) if row else None
