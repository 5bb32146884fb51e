"""The CAM++ graph is the network: held against plain numpy, on weights that are drawn."""

import io
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from pod2post import weights
from pod2post.backends import campplus_graph
from pod2post.backends.checkpoints import Unreadable
from pod2post.weights_table import CAMPPLUS
from test_ge2e import Bomb, Named, Tensor, Torch

BLOCKS = ((12, 1), (24, 2), (16, 2))


def _norm(rows: dict[str, Any], name: str, size: int, draw: Any, *, free: bool = True) -> None:
    rows[f"{name}.running_mean"] = draw.normal(0, 0.1, size)
    rows[f"{name}.running_var"] = draw.uniform(0.5, 1.5, size)
    if free:
        rows[f"{name}.weight"] = draw.uniform(0.5, 1.5, size)
        rows[f"{name}.bias"] = draw.normal(0, 0.1, size)


def tensors(seed: int = 0) -> dict[str, Any]:
    """All of the network's tensors, by the sizes of the paper."""
    draw = np.random.default_rng(seed)
    rows: dict[str, Any] = {}

    def weight(name: str, *shape: int) -> None:
        rows[f"{name}.weight"] = draw.normal(0, 1 / np.sqrt(np.prod(shape[1:])), shape)

    weight("head.conv1", 32, 1, 3, 3)
    _norm(rows, "head.bn1", 32, draw)
    for layer in ("head.layer1", "head.layer2"):
        for block in range(2):
            for part in (1, 2):
                weight(f"{layer}.{block}.conv{part}", 32, 32, 3, 3)
                _norm(rows, f"{layer}.{block}.bn{part}", 32, draw)
        weight(f"{layer}.0.shortcut.0", 32, 32, 1, 1)
        _norm(rows, f"{layer}.0.shortcut.1", 32, draw)
    weight("head.conv2", 32, 32, 3, 3)
    _norm(rows, "head.bn2", 32, draw)
    weight("xvector.tdnn.linear", 128, 320, 5)
    _norm(rows, "xvector.tdnn.nonlinear.batchnorm", 128, draw)
    wide = 128
    for number, (layers, _) in enumerate(BLOCKS, 1):
        for layer in range(1, layers + 1):
            name = f"xvector.block{number}.tdnnd{layer}"
            _norm(rows, f"{name}.nonlinear1.batchnorm", wide, draw)
            weight(f"{name}.linear1", 128, wide, 1)
            _norm(rows, f"{name}.nonlinear2.batchnorm", 128, draw)
            weight(f"{name}.cam_layer.linear_local", 32, 128, 3)
            for part, shape in (("linear1", (64, 128, 1)), ("linear2", (32, 64, 1))):
                weight(f"{name}.cam_layer.{part}", *shape)
                rows[f"{name}.cam_layer.{part}.bias"] = draw.normal(0, 0.1, shape[0])
            wide += 32
        _norm(rows, f"xvector.transit{number}.nonlinear.batchnorm", wide, draw)
        weight(f"xvector.transit{number}.linear", wide // 2, wide, 1)
        wide //= 2
    _norm(rows, "xvector.out_nonlinear.batchnorm", wide, draw)
    weight("xvector.dense.linear", 192, 2 * wide, 1)
    _norm(rows, "xvector.dense.nonlinear.batchnorm", 192, draw, free=False)
    return {name: one.astype("<f4") for name, one in rows.items()}


def checkpoint(rows: dict[str, Any], *, extra: Any = None) -> bytes:
    """A zip archive as torch writes it: a pickle that names where the numbers lie."""
    out, index = io.BytesIO(), io.BytesIO()
    made: dict[str, Any] = {n: Tensor(str(at), a) for at, (n, a) in enumerate(rows.items())}
    Torch(index, 2).dump(OrderedDict(made | ({"extra": extra} if extra else {})))
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.pkl", index.getvalue())
        for at, array in enumerate(rows.values()):
            archive.writestr(f"archive/data/{at}", array.tobytes())
    return out.getvalue()


class Plain:
    """The network in numpy for one window, written from the paper and not from the graph."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self.rows = {name: one.astype(np.float64) for name, one in rows.items()}

    def norm(self, name: str, x: Any, *, relu: bool = True) -> Any:
        shape = (-1,) + (1,) * (x.ndim - 1)
        mean, var = (self.rows[f"{name}.running_{part}"] for part in ("mean", "var"))
        y = (x - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + 1e-5)
        if f"{name}.weight" in self.rows:
            y = y * self.rows[f"{name}.weight"].reshape(shape)
            y = y + self.rows[f"{name}.bias"].reshape(shape)
        return np.maximum(y, 0) if relu else y

    def square(self, name: str, x: Any, stride: int, pad: int = 1) -> Any:
        kernel = self.rows[f"{name}.weight"]
        wide = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
        size = kernel.shape[-1]
        views = np.lib.stride_tricks.sliding_window_view(wide, (size, size), axis=(1, 2))
        return np.einsum("cftij,ocij->oft", views[:, ::stride], kernel)

    def line(self, name: str, x: Any, stride: int = 1, dilation: int = 1) -> Any:
        kernel = self.rows[f"{name}.weight"]
        reach = kernel.shape[-1] // 2 * dilation
        wide = np.pad(x, ((0, 0), (reach, reach)))
        steps = range(0, x.shape[1], stride)
        y = np.stack(
            [
                np.einsum("ck,ock->o", wide[:, at : at + 2 * reach + 1 : dilation], kernel)
                for at in steps
            ],
            axis=1,
        )
        bias = self.rows.get(f"{name}.bias")
        return y if bias is None else y + bias[:, None]

    def segments(self, x: Any, length: int = 100) -> Any:
        """The mean of each segment of a hundred steps, said again for each step."""
        parts = [x[:, at : at + length] for at in range(0, x.shape[1], length)]
        return np.concatenate(
            [np.repeat(p.mean(1, keepdims=True), p.shape[1], 1) for p in parts], 1
        )

    def __call__(self, feats: Any) -> Any:
        x = self.norm("head.bn1", self.square("head.conv1", feats.T[None].astype(np.float64), 1))
        for layer in ("head.layer1", "head.layer2"):
            for block, stride in ((0, 2), (1, 1)):
                name = f"{layer}.{block}"
                y = self.norm(f"{name}.bn1", self.square(f"{name}.conv1", x, stride))
                y = self.norm(f"{name}.bn2", self.square(f"{name}.conv2", y, 1), relu=False)
                if stride == 2:
                    x = self.square(f"{name}.shortcut.0", x, 2, 0)
                    x = self.norm(f"{name}.shortcut.1", x, relu=False)
                x = np.maximum(x + y, 0)
        x = self.norm("head.bn2", self.square("head.conv2", x, 2))
        x = self.line("xvector.tdnn.linear", x.reshape(320, -1), 2)
        x = self.norm("xvector.tdnn.nonlinear.batchnorm", x)
        for number, (layers, dilation) in enumerate(BLOCKS, 1):
            for layer in range(1, layers + 1):
                name = f"xvector.block{number}.tdnnd{layer}"
                y = self.line(f"{name}.linear1", self.norm(f"{name}.nonlinear1.batchnorm", x))
                y = self.norm(f"{name}.nonlinear2.batchnorm", y)
                local = self.line(f"{name}.cam_layer.linear_local", y, 1, dilation)
                context = y.mean(1, keepdims=True) + self.segments(y)
                context = np.maximum(self.line(f"{name}.cam_layer.linear1", context), 0)
                mask = 1 / (1 + np.exp(-self.line(f"{name}.cam_layer.linear2", context)))
                x = np.concatenate([x, local * mask])
            x = self.norm(f"xvector.transit{number}.nonlinear.batchnorm", x)
            x = self.line(f"xvector.transit{number}.linear", x)
        x = self.norm("xvector.out_nonlinear.batchnorm", x)
        x = np.concatenate([x.mean(1), x.std(1, ddof=1)])[:, None]
        x = self.norm(
            "xvector.dense.nonlinear.batchnorm", self.line("xvector.dense.linear", x), relu=False
        )
        return x[:, 0]


ROWS = tensors()
WHOLE = checkpoint(ROWS)


def test_the_graph_is_the_network() -> None:
    made = campplus_graph.onnx_of(WHOLE)
    assert made == campplus_graph.onnx_of(WHOLE)
    session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
    feats = np.random.default_rng(1).normal(0, 1, (2, 160, 80)).astype(np.float32)
    (heard,) = session.run(None, {"feats": feats})
    assert heard.shape == (2, 192)
    plain = Plain(ROWS)
    for one, wanted in zip(heard, map(plain, feats), strict=True):
        np.testing.assert_allclose(one, wanted, rtol=2e-3, atol=2e-3)


FAULTS = [
    (b"", "no checkpoint"),
    (b"PK\x03\x04", "no checkpoint"),
    (WHOLE[: len(WHOLE) // 2], "no checkpoint"),
    (checkpoint({"head.conv1.weight": ROWS["head.conv1.weight"]}), "no checkpoint"),
    (checkpoint(ROWS, extra=Named("os", "system")), "asks for os.system"),
]


@pytest.mark.parametrize(("data", "why"), FAULTS)
def test_what_is_no_such_checkpoint_is_named(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        campplus_graph.onnx_of(data)


def test_an_archive_runs_nothing() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb(), 2))
    with pytest.raises(Unreadable, match=r"asks for (__builtin__|builtins)\.exec"):
        campplus_graph.onnx_of(out.getvalue())


@pytest.mark.weights
def test_the_real_network_is_what_was_pinned(ge2e_weights: Path) -> None:
    folder = ge2e_weights.parent
    if not (folder / "campplus" / "encoder.onnx").is_file():
        pytest.skip("campplus is not among the weights: pod2post models pull campplus")
    verified = weights.verify("campplus", folder)
    assert (verified.trust, verified.faults) == ("pinned", ())
    assert [path.name for path in (folder / "campplus").glob("*.onnx")] == list(CAMPPLUS.pinned)
