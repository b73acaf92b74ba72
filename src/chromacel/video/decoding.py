"""Packets decoded to frames, with what is damaged."""

import contextlib
import itertools
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.packet import Packet
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from chromacel.errors import VideoError
from chromacel.pictures.sequence import Frame
from chromacel.video.color_conversion import check_dynamic_range, true_rgb
from chromacel.video.container import opened_video, video_packets
from chromacel.video.geometry import Orientation, orientation_of
from chromacel.video.packets import BESIDE_PIXELS, NO_TIME, Packets
from chromacel.video.watchdog import Watchdog

# Where decoding starts at an open group: the order to forget a frame that was never decoded.
HARMLESS = "mmco: unref short failure"
# Decoders that mark the frames in which they had to conceal something.
MARKING = ("h264", "mpeg1video", "mpeg2video", "mpeg4", "h263", "flv1")
# What even they do not mark: a frame that refers to one which is not there.
UNMARKED = re.compile(
    "reference picture missing|missing reference|frame num gap|co located POCs unavailable",
    re.IGNORECASE,
)


class Decoder:
    """The frames of one stream, each with the number of the packet that it came from.

    `complaints` holds what the decoder reported so far, by the number of the packet, and `damage`
    what is wrong with frames. What comes before the first key frame or is shown before it, as in a
    recording that starts anywhere, is no frame and no damage.
    """

    def __init__(self, path: Path, packets: Packets, watchdog: Watchdog) -> None:
        self.path, self.packets, self.watchdog = path, packets, watchdog
        self.damage: dict[int, str] = {}
        self.reformatter = VideoReformatter()
        self.orientation = Orientation()
        self.rotation: int | None = None  # not yet known
        self.aspects: list[tuple[int, Fraction | None]] = []  # where each begins
        self.complaints: dict[int, str] = {}

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
        losses = self.packets.losses
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
                if number in losses:
                    self.damage[number] = losses[number]
                packet.opaque = (number,)  # PyAV knows it by its address, which small numbers share
                context.skip_frame = "NONREF" if left_out[number] else "DEFAULT"
                yield from self._decoded(packet, number)
                if number + 1 in stops:
                    yield from self._decoded(None, number)
                    context.flush_buffers()
        if len(self.packets) in losses:
            self.damage[len(self.packets)] = losses[len(self.packets)]

    def _decoded(
        self, packet: "Packet[VideoStream] | None", number: int
    ) -> Iterator[tuple[int | None, av.VideoFrame]]:
        context = self.stream.codec_context
        frames: list[av.VideoFrame] = []
        with av.logging.Capture() as messages:
            try:
                frames = context.decode(packet)
            except av.FFmpegError as error:
                texts = [message for _, _, message in messages]
                if not texts or not all(map(BESIDE_PIXELS.search, texts)):
                    self._note(number, str(error.strerror))
        if not self.aspects or self.aspects[-1][1] != context.sample_aspect_ratio:
            self.aspects.append((number, context.sample_aspect_ratio))
        for _, _, message in messages:
            if BESIDE_PIXELS.search(message) or HARMLESS in message:
                continue
            self.complaints.setdefault(number, message.strip())
            if self.packets.codec not in MARKING or UNMARKED.search(message):
                self._note(number, message.strip())
        for frame in frames:
            source = frame.opaque[0] if isinstance(frame.opaque, tuple) else None
            if frame.is_corrupt:
                origin = number if source is None else source
                self._note(origin, self.complaints.get(origin, "the frame is corrupt"))
            yield source, frame

    def _note(self, number: int, reason: str) -> None:
        first = self.packets.first_key
        is_before = number < first or self.packets.is_leading[number]
        if first and is_before and self.packets.group_start[number] <= first:
            return
        self.damage.setdefault(number, reason)

    def harm(self, number: int | None) -> str | None:
        """What is wrong with the packets that a packet's frame depends on."""
        if number is None or not self.damage:
            return None
        needed = range(self.packets.first_needed[number], number + 1)
        return next((self.damage[other] for other in needed if other in self.damage), None)

    def picture(self, frame: av.VideoFrame, index: int) -> Frame:
        try:
            if frame.rotation != self.rotation:
                check_dynamic_range(frame)
                self.orientation, self.rotation = orientation_of(frame), frame.rotation
            rgb = true_rgb(frame, self.orientation, self.reformatter)
        except ValueError as error:
            raise VideoError(
                f"{self.path} cannot be shown in true colors ({error})", "convert it"
            ) from error
        aspect = self.orientation.aspect(self._aspect(frame))
        return Frame(index, self.time(frame, index), rgb, aspect)

    def time(self, frame: av.VideoFrame, index: int) -> float:
        """By the stream's ticks, which a frame that comes at a run's end does not know itself.

        AVI has times to decode frames at, which are those to show them at in another order. Where
        there are none at all, the rate tells.
        """
        ticks = frame.pts
        if self.packets.container == "avi" and index < len(self.packets):
            ticks = int(self.packets.ordered_pts[index])
        if ticks not in (None, NO_TIME) and self.stream.time_base:
            return float(ticks * self.stream.time_base)
        return float(index / (self.stream.average_rate or self.stream.guessed_rate or 1))

    def _aspect(self, frame: av.VideoFrame) -> Fraction | None:
        """The container's, but for a frame whose packet has another than the first has."""
        number = frame.opaque[0] if isinstance(frame.opaque, tuple) else self.aspects[-1][0]
        own = next(aspect for start, aspect in reversed(self.aspects) if start <= number)
        return self.stream.sample_aspect_ratio if own == self.aspects[0][1] else own
