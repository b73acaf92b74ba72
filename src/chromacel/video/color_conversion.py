"""Decoded frames as people see them: true RGB, progressive, upright."""

from typing import Any

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from chromacel.pictures.pixels import Picture
from chromacel.video.container import MATRICES, UNTAGGED
from chromacel.video.geometry import Orientation, filtered

# Chroma at full resolution and exact rounding. Without, swscale repeats chroma over 2 × 2 pixels
# and rounds down: off by 50 and more at colored edges, and by 1 on average.
EXACT = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND


# swscale takes gray for full range, whatever its tag says; not the luma of these.
WITH_CHROMA = {
    "gray": "yuv420p",
    "gray9le": "yuv420p9le",
    "gray10le": "yuv420p10le",
    "gray12le": "yuv420p12le",
    "gray14le": "yuv420p14le",
    "gray16le": "yuv420p16le",
}
LIMITED = 1
HIGH_DYNAMIC_RANGES = {16: "PQ", 18: "HLG"}  # ITU-T H.273, table 3


def true_rgb(frame: VideoFrame, orientation: Orientation, reformatter: VideoReformatter) -> Picture:
    """The frame as (h, w, 3) uint8, by the color matrix and range that it is tagged with.

    One `reformatter` for all frames of a video saves two thirds of the time, which goes into
    preparing it.

    Without a tag the matrix is BT.709 for high definition and BT.601 below, as players take it.

    Raises:
        ValueError: it is tagged with a matrix that cannot be converted, or of high dynamic range.
    """
    check_tags(frame)
    matrix = None
    if frame.colorspace == UNTAGGED:
        matrix = Colorspace.ITU709 if is_high_definition(frame) else Colorspace.ITU601
    if frame.interlaced_frame:
        # Other deinterlacers need the frames before and after, which are not decoded.
        frame = filtered(frame, "estdif", "mode=frame")
    if orientation.angle:
        frame = filtered(frame, "rotate", f"{orientation.angle}*PI/180")
    if frame.color_range == LIMITED and frame.format.name in WITH_CHROMA:
        frame = with_neutral_chroma(frame)
    # Planes, since swscale takes twice the time for packed RGB.
    converted = reformatter.reformat(
        frame, format="gbrp", src_colorspace=matrix, interpolation=EXACT, threads=1
    )
    planes: Any = converted.planes
    green, blue, red = (
        np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in planes
    )
    return orientation.upright(np.asarray(cv2.merge([red, green, blue]), np.uint8))


def check_tags(frame: VideoFrame) -> None:
    """Raises ValueError if a frame is tagged with colors that cannot be converted."""
    if frame.colorspace not in MATRICES:
        raise ValueError(f"color matrix {frame.colorspace} of ITU-T H.273 cannot be converted")
    if frame.color_trc in HIGH_DYNAMIC_RANGES:
        raise HighDynamicRangeError(HIGH_DYNAMIC_RANGES[frame.color_trc])


def is_high_definition(frame: VideoFrame) -> bool:
    """By its size: what players take for BT.709 if it has no tag."""
    return frame.width >= 1280 or frame.height > 576


class HighDynamicRangeError(ValueError):
    """Converted as if it were not, it would come out pale: what stays bright is a choice."""

    def __init__(self, transfer: str) -> None:
        super().__init__(f"they are of high dynamic range, {transfer}")


def check_dynamic_range(frame: VideoFrame) -> None:
    """Raises HighDynamicRangeError if a frame without a tag has the metadata of HDR10, which is PQ.

    As with `orientation_of`, to be asked of few frames.
    """
    side_data: Any = frame.side_data
    hints = {"CONTENT_LIGHT_LEVEL", "MASTERING_DISPLAY_METADATA"}
    if frame.color_trc == UNTAGGED and any(hint in side_data for hint in hints):
        raise HighDynamicRangeError("PQ by its HDR10 metadata")


def with_neutral_chroma(frame: VideoFrame) -> VideoFrame:
    """A gray frame as a 4:2:0 one of the same luma, bits and tags."""
    colored = VideoFrame(frame.width, frame.height, WITH_CHROMA[frame.format.name])
    colored.colorspace, colored.color_range = frame.colorspace, frame.color_range
    bits = frame.format.components[0].bits
    dtype = np.dtype(np.uint8 if bits == 8 else "<u2")
    sources: Any = frame.planes
    targets: Any = colored.planes
    rows = sources[0].height
    width = sources[0].width
    luma = np.frombuffer(sources[0], dtype).reshape(rows, -1)[:, :width]
    for plane, values in zip(targets, (luma, *[np.full((1, 1), 1 << (bits - 1))] * 2), strict=True):
        filled = np.zeros((plane.height, plane.line_size // dtype.itemsize), dtype)
        filled[:, : plane.width] = values
        plane.update(filled)
    return colored
