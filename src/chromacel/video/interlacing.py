"""Whether a video is interlaced, and which field of its frames is shown first."""

from pathlib import Path
from typing import Any

import numpy as np
from av.video.frame import VideoFrame

from chromacel.video.geometry import filtered
from chromacel.video.glimpses import glimpsed_frames
from chromacel.video.packets import Packets
from chromacel.video.watchdog import Watchdog

PROGRESSIVE, TOP_FIRST, BOTTOM_FIRST = 1, 2, 3  # FFmpeg's AVFieldOrder


def field_order(path: Path, packets: Packets, watchdog: Watchdog) -> int:
    """By a few frames over the video, since headers and the start often do not tell."""
    for _, _, frame in glimpsed_frames(path, packets, watchdog):
        if frame.interlaced_frame:
            return _order(frame)
    return PROGRESSIVE


def _order(frame: VideoFrame) -> int:
    first = _rows(filtered(frame, "separatefields", ""))
    return TOP_FIRST if np.array_equal(first, _rows(frame)[::2]) else BOTTOM_FIRST


def _rows(frame: VideoFrame) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """The bytes of the first plane, without what pads its rows."""
    plane: Any = frame.planes[0]
    used = plane.width * frame.format.components[0].bits // 8
    return np.frombuffer(plane, np.uint8).reshape(plane.height, -1)[:, :used]
