"""Decoded frames as people see them: true RGB, progressive, upright."""

from typing import Any

import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from av.video.stream import VideoStream
from numpy.typing import NDArray

from chromacel.frames import Frames
from chromacel.video import MATRICES, UNTAGGED

# Chroma at full resolution and exact rounding; the plain conversion is off by up to 3.
EXACT = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND


def true_rgb(frame: VideoFrame) -> Frames:
    """The frame as (h, w, 3) uint8, by the color matrix and range that it is tagged with.

    Without a tag the matrix is BT.709 for high definition and BT.601 below, as players take it.

    Raises:
        ValueError: it is tagged with a matrix that cannot be converted.
    """
    if frame.colorspace not in MATRICES:
        raise ValueError(f"color matrix {frame.colorspace} of ITU-T H.273 cannot be converted")
    matrix = None
    if frame.colorspace == UNTAGGED:
        is_high_definition = frame.width >= 1280 or frame.height > 576
        matrix = Colorspace.ITU709 if is_high_definition else Colorspace.ITU601
    orientation = display_matrix(frame)
    if frame.interlaced_frame:
        frame = deinterlaced(frame)
    # Planes, since packed RGB is made at half the speed.
    planes = frame.reformat(format="gbrp", src_colorspace=matrix, interpolation=EXACT)
    return upright(np.asarray(planes.to_ndarray(), np.uint8), orientation)


def display_matrix(frame: VideoFrame) -> NDArray[np.int64]:
    """The (2, 2) matrix of −1, 0 and 1 that takes stored columns and rows to shown ones.

    Raises:
        ValueError: the frame is to be shown turned by other than quarter turns.
    """
    side_data: Any = frame.side_data
    if "DISPLAYMATRIX" not in side_data:
        return np.eye(2, dtype=np.int64)
    fixed_point = np.frombuffer(bytes(side_data["DISPLAYMATRIX"]), np.int32).reshape(3, 3)[:2, :2]
    matrix = np.rint(fixed_point / 2**16).astype(np.int64)
    if sorted(np.abs(matrix).tolist()) != [[0, 1], [1, 0]]:
        raise ValueError("it is to be shown turned by other than quarter turns")
    return matrix


def upright(rgb: Frames, matrix: NDArray[np.int64]) -> Frames:
    """An (h, w, 3) picture turned and mirrored by a display matrix."""
    (across, down_by_across), (across_by_down, down) = matrix
    if across == 0:
        rgb, across, down = rgb.transpose(1, 0, 2), across_by_down, down_by_across
    return np.ascontiguousarray(rgb[::down, ::across])


def pixel_aspect(frame: VideoFrame, stream: VideoStream) -> float:
    """The width of an upright picture's pixels over their height."""
    aspect = float(stream.sample_aspect_ratio or 1)
    is_turned = display_matrix(frame)[0, 0] == 0
    return 1 / aspect if is_turned else aspect


def deinterlaced(frame: VideoFrame) -> VideoFrame:
    """The frame's first field, the other's rows interpolated along edges (FFmpeg's `estdif`).

    Other deinterlacers need the frames before and after, which are not decoded.
    """
    graph = Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
    )
    graph.link_nodes(source, graph.add("estdif", "mode=frame"), graph.add("buffersink"))
    graph.configure()
    graph.push(frame)
    graph.push(None)
    return graph.vpull()
