"""A short film of whole shots: input, each model and truth side by side, a line for each input.

H.264 in MP4, small enough for a page that holds it itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont

from chromacel.files.whole import whole_file
from chromacel.pictures.pixels import COLORS, Frames, Picture
from chromacel.video.x264 import x264_instructions

MOST_BYTES = 300_000
QUALITIES = (26, 32, 38, 44, 50)  # x264's constant rate factors: the best that is small enough
CELL = 200  # columns of pixels of each picture, at most
NAME = 20  # rows of pixels for the name above
POINTS = 12  # size of its letters

Line = Mapping[str, Frames]
"""All frames, (n, h, w) or (n, h, w, 3) uint8, of what stands side by side, by its name."""


def write_film(path: Path, lines: Sequence[Line], rate: int) -> None:
    """A film of these lines one below the other, `rate` frames a second; of none, an empty file."""
    first = next(iter(lines[0].values())) if lines else np.empty(0)
    with whole_file(path) as temporary:
        temporary.touch()
        for quality in QUALITIES if len(first) else ():
            encode(
                temporary, [film_frame(lines, place) for place in range(len(first))], rate, quality
            )
            if temporary.stat().st_size <= MOST_BYTES:
                break


def film_frame(lines: Sequence[Line], place: int) -> Picture:
    """One frame of the film, (h, w, 3) uint8, white where a line is shorter than others."""
    tiled = [
        np.concatenate([_cell(name, frames[place]) for name, frames in line.items()], axis=1)
        for line in lines
    ]
    widest = max(line.shape[1] for line in tiled)
    padded = [
        np.pad(line, ((0, 0), (0, widest - line.shape[1]), (0, 0)), constant_values=255)
        for line in tiled
    ]
    return np.concatenate(padded)


def encode(path: Path, frames: Sequence[Picture], rate: int, quality: int) -> None:
    """One thread, and no dates: the same frames make the same bytes."""
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": str(quality), "preset": "veryfast", "threads": "1"}
        stream.options |= {"x264-params": ":".join(x264_instructions())}
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
        context.color_range = 1
        for picture in _yuv(frames):
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def _yuv(frames: Sequence[Picture]) -> Iterator[av.VideoFrame]:
    for picture in frames:
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        yield frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")


def _cell(name: str, picture: Picture) -> Picture:
    """The picture with its name above, both sides even, as H.264 has them."""
    height, width = picture.shape[:2]
    columns = min(width, CELL) // 2 * 2
    rows = max(round(height * columns / width) // 2 * 2, 2)
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)
    colors = small if small.ndim == 3 else np.stack([small] * COLORS, axis=2)
    return np.concatenate([_written(name, columns), np.asarray(colors, np.uint8)])


@cache
def _written(name: str, columns: int) -> Picture:
    """A line of text, black on white."""
    picture = Image.new("RGB", (columns, NAME), "white")
    font = ImageFont.truetype(findfont("DejaVu Sans"), POINTS)
    ImageDraw.Draw(picture).text((3, 2), name, "black", font)
    return np.asarray(picture)
