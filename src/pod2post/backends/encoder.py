"""Whisper's encoder on onnxruntime: on a CPU half the time of CTranslate2's, as exact.

It takes half of all time there, since each window is padded to 30 s. CTranslate2 runs it with
the kernels of older processors on every CPU that is not Intel's; onnxruntime knows them all.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pod2post.backends import network

MADE = "encoder 1"  # part of the recogniser's identity: change it with the graph

Encode = Callable[[Any], Any]


def load(home: Path, threads: int) -> Encode | None:
    """From features (bands, 3000) to what was heard (1, 1500, width), both float32.

    None for weights of a form that is not known here: CTranslate2 encodes those itself.
    """
    from pod2post.backends import encoder_graph as graph

    try:
        model = graph.onnx_of(graph.variables(home / "model.bin", "encoder/"))
    except graph.Unreadable:
        return None
    session, lean = network.session(model, threads), network.lean()

    def encode(features: Any) -> Any:
        (heard,) = session.run(None, {"mel": features[None]}, lean)
        return heard

    return encode
