"""All frames of a video in display order, with their luma as it is stored."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import NDArray

from chromacel.errors import VideoError
from chromacel.pictures.pixels import Picture
from chromacel.video.color_conversion import (
    EXACT,
    check_dynamic_range,
    check_tags,
    is_high_definition,
)
from chromacel.video.decoding import Decoder
from chromacel.video.geometry import Orientation, display_matrix, orientation_of, turned
from chromacel.video.packets import Packets, WholeStreamError
from chromacel.video.plane_colors import LUMA_WEIGHTS, Plane, PlaneLayout
from chromacel.video.sampling import too_damaged, undecodable
from chromacel.video.watchdog import Watchdog

# Formats with luma in a plane of its own, as it is to be written.
LUMA_PLANE = re.compile(r"(yuvj?|yuva)4\d\dp(\d+)?(le|be)?|gray(9|1\d)?(le|be)?|nv(12|21|16|24|42)")
BT709, BT601 = 1, 6
LIMITED, FULL = 1, 2


@dataclass(frozen=True)
class ColorTags:
    """The tags of ITU-T H.273 that frames are written with; `levels` is FFmpeg's of the range."""

    matrix: int
    levels: int
    primaries: int
    transfer: int


@dataclass(frozen=True)
class PlaneFrame:
    """One frame as it is stored.

    `index`: from 0, in display order; `total`: how many there are, by the packets; `ticks`: when it
    is shown, in the stream's time base; `time`: the same in seconds. `luma`: (h, w) uint8, or
    uint16 of more than 8 bits; a view that is not to be written to. `pixel_aspect`: the width of an
    upright pixel over its height. `is_done`: it has been written by an earlier run.
    """

    index: int
    total: int
    ticks: int
    time: float
    luma: Plane
    layout: PlaneLayout
    tags: ColorTags
    orientation: Orientation
    pixel_aspect: float
    is_interlaced: bool
    is_done: bool = False

    @cached_property
    def gray(self) -> Picture:
        """Upright, full range, at the stored size: (h, w) uint8, of luma alone."""
        gray = self.layout.gray(self.luma)
        if self.orientation.angle:
            gray = turned(gray, self.orientation.angle)
        return self.orientation.upright(gray)


