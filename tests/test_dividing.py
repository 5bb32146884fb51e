"""What a run divides a talk by: chapters, the encoder that there is, or words. It keeps to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sound
from conftest import SilentTell
from pod2post import dividing
from pod2post.dividing import WORDS
from pod2post.ports import Embedder
from pod2post.scene import Options, Scene, opening
from pod2post.settings import Settings
from pod2post.values import Chapter, Transcript
from pod2post.world import World
from talk import cue, transcript

SUBJECTS = (
    "The pipe leaks water under the street and the pipe needs a plumber with a wrench.",
    "Our neural network has weights and the network learns from gradients and data.",
    "The bakery sells bread at dawn, sourdough bread with butter from the valley dairy.",
)


class Turning:
    """An embedder by which the subject changes at the tenth text, whatever is said."""

    identity = "turning 1"

    def __init__(self) -> None:
        self.asked = 0

    def vectors(self, texts: Sequence[str], /) -> Any:
        self.asked += 1
        return np.repeat(np.eye(2, dtype=np.float32), [10, len(texts) - 10], axis=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(World):
    """A world with this encoder; `fetches` notes whether it might have been fetched."""

    encoder: Embedder | None
    fetches: list[bool] = field(default_factory=list)

    def embedder(self, *, fetch: bool) -> Embedder | None:
        self.fetches.append(fetch)
        return self.encoder


def talk(language: str | None = "en") -> Transcript:
    made = transcript([cue(n, SUBJECTS[n // 12 % 3]) for n in range(36)], minutes=3)
    return replace(made, language=language)


@pytest.fixture
def scene(tmp_path: Path, tell: SilentTell) -> Scene:
    media = tmp_path / "talk.wav"
    media.write_bytes(sound.wav(1))
    options = Options(
        source=str(media), writer="extract", workspace=str(tmp_path / "w"), until="segment"
    )
    world = Offered(settings=Settings(), tell=tell, encoder=Turning())
    return opening(options, Settings(), tell=tell, world=world)


def offering(scene: Scene, encoder: Embedder | None) -> Scene:
    return replace(scene, world=replace(scene.world, encoder=encoder, fetches=[]))  # type: ignore[call-arg]


def test_the_encoder_that_there_is_decides_and_is_pinned(scene: Scene) -> None:
    made = dividing.segments(scene, talk(), fetch=True)
    assert "c0010" in [s.first for s in made.segments]
    assert made.method == "divisive"
    assert scene.run.record().encoder == "turning 1"


def test_without_one_words_decide_and_later_weights_move_nothing(scene: Scene) -> None:
    first = dividing.segments(offering(scene, None), talk(), fetch=True)
    assert scene.run.record().encoder == WORDS
    later = offering(scene, Turning())
    assert dividing.segments(later, talk(), fetch=True) == first
    assert later.world.fetches == []  # type: ignore[attr-defined]


def test_refresh_asks_for_the_encoder_again(scene: Scene) -> None:
    first = dividing.segments(offering(scene, None), talk(), fetch=True)
    fresh = replace(scene, options=replace(scene.options, refresh=True))
    assert dividing.segments(fresh, talk(), fetch=True) != first
    assert scene.run.record().encoder == "turning 1"


def test_a_run_that_fetches_nothing_does_not_decide_for_the_next(scene: Scene) -> None:
    dividing.segments(offering(scene, None), talk(), fetch=False)
    assert scene.run.record().encoder is None
    dividing.segments(scene, talk(), fetch=True)
    assert scene.run.record().encoder == "turning 1"


def test_chapters_of_the_source_need_no_encoder(scene: Scene) -> None:
    marks = tuple(Chapter(start_ms=45_000 * n, title=f"Part {n}") for n in range(4))
    marked = replace(scene, source=replace(scene.source, chapters=marks, duration_ms=180_000))
    assert dividing.segments(marked, talk(), fetch=True).method == "chapters"
    assert marked.world.fetches == []  # type: ignore[attr-defined]
    assert scene.run.record().encoder is None


def test_an_encoder_of_english_is_not_asked_about_other_languages(scene: Scene) -> None:
    dividing.segments(scene, talk("zh"), fetch=True)
    assert scene.world.fetches == []  # type: ignore[attr-defined]


def test_a_second_run_embeds_nothing(scene: Scene) -> None:
    encoder = Turning()
    once = offering(scene, encoder)
    first = dividing.segments(once, talk(), fetch=True)
    asked = encoder.asked
    assert asked > 0
    assert dividing.segments(once, talk(), fetch=True) == first
    assert encoder.asked == asked
