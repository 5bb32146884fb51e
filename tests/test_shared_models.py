"""What is heavy is there once for each process: nights have many episodes."""

from pathlib import Path

import pytest

from pod2post import glossary
from pod2post.backends import e5, minilm
from pod2post.weights_table import CEDICT, E5, MINILM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for entry in (CEDICT, E5, MINILM):
        for name in entry.pinned:
            path = tmp_path / entry.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"made up")
    return tmp_path


def test_a_later_episode_takes_what_an_earlier_one_opened(folder: Path) -> None:
    assert e5.present(folder) is e5.present(folder)
    assert minilm.present(folder) is minilm.present(folder)
    assert glossary.present(folder) is glossary.present(folder)


def test_other_weights_are_others(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = e5.present(folder), minilm.present(folder), glossary.present(folder)
    for entry in (CEDICT, E5, MINILM):
        for name in entry.pinned:
            (folder / entry.name / name).write_bytes(b"made up otherwise")
    after = e5.present(folder), minilm.present(folder), glossary.present(folder)
    assert all(one is not other for one, other in zip(before, after, strict=True))
    assert all(
        one.identity != other.identity
        for one, other in zip(before, after, strict=True)
        if one and other
    )
