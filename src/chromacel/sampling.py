"""Frames of a video at a stride, in display order, decoding no more than they depend on.

Frame n is the n-th that FFmpeg's decoder shows, counted from 0. The packets tell where the wanted
frames are: only their groups of pictures are decoded, up to the last wanted frame of each, without
the frames that no other refers to. Where that is not safe, the whole stream is decoded.
"""

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

from chromacel.colors import display_matrix, pixel_aspect, true_rgb
from chromacel.errors import InputError
from chromacel.frames import Frames
from chromacel.packets import Packets, WholeStreamError, decoding_runs
from chromacel.video import opened_video, video_packets
from chromacel.watchdog import Watchdog

# Where a packet is a frame, and a key frame needs nothing that comes before it.
INDEXED_CONTAINERS = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")
INDEXED_CODECS = ("h264", "hevc", "vp9", "av1", "mpeg2video")
# Where decoding starts at an open group: the order to forget a frame that was never decoded.
HARMLESS = "mmco: unref short failure"
LONG_START = 600  # packets, within which a recording that starts anywhere has a key frame
# Decoders that can leave out frames that no other refers to.
LEAVE_OUT = ("h264", "hevc", "mpeg2video")


@dataclass(frozen=True)
class VideoFrame:
    """One frame: its place in display order from 0, its time in seconds, `rgb` (h, w, 3) uint8.

    `pixel_aspect` is the width of a pixel over its height.
    """

    index: int
    time: float
    rgb: Frames
    pixel_aspect: float


@dataclass(frozen=True)
class DamagedFrame:
    """A frame of the stride that is damaged or missing, and why."""

    index: int
    reason: str


def reliable_index(packets: Packets) -> NDArray[np.int64]:
    """The display index of each packet. Raises WholeStreamError if it cannot be relied on."""
    if packets.container not in INDEXED_CONTAINERS or packets.codec not in INDEXED_CODECS:
        raise WholeStreamError(f"{packets.codec} in {packets.container} has no reliable index")
    for reason in packets.trouble.values():
        raise WholeStreamError(reason)
    return packets.display_index


def needed_frames(
    path: Path, packets: Packets, stride: int, watchdog: Watchdog
) -> Iterator[VideoFrame]:
    """Frames 0, stride, 2·stride, …, decoding only what they depend on.

    Raises:
        WholeStreamError: that is not safe here; what was yielded before is to be thrown away.
        InputError: the file is shorter than the stride, or has colors that cannot be converted.
    """
    index = reliable_index(packets)
    if index.max() + 1 < stride:
        raise too_short(path, int(index.max()) + 1, stride)
    wanted = (index >= 0) & (index % stride == 0)
    # Where times are uneven, all frames of the group show whether their order is that of the times.
    doubted = np.isin(packets.group_start, packets.group_start[wanted & ~packets.is_even])
    runs = decoding_runs(packets, wanted | doubted)
    left_out = ~(wanted | doubted) & (packets.codec in LEAVE_OUT)
    left_out[: runs[0][1]] = False  # the first run shows whether each packet gives one frame
    due = np.zeros(len(packets), bool)
    broken = np.zeros(len(packets), bool)  # leading pictures whose group before is not decoded
    for start, stop in runs:
        due[start:stop] = True
        broken[start:stop] = packets.first_needed[start:stop] < start
    due &= wanted | ~(left_out | broken | packets.is_hidden)
    last = -1
    decoder = Decoder(path, packets, watchdog)
    for number, frame in decoder.frames(runs, left_out):
        if number is None or index[number] <= last:
            raise WholeStreamError("frames come in another order than their timestamps")
        last, due[number] = int(index[number]), False
        if wanted[number]:
            yield decoder.picture(frame, last)
    for number, reason in decoder.damage.items():
        if not broken[number]:
            raise WholeStreamError(f"packet {number}: {reason}")
    if due.any():
        raise WholeStreamError(f"packet {due.argmax()} gives no frame")


def all_frames(
    path: Path, packets: Packets, stride: int, watchdog: Watchdog
) -> Iterator[VideoFrame | DamagedFrame]:
    """The same frames, decoding everything, and which of them are damaged or missing.

    A frame counts as damaged if anything from the start of its group of pictures up to itself is.

    Raises:
        InputError: nothing can be decoded, the file is shorter than the stride, has colors that
            cannot be converted, or frames after damage cannot be numbered.
    """
    index: NDArray[np.int64] | None = None
    with contextlib.suppress(WholeStreamError):
        index = packets.display_index
    shown, found = 0, set()
    decoder = Decoder(path, packets, watchdog)
    for number, frame in decoder.frames([(0, len(packets))], np.zeros(len(packets), bool)):
        if not decoder.damage:
            place = shown
            if index is not None and (number is None or index[number] != shown):
                index = None  # the decoder's count is what holds
        elif index is None or number is None:
            break
        else:
            place = int(index[number])
        shown += 1
        if place % stride == 0:
            found.add(place)
            harm = decoder.harm(number)
            yield DamagedFrame(place, harm) if harm else decoder.picture(frame, place)
    if not shown:
        raise undecodable(path, decoder)
    length = shown
    if decoder.damage:
        if index is None:
            reason = next(iter(decoder.damage.values()))
            raise InputError(
                f"{path} is damaged at or after frame {shown} ({reason}), and later frames cannot"
                " be numbered: replace it or take it out of `episodes`."
            )
        length = max(packets.length, shown)
        for place in sorted(set(range(0, length, stride)) - found):
            yield DamagedFrame(place, "missing")
    if length < stride:
        raise too_short(path, length, stride)


def first_frame(path: Path, packets: Packets, watchdog: Watchdog) -> VideoFrame:
    """The first frame that can be decoded. Raises InputError if there is none early on."""
    decoder = Decoder(path, packets, watchdog)
    start = [(0, min(len(packets), LONG_START))]
    for _, frame in decoder.frames(start, np.zeros(len(packets), bool)):
        return decoder.picture(frame, 0)
    raise undecodable(path, decoder)


def undecodable(path: Path, decoder: "Decoder") -> InputError:
    reason = next(iter(decoder.damage.values()), "its packets are empty")
    return InputError(
        f"{path} cannot be decoded ({reason}): replace it or take it out of `episodes`."
    )


def too_short(path: Path, length: int, stride: int) -> InputError:
    frames = "1 frame" if length == 1 else f"{length} frames"
    return InputError(
        f"{path} has {frames}, fewer than the stride of {stride}: take it out of `episodes`"
        " or lower `frames.stride`."
    )


def too_damaged(path: Path, damaged: int, total: int) -> InputError:
    tolerate = f", or set `damaged_frames` to {damaged} or more" if damaged < total else ""
    return InputError(
        f"{path} is damaged or cut short, and of {total} frames to take from it {damaged} are lost:"
        f" replace it or take it out of `episodes`{tolerate}."
    )


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
            raise InputError(
                f"{self.path} cannot be shown in true colors ({error}): convert it or take it out"
                " of `episodes`."
            ) from error
