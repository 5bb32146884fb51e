"""What providers charge less for: a beginning of the prompt that they have seen before.

Measured on all requests of one whole run, in UTF-8 bytes, as they came over HTTP.
"""

from collections import defaultdict

import pytest

from benchmarks.long import alike, run, said, seen_before
from long_talk import LINE, Asked, Model, transcript
from pod2post.writing import prompts


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    """Every request of one run over an hour of talk, second rounds of quotations among them."""
    model = Model()
    run(transcript(hours=1), model, tmp_path_factory.mktemp("prefix"))
    return model.asked


def test_all_calls_of_a_run_begin_with_the_same_bytes(asked: list[Asked]) -> None:
    """The house style and the episode, whole: whatever else is sent, it comes after them."""
    tasks = {"topics", "plan", "quotes", "section", "head", "observation"}
    assert {row.task for row in asked} == tasks
    house = prompts.ours().render(prompts.SYSTEM, {}) + "\n"
    start = alike([said(row) for row in asked]).decode(errors="ignore")
    assert start.startswith(house)
    episode = start.removeprefix(house)
    assert "標題：" in episode
    assert "名單" in episode
    assert episode.rstrip().endswith("Port Saffron"), "down to the last name of the glossary"


def test_prose_begins_with_the_transcript_that_its_quotations_were_chosen_from(
    asked: list[Asked],
) -> None:
    by_section: defaultdict[str, list[Asked]] = defaultdict(list)
    for row in asked:
        if row.section and not row.again:
            by_section[row.section].append(row)
    assert len(by_section) >= 4
    for rows in by_section.values():
        assert [row.task for row in rows] == ["quotes", "section"]
        start = alike([said(row) for row in rows]).decode(errors="ignore")
        assert [line[0] for line in LINE.findall(start)] == rows[0].cues, "every line of it"


def test_half_of_what_a_run_sends_was_sent_before(asked: list[Asked]) -> None:
    assert seen_before(asked) > 0.5
