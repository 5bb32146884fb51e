"""The CAM++ speaker network, from a torch checkpoint to an ONNX file, without either library.

Wang and others, 2023 (arXiv 2303.00332): a small residual front over bands and time, then three
blocks of densely connected time-delay layers, each masked by the mean of its context. Weights
of 3D-Speaker, Apache-2.0. The graph takes windows of 160 frames: within two seconds the mean of
a layer's segment is that of the whole, so that there is one mean instead of two.
"""

import struct
from collections.abc import Iterator, Sequence

from pod2post.backends import checkpoints, onnx_parts
from pod2post.backends.onnx_parts import Graph

BANDS, FRAMES, WIDTH = 80, 160, 192
STEPS = FRAMES // 2  # after the first time-delay layer, which takes every other frame
BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers and their dilation

Weights = checkpoints.Weights


def onnx_of(checkpoint: bytes) -> bytes:
    """The network as an ONNX model: `feats` (n, 160, 80) to `embs` (n, 192).

    Raises:
        Unreadable: no torch checkpoint of this network, or one that asks to run code.
    """
    weights = checkpoints.zipped(checkpoint)
    try:
        return Drawing(weights).model()
    except KeyError as error:
        raise checkpoints.Unreadable(f"no checkpoint of this network ({error})") from error


class Drawing:
    """The graph, node by node; each method returns the name of what it made."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.graph = Graph()

    def model(self) -> bytes:
        graph = self.graph
        turned = graph.node("Transpose", ["feats"], [onnx_parts.numbers_of("perm", (0, 2, 1))])
        flow = self.front(graph.node("Unsqueeze", [turned, self.axis(1)]))
        flow = self.conv("xvector.tdnn.linear", flow, (2,), (2, 2), (1,))
        flow = self.norm("xvector.tdnn.nonlinear.batchnorm", flow)
        for number, (layers, dilation) in enumerate(BLOCKS, 1):
            for layer in range(1, layers + 1):
                made = self.layer(f"xvector.block{number}.tdnnd{layer}", flow, dilation)
                flow = graph.node("Concat", [flow, made], [onnx_parts.number_of("axis", 1)])
            flow = self.norm(f"xvector.transit{number}.nonlinear.batchnorm", flow)
            flow = self.conv(f"xvector.transit{number}.linear", flow)
        flow = self.statistics(self.norm("xvector.out_nonlinear.batchnorm", flow))
        flow = self.conv("xvector.dense.linear", flow)
        flow = self.norm("xvector.dense.nonlinear.batchnorm", flow, relu=False)
        graph.node("Squeeze", [flow, self.axis(2)], gives="embs")
        edges = [
            onnx_parts.edge(11, "feats", ("n", FRAMES, BANDS)),
            onnx_parts.edge(12, "embs", ("n", WIDTH)),
        ]
        return graph.model("campplus", edges)

    def front(self, flow: str) -> str:
        """Residual blocks over bands and time: (n, 1, 80, t) to (n, 320, t)."""
        flow = self.norm("head.bn1", self.square("head.conv1", flow, 1))
        for layer in ("layer1", "layer2"):
            flow = self.block(f"head.{layer}.0", flow, 2)
            flow = self.block(f"head.{layer}.1", flow, 1)
        flow = self.norm("head.bn2", self.square("head.conv2", flow, 2))
        shape = self.graph.constant("flat", (3,), onnx_parts.INT, struct.pack("<3q", 0, -1, FRAMES))
        return self.graph.node("Reshape", [flow, shape])

    def block(self, name: str, flow: str, stride: int) -> str:
        made = self.norm(f"{name}.bn1", self.square(f"{name}.conv1", flow, stride))
        made = self.norm(f"{name}.bn2", self.square(f"{name}.conv2", made, 1), relu=False)
        if stride > 1:
            flow = self.conv(f"{name}.shortcut.0", flow, (stride, 1), (0,) * 4, (1, 1))
            flow = self.norm(f"{name}.shortcut.1", flow, relu=False)
        return self.graph.node("Relu", [self.graph.node("Add", [made, flow])])

    def layer(self, name: str, flow: str, dilation: int) -> str:
        """A time-delay layer and its mask."""
        flow = self.conv(f"{name}.linear1", self.norm(f"{name}.nonlinear1.batchnorm", flow))
        flow = self.norm(f"{name}.nonlinear2.batchnorm", flow)
        own = f"{name}.cam_layer"
        local = self.conv(f"{own}.linear_local", flow, (1,), (dilation,) * 2, (dilation,))
        mean = self.mean(flow)
        context = self.graph.node("Add", [mean, mean])
        context = self.graph.node("Relu", [self.conv(f"{own}.linear1", context)])
        mask = self.graph.node("Sigmoid", [self.conv(f"{own}.linear2", context)])
        return self.graph.node("Mul", [local, mask])

    def statistics(self, flow: str) -> str:
        """Mean and deviation over time, one under the other."""
        graph, mean = self.graph, self.mean(flow)
        off = graph.node("Sub", [flow, mean])
        spread = self.mean(graph.node("Mul", [off, off]))
        ratio = struct.pack("<f", STEPS / (STEPS - 1))
        fair = graph.constant("fair", (1,), onnx_parts.FLOAT, ratio)
        deviation = graph.node("Sqrt", [graph.node("Mul", [spread, fair])])
        return graph.node("Concat", [mean, deviation], [onnx_parts.number_of("axis", 1)])

    def mean(self, flow: str) -> str:
        return self.graph.node("ReduceMean", [flow], [onnx_parts.numbers_of("axes", (-1,))])

    def square(self, name: str, flow: str, stride: int) -> str:
        return self.conv(name, flow, (stride, 1), (1,) * 4, (1, 1))

    def conv(
        self,
        name: str,
        flow: str,
        strides: Sequence[int] = (1,),
        pads: Sequence[int] = (0, 0),
        dilations: Sequence[int] = (1,),
    ) -> str:
        given = [flow, *self.tensors(name, ("weight",))]
        if f"{name}.bias" in self.weights:
            given += self.tensors(name, ("bias",))
        attributes = [
            onnx_parts.numbers_of("strides", strides),
            onnx_parts.numbers_of("pads", pads),
            onnx_parts.numbers_of("dilations", dilations),
        ]
        return self.graph.node("Conv", given, attributes)

    def norm(self, name: str, flow: str, *, relu: bool = True) -> str:
        """Batch normalisation as it was learnt; without scale and shift where none was."""
        still = list(self.tensors(name, ("running_mean", "running_var")))
        if f"{name}.weight" in self.weights:
            free = list(self.tensors(name, ("weight", "bias")))
        else:
            (count,), _ = self.weights[f"{name}.running_mean"]
            free = [
                self.graph.constant(f"{name}.{one}", (count,), onnx_parts.FLOAT, part * count)
                for one, part in (("ones", struct.pack("<f", 1)), ("zeros", struct.pack("<f", 0)))
            ]
        made = self.graph.node("BatchNormalization", [flow, *free, *still])
        return self.graph.node("Relu", [made]) if relu else made

    def tensors(self, name: str, parts: Sequence[str]) -> Iterator[str]:
        for part in parts:
            shape, raw = self.weights[f"{name}.{part}"]
            yield self.graph.constant(f"{name}.{part}", shape, onnx_parts.FLOAT, raw)

    def axis(self, number: int) -> str:
        raw = struct.pack("<q", number)
        return self.graph.constant(f"axis{number}", (1,), onnx_parts.INT, raw)
