"""How a stored frame is turned and mirrored, and the shape of its pixels, as FFmpeg shows it."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from numpy.typing import NDArray

AnyPicture = NDArray[Any]


@dataclass(frozen=True)
class Orientation:
    """Rows and columns exchanged first, then reversed; or turned by an odd angle, in degrees
    clockwise, within the frame's size."""

    is_transposed: bool = False
    reverses_rows: bool = False
    reverses_columns: bool = False
    angle: float = 0

    def upright(self, picture: AnyPicture) -> AnyPicture:
        """An (h, w) or (h, w, n) picture exchanged and reversed, (w, h) where it is transposed."""
        if self.is_transposed:
            picture = picture.swapaxes(0, 1)
        return np.ascontiguousarray(self._reversed(picture))

    def stored(self, picture: AnyPicture) -> AnyPicture:
        """The reverse: an upright picture as it lies in the file."""
        picture = self._reversed(picture)
        return np.ascontiguousarray(picture.swapaxes(0, 1) if self.is_transposed else picture)

    def _reversed(self, picture: AnyPicture) -> AnyPicture:
        down, across = (
            -1 if is_reversed else 1 for is_reversed in (self.reverses_rows, self.reverses_columns)
        )
        return picture[::down, ::across]

    def aspect(self, aspect: Fraction | None) -> float:
        """The width of an upright picture's pixels over their height, given the stored one's."""
        shape = float(aspect or 1)
        return 1 / shape if self.is_transposed else shape


def orientation_of(frame: VideoFrame) -> Orientation:
    """By the frame's display matrix, whose scale plays no role.

    To be asked of few frames: PyAV frames whose side data was read live on until Python looks for
    cycles.
    """
    stored = display_matrix(frame)
    if stored is None:
        return Orientation()
    matrix = stored.astype(float)
    (across, down_by_across), (across_by_down, down) = matrix[:2, :2]
    widths = math.hypot(across, across_by_down), math.hypot(down_by_across, down)
    if not all(widths):
        return Orientation()  # no picture would be left: FFmpeg takes it for none
    angle = round(math.degrees(math.atan2(down_by_across / widths[1], across / widths[0]))) % 360
    match angle:
        case 0:
            return Orientation(reverses_rows=down < 0)
        case 90:
            return Orientation(is_transposed=True, reverses_columns=across_by_down <= 0)
        case 180:
            return Orientation(reverses_rows=down < 0, reverses_columns=across < 0)
        case 270:
            is_mirrored = across_by_down < 0
            return Orientation(True, reverses_rows=True, reverses_columns=is_mirrored)
    return Orientation(angle=angle)


def turned(picture: AnyPicture, angle: float) -> AnyPicture:
    """Turned clockwise by degrees within its size, as FFmpeg's `rotate` does."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height)), picture.dtype)


def display_matrix(frame: VideoFrame) -> NDArray[np.int32] | None:
    """The (3, 3) matrix as FFmpeg keeps it, if there is one; to be asked of few frames."""
    side_data: Any = frame.side_data
    if "DISPLAYMATRIX" not in side_data:
        return None
    return np.frombuffer(bytes(side_data["DISPLAYMATRIX"]), np.int32).reshape(3, 3)


def filtered(frame: VideoFrame, name: str, options: str) -> VideoFrame:
    """The frame as one of FFmpeg's filters makes it."""
    graph = Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
    )
    graph.link_nodes(source, graph.add(name, options), graph.add("buffersink"))
    graph.configure()
    graph.push(frame)
    graph.push(None)
    return graph.vpull()
