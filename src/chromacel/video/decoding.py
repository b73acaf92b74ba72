"""Packets decoded to frames, with what is damaged."""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from chromacel.errors import VideoError
from chromacel.pictures.pixels import Picture
from chromacel.video.color_conversion import display_matrix, pixel_aspect, true_rgb
from chromacel.video.container import opened_video, video_packets
from chromacel.video.packets import Packets
from chromacel.video.watchdog import Watchdog

# Where decoding starts at an open group: the order to forget a frame that was never decoded.
HARMLESS = "mmco: unref short failure"


@dataclass(frozen=True)
class VideoFrame:
    """One frame: its place in display order from 0, its time in seconds, `rgb` (h, w, 3) uint8.

    `pixel_aspect` is the width of a pixel over its height.
    """

    index: int
    time: float
    rgb: Picture
    pixel_aspect: float


class Decoder:
    """The frames of one stream, each with the number of the packet that it came from.

    `damage` holds what is wrong so far, by the number of the packet.
    """

    def __init__(self, path: Path, packets: Packets, watchdog: Watchdog) -> None:
        self.path, self.packets, self.watchdog = path, packets, watchdog
        self.damage: dict[int, str] = {}
        self.orientation: NDArray[np.int64] | None = None
        self.reformatter = VideoReformatter()

    def frames(
        self, runs: list[tuple[int, int]], left_out: NDArray[np.bool_]
    ) -> Iterator[tuple[int | None, av.VideoFrame]]:
        """Decode ranges of packets, each from fresh, without those that are left out if possible.

        A frame comes without a number if its decoder does not tell.
        """
        needed = np.zeros(len(self.packets), bool)
        for start, stop in runs:
            needed[start:stop] = True
        stops = {stop for _, stop in runs}
        trouble = self.packets.trouble
        # What the reader says was noted when the packets were read.
        with (
            opened_video(self.path) as (container, self.stream),
            av.logging.Capture(),
            contextlib.suppress(av.FFmpegError),
        ):
            context = self.stream.codec_context
            packets = itertools.islice(video_packets(container, self.stream), max(stops))
            for number, packet in enumerate(packets):
                self.watchdog.alive()
                if not needed[number]:
                    continue
                if number in trouble:
                    self.damage[number] = trouble[number]
                packet.opaque = (number,)  # PyAV knows it by its address, which small numbers share
                context.skip_frame = "NONREF" if left_out[number] else "DEFAULT"
                yield from self._decoded(packet, number)
                if number + 1 in stops:
                    yield from self._decoded(None, number)
                    context.flush_buffers()
        if len(self.packets) in trouble:
            self.damage[len(self.packets)] = trouble[len(self.packets)]

    def _decoded(
        self, packet: "Packet[VideoStream] | None", number: int
    ) -> Iterator[tuple[int | None, av.VideoFrame]]:
        frames: list[av.VideoFrame] = []
        with av.logging.Capture() as messages:
            try:
                frames = self.stream.codec_context.decode(packet)
            except av.FFmpegError as error:
                self.damage[number] = str(error.strerror)
        for _, _, message in messages:
            if HARMLESS not in message:
                self.damage.setdefault(number, message.strip())
        for frame in frames:
            source = frame.opaque[0] if isinstance(frame.opaque, tuple) else None
            if frame.is_corrupt:
                self.damage.setdefault(number if source is None else source, "the frame is corrupt")
            yield source, frame

    def harm(self, number: int | None) -> str | None:
        """What is wrong with the packets that a packet's frame depends on."""
        if number is None or not self.damage:
            return None
        needed = range(self.packets.first_needed[number], number + 1)
        return next((self.damage[other] for other in needed if other in self.damage), None)

    def picture(self, frame: av.VideoFrame, index: int) -> VideoFrame:
        time = float("nan") if frame.time is None else frame.time
        try:
            if self.orientation is None:
                self.orientation = display_matrix(frame)
            rgb = true_rgb(frame, self.orientation, self.reformatter)
            return VideoFrame(index, time, rgb, pixel_aspect(self.stream, self.orientation))
        except ValueError as error:
            raise VideoError(
                f"{self.path} cannot be shown in true colors ({error})", "convert it"
            ) from error
