"""Decoded frames as people see them: true RGB, progressive, upright."""

from typing import Any

import cv2
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from chromacel.pictures.pixels import Picture
from chromacel.video.container import MATRICES, UNTAGGED

# Chroma at full resolution and exact rounding. Without, swscale repeats chroma over 2 × 2 pixels
# and rounds down: off by 50 and more at colored edges, and by 1 on average.
EXACT = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND


def true_rgb(
    frame: VideoFrame, orientation: NDArray[np.int64], reformatter: VideoReformatter
) -> Picture:
    """The frame as (h, w, 3) uint8, by the color matrix and range that it is tagged with.

    `orientation` is what `display_matrix` gives; one `reformatter` for all frames of a video saves
    two thirds of the time, which goes into preparing it.

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
    if frame.interlaced_frame:
        frame = deinterlaced(frame)
    # Planes, since swscale takes twice the time for packed RGB.
    converted = reformatter.reformat(
        frame, format="gbrp", src_colorspace=matrix, interpolation=EXACT, threads=1
    )
    planes: Any = converted.planes
    green, blue, red = (
        np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in planes
    )
    return upright(np.asarray(cv2.merge([red, green, blue]), np.uint8), orientation)


def display_matrix(frame: VideoFrame) -> NDArray[np.int64]:
    """The (2, 2) matrix of −1, 0 and 1 that takes stored columns and rows to shown ones.

    To be asked of one frame per stream: PyAV frames whose side data was read live on until Python
    looks for cycles.

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


def upright(rgb: Picture, matrix: NDArray[np.int64]) -> Picture:
    """An (h, w, 3) picture turned and mirrored by a display matrix."""
    (across, down_by_across), (across_by_down, down) = matrix
    if across == 0:
        rgb, across, down = rgb.transpose(1, 0, 2), across_by_down, down_by_across
    return np.ascontiguousarray(rgb[::down, ::across])


def pixel_aspect(stream: VideoStream, orientation: NDArray[np.int64]) -> float:
    """The width of an upright picture's pixels over their height."""
    aspect = float(stream.sample_aspect_ratio or 1)
    return 1 / aspect if orientation[0, 0] == 0 else aspect


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
