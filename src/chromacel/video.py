"""Frames of a video at a stride, in display order and true colors, read with PyAV."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation
from av.video.stream import VideoStream

from chromacel.errors import InputError
from chromacel.frames import Frames

HIGH_DEFINITION = 720  # rows from which an untagged video is taken for BT.709, else for BT.601
UNTAGGED = 2  # AVCOL_SPC_UNSPECIFIED
# Chroma at full resolution and exact rounding; the plain conversion is off by up to 3.
EXACT = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND


@dataclass(frozen=True)
class VideoFormat:
    """What a video stream says of itself; `frame_rate` is a fraction such as `24000/1001`."""

    codec: str
    width: int
    height: int
    frame_rate: str


@dataclass(frozen=True)
class VideoFrame:
    """One frame: `rgb` (h, w, 3) uint8, its place in display order from 0, its time in seconds."""

    index: int
    time: float
    rgb: Frames


def video_format(path: Path) -> VideoFormat:
    """Raises InputError if there is no readable video stream in the file."""
    with _opened(path) as container:
        stream = _video_stream(container, path)
        context = stream.codec_context
        return VideoFormat(context.name, context.width, context.height, str(stream.average_rate))


def sample_frames(path: Path, stride: int) -> Iterator[VideoFrame]:
    """Frames 0, stride, 2·stride, … of the first video stream, as FFmpeg's `select` counts them.

    Raises:
        InputError: the file is no video, is damaged, or is shorter than the stride.
    """
    number = 0
    try:
        with _opened(path) as container:
            stream = _video_stream(container, path)
            for frame in container.decode(stream):
                if number % stride == 0:
                    time = float("nan") if frame.time is None else frame.time
                    yield VideoFrame(number, time, _rgb(frame))
                number += 1
    except av.FFmpegError as error:
        raise InputError(
            f"{path} is damaged at or after frame {number} ({error.strerror}): replace it or take"
            " it out of `episodes`."
        ) from error
    if number == 0:
        raise InputError(f"{path} holds no frame that can be decoded: take it out of `episodes`.")
    if number < stride:
        raise InputError(
            f"{path} has {number} frames, fewer than the stride of {stride}: take it out of"
            " `episodes` or lower `frames.stride`."
        )


def _opened(path: Path) -> av.container.InputContainer:
    try:
        # `file:` so that a name is never taken for a protocol, and no playlist opens one.
        return av.open(f"file:{path}", options={"protocol_whitelist": "file"})
    except av.FFmpegError as error:
        raise InputError(
            f"{path} cannot be read as a video ({error.strerror}): replace it or take it out of"
            " `episodes`."
        ) from error


def _video_stream(container: av.container.InputContainer, path: Path) -> VideoStream:
    if not container.streams.video:
        raise InputError(f"{path} holds no video stream: take it out of `episodes`.")
    return container.streams.video[0]


def _rgb(frame: av.VideoFrame) -> Frames:
    """The frame as (h, w, 3) uint8, by the color matrix that it is tagged with."""
    matrix = None
    if frame.colorspace == UNTAGGED:
        high = frame.height >= HIGH_DEFINITION
        matrix = Colorspace.ITU709 if high else Colorspace.ITU601
    rgb = frame.reformat(format="rgb24", src_colorspace=matrix, interpolation=EXACT)
    return np.asarray(rgb.to_ndarray(), np.uint8)
