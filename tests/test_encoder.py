"""Whisper's encoder as an ONNX graph: the same network as CTranslate2's own."""

from pathlib import Path

import numpy as np
import pytest

from pod2post.backends import decoder, device, encoder, network
from pod2post.backends import encoder_graph as graph
from pod2post.backends.speech import to_float
from pod2post.media import pcm

SAMPLE = Path(__file__).parent.parent / "samples" / "interview.mp3"


@pytest.fixture
def toy(tmp_path) -> Path:
    """A Whisper of one layer with random weights, as CTranslate2 stores it."""
    device._toy(str(tmp_path))
    return tmp_path


def by_ctranslate2(home: Path, features: np.ndarray, compute: str = "float32") -> np.ndarray:
    import ctranslate2

    whole = ctranslate2.models.Whisper(str(home), device="cpu", compute_type=compute)
    rows = np.ascontiguousarray(features[None])
    return np.array(whole.encode(ctranslate2.StorageView.from_array(rows)))


def off(one: np.ndarray, other: np.ndarray) -> float:
    """The mean difference, as a part of what there is."""
    return float(np.abs(one - other).mean() / np.abs(other).mean())


def test_the_graph_is_the_network_but_for_its_int8(toy) -> None:
    features = np.random.default_rng(3).normal(size=(80, 3000)).astype(np.float32)
    encode = encoder.load(toy, threads=1)
    assert encode is not None
    heard = encode(features)
    plain = by_ctranslate2(toy, features)
    assert heard.shape == plain.shape == (1, 1500, 64)
    assert 0 < off(heard, plain) < 0.02
    assert off(heard, plain) < 1.2 * off(by_ctranslate2(toy, features, "int8"), plain) + 1e-3


def test_the_same_weights_give_the_same_bytes_and_silence_gives_numbers(toy) -> None:
    weights = graph.variables(toy / "model.bin", "encoder/")
    assert graph.onnx_of(weights) == graph.onnx_of(dict(weights))
    session = network.session(graph.onnx_of(weights))
    (heard,) = session.run(None, {"mel": np.zeros((1, 80, 3000), np.float32)})
    assert np.isfinite(heard).all()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"\x07" + data[1:],  # another version of the form
        lambda data: data.replace(b"WhisperSpec", b"OtherSpecs_"),
        lambda data: data.replace(b"encoder/conv2/weight", b"encoder/conv2/wright"),
    ],
)
def test_weights_of_another_form_are_left_to_ctranslate2(toy, damage) -> None:
    file = toy / "model.bin"
    file.write_bytes(damage(file.read_bytes()))
    assert encoder.load(toy, threads=1) is None
    with pytest.raises(graph.Unreadable, match=r"model\.bin|no plain weights"):
        graph.onnx_of(graph.variables(file, "encoder/"))


def test_weights_that_are_quantised_already_are_left_to_ctranslate2(toy) -> None:
    weights = graph.variables(toy / "model.bin", "encoder/")
    name = "layer_0/ffn/linear_0/weight"
    weights[name] = weights[name].astype(np.int8)
    with pytest.raises(graph.Unreadable, match=name):
        graph.onnx_of(weights)


@pytest.mark.weights
def test_on_speech_it_is_as_near_to_the_exact_network_as_ctranslate2_is(whisper_weights) -> None:
    ear = decoder.Decoder(whisper_weights, "cpu", "int8")
    sound = to_float(b"".join(pcm(SAMPLE, start_ms=0, end_ms=30_000)))
    features = ear._features(sound)
    exact = by_ctranslate2(whisper_weights, features)
    encode = encoder.load(whisper_weights, threads=1)
    assert encode is not None
    theirs = off(by_ctranslate2(whisper_weights, features, "int8"), exact)
    assert off(encode(features), exact) < 1.25 * theirs


@pytest.mark.weights
def test_only_int8_on_a_cpu_takes_it(whisper_weights) -> None:
    assert decoder.Decoder(whisper_weights, "cpu", "int8")._encoder is not None
    assert decoder.Decoder(whisper_weights, "cpu", "float32")._encoder is None
