"""A screenshot with the 255 colours that it needs most: the same to the eye, a third of it."""

import io
from fractions import Fraction
from typing import Any

import av
from av.filter import Graph


def smaller(png: bytes) -> bytes:
    """The picture, a colour for each of its points out of a palette of its own."""
    with av.open(io.BytesIO(png)) as file:
        frame: Any = next(file.decode(video=0))
    graph: Any = Graph()
    size = f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}:time_base=1/25"
    source, split = graph.add("buffer", size), graph.add("split")
    chosen = graph.add("palettegen", "max_colors=255:reserve_transparent=0")
    painted, end = graph.add("paletteuse", "dither=none"), graph.add("buffersink")
    source.link_to(split)
    split.link_to(chosen, 0, 0)
    split.link_to(painted, 1, 0)
    chosen.link_to(painted, 0, 1)
    painted.link_to(end)
    graph.configure()
    source.push(frame)
    source.push(None)
    made = end.pull()
    encoder: Any = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt = made.width, made.height, "pal8"
    encoder.time_base, encoder.options = Fraction(1, 25), {"compression_level": "9"}
    return b"".join(bytes(packet) for packet in [*encoder.encode(made), *encoder.encode(None)])
