"""The speaker encoder: read without running anything, converted byte for byte, heard right."""

import io
import os
import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import onnxruntime
import pytest

from pod2post import weights
from pod2post.backends import checkpoints, embedding, ge2e
from pod2post.backends.checkpoints import Unreadable
from pod2post.backends.ge2e_graph import onnx_of
from pod2post.errors import BadInput
from pod2post.values import Span
from pod2post.weights_table import GE2E
from sound import encode
from test_weights import wheel


class Named:
    """A global of torch, as a checkpoint names it, without torch."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class Torch(pickle._Pickler):  # the C pickler cannot be told how to save a global
    """Writes tensors as torch's old format does."""

    dispatch: ClassVar[dict[Any, Any]] = dict(pickle._Pickler.dispatch)

    def persistent_id(self, thing: Any) -> Any:
        return thing if isinstance(thing, tuple) and thing[:1] == ("storage",) else None

    def save_named(self, thing: Named) -> None:
        self.write(f"c{thing.module}\n{thing.name}\n".encode())

    dispatch[Named] = save_named


class Tensor:
    def __init__(self, key: str, array: Any, *, transposed: bool = False) -> None:
        self.key, self.array, self.transposed = key, array, transposed


def _save_tensor(self: Torch, one: Tensor) -> None:
    self.save_named(Named("torch._utils", "_rebuild_tensor_v2"))
    shape = one.array.shape
    stride = tuple(int(np.prod(shape[at + 1 :])) for at in range(len(shape)))
    stride = stride[::-1] if one.transposed else stride
    storage = ("storage", Named("torch", "FloatStorage"), one.key, "cpu", one.array.size, None)
    self.save((storage, 0, shape, stride, False, OrderedDict()))
    self.write(pickle.REDUCE)


Torch.dispatch[Tensor] = _save_tensor


def tensors(seed: int = 0) -> dict[str, Any]:
    draw = np.random.default_rng(seed)
    rows: dict[str, Any] = {}
    for layer in range(3):
        wide = 40 if layer == 0 else 256
        shapes = {"weight_ih": (1024, wide), "weight_hh": (1024, 256)}
        shapes |= {"bias_ih": (1024,), "bias_hh": (1024,)}
        for name, shape in shapes.items():
            rows[f"lstm.{name}_l{layer}"] = draw.normal(0, 0.1, shape).astype("<f4")
    rows["linear.weight"] = draw.normal(0, 0.1, (256, 256)).astype("<f4")
    rows["linear.bias"] = draw.normal(0, 0.1, 256).astype("<f4")
    return rows


def checkpoint(rows: dict[str, Any], *, extra: Any = None, transposed: bool = False) -> bytes:
    out = io.BytesIO()

    def dump(thing: Any) -> None:
        Torch(out, 2).dump(thing)

    made = {
        name: Tensor(str(n), array, transposed=transposed and array.ndim == 2)
        for n, (name, array) in enumerate(rows.items())
    }
    for thing in (checkpoints.MAGIC, checkpoints.PROTOCOL, {"little_endian": True}):
        dump(thing)
    dump({"step": 3, "model_state": OrderedDict(made), "extra": extra})
    dump([str(n) for n in range(len(rows))])
    for array in rows.values():
        out.write(struct.pack("<q", array.size) + array.tobytes())
    return out.getvalue()


