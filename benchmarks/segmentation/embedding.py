"""Vectors of the corpora's units, kept on disk beside the checkout: each is computed once."""

import argparse
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.segmentation.corpora import Document
from pod2post import weights
from pod2post.backends import minilm
from pod2post.store import Store
from pod2post.topics import embedded
from pod2post.weights_table import MINILM

Matrix = NDArray[np.float64]
Embed = Callable[[Document], Matrix]
CACHE = Path(".cache/segmentation")


class Quiet:
    """A `ports.Tell` that shows nothing."""

    def say(self, text: str, /) -> None:
        pass

    def step(self, task: str, done: float, total: float | None, unit: str, /) -> None:
        pass


def weights_folder() -> Path:
    return Path(os.environ.get("POD2POST_MODELS", ".cache/models"))


def encoder() -> minilm.Embedder:
    """Ours; SystemExit where its weights are not there."""
    home = weights_folder() / MINILM.name
    if not (home / "model.onnx").is_file():
        raise SystemExit(f"no weights: `pod2post models pull {MINILM.name}` fetches them")
    return minilm.Embedder(home, weights.fingerprint(home))


def ours(cache: Path = CACHE) -> Embed:
    """What the program itself takes, through a store of its own."""
    known, shelf = encoder(), Store(cache / "store")

    def embed(document: Document) -> Matrix:
        texts = [cue.text for cue in document.cues]
        return embedded.vectors(texts, known, shelf=shelf, tell=Quiet())

    return embed


def wordllama() -> Embed | None:
    """Static vectors of 256 numbers, read from the wheel as data; None where it is not installed.

    `WordLlama.load` of 0.4.0.post1 looks in another folder than its wheel's, then downloads.
    """
    found = importlib.util.find_spec("wordllama")
    if found is None or importlib.util.find_spec("safetensors") is None:
        return None
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    root = Path(str(found.origin)).parent
    rows: Any = next(iter(load_file(root / "weights" / "l2_supercat_256.safetensors").values()))
    table = rows.astype(np.float32)
    place = root / "tokenizers" / "l2_supercat_tokenizer_config.json"
    words = Tokenizer.from_file(str(place))
    words.no_padding()

    def embed(document: Document) -> Matrix:
        texts = [cue.text if cue.text.strip() else "." for cue in document.cues]
        batch = words.encode_batch(texts, add_special_tokens=False)
        means = np.array([table[one.ids].mean(axis=0) for one in batch], np.float64)
        made: Matrix = means / (np.linalg.norm(means, axis=1, keepdims=True) + 1e-9)
        return made

    return embed


def speed(document: Document) -> float:
    """Sentences embedded in a second, without a store."""
    texts, known = [cue.text for cue in document.cues], encoder()
    known.vectors(texts[:4])
    began = time.perf_counter()
    for at in range(0, len(texts), embedded.BLOCK):
        known.vectors(texts[at : at + embedded.BLOCK])
    return len(texts) / (time.perf_counter() - began)


def data_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=Path("shared/data/segmentation"), help="qmsum/, tinyrec/"
    )


def nothing(folder: Path) -> int:
    print(f"no corpora under {folder}; --data DIR names the folder", file=sys.stderr)
    return 2