class PlaneReader:
    """Reads the frames of a video; `rate`, `time_base`, the `aspect` of a stored pixel and the
    display `matrix` are known from the first frame on.

    Gray formats, whose range is full if they have no tag, become 4:2:0; RGB and palettes become
    4:4:4 in full range, so that levels of gray stay what they are; what has transparency loses it.
    """

    def __init__(self, path: Path, packets: Packets, watchdog: Watchdog) -> None:
        self.path, self.packets, self.watchdog = path, packets, watchdog
        self.decoder = Decoder(path, packets, watchdog)
        self.reformatter = VideoReformatter()
        self.matrix: NDArray[np.int32] | None = None
        self.orientation = Orientation()
        self.rotation: int | None = None  # not yet known
        self.kind: tuple[int, int, str] | None = None
        self.last: int | None = None  # ticks

    def frames(self, damaged: int = 0) -> Generator[PlaneFrame, None, None]:
        """Frames as a stream; what is damaged comes as far as the decoder could conceal it.

        Raises:
            LostFramesError: more than `damaged` frames are damaged or missing, which is known at
                the end.
            VideoError: nothing can be decoded, colors cannot be converted, or the frames' size or
                format changes.
        """
        shown, lost = 0, 0
        everything = [(0, len(self.packets))]
        for number, frame in self.decoder.frames(everything, np.zeros(len(self.packets), bool)):
            lost += self.decoder.harm(number) is not None
            if lost <= damaged:
                seen = self.seen(frame, shown)
                self.watchdog.idle()
                yield seen
                self.watchdog.alive()
            shown += 1
        self.watchdog.idle()
        if not shown:
            raise undecodable(self.path, self.decoder)
        total = max(self._total, shown) if self.decoder.damage else shown
        lost += total - shown
        if lost > damaged:
            raise too_damaged(self.path, lost, total)

    @cached_property
    def _total(self) -> int:
        try:
            return self.packets.length
        except WholeStreamError:
            return int((~self.packets.is_hidden).sum())

    def _note_stream(self) -> None:
        """What is asked for when the file may be closed."""
        stream = self.decoder.stream
        self.rate = Fraction(stream.average_rate or stream.guessed_rate or 25)
        self.time_base = stream.time_base or 1 / self.rate
        self.aspect = stream.sample_aspect_ratio or Fraction(1)

    def _ticks(self, time: float) -> int:
        """A frame's time; of one that comes too late by its time, the next of any frame."""
        ticks = round(Fraction(time) / self.time_base)
        if self.last is not None and ticks <= self.last:
            ordered = self.packets.ordered_pts
            place = int(np.searchsorted(ordered, self.last, side="right"))
            step = max(1, round(1 / (self.rate * self.time_base)))
            ticks = int(ordered[place]) if place < len(ordered) else self.last + step
        self.last = ticks
        return ticks

    def seen(self, frame: VideoFrame, index: int) -> PlaneFrame:
        try:
            if frame.rotation != self.rotation:
                check_dynamic_range(frame)
                self.matrix = display_matrix(frame)
                self.orientation, self.rotation = orientation_of(frame), frame.rotation
            check_tags(frame)
        except ValueError as error:
            raise VideoError(
                f"{self.path} cannot be shown in true colors ({error})", "convert it"
            ) from error
        kind = frame.width, frame.height, frame.format.name
        if self.kind is None:
            self.kind = kind
            self._note_stream()
        if kind != self.kind:
            raise VideoError(
                f"{self.path} changes from {_words(self.kind)} to {_words(kind)} at frame {index}",
                "convert it to one format",
            )
        layout, tags = stored_colors(frame)
        time = self.decoder.time(frame, index)
        return PlaneFrame(
            index=index,
            total=max(self._total, index + 1),
            ticks=self._ticks(time),
            time=time,
            luma=self._luma(frame, layout),
            layout=layout,
            tags=tags,
            orientation=self.orientation,
            pixel_aspect=self.orientation.aspect(self.aspect),
            is_interlaced=frame.interlaced_frame,
        )

    def _luma(self, frame: VideoFrame, layout: PlaneLayout) -> Plane:
        if not LUMA_PLANE.fullmatch(frame.format.name):
            frame = self._planar(frame, layout)
        dtype = layout.dtype.newbyteorder(">" if frame.format.is_big_endian else "<")
        plane: Any = frame.planes[0]
        rows = np.frombuffer(plane, dtype).reshape(plane.height, -1)[:, : plane.width]
        return rows.astype(layout.dtype, copy=False)

    def _planar(self, frame: VideoFrame, layout: PlaneLayout) -> VideoFrame:
        depth = "" if layout.bits == 8 else f"{layout.bits}le"
        return self.reformatter.reformat(
            frame,
            format=f"yuv{layout.subsampling}p{depth}",
            dst_colorspace=Colorspace.ITU709 if layout.matrix == BT709 else Colorspace.ITU601,
            dst_color_range=FULL if layout.is_full_range else LIMITED,
            interpolation=EXACT,
            threads=1,
        )


def stored_colors(frame: VideoFrame) -> tuple[PlaneLayout, ColorTags]:
    """How the planes of a frame are laid out, and what they are tagged with."""
    name, luma = frame.format.name, frame.format.components[0]
    is_gray = name.startswith("gray")
    is_rgb = frame.format.is_rgb or frame.format.has_palette or name.startswith(("mono", "ya"))
    levels = int(frame.color_range)
    if is_rgb or name.startswith("yuvj") or (is_gray and levels != LIMITED):
        levels = FULL
    matrix = int(frame.colorspace)
    if is_rgb or matrix not in LUMA_WEIGHTS:
        matrix = BT709 if is_high_definition(frame) else BT601
    layout = PlaneLayout(
        width=frame.width,
        height=frame.height,
        subsampling="444" if is_rgb else "420" if is_gray else _subsampling(frame.format),
        bits=max(8, luma.bits),
        is_full_range=levels == FULL,
        matrix=matrix,
    )
    tag = matrix if is_rgb else int(frame.colorspace)
    return layout, ColorTags(tag, levels, int(frame.color_primaries), int(frame.color_trc))


def _subsampling(stored: VideoFormat) -> str:
    """Of those that encoders know, the one that keeps all chroma there is."""
    luma, chroma = stored.components[:2]
    if chroma.height < luma.height:
        return "420" if chroma.width < luma.width else "444"
    return "422" if chroma.width < luma.width else "444"


def _words(kind: tuple[int, int, str]) -> str:
    width, height, pixels = kind
    return f"{width} × {height} {pixels}"