def network(rows: dict[str, Any], mel: Any) -> Any:
    """The same in plain numpy, gates in torch's order."""

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + np.exp(-x))

    flow = mel
    for layer in range(3):
        h = c = np.zeros((len(mel), 256))
        steps = []
        for at in range(flow.shape[1]):
            z = flow[:, at] @ rows[f"lstm.weight_ih_l{layer}"].T + rows[f"lstm.bias_ih_l{layer}"]
            z = z + h @ rows[f"lstm.weight_hh_l{layer}"].T + rows[f"lstm.bias_hh_l{layer}"]
            i, f, g, o = np.split(z, 4, 1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            steps.append(h)
        flow = np.stack(steps, 1)
    out = np.maximum(flow[:, -1] @ rows["linear.weight"].T + rows["linear.bias"], 0)
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def test_the_graph_is_the_network() -> None:
    rows = tensors()
    made = onnx_of(checkpoint(rows))
    assert made == onnx_of(checkpoint(rows))
    session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
    mel = np.random.default_rng(1).random((3, 50, 40), np.float32)
    (heard,) = session.run(None, {"mel": mel})
    np.testing.assert_allclose(heard, network(rows, mel), atol=2e-6)


class Bomb:
    def __reduce__(self) -> Any:
        return exec, ("raise SystemExit('it ran')",)


def test_a_checkpoint_runs_nothing() -> None:
    bomb = pickle.dumps(Bomb(), 2)
    with pytest.raises(Unreadable, match=r"asks for (__builtin__|builtins)\.exec"):
        onnx_of(bomb)
    with pytest.raises(Unreadable, match=r"asks for"):
        onnx_of(checkpoint(tensors(), extra=Named("os", "system")))


WHOLE = checkpoint(tensors())
DAMAGED = [
    (b"", "no checkpoint"),
    (b"PK\x03\x04", "checkpoint"),
    (WHOLE[:-9], "too early"),
    (WHOLE[: len(WHOLE) // 2], "damaged|early|no checkpoint"),
    (checkpoint({"linear.bias": tensors()["linear.bias"]}), "no checkpoint"),
    (checkpoint(tensors(), transposed=True), "another form"),
]


@pytest.mark.parametrize(("data", "why"), DAMAGED)
def test_a_damaged_checkpoint_is_named(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        onnx_of(data)


def test_every_cut_of_its_head_ends_in_the_same_error() -> None:
    for size in range(0, 4000, 37):
        with pytest.raises(Unreadable):
            onnx_of(WHOLE[:size])


def test_a_wheel_with_another_checkpoint_is_refused(tmp_path: Path, monkeypatch, tell) -> None:
    folder = tmp_path / "wheels"
    wheel(folder, "resemblyzer", {"pretrained.pt": WHOLE}, "0.1.4")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    with pytest.raises(BadInput, match="is not the file that was pinned"):
        weights.pull("ge2e", tmp_path / "models", wheels=True, tell=tell)
    assert not (tmp_path / "models" / "ge2e").exists()


def test_the_encoder_does_not_recognise_words(tmp_path: Path, tell) -> None:
    with pytest.raises(BadInput, match="does not recognise words"):
        weights.choose("ge2e", "cpu", tmp_path, wheels=False, tell=tell)


def test_windows_share_halves_and_stay_within_their_spans() -> None:
    spans = [Span(start_ms=1000, end_ms=5000), Span(start_ms=5100, end_ms=5200)]
    assert embedding.windows(spans) == [
        (0, 1000, 2600),
        (0, 1800, 3400),
        (0, 2600, 4200),
        (0, 3400, 5000),
        (1, 4950, 5350),
    ]
    assert embedding.windows([]) == []


def test_mel_bands_tell_low_from_high_and_do_not_hear_loudness() -> None:
    time = np.arange(16_000, dtype=np.float32) / 16_000
    low, high = (np.sin(2 * np.pi * pitch * time).astype(np.float32) for pitch in (300, 3000))
    bands = ge2e.mel(low)
    assert bands.shape == (101, 40)
    assert bands[50].argmax() < 10
    assert ge2e.mel(high)[50].argmax() > 25
    np.testing.assert_allclose(ge2e.mel(low * 0.01), bands, rtol=1e-3, atol=1e-6)
    rumble = 3 * np.sin(2 * np.pi * 20 * time).astype(np.float32)
    np.testing.assert_allclose(ge2e.mel(low + rumble)[9:-9], bands[9:-9], rtol=0.2, atol=0.05)
    assert not ge2e.mel(np.zeros(1600, np.float32)).any()
    assert not ge2e.mel(np.zeros(0, np.float32)).any()


def test_each_window_gets_its_vector_also_beyond_the_end(tmp_path: Path) -> None:
    model = tmp_path / "encoder.onnx"
    model.write_bytes(onnx_of(WHOLE))
    media = encode(tmp_path / "a.mp3", 6.0)
    spans = [Span(start_ms=at, end_ms=at + 2500) for at in (0, 2000, 3500, 9000)]
    made = list(embedding.Encoder(model, ge2e.FRONT).vectors(media, spans, embedding.WHOLE))
    rows = np.concatenate(made)
    assert len(rows) == len(embedding.windows(spans))
    lengths = np.linalg.norm(rows, axis=1)
    np.testing.assert_allclose(lengths[:-3], 1, atol=1e-5)
    assert not lengths[-3:].any()  # beyond the end nobody speaks
    again = np.concatenate(
        list(embedding.Encoder(model, ge2e.FRONT).vectors(media, spans[1:], embedding.WHOLE))
    )
    np.testing.assert_allclose(rows[len(embedding.windows(spans[:1])) :], again, atol=1e-5)


@pytest.mark.weights
def test_the_real_encoder_is_what_was_pinned(ge2e_weights: Path) -> None:
    verified = weights.verify("ge2e", ge2e_weights.parent)
    assert (verified.trust, verified.faults) == ("pinned", ())
    assert [path.name for path in ge2e_weights.glob("encoder*")] == list(GE2E.pinned)
