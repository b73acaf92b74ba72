"""Frames to encode: the stored luma with new chroma, or all planes from new colors."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from chromacel.pictures.pixels import COLORS
from chromacel.video.encoders import StreamShape, pixel_format
from chromacel.video.geometry import turned
from chromacel.video.interlacing import BOTTOM_FIRST
from chromacel.video.plane_colors import Plane
from chromacel.video.planes import PlaneFrame


class FrameMaker:
    """Makes the frames of one stream; planes of the array before are used again."""

    def __init__(self, shape: StreamShape) -> None:
        self.shape = shape
        self.colored: NDArray[Any] | None = None
        self.planes: Sequence[Plane] = ()
        self.fields = _field_graph(shape) if shape.is_interlaced else None

    def made(self, frame: PlaneFrame, colored: NDArray[Any]) -> VideoFrame:
        """`colored`: chroma, (h, w, 2) float32, or colors, (h, w, 3) uint8."""
        if colored is not self.colored:
            self.planes, self.colored = self._planes(frame, colored), colored
        planes = self.planes if len(self.planes) == COLORS else (frame.luma, *self.planes)
        layout, tags = self.shape.layout, self.shape.tags
        made = VideoFrame(layout.width, layout.height, pixel_format(layout))
        targets: Any = made.planes
        for plane, values in zip(targets, planes, strict=True):
            rows = np.frombuffer(plane, layout.dtype).reshape(plane.height, -1)
            rows[:, : plane.width] = values
        made.pts, made.time_base = frame.ticks, self.shape.time_base
        made.color_range, made.colorspace = tags.levels, tags.matrix
        made.color_primaries, made.color_trc = tags.primaries, tags.transfer
        if self.fields and frame.is_interlaced:
            self.fields.push(made)
            made = self.fields.vpull()
        return made

    def _planes(self, frame: PlaneFrame, colored: NDArray[Any]) -> Sequence[Plane]:
        stored = frame.orientation.stored(colored)
        if frame.orientation.angle:
            stored = turned(stored, -frame.orientation.angle)
        if colored.ndim == COLORS and colored.shape[2] == COLORS and colored.dtype == np.uint8:
            return self.shape.layout.from_colors(stored)
        if colored.ndim == COLORS and colored.shape[2] == 2:
            return self.shape.layout.from_chroma(stored.astype(np.float32, copy=False))
        raise ValueError(f"neither chroma nor colors: {colored.dtype}, {colored.shape}")


def _field_graph(shape: StreamShape) -> Graph:
    """Marks frames as interlaced, which PyAV's own are not."""
    graph = Graph()
    layout = shape.layout
    source = graph.add_buffer(
        width=layout.width,
        height=layout.height,
        format=VideoFormat(pixel_format(layout), layout.width, layout.height),
        time_base=shape.time_base,
    )
    order = "bff" if shape.field_order == BOTTOM_FIRST else "tff"
    graph.link_nodes(source, graph.add("setfield", order), graph.add("buffersink"))
    graph.configure()
    return graph
