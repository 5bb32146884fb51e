"""Five hours of talk, 60,000 words: all of it is read, by section, and nothing is cut off."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.long import run, sent, slowest, unaccounted, worded
from long_talk import WORDS, Model, transcript
from pod2post import codec
from pod2post.runs import Record
from pod2post.scene import Made
from pod2post.values import Quotes, Transcript
from pod2post.writing import portions


@dataclass(frozen=True)
class Long:
    """What became of one run."""

    talk: Transcript
    model: Model
    made: dict[str, Made]

    @property
    def record(self) -> Record:
        folder = Path(self.made["render"].value.run)
        return codec.decode(Record, (folder / "run.json").read_bytes())

    def quotes(self) -> tuple[Quotes, ...]:
        rows = self.made["quote"].value
        assert isinstance(rows, tuple)
        return rows


@pytest.fixture(scope="module")
def five_hours(tmp_path_factory: pytest.TempPathFactory) -> Long:
    talk, model = transcript(), Model()
    return Long(talk, model, run(talk, model, tmp_path_factory.mktemp("long")))


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Long:
    """Two hours of it, for a model that holds little."""
    talk, model = transcript(hours=2), Model()
    folder = tmp_path_factory.mktemp("divided")
    return Long(talk, model, run(talk, model, folder, context_tokens=14_000, max_tokens=4_000))


def test_the_talk_is_as_long_as_it_says_and_always_the_same(five_hours: Long) -> None:
    words = sum(len(cue.text.split()) for cue in five_hours.talk.cues)
    assert WORDS <= words < WORDS + 30
    assert five_hours.talk.cues[-1].end_ms > 0.99 * 5 * 3_600_000
    assert codec.digest(transcript()) == codec.digest(five_hours.talk)


def test_every_sentence_reaches_a_prompt_or_is_listed_as_left_out(
    five_hours: Long, divided: Long
) -> None:
    for made in (five_hours, divided):
        assert unaccounted(made.talk, made.model.asked, made.made) == set()
        seen = {id_ for row in made.model.by("quotes") for id_ in row.cues}
        assert len(seen) > 0.8 * len(made.talk.cues), "most of it was read for quotations"
        assert any(line.startswith("left out: ") for line in made.record.sound)


def test_a_sentence_that_nobody_is_told_of_would_be_noticed(five_hours: Long) -> None:
    fewer = [row for row in five_hours.model.asked if row.section != "s2"]
    lost = unaccounted(five_hours.talk, fewer, five_hours.made)
    assert len(lost) > 300


def test_five_hours_are_drafted_section_by_section(five_hours: Long) -> None:
    counts = Counter((row.task, row.again) for row in five_hours.model.asked)
    assert counts == {
        ("topics", False): 1,
        ("plan", False): 1,
        ("quotes", False): 6,
        ("quotes", True): 6,
        ("section", False): 6,
        ("observation", False): 1,
        ("head", False): 1,
    }
    for row in five_hours.model.by("section"):
        chosen = [q for q in five_hours.model.by("quotes") if q.section == row.section]
        (first,) = [q for q in chosen if not q.again]
        assert set(row.cues) <= set(first.cues), "its prose is told from the same sentences"
        assert len(row.cues) > 0.5 * len(first.cues)
    assert five_hours.record.ledger.sent == len(five_hours.model.asked)


def test_what_is_sent_is_little_more_than_the_transcript_twice(five_hours: Long) -> None:
    shown = portions.tokens(five_hours.talk.cues)
    assert sum(map(worded, five_hours.model.asked)) <= 2.2 * shown
    assert sum(map(sent, five_hours.model.asked)) <= 2.3 * shown, "with schemas and examples"


def test_a_second_round_of_quotations_sends_what_is_near(five_hours: Long) -> None:
    again = [row for row in five_hours.model.by("quotes") if row.again]
    assert all(0 < len(row.cues) <= 2 * (2 * portions.AROUND + 1) for row in again)


def pieces(made: Long) -> Counter[str]:
    """In how many parts each section's quotations were chosen."""
    return Counter(row.section for row in made.model.by("quotes") if not row.again)


def test_no_request_holds_more_than_the_model(divided: Long) -> None:
    """And what does not fit into one is sent in several."""
    assert max(sent(row) for row in divided.model.asked) + 4_000 <= 14_000
    counts = pieces(divided)
    assert len(counts) == 6
    assert sum(count > 1 for count in counts.values()) >= 5


def test_quotations_of_a_divided_section_come_from_all_of_it(divided: Long) -> None:
    for row in divided.quotes():
        ids = [quote.id for quote in row.quotes]
        assert ids == [f"{row.section}q{n}" for n in range(1, len(ids) + 1)]
        starts = [quote.start_ms for quote in row.quotes]
        assert starts == sorted(starts)
        parts = pieces(divided)[row.section]
        assert len(ids) == 2 * parts, "two from each of its parts"
        assert len(row.dropped) == parts, "and the invented one of each is listed"


def test_the_prose_of_a_divided_section_sees_its_quotations(divided: Long) -> None:
    by_section = {row.section: row for row in divided.quotes()}
    for asked in divided.model.by("section"):
        cited = {id_ for quote in by_section[asked.section].quotes for id_ in quote.cues}
        assert cited <= set(asked.cues)
        listed = f"section {asked.section} is long" in " ".join(divided.record.sound)
        assert listed == (pieces(divided)[asked.section] > 1), "an editor is told"


def test_the_slowest_chain_is_no_sum(five_hours: Long) -> None:
    """The benchmark's yardstick: topics, plan, one section's three calls, the last two at once."""
    delays = {"topics": 0.5, "plan": 1.0, "head": 2.0}
    delays |= {"quotes": 10.0, "again": 100.0, "section": 1000.0}
    model = Model(delays=delays)
    for row in five_hours.model.asked:
        delay = model.delay(row.task, row.section, again=row.again)
        model.asked.append(type(row)(**{**_fields(row), "delay_s": delay}))
    assert slowest(model) == pytest.approx(1.5 + 1.6 * 1110.0 + 2.0)


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}  # type: ignore[attr-defined]
