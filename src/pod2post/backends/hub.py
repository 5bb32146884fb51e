"""Weights from the model hub. The only file that imports huggingface_hub.

`HF_ENDPOINT` names another hub. The weights are public: no token is sent.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from pod2post.errors import TryLater
from pod2post.ports import Tell
from pod2post.store import full_disk_named
from pod2post.weights_table import Entry

CONNECT_S = 10
NEEDED = ("model.bin", "config.json", "tokenizer.json", "vocabulary.")
WANTED = (*NEEDED, "preprocessor_config.json")
REMEDY = "Try again when the model hub can be reached, or put the weights there by hand."


def fetch(entry: Entry, into: Path, *, tell: Tell) -> str:
    """Download a model's files into `into`; returns where they are from, with the commit.

    The hub is asked once, with at most ten seconds to connect; a broken transfer is
    resumed by the hub's own client.

    Raises:
        TryLater: not reachable, an answer that is none, files missing or cut.
        LimitReached: the disk is full.
    """
    from huggingface_hub import HfApi  # a second to import
    from huggingface_hub.errors import HfHubHTTPError

    # The class of transport errors: its library changed from one major version to the next.
    transport: Any = HfHubHTTPError.__bases__[0]
    endpoint = os.environ.get("HF_ENDPOINT") or None
    try:
        with full_disk_named(into):
            hub = HfApi(endpoint=endpoint, token=False)
            seen = hub.model_info(
                entry.repository, revision=entry.revision, files_metadata=True, timeout=CONNECT_S
            )
            wanted = tuple(entry.pinned) if entry.kind == "writer" else WANTED
            files = [file for file in seen.siblings or () if file.rfilename.startswith(wanted)]
            _download(entry, str(seen.sha), files, into, endpoint, tell)
            shutil.rmtree(into / ".cache", ignore_errors=True)
    except (OSError, transport, ValueError, KeyError, TypeError) as error:
        cause = str(error).strip().split("\n")[0] or type(error).__name__
        raise TryLater(f"{entry.name}: the model hub did not serve it ({cause})", REMEDY) from error
    needed = tuple(entry.pinned) if entry.kind == "writer" else NEEDED
    missing = [name for name in needed if not any(into.glob(f"{name}*"))]
    if missing:
        raise TryLater(f"{entry.name}: {entry.repository} lacks {', '.join(missing)}", REMEDY)
    return f"{entry.repository} on the model hub, commit {seen.sha}"


def _download(
    entry: Entry, commit: str, files: list[Any], into: Path, endpoint: str | None, tell: Tell
) -> None:
    from huggingface_hub import hf_hub_download

    total = sum(file.size or 0 for file in files) or None
    bar = _bar(tell, total)
    for file in files:
        hf_hub_download(
            entry.repository,
            file.rfilename,
            revision=commit,
            local_dir=into,
            endpoint=endpoint,
            etag_timeout=CONNECT_S,
            token=False,
            tqdm_class=bar,
        )


def _bar(tell: Tell, total: int | None) -> Any:
    """A progress class as the hub's client wants one; it counts over all files."""
    from huggingface_hub import utils

    ordinary: Any = utils.tqdm  # type: ignore[attr-defined]

    done = 0.0

    class Bar(ordinary):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> None:
            nonlocal done
            done += n or 0
            tell.step("weights", done, total, "B")

    return Bar
