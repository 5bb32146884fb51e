"""The GE2E speaker encoder, from a torch checkpoint to an ONNX file, without either library.

The network is three LSTM layers of 256 and one linear layer (Wan and others, 2018; weights of
Resemblyzer, Apache-2.0). The same input gives the same bytes.
"""

import struct

from pod2post.backends import checkpoints
from pod2post.backends.checkpoints import Weights
from pod2post.backends.onnx_parts import (
    FLOAT,
    INT,
    constant,
    edge,
    model,
    node,
    number_of,
    numbers_of,
)

MODEL = "model_state"
BANDS, WIDTH, LAYERS = 40, 256, 3


def onnx_of(checkpoint: bytes) -> bytes:
    """The encoder as an ONNX model: `mel` (n, time, 40) to `emb` (n, 256) of unit length.

    Raises:
        Unreadable: no torch checkpoint of this network, or one that asks to run code.
    """
    try:
        return _model(checkpoints.rows(checkpoint, MODEL))
    except KeyError as error:
        raise checkpoints.Unreadable(f"no checkpoint of this network ({error})") from error


def _model(weights: Weights) -> bytes:
    """Last hidden state, linear layer, ReLU, unit length."""
    flow, nodes, constants = "steps", list[bytes](), list[bytes]()
    nodes.append(node("Transpose", ["mel"], [flow], [numbers_of("perm", (1, 0, 2))]))
    constants += [constant(f"axis{n}", (1,), INT, struct.pack("<q", n)) for n in (0, 1)]
    for layer in range(LAYERS):
        constants += _lstm(weights, layer)
        names = [flow, *(f"{part}{layer}" for part in "WRB")]
        given = [f"y{layer}", f"h{layer}"]
        nodes.append(node("LSTM", names, given, [number_of("hidden_size", WIDTH)]))
        flow = f"s{layer}"
        nodes.append(node("Squeeze", [f"y{layer}", "axis1"], [flow]))
    for name in ("linear.weight", "linear.bias"):
        shape, raw = weights[name]
        constants.append(constant(name, shape, FLOAT, raw))
    nodes += [
        node("Squeeze", [f"h{LAYERS - 1}", "axis0"], ["last"]),
        node("Gemm", ["last", "linear.weight", "linear.bias"], ["raw"], [number_of("transB", 1)]),
        node("Relu", ["raw"], ["positive"]),
        node("LpNormalization", ["positive"], ["emb"], [number_of("axis", 1), number_of("p", 2)]),
    ]
    edges = [edge(11, "mel", ("n", "time", BANDS)), edge(12, "emb", ("n", WIDTH))]
    return model("ge2e", nodes, constants, edges)


def _lstm(weights: Weights, layer: int) -> list[bytes]:
    rows = {name: weights[f"lstm.{name}_l{layer}"] for name in ("weight_ih", "weight_hh")}
    bias = b"".join(_gates(weights[f"lstm.bias_{name}_l{layer}"][1]) for name in ("ih", "hh"))
    return [
        constant(f"W{layer}", (1, *rows["weight_ih"][0]), FLOAT, _gates(rows["weight_ih"][1])),
        constant(f"R{layer}", (1, *rows["weight_hh"][0]), FLOAT, _gates(rows["weight_hh"][1])),
        constant(f"B{layer}", (1, len(bias) // 4), FLOAT, bias),
    ]


def _gates(raw: bytes) -> bytes:
    """torch orders the gates i f g o, ONNX i o f g; rows are contiguous, so blocks move."""
    step = len(raw) // 4
    i, f, g, o = (raw[at * step : at * step + step] for at in range(4))
    return i + o + f + g
