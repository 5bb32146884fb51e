"""What every test shares: no home, no keys, no network beyond loopback."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pod2post.store import Store

if TYPE_CHECKING:
    from fakeyt import FakeYouTube
    from pod2post.backends.e5 import Aligner
    from pod2post.backends.youtube import YouTube
    from pod2post.glossary import Glossary

SECRETS = (
    *("POD2POST_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    *("POD2POST_SPOTIFY_ID", "POD2POST_SPOTIFY_SECRET"),
)
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class SilentTell:
    """Collects what would have been shown."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.steps: list[tuple[str, float, float | None, str]] = []

    def say(self, text: str, /) -> None:
        self.said.append(text)

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        self.steps.append((task, done, total, unit))


class YouForgotThatTestsHaveNoNetwork(AssertionError):
    pass


@pytest.fixture(autouse=True)
def _no_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty home and current folder, no keys, connections to loopback only."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in (*SECRETS, *PROXIES, "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.chdir(home)
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        host = address[0] if isinstance(address, tuple) else "unix"
        if host not in ("127.0.0.1", "::1", "localhost", "unix"):
            raise YouForgotThatTestsHaveNoNetwork(f"connection to {address}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def shelf(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", run="test")


@pytest.fixture
def tell() -> SilentTell:
    return SilentTell()


@pytest.fixture(scope="session")
def whisper_weights() -> Path:
    """The folder of Whisper tiny.en, prepared by the test command; skips where it is absent."""
    folder = Path(os.environ.get("POD2POST_TEST_MODELS", ".cache/models")) / "tiny.en"
    root = Path(__file__).parent.parent
    found = folder if folder.is_absolute() else root / folder
    if not (found / "model.bin").is_file():
        pytest.skip("no Whisper weights: python3 dev.py test prepares them")
    return found


@pytest.fixture(scope="session")
def ge2e_weights() -> Path:
    """The folder of the speaker encoder, prepared by the test command; skips as above."""
    named = Path(os.environ.get("POD2POST_TEST_MODELS", ".cache/models")) / "ge2e"
    found = named if named.is_absolute() else Path(__file__).parent.parent / named
    if not (found / "encoder.onnx").is_file():
        pytest.skip("no speaker encoder: python3 dev.py test prepares it")
    return found


@pytest.fixture(scope="session")
def glossary() -> "Glossary":
    """CC-CEDICT, prepared by the test command; skips as above."""
    from pod2post.glossary import Glossary

    folder = Path(os.environ.get("POD2POST_TEST_MODELS", ".cache/models")) / "cc-cedict"
    found = folder if folder.is_absolute() else Path(__file__).parent.parent / folder
    if not (found / "cedict.txt").is_file():
        pytest.skip("no CC-CEDICT: python3 dev.py test prepares it")
    return Glossary(found / "cedict.txt", "tests")


@pytest.fixture(scope="session")
def aligner() -> "Aligner":
    """The text encoder, prepared by the test command; skips as above."""
    from pod2post.backends.e5 import Aligner

    folder = Path(os.environ.get("POD2POST_TEST_MODELS", ".cache/models")) / "multilingual-e5-small"
    found = folder if folder.is_absolute() else Path(__file__).parent.parent / folder
    if not (found / "e5-small-q4.bin").is_file():
        pytest.skip("no text encoder: python3 dev.py test prepares it")
    return Aligner(found / "e5-small-q4.bin", "tests")


@pytest.fixture(scope="session")
def both(glossary: "Glossary", aligner: "Aligner") -> "Glossary":
    """The dictionary and the text encoder together, as a run has them."""
    from pod2post.glossary import Glossary

    return Glossary(glossary.file, "tests", aligner)


@pytest.fixture(scope="session")
def chromium_here() -> None:
    """Skips where no page can be opened in a browser, and says what is missing."""
    from chromium import missing

    if reason := missing():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def reference_post() -> str:
    """The real post that stands beside a founder's checkout; skips where it is absent."""
    path = Path(__file__).parents[2] / "shared" / "reference" / "post.md"
    if not path.is_file():
        pytest.skip("no reference post beside this checkout")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def _youtube(tmp_path_factory: pytest.TempPathFactory) -> Iterator["FakeYouTube"]:
    from fakeyt import FakeYouTube

    with FakeYouTube(tmp_path_factory.mktemp("fakeyt")).running() as running:
        yield running


@pytest.fixture
def fake(_youtube: "FakeYouTube", monkeypatch: pytest.MonkeyPatch) -> "FakeYouTube":
    """The canned YouTube, as new, and trusted."""
    _youtube.reset()
    monkeypatch.setenv("SSL_CERT_FILE", str(_youtube.ca_file))
    return _youtube


@pytest.fixture
def here(fake: "FakeYouTube") -> "YouTube":
    """The YouTube library of one test; 1 MB is its limit."""
    from pod2post.backends.youtube import YouTube
    from pod2post.settings import Limits

    return YouTube(None, Limits(download_mb=1), options=fake.options())
