"""What providers charge less for: a beginning of the prompt that they have seen before.

Measured on all requests of one whole run, in UTF-8 bytes, as they came over HTTP.
"""

from collections import defaultdict
from collections.abc import Sequence
from os.path import commonprefix
from pathlib import Path
from typing import Any

import pytest

from benchmarks.long import run
from long_talk import LINE, SECTION, Model, transcript
from pod2post import prompts

Json = dict[str, Any]


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    """Every request of one run over an hour of talk, second rounds of quotations among them."""
    model, seen = Model(), list[Json]()

    def noted(body: Json) -> Any:
        seen.append(body)
        return model(body)

    run(transcript(hours=1), noted, tmp_path_factory.mktemp("prefix"))  # type: ignore[arg-type]
    return seen


def said(body: Json) -> bytes:
    """The messages as one text, each with its role."""
    rows = (f"<{message['role']}>{message['content']}" for message in body["messages"])
    return "".join(rows).encode()


def shared(bodies: Sequence[Json]) -> bytes:
    return bytes(commonprefix([said(body) for body in bodies]))


def task(body: Json) -> str:
    return str(body["response_format"]["json_schema"]["name"])


def test_all_calls_of_a_run_begin_with_the_same_bytes(bodies: list[Json]) -> None:
    """The house style and the episode, whole: whatever else is sent, it comes after them."""
    start = shared(bodies).decode(errors="ignore")
    house = prompts.ours().render(prompts.SYSTEM, {})
    assert {"plan", "quotes", "section", "head", "observation"} == set(map(task, bodies))
    assert start.startswith(f"<system>{house}<user>")
    rest = start.removeprefix(f"<system>{house}<user>")
    assert "標題：" in rest
    assert "名單" in rest
    assert rest.rstrip().endswith("Port Saffron"), "down to the last name of the glossary"


def test_prose_begins_with_the_transcript_that_its_quotations_were_chosen_from(
    bodies: list[Json],
) -> None:
    by_section: defaultdict[str, list[Json]] = defaultdict(list)
    for body in bodies:
        found = SECTION.search(body["messages"][1]["content"])
        again = len(LINE.findall(body["messages"][1]["content"]))
        if found and again:
            by_section[found[1]].append(body)
    assert len(by_section) >= 4
    for section, rows in by_section.items():
        whole = max(len(LINE.findall(body["messages"][1]["content"])) for body in rows)
        full = [b for b in rows if len(LINE.findall(b["messages"][1]["content"])) == whole]
        assert {task(body) for body in full} == {"quotes", "section"}, section
        start = shared(full).decode(errors="ignore")
        assert len(LINE.findall(start)) == whole, "every line of it"


def test_how_much_of_a_run_a_provider_has_seen_before(bodies: list[Json]) -> None:
    """The share of all bytes that stood at the beginning of some earlier request."""
    seen: list[bytes] = []
    known = total = 0
    for body in bodies:
        text = said(body)
        total += len(text)
        known += max((len(commonprefix([text, old])) for old in seen), default=0)
        seen.append(text)
    assert known / total > 0.5
